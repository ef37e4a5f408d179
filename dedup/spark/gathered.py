"""Decisions over pairs that are few enough for one process: the rounds of `deciding`, on arrays in place of tables."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from dedup.duplicates.pairs import dropped
from dedup.spark.arrays import numbers

Numbers = NDArray[np.int64]
Table = Any
"""A table of Arrow."""


class Best(NamedTuple):
    """Documents that do not stay, the best of those that stand for each, and their scores. (n,) each."""

    row: Numbers
    kept: Numbers
    jaccard: NDArray[np.float64]
    containment: NDArray[np.float64]


def best_of_few(near: Table, search: Callable[[Numbers, bool], Table | None]) -> Best | None:
    """What `deciding` does round by round: the fates of documents of which so few are `near` each other.

    `near` holds rows of `EDGES`, each pair once. `search(rows, besides)` gives the pairs of all documents with those
    that may contain them, rows of `EDGES` too: of `rows` alone or, where `besides`, of all documents besides them. None
    where `search` finds more than it may give.
    """
    pairs = _Pairs.of(near)
    gone = absent = dropped(*pairs.in_order())
    probed = search(absent, True)
    while probed is not None:
        probes = _Pairs.of(probed)
        rivals = probes.chosen(probes.larger).without(gone)
        gone = np.union1d(gone, dropped(rivals.row, rivals.other))
        best = _best(_together(near, probed), gone)
        undecided = np.setdiff1d(gone, best.row)
        if not len(undecided):
            return best
        within = pairs.chosen(np.isin(pairs.row, undecided) & np.isin(pairs.other, undecided))
        leaders = np.setdiff1d(undecided, dropped(*within.in_order()))
        gone, new = np.setdiff1d(gone, leaders), np.intersect1d(leaders, absent)
        absent = np.setdiff1d(absent, new)
        more = search(new, False) if len(new) else probed.slice(0, 0)
        probed = more if more is None else pa.concat_tables([probed, more])
    return None


class _Pairs(NamedTuple):
    """Pairs of documents; `before`: the other is preferred, `larger`: it is the larger one. (n,) each."""

    row: Numbers
    other: Numbers
    before: NDArray[np.bool_]
    larger: NDArray[np.bool_]

    @classmethod
    def of(cls, edges: Table) -> _Pairs:
        """The pairs in rows of `EDGES`."""
        row, other = _column(edges, "row"), _column(edges, "other")
        row_rank, other_rank = _ranks(edges)
        return cls(row, other, other_rank < row_rank, _column(edges, "is_larger"))

    def chosen(self, places: NDArray[np.bool_]) -> _Pairs:
        """Some of the pairs."""
        return _Pairs(self.row[places], self.other[places], self.before[places], self.larger[places])

    def without(self, rows: Numbers) -> _Pairs:
        """The pairs of which no document is among some."""
        return self.chosen(~np.isin(self.row, rows) & ~np.isin(self.other, rows))

    def in_order(self) -> tuple[Numbers, Numbers]:
        """Of each pair the document that is not preferred, and the one that is."""
        return np.where(self.before, self.row, self.other), np.where(self.before, self.other, self.row)


def _column(edges: Table, name: str) -> NDArray[Any]:
    return numbers(edges.column(name))


def _ranks(edges: Table) -> tuple[Numbers, Numbers]:
    """The places in the order of preference of the documents in pairs, and of the others."""
    sides = [
        edges.select([side, f"{side}_prefer", f"{side}_keep"]).rename_columns(["row", "prefer", "keep"])
        for side in ("row", "other")
    ]
    known = pa.concat_tables(sides).append_column("place", pa.array(np.arange(2 * len(edges))))
    ordered = known.sort_by([("prefer", "ascending"), ("keep", "ascending"), ("row", "ascending")])
    rows = _column(ordered, "row")
    ranks = np.empty(len(rows), np.int64)
    ranks[_column(ordered, "place")] = np.cumsum(np.append(True, rows[1:] != rows[:-1]))[: len(rows)]
    return ranks[: len(edges)], ranks[len(edges) :]


def _together(near: Table, probed: Table) -> Table:
    """Near pairs both ways round, and those that were found by what a document may stand in."""
    sides = [("row", "other"), ("row_prefer", "other_prefer"), ("row_keep", "other_keep"), ("size", "other_size")]
    names = dict(sides) | {other: one for one, other in sides}
    turned = near.rename_columns([names.get(name, name) for name in near.column_names]).select(near.column_names)
    return pa.concat_tables([near, turned, probed])


def _best(edges: Table, gone: Numbers) -> Best:
    """For each document that is gone the best of those that are not: see `deciding`."""
    chosen = np.isin(_column(edges, "row"), gone) & ~np.isin(_column(edges, "other"), gone)
    edges = edges.filter(pa.array(chosen))
    row, other, common = (_column(edges, name) for name in ("row", "other", "common"))
    size, other_size = _column(edges, "size"), _column(edges, "other_size")
    jaccard = common / (size + other_size - common)
    order = np.lexsort((_ranks(edges)[1], -common, -jaccard, row))
    first = order[np.append(True, np.diff(row[order]) != 0)[: len(order)]]
    return Best(row[first], other[first], jaccard[first], common[first] / size[first])
