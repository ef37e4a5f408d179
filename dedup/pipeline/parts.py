"""The chunks of a run's input as they lie in the work folder: raw, or as the records that were parsed from them."""

from __future__ import annotations

import pickle
from collections.abc import Iterable, Sequence
from itertools import accumulate, pairwise
from pathlib import Path
from typing import NamedTuple

from dedup.files import Chunk, Fields, Record, Rejected, parse_chunk


class Pages(NamedTuple):
    """The texts of n records, one after the other with a newline behind each; their lengths and sources."""

    joined: str
    lengths: Sequence[int]
    sources: Sequence[str]

    @classmethod
    def of(cls, records: Sequence[Record]) -> Pages:
        """The pages of some records."""
        texts = [record.text for record in records]
        joined = "\n".join((*texts, ""))
        return cls(joined, [len(text) for text in texts], [record.source for record in records])

    @property
    def bounds(self) -> list[int]:
        """Where each text begins in the joined ones, and the length of these."""
        return [0, *accumulate(length + 1 for length in self.lengths)]

    def texts(self) -> list[str]:
        """The texts one by one."""
        return [self.joined[start : end - 1] for start, end in pairwise(self.bounds)]


class _Others(NamedTuple):
    """What is known of records beside their pages, column by column; and what is no record."""

    columns: Sequence[Sequence[object]]
    rejected: Sequence[Rejected]


class Part(NamedTuple):
    """A chunk of `size` bytes that lies in a file; `key` names its content and all that came before it."""

    number: int
    size: int
    key: str
    path: Path

    @classmethod
    def of(cls, chunk: Chunk, key: str, folder: Path) -> Part:
        """Lay a chunk out in `folder`, raw."""
        part = cls(chunk.number, chunk.size, key, folder / f"{chunk.number:06}")
        with part.path.open("wb") as file:
            pickle.dump(chunk, file, pickle.HIGHEST_PROTOCOL)
        return part

    @classmethod
    def parsed(cls, chunk: Chunk, key: str, folder: Path, fields: Fields, encoding: str) -> Part:
        """Lay a chunk out in `folder` as its records, which are quicker to read back."""
        part = cls(chunk.number, chunk.size, key, folder / f"{chunk.number:06}")
        part._lay(parse_chunk(chunk, fields, encoding))
        return part

    def pages(self, fields: Fields, encoding: str) -> Pages:
        """The pages of the chunk; where it lies raw, its records are put in its place."""
        with self.path.open("rb") as file:
            first = pickle.load(file)  # written by this very run, as is all that is read here
            if not isinstance(first, Chunk):
                return _pages(*first)
        return Pages.of(self._lay(parse_chunk(first, fields, encoding)))

    def records(self, fields: Fields, encoding: str) -> tuple[list[Record], Sequence[Rejected]]:
        """The records of the chunk, and what is none, each in their order."""
        with self.path.open("rb") as file:
            first = pickle.load(file)
            if isinstance(first, Chunk):
                return _divided(parse_chunk(first, fields, encoding))
            pages, others = _pages(*first), _Others(*pickle.load(file))
        where, ids, dates, titles, members, dedups = others.columns
        columns = zip(where, ids, pages.texts(), pages.sources, dates, titles, members, dedups, strict=True)
        return [Record(*row) for row in columns], others.rejected

    def discard(self) -> None:
        """Remove the file: nobody will ask for the chunk again."""
        self.path.unlink()

    def _lay(self, parsed: Iterable[Record | Rejected]) -> list[Record]:
        records, rejected = _divided(parsed)
        pages = Pages.of(records)
        columns = [[record[at] for record in records] for at in _OTHER_COLUMNS]
        with self.path.open("wb") as file:
            pickle.dump((*_encoded(pages.joined), pages.lengths, pages.sources), file, pickle.HIGHEST_PROTOCOL)
            pickle.dump((columns, rejected), file, pickle.HIGHEST_PROTOCOL)
        return records


_OTHER_COLUMNS = [at for at, name in enumerate(Record._fields) if name not in ("text", "source")]


def _encoded(text: str) -> tuple[bytes, str]:
    """A text as bytes, and their encoding: UTF-16, ten times as quick to decode as UTF-8, where it holds the text."""
    try:
        return text.encode("utf-16-le"), "utf-16-le"
    except UnicodeEncodeError:  # two lone surrogates in a row would come back as a pair
        return text.encode("utf-32-le", "surrogatepass"), "utf-32-le"


def _pages(data: bytes, encoding: str, lengths: Sequence[int], sources: Sequence[str]) -> Pages:
    return Pages(data.decode(encoding, "surrogatepass"), lengths, sources)


def _divided(parsed: Iterable[Record | Rejected]) -> tuple[list[Record], list[Rejected]]:
    records, rejected = list[Record](), list[Rejected]()
    for item in parsed:
        if isinstance(item, Record):
            records.append(item)
        else:
            rejected.append(item)
    return records, rejected
