"""What a line of a folded page is: where it stands, how many words, how it ends, and what of it may repeat."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

# What a line looks like, as bits.
SENTENCE = 1
"""Ends in final punctuation, closing quotes and brackets allowed."""
FULL_STOP = 2
"""Ends in a full stop."""
ELLIPSIS = 4
"""Ends in an ellipsis."""
MARKED = 8
"""Holds a link, a handle or control characters."""
DASHED = 16
"""Holds a dash between blanks."""
DOTS = 32
"""Ends in two dots or more, or a question mark: headings do, like unfinished lines."""

START, END, WORDS, SHAPE, ENDING_AT, ENDING_WORDS, HEADING_END, HEADING_WORDS, WHOLE, ENDING, HEADING = range(11)
"""Columns of `find_lines`: the line, its ending, its heading, then hashes of the whole and these two."""

LINE_WORDS = 12
"""Longer lines, endings and headings have no hash (0): they are not looked for in other pages."""
HEADLINE_WORDS = 28
"""Longer than this and an unterminated line is a paragraph whose full stop is missing."""
SENTENCE_WORDS = 8
"""A terminated line with fewer words is a remark, not a paragraph."""


class Stretch(NamedTuple):
    """Part of a line that may repeat over a crawl: `start:end`, its number of words, and a hash of them.

    The hash sees folded words only, and any number as the same.
    """

    start: int
    end: int
    words: int
    hash: int


@dataclass(slots=True)
class Line:
    """A line that holds something: `start:end` without outer blanks, its words, its shape, its places.

    `places` are offsets where furniture may begin, `weak` those where it may if other furniture stands before.
    `row` is the line as `find_lines` gives it.
    """

    start: int
    end: int
    words: int
    shape: int
    places: list[int]
    weak: list[int]
    row: list[int]

    @property
    def whole(self) -> Stretch:
        """All of the line."""
        return Stretch(self.start, self.end, self.words, self.row[WHOLE])

    @property
    def ending(self) -> Stretch:
        """What stands behind the line's last sentence."""
        return Stretch(self.row[ENDING_AT], self.end, self.row[ENDING_WORDS], self.row[ENDING])

    @property
    def heading(self) -> Stretch:
        """What stands before the line's first colon; nothing where there is none."""
        return Stretch(self.start, self.row[HEADING_END], self.row[HEADING_WORDS], self.row[HEADING])


def is_paragraph(words: int, shape: int) -> bool:
    """Whether a line of so many words is running text: finished and not short, or too long for a headline."""
    return words > HEADLINE_WORDS or (words >= SENTENCE_WORDS and bool(shape & (FULL_STOP | ELLIPSIS)))
