"""Files of JSON lines, read as text by Spark, as pages."""

from __future__ import annotations

import codecs
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pyspark.sql import DataFrame
from pyspark.sql import functions as F  # noqa: N812  # as everywhere

from dedup.encodings import marked_encoding
from dedup.files import Rejected
from dedup.files.chunks import Chunk
from dedup.files.json_values import spans_lines
from dedup.files.parse import parse_chunk
from dedup.files.rejected import too_large
from dedup.pipeline.settings import CleanSettings
from dedup.spark.arrays import Batch, numbers
from dedup.spark.pages import Numbered, Pages, Read
from dedup.spark.placing import BLOCK, FILE, FIRST, FIRST_LINE, NAME, SOURCE, Named, comparable, placed_rows
from dedup.spark.storage import Stored

NOT_LINES = "not-json-lines"
"""The reason of a file that is JSON, but not of a line for each record: Spark cannot read it in pieces."""
NOT_UTF8 = "not-utf-8"
"""The reason of a file in UTF-16 or UTF-32, whose lines Spark does not find."""
_TELLING = 16  # lines of a file that tell
_WIDE_BYTES = 64
"""Bytes in which the zeros of UTF-16 and UTF-32 are looked for. Chosen."""
_COMPRESSED = (".gz", ".bz2")


def from_lines(lines: DataFrame, files: Sequence[Named], settings: CleanSettings, stored: Stored) -> Pages:
    """The pages of files of JSON lines, in the order of `files`, that were read as text, a line to a row.

    Lines are numbered as they lie in their files: those of every block that Spark reads are counted now, and stored.
    """
    located = lines.select(
        F.col("value").cast("binary").alias("line"),
        comparable(F.col("_metadata.file_path")).alias(FILE),
        F.col("_metadata.file_block_start").alias(BLOCK),
    )
    counted = located.groupBy(FILE, BLOCK).agg(F.count("*").alias("lines"))
    return Pages(placed_rows(located, stored(counted, "blocks"), files), _Parse(settings))


@dataclass(frozen=True, slots=True)
class _Parse:
    """Lines into pages. The rows of a block come one after the other, in the order of the file."""

    settings: CleanSettings

    def __call__(self, batches: Iterator[Batch]) -> Iterator[Read]:
        """Yield the records and rejections of each batch of lines; a block may go on in the next batch."""
        passed: tuple[tuple[str, int], int] = (("", -1), 0)
        for own in batches:
            files, blocks = own.column(FILE).to_pylist(), numbers(own.column(BLOCK)).tolist()
            names, sources = own.column(NAME).to_pylist(), own.column(SOURCE).to_pylist()
            firsts, first_lines = numbers(own.column(FIRST)).tolist(), numbers(own.column(FIRST_LINE)).tolist()
            lines = own.column("line").to_pylist()
            start = 0
            found: list[Numbered] = []
            size = 0
            while start < len(lines):
                end, key = start, (files[start], blocks[start])
                while end < len(lines) and (files[end], blocks[end]) == key:
                    end += 1
                if names[start].endswith(_COMPRESSED):
                    size += sum(map(len, lines[start:end])) + end - start
                seen = passed[1] if passed[0] == key else 0
                found += self._parsed(
                    (names[start], sources[start]), lines[start:end], firsts[start] + seen, first_lines[start] + seen
                )
                passed = (key, seen + end - start)
                start = end
            yield Read.of(found, size)

    def _parsed(self, file: tuple[str, str], lines: list[bytes], number: int, line: int) -> Iterator[Numbered]:
        """The records and rejections of lines that follow each other; `line` and `number` are of the first, from 0.

        `number` counts lines in all files, `line` in this one. At the start of a file, a byte order mark is removed,
        and lines that are not JSON lines become one rejection. A line of more than `page_bytes` bytes is rejected.
        Changes `lines`.
        """
        name, source = file
        if line == 0:
            lines[0] = lines[0].removeprefix(b"\xef\xbb\xbf")
            if encoding := _other_encoding(b"\n".join(lines[:_TELLING])):
                yield Numbered(number, Rejected(name, NOT_UTF8, f"{name} is in {encoding}"))
                return
            if spans_lines(b"\n".join((*lines[:_TELLING], b""))):
                yield Numbered(number, Rejected(name, NOT_LINES, f"{name} is JSON, but not one value to a line"))
                return
        limit = self.settings.page_bytes
        for place, own in enumerate(lines):
            if len(own) > limit:
                yield Numbered(number + place, too_large(f"{name}:{line + place + 1}", len(own), limit))
                lines[place] = b""
        chunk = Chunk(kind="jsonl", file=name, source=source, first_line=line + 1, payload=b"\n".join(lines))
        for item in parse_chunk(chunk, self.settings.fields, self.settings.encoding, self.settings.language):
            yield Numbered(number + int(item.where.rpartition(":")[2]) - line - 1, item)


def _other_encoding(start: bytes) -> str:
    """The encoding of a file that begins so, where it is UTF-16 or UTF-32; else nothing."""
    if not start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) and b"\0" not in start[:_WIDE_BYTES]:
        return ""
    return marked_encoding(start) or ""
