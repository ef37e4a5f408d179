"""What a cut is worth: kept and removed characters counted against gold pages.

Only code points that are not white space count. All measures are sums over pages, not means of pages.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from benchmarks.boilerplate_gold import CONTENT, FURNITURE, LABELS, METADATA, GoldPage

Mask = NDArray[np.bool_]

DAMAGED = 0.01
"""A page is damaged when it loses more than this share of its body."""
FOUND = 0.95
"""The share of an appended article that one predicted article must hold to have found it."""
FOREIGN = 0.02
"""The share of that predicted article that may be other text."""

_NUMBER = {label: number for number, label in enumerate(LABELS)}


@dataclass(frozen=True, slots=True)
class Prediction:
    """What a tool made of a page.

    `removed` are `(start, end, label)`, the label empty from tools that give none. `articles` are
    `(number, spans)`, 1 the host; None from tools that do not tell articles apart.
    """

    removed: tuple[tuple[int, int, str], ...]
    articles: tuple[tuple[int, tuple[tuple[int, int], ...]], ...] | None = None


@dataclass(slots=True)
class Task:
    """Characters to keep against characters kept."""

    right: int = 0
    too_many: int = 0
    missing: int = 0

    def add(self, kept: Mask, wanted: Mask) -> None:
        """Count a page."""
        self.right += int((kept & wanted).sum())
        self.too_many += int((kept & ~wanted).sum())
        self.missing += int((~kept & wanted).sum())

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall; 1 where there was nothing to keep and nothing kept."""
        wrong = self.too_many + self.missing
        return 2 * self.right / (2 * self.right + wrong) if self.right + wrong else 1.0


@dataclass(slots=True)
class Rate:
    """Hits among chances."""

    hits: int = 0
    chances: int = 0

    def add(self, hits: int, chances: int = 1) -> None:
        """Count some chances."""
        self.hits += hits
        self.chances += chances

    @property
    def share(self) -> float | None:
        """Between 0 and 1; None without a chance."""
        return self.hits / self.chances if self.chances else None


@dataclass(slots=True)
class Scores:
    """The sums over the pages added so far.

    `any_article` keeps the content of every article of a page, `host` that of article 1 alone. `total` and `removed`
    are characters by label; `labels` are removed characters whose label is right, of those that have one; `appended`
    are gold articles after the host that a predicted article holds.
    """

    any_article: Task = field(default_factory=Task)
    host: Task = field(default_factory=Task)
    total: NDArray[np.int64] = field(default_factory=lambda: np.zeros(len(LABELS), dtype=np.int64))
    removed: NDArray[np.int64] = field(default_factory=lambda: np.zeros(len(LABELS), dtype=np.int64))
    damaged: list[str] = field(default_factory=list)
    fused: Rate = field(default_factory=Rate)
    appended: Rate = field(default_factory=Rate)
    tells_articles: bool = False
    labels: Rate = field(default_factory=Rate)

    @property
    def prose_removed(self) -> float | None:
        """The share of content characters that is cut."""
        return self._removed(CONTENT)

    @property
    def furniture_left(self) -> float | None:
        """The share of furniture characters that stays."""
        return self.left(FURNITURE)

    @property
    def metadata_left(self) -> float | None:
        """The share of metadata characters that stays."""
        return self.left(METADATA)

    def left(self, labels: Iterable[str]) -> float | None:
        """The share of the characters with these labels that stays."""
        removed = self._removed(labels)
        return None if removed is None else 1 - removed

    def _removed(self, labels: Iterable[str]) -> float | None:
        rows = [_NUMBER[label] for label in labels]
        total = int(self.total[rows].sum())
        return int(self.removed[rows].sum()) / total if total else None

    def add(self, page: GoldPage, prediction: Prediction) -> None:
        """Count a page."""
        gold, made = _Gold(page), _Made(page, prediction)
        self.any_article.add(made.kept[gold.counted], gold.content[gold.counted])
        self.host.add(made.host[gold.counted], (gold.content & (gold.articles == 1))[gold.counted])
        self.total += _by_label(gold.labels[gold.counted])
        self.removed += _by_label(gold.labels[gold.counted & made.removed])
        self._add_damage(page, gold, made)
        self._add_fused(page, gold, made)
        self._add_appended(gold, made)
        self._add_labels(gold, made)

    def _add_damage(self, page: GoldPage, gold: _Gold, made: _Made) -> None:
        body = gold.counted & (gold.labels == _NUMBER["BODY"])
        if body.any() and (body & made.removed).sum() / body.sum() > DAMAGED:
            self.damaged.append(page.id)

    def _add_fused(self, page: GoldPage, gold: _Gold, made: _Made) -> None:
        """Places where content and the rest touch without a blank: the cut must be there and nowhere beside."""
        for before, after in pairwise(page.spans):
            at = after.start
            if before.is_content == after.is_content or before.skipped or after.skipped or gold.blank[at - 1]:
                continue
            self.fused.add(made.kept[at - 1] == before.is_content and made.kept[at] == after.is_content)

    def _add_appended(self, gold: _Gold, made: _Made) -> None:
        self.tells_articles |= made.articles is not None
        later = [mask & gold.counted for number, mask in made.articles or () if number != 1]
        for number in sorted(set(gold.articles[gold.counted & gold.content].tolist()) - {0, 1}):
            own = gold.counted & (gold.articles == number)
            self.appended.add(any(_holds(mask, own & gold.content, own & ~gold.content) for mask in later))

    def _add_labels(self, gold: _Gold, made: _Made) -> None:
        named = gold.counted & made.removed & (made.classes != 0)
        right = made.classes[named] == _CLASS_OF_LABEL[gold.labels[named]]
        self.labels.add(int(right.sum()), len(right))


