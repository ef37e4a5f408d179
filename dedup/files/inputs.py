"""Finds the files that a run reads under the given paths, names them, and tells their kinds."""

from __future__ import annotations

import os
import stat
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.util import find_spec
from pathlib import Path, PurePosixPath

from dedup.errors import DedupError
from dedup.files.compressed import BrokenStreamError, Compression
from dedup.files.kinds import Unread, recognised
from dedup.files.partitions import partition_values
from dedup.files.rejected import Rejected
from dedup.files.remote import RemoteFile, has_scheme, remote_files
from dedup.names import InputKind

_READ_BY = {"archive": ("web archives", "fastwarc"), "html": ("HTML", "resiliparse")}


@dataclass(frozen=True, slots=True)
class InputFile:
    """A file to read.

    `name` is unique in the run: the path below the input folder, with `/` between its parts, and more where others have
    the same. `source` is the first folder below the input folder, of one such as `source=bbc` the value; else empty.
    `size` is in bytes, as stored. `version` changes when the file is written again; empty where that is not known.
    """

    path: Path | RemoteFile
    name: str
    kind: InputKind
    compression: Compression
    source: str
    size: int = 0
    version: str = ""


@dataclass(frozen=True, slots=True)
class Inputs:
    """The files of a run in the order of their names, and rejections of what was found and is not read."""

    files: tuple[InputFile, ...]
    skipped: tuple[Rejected, ...]


@dataclass(frozen=True, slots=True)
class _Found:
    """A file below the input folder `folder`, not yet opened; `problem` (slug, sentence) where it will not be read."""

    path: Path | RemoteFile
    folder: str
    name: str
    problem: tuple[str, str] | None = None

    @property
    def source(self) -> str:
        """The first folder below the input folder, or empty; of `source=bbc` the value, of `year=2024` nothing."""
        first, slash, _ = self.name.partition("/")
        values = partition_values([first]) if slash else {}
        return (values.get("source") or "") if values else first if slash else ""


def find_inputs(paths: Sequence[Path | str], out: Path | None = None, text_field: str = "text") -> Inputs:
    """Find the files under `paths`, in folders recursively. Nothing in `out` is read.

    A path may be an address such as s3://bucket/crawl. The order of `paths` does not matter, and a file that is reached
    by two of them is read once, under the longer name. `text_field` is the column by which a table without a suffix is
    recognised. Raises `DedupError` where a path does not exist, or where the package that reads the files is missing;
    where others can be read, the files that need it are skipped.
    """
    found: dict[Path | RemoteFile, _Found] = {}
    real = cache(Path.resolve)  # of folders: links may lead to one that is given, too
    for path in paths:
        for item in _found_under(path, out):
            place = real(item.path.parent) / item.path.name if isinstance(item.path, Path) else item.path
            other = found.get(place)
            if other is None or (len(item.name), item.name) > (len(other.name), other.name):
                found[place] = item
    files: list[InputFile] = []
    skipped: list[Rejected] = []
    for item, name in _named(found.values()):
        looked_at = _looked_at(item, text_field)
        if isinstance(looked_at, InputFile):
            files.append(replace(looked_at, name=name))
        else:
            skipped.append(replace(looked_at, where=name))
    needing = _needing_packages(files)
    if needing and len(needing) == len(files):
        raise DedupError(next(iter(needing.values())))
    skipped += (Rejected(name, "missing-package", f"{name} is not read: {remedy}") for name, remedy in needing.items())
    return Inputs(tuple(file for file in files if file.name not in needing), tuple(skipped))


def _needing_packages(files: Iterable[InputFile]) -> dict[str, str]:
    """The names of the files, of HTML or web archives other than .wet, whose package is missing, with the remedy."""
    remedies = {
        kind: f"reading {what} needs {package}: pip install 'dedup-arabic[web]'"
        for kind, (what, package) in _READ_BY.items()
        if find_spec(package) is None
    }
    needing = (file for file in files if file.kind != "archive" or ".wet" not in file.name.lower())
    return {file.name: remedies[file.kind] for file in needing if file.kind in remedies}


