"""What the stages of a run leave for each other in the work folder, one file per chunk of input."""

from __future__ import annotations

import os
import zipfile
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from dedup.duplicates import DocumentTable
from dedup.stats import Noticed

_MOST_FORMS = 1000
OTHER_FORMS = "…"
"""What rare forms of dates are counted as."""


class DocumentEntry(msgspec.Struct, array_like=True, gc=False):
    """One document in JSON, as far as known before ids and duplicates are; `fields` are joined members."""

    number: int
    fields: bytes
    text: bytes
    spans: bytes
    extracted: bytes


class PageEntry(msgspec.Struct, array_like=True, gc=False):
    """One page: its documents, host first, and its removed spans, one JSON object without an id to a line."""

    input_id: bytes
    input_dedup: bytes | None
    documents: list[DocumentEntry]
    removed: bytes


class Counts(msgspec.Struct, array_like=True):
    """Sums over pages. Characters are code points; `by_label` and `by_rule` count those that were cut.

    Rules are told apart as far as a run of any size has few of them: see `cleaning`. Of the records' dates, `dated`
    were read; by their forms, `undated` could not be, and `misdated` are impossible days or placeholders. `empty`
    documents are those of which no word remains, known when they are written. `skipped` are records of web archives
    that hold no page, by reason. `records` are pages that had fields, and `met` counts those with a field that the user
    named.
    """

    pages: int = 0
    documents: int = 0
    size: int = 0
    characters: int = 0
    by_label: dict[str, int] = {}
    by_rule: dict[str, int] = {}
    rejected: dict[str, int] = {}
    dated: int = 0
    undated: dict[str, int] = {}
    misdated: dict[str, int] = {}
    empty: int = 0
    empty_characters: int = 0
    noticed: dict[str, Noticed] = {}
    skipped: dict[str, int] = {}
    records: int = 0
    met: dict[str, int] = {}

    def __add__(self, other: Counts) -> Counts:
        return Counts(
            self.pages + other.pages,
            self.documents + other.documents,
            self.size + other.size,
            self.characters + other.characters,
            dict(Counter(self.by_label) + Counter(other.by_label)),
            dict(Counter(self.by_rule) + Counter(other.by_rule)),
            dict(Counter(self.rejected) + Counter(other.rejected)),
            self.dated + other.dated,
            _few(Counter(self.undated) + Counter(other.undated)),
            _few(Counter(self.misdated) + Counter(other.misdated)),
            self.empty + other.empty,
            self.empty_characters + other.empty_characters,
            _merged(self.noticed, other.noticed),
            dict(Counter(self.skipped) + Counter(other.skipped)),
            self.records + other.records,
            dict(Counter(self.met) + Counter(other.met)),
        )

    @property
    def cut(self) -> int:
        """The characters cut from pages, whatever for."""
        return sum(self.by_label.values())


class SourceCounts(msgspec.Struct, array_like=True):
    """Sums over the pages of a source: code points read and cut, and cut by rule."""

    pages: int = 0
    characters: int = 0
    cut: int = 0
    by_rule: dict[str, int] = {}

    def add(self, other: SourceCounts) -> None:
        """Take in the sums over other pages."""
        self.pages += other.pages
        self.characters += other.characters
        self.cut += other.cut
        for rule, characters in other.by_rule.items():
            self.by_rule[rule] = self.by_rule.get(rule, 0) + characters


class Index(msgspec.Struct, array_like=True):
    """What the parent needs of a chunk to give out ids and compare: per page, then per document."""

    page_ids: list[bytes]
    articles: list[list[int]]
    sources: list[bytes]
    dates: list[str]


