"""Indexes in a folder as disks and strangers leave them: bytes changed, files cut short, zeroed, or lost in part."""

from __future__ import annotations

import os
import random
import shutil
import warnings
from dataclasses import dataclass
from pathlib import Path

from dedup import DedupError, Document, Index, Match
from dedup.errors import DedupWarning
from tests.index.streams import stream
from tests.processes import python

_KILLED = """
import os, pickle, sys, dedup
documents, forgotten, sealed = pickle.load(open(sys.argv[2], "rb"))
index = dedup.Index.open(sys.argv[1])
index.add_all(documents[:sealed])
index.forget(ids=forgotten[:1])
if sealed:
    index.sync()
index.add_all(documents[sealed:])
index.forget(ids=forgotten[1:])
os._exit(0)
"""


@dataclass(frozen=True)
class Answers:
    """What is asked of an index before and after it was damaged."""

    matches: list[Match | None]
    documents: int
    forgotten: int


def questions() -> list[Document]:
    """Documents that an index of `filled` has, in part or whole, and some that it has not."""
    return [*stream(60, seed=21), *stream(12, seed=22)]


def filled(path: Path, *, killed: bool, sealed: int = 40) -> Path:
    """An index of 60 documents, of which two were forgotten; its writer was closed, or killed behind `sealed`."""
    documents = stream(60, seed=21)
    forgotten = [documents[3].id, documents[50].id]
    if killed:
        import pickle

        path.parent.mkdir(parents=True, exist_ok=True)
        todo = path.with_name(f"{path.name}.todo")
        todo.write_bytes(pickle.dumps((documents, forgotten, sealed)))
        done = python(_KILLED, path, todo)
        assert done.returncode == 0, done.stderr
        return path
    with Index.open(path) as index:
        index.add_all(documents[:sealed])
        index.forget(ids=forgotten[:1])
        index.sync()
        index.add_all(documents[sealed:])
        index.forget(ids=forgotten[1:])
    return path


def answers(path: Path, asked: list[Document], *, one_by_one: bool = False) -> Answers:
    """What a reader is told."""
    with Index.open(path, read_only=True) as index:
        matches = [index.check(document) for document in asked] if one_by_one else index.check_all(asked)
        stats = index.stats()
        return Answers(matches, stats.documents, stats.forgotten)


def files_of(index: Path) -> list[Path]:
    """All files that have something in them."""
    return sorted(file for file in index.rglob("*") if file.is_file() and file.stat().st_size)


def damage(file: Path, rng: random.Random, *, killed: bool = False) -> str:
    """Change a file as disks and strangers do; says how.

    Where the writer was `killed`, nothing tells a list of documents that lost its end from one that never had it.
    """
    data = bytearray(file.read_bytes())
    size, at = len(data), rng.randrange(len(data))
    ways = ["bit", "byte", "run", "zeros", "longer", "swapped"]
    how = rng.choice(ways if killed and file.name in ("rows", "dead") else [*ways, "cut", "emptied"])
    if how == "bit":
        data[at] ^= 1 << rng.randrange(8)
    elif how == "byte":
        data[at] = rng.randrange(256)
    elif how == "run":
        length = rng.randrange(1, 64)
        data[at : at + length] = rng.randbytes(len(data[at : at + length]))
    elif how == "zeros":
        length = rng.choice([8, 64, 512, size])
        data[at : at + length] = bytes(len(data[at : at + length]))
    elif how == "cut":
        del data[at:]
    elif how == "longer":
        data += rng.randbytes(rng.randrange(1, 100))
    elif how == "swapped":
        other = rng.randrange(size)
        length = min(rng.choice([4, 8, 56]), size - at, size - other)
        data[at : at + length], data[other : other + length] = data[other : other + length], data[at : at + length]
    else:
        data.clear()
    file.write_bytes(data)
    return f"{file.name}: {how} at {at} of {size}"


def copied(index: Path, target: Path) -> Path:
    """A copy to damage."""
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(index, target)
    return target


def told_or_same(path: Path, asked: list[Document], expected: Answers, *, one_by_one: bool = False) -> str | None:
    """The sentence that an index refuses with, or None where it answers as before; anything else fails."""
    try:
        found = answers(path, asked, one_by_one=one_by_one)
    except DedupError as error:
        return str(error)
    assert found == expected
    return None


def written(path: Path, more: list[Document]) -> tuple[int, list[str]]:
    """Add documents to an index and make it compact; how many it had, and what it warned of."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", DedupWarning)
        with Index.open(path) as index:
            index.start_writing()
            had = len(index)
            index.add_all(more)
            index.compact()
    return had, [str(warning.message) for warning in caught]


def size_of(index: Path) -> dict[str, int]:
    """The length of each file, by its name in the folder."""
    return {os.fspath(file.relative_to(index)): file.stat().st_size for file in files_of(index)}
