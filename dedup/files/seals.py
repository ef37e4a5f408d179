"""Checksums of files that a later run, or `restore`, relies on: what was changed since is told, not believed."""

from __future__ import annotations

import os
from hashlib import blake2b
from pathlib import Path

import msgspec

from dedup.errors import DedupError
from dedup.files.whole import open_whole

_READ_BYTES = 1 << 20
_SIZE = 16
_STATS = "stats.json"
_SEAL = b',\n  "checksum": "'


def write_sealed(path: Path, data: bytes) -> None:
    """Write a file, whole or not at all, that begins with the checksum of its content. Nobody else may read it."""
    with open_whole(path) as file:
        os.chmod(file.fileno() if os.chmod in os.supports_fd else file.name, 0o600)
        file.write(b"%b\n%b" % (_of(data), data))


def read_sealed(path: Path, remedy: str) -> bytes:
    """The content of such a file. Raises `DedupError`, with the remedy, where it is not what was written."""
    seal, _, data = path.read_bytes().partition(b"\n")
    if seal != _of(data):
        raise DedupError(f"{path} is not what dedup wrote; {remedy}")
    return data


def sealed_json(members: bytes) -> bytes:
    """An object of JSON, made to be read, whose last member is the checksum of the lines before it."""
    shown = msgspec.json.format(members, indent=2).removesuffix(b"\n}")
    return b'%b%b%b"\n}\n' % (shown, _SEAL, _of(shown))


def sealed_members(path: Path) -> dict[str, msgspec.Raw]:
    """The members of such an object, or of one that an older version wrote, which has no checksum.

    Raises `DedupError` where it was changed, msgspec.DecodeError and UnicodeDecodeError where it is none, OSError.
    """
    data = path.read_bytes()
    shown, _, seal = data.rpartition(_SEAL)
    members = msgspec.json.decode(data, type=dict[str, msgspec.Raw])
    if "checksum" in members and seal[: 2 * _SIZE] != _of(shown):
        raise DedupError(f"{path} was changed since; run `dedup clean` again")
    return members


def check_outputs(run: Path, *names: str) -> None:
    """Raise `DedupError` where outputs, among those whose names begin with `names`, are not what their run wrote.

    Of a run without statistics, or of an older version, nothing is known.
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
    """A hash of a file, or of all names and files in a folder. Links count as what they are, not as what they name."""
    return _tree(path) if path.is_dir() and not path.is_symlink() else _file(path)


def _tree(folder: Path) -> str:
    seen = blake2b(digest_size=_SIZE)
    for name in sorted(os.listdir(os.fsencode(folder))):
        entry = folder / os.fsdecode(name)
        seen.update(b"%d:%b%b" % (len(name), name, checksum(entry).encode("ascii")))
    return f"folder-{seen.hexdigest()}"


def _file(path: Path) -> str:
    seen = blake2b(digest_size=_SIZE)
    if path.is_symlink():
        return f"link-{_of(os.fsencode(os.readlink(path))).decode()}"
    with path.open("rb") as file:
        while data := file.read(_READ_BYTES):
            seen.update(data)
    return seen.hexdigest()


def _of(data: bytes) -> bytes:
    return blake2b(data, digest_size=_SIZE).hexdigest().encode("ascii")
