"""Tells the kind of an input file by its name and, where that says nothing, by its content."""

from __future__ import annotations

import codecs
import os
import re
from contextlib import suppress
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from dedup.encodings import likely_encoding, marked_encoding, stated_encoding
from dedup.files.compressed import BrokenStreamError, Compression, compression_of, decompressed
from dedup.files.csv_rows import looks_like_rows
from dedup.files.earlier_runs import is_output_name, output_by_line, output_by_name
from dedup.files.remote import RemoteFile
from dedup.names import KIND_OF_SUFFIX, SUFFIXES, InputKind

# The compression that a suffix stands for.
_COMPRESSIONS: dict[str, Compression] = {
    ".gz": "gzip",
    ".zst": "zstd",
    ".zstd": "zstd",
    ".bz2": "bzip2",
    ".xz": "xz",
}
READABLE = f"{SUFFIXES} are read"
"""What messages say of the files that are read."""
# Suffixes of files that are not read, although they may hold Arabic text.
_OTHER_KINDS = frozenset({".mhtml", ".xml", ".rss", ".wat"})
_PARQUET_MAGIC = b"PAR1"
_ARCHIVE_MAGIC = (b"PK\x03\x04", b"Rar!\x1a", b"7z\xbc\xaf\x27\x1c")
_WORKBOOKS = (".xlsx", ".xls", ".ods")
_DOCUMENTS = (".docx", ".doc", ".odt", ".rtf", ".pdf", ".epub")
_SNIFFED_BYTES = 65_536
"""Bytes of content by which a kind is recognised. Chosen."""
_MAGIC_BYTES = 8
"""Bytes that are enough to recognise a compression or an archive. Derived."""
_BEGINNING_BYTES = 1024
"""Bytes of a file in which a byte order mark or control characters show that it is compressed or not. Chosen."""
_LONGEST_FIRST_LINE = 1 << 22
"""Bytes of the first line of a file of JSON lines that are read to recognise an output of a run. Chosen."""
_JSON_START = re.compile(r'\s*(?:(?:\[\s*)?\{\s*(?:["}]|\Z)|\[\s*\]\s*\Z)')
_MARKUP_START = re.compile(r"\s*<(?:!doctype|!--|\?xml|html|head|body|rss|feed|svg)\b", re.IGNORECASE)
_HTML_START = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.{0,2000}?-->\s*)*<(?:!doctype\s+html|html)\b", re.IGNORECASE | re.DOTALL
)
_ARCHIVE_START = (b"WARC/1.", b"WARC/0.")
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f]")
_ARABIC = re.compile(r"[\u0620-\u064a\u066e-\u06d3]")
_LETTERS = re.compile(r"[^\W\d_]")
_ARABIC_SHARE = 0.3
"""The share of Arabic letters from which a text is a page. Chosen: program files with some Arabic have less."""


def is_text_file(name: str) -> bool:
    """Whether a name ends in `.txt`, perhaps with the suffix of a compression behind it; both in lower case."""
    stem, dot, last = name.rpartition(".")
    return (stem if dot + last in _COMPRESSIONS else name).endswith(".txt")


class Recognised(NamedTuple):
    """The kind of a file, and its compression."""

    kind: InputKind
    compression: Compression


class Unread(NamedTuple):
    """Why a file is not read: a slug and a sentence."""

    reason: str
    detail: str


def recognised(path: Path | RemoteFile, name: str, size: int, text_field: str) -> Recognised | Unread:
    """The kind of the file `path`, by its suffix or, without a known one, by its content; else why it is not read.

    Not read are outputs of a run, empty files except .txt, compressed Parquet files, and unknown kinds. Messages call
    the file `name`. `text_field` is the column by which a table is recognised. Raises OSError where the file cannot be
    opened, and `BrokenStreamError` where the compressed data of one without a known suffix is damaged.
    """
    base = path.name.lower()
    if isinstance(path, Path) and (output := output_by_name(path)):
        return Unread("run-output", f"{name}: {output}")
    if size == 0 and not base.endswith(".txt"):
        return Unread("empty", f"{name} is an empty file")
    suffix = os.path.splitext(base)[1]
    compression = _COMPRESSIONS.get(suffix, "")
    inner = os.path.splitext(base.removesuffix(suffix))[1] if compression else suffix
    kind, _ = named_kind(base, _parent(path))
    if inner in _OTHER_KINDS:
        return Unread(
            "unknown-kind", f"{name}: files of this kind are not read; give its pages as .html, .txt or .jsonl"
        )
    if kind == "parquet" and compression:
        return Unread("unknown-kind", f"{name}: Parquet is compressed inside, and read as it is; unpack the file")
    if kind is None:
        return _by_content(path, name, compression, text_field, named=bool(inner))
    if compression:
        compression = _compression(path, compression)
    if kind == "jsonl" and (output := _earlier_output(path, compression)):
        return Unread("run-output", f"{name}: {output}")
    return Recognised(kind, compression)


