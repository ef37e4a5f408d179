"""Compressed streams, read to the last byte that can be had from a broken one."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from typing import BinaryIO, Literal, NamedTuple, Protocol

Compression = Literal["", "gzip", "zstd", "bzip2", "xz"]

_PIECE_BYTES = 65_536
# A window of 2 GiB: what `zstd --long=31` writes. Memory is taken only where a file asks for it.
_LARGEST_WINDOW = 1 << 31


class BrokenStreamError(Exception):
    """The bytes after this point cannot be had; `reason` is a slug, the message a clause with the remedy.

    `rest` is what had come of the line in which it broke.
    """

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason
        self.rest = b""


class _Decoder(Protocol):
    @property
    def eof(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: bytes, /) -> bytes: ...


class _Codec(NamedTuple):
    """How to decode one member of a compressed file, and what is raised where it is damaged."""

    new_decoder: Callable[[], _Decoder]
    error: type[Exception]


def decompressed(file: BinaryIO, compression: Compression) -> Iterator[bytes]:
    """The content of a plain or compressed file in pieces of any size.

    All gzip members, zstd frames, bzip2 or xz streams are read, one after the other. Raises `BrokenStreamError` where
    the compressed data ends early or is damaged, after every byte before that.
    """
    if not compression:
        return iter(lambda: file.read(_PIECE_BYTES), b"")
    return _members(file, *_CODECS[compression]())


def compression_of(head: bytes) -> Compression:
    """What a file is compressed with, from its first bytes."""
    return next((compression for magic, compression in _MAGIC.items() if head.startswith(magic)), "")


def _gzip() -> _Codec:
    return _Codec(lambda: zlib.decompressobj(wbits=31), zlib.error)


def _zstd() -> _Codec:
    import zstandard

    decompressor = zstandard.ZstdDecompressor(max_window_size=_LARGEST_WINDOW)
    return _Codec(decompressor.decompressobj, zstandard.ZstdError)


def _bzip2() -> _Codec:
    import bz2

    return _Codec(bz2.BZ2Decompressor, OSError)  # it only decodes, and opens nothing


def _xz() -> _Codec:
    import lzma

    return _Codec(lambda: lzma.LZMADecompressor(lzma.FORMAT_XZ), lzma.LZMAError)


_CODECS: dict[str, Callable[[], _Codec]] = {"gzip": _gzip, "zstd": _zstd, "bzip2": _bzip2, "xz": _xz}
_MAGIC: dict[bytes, Compression] = {
    b"\x1f\x8b": "gzip",
    b"\x28\xb5\x2f\xfd": "zstd",
    b"BZh": "bzip2",
    b"\xfd7zXZ\0": "xz",
}


def _members(file: BinaryIO, new_decoder: Callable[[], _Decoder], error: type[Exception]) -> Iterator[bytes]:
    decoder, member_start, fed = new_decoder(), 0, 0
    while piece := file.read(_PIECE_BYTES):
        position = file.tell() - len(piece)
        while piece:
            if member_start and not fed and not piece.strip(b"\0"):
                break  # padding after the last member, as tape archives leave it
            try:
                data = decoder.decompress(piece)
            except error as cause:
                yield from _before_damage(file, new_decoder(), error, member_start, position)
                raise BrokenStreamError(
                    "damaged", f"the compressed data is damaged ({cause}): fetch or compress it again"
                ) from cause
            if data:
                yield data
            fed += len(piece)
            if not decoder.eof:
                break
            piece = decoder.unused_data
            decoder, fed = new_decoder(), 0
            member_start = position = file.tell() - len(piece)
    if fed:
        raise BrokenStreamError(
            "truncated", "the file ends in the middle of a compressed block: fetch or compress it again"
        )


def _before_damage(
    file: BinaryIO, decoder: _Decoder, error: type[Exception], member_start: int, position: int
) -> Iterator[bytes]:
    """What a member holds between `position`, up to where it has been read, and its first damaged byte.

    A decoder that meets damage gives nothing of the piece it was fed, so the piece is fed again byte by byte.
    """
    file.seek(member_start)
    while file.tell() < position:
        decoder.decompress(file.read(min(_PIECE_BYTES, position - file.tell())))
    for byte in file.read(_PIECE_BYTES):
        try:
            yield decoder.decompress(bytes((byte,)))
        except error:
            return
