"""Why a span was cut: the group of evidence without which it would be the least likely to be, and how sure the cut is.

Each group is taken from the span's segments in turn, their neighbours staying as they are; the group whose absence
costs the margin between cutting and keeping most names the rule.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from dedup.boilerplate.atoms import FIRST, KIND, LAST, OTHER_SCRIPT, START, Atoms
from dedup.boilerplate.decoder import Decoded
from dedup.boilerplate.evidence import GROUPS, ROWS, SEGMENT_FEATURES, Evidence
from dedup.boilerplate.labeller import Scores, Weights, margins_without
from dedup.boilerplate.labels import CONTENT
from dedup.boilerplate.lexicon.phrases import Phrase
from dedup.boilerplate.runs import Run
from dedup.model import CONTENT_LABELS

_WORDS_OF_A_RULE = 3
_PHRASE = [feature.name for group in GROUPS.values() for feature in group.ATOM_FEATURES].index("phrase")
_HEADLINE = [feature.name for group in GROUPS.values() for feature in group.ATOM_FEATURES].index("headline")
_COLUMN = {feature.name: number for number, feature in enumerate(SEGMENT_FEATURES)}
_CRAWL = list(GROUPS).index("crawl")


class Reasons:
    """The reasons for the cuts in a group of pages."""

    def __init__(
        self,
        atoms: Atoms,
        evidence: Evidence,
        scores: Scores,
        decoded: Decoded,
        weights: Weights,
        phrases: Sequence[Phrase],
        absent: Set[str],
    ) -> None:
        """`phrases` are the user's, `absent` the groups of evidence that were taken away or are not there."""
        self._atoms, self._evidence, self._weights = atoms, evidence, weights
        self._scores, self._decoded = scores, decoded
        self._phrases = phrases
        self._present = [number for number, group in enumerate(GROUPS) if group not in absent]

    def of(self, run: Run, text: str) -> tuple[str, float]:
        """The rule of a run, and the confidence: of cuts with .9, nine in ten are right."""
        if run.label in CONTENT_LABELS:
            return run.label, 1.0
        number = int(self._evidence.user[run.first])
        if 0 < number <= len(self._phrases) and self._phrases[number - 1].label == run.label:
            return f"user:{self._phrases[number - 1].text}", 1.0
        known = self._evidence.columns[self._segments_of(run)[0], _COLUMN["source-pages"]] > 0
        present = [number for number in self._present if known or number != _CRAWL]
        if not present:
            return "no-evidence", self._confidence(run)
        shares = self.shares(run)
        group = list(GROUPS)[max(present, key=shares.__getitem__)]
        return self._rule(group, run, text), self._confidence(run)

    def shares(self, run: Run) -> NDArray[np.int64]:
        """By group, how much less the margin of the run's segments is without it; in 1/2048."""
        first, last = self._segments_of(run)
        found: NDArray[np.int64] = self._losses[first:last].sum(axis=0)
        return found

    def _segments_of(self, run: Run) -> tuple[int, int]:
        begins = self._atoms.segments[:, FIRST]
        first, last = np.searchsorted(begins, (run.first, run.last - 1), side="right").tolist()
        return first - 1, last

    @cached_property
    def _losses(self) -> NDArray[np.int64]:
        """By segment and group, what the margin loses without it; 0 for segments of which nothing is cut."""
        found = np.zeros((len(self._atoms.segments), len(GROUPS)), dtype=np.int64)
        owners = np.repeat(np.arange(len(found)), np.diff(self._atoms.segments[:, : LAST + 1])[:, 0])
        chosen = np.unique(owners[self._decoded.labels >= CONTENT])
        margins = margins_without(self._atoms, self._evidence, self._scores, self._weights, chosen)
        found[chosen] = margins[:, :1] - margins[:, 1:]
        return found

    def _confidence(self, run: Run) -> float:
        scores = self._scores.atoms[run.first : run.last]
        margin = int((scores[:, CONTENT:].max(axis=1) - scores[:, :CONTENT].max(axis=1)).sum()) // len(scores)
        return self._weights.confidence(margin)

    def _rule(self, group: str, run: Run, text: str) -> str:
        if group == "wording":
            return f"wording:{self._wording(run, text)}"
        segment, _ = self._segments_of(run)
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
        hidden = self._evidence.user[run.first : run.last] > len(self._phrases)
        words = (rows[:, KIND] <= OTHER_SCRIPT) & ~hidden
        chosen = np.flatnonzero(listed if listed.any() else words)[: None if listed.any() else _WORDS_OF_A_RULE]
        if listed.any():  # the first phrase alone
            gaps = np.flatnonzero(np.diff(chosen) > 1)
            chosen = chosen[: gaps[0] + 1] if len(gaps) else chosen
        if not len(chosen):
            chosen = np.arange(min(len(rows), _WORDS_OF_A_RULE))
        offset = int(self._atoms.rows[run.first, START]) - run.start
        first, last = int(rows[chosen[0], START]) - offset, int(rows[chosen[-1], 1]) - offset
        return " ".join(text[first:last].split())
