"""Reads WARC and WET files as the bytes of their records, also after damage in the middle of a file."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import BinaryIO, NamedTuple

from dedup.files.compressed import COMPRESSED_TWICE, BrokenStreamError, Compression, compression_of, decompressed
from dedup.files.rejected import Rejected, rejected_record, too_large

_MAGIC_BYTES = 8
"""Bytes that are enough to recognise a compression, or the end of a record. Derived."""
_LONGEST_HEADER = 1 << 16
"""Bytes of the longest header of a record that is read. Chosen: headers of crawlers have some thousand."""
_HEADER_END = re.compile(rb"\r?\n\r?\n")
_BEGINS = re.compile(rb"WARC/[01]\.\d+\r?\n")
"""The first line of a record; after damage, it may not begin a line."""
_FIELD = re.compile(rb"^([\w-]+)[ \t]*:[ \t]*([^\r\n]*)", re.MULTILINE)
_READ = frozenset(("response", "conversion", "resource"))
"""The types of records that may hold a page."""
_MEMBERS = {"gzip": b"\x1f\x8b\x08", "zstd": b"\x28\xb5\x2f\xfd"}
"""The first bytes of a compressed member, from RFC 1952 and RFC 8878."""
_SEARCHED = 1 << 20
"""Bytes that are held in memory while the next record is searched. Chosen."""
_LONGEST_START = 16
"""Bytes that hold the first line of a record. Derived: `WARC/1.1` and its line end have 10."""
_RETURNS = 8
"""How often a stream is read again. Chosen. Where no record follows one that is too large to be held, the next one is
searched from its header on. Further such records end where the next one seems to begin.
"""


class Capture(NamedTuple):
    """One record of an archive, or one file of HTML, as raw bytes.

    `name` is the file name; of a record, with a colon and its offset in the uncompressed file. `source` is that of the
    file. `kind` is `file`, or the WARC-Type of the record in lower case, empty for none. `url` and `captured` (ISO
    8601) are from its header. `data` is its body; empty for types other than response, conversion and resource. `limit`
    is the largest page in bytes, unpacked.
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
    """The records of an archive in order, with rejections of broken or too large ones and of bytes outside of records.

    `name` and `source` are those of the file. `limit` is the largest body of a record in bytes; a larger one is not
    held in memory. Records of types other than response, conversion and resource have empty `data`, and are not
    rejected for their size. Where gzip or zstd data is damaged, reading goes on with the next compressed member; other
    archives end there. An empty `compression` is recognised by the first bytes.
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
        if not pieces.told and (pieces.read or not at):  # bytes that only look like a member begin no new break
            where = f"{name}:{offset}"
            yield Rejected(where, pieces.broken.reason, f"{where}: {pieces.broken}")
        if pieces.broken.reason == COMPRESSED_TWICE:
            return  # its other members hold no records either
        at = _next_member(file, pieces.broken.member + 1, _MEMBERS.get(compression, b""))
        if at < 0:
            return


def _opened(file: BinaryIO, compression: Compression, at: int) -> Iterator[bytes]:
    file.seek(at)
    return decompressed(file, compression, at)


class _Pieces:
    """A stream of bytes that can be looked ahead in.

    `read` is the number of bytes taken. `broken` is the error with which the stream ended early, `told` whether a
    rejection has reported it. `opened` gives the stream from its beginning.
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
        """Whether the stream has no more bytes."""
        return not self.hold(1)

    def hold(self, size: int) -> bytearray:
        """The buffer of the next bytes, none of them taken: at least `size`, or all that there are."""
        while len(self._held) < size and self._more():
            pass
        return self._held

    def _more(self) -> bool:
        """Read one more piece into the buffer; whether there was one. `broken` keeps an error that ends the stream."""
        try:
            piece = next(filter(None, self._pieces), b"")
        except BrokenStreamError as error:
            self.broken, piece = error, b""
        self._held += piece
        if not piece:
            self._end = self.read + len(self._held)
        return bool(piece)

    def take(self, size: int) -> bytes:
        """Take the next `size` bytes, or all that there are."""
        taken = bytes(self.hold(size)[:size])
        del self._held[:size]
        self.read += len(taken)
        return taken

    def skip(self, size: int) -> int:
        """Take `size` bytes, or all that there are, without keeping them; the number taken."""
        left = size
        while left:
            taken = len(self.take(min(left, _SEARCHED)))
            if not taken:
                break
            left -= taken
        return size - left

    def pass_over(self, start: int, length: int) -> int:
        """Take a record that is too large to be held, without keeping it; the number of bytes behind its header.

        The header has `start` bytes, and states a body of `length`, which is the result where a record or the end
        follows that body. Else the stream is read again from its beginning, and the record ends where the next one
        begins, or with the stream. After `_RETURNS` such records, one also ends where the next seems to begin in its
        body.
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
        """Take the bytes before the next record that begins `start` bytes from here or later; `most` if none does.

        It is searched for in the next `most` bytes, and in what is held behind them.
        """
        found = _BEGINS.search(self.hold(most), start)
        return self.take(found.start() if found else most)

    def skip_to_next(self, most: int = 1 << 62) -> int:
        """Skip bytes up to the next beginning of a record, to the end, or `most` bytes; the number skipped.

        It is 0 where a record begins here.
        """
        before = self.read
        while True:
            held, left = self.hold(_SEARCHED), most - (self.read - before)
            found = _BEGINS.search(held)
            here = found.start() if found else len(held) if len(held) < _SEARCHED else len(held) - _LONGEST_START
            self.take(min(here, left))
            if found or len(held) < _SEARCHED or here >= left:
                return self.read - before


def _records(pieces: _Pieces, offset: int, name: str, source: str, limit: int) -> Iterator[Capture | Rejected]:
    """The records of a stream that begins at `offset` in the uncompressed file, and rejections; as for `captures`."""
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


def _whole(pieces: _Pieces, start: int, length: int) -> bytes | None:
    """The `length` bytes of body behind a header of `start` bytes; None where they are fewer, or no record ends there.

    Nothing is taken from `pieces`.
    """
    end = start + length
    held = pieces.hold(end + _MAGIC_BYTES)
    return bytes(held[start:end]) if len(held) >= end and _follows(held[end : end + _MAGIC_BYTES]) else None


def _follows(held: bytearray) -> bool:
    """Whether a record may end before these bytes: two line ends, another record or the end of the stream follows."""
    behind = held.lstrip(b"\r\n")
    return not behind or held.startswith(b"\r\n\r\n") or behind.startswith(b"WARC/"[: len(behind)])


def _incomplete(where: str, pieces: _Pieces, raw: bytes) -> Rejected:
    """The rejection, with the bytes `raw`, of a record whose length is not the stated one.

    The reason is that of a broken stream, which is then marked as `told`; `truncated` at the end of the file; else
    `broken-record`.
    """
    if pieces.is_over and pieces.broken is not None:
        pieces.told = True
        return rejected_record(where, pieces.broken.reason, f"{where}: {pieces.broken}", raw)
    if pieces.is_over:
        detail = "the file ends in the middle of this record: fetch it again"
        return rejected_record(where, "truncated", f"{where}: {detail}", raw)
    detail = f"{where}: the record is not as long as it says: fetch the file again"
    return rejected_record(where, "broken-record", detail, raw)


def _header(pieces: _Pieces) -> bytes:
    """The header of the next record with the empty line after it, without taking it from `pieces`.

    Empty where no record begins here, or where the header does not end within `_LONGEST_HEADER` bytes, or before the
    next record begins.
    """
    held = pieces.hold(4096)
    begins = _BEGINS.match(held)
    if not begins:
        return b""
    following = _BEGINS.search(held, begins.end())
    if not following and not _HEADER_END.search(held):
        held = pieces.hold(_LONGEST_HEADER)
        following = _BEGINS.search(held, begins.end())
    found = _HEADER_END.search(held, 0, following.start() if following else len(held))
    return bytes(held[: found.end()]) if found else b""


def _length(header: bytes) -> int:
    """The length of the body that a header states, in bytes; -1 where it states none."""
    found = re.search(rb"^content-length[ \t]*:[ \t]*(\d{1,15})[ \t]*\r?$", header, re.IGNORECASE | re.MULTILINE)
    return int(found[1]) if found else -1


def _text(value: bytes) -> str:
    """A header value as text without white space around it; bytes that are not UTF-8 are replaced."""
    return value.decode("utf-8", "replace").strip()


def _next_member(file: BinaryIO, start: int, magic: bytes) -> int:
    """The offset of the next bytes `magic` at `start` or after it, where a compressed member may begin; -1 for none.

    An empty `magic` is never found.
    """
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
