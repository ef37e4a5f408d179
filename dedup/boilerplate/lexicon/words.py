"""The known words: how frequent they are, and what they name."""

from __future__ import annotations

import gzip
from functools import cache
from importlib import resources
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dedup.arabic.folding import fold
from dedup.arabic.words import spelled_words
from dedup.boilerplate.lexicon.lists import text_of
from dedup.boilerplate.lexicon.table import Table
from dedup.kernel import helper

VOCABULARY_SIZE = 24_000
"""The number of most frequent words that have a row of their own in the labeller's table. Chosen."""

CLASSES = ("names", "places", "outlets", "openers", "months", "weekdays", "networks", "sections")
"""What a word may name, a file each; a word in several files has the last class."""

# The parts of a value in the table: the word's row (its rank, from 1), log2 of its count, its class, glued or not.
_ROW_BITS, _COUNT_BITS, _CLASS_BITS = 20, 5, 4
_ROW_MASK, _COUNT_MASK, _CLASS_MASK = (1 << _ROW_BITS) - 1, (1 << _COUNT_BITS) - 1, (1 << _CLASS_BITS) - 1
_CLASS_SHIFT = _ROW_BITS + _COUNT_BITS
_GLUED = 1 << (_CLASS_SHIFT + _CLASS_BITS)


@cache
def lexicon() -> Table:
    """The known words, by the hash of `arabic.spelled_words`.

    A value holds, from its lowest bits on: the table row of the word (20 bits, 0 beyond VOCABULARY_SIZE), log2 of its
    count in the corpora (5 bits), its class (4 bits, from 1, in the order of CLASSES; the last of several, 0 for none),
    and whether it begins furniture that pages glue to the word before (the words of `glued.txt`). A word that only such
    a file has gets the row and the count 0.
    """
    names, counts = _counted()
    hashes = spelled_words("\n".join(names)).hashes
    rows = np.arange(1, len(names) + 1, dtype=np.int64)
    rows[VOCABULARY_SIZE:] = 0
    values = rows | counts << _ROW_BITS
    known = dict(zip(hashes.tolist(), values.tolist(), strict=True))
    for number, name in enumerate(CLASSES, 1):
        for key in spelled_words(fold(text_of(name))).hashes.tolist():
            without = known.get(key, 0) & ((1 << _CLASS_SHIFT) - 1)
            known[key] = without | number << _CLASS_SHIFT
    for key in spelled_words(fold(text_of("glued"))).hashes.tolist():
        known[key] = known.get(key, 0) | _GLUED
    return Table.of(np.array(list(known), dtype=np.uint64), np.array(list(known.values()), dtype=np.int64))


@helper
def row_of(value: Any) -> Any:
    """The table row of a word, from its value in the lexicon."""
    return value & _ROW_MASK


@helper
def count_of(value: Any) -> Any:
    """log2 of the number of times that the corpora have a word, from its value in the lexicon; 0 for an unknown one."""
    return (value >> _ROW_BITS) & _COUNT_MASK


@helper
def class_of(value: Any) -> Any:
    """The class of a word, from its value in the lexicon."""
    return (value >> _CLASS_SHIFT) & _CLASS_MASK


@helper
def is_glued(value: Any) -> Any:
    """Whether a word begins furniture that pages glue to the word before, from its value in the lexicon."""
    return value & _GLUED != 0


@cache
def vocabulary() -> tuple[str, ...]:
    """The folded words that have a table row, in the order of the rows."""
    return tuple(_counted()[0][:VOCABULARY_SIZE])


def _counted() -> tuple[list[str], NDArray[np.int64]]:
    """All words, the most frequent first, and log2 of the count of each in the corpora."""
    packed = (resources.files("dedup.boilerplate.lexicon") / "words.txt.gz").read_bytes()
    names: list[str] = []
    counts: list[int] = []
    for block in gzip.decompress(packed).decode().split("# ")[1:]:
        count, *members = block.split()
        names += members
        counts += [int(count)] * len(members)
    return names, np.array(counts, dtype=np.int64)
