"""Reads JSON that does not have one record per line: an array, or records of several lines each."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import msgspec

from dedup.files.compressed import BrokenStreamError

_OPENS_ARRAY = re.compile(rb"\s*\[")
_OPENS_LONG_VALUE = re.compile(rb"\s*\{(?:[^\n]*[,{\[])?[ \t\r]*\n")
_SEEMS_TWO = re.compile(rb"\}[ \t]*\{")
_STRUCTURE = re.compile(rb'["{}\[\],\r\n]')
_IN_STRING = re.compile(rb'["\\\r\n]')
_ESCAPED_LINE_END = {b"\r": b"\\r", b"\n": b"\\n"}
_MOST_HELD = 1 << 20
"""Bytes of a value that are held before they are given out. Chosen."""
_TELLING_BYTES = 1 << 16
"""Bytes of the first line that are searched for a second value. Chosen."""


def spans_lines(start: bytes) -> bool:
    """Whether the beginning of a JSON file, without a byte order mark, shows that it does not have one value per line.

    What counts is an array, an object whose first line ends with a comma or an opening bracket, or several objects on
    the first line. A first line that is cut off, with a whole object on the next line, does not count.
    """
    if _OPENS_ARRAY.match(start):
        return True
    if opened := _OPENS_LONG_VALUE.match(start):
        return not _is_object(start[opened.end() :].partition(b"\n")[0])  # else the first line is cut off
    line = start[:_TELLING_BYTES].lstrip().partition(b"\n")[0]
    if not _SEEMS_TWO.search(line):
        return False
    values = _Values()
    ended = len(list(values.taken_in(line)))
    return ended > 1 or (ended == 1 and values.has_begun())


def _is_object(line: bytes) -> bool:
    """Whether a line is a JSON object."""
    try:
        return isinstance(msgspec.json.decode(line), dict)
    except (msgspec.DecodeError, RecursionError):
        return False


def one_value_a_line(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The values of arrays, or of a file of values, each on a line of its own, in pieces of any size.

    Values are not changed except for line ends, which become spaces between tokens and escapes in strings, where JSON
    does not allow them. Invalid JSON is not noticed here. Raises `BrokenStreamError` where the last value or
    array has no end, after all that there is.
    """
    values = _Values()
    for piece in pieces:
        yield from values.taken_in(piece)
    yield from values.ended()


class _Values:
    """Splits bytes into values. It holds the current value, or the part of it that was not given out yet."""

    def __init__(self) -> None:
        self._is_given = False
        self._parts: list[bytes] = []
        self._size = 0
        self._depth = 0
        self._in_string = False
        self._escaped = False
        self._in_array = False

    def taken_in(self, piece: bytes) -> Iterator[bytes]:
        """Add the next bytes; yield the values that end in them, each with a line end, and parts of longer values.

        A value is yielded in parts where more than `_MOST_HELD` bytes of it are held.
        """
        at = 0
        while at < len(piece):
            if self._size > _MOST_HELD:
                yield from self._beginning()
            if self._escaped:  # the byte after a backslash has no meaning here
                self._add(piece[at : at + 1])
                self._escaped, at = False, at + 1
                continue
            found = (_IN_STRING if self._in_string else _STRUCTURE).search(piece, at)
            if found is None:
                self._add(piece[at:])
                return
            self._add(piece[at : found.start()])
            at = found.end()
            if self._in_string:
                self._string_byte(found[0])
            elif self._ends_value(found[0]):
                yield from self._value()

    def has_begun(self) -> bool:
        """Whether the bytes so far end inside a value."""
        return self._is_given or any(part.strip() for part in self._parts)

    def ended(self) -> Iterator[bytes]:
        """Give out the rest of the last value with a line end, or what there is of it without one.

        Raises `BrokenStreamError` after it where it has no end, or the array that it is in.
        """
        is_whole = not (self._depth or self._in_string)
        yield from self._value() if is_whole else (b"".join(self._parts),)
        if not is_whole or self._in_array:
            inside = "array" if is_whole else "value"
            raise BrokenStreamError(
                "truncated", f"the file ends in the middle of a JSON {inside}: fetch or write it again, or repair it"
            )

    def _string_byte(self, byte: bytes) -> None:
        """Add a byte inside a string: a quote, which ends it, a backslash, or a line end, which becomes an escape."""
        self._in_string = byte != b'"'
        self._escaped = byte == b"\\"
        self._add(_ESCAPED_LINE_END.get(byte, byte))

    def _ends_value(self, byte: bytes) -> bool:
        """Add a byte of structure; whether a value ends with it or before it. A line end is added as a blank.

        At depth 0, brackets and commas end a value and are not added, except a `[` that begins a value in an array.
        """
        if byte in b"\r\n":
            self._add(b" ")
            return False
        if self._depth == 0 and byte in b"[],":
            opens = byte == b"[" and not self.has_begun()
            if opens and self._in_array:
                self._depth = 1
                self._add(byte)
                return False
            self._in_array = opens or (self._in_array and byte != b"]")
            return True
        self._add(byte)
        if byte == b'"':
            self._in_string = True
        elif byte in b"{[":
            self._depth += 1
        elif byte in b"}]" and self._depth:
            self._depth -= 1
            return self._depth == 0
        return False

    def _add(self, data: bytes) -> None:
        """Add bytes to the current value."""
        self._parts.append(data)
        self._size += len(data)

    def _beginning(self) -> Iterator[bytes]:
        """Give out the held bytes of the current value, if any; white space before the value is left out."""
        held = self._held()
        if not self._is_given:
            held = held.lstrip()
            self._is_given = bool(held)
        if held:
            yield held

    def _value(self) -> Iterator[bytes]:
        """Give out the rest of the current value with a line end; nothing for a blank one. The next value begins."""
        value = self._held()
        value = value.rstrip() if self._is_given else value.strip()
        if value or self._is_given:
            yield value + b"\n"
        self._is_given = False

    def _held(self) -> bytes:
        """Take the bytes of the current value that are held."""
        held = b"".join(self._parts)
        self._parts.clear()
        self._size = 0
        return held
