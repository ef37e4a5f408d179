"""The chunks of the input as files in the work folder: raw, or as the records that were parsed from them."""

from __future__ import annotations

import pickle
from collections.abc import Iterable, Sequence
from itertools import accumulate, pairwise, starmap
from pathlib import Path
from typing import Any, NamedTuple

from dedup.files import Chunk, Fields, Record, Rejected, parse_chunk


class Pages(NamedTuple):
    """The texts of n records: `joined`, a newline after each, with their lengths in code points, sources and titles."""

    joined: str
    lengths: Sequence[int]
    sources: Sequence[str]
    titles: Sequence[str]

    @classmethod
    def of(cls, records: Sequence[Record]) -> Pages:
        """The texts, sources and titles of some records."""
        texts = [record.text for record in records]
        joined = "\n".join((*texts, ""))
        sources, titles = [record.source for record in records], [record.title for record in records]
        return cls(joined, [len(text) for text in texts], sources, titles)

    @property
    def bounds(self) -> list[int]:
        """The offsets in `joined` at which each text begins, and the length of `joined`: n + 1 numbers."""
        return [0, *accumulate(length + 1 for length in self.lengths)]

    @classmethod
    def decoded(cls, data: bytes, encoding: str, *columns: Sequence[Any]) -> Pages:
        """Decode what `encoded` gave."""
        return cls(data.decode(encoding, "surrogatepass"), *columns)

    def encoded(self) -> tuple[bytes, str, Sequence[int], Sequence[str], Sequence[str]]:
        """The joined texts as bytes, their encoding, and the other columns.

        The encoding is UTF-16, which Python reads ten times as fast as UTF-8, or UTF-32 for texts with lone surrogates.
        """
        try:
            return self.joined.encode("utf-16-le"), "utf-16-le", *self[1:]
        except UnicodeEncodeError:  # UTF-16 would join two lone surrogates to a pair
            return self.joined.encode("utf-32-le", "surrogatepass"), "utf-32-le", *self[1:]

    def texts(self) -> list[str]:
        """The texts as a list."""
        return [self.joined[start : end - 1] for start, end in pairwise(self.bounds)]


class Part(NamedTuple):
    """A chunk of the input as a file: its number, its bytes of input, a hash of all input up to its end, its path."""

    number: int
    size: int
    key: str
    path: Path

    @classmethod
    def raw(cls, chunk: Chunk, key: str, folder: Path) -> Part:
        """Write a chunk to a file in `folder` as it is."""
        part = cls(chunk.number, chunk.size, key, folder / f"{chunk.number:06}")
        with part.path.open("wb") as file:
            pickle.dump(chunk, file, pickle.HIGHEST_PROTOCOL)
        return part

    @classmethod
    def parsed(cls, chunk: Chunk, key: str, folder: Path, fields: Fields, encoding: str, language: str = "") -> Part:
        """Parse a chunk and write its records and rejections to a file in `folder`; they are quicker to read back.

        With a `language`, pages in another one become rejections.
        """
        part = cls(chunk.number, chunk.size, key, folder / f"{chunk.number:06}")
        part._write_records(parse_chunk(chunk, fields, encoding, language))
        return part

    def pages(self, fields: Fields, encoding: str, language: str = "") -> Pages:
        """The texts of the chunk's records. A raw file is parsed and overwritten with its records and rejections.

        The parameters are those of the parsing; for a file that was parsed before they are not used.
        """
        with self.path.open("rb") as file:
            first = pickle.load(file)  # written by this very run, like all that is read here
        if isinstance(first, Chunk):
            return self._write_records(parse_chunk(first, fields, encoding, language))
        return Pages.decoded(*first)

    def records(self, fields: Fields, encoding: str, language: str = "") -> tuple[list[Record], Sequence[Rejected]]:
        """Load the part's file: its records and its rejections, both in their order.

        A raw chunk in it is parsed now, with `fields`, `encoding` and `language` (`ar` rejects pages that are not
        Arabic); the file stays as it is. For records that were parsed before, these three are not used.
        """
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
        """Remove the file, once no stage needs it."""
        self.path.unlink()

    def _write_records(self, parsed: Iterable[Record | Rejected]) -> Pages:
        """Write parsed records to the file, and return their texts, sources and titles, which come first in it."""
        records, rejected = _divided(parsed)
        pages = Pages.of(records)
        others = [name for name in Record._fields if name not in ("text", "source", "title")]
        columns = {name: [getattr(record, name) for record in records] for name in others}
        with self.path.open("wb") as file:
            pickle.dump(pages.encoded(), file, pickle.HIGHEST_PROTOCOL)
            pickle.dump((columns, rejected), file, pickle.HIGHEST_PROTOCOL)
        return pages


def _divided(parsed: Iterable[Record | Rejected]) -> tuple[list[Record], list[Rejected]]:
    """Records and rejections apart, both in their order."""
    records, rejected = list[Record](), list[Rejected]()
    for item in parsed:
        if isinstance(item, Record):
            records.append(item)
        else:
            rejected.append(item)
    return records, rejected
