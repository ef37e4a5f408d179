"""One pass over a folded page: its lines with their shape, and the places where furniture could begin."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from dedup.kernel import INT64, INT64_ROWS, INT64S, UINT32S, kernel

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

STRONG = 1
"""A pattern worth a look wherever it stands."""
OPENER = 2
"""A pattern worth a look wherever a colon follows it."""
MARKER = 4
"""A pattern that marks its line."""

START, END, WORDS, SHAPE, WHOLE, ENDING_AT, ENDING_WORDS, ENDING, HEADING_END, HEADING_WORDS, HEADING = range(11)
"""Columns of `find_lines`: the line, then hash of the whole; place, words and hash of its ending and its heading."""

# Knuth's multiplier for MMIX; odd, so that no letter is shifted out of a polynomial modulo 2**64.
_MULTIPLIER = 6364136223846793005
_CODE_POINTS = 0x110000
_UINT8S = "Array(uint8, 1, 'C', True)"
_UINT16S = "Array(uint16, 1, 'C', True)"
_SPACE, _NEWLINE, _DOT, _DOTS, _QUESTION, _LATIN = 0x20, 0x0A, 0x2E, 0x2026, 0x61F, 0x24F
_OTHER, _WORD, _BLANK, _BREAK, _CLOSER, _FINAL, _STROKE, _COLON, _CONTROL = range(9)
_CLASSES = (
    (" ", _BLANK),
    ("\n", _BREAK),
    ("»\"”’')]", _CLOSER),
    (".!?؟…", _FINAL),
    ("-–—|", _STROKE),
    (":/", _COLON),
)


@dataclass(frozen=True, slots=True)
class Automaton:
    """An Aho-Corasick automaton over a folded alphabet (Aho & Corasick 1975), as arrays.

    `symbols` maps a code point to a column (0: in no pattern); `moves` is the full transition table, row by row;
    `ends` the pattern that ends in a state or -1; `others` the next state whose pattern ends there too, or 0.
    """

    symbols: NDArray[np.uint16]
    moves: NDArray[np.int64]
    ends: NDArray[np.int64]
    others: NDArray[np.int64]
    lengths: NDArray[np.int64]
    kinds: NDArray[np.int64]
    columns: int


@dataclass(frozen=True, slots=True)
class Stretch:
    """Part of a line that may repeat over a crawl: `start:end`, its number of words, and a hash of them.

    The hash sees folded words only, and any number as the same.
    """

    start: int
    end: int
    words: int
    hash: int


@dataclass(frozen=True, slots=True)
class Line:
    """A line that holds something: `start:end` without outer blanks, its words, its shape, its places.

    `places` are offsets where furniture may begin, `weak` those where it may if other furniture stands before.
    `whole` is all of the line, `ending` what stands behind its last sentence, `heading` what stands before its first
    colon (to the start where there is none).
    """

    start: int
    end: int
    words: int
    shape: int
    places: list[int]
    weak: list[int]
    whole: Stretch
    ending: Stretch
    heading: Stretch


def automaton(patterns: Iterable[tuple[str, int]]) -> Automaton:
    """Build the automaton for patterns and their kinds; blanks in a pattern match any run of blanks."""
    listed = list(patterns)
    alphabet = {c: i for i, c in enumerate(sorted({c for text, _ in listed for c in text}), 1)}
    children: list[dict[int, int]] = [{}]
    ends = [-1]
    for number, (text, _) in enumerate(listed):
        state = 0
        for character in text:
            column = alphabet[character]
            if column not in children[state]:
                children[state][column] = len(children)
                children.append({})
                ends.append(-1)
            state = children[state][column]
        ends[state] = number
    moves, others = _transitions(children, ends, len(alphabet) + 1)
    symbols = np.zeros(_CODE_POINTS, dtype=np.uint16)
    for character, column in alphabet.items():
        symbols[ord(character)] = column
    return Automaton(
        symbols,
        moves.ravel(),
        np.array(ends, dtype=np.int64),
        others,
        np.array([len(text) for text, _ in listed] or [0], dtype=np.int64),
        np.array([kind for _, kind in listed] or [0], dtype=np.int64),
        len(alphabet) + 1,
    )


def _transitions(
    children: list[dict[int, int]], ends: list[int], columns: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The full transition table and the links to further patterns, breadth first."""
    moves = np.zeros((len(children), columns), dtype=np.int64)
    fails = np.zeros(len(children), dtype=np.int64)
    others = np.zeros(len(children), dtype=np.int64)
    queue = [0]
    for state in queue:
        fail = fails[state]
        if state:
            moves[state] = moves[fail]
            others[state] = fail if ends[fail] >= 0 else others[fail]
        for column, child in children[state].items():
            fails[child] = moves[fail, column] if state else 0
            moves[state, column] = child
            queue.append(child)
    return moves, others


def scan(points: NDArray[np.uint32], machine: Automaton) -> list[Line]:
    """The lines of a folded page, with the places in them where a rule may begin: at the start of the line, after a
    sentence, and wherever a strong pattern stands.
    """
    lines = find_lines(points)
    marks, places = _find_places(
        points,
        _classes(),
        lines,
        machine.symbols,
        machine.moves,
        machine.ends,
        machine.others,
        machine.lengths,
        machine.kinds,
        machine.columns,
    )
    found = [_line(row, mark) for row, mark in zip(lines.tolist(), marks.tolist(), strict=True)]
    for place, number, weak in places.tolist():
        (found[number].weak if weak else found[number].places).append(place)
    return found


