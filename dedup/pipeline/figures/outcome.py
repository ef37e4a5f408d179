"""The numbers of the match stage: all that the removal guard and the summary need of its decisions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dedup.stats import Cluster


@dataclass(frozen=True, slots=True)
class Outcome:
    """Sums over the documents of a run. Characters are code points.

    - `documents`: all of them. `by_kind`: those that repeat another document of the run, by kind of duplicate, with
      `repeated_characters`. `indexed`: those that the standing index has.
    - `dropped_characters`: characters of both.
    - `renamed`: pages that got another id because theirs was taken or, for Parquet, had lone surrogates.
    - `clusters`: the largest ones. `by_source`: documents of each source; `dropped_by_source`: those not kept.
    """

    documents: int
    by_kind: Mapping[str, int]
    indexed: int
    repeated_characters: int
    dropped_characters: int
    renamed: int
    clusters: Sequence[Cluster]
    by_source: Mapping[str, int]
    dropped_by_source: Mapping[str, int]

    @property
    def repeated(self) -> int:
        """The number of documents that repeat another document of the run."""
        return sum(self.by_kind.values())

    @property
    def dropped(self) -> int:
        """The number of documents that are not kept."""
        return self.repeated + self.indexed
