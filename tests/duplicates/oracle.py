"""Document matching done the slow way: Python sets, every pair compared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from dedup.arabic import fold
from dedup.duplicates import KINDS, Decisions, DocumentTable, Fingerprints, MatchSettings
from dedup.minhash import NUM_PERM, SHINGLE_WORDS


@dataclass(frozen=True)
class Text:
    """A document as a set of shingles. Texts of one set and one `wording` are exact copies."""

    shingles: frozenset[int]
    wording: int = 0
    length: int = 0
    date: str = ""
    source: str = ""


@dataclass(frozen=True)
class Fate:
    kept_by: int | None
    kind: str = ""
    jaccard: float = 0.0
    containment: float = 0.0


def span(start: int, end: int) -> Text:
    return Text(frozenset(range(start, end)))


def table_of(texts: Sequence[Text], signatures: Sequence[int] = ()) -> DocumentTable:
    """A table in which all documents share every band, so that every pair of them is compared.

    With `signatures`, only those of the same one do.
    """
    sets = [sorted(text.shingles) for text in texts]
    wordings = {key: at for at, key in enumerate({(text.shingles, text.wording) for text in texts}, 1)}
    prints = Fingerprints(
        np.array([shingle for one in sets for shingle in one], np.uint64),
        np.cumsum([0, *map(len, sets)], dtype=np.int64),
        np.repeat(np.array(signatures or [0] * len(texts), np.uint32), NUM_PERM).reshape(-1, NUM_PERM),
        np.array(
            [(0, wordings[text.shingles, text.wording] if text.shingles else 0) for text in texts], np.uint64
        ).reshape(-1, 2),
    )
    return DocumentTable(
        prints,
        np.array([text.length for text in texts], np.int64),
        [text.date for text in texts],
        [text.source for text in texts],
    )


def fates(decisions: Decisions) -> list[Fate]:
    columns = (decisions.kept_by, decisions.kind, decisions.jaccard, decisions.containment)
    rows = zip(*(column.tolist() for column in columns), strict=True)
    return [Fate(by, KINDS[kind], *scores) if by >= 0 else Fate(None) for by, kind, *scores in rows]


def jaccard(a: frozenset[object], b: frozenset[object]) -> float:
    return len(a & b) / len(a | b)


def containment(dropped: frozenset[object], kept: frozenset[object]) -> float:
    return len(dropped & kept) / len(dropped)


def shingles_of(text: str) -> frozenset[tuple[str, ...]]:
    """The word shingles themselves, not their hashes."""
    words = fold(text).split()
    runs = max(1, len(words) - SHINGLE_WORDS + 1)
    return frozenset(tuple(words[at : at + SHINGLE_WORDS]) for at in range(runs)) if words else frozenset()


class Oracle:
    """The decisions that `decide` must take, from their definition."""

    def __init__(self, texts: Sequence[Text], settings: MatchSettings) -> None:
        self.texts, self.settings = texts, settings
        by_preference = sorted(range(len(texts)), key=self._preference)
        self.rank = {row: place for place, row in enumerate(by_preference)}
        self.original = list(range(len(texts)))
        for row, text in enumerate(texts):
            if text.shingles:
                copies = [r for r, t in enumerate(texts) if self._same(t, text)]
                self.original[row] = min(copies, key=self.rank.__getitem__)
        self.compared = [r for r in by_preference if self.original[r] == r and texts[r].shingles]

    def covers(self, kept: int, dropped: int) -> bool:
        small, large = self.texts[dropped].shingles, self.texts[kept].shingles
        larger = (-len(large), self.rank[kept]) < (-len(small), self.rank[dropped])
        long = len(small) > self.settings.contained_words - SHINGLE_WORDS
        return jaccard(small, large) >= self.settings.near or (
            larger and long and containment(small, large) >= self.settings.contained
        )

    def fates(self) -> list[Fate]:
        kept = self._settled()
        decided = {row: Fate(None) if row in kept else self._best(row, kept) for row in self.compared}
        return [self._with_copies(row, decided) for row in range(len(self.texts))]

    def _preference(self, row: int) -> tuple[object, ...]:
        text, prefer = self.texts[row], self.settings.prefer
        listed = prefer.index(text.source) if text.source in prefer else len(prefer)
        newer = [date for date in {other.date for other in self.texts} if date > text.date]
        by = {
            "earliest": (not text.date, text.date),
            "latest": (len(newer),),
            "longest": (-text.length,),
            "first": (),
        }
        return (listed, *by[self.settings.keep], row)

    @staticmethod
    def _same(a: Text, b: Text) -> bool:
        return (a.shingles, a.wording) == (b.shingles, b.wording)

    def _settled(self) -> set[int]:
        kept: set[int] = set()
        undecided = self.compared
        while undecided:
            leaders: list[int] = []
            for row in undecided:
                alike = (self.texts[row].shingles, [self.texts[other].shingles for other in leaders])
                if all(jaccard(alike[0], other) < self.settings.near for other in alike[1]):
                    leaders.append(row)
            before, kept = kept | set(leaders), set()
            for row in sorted(before, key=lambda r: (-len(self.texts[r].shingles), self.rank[r])):
                if not any(self.covers(other, row) for other in kept):
                    kept.add(row)
            undecided = [r for r in self.compared if r not in kept and not any(self.covers(k, r) for k in kept)]
        return kept

    def _best(self, row: int, kept: set[int]) -> Fate:
        own = self.texts[row].shingles

        def merit(other: int) -> tuple[float, float, int]:
            theirs = self.texts[other].shingles
            return jaccard(own, theirs), containment(own, theirs), -self.rank[other]

        best = max((other for other in kept if self.covers(other, row)), key=merit)
        similar, inside, _ = merit(best)
        return Fate(best, "near" if similar >= self.settings.near else "contained", similar, inside)

    def _with_copies(self, row: int, decided: dict[int, Fate]) -> Fate:
        original = self.original[row]
        fate = decided.get(original, Fate(None))
        if original != row and fate.kept_by is None:
            return Fate(original, "exact", 1.0, 1.0)
        return replace(fate)
