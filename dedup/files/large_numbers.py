"""Finds integers that common readers of JSON lines refuse or round, since 64 bits do not hold them."""

from __future__ import annotations

import re
from collections.abc import Mapping

from dedup.files.records import Fault

_NAME_LENGTH = 40
"""Characters of the name of a field that a remedy shows, at most. Chosen."""
_LEAST, _MOST = -(2**63), 2**64 - 1
_DIGITS = 19
"""Digits of the shortest integer beyond them, a negative one; any slice of every sixth byte of so many has three."""
_EVERY = 6
_LONG = re.compile(rb"\d{20}|-\d{19}")
_DIGITS_ALIKE = bytes(0x30 if 0x30 <= byte <= 0x39 else 0x20 for byte in range(256))
"""A table for `bytes.translate` that makes all digits 0 and all else blanks: to find `000` is faster than a pattern."""
_STRING_OR_NUMBER = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"|(-?\d+)(?:\.\d+)?(?:[eE][-+]?\d+)?', re.DOTALL)


def may_be_large(fields: bytes) -> bool:
    """Whether joined members may have an integer beyond 64 bits: true for all that have one, and for few others."""
    some = fields[_EVERY - 1 :: _EVERY].translate(_DIGITS_ALIKE)
    return b"000" in some and _LONG.search(fields) is not None


def large_numbers(members: Mapping[str, bytes]) -> tuple[Fault, ...]:
    """The fault of a record with an integer beyond 64 bits, at any depth, in one of its members; else the empty tuple.

    It is one fault, however many there are, and names the first member.
    """
    for name, value in members.items():
        if value[:1] != b'"' and any(map(_is_large, _STRING_OR_NUMBER.finditer(value))):
            return (Fault("large-number", _remedy(name)),)
    return ()


def _is_large(match: re.Match[bytes]) -> bool:
    """Whether a match of `_STRING_OR_NUMBER` is an integer below -2**63 or above 2**64 - 1; a string is none."""
    if match[1] is None or match[1] != match[0] or len(match[1]) < _DIGITS:
        return False
    return len(match[1]) > _DIGITS + 2 or not _LEAST <= int(match[1]) <= _MOST


def _remedy(name: str) -> str:
    """The clause about the field `name`, which has an integer beyond 64 bits, with the remedy; it shortens the name."""
    return (
        f'the field "{name[:_NAME_LENGTH]}" of a record has an integer of more than 64 bits, which pandas does not '
        "read from JSON lines, and others round; write it as a string, or use --format parquet, which keeps all digits"
    )
