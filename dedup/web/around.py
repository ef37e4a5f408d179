"""What the elements around the lines of a document tell of each: the bits of its features."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from dedup.web.features import BIT, bits_of, numbers_of

_SENTENCE = re.compile(r"[.!?؟…۔:]")
_SENTENCE_WORDS = 12
_TIME = BIT["time"]
_INSIDE, _OUTSIDE, _IMAGE = BIT["in-container"], BIT["outside-container"], BIT["behind-image"]
_ARTICLE, _SAME_ARTICLE = BIT["article"], BIT["same-article"]
_PIECES = bits_of("p li cell blockquote h1 h2 h3 h4".split())
_LINKED = (BIT["link-some"], BIT["link-most"], BIT["link-all"])
_CONTAINER_SHARE = 0.6  # of the prose: what holds so much is no box beside it
_WIDE_SHARE = 0.4  # of the prose: what holds more says nothing of a line in it

Range = tuple[int, int, int, int]
"""An element: the bits of its features, its first line, the line after its last, and its number of characters."""


@dataclass(slots=True)
class Rows:
    """The lines of a document, hidden ones too, as columns; `linked` is the number of their characters in links.

    `ranges`: the elements around them. `images`: the numbers of lines right behind an image.
    """

    texts: list[str] = field(default_factory=list)
    hidden: list[bool] = field(default_factory=list)
    linked: list[int] = field(default_factory=list)
    ranges: list[Range] = field(default_factory=list)
    images: list[int] = field(default_factory=list)


def line_bits(rows: Rows, prose: Sequence[bool]) -> list[int]:
    """The feature bits of each line, of the elements around it, its links, and the container (`_around`).

    `prose`: whether each line is prose. An element of several lines gives its bits to all of them, unless it holds more
    than `_WIDE_SHARE` of the characters of prose; an element in one line, if it holds half of the line or is a `time`.
    A line with links has one bit for their share: below a third, below nine tenths, or more.
    """
    sizes, sums = [len(text) for text in rows.texts], [0]
    for is_running, size in zip(prose, sizes, strict=True):
        sums.append(sums[-1] + size if is_running else sums[-1])
    count, most = len(sizes), _WIDE_SHARE * sums[-1] if sums[-1] else 0
    bits = _around(rows.ranges, sums, count)
    wide: list[Range] = []
    for element in rows.ranges:
        own, first, last, size = element
        if not own:
            continue
        if last - first == 1:
            if 2 * size >= sizes[first] or own & _TIME:
                bits[first] |= own
        elif sums[min(last, count)] - sums[first] <= most:
            wide.append(element)
    _spread(wide, bits)
    for line in rows.images:
        if line < count:
            bits[line] |= _IMAGE
    for line, linked in enumerate(rows.linked):
        if linked:
            bits[line] |= _LINKED[(linked * 3 >= sizes[line]) + (linked * 10 >= 9 * sizes[line])]
    return bits


def _around(ranges: Sequence[Range], sums: Sequence[int], count: int) -> list[int]:
    """The bits that say whether each of `count` lines is inside or outside the smallest element with most of the prose,
    its container, and whether it is in the smallest `article` around that.

    `sums` (count + 1,): the characters of prose before each line, and all of them. Most is `_CONTAINER_SHARE` of all;
    the smallest has the fewest lines, and is no paragraph, heading or the like. The bits are 0 where there is no such
    element, and for the container where it has all lines.
    """
    least = _CONTAINER_SHARE * sums[-1]
    holding = sorted(
        (last - first, first, min(last, count), bits)
        for bits, first, last, _ in ranges
        if sums[min(last, count)] - sums[first] >= least and not bits & _PIECES
    )
    if not (least and holding):
        return [0] * count
    size, first, last, _ = holding[0]
    found = [_OUTSIDE] * first + [_INSIDE] * (last - first) + [_OUTSIDE] * (count - last)
    found = found if size < count else [0] * count
    whole = next((own for own in holding if own[3] & _ARTICLE and own[1] <= first and last <= own[2]), None)
    if whole:
        for line in range(whole[1], whole[2]):
            found[line] |= _SAME_ARTICLE
    return found


def _spread(ranges: Sequence[Range], bits: list[int]) -> None:
    """Set the bits of each range on its lines, in place, in addition to those that `bits` has.

    The time is linear in ranges and lines, however deeply nested.
    """
    changes: dict[int, list[tuple[int, int]]] = {}
    for own, first, last, _ in ranges:
        changes.setdefault(first, []).append((own, 1))
        changes.setdefault(last, []).append((own, -1))
    counts: dict[int, int] = {}
    held = 0
    edges = sorted(changes)
    for place, line in enumerate(edges):
        for own, by in changes[line]:
            for number in numbers_of(own):
                counts[number] = count = counts.get(number, 0) + by
                held = held | 1 << number if count else held & ~(1 << number)
        if held:
            for inner in range(line, min(edges[place + 1] if place + 1 < len(edges) else line, len(bits))):
                bits[inner] |= held


def is_prose(text: str) -> bool:
    """Whether a line is prose: at least 12 words, over 36 characters, and a mark such as a stop or colon anywhere."""
    return len(text) > 3 * _SENTENCE_WORDS and text.count(" ") + 1 >= _SENTENCE_WORDS and bool(_SENTENCE.search(text))
