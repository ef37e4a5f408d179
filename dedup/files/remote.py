"""Reads files at addresses such as s3://bucket/crawl through fsspec."""

from __future__ import annotations

import errno
import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, BinaryIO, Literal

from dedup.errors import DedupError

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]+://")
_WILDCARD = re.compile(r"[*?\[]")
_BUFFER_BYTES = 1 << 20
"""Bytes of the read buffer. Chosen."""


def has_scheme(text: str) -> bool:
    """Whether a text is an address, not a path: it begins with a scheme of two or more characters and `://`."""
    return bool(_ADDRESS.match(text))


@dataclass(frozen=True, slots=True, order=True)
class RemoteFile:
    """A file at an address. `size` (in bytes) and `version` are what the server reports."""

    address: str
    size: int = 0
    version: str = ""

    @property
    def name(self) -> str:
        """The last part of the address."""
        return PurePosixPath(self.address).name

    def open(self, mode: Literal["rb"]) -> BinaryIO:
        """The content as a stream that supports seeking. Raises OSError for every error of the server."""
        with _os_errors(self.address):
            system, path = _file_system(self.address)
            return io.BufferedReader(_Stream(system.open(path, mode), self.address), _BUFFER_BYTES)

    def __str__(self) -> str:
        return self.address


def remote_files(address: str) -> Iterator[tuple[RemoteFile, str]]:
    """The files at an address, sorted: the file itself, those under a prefix, or those that match a pattern.

    Each is given with its name below the address; with a pattern, below the folder before its first wildcard. The name
    of a file at the address itself is the last part. Raises `DedupError` where there is none, the server cannot be
    reached, or the package for it is missing.
    """
    try:
        with _os_errors(address):
            system, path = _file_system(address)
            system.invalidate_cache()  # it may hold an outdated list of files
            scheme = address.partition("://")[0]
            found = _found(system, path)
            if not found:
                _check_answers(system, path)
    except OSError as error:
        if isinstance(error, FileNotFoundError):
            raise DedupError(f"{address}: no such file or folder; check the spelling of the input") from error
        raise DedupError(
            f"{address} cannot be listed ({error.strerror or error}); check the address and your access to it"
        ) from error
    if not found:
        raise DedupError(f"{address}: no such file or folder; check the spelling of the input")
    root = _root(path)
    for where, info in sorted(found.items()):
        whole = where if "://" in where else f"{scheme}://{where.lstrip('/') if scheme != 'file' else where}"
        version = str(info.get("ETag") or info.get("etag") or info.get("LastModified") or info.get("mtime") or "")
        name = where.removeprefix(root).lstrip("/") if where.startswith(root) else where
        yield RemoteFile(whole, int(info.get("size") or 0), version), name or PurePosixPath(where).name


def _found(system: Any, path: str) -> dict[str, dict[str, Any]]:
    """The files that match a pattern, are at a path or lie below it, with the details that the file system reports."""
    if system.isfile(path):  # whose name may look like a pattern
        found = {path: system.info(path)}
    elif _WILDCARD.search(path):
        found = system.glob(path, detail=True)
    else:
        found = system.find(path, detail=True)
    return {where: info for where, info in found.items() if info.get("type", "file") == "file"}


def _check_answers(system: Any, path: str) -> None:
    """Raise the error of the connection where nothing was found since the server at `path` cannot be reached.

    Searching on the web takes a server that does not answer for one without the file.
    """
    try:
        system.info(path)
    except FileNotFoundError as error:
        cause = error.__cause__ or error.__context__
        if isinstance(cause, OSError) and not isinstance(cause, FileNotFoundError):
            raise OSError(errno.ECONNREFUSED, str(cause), path) from error


def _root(path: str) -> str:
    """The folder to which names are relative: the path itself; of a pattern, the part before its first wildcard."""
    wildcard = _WILDCARD.search(path)
    return path[: wildcard.start()].rpartition("/")[0] if wildcard else path.rstrip("/")


def _file_system(address: str) -> tuple[Any, str]:
    """The file system of an address, and the path in it.

    Raises `DedupError` where a package is missing, or for an unknown kind of address.
    """
    try:
        from fsspec.core import url_to_fs

        system, path = url_to_fs(address)
    except ImportError as error:
        scheme = address.partition("://")[0]
        raise DedupError(
            f"{address}: to read from addresses, pip install 'dedup-arabic[remote]'"
            + ("" if scheme in ("s3", "s3a") else f" and what fsspec needs for {scheme}:// ({error})")
        ) from error
    except ValueError as error:
        raise DedupError(f"{address}: no such kind of address ({error})") from error
    return system, path


class _Stream(io.RawIOBase):
    """A file of fsspec whose errors are all OSErrors, like those of a file on disk."""

    def __init__(self, file: Any, address: str) -> None:
        self._file = file
        self._address = address

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        with _os_errors(self._address), memoryview(buffer) as view:
            data: bytes = self._file.read(len(view))
            view[: len(data)] = data
            return len(data)

    def seek(self, offset: int, whence: int = 0, /) -> int:
        with _os_errors(self._address):
            return int(self._file.seek(offset, whence))

    def tell(self) -> int:
        return int(self._file.tell())

    def close(self) -> None:
        self._file.close()
        super().close()


@contextmanager
def _os_errors(address: str) -> Iterator[None]:
    """Turn the errors of client libraries into OSErrors; each library has its own. `DedupError` is not changed."""
    try:
        yield
    except (OSError, DedupError):
        raise
    except Exception as error:
        raise OSError(errno.EIO, str(error) or type(error).__name__, address) from error
