"""Markup evidence of web pages: integers that are added to the scores of the labels of each line.

It is one more group beside those that the networks of the labeller take in. Without markup nothing is added. The
weights were fitted on generated pages, see `dedup.boilerplate.training.markup`.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache
from importlib import resources
from itertools import combinations
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dedup.boilerplate.atoms import START, Atoms
from dedup.boilerplate.labels import APPENDED, BODY, FIRST_CUT, LABELS, ONE
from dedup.boilerplate.told_lines import Told, told_lines
from dedup.web.features import BIT, NAMES, bits_of, numbers_of

MARKUP = "markup"
"""The name of this group of evidence."""
MARKUP_FILE = "markup.tsv"
"""The file of the weights, in the package `dedup.boilerplate`."""
_PAIRED = numbers_of(
    bits_of(
        "p li cell a article aside section main bold h2 h3 h4 link-some link-most link-all class-related class-sidebar "
        "class-list class-body class-nav class-header class-title class-date class-tags behind-headline "
        "before-headline in-container outside-container".split()
    )
)
"""The features whose pairs count as well: what an element is says more with where it stands. Chosen."""
PAIRS = {pair: len(NAMES) + place for place, pair in enumerate(combinations(_PAIRED, 2))}
"""The number of each pair, behind those of the features."""
ALL_NAMES = (*NAMES, *(f"{NAMES[one]} & {NAMES[other]}" for one, other in PAIRS))
"""The names of the features and of the pairs, by number."""
_NEWLINE, _COLON = 0x0A, ord(":")
_SHARED = 2
"""A line is one block of its page: how far cuts score above content, an atom's margin, moves towards the mean of its
line by one part in so many. Chosen. On the line of the headline that the page states, all scores become the mean: a
headline is cut whole or not at all, if it is no longer than `_LONGEST`.
"""
_HEADLINE = BIT["h-states"]
_LONGEST = 60
"""The atoms of the longest line that is one block: in a longer one, pieces may be fused. Chosen: with 40, more is left
of generated pages; with 150, more of fused ones.
"""
_MOST = 6 * ONE
"""The most that markup adds to a label over the body, in 1/2048: clear prose stays in nearly any element. Chosen."""
_MOST_TO_BODY = 2 * ONE
"""The most that it adds to the body over a label that is cut: a date is one in a paragraph, too. Chosen on 94 web
pages written to test it, with earlier weights: a twelfth less furniture stays than without a bound, and no more prose
is cut; with half of it, more is.
"""

LOWER_PRICE = ONE // 2
"""By how much the price of prose is lower on a page with markup, which tells prose more surely. Chosen on 94 web
pages written to test it: a tenth less furniture stays, and .02% more of the prose is cut.
"""


class Markup(NamedTuple):
    """The markup evidence for the atoms of some pages.

    `lines` (a,) int64: the index in `bits` of each atom's line, -1 on pages without markup. `bits`: for each line its
    features, as bits of `dedup.web.features`. `added` (a, labels) int32: what was added to the scores, in 1/2048.
    """

    lines: NDArray[np.int64]
    bits: Sequence[int]
    added: NDArray[np.int32]


@cache
def weights() -> NDArray[np.int32]:
    """What each feature and pair adds to the score of each label, (features and pairs, labels) int32, in 1/2048.

    Read once, from `MARKUP_FILE`; what has no row there adds nothing. Content of the host and of appended articles has
    the same weights.
    """
    found = np.zeros((len(ALL_NAMES), len(LABELS)), dtype=np.int32)
    text = (resources.files("dedup.boilerplate") / MARKUP_FILE).read_text(encoding="utf-8")
    header, *rows = (line.split("\t") for line in text.splitlines() if not line.startswith("#"))
    columns = [[at for at, label in enumerate(LABELS) if label == name] for name in header[1:]]
    number = {name: place for place, name in enumerate(ALL_NAMES)}
    for name, *values in rows:
        for own, value in zip(columns, values, strict=True):
            found[number[name], own] = int(value)
    return found


def with_pairs(bits: int) -> tuple[int, ...]:
    """The numbers of the features in `bits`, and of the pairs of them that count, as in `ALL_NAMES`."""
    own = numbers_of(bits)
    return (*own, *(PAIRS[pair] for pair in combinations(own, 2) if pair in PAIRS))


@lru_cache(maxsize=1 << 14)
def added_by(bits: int) -> tuple[int, ...]:
    """What the features of a line, and their pairs, add to the score of each label, in 1/2048.

    No label gets more than `_MOST` above the body, which is raised if need be, nor one that is cut more than
    `_MOST_TO_BODY` below it.
    """
    total = weights()[list(with_pairs(bits))].sum(axis=0, dtype=np.int64)
    total[[BODY, BODY + APPENDED]] = max(int(total[BODY]), int(total.max()) - _MOST)
    total[FIRST_CUT:] = np.maximum(total[FIRST_CUT:], total[BODY] - _MOST_TO_BODY)
    return tuple(total.tolist())


def apply_markup(scores: NDArray[np.int32], atoms: Atoms, markup: Sequence[Sequence[int]]) -> Markup | None:
    """Add the markup evidence of their lines to the scores of atoms (a, labels), in place; None where no page has any.

    Lines that `told_lines` names get more. Each margin also moves half way to the mean of its line; on the line of the
    stated headline, each score becomes the mean. Neither happens on lines of more than `_LONGEST` atoms.

    `markup`: for each page the bits of its lines, empty for a page without markup, whose scores do not change.
    """
    if not any(markup):
        return None
    starts = atoms.rows[:, START]
    breaks = np.flatnonzero(atoms.points == _NEWLINE)
    of_atom = np.searchsorted(breaks, starts)
    lines = np.full(len(starts), -1, dtype=np.int64)
    bits: list[int] = []
    told: list[Told] = []
    for page, own in enumerate(markup):
        first, last = atoms.atom_bounds[page : page + 2].tolist()
        if own and last > first:
            before = int(np.searchsorted(breaks, atoms.bounds[page]))
            numbers = of_atom[first:last] - before
            sizes = np.bincount(numbers, minlength=len(own)).tolist()
            ends = breaks[before : before + len(own)]
            colons = set(np.flatnonzero(atoms.points[ends - 1] == _COLON).tolist())
            told += (one._replace(line=len(bits) + one.line) for one in told_lines(own, sizes, colons))
            lines[first:last] = numbers + len(bits)
            bits += own
    by_line = np.array([added_by(line) for line in bits], dtype=np.int64).reshape(-1, len(LABELS))
    for one in told:
        by_line[one.line, one.labels] += one.more
    marked = lines >= 0
    added = np.zeros_like(scores)
    added[marked] = by_line[lines[marked]] + _shared(scores[marked], lines[marked], bits)
    scores += added
    return Markup(lines, bits, added)


def _shared(scores: NDArray[np.int32], lines: NDArray[np.int64], bits: Sequence[int]) -> NDArray[np.int64]:
    """What atoms get of the other atoms of their lines, see `apply_markup`: (a, labels), in 1/2048.

    `scores` (a, labels); `lines` (a,): the index in `bits` of each atom's line, ascending.
    """
    wide = scores.astype(np.int64)
    margins = wide[:, FIRST_CUT:].max(axis=1) - wide[:, :FIRST_CUT].max(axis=1)
    firsts = np.flatnonzero(np.diff(lines, prepend=-1))
    sizes = np.diff(firsts, append=len(lines))
    mean_margins = np.repeat(np.add.reduceat(margins, firsts) // sizes, sizes)
    found = np.zeros_like(wide)
    found[:, FIRST_CUT:] = ((mean_margins - margins) // _SHARED)[:, None]
    of_headline = np.array([bool(line & _HEADLINE) for line in bits], dtype=np.bool_)[lines]
    means = np.repeat(np.add.reduceat(wide, firsts) // sizes[:, None], sizes, axis=0)
    found[of_headline] = (means - wide)[of_headline]
    found[np.repeat(sizes > _LONGEST, sizes)] = 0
    return found


def named(markup: Markup, first: int, last: int, label: int) -> str:
    """The name of the feature or pair on the lines of atoms `first:last` that speaks most for `label` over content.

    It is without `class-`, and empty where the lines have no feature. `label` is a number.
    """
    bits = 0
    for line in range(int(markup.lines[first]), int(markup.lines[last - 1]) + 1):
        bits |= markup.bits[line]
    return _strongest(bits, label)


@lru_cache(maxsize=1 << 14)
def _strongest(bits: int, label: int) -> str:
    """Of the features and pairs in `bits`, the name (without `class-`) of the one whose weight for `label` is most
    above its best weight for content, even if that is below zero; empty if `bits` has no feature.
    """
    numbers = with_pairs(bits)
    if not numbers:
        return ""
    table = weights()[list(numbers)]
    strength = table[:, label] - table[:, :FIRST_CUT].max(axis=1)
    return ALL_NAMES[numbers[int(strength.argmax())]].replace("class-", "")