class ChunkFile:
    """The finished work on one chunk: an `.npz` archive, whose checksums reveal a damaged file."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @classmethod
    def write(
        cls,
        path: Path,
        pages: list[PageEntry],
        index: Index,
        table: DocumentTable,
        rejected: bytes,
        counts: Counts,
        sources: dict[bytes, SourceCounts],
    ) -> None:
        """Write the work on a chunk; under its name the file is complete."""
        write_arrays(
            path,
            pages=_packed(pages),
            index=_packed(index),
            shingles=table.shingles,
            offsets=table.offsets,
            signatures=table.signatures,
            exact_keys=table.exact_keys,
            lengths=table.lengths,
            rejected=np.frombuffer(rejected, np.uint8),
            counts=_packed(counts),
            sources=_packed(sources),
        )

    def array(self, name: str) -> NDArray[np.generic]:
        """One of the arrays of the chunk's table."""
        with np.load(self.path) as arrays:
            array: NDArray[np.generic] = arrays[name]
        return array

    def table(self, index: Index) -> DocumentTable:
        """The chunk's documents as a table."""
        with np.load(self.path) as arrays:
            return DocumentTable(
                arrays["shingles"],
                arrays["offsets"],
                arrays["signatures"],
                arrays["exact_keys"],
                arrays["lengths"],
                index.dates,
                [as_text(source) for source in index.sources],
            )

    def pages(self) -> list[PageEntry]:
        """The pages of the chunk, in order."""
        return msgspec.msgpack.decode(self._bytes("pages"), type=list[PageEntry])

    def index(self) -> Index:
        """The ids of the chunk's pages, and what decides between its documents."""
        return msgspec.msgpack.decode(self._bytes("index"), type=Index)

    def rejected(self) -> bytes:
        """The lines of `rejected.jsonl` that come from the chunk."""
        return self._bytes("rejected")

    def counts(self) -> Counts:
        """The sums of the chunk."""
        return msgspec.msgpack.decode(self._bytes("counts"), type=Counts)

    def sources(self) -> dict[bytes, SourceCounts]:
        """The sums of the chunk by source, packed."""
        return msgspec.msgpack.decode(self._bytes("sources"), type=dict[bytes, SourceCounts])

    def _bytes(self, name: str) -> bytes:
        return self.array(name).tobytes()


def _merged(one: dict[str, Noticed], other: dict[str, Noticed]) -> dict[str, Noticed]:
    both = {name: one[name] + other[name] for name in one.keys() & other.keys()}
    return one | other | both


def write_arrays(path: Path, **arrays: Any) -> None:
    """Write an `.npz` archive aside, then give it its name."""
    aside = path.with_name(f".{path.name}.{os.getpid()}")
    with aside.open("wb") as file:
        np.savez(file, **arrays)
    aside.replace(path)


def is_whole(path: Path) -> bool:
    """Whether an archive is there and undamaged: after a power cut, a file may have its name but not its content."""
    try:
        with zipfile.ZipFile(path) as archive:
            return archive.testzip() is None
    except Exception:  # a damaged archive makes `zipfile` raise errors of every kind
        return False


def total(counts: Iterable[Counts]) -> Counts:
    """The sum of many counts."""
    return sum(counts, Counts())


def _few(forms: Counter[str]) -> dict[str, int]:
    """Counts of forms, of which a field with anything but dates in it has as many as records: the rarest together."""
    if len(forms) <= _MOST_FORMS:
        return dict(forms)
    ordered = sorted(forms.items(), key=lambda item: (-item[1], item[0]))
    rare = sum(number for _, number in ordered[_MOST_FORMS:])
    return dict(Counter(dict(ordered[:_MOST_FORMS])) + Counter({OTHER_FORMS: rare}))


def as_bytes(text: str) -> bytes:
    """Any `str`, lone surrogates too, as bytes that `as_text` turns back."""
    return text.encode("utf-8", "surrogatepass")


def as_text(data: bytes) -> str:
    """The `str` that `as_bytes` packed."""
    return data.decode("utf-8", "surrogatepass")


def shown(text: str) -> str:
    """A text for the statistics: lone surrogates, which UTF-8 cannot carry, as escapes."""
    return text.encode("utf-8", "backslashreplace").decode()


def encoded(value: object) -> bytes:
    """What a run was told and what came of it, as JSON: of paths and names that are no UTF-8, escapes stand there."""
    try:
        return msgspec.json.encode(value, enc_hook=str)
    except UnicodeEncodeError:
        return msgspec.json.encode(_all_shown(msgspec.to_builtins(value, enc_hook=str)))


def _all_shown(value: Any) -> Any:
    if isinstance(value, str):
        return shown(value)
    if isinstance(value, dict):
        return {shown(key): _all_shown(member) for key, member in value.items()}
    return [*map(_all_shown, value)] if isinstance(value, (list, tuple)) else value


def _packed(value: object) -> NDArray[np.uint8]:
    return np.frombuffer(msgspec.msgpack.encode(value), np.uint8)
