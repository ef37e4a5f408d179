"""Decodes the bytes of files strictly: invalid bytes are an error with their place and a remedy."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from itertools import chain

from dedup.encodings import encoding_of, likely_encoding
from dedup.errors import DedupError
from dedup.files.compressed import BrokenStreamError


def checked_encoding(encoding: str) -> str:
    """Python's name of a text encoding; `utf-8` for `utf-8-sig`, since byte order marks are removed anyway.

    Raises `DedupError` for a name that Python does not know, and for a codec that does not encode text.
    """
    try:
        name = codecs.lookup(encoding).name
        "a".encode(encoding)
    except (LookupError, ValueError) as error:
        raise DedupError(
            f"--encoding {encoding}: no such text encoding; use a name such as utf-8, windows-1256 or utf-16"
        ) from error
    return "utf-8" if name == "utf-8-sig" else name


def decode_text(data: bytes, encoding: str) -> str:
    """The text of a whole file without its byte order mark; line ends are not changed.

    The encoding of a byte order mark is preferred to `encoding`, and so is UTF-8 where the bytes are certainly that.
    Raises `UnicodeDecodeError`, whose `start` counts from the first byte of `data`; also where the bytes look like
    UTF-16 or UTF-32 without a mark, but `encoding` is neither.
    """
    encoding = encoding_of(data, encoding)
    if encoding == "utf-8-sig":
        text = data.decode("utf-8")
        return text[1:]
    return data.decode(encoding)


def utf8_pieces(pieces: Iterator[bytes], encoding: str) -> Iterator[bytes]:
    """A stream of bytes in UTF-8 without a byte order mark, from a stream in `encoding` or in that of its mark.

    A stream whose first piece is certainly UTF-8 is read as that, whatever `encoding` is. Input in UTF-8 is not checked
    here, but line by line later. Raises `BrokenStreamError` where the bytes are not valid in another encoding, and
    where a stream looks like UTF-16 or UTF-32, but `encoding` is neither.
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
    """A stream in `encoding` as UTF-8. Raises `BrokenStreamError` at the first invalid byte, after all before it."""
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
    """A text in UTF-8; lone surrogates are encoded, too."""
    return text.encode("utf-8", "surrogatepass")


def invalid_at(offset: int, data: bytes, encoding: str) -> str:
    """A clause that says that the byte at `offset` is not valid in `encoding`, and what to do about it.

    `offset` counts in the file or the line that the caller speaks of, and is only printed. `data` are bytes around it:
    if they look like another encoding, the clause recommends that one.
    """
    what = f"byte {offset} is not valid {encoding}"
    likely = likely_encoding(data)
    if likely and not _same(likely, encoding):
        return f"{what}, and the text looks like {likely}: read it with --encoding {likely}"
    return f"{what}: repair it, or name the right encoding with --encoding"


def _same(one: str, other: str) -> bool:
    """Whether two names are of one encoding, regardless of byte order."""
    one, other = (codecs.lookup(name).name.removesuffix("-le").removesuffix("-be") for name in (one, other))
    return one == other