def named_kind(base: str, folder: str) -> tuple[InputKind | None, str]:
    """The kind of a file by its name, None where that says none, and the suffix of its compression, or an empty string.

    `base` is the name of the file, `folder` that of its folder. A file `part-*.txt` in a folder such as
    `documents.jsonl` is a part of a table that Spark wrote, of the kind that the name of the folder says.
    """
    stem, suffix = os.path.splitext(base.lower())
    packed = suffix if suffix in _COMPRESSIONS else ""
    inner = os.path.splitext(stem)[1] if packed else suffix
    if (
        inner == ".txt"
        and base.startswith("part-")
        and (whole := os.path.splitext(folder.lower())[1]) in KIND_OF_SUFFIX
    ):
        return KIND_OF_SUFFIX[whole], packed
    return KIND_OF_SUFFIX.get(inner), packed


def _parent(path: Path | RemoteFile) -> str:
    """The name of the folder that a file lies in."""
    return path.parent.name if isinstance(path, Path) else PurePosixPath(path.address).parent.name


def _compression(path: Path | RemoteFile, named: Compression) -> Compression:
    """The compression of a file: what its first bytes show, empty where they are text, else `named`, as its name says.

    Servers and browsers decompress files without changing the name.
    """
    with path.open("rb") as file:
        head = file.read(_BEGINNING_BYTES)
    if found := compression_of(head):
        return found
    if marked_encoding(head) or not _CONTROLS.search(head.decode("latin-1")):
        return ""
    return named


def _earlier_output(path: Path | RemoteFile, compression: Compression) -> str | None:
    """What a file of JSON lines is, as a clause, if its first line shows an output of an earlier run; else None.

    A file at an address is opened only if it has the name of an output. Damaged compressed data is read up to the
    damage.
    """
    if isinstance(path, RemoteFile) and not is_output_name(path.name):
        return None  # opening every remote file twice would take too long
    line = b""
    with path.open("rb") as file, suppress(BrokenStreamError):
        for piece in decompressed(file, compression):
            line += piece
            if b"\n" in piece or len(line) > _LONGEST_FIRST_LINE:
                break
    return output_by_line(line.partition(b"\n")[0])


def _by_content(
    path: Path | RemoteFile, name: str, compression: Compression, text_field: str, *, named: bool
) -> Recognised | Unread:
    """The kind of a file whose name says nothing, by its first bytes; else why it is not read.

    `compression` is used where the first bytes show none. `named`: the file has a suffix; then plain text is read only
    if it is Arabic. Raises `BrokenStreamError` where compressed data is damaged at its beginning.
    """
    with path.open("rb") as file:
        head = file.read(_MAGIC_BYTES)
        compression = compression_of(head) or compression
        file.seek(0)
        sample = next(decompressed(file, compression), b"")[:_SNIFFED_BYTES]
    if head.startswith(_PARQUET_MAGIC):
        return Recognised("parquet", "")
    if path.name.lower().endswith(_WORKBOOKS):
        return Unread("unknown-kind", f"{name} is a workbook: save its table as .csv")
    if path.name.lower().endswith(_DOCUMENTS):
        return Unread("unknown-kind", f"{name} is a document with a layout: save its text as .txt")
    if head.startswith(_ARCHIVE_MAGIC) or sample[257:262] == b"ustar":
        return Unread("unknown-kind", f"{name} is an archive: unpack it, and give the folder")
    if sample.startswith(_ARCHIVE_START):
        return Recognised("archive", compression)
    text = _decoded(sample)
    if _HTML_START.match(text):
        return Recognised("html", compression)
    if _JSON_START.match(text):
        output = output_by_line(sample.partition(b"\n")[0])
        return Unread("run-output", f"{name}: {output}") if output else Recognised("jsonl", compression)
    if text and not _CONTROLS.search(text) and not _MARKUP_START.match(text):
        if looks_like_rows(text, text_field):
            return Recognised("csv", compression)
        if not named or _is_arabic(text):
            return Recognised("text", compression)
    return Unread("unknown-kind", f"{name}: its content is of no known kind; {READABLE}")


def _decoded(sample: bytes) -> str:
    """The beginning of a file as text, in the encoding that is most likely; empty where it is no text."""
    encoding = stated_encoding(sample) or marked_encoding(sample) or "utf-8"
    try:
        return codecs.getincrementaldecoder(encoding)().decode(sample).removeprefix("\ufeff")
    except UnicodeDecodeError:
        likely = likely_encoding(sample)
        return sample.decode(likely, "replace") if likely else ""


def _is_arabic(text: str) -> bool:
    """Whether more than `_ARABIC_SHARE` of the letters of a text are Arabic; not for a text without letters."""
    letters = len(_LETTERS.findall(text))
    return len(_ARABIC.findall(text)) > _ARABIC_SHARE * letters
