"""Finds where links, mail addresses and handles begin and end, also inside Arabic text without spaces."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dedup.kernel import helper

_LONGEST_MAILBOX = 64
"""Characters before the @ of a mail address (RFC 5321, section 4.5.3.1.1)."""
_NEEDLES = (
    "http://", "https://", "www.", "pic.twitter.com/", "pic.x.com/", "t.co/", "bit.ly/", "fb.watch/", "youtu.be/",
    "twitter.com/", "x.com/", "instagram.com/", "facebook.com/", "youtube.com/", "t.me/",
)  # fmt: skip
"""How links begin."""
_HTTP, _HTTPS, _PICTURE, _PICTURE_OF_X, _T_CO = map(
    _NEEDLES.index, ("http://", "https://", "pic.twitter.com/", "pic.x.com/", "t.co/")
)
_SHORT_LINKS = {"pic.twitter.com/": 10, "pic.x.com/": 10, "t.co/": 10}
"""The number of characters after the beginning, for links of fixed length, as these services make them."""


@cache
def needles_table() -> NDArray[np.uint32]:
    """The beginnings of links as uint32 code points, a row each, filled with zeros; each row ends in one or more."""
    rows = np.zeros((len(_NEEDLES), max(map(len, _NEEDLES)) + 1), dtype=np.uint32)
    for row, needle in zip(rows, _NEEDLES, strict=True):
        row[: len(needle)] = [ord(character) for character in needle]
    return rows


@cache
def link_lengths() -> NDArray[np.int64]:
    """The number of characters after each beginning of a link where it is fixed, else 0: int64."""
    return np.array([_SHORT_LINKS.get(needle, 0) for needle in _NEEDLES], dtype=np.int64)


@helper
def link_at(points: Any, at: Any, end: Any, needles: Any) -> Any:
    """The row in `needles` of the beginning of a link that is at this place, in letters of any case; -1 for none."""
    first = points[at] | 0x20
    if first not in (0x68, 0x77, 0x70, 0x74, 0x62, 0x66, 0x79, 0x78, 0x69):
        return -1
    for number in range(len(needles)):
        length = 0
        while needles[number, length] != 0:
            if at + length >= end:
                break
            point = points[at + length]
            if 0x41 <= point <= 0x5A:
                point |= 0x20
            if point != needles[number, length]:
                break
            length += 1
        if needles[number, length] == 0:
            return number
    return -1


@helper
def cuts_short(points: Any, at: Any, end: Any, needles: Any) -> Any:
    """Whether a link begins here that ends another one it is glued to: with a scheme, or of a picture."""
    return link_at(points, at, end, needles) in (_HTTP, _HTTPS, _PICTURE, _PICTURE_OF_X)


@helper
def ends_word(points: Any, at: Any, end: Any, needles: Any) -> Any:
    """Whether a link begins here that is no part of the Latin word or handle before it: with a scheme, of a picture or
    of t.co.
    """
    return link_at(points, at, end, needles) in (_HTTP, _HTTPS, _PICTURE, _PICTURE_OF_X, _T_CO)


@helper
def link_end(points: Any, at: Any, end: Any, needles: Any, lengths: Any, number: Any) -> Any:
    """The end of the link that begins at `at` with the needle of this number.

    It ends before a blank, `"`, `<` or `>`, a character outside ASCII other than `…`, or another link with a scheme or
    of a picture. One of fixed length (`lengths`), also behind a scheme if it is of t.co, has only letters, digits and
    `…`, at most so many. Commas, stops, colons, `!`, `'` and `)` or `]` at its end are no part of it.
    """
    start = at
    while needles[number, at - start] != 0:
        at += 1
    inner = at
    nested = -1
    if number in (_HTTP, _HTTPS) and at < end:
        nested = link_at(points, at, end, needles)
        if nested == _T_CO:  # https://t.co/
            while needles[nested, at - inner] != 0:
                at += 1
            inner = at
        else:
            nested = -1
    known = lengths[nested] if nested >= 0 else lengths[number]
    while at < end and (0x21 <= points[at] <= 0x7E or points[at] == 0x2026):
        if points[at] in (0x22, 0x3C, 0x3E):
            break
        if at > inner and cuts_short(points, at, end, needles):
            break
        if known and at - inner >= known:
            break
        if known and not (0x30 <= points[at] <= 0x39 or 0x41 <= (points[at] & 0xDF) <= 0x5A or points[at] == 0x2026):
            break
        at += 1
    while at > inner and points[at - 1] in (0x2E, 0x2C, 0x3B, 0x3A, 0x21, 0x29, 0x27, 0x5D):
        at -= 1
    return at


@helper
def is_name(point: Any) -> Any:
    """Whether a code point can be part of a handle: an ASCII letter, a digit or an underscore."""
    return 0x30 <= point <= 0x39 or 0x61 <= (point | 0x20) <= 0x7A or point == 0x5F


@helper
def mail_end(points: Any, at: Any, end: Any) -> Any:
    """The end of the mail address that begins here, such as `name.surname@domain.org`; `at` where there is none.

    It begins with an ASCII letter, has at most 64 characters before the @, and a full stop after it.
    """
    if not 0x61 <= points[at] | 0x20 <= 0x7A:
        return at
    sign, last = at + 1, min(at + _LONGEST_MAILBOX, end)
    while sign < last and (is_name(points[sign]) or points[sign] in (0x2E, 0x2D, 0x2B)):
        sign += 1
    if sign + 1 >= end or points[sign] != 0x40 or not is_name(points[sign + 1]):
        return at
    stop = sign + 1
    dotted = False
    while stop < end and (is_name(points[stop]) or points[stop] in (0x2E, 0x2D)):
        dotted |= points[stop] == 0x2E
        stop += 1
    while points[stop - 1] in (0x2E, 0x2D):
        stop -= 1
    return stop if dotted else at
