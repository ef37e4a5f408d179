"""Decides which documents stay, and which kept document stands for each of the others."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dedup.duplicates.candidates import Rows
from dedup.duplicates.matching import Matcher, Matches
from dedup.duplicates.resources import UNLIMITED, Resources
from dedup.duplicates.settings import MatchSettings
from dedup.duplicates.table import DocumentTable
from dedup.names import DuplicateKind, Keep
from dedup.rows import is_first, ranks

KINDS: tuple[DuplicateKind, ...] = ("exact", "near", "contained")
"""The kinds of duplicates; `Decisions.kind` holds indices into it."""
EXACT, NEAR, CONTAINED = range(len(KINDS))
"""The index of each kind."""


@dataclass(frozen=True, slots=True, eq=False)
class Decisions:
    """What becomes of each of n documents, in arrays (n,).

    `kept_by` int64: -1 for a document that stays, else the row of the kept document that stands for it. `kind` int8: an
    index into `KINDS`, -1 for a document that stays. `jaccard` and `containment` float64: the exact scores of the pair,
    0 for a document that stays.
    """

    kept_by: NDArray[np.int64]
    kind: NDArray[np.int8]
    jaccard: NDArray[np.float64]
    containment: NDArray[np.float64]


def decide(
    table: DocumentTable,
    settings: MatchSettings,
    resources: Resources = UNLIMITED,
    without: NDArray[np.bool_] | None = None,
) -> Decisions:
    """Choose the documents that stay and name, for each other one, a kept document that covers it.

    A document covers its exact copies, its near duplicates (Jaccard at or above `settings.near`), and the documents
    that it contains: smaller ones that share at least `settings.contained` of their shingles with it and have
    `settings.contained_words` words or more. Of documents that cover each other, as near duplicates do, the preferred
    one stays; of a pair that is contained but not near, the container, whatever is preferred. Every dropped document
    names the best kept one that covers it: an exact copy, else the highest Jaccard, then the highest containment, then
    the preferred one. Documents without words match nothing and stay.

    All scores are exact. All containers are found; near duplicates are proposed by MinHash bands that find at least
    99.5% of the pairs at the threshold, more above it. The result depends on the rows of the table, their order and the
    settings, not on `resources`. Rows marked in `without` (n,) stay and match nothing; a row and all its exact copies
    must be marked alike.
    """
    rank = preference_rank(table, settings)
    original = exact_originals(table.prints.exact_keys, rank)
    without = np.zeros(len(table), np.bool_) if without is None else without
    original = np.where(without, np.arange(len(table)), original)
    compared = np.flatnonzero((original == np.arange(len(table))) & (table.sizes > 0) & ~without)
    matches = _covered_by_kept(Matcher.of(table, settings, rank, compared, resources), compared)
    return _with_copies(_decisions(matches, table, settings), original)


def preference_rank(table: DocumentTable, settings: MatchSettings) -> Rows:
    """The position of each row in the order of preference, int64 (n,), from 0 for the most preferred.

    Listed sources come first, then `keep` decides, then the row.
    """
    listed = {source: place for place, source in enumerate(settings.prefer)}
    by_source = np.array([listed.get(source, len(listed)) for source in table.sources], dtype=np.int64)
    order = np.lexsort((_ORDERS[settings.keep].of_table(table), by_source))
    return ranks(order)


def _earliest(table: DocumentTable) -> Rows:
    """A sort key (n,): the earliest date first, unknown dates last."""
    place = {date: at for at, date in enumerate(sorted(set(table.dates) - {""}))}
    return np.array([place.get(date, len(place)) for date in table.dates], dtype=np.int64)


def _latest(table: DocumentTable) -> Rows:
    """A sort key (n,): the latest date first, unknown dates last."""
    place = {date: at for at, date in enumerate(sorted(set(table.dates) - {""}, reverse=True))}
    return np.array([place.get(date, len(place)) for date in table.dates], dtype=np.int64)


def _longest(table: DocumentTable) -> Rows:
    """A sort key (n,): the longest text in characters first."""
    return -table.lengths


def _first(table: DocumentTable) -> Rows:
    """A sort key (n,): the order of the rows."""
    return np.arange(len(table))


_LONGEST = (1 << 48) - 1  # characters; no text is longer
_NO_DATE, _AFTER_DATES = "\x7f", "\x7e"  # sort after all characters of dates
# Maps characters of dates to others in reversed order.
_REVERSED = {letter: 0x7D - letter for letter in range(0x7E)}


class _Order(NamedTuple):
    """An order of preference, twice: a sort key (n,) for all documents of a table, and for one document alone, from its
    date and its length in characters, a key of ASCII characters that sorts alike.
    """

    of_table: Callable[[DocumentTable], Rows]
    of_one: Callable[[str, int], str]


_ORDERS: dict[Keep, _Order] = {
    "earliest": _Order(_earliest, lambda date, _: date or _NO_DATE),
    "latest": _Order(_latest, lambda date, _: f"{date.translate(_REVERSED)}{_AFTER_DATES}" if date else _NO_DATE),
    "longest": _Order(_longest, lambda _, length: f"{_LONGEST - length:012x}"),
    "first": _Order(_first, lambda _date, _length: ""),
}


def preference_keys(
    settings: MatchSettings, sources: Sequence[str], dates: Sequence[str], lengths: Sequence[int]
) -> list[tuple[int, str]]:
    """A sort key for each document, which needs no other: the place of its source in `settings.prefer` (the last for
    unlisted ones), and a text that sorts as `settings.keep` asks.

    Keys are compared by number, then by text (ASCII), equal ones by row: that is the order of `preference_rank`.
    """
    listed = {source: place for place, source in enumerate(settings.prefer)}
    own = map(_ORDERS[settings.keep].of_one, dates, lengths)
    return [(listed.get(source, len(listed)), key) for source, key in zip(sources, own, strict=True)]


def exact_originals(exact_keys: NDArray[np.uint64], rank: Rows) -> Rows:
    """For each row the preferred one of the rows with the same key, (n,); the row itself where it has no words."""
    order = np.lexsort((rank, exact_keys[:, 1], exact_keys[:, 0]))
    ordered = exact_keys[order]
    starts_group = is_first(*ordered.T) | ~ordered.any(axis=1)
    original = np.empty(len(order), dtype=np.int64)
    original[order] = order[starts_group][np.cumsum(starts_group) - 1]
    return original


def _covered_by_kept(matcher: Matcher, rows: Rows) -> Matches:
    """The documents of `rows` that do not stay, each with the best of those that stay.

    Each round adds the leaders among the undecided documents to the kept ones, then drops every kept document that a
    larger kept one covers. A document that was covered only by documents dropped in this way is undecided again. The
    loop ends: a kept document is dropped only for a larger one (or an equally large and preferred one), so the list of
    kept documents, from the largest down, only grows.
    """
    kept = np.empty(0, dtype=np.int64)
    undecided = rows
    while True:
        kept = matcher.uncontained(np.concatenate([kept, matcher.leaders(undecided)]))
        matches = matcher.covered(np.setdiff1d(rows, kept), kept)
        undecided = matches.rows[matches.best < 0]
        if not len(undecided):
            return matches


def _decisions(matches: Matches, table: DocumentTable, settings: MatchSettings) -> Decisions:
    """The decisions from the matches: the scores of each dropped document and its kept one, and the kind.

    It is near where the Jaccard similarity is at least `settings.near`, else contained. All documents that are not in
    the matches stay.
    """
    sizes = table.sizes
    dropped, common = matches.rows, matches.common
    jaccard = common / (sizes[dropped] + sizes[matches.best] - common)
    decisions = Decisions(
        np.full(len(table), -1, dtype=np.int64),
        np.full(len(table), -1, dtype=np.int8),
        np.zeros(len(table)),
        np.zeros(len(table)),
    )
    decisions.kept_by[dropped] = matches.best
    decisions.kind[dropped] = np.where(jaccard >= settings.near, NEAR, CONTAINED)
    decisions.jaccard[dropped] = jaccard
    decisions.containment[dropped] = common / sizes[dropped]
    return decisions


def _with_copies(decisions: Decisions, original: Rows) -> Decisions:
    """The decisions with those of exact copies: a copy is dropped for its original, with scores of 1.

    If the original is dropped itself, its copy is dropped for the same document, with the same kind and scores.
    `original` (n,) is from `exact_originals`.
    """
    copy = original != np.arange(len(original))
    stays = decisions.kept_by[original] < 0
    exact = copy & stays
    return Decisions(
        np.where(exact, original, decisions.kept_by[original]),
        np.where(exact, np.int8(EXACT), decisions.kind[original]),
        np.where(exact, 1.0, decisions.jaccard[original]),
        np.where(exact, 1.0, decisions.containment[original]),
    )
