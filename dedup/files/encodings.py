"""Character encodings: strict decoding, and a guess at the one a text is really in."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from itertools import chain

from dedup.errors import DedupError
from dedup.files.compressed import BrokenStreamError

_SAMPLE_BYTES = 65_536
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# ASCII letters and spaces are a tenth of the bytes of an Arabic page in UTF-16; a page in UTF-8 may end in a
# NUL or two.
_NUL_SHARE_OF_UTF16 = 0.02
# UTF-8 with a few damaged bytes stays mostly readable; windows-1256 read as UTF-8 is hardly ever valid.
_DAMAGED_SHARE = 0.5
_ARABIC_SHARE = 0.6
_FEWEST_LETTERS = 4


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
    """The text of a whole file, newlines untouched; a UTF-8 byte order mark is no part of it.

    Raises `UnicodeDecodeError`, whose `start` counts from the first byte of `data`.
    """
    if encoding == "utf-8":
        text = data.decode("utf-8")
        return text[1:] if data.startswith(codecs.BOM_UTF8) else text
    return data.decode(encoding)


def utf8_pieces(pieces: Iterator[bytes], encoding: str) -> Iterator[bytes]:
    """A stream of bytes in UTF-8, from one in `encoding`.

    The first piece has at least four bytes where there are four. UTF-8 itself passes unchecked, a line at a
    time being a matter of its own. Raises `BrokenStreamError` where the bytes are not valid in another
    encoding, and where what should be UTF-8 is UTF-16 or UTF-32.
    """
    first = next(pieces, b"")
    while len(first) < 4 and (more := next(pieces, b"")):
        first += more
    if encoding == "utf-8":
        marked = marked_encoding(first)
        if marked:
            raise BrokenStreamError("invalid-encoding", invalid_at(0, first, encoding))
        yield first
        yield from pieces
    else:
        yield from _transcoded(chain((first,), pieces), encoding)


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


def marked_encoding(data: bytes) -> str | None:
    """The UTF-16 or UTF-32 that a byte order mark, or the place of the NULs, gives away."""
    for mark, name in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return name
    sample = data[:_SAMPLE_BYTES]
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if even + odd <= _NUL_SHARE_OF_UTF16 * len(sample):
        return None
    if odd > 9 * even:
        return "utf-16-le"
    return "utf-16-be" if even > 9 * odd else None


def likely_encoding(data: bytes) -> str | None:
    """The encoding that bytes which are not valid UTF-8 seem to be in; None where nothing speaks for one."""
    marked = marked_encoding(data)
    if marked:
        return marked
    sample = data[:_SAMPLE_BYTES]
    as_utf8 = [character for character in sample.decode("utf-8", "replace") if character > "\x7f"]
    if as_utf8.count("\ufffd") < _DAMAGED_SHARE * len(as_utf8):
        return None
    as_windows = [character for character in sample.decode("windows-1256") if character > "\x7f"]
    arabic = sum("\u0600" <= character <= "\u06ff" for character in as_windows)
    return "windows-1256" if arabic >= max(_FEWEST_LETTERS, _ARABIC_SHARE * len(as_windows)) else None


def invalid_at(offset: int, data: bytes, encoding: str) -> str:
    """A clause on bytes that are not valid in `encoding`: the offset of the first, and the remedy."""
    what = f"byte {offset} is not valid {encoding}"
    likely = likely_encoding(data)
    if likely and likely != encoding:
        return f"{what}, and the text looks like {likely}: read it with --encoding {likely}"
    return f"{what}: repair it, or name the right encoding with --encoding"
