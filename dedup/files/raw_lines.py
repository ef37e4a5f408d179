"""Cuts a stream of bytes into lines, none of which takes more memory than a limit."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from dedup.files.compressed import BrokenStreamError

_ENDS = re.compile(rb'"[^"]*"|(?P<feed>\r*\n)|(?P<return>\r+(?=[^\r\n]))')


def raw_lines(pieces: Iterable[bytes], limit: int) -> Iterator[bytes | int]:
    """Lines with their line ends; for a line of more than `limit` bytes, its length.

    All end as the first one does: with a line feed, or with a carriage return alone; with a line feed where the first
    `limit` bytes have neither, and with a carriage return where more of these stand side by side. A `BrokenStreamError`
    is raised with the unfinished line as its `rest`.
    """
    held, size = list[bytes](), 0  # of the current line
    end, shown = b"", b""  # how lines end, once that is known, and what was read until then
    return_ = b""  # carriage returns are held back until the next byte is known
    try:
        for piece in pieces:
            piece, return_ = return_ + piece, b""
            if not end:
                whole = piece.rstrip(b"\r")
                if len(piece) - len(whole) > limit:
                    end = b"\r"  # what follows so many is not waited for
                else:
                    piece, return_, shown = whole, piece[len(whole) :], shown + whole
                    if b"\n" in piece or b"\r" in piece or len(shown) > limit:
                        end = _line_end(shown) or (b"\n" if len(shown) > limit else b"")
            *lines, rest = piece.split(end) if end else (piece,)
            for line in lines:
                size += len(line) + len(end)
                held += (line, end)
                yield b"".join(held) if size <= limit else size
                held, size = [], 0
            size += len(rest)
            held.append(rest)
            if size > limit:
                held.clear()
    except BrokenStreamError as error:
        error.rest = b"".join(held) + return_
        raise
    if size:
        yield b"".join((*held, return_)) if size <= limit else size


def _line_end(start: bytes) -> bytes:
    """The first line end outside of quotes at the beginning of a file: a line feed, or carriage returns without one.

    Empty where there is none yet: carriage returns at its end are none.
    """
    for found in _ENDS.finditer(start):
        if found.lastgroup:
            return b"\n" if found.lastgroup == "feed" else b"\r"
    return b""
