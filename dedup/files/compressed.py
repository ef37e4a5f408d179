"""Decompresses streams, up to the last byte before damage."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, BinaryIO, Literal, NamedTuple, Protocol

if TYPE_CHECKING:
    from bz2 import BZ2Decompressor
    from lzma import LZMADecompressor

Compression = Literal["", "gzip", "zstd", "bzip2", "xz"]
"""The compressions that are read; empty for a plain file."""

MAGIC_BYTES = 8
"""Bytes of a file that are enough to recognise a compression. Derived."""
COMPRESSED_TWICE = "compressed-twice"
"""The reason of a stream whose content is compressed again."""
_PIECE_BYTES = 65_536
"""Bytes that are read from a file at once. Chosen."""
_MOST_AT_ONCE = 1 << 20
"""Bytes that a gzip, bzip2 or xz decoder returns at once, at most. Chosen."""
_ZSTD_FED_BYTES = 512
"""Bytes for a zstd decoder at once. Derived: 4 bytes may be a block of 128 KB, so it returns 16 MB at most"""
_LARGEST_WINDOW = 1 << 31
"""Bytes of the largest window of a zstd file, that of `zstd --long=31`. Only files that need it take the memory."""


class BrokenStreamError(Exception):
    """A stream is damaged, ends early, or is compressed twice.

    `reason` is a slug, the message a clause with the remedy. `rest` holds the beginning of the line in which the stream
    ends; `member` is the offset of the compressed member that is damaged or ends early. `header` is the number of the
    line of a table's header where this cannot be read, and so nothing of the table; else 0. `line` is the number of the
    row in which the stream ends, where a reader of rows says it; else 0.
    """

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason
        self.rest = b""
        self.member = 0
        self.header = 0
        self.line = 0


class _Decoder(Protocol):
    """Decodes one member of a compressed file.

    `decoded` gives the content of the next bytes in pieces, which may be empty. `eof`: the member has ended; `unused`
    are the bytes that were given after its end.
    """

    @property
    def eof(self) -> bool: ...
    @property
    def unused(self) -> bytes: ...
    def decoded(self, data: bytes) -> Iterator[bytes]: ...


class _Codec(NamedTuple):
    """What makes a decoder for one member of a compressed file, and the error that it raises for damage."""

    new_decoder: Callable[[], _Decoder]
    error: type[Exception]


def decompressed(file: BinaryIO, compression: Compression, start: int = 0) -> Iterator[bytes]:
    """The content of a plain or compressed file in pieces of at most some MB, however far it expands.

    Reading begins at the offset `start`, where a member must begin; for 0, `file` must stand at its beginning. All gzip
    members, zstd frames, bzip2 or xz streams are read, one after the other. Raises `BrokenStreamError` where the
    compressed data is damaged or ends early, after every byte before that, and, if `start` is 0, where its content is
    compressed again.
    """
    if start:
        file.seek(start)
    if not compression:
        return iter(lambda: file.read(_PIECE_BYTES), b"")
    content = _members(file, *_CODECS[compression](), start)
    return content if start else _compressed_once(content)


def _compressed_once(content: Iterator[bytes]) -> Iterator[bytes]:
    """The same pieces. Raises BrokenStreamError where they begin as a compressed file does."""
    first = next(content, None)
    if first is None:
        return
    if again := compression_of(first):
        raise BrokenStreamError(
            COMPRESSED_TWICE, f"the file is compressed twice, and holds {again} data: unpack it once, and give that"
        )
    yield first
    yield from content


def compression_of(head: bytes) -> Compression:
    """The compression that the first bytes of a file show, eight or more; empty where they show none."""
    return next((compression for magic, compression in _MAGIC.items() if head.startswith(magic)), "")


class _Ending(Protocol):
    """What the decoders of the standard library have in common."""

    @property
    def eof(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...


class _Standard:
    """The `eof` and `unused` of a `_Decoder`, from a decoder of the standard library."""

    def __init__(self, decoder: _Ending) -> None:
        self._ending = decoder

    @property
    def eof(self) -> bool:
        return self._ending.eof

    @property
    def unused(self) -> bytes:
        return self._ending.unused_data


class _Inflating(_Standard):
    """Decodes a gzip member."""

    def __init__(self) -> None:
        self._decoder = zlib.decompressobj(wbits=31)
        super().__init__(self._decoder)

    def decoded(self, data: bytes) -> Iterator[bytes]:
        """The content that `data` gives up to the end of the member, in pieces of at most `_MOST_AT_ONCE` bytes."""
        piece = b""
        while not self.eof and (data or len(piece) == _MOST_AT_ONCE):
            yield (piece := self._decoder.decompress(data, _MOST_AT_ONCE))
            data = self._decoder.unconsumed_tail


class _Zstandard:
    """Decodes a zstd frame. The decoder returns all output for its input at once, so it gets little input at a time."""

    def __init__(self) -> None:
        import zstandard

        self._decoder = zstandard.ZstdDecompressor(max_window_size=_LARGEST_WINDOW).decompressobj()
        self.unused = b""

    @property
    def eof(self) -> bool:
        return self._decoder.eof

    def decoded(self, data: bytes) -> Iterator[bytes]:
        """The content that `data` gives up to the end of the frame; the bytes after it become `unused`."""
        for start in range(0, len(data), _ZSTD_FED_BYTES):
            yield self._decoder.decompress(data[start : start + _ZSTD_FED_BYTES])
            if self.eof:
                self.unused = self._decoder.unused_data + data[start + _ZSTD_FED_BYTES :]
                return


class _Other(_Standard):
    """Decodes a bzip2 or xz stream."""

    def __init__(self, decoder: BZ2Decompressor | LZMADecompressor) -> None:
        self._decoder = decoder
        super().__init__(decoder)

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

    return _Codec(lambda: _Other(bz2.BZ2Decompressor()), OSError)  # it raises OSError for damage only


def _xz() -> _Codec:
    import lzma

    return _Codec(lambda: _Other(lzma.LZMADecompressor(lzma.FORMAT_XZ)), lzma.LZMAError)


_CODECS: dict[str, Callable[[], _Codec]] = {"gzip": _gzip, "zstd": _zstd, "bzip2": _bzip2, "xz": _xz}
# The first bytes of compressed files; of bzip2 `BZh`, a level from 1 to 9, and the start of a block or of the end.
_MAGIC: dict[bytes, Compression] = {
    b"\x1f\x8b": "gzip",
    b"\x28\xb5\x2f\xfd": "zstd",
    b"\xfd7zXZ\0": "xz",
    **{b"BZh%d%b" % (level, start): "bzip2" for level in range(1, 10) for start in (b"1AY&", b"\x17rE8")},
}


def _members(
    file: BinaryIO, new_decoder: Callable[[], _Decoder], error: type[Exception], start: int
) -> Iterator[bytes]:
    """The content of all members of a compressed file in order, from the one at byte `start`, where the file stands.

    Zero bytes after the last are skipped. Raises BrokenStreamError where a member is damaged (after the content before
    the damage) or cut short; its `member` is the byte where that member starts.
    """
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
    """The content of a damaged member from its input at the offset `position` up to the damage.

    A decoder that meets damage returns nothing for its last input, which begins at `position`: `decoder` is a new one,
    which gets that input byte by byte. The first `given` bytes of output from it were returned before, and are left
    out.
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
