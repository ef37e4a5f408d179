"""The uncompressed content of a file, whole or in pieces, or why it is not read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from dedup.files.compressed import MAGIC_BYTES, BrokenStreamError, Compression, compression_of, decompressed
from dedup.files.inputs import InputFile, changed
from dedup.files.rejected import Rejected, rejected_record, too_large


def content_of(file: InputFile, limit: int) -> bytes | Rejected:
    """The uncompressed bytes of a file; a rejection where it is unreadable, has more than `limit`, or is being written.

    So is one whose compressed data is damaged or ends early; that rejection holds the bytes before the damage.
    """
    pieces, size = list[bytes](), 0
    try:
        with file.path.open("rb") as stream:
            compression = _compression_in(stream, file)
            for piece in decompressed(stream, compression):
                size += len(piece)
                if size <= limit:
                    pieces.append(piece)
                elif compression:
                    pieces.clear()  # but the whole of it is counted
                else:
                    return too_large(file.name, max(size, file.size), limit)
    except OSError as error:
        return unreadable(file, error)
    except BrokenStreamError as error:
        error.rest = b"".join(pieces)
        return _broken_text(file, error)
    told = [too_large(file.name, size, limit)] if size > limit else changed(file, is_read=False)
    return told[0] if told else b"".join(pieces)


def _broken_text(file: InputFile, error: BrokenStreamError) -> Rejected:
    """The rejection of a file whose compressed data is damaged or ends early, with the bytes in `error.rest`."""
    return rejected_record(file.name, error.reason, f"{file.name}: {error}", error.rest)


def unreadable(file: InputFile, error: OSError) -> Rejected:
    """The rejection of a file that the system does not let us read."""
    reason = error.strerror or str(error)
    return Rejected(
        file.name, "unreadable", f"{file.name} cannot be read ({reason}): check the path and its permissions"
    )


def pieces_of(stream: BinaryIO, file: InputFile) -> Iterator[bytes]:
    """The uncompressed content of a file; also of one that is compressed without a name that says so."""
    return decompressed(stream, _compression_in(stream, file))


def _compression_in(stream: BinaryIO, file: InputFile) -> Compression:
    """The compression of a file by its name or, where that says none, by its first bytes; it is read from the start."""
    if file.compression:
        return file.compression
    found = compression_of(stream.read(MAGIC_BYTES))
    stream.seek(0)
    return found
