"""Cuts a stream of bytes into lines, none of which takes more memory than a limit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from dedup.files.compressed import BrokenStreamError


def raw_lines(pieces: Iterable[bytes], limit: int) -> Iterator[bytes | int]:
    """Lines with their line ends; for a line of more than `limit` bytes, its length.

    All end as the first one does: with a line feed, or with a carriage return alone. A `BrokenStreamError` is raised
    with the unfinished line as its `rest`.
    """
    held, size = list[bytes](), 0  # of the current line
    end, return_ = b"", b""  # a carriage return is held back until the next byte is known
    try:
        for piece in pieces:
            piece = return_ + piece
            end, return_ = end or _line_end(piece), b""
            if not end and piece.endswith(b"\r"):
                piece, return_ = piece[:-1], b"\r"
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
    """The first line end at the beginning of a file: a line feed, or a carriage return without one behind it.

    Empty where there is none yet: a carriage return that is the last byte is none.
    """
    return_ = start.find(b"\r", 0, len(start) - 1)
    feed = start.find(b"\n")
    if return_ < 0 or 0 <= feed <= return_ + 1:
        return b"\n" if feed >= 0 else b""
    return b"\r"
