"""Evidence: features of the atoms and segments of pages, in named groups that can each be taken away.

A group gives each atom one value a feature, which selects a row of the labeller's table (value 0 for `absent`), and
each segment some columns from 0 to 127 (0 where the group is absent).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import accumulate
from types import ModuleType
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from dedup.boilerplate.atoms import Atoms
from dedup.boilerplate.evidence import crawl, echo, form, place, wording
from dedup.boilerplate.evidence.features import AtomFeature, Group, SegmentFeature
from dedup.boilerplate.lexicon.table import Table

if TYPE_CHECKING:
    from dedup.boilerplate.crawl_evidence import CrawlEvidence

__all__ = [
    "ATOM_COLUMN",
    "ATOM_FEATURES",
    "GROUPS",
    "ROWS",
    "SEGMENT_COLUMN",
    "SEGMENT_FEATURES",
    "Evidence",
    "crawl_known",
    "gather",
    "places",
    "without",
]

GROUPS: dict[str, ModuleType] = {"wording": wording, "form": form, "place": place, "echo": echo, "crawl": crawl}
"""The groups by name, in the order of their columns."""

ATOM_FEATURES: tuple[AtomFeature, ...] = tuple(f for group in GROUPS.values() for f in group.ATOM_FEATURES)
SEGMENT_FEATURES: tuple[SegmentFeature, ...] = tuple(f for group in GROUPS.values() for f in group.SEGMENT_FEATURES)
ATOM_COLUMN = {feature.name: number for number, feature in enumerate(ATOM_FEATURES)}
SEGMENT_COLUMN = {feature.name: number for number, feature in enumerate(SEGMENT_FEATURES)}
"""The column of a feature by its name, in `Evidence.rows` and in `Evidence.columns`."""

ROWS = (0, *accumulate(feature.size for feature in ATOM_FEATURES))
"""The first row of each atom feature in the labeller's table; last, the number of all rows."""


class Evidence(NamedTuple):
    """The evidence for some pages.

    `rows` (a, k) int32: for each atom and feature a row of the labeller's table. `columns` (s, m) int16: for each
    segment a column a feature. `user` (a,) int64: the number of the user's phrase that an atom is in, from 1; 0 for
    none. `documents` (s,) int64: how many pages of the source have the segment or its line, 0 where no crawl is known.
    """

    rows: NDArray[np.int32]
    columns: NDArray[np.int16]
    user: NDArray[np.int64]
    documents: NDArray[np.int64]

    def of(self, atoms: NDArray[np.bool_], segments: NDArray[np.bool_]) -> Evidence:
        """The evidence of the chosen atoms, bool (a,), and segments, bool (s,)."""
        return Evidence(self.rows[atoms], self.columns[segments], self.user[atoms], self.documents[segments])


def gather(
    atoms: Atoms,
    phrases: Table,
    known: CrawlEvidence | None = None,
    sources: Sequence[str] = (),
    titles: Sequence[str] = (),
) -> Evidence:
    """The evidence of all groups; that of the crawl is absent where `known` is None.

    `phrases` is from `phrase_table`. `sources` and `titles` have an entry a page; they are used only with `known`.
    """
    rows = np.empty((len(atoms.rows), len(ATOM_FEATURES)), dtype=np.int32)
    columns = np.zeros((len(atoms.segments), len(SEGMENT_FEATURES)), dtype=np.int16)
    documents = np.zeros(len(atoms.segments), dtype=np.int64)
    starts = np.array(ROWS[:-1])
    groups = [(places(name), name) for name in GROUPS]
    out = {name: Group(rows[:, own], columns[:, segments], starts[own]) for (own, segments), name in groups}
    _, user = wording.wording(atoms, phrases, out["wording"])
    form.form(atoms, out["form"])
    place.place(atoms, out["place"])
    echo.echo(atoms, out["echo"])
    if known is None:
        out["crawl"].atoms[:] = out["crawl"].starts
    else:
        _, documents = crawl.crawl(atoms, known, sources, titles, out["crawl"])
    return Evidence(rows, columns, user, documents)


def without(evidence: Evidence, group: str) -> Evidence:
    """A copy of the evidence with a group absent: its values and columns are 0; `user` and `documents` stay as is."""
    atom_columns, segment_columns = places(group)
    rows, columns = evidence.rows.copy(), evidence.columns.copy()
    rows[:, atom_columns] = np.array(ROWS[:-1], dtype=np.int32)[atom_columns]
    columns[:, segment_columns] = 0
    return evidence._replace(rows=rows, columns=columns)


def crawl_known(atoms: Atoms, evidence: Evidence) -> NDArray[np.bool_]:
    """For each page, (n,) bool: whether it has evidence of the crawl, which needs enough pages of its source."""
    pages = evidence.columns[:, SEGMENT_COLUMN["source-pages"]]
    known = np.concatenate(([0], (pages > 0).cumsum()))
    return np.asarray(np.diff(known[atoms.segment_bounds]) > 0)


@cache
def places(group: str) -> tuple[slice, slice]:
    """The columns of a group in `Evidence.rows` and in `Evidence.columns`."""
    names = list(GROUPS)
    before = [GROUPS[name] for name in names[: names.index(group)]]
    atoms = sum(len(module.ATOM_FEATURES) for module in before)
    segments = sum(len(module.SEGMENT_FEATURES) for module in before)
    own = GROUPS[group]
    return slice(atoms, atoms + len(own.ATOM_FEATURES)), slice(segments, segments + len(own.SEGMENT_FEATURES))