def is_inside(out: Path, paths: Iterable[Path | str]) -> bool:
    """Whether the output folder is an input folder or lies below one. Links are followed."""
    target = Path(out).resolve()
    folders = (Path(path).resolve() for path in paths if not has_scheme(str(path)) and Path(path).is_dir())
    return any(target.is_relative_to(folder) for folder in folders)


def first_within(out: Path, paths: Iterable[Path | str]) -> Path | str | None:
    """The first input that is the output folder, which a run replaces, or lies in it; None where none does.

    Links are followed.
    """
    target = Path(out).resolve()
    local = (path for path in paths if not has_scheme(str(path)))
    return next((path for path in local if Path(path).resolve().is_relative_to(target)), None)


def _found_under(given: Path | str, out: Path | None) -> Iterator[_Found]:
    """The files under a given path or address, or the file there, and with its problem what is not read, such as `out`.

    `out` is the folder for the results. Raises `DedupError` where the path does not exist.
    """
    if has_scheme(str(given)):
        yield from _at_address(str(given))
        return
    path = Path(given)
    if not os.path.lexists(path):
        raise DedupError(f"{path}: no such file or folder; check the spelling of the input")
    if path.is_dir():
        yield from _walk(path.resolve(), out.resolve() if out else None)
    else:
        folder = path.parent.resolve()
        yield _Found(folder / path.name, folder.name, path.name)


def _at_address(address: str) -> Iterator[_Found]:
    """The files at a given address, with their names below it.

    A file is hidden where a part of its name begins with a dot; not one that is the address itself.
    """
    folder = PurePosixPath(address).name
    for file, name in remote_files(address):
        is_hidden = any(part.startswith(".") for part in name.split("/")) and file.address != address
        yield _Found(file, folder, name, _hidden(name) if is_hidden else None)


def _walk(root: Path, out: Path | None) -> Iterator[_Found]:
    """The files below a folder. Linked folders come last, so that a folder is read under its own name if possible.

    A folder that is not read is given itself, with the problem. A file whose name begins with a dot has one, too.
    """
    folders, linked, seen = deque([root]), deque[Path](), set[Path]()
    while folders or linked:
        folder = folders.popleft() if folders else linked.popleft()
        real = folder.resolve()
        problem = _folder_problem(folder, real, root, seen, out)
        if problem:
            yield _Found(folder, root.name, _name_below(root, folder), problem)
            continue
        seen.add(real)
        try:
            entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
        except OSError as error:
            name = _name_below(root, folder)
            yield _Found(folder, root.name, name, _unreadable(name, error))
            continue
        for entry in entries:
            path = folder / entry.name
            if _is_folder(entry):
                (linked if entry.is_symlink() else folders).append(path)
            else:
                name = _name_below(root, path)
                yield _Found(path, root.name, name, _hidden(name) if entry.name.startswith(".") else None)


def _is_folder(entry: os.DirEntry[str]) -> bool:
    """Whether an entry is a folder, or a link to one."""
    try:
        return entry.is_dir()
    except OSError:  # a link to itself, which is rejected as a file that cannot be read
        return False


def _name_below(root: Path, path: Path) -> str:
    """The path below a folder; the name of the folder for the folder itself."""
    return root.name if path == root else path.relative_to(root).as_posix()


def _folder_problem(folder: Path, real: Path, root: Path, seen: set[Path], out: Path | None) -> tuple[str, str] | None:
    """Why a folder is not read (slug, sentence): hidden (not `root`), the output, or read before; None if it is."""
    name = _name_below(root, folder)
    if folder != root and folder.name.startswith("."):
        return _hidden(name)
    if real == out:
        return "output-folder", f"{name} is the output folder of the run, which is not read"
    if real in seen:
        return "linked-again", f"{name} is a link to a folder that is read already"
    return None


