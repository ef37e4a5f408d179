"""The rule of a cut, which names the group of evidence that speaks most for it, and its confidence.

Each group is taken away from the segments of the span in turn, with their neighbours unchanged. The group whose absence
lowers the margin of cutting over keeping most gives the rule. Of several networks the first is asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from dedup.boilerplate.atoms import END, FIRST, KIND, LAST, OTHER_SCRIPT, START, Atoms
from dedup.boilerplate.decoder import Decoded
from dedup.boilerplate.evidence import ATOM_COLUMN, GROUPS, ROWS, SEGMENT_COLUMN, Evidence
from dedup.boilerplate.labeller import Scores, margins_without
from dedup.boilerplate.labels import FIRST_CUT, number_of
from dedup.boilerplate.lexicon.phrases import Phrase
from dedup.boilerplate.margins import summed_margins
from dedup.boilerplate.markup import MARKUP, Markup, named
from dedup.boilerplate.runs import Run
from dedup.boilerplate.weights import Weights
from dedup.model import CONTENT_LABELS

_WORDS_OF_A_RULE = 3
"""Words of a cut that name its rule where it has no listed phrase. Chosen."""
_LOOKED_THROUGH = 24
"""Atoms at the beginning of a cut in which these words are looked for. Chosen."""
_GROUPS = list(GROUPS)
_CRAWL = _GROUPS.index("crawl")
_PHRASE, _HEADLINE = ATOM_COLUMN["phrase"], ATOM_COLUMN["headline"]


class Reasons:
    """The rules and confidences of the cuts in a group of pages."""

    def __init__(
        self,
        atoms: Atoms,
        evidence: Evidence,
        scores: Scores,
        decoded: Decoded,
        weights: Weights,
        phrases: Sequence[Phrase],
        absent: Set[str],
        runs: Iterable[Run],
        markup: Markup | None = None,
    ) -> None:
        """`phrases` are the user's; `absent` are the groups of evidence that are not used or not known; `runs` are all
        that are asked about.
        """
        self._atoms, self._evidence, self._weights = atoms, evidence, weights
        self._scores, self._decoded = scores, decoded
        self._phrases, self._all = phrases, runs
        self._markup = markup
        self._present = [number for number, group in enumerate(GROUPS) if group not in absent]

    def of_page(self, runs: Sequence[Run], text: str) -> list[tuple[str, float]]:
        """The rule and the confidence of each run of a page; of a run of content they are its label and 1.

        A cut for a phrase of the user has the rule `user:` with its text and the confidence 1; one without evidence
        `no-evidence`. Of other cuts with the confidence 0.9, nine in ten are right.
        """
        found = [(run.label, 1.0) for run in runs]
        cut = [place for place, run in enumerate(runs) if run.label not in CONTENT_LABELS]
        if not cut:
            return found
        user = self._evidence.user[[runs[place].first for place in cut]].tolist()
        for place, number in zip(cut, user, strict=True):
            run = runs[place]
            group, confidence = self._deciding[run.first]
            if 0 < number <= len(self._phrases) and self._phrases[number - 1].label == run.label:
                found[place] = f"user:{self._phrases[number - 1].text}", 1.0
            else:
                found[place] = self._rule(group, run, text) if group else "no-evidence", confidence
        return found

    @cached_property
    def _deciding(self) -> dict[int, tuple[str, float]]:
        """For each run, by its first atom, the group whose share is largest, "" where no group is usable; and the
        confidence, if the run is a cut.

        The crawl is usable only where its source is known, markup only on pages with markup, other groups if present.
        The confidence is that of the mean margin of the atoms.
        """
        firsts, ends = np.array([(run.first, run.last) for run in self._all], dtype=np.int64).T
        shares = self._shares(firsts, ends)
        usable = np.zeros(shares.shape, dtype=np.bool_)
        usable[:, self._present] = True
        usable[:, _CRAWL] &= self._evidence.columns[self._owners[firsts], SEGMENT_COLUMN["source-pages"]] > 0
        if self._markup is not None:
            usable[:, -1] = self._markup.lines[firsts] >= 0
        best = np.where(usable, shares, np.iinfo(np.int64).min).argmax(axis=1)
        names = np.array([*_GROUPS, MARKUP])[best]
        names[~usable.any(axis=1)] = ""
        margins = (self._margins[ends] - self._margins[firsts]) // (ends - firsts)  # the mean of the atoms
        found = zip(names.tolist(), map(self._weights.confidence, margins.tolist()), strict=True)
        return dict(zip(firsts.tolist(), found, strict=True))

    def groups(self, run: Run) -> list[str]:
        """The names of the groups in the order of `shares`; `markup` comes last if the run is on a page with markup."""
        return [*_GROUPS, MARKUP] if self._has_markup(run) else _GROUPS

    def shares(self, run: Run) -> list[int]:
        """By how much the margin of the run's segments falls without each group of evidence, in 1/2048; negative where
        the group spoke against the cut. One more number, for the markup, comes last if the run has markup.
        """
        found: list[int] = self._shares(np.array([run.first]), np.array([run.last]))[0].tolist()
        return found[: len(self.groups(run))]

    def _shares(self, firsts: NDArray[np.int64], ends: NDArray[np.int64]) -> NDArray[np.int64]:
        """What `shares` gives, in 1/2048, a row for each of some runs, with atoms from `firsts` to before `ends`.

        The last column is the markup's if any page has some.
        """
        first, end = self._owners[firsts], self._owners[ends - 1] + 1
        shares: NDArray[np.int64] = self._losses[end] - self._losses[first]
        if self._markup is None:
            return shares
        return np.column_stack((shares, self._markup_losses[end] - self._markup_losses[first]))

    def _has_markup(self, run: Run) -> bool:
        """Whether the run is on a page with markup evidence."""
        return self._markup is not None and bool(self._markup.lines[run.first] >= 0)

    @cached_property
    def _markup_losses(self) -> NDArray[np.int64]:
        """What the margins of the segments before each segment lose without the markup, summed: (segments + 1,).

        That of a segment is the mean of its atoms, rounded down. All are zero where no page has markup.
        """
        if self._markup is None:
            return np.zeros(len(self._atoms.segments) + 1, dtype=np.int64)
        segments = self._atoms.segments
        scores = self._scores.atoms
        own = summed_margins(scores) - summed_margins(scores - self._markup.added)
        sizes = segments[:, LAST] - segments[:, FIRST]
        means = (own[segments[:, LAST]] - own[segments[:, FIRST]]) // np.maximum(sizes, 1)
        found: NDArray[np.int64] = np.concatenate(([0], means.cumsum()))
        return found

    @cached_property
    def _owners(self) -> NDArray[np.int64]:
        """The segment of each atom, (a,)."""
        segments = self._atoms.segments
        return np.repeat(np.arange(len(segments)), segments[:, LAST] - segments[:, FIRST])

    @cached_property
    def _losses(self) -> NDArray[np.int64]:
        """What the margins of the segments before a segment lose without a group, summed: (segments + 1, groups).

        Only segments with a cut are counted; absent groups have zeros. The layers of the scores, which nothing else
        needs, are given up.
        """
        found = np.zeros((len(self._atoms.segments) + 1, len(GROUPS)), dtype=np.int64)
        chosen = np.unique(self._owners[self._decoded.labels >= FIRST_CUT])
        groups = [_GROUPS[number] for number in self._present]
        margins = margins_without(self._atoms, self._evidence, self._scores, self._weights.networks[0], chosen, groups)
        for place, number in enumerate(self._present, start=1):
            found[chosen + 1, number] = margins[:, 0] - margins[:, place]
        self._scores = self._scores._replace(layers=())
        return np.cumsum(found, axis=0, out=found)

    @cached_property
    def _margins(self) -> NDArray[np.int64]:
        """The sums of the margins of the atoms before each atom, and of all, in 1/2048: (a + 1,) int64."""
        margins: NDArray[np.int64] = summed_margins(self._scores.atoms)
        return margins

    def _rule(self, group: str, run: Run, text: str) -> str:
        """The rule of a run that a group of evidence gives: `wording:اقرأ أيضا`, `crawl:headline`, or only `form`.

        The detail of the echo, and the number of pages of the crawl, are of the segment of the first atom; a headline
        of another page may begin anywhere in the run.
        """
        if group == "wording":
            return f"wording:{self._wording(run, text)}"
        if group == MARKUP and self._markup is not None:
            feature = named(self._markup, run.first, run.last, number_of(run.label, run.article))
            return f"{MARKUP}:{feature}" if feature else MARKUP
        segment = self._owners[run.first]
        columns = self._evidence.columns[segment]
        if group == "echo":
            titled = columns[SEGMENT_COLUMN["title-pairs"]] > 0 or columns[SEGMENT_COLUMN["title-words"]] > 0
            return "echo:repeated" if columns[SEGMENT_COLUMN["repeated"]] else "echo:title" if titled else "echo:page"
        if group == "crawl":
            headline = self._evidence.rows[run.first : run.last, _HEADLINE] - ROWS[_HEADLINE]
            if ((headline >= 2) & (headline <= 4)).any():
                return "crawl:headline"
            documents = int(self._evidence.documents[segment])
            return f"crawl:repeated-line,docs={documents}" if documents else "crawl"
        return group

    @cached_property
    def _listed(self) -> NDArray[np.bool_]:
        """Which atoms are in a listed phrase, bool (a,)."""
        return self._evidence.rows[:, _PHRASE] > ROWS[_PHRASE]

    def _wording(self, run: Run, text: str) -> str:
        """The first listed phrase in a run, else its first three words, as written but with single spaces."""
        listed = self._listed[run.first : run.last]
        first = run.first + int(listed.argmax())
        last = first + 1
        if self._listed[first]:
            while last < run.last and self._listed[last]:
                last += 1
        else:
            first, last = self._first_words(run)
        starts = self._atoms.rows[:, START]
        offset = int(starts[run.first]) - run.start
        return " ".join(text[int(starts[first]) - offset : int(self._atoms.rows[last - 1, END]) - offset].split())

    def _first_words(self, run: Run) -> tuple[int, int]:
        """The atoms (first, end) from the first to the third word among the first 24 atoms of a run.

        Wordings that the user left out are skipped. Where there are no words, these are the first three atoms.
        """
        words = [
            at
            for at in range(run.first, min(run.last, run.first + _LOOKED_THROUGH))
            if self._atoms.rows[at, KIND] <= OTHER_SCRIPT and self._evidence.user[at] <= len(self._phrases)
        ][:_WORDS_OF_A_RULE]
        return (words[0], words[-1] + 1) if words else (run.first, min(run.last, run.first + _WORDS_OF_A_RULE))
