"""Which files a run reads: found under the given paths, named, and told apart by kind."""

from __future__ import annotations

import os
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from dedup.errors import DedupError
from dedup.files.compressed import BrokenStreamError, decompressed
from dedup.files.rejected import Rejected

Kind = Literal["text", "jsonl", "parquet"]
Compression = Literal["", "gzip", "zstd"]

_COMPRESSIONS: dict[str, Compression] = {".gz": "gzip", ".zst": "zstd"}
_KINDS: dict[str, Kind] = {".txt": "text", ".jsonl": "jsonl", ".ndjson": "jsonl", ".parquet": "parquet"}
_GZIP_MAGIC, _ZSTD_MAGIC, _PARQUET_MAGIC = b"\x1f\x8b", b"\x28\xb5\x2f\xfd", b"PAR1"
_SNIFFED_BYTES = 65_536
_CONTROL_BYTES = frozenset(range(32)) - set(b"\t\n\v\f\r")
_HIDDEN = ("hidden", "what begins with a dot is not read: rename it, or give it as an input of its own")
_READABLE = ".txt, .jsonl, .ndjson (these two also as .gz and .zst) and .parquet are read"


@dataclass(frozen=True, slots=True)
class InputFile:
    """A file to read. `name` is unique over the run: the path below the input folder, `/` between the parts.

    `source` is the first folder level below the input folder, or empty.
    """

    path: Path
    name: str
    kind: Kind
    compression: Compression
    source: str


@dataclass(frozen=True, slots=True)
class Inputs:
    """The files of a run in the order of their names, and what was found beside them but is not read."""

    files: tuple[InputFile, ...]
    skipped: tuple[Rejected, ...]


@dataclass(frozen=True, slots=True)
class _Found:
    """A file below `folder`, not yet looked at; `problem` (slug, sentence) where it is not going to be."""

    path: Path
    folder: Path
    name: str
    problem: tuple[str, str] | None = None

    @property
    def source(self) -> str:
        first, slash, _ = self.name.partition("/")
        return first if slash else ""


def find_inputs(paths: Sequence[Path], out: Path | None = None) -> Inputs:
    """The files under `paths`, folders recursively; what lies in `out` is not read.

    The result does not depend on the order of `paths`, and a file reached over two of them is read once.
    Raises `DedupError` where a path does not exist.
    """
    found: dict[Path, _Found] = {}
    for path in paths:
        for item in _found_under(Path(path), out):
            other = found.get(item.path)
            if other is None or (len(item.name), item.name) > (len(other.name), other.name):
                found[item.path] = item
    files: list[InputFile] = []
    skipped: list[Rejected] = []
    for item, name in _named(found.values()):
        looked_at = _looked_at(item)
        if isinstance(looked_at, InputFile):
            files.append(replace(looked_at, name=name))
        else:
            skipped.append(replace(looked_at, where=name))
    return Inputs(tuple(files), tuple(skipped))


def is_inside(out: Path, paths: Iterable[Path]) -> bool:
    """Whether the output folder is one of the input folders or lies below one, links resolved."""
    target = Path(out).resolve()
    folders = (Path(path).resolve() for path in paths if Path(path).is_dir())
    return any(target.is_relative_to(folder) for folder in folders)


def _found_under(path: Path, out: Path | None) -> Iterator[_Found]:
    if not os.path.lexists(path):
        raise DedupError(f"{path}: no such file or folder; check the spelling of the input")
    if path.is_dir():
        yield from _walk(path.resolve(), out.resolve() if out else None)
    else:
        folder = path.parent.resolve()
        yield _Found(folder / path.name, folder, path.name)


def _walk(root: Path, out: Path | None) -> Iterator[_Found]:
    """Every file below `root`; linked folders last, so that a folder is read under its own name if it can."""
    folders, linked, seen = deque([root]), deque[Path](), set[Path]()
    while folders or linked:
        folder = folders.popleft() if folders else linked.popleft()
        real = folder.resolve()
        problem = _folder_problem(folder, real, root, seen, out)
        if problem:
            yield _Found(folder, root, _name_below(root, folder), problem)
            continue
        seen.add(real)
        try:
            entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
        except OSError as error:
            name = _name_below(root, folder)
            yield _Found(folder, root, name, _unreadable(name, error))
            continue
        for entry in entries:
            path = folder / entry.name
            if _is_folder(entry):
                (linked if entry.is_symlink() else folders).append(path)
            else:
                yield _Found(path, root, _name_below(root, path), _HIDDEN if entry.name.startswith(".") else None)


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a link to itself; it is told as a file that cannot be read
        return False