def _hidden(name: str) -> tuple[str, str]:
    """The problem (slug, sentence) of a file or folder whose name begins with a dot."""
    return "hidden", f"{name}: what begins with a dot is not read: rename it, or give it as an input of its own"


def _unreadable(name: str, error: OSError) -> tuple[str, str]:
    """The problem (slug, sentence) of a file that the system does not let us read."""
    return (
        "unreadable",
        f"{name} cannot be read ({error.strerror}): check the path and its permissions",
    )


def _named(found: Iterable[_Found]) -> list[tuple[_Found, str]]:
    """Each file with its unique name, in the order of the names.

    Files of equal names get the name of their input folder in front, and names that are still taken `~2`, `~3` at the
    end, in the order of their paths.
    """
    items = sorted(found, key=lambda item: (item.name, str(item.path)))
    same = Counter(item.name for item in items)
    names = [item.name if same[item.name] == 1 else f"{item.folder}/{item.name}" for item in items]
    taken: set[str] = set()
    for place, name in enumerate(names):
        number = 1
        while names[place] in taken:
            number += 1
            names[place] = f"{name}~{number}"
        taken.add(names[place])
    return sorted(zip(items, names, strict=True), key=lambda pair: pair[1])


def _looked_at(item: _Found, text_field: str) -> InputFile | Rejected:
    """A file with its kind, or its rejection; both still without a name.

    A file is rejected that has a problem, is no regular file, cannot be opened or decompressed, or is of a kind that is
    not read.
    """
    path = item.path
    if item.problem:
        return Rejected("", *item.problem)
    try:
        if isinstance(path, Path) and not stat.S_ISREG(path.stat().st_mode):
            return Rejected("", "not-a-file", f"{item.name} is no regular file: save its content to one")
        size, version = _state(path)
        known = recognised(path, item.name, size, text_field)
    except OSError as error:
        return Rejected("", *_unreadable(item.name, error))
    except BrokenStreamError as error:
        return Rejected("", error.reason, f"{item.name}: {error}")
    if isinstance(known, Unread):
        return Rejected("", *known)
    return InputFile(path, "", *known, item.source, size, version)


def _state(path: Path | RemoteFile) -> tuple[int, str]:
    """The size of a file in bytes, and a version that changes when it is written again."""
    if isinstance(path, RemoteFile):
        return path.size, path.version
    state = path.stat()
    return state.st_size, str(state.st_mtime_ns)


def changed(file: InputFile, *, is_read: bool) -> Sequence[Rejected]:
    """One rejection of a file on disk that was written since it was found; none of any other, or of one removed since.

    To be asked once the file is read to its end. `is_read`: its records are used all the same, which the message says;
    of other files, which are read at once, only the size tells, since copying tools touch the times of files. None
    where something else is in its place, which cannot be read.
    """
    try:
        if isinstance(file.path, RemoteFile):
            return ()
        size, version = _state(file.path)
    except OSError:  # removed since, which changes nothing of what was read
        return ()
    if (size == file.size and (version == file.version or not is_read)) or not file.path.is_file():
        return ()
    what = "its last record may be cut, and later ones missing" if is_read else "it is not read"
    detail = f"{file.name} was written while it was read: {what}; run the command again once it is complete"
    return (Rejected(file.name, "changed", detail),)


def named_files(found: Sequence[tuple[str, str, str]]) -> list[tuple[str, str, str]]:
    """The names and sources that `find_inputs` would give to files that another program found.

    Each file is given as its address, the name of its input folder, and its path below that folder. Returned are
    address, name and source of each, in the order of the names.
    """
    items = [_Found(Path(address), folder, name) for address, folder, name in found]
    addresses = {item.path: address for item, (address, _, _) in zip(items, found, strict=True)}
    return [(addresses[item.path], name, item.source) for item, name in _named(items)]
