"""Checksums of files that a later run, or `restore`, relies on, so that a changed file is noticed."""

from __future__ import annotations

import os
from hashlib import blake2b
from pathlib import Path

import msgspec

from dedup.errors import DedupError
from dedup.files.whole import open_whole

_READ_BYTES = 1 << 20
"""Bytes that are hashed at once. Chosen."""
_SIZE = 16
"""Bytes of a checksum: 128 bits, so that no two files of practice have the same. Derived."""
_STATS = "stats.json"
_SEAL = b',\n  "checksum": "'
"""What stands before the checksum in a sealed JSON object."""


def write_sealed(path: Path, data: bytes) -> None:
    """Write a file, whole or not at all, that begins with the checksum of its content. Only its owner can read it."""
    with open_whole(path) as file:
        os.chmod(file.fileno() if os.chmod in os.supports_fd else file.name, 0o600)
        file.write(b"%b\n%b" % (_of(data), data))


def read_sealed(path: Path, remedy: str) -> bytes:
    """The content of a file that `write_sealed` wrote. Raises `DedupError`, with the remedy, where it was changed."""
    seal, _, data = path.read_bytes().partition(b"\n")
    if seal != _of(data):
        raise DedupError(f"{path} is not what dedup wrote; {remedy}")
    return data


def sealed_json(members: bytes) -> bytes:
    """The JSON object `members`, indented for readers, with the checksum of the lines before it as its last member."""
    shown = msgspec.json.format(members, indent=2).removesuffix(b"\n}")
    return b'%b%b%b"\n}\n' % (shown, _SEAL, _of(shown))


def sealed_members(path: Path) -> dict[str, msgspec.Raw]:
    """The members of an object that `sealed_json` made, or an older version, which wrote no checksum.

    Raises `DedupError` where it was changed; msgspec.DecodeError, UnicodeDecodeError or OSError where it is no such
    file.
    """
    data = path.read_bytes()
    shown, _, seal = data.rpartition(_SEAL)
    members = msgspec.json.decode(data, type=dict[str, msgspec.Raw])
    if "checksum" in members and seal[: 2 * _SIZE] != _of(shown):
        raise DedupError(f"{path} was changed since; run `dedup clean` again")
    return members


def check_outputs(run: Path, *names: str) -> None:
    """Raise `DedupError` where an output of a run, whose name begins with one of `names`, was changed since.

    Changed statistics raise it, too. Missing outputs, runs without statistics, and those of older versions are not
    checked.
    """
    try:
        written = msgspec.json.decode(sealed_members(run / _STATS).get("files", b"{}"), type=dict[str, str])
    except FileNotFoundError:
        return
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise DedupError(f"{run / _STATS} was changed since; run `dedup clean` again") from error
    for name, known in written.items():
        if name.startswith(names) and (run / name).exists() and checksum(run / name) != known:
            raise DedupError(f"{run / name} was changed since the run that wrote it; run `dedup clean` again")


def checksum(path: Path) -> str:
    """A hash of a file, or of all names and files in a folder. Of a link, the path it holds is hashed, not the content.

    It is hexadecimal; that of a folder or a link begins with `folder-` or `link-`.
    """
    return _tree(path) if path.is_dir() and not path.is_symlink() else _file(path)


def _tree(folder: Path) -> str:
    """A hash of all names and files in a folder and those below it, with `folder-` before it."""
    seen = blake2b(digest_size=_SIZE)
    for name in sorted(os.listdir(os.fsencode(folder))):
        entry = folder / os.fsdecode(name)
        seen.update(b"%d:%b%b" % (len(name), name, checksum(entry).encode("ascii")))
    return f"folder-{seen.hexdigest()}"


def _file(path: Path) -> str:
    """A hash of the content of a file or, with `link-` before it, of the path that a link holds; in hexadecimal."""
    seen = blake2b(digest_size=_SIZE)
    if path.is_symlink():
        return f"link-{_of(os.fsencode(os.readlink(path))).decode()}"
    with path.open("rb") as file:
        while data := file.read(_READ_BYTES):
            seen.update(data)
    return seen.hexdigest()


def _of(data: bytes) -> bytes:
    """A hash of some bytes, in hexadecimal."""
    return blake2b(data, digest_size=_SIZE).hexdigest().encode("ascii")
