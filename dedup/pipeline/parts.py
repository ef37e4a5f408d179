"""The chunks of a run's input as they lie in the work folder: raw, or as the records that were parsed from them."""

from __future__ import annotations

import pickle
from collections.abc import Iterable, Sequence
from itertools import accumulate, pairwise, starmap
from pathlib import Path
from typing import Any, NamedTuple

from dedup.files import Chunk, Fields, Record, Rejected, parse_chunk


class Pages(NamedTuple):
    """The texts of n records, one after the other with a newline behind each; their lengths, sources and titles."""

    joined: str
    lengths: Sequence[int]
    sources: Sequence[str]
    titles: Sequence[str]

    @classmethod
    def of(cls, records: Sequence[Record]) -> Pages:
        """The pages of some records."""
        texts = [record.text for record in records]
        joined = "\n".join((*texts, ""))
        sources, titles = [record.source for record in records], [record.title for record in records]
        return cls(joined, [len(text) for text in texts], sources, titles)

    @property
    def bounds(self) -> list[int]:
        """Where each text begins in the joined ones, and the length of these."""
        return [0, *accumulate(length + 1 for length in self.lengths)]

    @classmethod
    def decoded(cls, data: bytes, encoding: str, *columns: Sequence[Any]) -> Pages:
        """The pages that were `encoded`."""
        return cls(data.decode(encoding, "surrogatepass"), *columns)

    def encoded(self) -> tuple[bytes, str, Sequence[int], Sequence[str], Sequence[str]]:
        """The texts as bytes with their encoding, UTF-16 where it holds them: ten times as quick to read as UTF-8."""
        try:
            return self.joined.encode("utf-16-le"), "utf-16-le", *self[1:]
        except UnicodeEncodeError:  # two lone surrogates in a row would come back as a pair
            return self.joined.encode("utf-32-le", "surrogatepass"), "utf-32-le", *self[1:]

    def texts(self) -> list[str]:
        """The texts one by one."""
        return [self.joined[start : end - 1] for start, end in pairwise(self.bounds)]


class Part(NamedTuple):
    """A chunk of `size` bytes that lies in a file; `key` names its content and all that came before it."""

    number: int
    size: int
    key: str
    path: Path

    @classmethod
    def raw(cls, chunk: Chunk, key: str, folder: Path) -> Part:
        """Lay a chunk out in `folder` as it is."""
        part = cls(chunk.number, chunk.size, key, folder / f"{chunk.number:06}")
        with part.path.open("wb") as file:
            pickle.dump(chunk, file, pickle.HIGHEST_PROTOCOL)
        return part

    @classmethod
    def parsed(cls, chunk: Chunk, key: str, folder: Path, fields: Fields, encoding: str, language: str = "") -> Part:
        """Lay a chunk out in `folder` as its records, which are quicker to read back."""
        part = cls(chunk.number, chunk.size, key, folder / f"{chunk.number:06}")
        part._lay(parse_chunk(chunk, fields, encoding, language))
        return part

    def pages(self, fields: Fields, encoding: str, language: str = "") -> Pages:
        """The pages of the chunk; where it lies raw, its records are put in its place."""
        with self.path.open("rb") as file:
            first = pickle.load(file)  # written by this very run, as is all that is read here
        if isinstance(first, Chunk):
            return self._lay(parse_chunk(first, fields, encoding, language))
        return Pages.decoded(*first)

    def records(self, fields: Fields, encoding: str, language: str = "") -> tuple[list[Record], Sequence[Rejected]]:
        """The records of the chunk, and what is none, each in their order."""
        with self.path.open("rb") as file:
            first = pickle.load(file)
            if isinstance(first, Chunk):
                return _divided(parse_chunk(first, fields, encoding, language))
            columns, rejected = pickle.load(file)
        pages = Pages.decoded(*first)
        columns |= {"text": pages.texts(), "source": pages.sources, "title": pages.titles}
        rows = zip(*(columns[name] for name in Record._fields), strict=True)
        return list(starmap(Record, rows)), rejected

    def discard(self) -> None:
        """Remove the file: nobody will ask for the chunk again."""
        self.path.unlink()

    def _lay(self, parsed: Iterable[Record | Rejected]) -> Pages:
        records, rejected = _divided(parsed)
        pages = Pages.of(records)
        others = [name for name in Record._fields if name not in ("text", "source", "title")]
        columns = {name: [getattr(record, name) for record in records] for name in others}
        with self.path.open("wb") as file:
            pickle.dump(pages.encoded(), file, pickle.HIGHEST_PROTOCOL)
            pickle.dump((columns, rejected), file, pickle.HIGHEST_PROTOCOL)
        return pages


def _divided(parsed: Iterable[Record | Rejected]) -> tuple[list[Record], list[Rejected]]:
    records, rejected = list[Record](), list[Rejected]()
    for item in parsed:
        if isinstance(item, Record):
            records.append(item)
        else:
            rejected.append(item)
    return records, rejected
