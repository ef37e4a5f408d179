"""Patterns made an automaton, so that one pass over a text finds them all."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

STRONG = 1
"""A pattern worth a look wherever it stands."""
OPENER = 2
"""A pattern worth a look wherever a colon follows it."""
MARKER = 4
"""A pattern that marks its line."""

OUTPUT = np.uint32(1 << 31)
"""The bit of a move that says a pattern ends in the state it leads to; the rest of the move is that state."""
STATE = np.uint32((1 << 31) - 1)
CODE_POINTS = 0x110000


@dataclass(frozen=True, slots=True)
class Automaton:
    """An Aho-Corasick automaton over a folded alphabet (Aho & Corasick 1975), as arrays.

    `symbols` maps a code point to a column (0: in no pattern); `moves` is the full transition table, row by row, of
    states times `columns`, the highest bit set where a pattern ends in the state; `outputs` says by state the first
    state of a pattern that ends there, or 0; `ends` that pattern; `others` the next such state, or 0.
    """

    symbols: NDArray[np.uint16]
    moves: NDArray[np.uint32]
    outputs: NDArray[np.uint32]
    ends: NDArray[np.int64]
    others: NDArray[np.int64]
    lengths: NDArray[np.int64]
    kinds: NDArray[np.int64]
    columns: int


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
    symbols = np.zeros(CODE_POINTS, dtype=np.uint16)
    for character, column in alphabet.items():
        symbols[ord(character)] = column
    last = np.array(ends, dtype=np.int64)
    outputs = np.where(last >= 0, np.arange(len(last)), others).astype(np.uint32)
    targets = (moves * (len(alphabet) + 1)).astype(np.uint32)
    targets[outputs[moves] > 0] |= OUTPUT
    return Automaton(
        symbols,
        targets.ravel(),
        outputs,
        last,
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
