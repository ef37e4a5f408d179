"""One pass over a folded page: its lines with their shape, and the places where furniture could begin."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dedup.boilerplate.lines import (
    DASHED,
    DOTS,
    ELLIPSIS,
    END,
    ENDING,
    ENDING_AT,
    ENDING_WORDS,
    FULL_STOP,
    HEADING,
    HEADING_END,
    HEADING_WORDS,
    HEADLINE_WORDS,
    LINE_WORDS,
    MARKED,
    SENTENCE,
    SENTENCE_WORDS,
    SHAPE,
    START,
    WHOLE,
    WORDS,
    Line,
)
from dedup.boilerplate.trie import CODE_POINTS, MARKER, OPENER, SHIFT, SPREAD, STRONG, Patterns, Trie
from dedup.kernel import INT64_ROWS, INT64S, UINT8S, UINT32_ROWS, UINT32S, UINT64S, helper, kernel, mix64

# Knuth's multiplier for MMIX; odd, so that no letter is shifted out of a polynomial modulo 2**64.
_MULTIPLIER = 6364136223846793005
_OPENING = 40
"""So many characters of a line are looked through for a repeated opening."""
PLACE, WEAK_PLACE, MARK = range(3)
"""What may begin at an offset: furniture; furniture if other furniture stands before; a marker of its line."""

_PATTERNS = f"Tuple((Array(uint16, 1, 'C', True), {UINT32_ROWS}, {UINT8S}, {UINT8S}, {UINT8S}))"
_SPACE, _NEWLINE, _DOT, _DOTS, _QUESTION, _LATIN = 0x20, 0x0A, 0x2E, 0x2026, 0x61F, 0x24F
_OTHER, _WORD, _BLANK, _CLOSER, _BREAK, _FINAL, _STROKE, _COLON, _CONTROL = range(9)
_CLASSES = (
    (" ", _BLANK),
    ("\n", _BREAK),
    ("»\"”’')]", _CLOSER),
    (".!?؟…", _FINAL),
    ("-–—|", _STROKE),
    (":/", _COLON),
)


class Scan(NamedTuple):
    """What the pass over a page has found, as arrays; `lines` makes objects of it.

    `rows` as `find_lines` gives them; `places` (m, 3): offset, line, and whether it is a PLACE, a WEAK_PLACE or a MARK.
    `plain`: there are paragraphs and nothing else, and no place in them where furniture may begin.
    """

    rows: NDArray[np.int64]
    places: NDArray[np.int64]
    plain: bool

    def lines(self) -> list[Line]:
        """The lines of the page."""
        found = [Line(row[START], row[END], row[WORDS], row[SHAPE], [], [], row) for row in self.rows.tolist()]
        for place, number, what in zip(*self.places.T.tolist(), strict=True):
            line = found[number]
            if what == MARK:
                line.shape |= MARKED
            else:
                (line.weak if what == WEAK_PLACE else line.places).append(place)
        return found


class Scans(NamedTuple):
    """The scans of n pages, row on row: page k has the rows from `row_bounds[k]` to the next bound, places likewise."""

    rows: NDArray[np.int64]
    row_bounds: Sequence[int]
    places: NDArray[np.int64]
    place_bounds: Sequence[int]
    plain: Sequence[bool]

    def page(self, number: int) -> Scan:
        """The scan of one page."""
        return Scan(
            self.rows[self.row_bounds[number] : self.row_bounds[number + 1]],
            self.places[self.place_bounds[number] : self.place_bounds[number + 1]],
            self.plain[number],
        )

    def pages_of(self, rows: NDArray[np.int64]) -> set[int]:
        """The pages to which some of the rows, given by their numbers, belong."""
        return set((np.searchsorted(self.row_bounds, rows, side="right") - 1).tolist())


def scan(points: NDArray[np.uint32], patterns: Trie) -> Scan:
    """Find the lines of a folded page, and the places in them where a rule may begin: at the start of a line, after a
    sentence, and wherever a strong pattern stands.
    """
    return Scan(*_scan_page(points, _classes(), patterns.arrays))


def scan_pages(points: NDArray[np.uint32], bounds: NDArray[np.int64], patterns: Trie) -> Scans:
    """The scans of n folded pages, page k being `points[bounds[k]:bounds[k + 1]]`; offsets are those in the page."""
    rows, row_bounds, places, place_bounds, plain = _scan_pages(points, bounds, _classes(), patterns.arrays)
    return Scans(rows, row_bounds.tolist(), places, place_bounds.tolist(), plain.tolist())


@cache
def _classes() -> NDArray[np.uint8]:
    """The class of each code point of a folded text."""
    classes = np.zeros(CODE_POINTS, dtype=np.uint8)
    for point in (*range(0x3000), *range(0xFB50, 0xFF00)):
        if chr(point).isalnum():
            classes[point] = _WORD
        elif point < _SPACE or point == 0x7F:
            classes[point] = _CONTROL
    for members, name in _CLASSES:
        classes[[ord(character) for character in members]] = name
    return classes


def find_lines(points: NDArray[np.uint32]) -> NDArray[np.int64]:
    """The lines of a folded text as rows; columns are START, END, ... as named in `lines`. Shape (k, 11)."""
    return _lines(points, _classes())


@kernel(UINT32S, UINT8S)
def _lines(points: NDArray[np.uint32], classes: NDArray[np.uint8]) -> NDArray[np.int64]:
    return _find_lines(points, classes)


@kernel(UINT32S, UINT8S, _PATTERNS)
def _scan_page(
    points: NDArray[np.uint32],
    classes: NDArray[np.uint8],
    patterns: Patterns,
) -> tuple[NDArray[np.int64], NDArray[np.int64], bool]:
    """The parts of a `Scan`."""
    lines = _find_lines(points, classes)
    places, plain = _find_places(points, classes, lines, patterns)
    return lines, places, plain


@kernel(UINT32S, INT64S, UINT8S, _PATTERNS)
def _scan_pages(
    points: NDArray[np.uint32],
    bounds: NDArray[np.int64],
    classes: NDArray[np.uint8],
    patterns: Patterns,
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64], NDArray[np.int64], NDArray[np.bool_]]:
    """The parts of `Scans`, in one call: for most pages, calls of their own would take as long as the work."""
    rows, places = np.empty((64, 11), dtype=np.int64), np.empty((64, 3), dtype=np.int64)
    row_bounds, place_bounds = np.zeros_like(bounds), np.zeros_like(bounds)
    plain = np.empty(len(bounds) - 1, dtype=np.bool_)
    for page in range(len(plain)):
        own = points[bounds[page] : bounds[page + 1]]
        page_rows = _find_lines(own, classes)
        page_places, plain[page] = _find_places(own, classes, page_rows, patterns)
        row_bounds[page + 1] = row_bounds[page] + len(page_rows)
        place_bounds[page + 1] = place_bounds[page] + len(page_places)
        while row_bounds[page + 1] > len(rows):
            rows = np.concatenate((rows, np.empty_like(rows)))
        while place_bounds[page + 1] > len(places):
            places = np.concatenate((places, np.empty_like(places)))
        rows[row_bounds[page] : row_bounds[page + 1]] = page_rows
        places[place_bounds[page] : place_bounds[page + 1]] = page_places
    return rows[: row_bounds[-1]].copy(), row_bounds, places[: place_bounds[-1]].copy(), place_bounds, plain


@helper
def _find_lines(points: NDArray[np.uint32], classes: NDArray[np.uint8]) -> NDArray[np.int64]:
    size = len(points)
    lines = np.empty((16, 11), dtype=np.int64)
    count = at = 0
    previous = _BREAK
    while True:
        while at < size and classes[points[at]] in (_BLANK, _BREAK):
            previous = classes[points[at]]
            at += 1
        if at == size:
            break
        first = ending_at = heading_end = at
        words = shape = ending_words = heading_words = 0
        finished = False  # final punctuation has been read since the ending began
        while at < size:
            kind = classes[points[at]]
            begins = (kind == _WORD) & (previous != _WORD)  # no branch: where words end is hard to predict
            if begins & finished:
                if previous != _FINAL or points[at] > _LATIN:
                    ending_at, ending_words = at, 0
                finished = False  # `alghad.jo` and `3.5` go on
            words += begins
            ending_words += begins
            if kind >= _BREAK:
                if kind == _BREAK:
                    break
                if kind == _FINAL:
                    finished = True
                elif kind == _COLON and heading_end == first:
                    heading_end, heading_words = at + 1, words
                elif kind == _CONTROL:
                    shape |= MARKED
                elif kind == _STROKE and previous == _BLANK and at + 1 < size and points[at + 1] == _SPACE:
                    shape |= DASHED
            previous = kind
            at += 1
        last = at - 1
        while classes[points[last]] == _BLANK:
            last -= 1
        close = last
        while close > first and (classes[points[close]] in (_CLOSER, _BLANK)):
            close -= 1
        if classes[points[close]] == _FINAL:
            shape |= SENTENCE
            dots = 0
            while close - dots >= first and points[close - dots] == _DOT:
                dots += 1
            if dots > 0:
                shape |= FULL_STOP
            if dots > 2 or points[close] == _DOTS:
                shape |= ELLIPSIS
            if dots > 1 or points[close] in (_DOTS, _QUESTION):
                shape |= DOTS
        if count == len(lines):
            lines = np.concatenate((lines, np.empty_like(lines)))
        row = lines[count]
        row[START], row[END], row[WORDS], row[SHAPE] = first, last + 1, words, shape
        row[ENDING_AT], row[ENDING_WORDS] = ending_at, ending_words
        row[HEADING_END], row[HEADING_WORDS] = heading_end, heading_words
        row[WHOLE] = row[ENDING] = row[HEADING] = 0
        count += 1
    for line in range(count):
        row = lines[line]
        for column in (WHOLE, ENDING, HEADING):
            start, end, length = row[START], row[END], row[WORDS]
            if column == ENDING:
                start, length = row[ENDING_AT], row[ENDING_WORDS]
            elif column == HEADING:
                end, length = row[HEADING_END], row[HEADING_WORDS]
            if length > LINE_WORDS:
                continue  # too long to be a line that repeats
            state = 0
            previous = _BREAK
            for at in range(start, end):
                kind = classes[points[at]]
                if kind == _WORD:
                    if previous != _WORD:
                        state = state * _MULTIPLIER + _SPACE
                    digit = 0x30 <= points[at] <= 0x39
                    if not (digit and previous == _WORD and 0x30 <= points[at - 1] <= 0x39):
                        state = state * _MULTIPLIER + (0x30 if digit else int(points[at]))
                previous = kind
            row[column] = mix64(np.uint64(state))
    return lines[:count].copy()


def find_openings(
    points: NDArray[np.uint32], rows: NDArray[np.int64], keys: NDArray[np.uint64]
) -> list[tuple[int, int, int]]:
    """Where the first words or letters of a line are a stretch with one of these sorted keys.

    Returns the start of the line, the end of the stretch, and its key. The lowest three bits of a key say the kind.
    """
    found = _find_openings(points, _classes(), rows, keys)
    return [(start, end, int(keys[number])) for start, end, number in found.tolist()]


@kernel(UINT32S, UINT8S, INT64_ROWS, UINT64S)
def _find_openings(
    points: NDArray[np.uint32], classes: NDArray[np.uint8], rows: NDArray[np.int64], keys: NDArray[np.uint64]
) -> NDArray[np.int64]:
    found = np.empty((4, 3), dtype=np.int64)
    count = 0
    for line in range(len(rows)):
        first = rows[line, START]
        state = np.int64(0)
        previous = _BREAK
        for at in range(first, min(first + _OPENING, rows[line, END])):
            kind = classes[points[at]]
            if kind == _WORD:  # as `_find_lines` hashes words
                if previous != _WORD:
                    state = state * _MULTIPLIER + _SPACE
                digit = 0x30 <= points[at] <= 0x39
                if not (digit and previous == _WORD and 0x30 <= points[at - 1] <= 0x39):
                    state = state * _MULTIPLIER + (0x30 if digit else np.int64(points[at]))
                key = mix64(np.uint64(state)) & ~np.uint64(7)
                near = np.searchsorted(keys, key)
                while near < len(keys) and keys[near] & ~np.uint64(7) == key:
                    if count == len(found):
                        found = np.concatenate((found, np.empty_like(found)))
                    found[count, 0], found[count, 1], found[count, 2] = first, at + 1, near
                    count += 1
                    near += 1
            previous = kind
    return found[:count].copy()


@helper
def _find_places(
    points: NDArray[np.uint32],
    classes: NDArray[np.uint8],
    lines: NDArray[np.int64],
    patterns: Patterns,
) -> tuple[NDArray[np.int64], bool]:
    """Follow the trie wherever a line reads like a pattern's beginning; the `places` and `plain` of a `Scan`."""
    symbols, moves, kinds, begins, short = patterns
    places = np.empty((16, 3), dtype=np.int64)
    likely = np.empty(len(points), dtype=np.int64)  # where patterns of the line may begin, last to first
    count = 0
    plain = len(lines) > 0
    doubled = False  # whether there are runs of blanks at all
    for place in range(1, len(points)):
        doubled |= (points[place] == _SPACE) & (points[place - 1] == _SPACE)
    for line in range(len(lines)):
        first, end = lines[line, START], lines[line, END]
        words, shape = lines[line, WORDS], lines[line, SHAPE]
        stopped = (shape & (FULL_STOP | ELLIPSIS)) != 0
        plain &= (words > HEADLINE_WORDS or (stopped and words >= SENTENCE_WORDS)) and not shape & (MARKED | DASHED)
        first_word = first
        while first_word < end and classes[points[first_word]] != _WORD:
            first_word += 1
        beginning = np.uint32(0)  # the next four symbols, a byte each, the nearest one lowest
        found = np.uint64(0)
        for back in range(end - first):
            at = np.uint64(end - 1 - back)  # unsigned: an index below 0 would count from the end, and be looked for
            if doubled and points[at] == _SPACE and points[at - np.uint64(1)] == _SPACE:
                continue  # a run of blanks is one
            symbol = symbols[points[at]]
            beginning = np.uint32(beginning << np.uint32(8)) | np.uint32(symbol & 0xFF)
            likely[found] = at  # without a branch, which no processor could predict
            found += np.uint64(begins[np.uint32(beginning * np.uint32(SPREAD)) >> np.uint32(SHIFT)] | short[symbol])
        for start in likely[:found]:
            node = np.uint32(0)
            for last in range(start, end):
                if points[last] == _SPACE and points[last - 1] == _SPACE:
                    continue
                node = moves[node, symbols[points[last]]]
                if node == 0:
                    break
                kind = kinds[node]
                if not kind:
                    continue
                wanted = kind & STRONG or start == first or start <= first_word <= last
                if not wanted and kind & OPENER:
                    after = last + 1
                    while after < end and points[after] == _SPACE:
                        after += 1
                    wanted = after < end and classes[points[after]] in (_COLON, _STROKE)
                if not wanted:  # behind a sentence, or right behind a closing mark
                    before = start - 1
                    while before > first and classes[points[before]] == _BLANK:
                        before -= 1
                    while before > first and classes[points[before]] == _CLOSER:
                        before -= 1
                    wanted = classes[points[before]] == _FINAL or classes[points[start - 1]] == _CLOSER
                what = PLACE
                if kind & MARKER:
                    what = MARK
                elif not wanted and kind & OPENER:
                    what = WEAK_PLACE
                    wanted = classes[points[start - 1]] != _WORD
                if wanted or what == MARK:
                    if count == len(places):
                        places = np.concatenate((places, np.empty_like(places)))
                    places[count, 0] = start
                    places[count, 1] = line
                    places[count, 2] = what
                    count += 1
                    plain &= what == WEAK_PLACE
    return places[:count].copy(), plain