def score(pages: Iterable[GoldPage], predictions: Sequence[Prediction]) -> Scores:
    """The scores of one tool: its predictions in the order of the pages."""
    scores = Scores()
    for page, prediction in zip(pages, predictions, strict=True):
        scores.add(page, prediction)
    return scores


def reliability(
    pages: Iterable[GoldPage], cuts: Iterable[Sequence[tuple[int, int, float]]]
) -> dict[float, tuple[int, Rate]]:
    """By the confidence of cuts: how many there are, and of their characters those that are no content.

    `cuts` are `(start, end, confidence)` of each page; those of no character that counts are left out.
    """
    found: dict[float, tuple[int, Rate]] = {}
    for page, own in zip(pages, cuts, strict=True):
        gold = _Gold(page)
        for start, end, confidence in own:
            counted = gold.counted[start:end]
            if not counted.any():
                continue
            number, rate = found.get(confidence, (0, Rate()))
            rate.add(int((counted & ~gold.content[start:end]).sum()), int(counted.sum()))
            found[confidence] = number + 1, rate
    return dict(sorted(found.items()))


class _Gold:
    """The gold of a page, one entry a code point."""

    def __init__(self, page: GoldPage) -> None:
        size = len(page.text)
        self.blank: Mask = np.fromiter(map(str.isspace, page.text), dtype=bool, count=size)
        self.labels = np.full(size, -1, dtype=np.int64)
        self.articles = np.zeros(size, dtype=np.int64)
        self.counted: Mask = ~self.blank
        for span in page.spans:
            self.labels[span.start : span.end] = _NUMBER[span.label]
            self.articles[span.start : span.end] = span.article
            if span.skipped:
                self.counted[span.start : span.end] = False
        self.counted &= self.labels >= 0
        self.content: Mask = np.isin(self.labels, [_NUMBER[label] for label in CONTENT])


class _Made:
    """A prediction, one entry a code point. `classes` are classes of labels, 0 where a cut has none."""

    def __init__(self, page: GoldPage, prediction: Prediction) -> None:
        self.removed: Mask = np.zeros(len(page.text), dtype=bool)
        self.classes = np.zeros(len(page.text), dtype=np.int64)
        for start, end, label in prediction.removed:
            self.removed[start:end] = True
            if label:
                self.classes[start:end] = _CLASS_NUMBER.get(_class(label), len(_CLASS_NUMBER) + 1)
        self.kept: Mask = ~self.removed
        self.articles = None
        if prediction.articles is not None:
            self.articles = [(number, self._mask(spans)) for number, spans in prediction.articles]
        self.host = self._host()

    def _mask(self, spans: Iterable[tuple[int, int]]) -> Mask:
        mask = np.zeros(len(self.kept), dtype=bool)
        for start, end in spans:
            mask[start:end] = True
        return mask & self.kept

    def _host(self) -> Mask:
        """The article numbered 1; where none is, all that stays and is no other article's."""
        articles = self.articles or []
        hosts = [mask for number, mask in articles if number == 1]
        host = np.zeros_like(self.kept) if hosts else self.kept.copy()
        for mask in hosts:
            host |= mask
        for _, mask in articles if not hosts else ():
            host &= ~mask
        return host


def _by_label(labels: NDArray[np.int64]) -> NDArray[np.int64]:
    return np.bincount(labels, minlength=len(LABELS))


def _holds(made: Mask, content: Mask, neutral: Mask) -> bool:
    """Whether a predicted article is this one: nearly all of its content, hardly anything else but its metadata."""
    inside = int((made & content).sum())
    size = int((made & ~neutral).sum())
    return size > 0 and inside / int(content.sum()) >= FOUND and (size - inside) / size <= FOREIGN


def _class(label: str) -> str:
    """Labels that count as one another: the three of related matter, the two of embedded posts."""
    name = label.upper()
    return next((family for family in ("RELATED", "EMBED") if name.startswith(family)), name)


_CLASS_NUMBER = {name: number for number, name in enumerate(sorted({_class(label) for label in LABELS}), 1)}
_CLASS_OF_LABEL = np.array([_CLASS_NUMBER[_class(label)] for label in LABELS])
