"""WARC and WET files as the bytes of their records, read to the last record that can be had from a broken one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import BinaryIO, NamedTuple

from dedup.files.compressed import BrokenStreamError, Compression, compression_of, decompressed
from dedup.files.rejected import Rejected, rejected_record, too_large

_MAGIC_BYTES = 8  # enough to tell a compression by, and the end of a record
_LONGEST_HEADER = 1 << 16  # bytes: those of crawlers take a thousand
_HEADER_END = re.compile(rb"\r?\n\r?\n")
_BEGINS = re.compile(rb"WARC/[01]\.\d+\r?\n")
_FIELD = re.compile(rb"^([\w-]+)[ \t]*:[ \t]*([^\r\n]*)", re.MULTILINE)
_READ = frozenset(("response", "conversion", "resource"))
"""The types of records that may hold a page."""
# What a compressed member begins with.
_MEMBERS = {"gzip": b"\x1f\x8b\x08", "zstd": b"\x28\xb5\x2f\xfd"}
_SEARCHED = 1 << 20  # bytes that are held while the next record is looked for
_LONGEST_START = 16  # bytes that tell the beginning of a record
# Behind a record that is too large to be held, and no record follows it, the next one is looked for from its header on:
# so often the stream is read again for it. Later ones end where the next record seems to begin.
_RETURNS = 8


class Capture(NamedTuple):
    """One record of an archive, or a file of HTML, as it lies there.

    `name` tells where: the file, and behind a colon the offset of the record in it, uncompressed. `kind`: `file`, or
    the record's type. `url` and `captured` (ISO 8601) are of its header; `data` what follows it, for types that are not
    read nothing. `limit` is what the page in it may take, in bytes.
    """

    name: str
    source: str
    data: bytes
    kind: str = "file"
    url: str = ""
    captured: str = ""
    limit: int = 1 << 62


def captures(
    file: BinaryIO, compression: Compression, name: str, source: str, limit: int
) -> Iterator[Capture | Rejected]:
    """The records of an archive in order; in between, what of it is no record, each with its offset.

    A record of more than `limit` bytes is rejected without being held. Where compressed data is damaged, reading goes
    on with the next compressed record.
    """
    if not compression:
        compression = compression_of(file.read(_MAGIC_BYTES))
        file.seek(0)
    at, offset = 0, 0
    while True:
        pieces = _Pieces(partial(_opened, file, compression, at))
        yield from _records(pieces, offset, name, source, limit)
        if pieces.broken is None:
            return
        offset += pieces.read
        at = _next_member(file, pieces.broken.member + 1, _MEMBERS.get(compression, b""))
        if at < 0:
            return


def _opened(file: BinaryIO, compression: Compression, at: int) -> Iterator[bytes]:
    file.seek(at)
    return decompressed(file, compression, at)


class _Pieces:
    """A stream to read from and look ahead in; `broken` is why it ends before its end, `read` how much was taken.

    `told`: whether it has been said of a record that the stream breaks off in it. `opened` gives it from its beginning.
    """

    def __init__(self, opened: Callable[[], Iterator[bytes]]) -> None:
        self._opened = opened
        self._pieces = opened()
        self._held = bytearray()
        self._end = 1 << 62  # where the stream ends, once that is known
        self._returns = 0
        self.read = 0
        self.broken: BrokenStreamError | None = None
        self.told = False

    @property
    def is_over(self) -> bool:
        """Whether nothing comes any more."""
        return not self.hold(1)

    def hold(self, size: int) -> bytearray:
        """What comes next, so many bytes of it at least, where there are so many."""
        while len(self._held) < size and self._more():
            pass
        return self._held

    def _more(self) -> bool:
        try:
            piece = next(filter(None, self._pieces), b"")
        except BrokenStreamError as error:
            self.broken, piece = error, b""
        self._held += piece
        if not piece:
            self._end = self.read + len(self._held)
        return bool(piece)

    def take(self, size: int) -> bytes:
        """The next bytes, so many where there are so many."""
        taken = bytes(self.hold(size)[:size])
        del self._held[:size]
        self.read += len(taken)
        return taken

    def skip(self, size: int) -> int:
        """Pass over so many bytes, or over all that there are; returns how many."""
        left = size
        while left:
            taken = len(self.take(min(left, _SEARCHED)))
            if not taken:
                break
            left -= taken
        return size - left

    def pass_over(self, start: int, length: int) -> int:
        """Pass over a record that is too large to be held, its header being `start` bytes long.

        Where it is not as long as it says, up to the next record. Returns how many bytes there were behind the header.
        """
        self.take(start)
        begin = self.read
        if begin + length <= self._end:
            if self._returns < _RETURNS:
                if self.skip(length) == length and _follows(self.hold(_MAGIC_BYTES)):
                    return length
                self._returns += 1
                self._pieces, self.read, self.broken = self._opened(), 0, None
                self._held.clear()
                self.skip(begin)
            elif self.skip_to_next(length) == length and _follows(self.hold(_MAGIC_BYTES)):
                return length
        if self.read == begin:
            self.skip_to_next()
        return self.read - begin

    def take_until_next(self, start: int, most: int) -> bytes:
        """What comes before the next record that begins from `start` on, `most` bytes where none does."""
        found = _BEGINS.search(self.hold(most), start)
        return self.take(found.start() if found else most)

    def skip_to_next(self, most: int = 1 << 62) -> int:
        """Pass over what is no record, up to the next one, the end or `most` bytes; returns how many bytes."""
        before = self.read
        while True:
            held, left = self.hold(_SEARCHED), most - (self.read - before)
            found = _BEGINS.search(held)
            here = found.start() if found else len(held) if len(held) < _SEARCHED else len(held) - _LONGEST_START
            self.take(min(here, left))
            if found or len(held) < _SEARCHED or here >= left:
                return self.read - before


def _records(pieces: _Pieces, offset: int, name: str, source: str, limit: int) -> Iterator[Capture | Rejected]:
    """The records of a stream that begins at `offset`."""
    while held := pieces.hold(_MAGIC_BYTES):
        blank = len(held) - len(held.lstrip(b"\r\n"))
        if blank:
            pieces.take(blank)
            continue
        where = f"{name}:{offset + pieces.read}"
        header = _header(pieces)
        length = _length(header)
        if length < 0:
            pieces.take(1)
            size = 1 + pieces.skip_to_next()
            detail = f"{where}: {size:,} bytes here are no record of an archive: fetch the file again"
            yield Rejected(where, "broken-record", detail)
            continue
        fields = {key.lower(): value for key, value in _FIELD.findall(header)}
        kind = fields.get(b"warc-type", b"").strip().lower().decode("ascii", "replace")
        if length > (limit if kind in _READ else min(limit, _SEARCHED)):
            if pieces.pass_over(len(header), length) != length:
                yield _incomplete(where, pieces, b"")
            elif kind in _READ:
                yield too_large(where, length, limit)
            else:
                yield Capture(where, source, b"", kind)
            continue
        data = _whole(pieces, len(header), length)
        if data is None:
            yield _incomplete(where, pieces, pieces.take_until_next(len(header), len(header) + length))
            continue
        pieces.take(len(header) + length)
        if kind not in _READ:
            yield Capture(where, source, b"", kind)
            continue
        url, captured = (_text(fields.get(own, b"")) for own in (b"warc-target-uri", b"warc-date"))
        yield Capture(where, source, data, kind, url.strip("<>"), captured, limit)
    if pieces.broken is not None and pieces.read and not pieces.told:
        where = f"{name}:{offset + pieces.read}"
        yield Rejected(where, pieces.broken.reason, f"{where}: {pieces.broken}")


def _whole(pieces: _Pieces, start: int, length: int) -> bytes | None:
    """What a record holds, its header being `start` bytes long; None where the record is not as long as it says."""
    end = start + length
    held = pieces.hold(end + _MAGIC_BYTES)
    return bytes(held[start:end]) if len(held) >= end and _follows(held[end : end + _MAGIC_BYTES]) else None


def _follows(held: bytearray) -> bool:
    """Whether a record may end before these bytes: another begins, or the stream ends."""
    behind = held.lstrip(b"\r\n")
    return not behind or held.startswith(b"\r\n\r\n") or behind.startswith(b"WARC/"[: len(behind)])


def _incomplete(where: str, pieces: _Pieces, raw: bytes) -> Rejected:
    """A record that is not as long as it says."""
    if pieces.is_over and pieces.broken is not None:
        pieces.told = True
        return rejected_record(where, pieces.broken.reason, f"{where}: {pieces.broken}", raw)
    if pieces.is_over:
        detail = "the file ends in the middle of this record: fetch it again"
        return rejected_record(where, "truncated", f"{where}: {detail}", raw)
    detail = f"{where}: the record is not as long as it says: fetch the file again"
    return rejected_record(where, "broken-record", detail, raw)


def _header(pieces: _Pieces) -> bytes:
    """The header of the record that comes next, with the empty line behind it; empty where there is none."""
    held = pieces.hold(4096)
    if not _BEGINS.match(held):
        return b""
    found = _HEADER_END.search(held) or _HEADER_END.search(held := pieces.hold(_LONGEST_HEADER))
    return bytes(held[: found.end()]) if found else b""


def _length(header: bytes) -> int:
    """The length of what follows a header, -1 where it does not say."""
    found = re.search(rb"^content-length[ \t]*:[ \t]*(\d{1,15})[ \t]*\r?$", header, re.IGNORECASE | re.MULTILINE)
    return int(found[1]) if found else -1


def _text(value: bytes) -> str:
    return value.decode("utf-8", "replace").strip()


def _next_member(file: BinaryIO, start: int, magic: bytes) -> int:
    """Where the next compressed member begins from `start` on; -1 for nowhere."""
    file.seek(start)
    held, base = b"", start
    while magic and (piece := file.read(_SEARCHED)):
        held += piece
        found = held.find(magic)
        if found >= 0:
            return base + found
        base += len(held) - len(magic)
        held = held[-len(magic) :]
    return -1