def _name_below(root: Path, path: Path) -> str:
    return root.name if path == root else path.relative_to(root).as_posix()


def _folder_problem(folder: Path, real: Path, root: Path, seen: set[Path], out: Path | None) -> tuple[str, str] | None:
    if folder != root and folder.name.startswith("."):
        return _HIDDEN
    if real == out:
        return "output-folder", "this is the output folder of the run, which is not read"
    if real in seen:
        return "linked-again", "a link to a folder that is read already"
    return None


def _unreadable(name: str, error: OSError) -> tuple[str, str]:
    return (
        "unreadable",
        f"{name} cannot be read ({error.strerror}): check the path and its permissions",
    )


def _named(found: Iterable[_Found]) -> list[tuple[_Found, str]]:
    """Each file with a name no other has, in the order of the names."""
    items = sorted(found, key=lambda item: (item.name, item.path))
    same = Counter(item.name for item in items)
    names = [item.name if same[item.name] == 1 else f"{item.folder.name}/{item.name}" for item in items]
    taken: set[str] = set()
    for place, name in enumerate(names):
        number = 1
        while names[place] in taken:
            number += 1
            names[place] = f"{name}~{number}"
        taken.add(names[place])
    return sorted(zip(items, names, strict=True), key=lambda pair: pair[1])


def _looked_at(item: _Found) -> InputFile | Rejected:
    """The file with its kind, or the reason why it is not read; its name is given to it later."""
    if item.problem:
        return Rejected("", *item.problem)
    if item.path.exists() and not item.path.is_file():
        return Rejected("", "not-a-file", f"{item.name} is no regular file: save its content to one")
    try:
        return _with_kind(item)
    except (OSError, BrokenStreamError) as error:
        if isinstance(error, OSError):
            return Rejected("", *_unreadable(item.name, error))
        return Rejected("", error.reason, f"{item.name}: {error}")


def _with_kind(item: _Found) -> InputFile | Rejected:
    base = item.path.name.lower()
    if item.path.stat().st_size == 0 and not base.endswith(".txt"):
        return Rejected("", "empty", f"{item.name} is an empty file")
    stem, suffix = os.path.splitext(base)
    compression = _COMPRESSIONS.get(suffix, "")
    inner = os.path.splitext(stem)[1] if compression else suffix
    kind = _KINDS.get(inner)
    if kind == "jsonl" or (kind and not compression):
        return InputFile(item.path, "", kind, compression, item.source)
    if inner:
        return Rejected("", "unknown-kind", f"{item.name}: files of this kind are not read; {_READABLE}")
    return _sniffed(item, compression)


def _sniffed(item: _Found, compression: Compression) -> InputFile | Rejected:
    """The kind of a file whose name says nothing about it, from its first bytes."""
    with item.path.open("rb") as file:
        head = file.read(len(_ZSTD_MAGIC))
        if head.startswith(_GZIP_MAGIC):
            compression = "gzip"
        elif head == _ZSTD_MAGIC:
            compression = "zstd"
        file.seek(0)
        sample = next(decompressed(file, compression), b"")[:_SNIFFED_BYTES]
    if sample.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{"):
        return InputFile(item.path, "", "jsonl", compression, item.source)
    if head == _PARQUET_MAGIC:
        return InputFile(item.path, "", "parquet", "", item.source)
    if not compression and _looks_like_text(sample):
        return InputFile(item.path, "", "text", "", item.source)
    return Rejected("", "unknown-kind", f"{item.name}: its content is of no known kind; {_READABLE}")


def _looks_like_text(sample: bytes) -> bool:
    if _CONTROL_BYTES.intersection(sample):
        return False
    try:
        sample.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start >= len(sample) - 3  # the sample may end inside a character
    return True
