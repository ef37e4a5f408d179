"""Patterns made a trie, with a table of how they begin, so that one pass over a text finds them all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

STRONG = 1
"""A pattern worth a look wherever it stands."""
OPENER = 2
"""A pattern worth a look wherever a colon follows it."""
MARKER = 4
"""A pattern that marks its line."""
PATTERN = 8
"""The bit of every node that a pattern ends in, beside those of the pattern's kind."""

CODE_POINTS = 0x110000
BEGINNING = 4
"""Symbols in a beginning: with fewer, ever more places of a text look like one."""
SPREAD = 0x9E3779B1
"""Odd, near 2**32 divided by the golden ratio: Knuth's multiplicative hash of the symbols, a byte each."""
SHIFT = 15

Patterns: TypeAlias = tuple[
    NDArray[np.uint16], NDArray[np.uint32], NDArray[np.uint8], NDArray[np.uint8], NDArray[np.uint8]
]
"""The arrays of a trie."""


@dataclass(frozen=True, slots=True)
class Trie:
    """Patterns over a folded alphabet, as arrays.

    `symbols` maps a code point to a column (0: in no pattern); `moves` (nodes, columns) leads to the node behind a
    symbol, or to 0; `kinds` (nodes,) says PATTERN and its kind where a pattern ends.
    `begins` (131,072,) is 1 for the hash of any four symbols that a pattern may begin with, those that can follow a
    pattern of three among them; `short` (columns,) is 1 for the first symbol of a pattern of one or two.
    """

    symbols: NDArray[np.uint16]
    moves: NDArray[np.uint32]
    kinds: NDArray[np.uint8]
    begins: NDArray[np.uint8]
    short: NDArray[np.uint8]

    @property
    def arrays(self) -> Patterns:
        """All of them, as kernels take them."""
        return self.symbols, self.moves, self.kinds, self.begins, self.short


def trie(patterns: Iterable[tuple[str, int]]) -> Trie:
    """Build the trie for patterns and their kinds; blanks in a pattern match any run of blanks."""
    listed = dict(patterns)
    alphabet = {c: i for i, c in enumerate(sorted({c for text in listed for c in text}), 1)}
    columns = len(alphabet) + 1
    children: list[dict[int, int]] = [{}]
    kinds = [0]
    begins = np.zeros(1 << (32 - SHIFT), dtype=np.uint8)
    short = np.zeros(columns, dtype=np.uint8)
    for text, kind in listed.items():
        node, spelled = 0, [alphabet[character] for character in text]
        for column in spelled:
            if column not in children[node]:
                children[node][column] = len(children)
                children.append({})
                kinds.append(0)
            node = children[node][column]
        kinds[node] = PATTERN | kind
        if len(spelled) < BEGINNING - 1:
            short[spelled[0]] = 1
        else:
            begins[[_hash(beginning) for beginning in _beginnings(spelled, columns)]] = 1
    symbols = np.zeros(CODE_POINTS, dtype=np.uint16)
    symbols[[ord(character) for character in alphabet]] = list(alphabet.values())
    return Trie(symbols, _table(children, columns), np.array(kinds, dtype=np.uint8), begins, short)


def _beginnings(spelled: Sequence[int], columns: int) -> Iterator[Sequence[int]]:
    """What a text may read where the pattern begins in it."""
    if len(spelled) >= BEGINNING:
        yield spelled[:BEGINNING]
    else:
        yield from ((*spelled, following) for following in range(columns))


def _hash(beginning: Iterable[int]) -> int:
    code = sum((column & 0xFF) << (8 * place) for place, column in enumerate(beginning))
    return (code * SPREAD & 0xFFFFFFFF) >> SHIFT


def _table(children: Sequence[dict[int, int]], columns: int) -> NDArray[np.uint32]:
    moves = np.zeros((len(children), columns), dtype=np.uint32)
    for node, following in enumerate(children):
        moves[node, list(following)] = list(following.values())
    return moves
