"""Bytes of a file as text, strictly: what is not valid is told with its place and a remedy."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from itertools import chain

from dedup.encodings import encoding_of, likely_encoding
from dedup.errors import DedupError
from dedup.files.compressed import BrokenStreamError


def checked_encoding(encoding: str) -> str:
    """The canonical name of a text encoding; raises `DedupError` for a name Python does not know as one."""
    try:
        name = codecs.lookup(encoding).name
        "a".encode(encoding)
    except (LookupError, ValueError) as error:
        raise DedupError(
            f"--encoding {encoding}: no such text encoding; use a name such as utf-8, windows-1256 or utf-16"
        ) from error
    return "utf-8" if name == "utf-8-sig" else name


def decode_text(data: bytes, encoding: str) -> str:
    """The text of a whole file, newlines untouched; a byte order mark is no part of it.

    What a byte order mark says counts before `encoding`, and so does valid UTF-8, which no other encoding looks like.
    Raises `UnicodeDecodeError`, whose `start` counts from the first byte of `data`.
    """
    encoding = encoding_of(data, encoding)
    if encoding == "utf-8-sig":
        text = data.decode("utf-8")
        return text[1:]
    return data.decode(encoding)


def utf8_pieces(pieces: Iterator[bytes], encoding: str) -> Iterator[bytes]:
    """A stream of bytes in UTF-8 without a byte order mark, from one in `encoding`, or in what its mark says.

    The first piece has at least four bytes where there are four. UTF-8 itself passes unchecked, a line at a
    time being a matter of its own. Raises `BrokenStreamError` where the bytes are not valid in another
    encoding, and where what should be UTF-8 is UTF-16 or UTF-32.
    """
    first = next(pieces, b"")
    while len(first) < 4 and (more := next(pieces, b"")):
        first += more
    try:
        told = encoding_of(first, encoding, whole=False)
    except UnicodeDecodeError as error:
        raise BrokenStreamError("invalid-encoding", invalid_at(0, first, encoding)) from error
    if told.startswith("utf-8"):
        yield first.removeprefix(codecs.BOM_UTF8)
        yield from pieces
    else:
        yield from _transcoded(chain((first,), pieces), told)


def _transcoded(pieces: Iterator[bytes], encoding: str) -> Iterator[bytes]:
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    read = 0
    for piece in chain(pieces, (b"",)):
        before = decoder.getstate()
        try:
            text = decoder.decode(piece, final=not piece)
        except UnicodeDecodeError as error:
            held = len(before[0])
            decoder.setstate(before)
            yield _as_utf8(decoder.decode(piece[: max(0, error.start - held)]))
            offset = read - held + error.start
            raise BrokenStreamError("invalid-encoding", invalid_at(offset, error.object, encoding)) from error
        read += len(piece)
        yield _as_utf8(text)


def _as_utf8(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def invalid_at(offset: int, data: bytes, encoding: str) -> str:
    """A clause on bytes that are not valid in `encoding`: the offset of the first, and the remedy."""
    what = f"byte {offset} is not valid {encoding}"
    likely = likely_encoding(data)
    if likely and not _same(likely, encoding):
        return f"{what}, and the text looks like {likely}: read it with --encoding {likely}"
    return f"{what}: repair it, or name the right encoding with --encoding"


def _same(one: str, other: str) -> bool:
    """Whether two names are of one encoding, whatever the order of its bytes."""
    one, other = (codecs.lookup(name).name.removesuffix("-le").removesuffix("-be") for name in (one, other))
    return one == other
