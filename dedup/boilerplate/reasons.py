"""Why a span was cut: the group of evidence without which it would be the least likely to be, and how sure the cut is.

Each group is taken from the span's segments in turn, their neighbours staying as they are; the group whose absence costs
the margin between cutting and keeping most names the rule.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from dedup.boilerplate.atoms import FIRST, KIND, LAST, OTHER_SCRIPT, START, Atoms
from dedup.boilerplate.evidence import GROUPS, ROWS, SEGMENT_FEATURES, Evidence, places
from dedup.boilerplate.labeller import SEGMENT_DILATIONS, Scores, Weights, convolve_some, dense, segment_input_of
from dedup.boilerplate.labels import CONTENT
from dedup.boilerplate.lexicon.phrases import Phrase
from dedup.boilerplate.runs import Run
from dedup.model import CONTENT_LABELS

_WORDS_OF_A_RULE = 3
_PHRASE = [feature.name for group in GROUPS.values() for feature in group.ATOM_FEATURES].index("phrase")
_HEADLINE = [feature.name for group in GROUPS.values() for feature in group.ATOM_FEATURES].index("headline")
_COLUMN = {feature.name: number for number, feature in enumerate(SEGMENT_FEATURES)}


class Reasons:
    """The reasons for the cuts in a group of pages."""

    def __init__(
        self, atoms: Atoms, evidence: Evidence, scores: Scores, weights: Weights, phrases: Sequence[Phrase]
    ) -> None:
        self._atoms, self._evidence, self._scores, self._weights = atoms, evidence, scores, weights
        self._phrases = phrases
        self._shares: dict[int, NDArray[np.int64]] = {}

    def of(self, run: Run, text: str) -> tuple[str, float]:
        """The rule of a run, and the confidence: of cuts with .9, nine in ten are right."""
        if run.label in CONTENT_LABELS:
            return run.label, 1.0
        number = int(self._evidence.user[run.first])
        if 0 < number <= len(self._phrases):
            return f"user:{self._phrases[number - 1].text}", 1.0
        group = list(GROUPS)[int(np.argmax(self.shares(run)))]
        return self._rule(group, run, text), self._confidence(run)

    def shares(self, run: Run) -> NDArray[np.int64]:
        """By group, how much less the margin of the run's segments is without it; in 1/2048."""
        segments = self._atoms.segments
        first = int(np.searchsorted(segments[:, FIRST], run.first, side="right")) - 1
        last = int(np.searchsorted(segments[:, FIRST], run.last - 1, side="right"))
        total = np.zeros(len(GROUPS), dtype=np.int64)
        for segment in range(first, last):
            if segment not in self._shares:
                self._shares[segment] = self._losses(segment)
            total += self._shares[segment]
        return total

    def _losses(self, segment: int) -> NDArray[np.int64]:
        """By group, what the margin of one segment loses without it."""
        page = int(np.searchsorted(self._atoms.segment_bounds, segment, side="right")) - 1
        bounds = self._atoms.segment_bounds[page : page + 2]
        own = self._atoms.segments[segment : segment + 1]
        rows = self._evidence.rows[own[0, FIRST] : own[0, LAST]]
        columns = self._evidence.columns[segment : segment + 1]
        variants = [(rows, columns), *(_hidden(rows, columns, group) for group in GROUPS)]
        margins = []
        for some_rows, some_columns in variants:
            values = segment_input_of(some_rows, some_columns, self._weights)
            for number, dilation in enumerate(SEGMENT_DILATIONS):
                layer = self._weights.layers[f"context.{number}"]
                values = convolve_some(values, self._scores.layers[number], segment, bounds, dilation, layer)
            labels = dense(values, self._weights.layers["segment_labels"])[0]
            margins.append(int(labels[CONTENT:].max()) - int(labels[:CONTENT].max()))
        return np.array([margins[0] - margin for margin in margins[1:]], dtype=np.int64)

    def _confidence(self, run: Run) -> float:
        scores = self._scores.atoms[run.first : run.last]
        margin = int((scores[:, CONTENT:].max(axis=1) - scores[:, :CONTENT].max(axis=1)).sum()) // len(scores)
        return self._weights.confidence(margin)

    def _rule(self, group: str, run: Run, text: str) -> str:
        if group == "wording":
            return f"wording:{self._wording(run, text)}"
        segment = int(np.searchsorted(self._atoms.segments[:, FIRST], run.first, side="right")) - 1
        columns = self._evidence.columns[segment]
        if group == "echo":
            titled = columns[_COLUMN["title-pairs"]] > 0 or columns[_COLUMN["title-words"]] > 0
            return "echo:repeated" if columns[_COLUMN["repeated"]] else "echo:title" if titled else "echo:page"
        if group == "crawl":
            headline = self._evidence.rows[run.first : run.last, _HEADLINE] - ROWS[_HEADLINE]
            if ((headline >= 2) & (headline <= 4)).any():
                return "crawl:headline"
            documents = int(self._evidence.documents[segment])
            return f"crawl:repeated-line,docs={documents}" if documents else "crawl"
        return group

    def _wording(self, run: Run, text: str) -> str:
        """The first listed phrase of a run, else its first words; as they stand in the text."""
        rows = self._atoms.rows[run.first : run.last]
        listed = self._evidence.rows[run.first : run.last, _PHRASE] > ROWS[_PHRASE]
        words = rows[:, KIND] <= OTHER_SCRIPT
        chosen = np.flatnonzero(listed if listed.any() else words)[: None if listed.any() else _WORDS_OF_A_RULE]
        if listed.any():  # the first phrase alone
            gaps = np.flatnonzero(np.diff(chosen) > 1)
            chosen = chosen[: gaps[0] + 1] if len(gaps) else chosen
        if not len(chosen):
            chosen = np.arange(min(len(rows), _WORDS_OF_A_RULE))
        offset = int(self._atoms.rows[run.first, START]) - run.start
        first, last = int(rows[chosen[0], START]) - offset, int(rows[chosen[-1], 1]) - offset
        return " ".join(text[first:last].split())


def _hidden(
    rows: NDArray[np.int32], columns: NDArray[np.int16], group: str
) -> tuple[NDArray[np.int32], NDArray[np.int16]]:
    atom_columns, segment_columns = places(group)
    rows, columns = rows.copy(), columns.copy()
    rows[:, atom_columns] = np.array(ROWS[:-1], dtype=np.int32)[atom_columns]
    columns[:, segment_columns] = 0
    return rows, columns
