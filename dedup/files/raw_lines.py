"""Cuts a stream of bytes into lines, none of which takes more memory than a limit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from dedup.files.compressed import BrokenStreamError


def raw_lines(pieces: Iterable[bytes], limit: int) -> Iterator[bytes | int]:
    """Lines with their line ends; for a line of more than `limit` bytes, its length.

    Lines end with a line feed or, where the first piece with a line end has none, with a carriage return. A
    `BrokenStreamError` is raised with the unfinished line as its `rest`.
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
    """The line end that the beginning of a file shows: a line feed, if it has one, else a carriage return.

    Empty where it shows none yet: a carriage return that is its last byte shows none.
    """
    if b"\n" in start:
        return b"\n"
    return b"\r" if b"\r" in start[:-1] else b""
