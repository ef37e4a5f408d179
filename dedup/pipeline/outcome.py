"""What matching comes to, in numbers: all that the guard and the summary need of it, of however many documents."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dedup.stats import Cluster


@dataclass(frozen=True, slots=True)
class Outcome:
    """Sums over the documents of a run.

    Of `documents`, those in `by_kind` repeat another of the run, with `repeated_characters`, and `indexed` ones are in
    the standing index; `dropped_characters` are those of both. `renamed` pages have an id that was met before.
    `clusters` are the largest. `by_source` counts documents, `dropped_by_source` those that are not kept.
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
        """How many documents repeat another of the run."""
        return sum(self.by_kind.values())

    @property
    def dropped(self) -> int:
        """How many documents are not kept."""
        return self.repeated + self.indexed
