"""Measures of predictions, in visible characters: prose lost, furniture and metadata left, boundaries found."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from dedup.boilerplate.labels import APPENDED, FIRST_CUT, METADATA
from dedup.boilerplate.training.gold import GoldPage

_METADATA_END = FIRST_CUT + len(METADATA)


@dataclass(frozen=True, slots=True)
class Judged:
    """The atoms of a page with their gold and their predicted labels.

    `gold`, `found` (a,): labels; `gold_articles` (a,): the number of the article, also of metadata, 0 for furniture;
    `found_articles` (a,): the same, 0 for all that is cut; `sizes` (a,): visible characters; `glued` (a,) bool: no
    space before the atom; `sure` (a,) bool: whether the annotators were.
    """

    page: GoldPage
    gold: NDArray[np.int64]
    found: NDArray[np.int64]
    gold_articles: NDArray[np.int64]
    found_articles: NDArray[np.int64]
    sizes: NDArray[np.int64]
    glued: NDArray[np.bool_]
    sure: NDArray[np.bool_]

    @property
    def lost(self) -> float:
        """The share of the characters of body, of all articles, that was cut; 0 for a page without body.

        Atoms that the annotators were not sure of are left out.
        """
        body = (self.gold % APPENDED == 0) & (self.gold < FIRST_CUT) & self.sure
        cut = body & (self.found >= FIRST_CUT)
        return float(self.sizes[cut].sum() / max(self.sizes[body].sum(), 1))


@dataclass
class Tally:
    """Sums over pages, in characters; `fused` and `appended` count boundaries and articles."""

    pages: int = 0
    content: int = 0
    prose_cut: int = 0
    furniture: int = 0
    furniture_left: int = 0
    metadata: int = 0
    metadata_left: int = 0
    fused: int = 0
    fused_hit: int = 0
    appended: int = 0
    appended_hit: int = 0
    damaged: list[tuple[str, float]] = field(default_factory=list)
    by_page: list[tuple[float, float, float]] = field(default_factory=list)

    def add(self, page: Judged) -> None:
        """Add a page: its characters that the annotators were sure of, its boundaries, its appended articles.

        `damaged` gets its id and share if over 1 % of its body was cut; `by_page` gets the share of its content that
        was cut, the share of its cuts that was left (NaN without cuts), and its F1.
        """
        sizes = np.where(page.sure, page.sizes, 0)
        content, kept = page.gold < FIRST_CUT, page.found < FIRST_CUT
        metadata = ~content & (page.gold < _METADATA_END)
        furniture = page.gold >= _METADATA_END
        sums = [int(sizes[chosen].sum()) for chosen in (content, content & ~kept, furniture, furniture & kept)]
        self.pages += 1
        self.content += sums[0]
        self.prose_cut += sums[1]
        self.furniture += sums[2]
        self.furniture_left += sums[3]
        self.metadata += int(sizes[metadata].sum())
        self.metadata_left += int(sizes[metadata & kept].sum())
        self._add_boundaries(page, content, kept)
        self._add_appended(page, content)
        if page.lost > 0.01:
            self.damaged.append((page.page.id, page.lost))
        junk, left = int(sizes[~content].sum()), int(sizes[~content & kept].sum())
        self.by_page.append((sums[1] / max(sums[0], 1), left / max(junk, 1) if junk else np.nan, _f1(sums, junk, left)))

    def _add_boundaries(self, page: Judged, content: NDArray[np.bool_], kept: NDArray[np.bool_]) -> None:
        """Count the boundaries between content and cuts without a space, and those with both sides rightly decided.

        Boundaries with a side that the annotators were not sure of are left out.
        """
        edge = np.flatnonzero((content[1:] != content[:-1]) & page.glued[1:] & page.sure[1:] & page.sure[:-1]) + 1
        self.fused += len(edge)
        self.fused_hit += int(((kept[edge] == content[edge]) & (kept[edge - 1] == content[edge - 1])).sum())

    def _add_appended(self, page: Judged, content: NDArray[np.bool_]) -> None:
        """Count the appended articles, and those found: 95% of their characters in one article, with at most 2% of
        others.
        """
        for number in set(page.gold_articles[content].tolist()) - {0, 1}:
            own = content & (page.gold_articles == number)
            total = int(page.sizes[own].sum())
            self.appended += 1
            for other in set(page.found_articles.tolist()) - {0, 1}:
                taken = (page.found_articles == other) & (page.found < FIRST_CUT)
                inside = int(page.sizes[taken & own].sum())
                foreign = int(page.sizes[taken & ~(page.gold_articles == number)].sum())
                if inside >= 0.95 * total and foreign <= 0.02 * (inside + foreign):
                    self.appended_hit += 1
                    break

    @property
    def f1(self) -> float:
        """The F1 score of keeping content, by characters, in percent."""
        kept_wrong = self.furniture_left + self.metadata_left
        right = self.content - self.prose_cut
        return 100 * 2 * right / max(2 * right + kept_wrong + self.prose_cut, 1)

    def row(self) -> dict[str, float | int | None]:
        """All measures by name: percentages, None where there was nothing to measure, and numbers of pages."""
        by_page = np.array(self.by_page or [(0.0, np.nan, 1.0)])
        left = by_page[:, 1][~np.isnan(by_page[:, 1])]
        return {
            "pages": self.pages,
            "F1": round(self.f1, 2),
            "prose removed": _share(self.prose_cut, self.content),
            "furniture left": _share(self.furniture_left, self.furniture),
            "metadata left": _share(self.metadata_left, self.metadata),
            "fused found": _share(self.fused_hit, self.fused),
            "appended found": _share(self.appended_hit, self.appended),
            "prose removed by page": round(100 * float(by_page[:, 0].mean()), 3),
            "cut-worthy left by page": round(100 * float(left.mean()), 1) if len(left) else None,
            "pages losing over 10%": sum(lost > 0.1 for _, lost in self.damaged),
        }


def _share(part: int, whole: int) -> float | None:
    """`part` of `whole` in percent, None where `whole` is 0."""
    return round(100 * part / whole, 3) if whole else None


def _f1(sums: Sequence[int], junk: int, left: int) -> float:
    """The F1 score of keeping content on a page, from 0 to 1; 1 for a page without content and cuts.

    `sums` begin with the characters of content, and of content cut; `junk`: those to be cut; `left`: those of them
    that were left.
    """
    right = sums[0] - sums[1]
    return 2 * right / max(2 * right + left + sums[1], 1) if sums[0] or junk else 1.0


def tally(pages: Iterable[Judged]) -> Tally:
    """The sums over some pages."""
    total = Tally()
    for page in pages:
        total.add(page)
    return total
