"""Compressed streams, read to the last byte that can be had from a broken one."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, BinaryIO, Literal, NamedTuple, Protocol

if TYPE_CHECKING:
    from bz2 import BZ2Decompressor
    from lzma import LZMADecompressor

Compression = Literal["", "gzip", "zstd", "bzip2", "xz"]

_PIECE_BYTES = 65_536
_MOST_AT_ONCE = 1 << 20
# Blocks of 128 KB may take as little as 4 bytes: fed with so much, a decoder gives 16 MB at most.
_ZSTD_FED_BYTES = 512
# A window of 2 GiB: what `zstd --long=31` writes. Memory is taken only where a file asks for it.
_LARGEST_WINDOW = 1 << 31


class BrokenStreamError(Exception):
    """The bytes after this point cannot be had; `reason` is a slug, the message a clause with the remedy.

    `rest` is what had come of the line in which it broke; `member` is the offset of the compressed member that is
    damaged or ends early.
    """

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason
        self.rest = b""
        self.member = 0


class _Decoder(Protocol):
    """Decodes one member of a compressed file; what it has read beyond its end is `unused`."""

    @property
    def eof(self) -> bool: ...
    @property
    def unused(self) -> bytes: ...
    def decoded(self, data: bytes) -> Iterator[bytes]: ...


class _Codec(NamedTuple):
    """How to decode one member of a compressed file, and what is raised where it is damaged."""

    new_decoder: Callable[[], _Decoder]
    error: type[Exception]


def decompressed(file: BinaryIO, compression: Compression, start: int = 0) -> Iterator[bytes]:
    """The content of a plain or compressed file in pieces of up to some MB, however far it expands.

    It is read from the offset `start` on, where a member begins. All gzip members, zstd frames, bzip2 or xz streams
    are read, one after the other. Raises `BrokenStreamError` where the compressed data ends early or is damaged, after
    every byte before that.
    """
    if start:
        file.seek(start)
    if not compression:
        return iter(lambda: file.read(_PIECE_BYTES), b"")
    return _members(file, *_CODECS[compression](), start)


def compression_of(head: bytes) -> Compression:
    """What a file is compressed with, from its first bytes."""
    return next((compression for magic, compression in _MAGIC.items() if head.startswith(magic)), "")


class _Inflating:
    """A gzip member."""

    def __init__(self) -> None:
        self._decoder = zlib.decompressobj(wbits=31)

    @property
    def eof(self) -> bool:
        return self._decoder.eof

    @property
    def unused(self) -> bytes:
        return self._decoder.unused_data

    def decoded(self, data: bytes) -> Iterator[bytes]:
        piece = b""
        while not self.eof and (data or len(piece) == _MOST_AT_ONCE):
            yield (piece := self._decoder.decompress(data, _MOST_AT_ONCE))
            data = self._decoder.unconsumed_tail


class _Zstandard:
    """A zstd frame. Its decoder gives all that it is fed for, so it is fed little at a time."""

    def __init__(self) -> None:
        import zstandard

        self._decoder = zstandard.ZstdDecompressor(max_window_size=_LARGEST_WINDOW).decompressobj()
        self.unused = b""

    @property
    def eof(self) -> bool:
        return self._decoder.eof

    def decoded(self, data: bytes) -> Iterator[bytes]:
        for start in range(0, len(data), _ZSTD_FED_BYTES):
            yield self._decoder.decompress(data[start : start + _ZSTD_FED_BYTES])
            if self.eof:
                self.unused = self._decoder.unused_data + data[start + _ZSTD_FED_BYTES :]
                return


class _Other:
    """A bzip2 or xz stream."""

    def __init__(self, decoder: BZ2Decompressor | LZMADecompressor) -> None:
        self._decoder = decoder

    @property
    def eof(self) -> bool:
        return self._decoder.eof

    @property
    def unused(self) -> bytes:
        return self._decoder.unused_data

    def decoded(self, data: bytes) -> Iterator[bytes]:
        yield self._decoder.decompress(data, _MOST_AT_ONCE)
        while not self.eof and not self._decoder.needs_input:
            yield self._decoder.decompress(b"", _MOST_AT_ONCE)


def _gzip() -> _Codec:
    return _Codec(_Inflating, zlib.error)


def _zstd() -> _Codec:
    import zstandard

    return _Codec(_Zstandard, zstandard.ZstdError)


def _bzip2() -> _Codec:
    import bz2

    return _Codec(lambda: _Other(bz2.BZ2Decompressor()), OSError)  # it only decodes, and opens nothing


def _xz() -> _Codec:
    import lzma

    return _Codec(lambda: _Other(lzma.LZMADecompressor(lzma.FORMAT_XZ)), lzma.LZMAError)


_CODECS: dict[str, Callable[[], _Codec]] = {"gzip": _gzip, "zstd": _zstd, "bzip2": _bzip2, "xz": _xz}
_MAGIC: dict[bytes, Compression] = {
    b"\x1f\x8b": "gzip",
    b"\x28\xb5\x2f\xfd": "zstd",
    b"BZh": "bzip2",
    b"\xfd7zXZ\0": "xz",
}


def _members(
    file: BinaryIO, new_decoder: Callable[[], _Decoder], error: type[Exception], start: int
) -> Iterator[bytes]:
    decoder, member_start, fed = new_decoder(), start, 0
    while piece := file.read(_PIECE_BYTES):
        position = file.tell() - len(piece)
        while piece:
            if member_start and not fed and not piece.strip(b"\0"):
                break  # padding after the last member, as tape archives leave it
            given = 0
            try:
                for data in decoder.decoded(piece):
                    given += len(data)
                    if data:
                        yield data
            except error as cause:
                yield from _before_damage(file, new_decoder(), error, member_start, position, given)
                broken = BrokenStreamError(
                    "damaged", f"the compressed data is damaged ({cause}): fetch or compress it again"
                )
                broken.member = member_start
                raise broken from cause
            fed += len(piece)
            if not decoder.eof:
                break
            piece = decoder.unused
            decoder, fed = new_decoder(), 0
            member_start = position = file.tell() - len(piece)
    if fed:
        broken = BrokenStreamError(
            "truncated", "the file ends in the middle of a compressed block: fetch or compress it again"
        )
        broken.member = member_start
        raise broken


def _before_damage(
    file: BinaryIO, decoder: _Decoder, error: type[Exception], member_start: int, position: int, given: int
) -> Iterator[bytes]:
    """What a member holds between `position`, up to where it has been read, and its first damaged byte.

    A decoder that meets damage gives nothing of what it was fed last, so that is fed again byte by byte. The first
    `given` bytes are left out.
    """
    file.seek(member_start)
    while file.tell() < position:
        for _ in decoder.decoded(file.read(min(_PIECE_BYTES, position - file.tell()))):
            pass
    for byte in file.read(_PIECE_BYTES):
        try:
            for data in decoder.decoded(bytes((byte,))):
                yield data[given:]
                given = max(0, given - len(data))
        except error:
            return