@cache
def _classes() -> NDArray[np.uint8]:
    """The class of each code point of a folded text."""
    classes = np.zeros(_CODE_POINTS, dtype=np.uint8)
    for point in (*range(0x3000), *range(0xFB50, 0xFF00)):
        if chr(point).isalnum():
            classes[point] = _WORD
        elif point < _SPACE or point == 0x7F:
            classes[point] = _CONTROL
    for members, name in _CLASSES:
        classes[[ord(character) for character in members]] = name
    return classes


def find_lines(points: NDArray[np.uint32]) -> NDArray[np.int64]:
    """The lines of a folded text as rows; columns are START, END, ... as named in this module. Shape (k, 11)."""
    return _find_lines(points, _classes())


def _line(row: list[int], mark: int) -> Line:
    start, end, words, shape, whole, ending_at, ending_words, ending, heading_end, heading_words, heading = row
    return Line(
        start,
        end,
        words,
        shape | mark,
        [],
        [],
        Stretch(start, end, words, whole),
        Stretch(ending_at, end, ending_words, ending),
        Stretch(start, heading_end, heading_words, heading),
    )


@kernel(UINT32S, _UINT8S)
def _find_lines(points: NDArray[np.uint32], classes: NDArray[np.uint8]) -> NDArray[np.int64]:
    size = len(points)
    lines = np.empty((16, 11), dtype=np.int64)
    count = words = shape = whole = ending = ending_at = ending_words = heading = heading_end = heading_words = 0
    first = last = -1  # the first and the last character of the line that is no blank
    finished = False  # final punctuation has been read since the ending began
    previous = _BREAK
    for at in range(size + 1):
        point = int(points[at]) if at < size else _NEWLINE
        kind = classes[point]
        if kind == _BREAK and first >= 0:
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
            row[START], row[END], row[WORDS], row[SHAPE], row[WHOLE] = first, last + 1, words, shape, whole
            row[ENDING_AT], row[ENDING_WORDS], row[ENDING] = ending_at, ending_words, ending
            row[HEADING_END], row[HEADING_WORDS], row[HEADING] = heading_end, heading_words, heading
            count += 1
            words = shape = whole = ending_words = ending = heading_words = heading = 0
            first, finished = -1, False
        elif kind not in (_BLANK, _BREAK):
            if first < 0:
                first = ending_at = heading_end = at
            last = at
            if kind == _WORD:
                if finished and (previous != _FINAL or point > _LATIN):
                    ending_at, ending_words, ending = at, 0, 0
                finished = False  # `alghad.jo` and `3.5` go on
                if previous != _WORD:
                    words += 1
                    ending_words += 1
                    whole = whole * _MULTIPLIER + _SPACE
                    ending = ending * _MULTIPLIER + _SPACE
                digit = 0x30 <= point <= 0x39
                if not (digit and previous == _WORD and 0x30 <= points[at - 1] <= 0x39):
                    letter = 0x30 if digit else point
                    whole = whole * _MULTIPLIER + letter
                    ending = ending * _MULTIPLIER + letter
            elif kind == _FINAL:
                finished = True
            elif kind == _COLON and heading_end == first:
                heading_end, heading_words, heading = at + 1, words, whole
            elif kind == _CONTROL:
                shape |= MARKED
            elif kind == _STROKE and previous == _BLANK and at + 1 < size and points[at + 1] == _SPACE:
                shape |= DASHED
        previous = kind
    return lines[:count].copy()


@kernel(UINT32S, _UINT8S, INT64_ROWS, _UINT16S, INT64S, INT64S, INT64S, INT64S, INT64S, INT64)
def _find_places(
    points: NDArray[np.uint32],
    classes: NDArray[np.uint8],
    lines: NDArray[np.int64],
    symbols: NDArray[np.uint16],
    moves: NDArray[np.int64],
    ends: NDArray[np.int64],
    others: NDArray[np.int64],
    lengths: NDArray[np.int64],
    kinds: NDArray[np.int64],
    columns: int,
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Run the automaton over every line: MARKED or 0 a line (k,), and places: offset, line, weak (m, 3)."""
    marks = np.zeros(len(lines), dtype=np.int64)
    places = np.empty((16, 3), dtype=np.int64)
    stream = np.empty(len(points), dtype=np.int64)  # where each symbol fed to the automaton stood
    count = 0
    for line in range(len(lines)):
        first, end = lines[line, 0], lines[line, 1]
        first_word = -1
        state = fed = 0
        for at in range(first, end):
            kind = classes[points[at]]
            if kind == _WORD and first_word < 0:
                first_word = at
            if kind == _BLANK and classes[points[at - 1]] == _BLANK:
                continue  # a run of blanks is one
            state = moves[state * columns + symbols[points[at]]]
            stream[fed] = at
            fed += 1
            found = state if ends[state] >= 0 else others[state]
            while found > 0:
                pattern = ends[found]
                found = others[found]
                if kinds[pattern] & MARKER:
                    marks[line] = MARKED
                    continue
                start = stream[fed - lengths[pattern]]
                wanted = kinds[pattern] & STRONG or start <= first_word or start == first
                if not wanted and kinds[pattern] & OPENER:
                    after = at + 1
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
                weak = 0
                if not wanted and kinds[pattern] & OPENER:
                    weak = 1
                    wanted = classes[points[start - 1]] != _WORD
                if wanted:
                    if count == len(places):
                        places = np.concatenate((places, np.empty_like(places)))
                    places[count, 0] = start
                    places[count, 1] = line
                    places[count, 2] = weak
                    count += 1
    return marks, places[:count].copy()
