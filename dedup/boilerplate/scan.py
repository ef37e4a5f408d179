"""One pass over a folded page: its lines with their shape, and the places where furniture could begin."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from dedup.kernel import INT64, INT64S, UINT32S, kernel

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

STRONG = 1
"""A pattern worth a look wherever it stands."""
OPENER = 2
"""A pattern worth a look wherever a colon follows it."""
MARKER = 4
"""A pattern that marks its line."""

_ALPHABET = 0x3000
_SPACE, _NEWLINE = 0x20, 0x0A
_DOT, _DOTS = 0x2E, 0x2026
_OTHER, _WORD, _BLANK, _BREAK, _CLOSER, _FINAL, _STROKE, _CONTROL = range(8)


@dataclass(frozen=True, slots=True)
class Automaton:
    """An Aho-Corasick automaton over a folded alphabet (Aho & Corasick 1975), as arrays.

    `symbols` maps a code point to a column (0: in no pattern); `moves` is the full transition table, row by row;
    `ends` the pattern that ends in a state or -1; `others` the next state whose pattern ends there too, or 0.
    """

    symbols: NDArray[np.int64]
    moves: NDArray[np.int64]
    ends: NDArray[np.int64]
    others: NDArray[np.int64]
    lengths: NDArray[np.int64]
    kinds: NDArray[np.int64]
    columns: int


@dataclass(frozen=True, slots=True)
class Line:
    """A line that holds something: `start:end` without outer blanks, its words, its shape, its places.

    `places` are offsets where furniture may begin, `weak` those where it may if other furniture stands before.
    """

    start: int
    end: int
    words: int
    shape: int
    places: list[int]
    weak: list[int]


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
    symbols = np.zeros(_ALPHABET, dtype=np.int64)
    for character, column in alphabet.items():
        if ord(character) < _ALPHABET:
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
    lines, places = _scan(
        points,
        _classes(),
        machine.symbols,
        machine.moves,
        machine.ends,
        machine.others,
        machine.lengths,
        machine.kinds,
        machine.columns,
    )
    found = [Line(*line, [], []) for line in lines.tolist()]
    for place, number, weak in places.tolist():
        line = found[number]
        (line.weak if weak else line.places).append(place)
    return found


@cache
def _classes() -> NDArray[np.int64]:
    """The class of each code point of the folded alphabet."""
    classes = np.zeros(_ALPHABET, dtype=np.int64)
    for point in range(_ALPHABET):
        character = chr(point)
        if character.isalnum():
            classes[point] = _WORD
        elif point < _SPACE or point == 0x7F:
            classes[point] = _CONTROL
    for members, name in ((" ", _BLANK), ("\n", _BREAK), ("»\"”’')]", _CLOSER), (".!?؟…", _FINAL), ("-–—|", _STROKE)):
        classes[[ord(c) for c in members]] = name
    return classes


@kernel(UINT32S, INT64S, INT64S, INT64S, INT64S, INT64S, INT64S, INT64S, INT64)
def _scan(
    points: NDArray[np.uint32],
    classes: NDArray[np.int64],
    symbols: NDArray[np.int64],
    moves: NDArray[np.int64],
    ends: NDArray[np.int64],
    others: NDArray[np.int64],
    lengths: NDArray[np.int64],
    kinds: NDArray[np.int64],
    columns: int,
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    size = len(points)
    lines = np.empty((16, 4), dtype=np.int64)
    places = np.empty((16, 3), dtype=np.int64)
    stream = np.empty(size + 1, dtype=np.int64)  # where each symbol fed to the automaton stood
    line_count = place_count = fed = 0
    state = words = shape = 0
    first = last = first_word = -1  # first and last character that is no blank, first that belongs to a word
    previous = _BREAK
    for at in range(size + 1):
        point = np.int64(points[at]) if at < size else _NEWLINE
        kind = classes[point] if point < _ALPHABET else _OTHER
        if kind == _BREAK:
            if first >= 0:
                close = last
                while close > first and (classes[min(points[close], _ALPHABET - 1)] in (_CLOSER, _BLANK)):
                    close -= 1
                if classes[min(points[close], _ALPHABET - 1)] == _FINAL:
                    mark = points[close]
                    shape |= SENTENCE
                    if mark == _DOT:
                        shape |= FULL_STOP
                    if mark == _DOTS or (
                        close >= first + 2 and mark == _DOT and points[close - 1] == _DOT and points[close - 2] == _DOT
                    ):
                        shape |= ELLIPSIS
                if line_count == len(lines):
                    lines = np.concatenate((lines, np.empty_like(lines)))
                lines[line_count, 0] = first
                lines[line_count, 1] = last + 1
                lines[line_count, 2] = words
                lines[line_count, 3] = shape
                line_count += 1
            state = words = shape = 0
            first = last = first_word = -1
            previous = kind
            continue
        if kind != _BLANK:
            if first < 0:
                first = at
            last = at
            if kind == _WORD:
                if first_word < 0:
                    first_word = at
                if previous != _WORD:
                    words += 1
            elif kind == _CONTROL:
                shape |= MARKED
            elif kind == _STROKE and previous == _BLANK and at + 1 < size and points[at + 1] == _SPACE:
                shape |= DASHED
        elif previous == _BLANK or previous == _BREAK:
            continue
        symbol = symbols[point] if point < _ALPHABET else 0
        state = moves[state * columns + symbol]
        stream[fed] = at
        fed += 1
        previous = kind
        found = state if ends[state] >= 0 else others[state]
        while found > 0:
            pattern = ends[found]
            start = stream[fed - lengths[pattern]]
            found = others[found]
            if kinds[pattern] & MARKER:
                shape |= MARKED
                continue
            wanted = kinds[pattern] & STRONG or start <= first_word or start == first
            if not wanted and kinds[pattern] & OPENER:
                after = at + 1
                while after < size and points[after] == _SPACE:
                    after += 1
                wanted = after < size and (points[after] in (0x3A, 0x2F, 0x7C, 0x2D, 0x2013))
            if not wanted:
                before = start - 1
                while before > first and classes[min(points[before], _ALPHABET - 1)] == _BLANK:
                    before -= 1
                while before > first and classes[min(points[before], _ALPHABET - 1)] == _CLOSER:
                    before -= 1
                wanted = before > first and (
                    classes[min(points[before], _ALPHABET - 1)] == _FINAL
                    or classes[min(points[start - 1], _ALPHABET - 1)] == _CLOSER
                )
            weak = 0
            if not wanted and kinds[pattern] & OPENER:
                wanted = classes[min(points[start - 1], _ALPHABET - 1)] != _WORD
                weak = 1
            if wanted:
                if place_count == len(places):
                    places = np.concatenate((places, np.empty_like(places)))
                places[place_count, 0] = start
                places[place_count, 1] = line_count
                places[place_count, 2] = weak
                place_count += 1
    return lines[:line_count].copy(), places[:place_count].copy()
