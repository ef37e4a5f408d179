"""Chooses what the report of a run shows: samples, what to check first, and the pages and texts that they need."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from statistics import median
from typing import NamedTuple

from dedup.output import Passage, Removed
from dedup.report.differences import Sides, differ_in_numbers, side_by_side, whole
from dedup.report.fetching import FetchedPage, KeptText, fetch
from dedup.report.reading import Findings, Loss, Pair, look_through, pages_of
from dedup.report.sampling import alternating
from dedup.report.views import PageView, fetched_view
from dedup.stats import MANY_PAGES, SourceFigures, Stats

# Numbers of items in the lists, chosen: cuts with low confidence, cuts of one group in a list, long cuts, pages with
# large losses, unusual rules, pairs of a kind, passages, and pages.
_UNSURE, _OF_A_GROUP, _LONGEST, _LOSSES, _UNUSUAL = 20, 4, 15, 15, 15
_PAIRS_OF_A_KIND, _PASSAGES = 12, 24
_MOST_PAGES = 500
# A rule is unusual in a source where its share of the characters is above the median by so much, and so many times the
# median; with fewer sources none is. Chosen.
_LEAST_SOURCES = 3
_LEAST_ABOVE, _TIMES_THE_MEDIAN = 0.02, 5
_AROUND = 160  # characters shown before and after a passage; chosen
_LONGEST_PASSAGE = 1_200  # characters of a passage that are shown; chosen


class ShownCut(NamedTuple):
    """A cut in a list, and the source of its page."""

    cut: Removed
    source: str


class ShownLoss(NamedTuple):
    """A page that lost a large share of its text, and its source."""

    loss: Loss
    source: str


class UnusualRule(NamedTuple):
    """A rule that cut far more in one source than in others: its share there, the median share, and one of its cuts.

    Shares are of the characters of a source. `example` is None where no cut was sampled.
    """

    rule: str
    source: str
    share: float
    median: float
    example: ShownCut | None


class ShownPair(NamedTuple):
    """A dropped document and the kept one, side by side."""

    pair: Pair
    source: str
    kept_source: str
    sides: Sides


class ShownPassage(NamedTuple):
    """A repeated passage in both texts, with the text before and after it; in each pair, the earlier document is first.

    `source` is that of the later document, `of_source` that of the earlier one.
    """

    passage: Passage
    source: str
    of_source: str
    sides: Sides
    before: tuple[str, str]
    after: tuple[str, str]


@dataclass(frozen=True)
class Selection:
    """Everything that the report shows of texts.

    `numbers` are some near pairs that differ only in numbers and dates, `numbers_looked_at` is how many were compared.
    """

    found: Findings
    unsure: Sequence[ShownCut]
    longest: Sequence[ShownCut]
    losses: Sequence[ShownLoss]
    unusual: Sequence[UnusualRule]
    sample: Sequence[ShownCut]
    near: Sequence[ShownPair]
    contained: Sequence[ShownPair]
    numbers: Sequence[ShownPair]
    numbers_looked_at: int
    passages: Sequence[ShownPassage]
    pages: Sequence[PageView]


def select(run: Path, stats: Stats, sample: int) -> Selection:
    """Read the outputs of a run and choose what to show; the same outputs give the same choice.

    `sample`: how many cuts are sampled. Pages are shown for the cuts and losses that are listed or sampled, at most
    `_MOST_PAGES`.
    """
    found = look_through(run, stats)

    def shown(cuts: Iterable[Removed]) -> list[ShownCut]:
        """Cuts with their sources."""
        return [ShownCut(cut, found.sources.get(cut.id, "")) for cut in cuts]

    unsure = shown(_few_alike(found.unsure, _UNSURE, lambda cut: cut.rule))
    longest = shown(_few_alike(found.longest, _LONGEST, lambda cut: (cut.rule, found.sources.get(cut.id))))
    losses = [ShownLoss(loss, found.sources.get(loss.page, "")) for loss in islice(found.losses, _LOSSES)]
    unusual = _unusual_rules(stats.sources.listed, found)
    sampled = shown(islice(found.strata.in_turn(), sample))
    passages = list(islice(found.passages.in_turn(), _PASSAGES))
    near, contained = (list(islice(pairs, _PAIRS_OF_A_KIND)) for pairs in (found.near, found.contained))

    examples = [rule.example for rule in unusual if rule.example]
    first = alternating([_ids(unsure), _ids(longest), (own.loss.page for own in losses), _ids(examples)])
    pages = list(islice(dict.fromkeys(chain(first, _ids(sampled))), _MOST_PAGES))
    texts = _texts_of([*near, *contained, *found.alike], passages, found)
    fetched = fetch(run, dict.fromkeys(chain(pages, texts)), found.lengths)
    documents = {own.id: own for page in fetched.values() for own in page.documents}
    numbers = [pair for pair in found.alike if _differs_in_numbers(pair, documents)]
    return Selection(
        found,
        unsure,
        longest,
        losses,
        unusual,
        sampled,
        list(_shown_pairs(near, documents, found)),
        list(_shown_pairs(contained, documents, found)),
        list(_shown_pairs(numbers[:_PAIRS_OF_A_KIND], documents, found)),
        len(found.alike),
        list(_shown_passages(passages, fetched, found)),
        [fetched_view(fetched[page], found.sources.get(page, "")) for page in pages if page in fetched],
    )


def _ids(cuts: Iterable[ShownCut]) -> Iterator[str]:
    """Yield the id of the page of each cut."""
    return (shown.cut.id for shown in cuts)


def _few_alike(cuts: Iterable[Removed], most: int, group: Callable[[Removed], Hashable]) -> Iterator[Removed]:
    """Yield the first cuts, up to `most` in all and `_OF_A_GROUP` with the same value of `group`."""
    seen = Counter[Hashable]()
    for cut in cuts:
        seen[group(cut)] += 1
        if seen[group(cut)] <= _OF_A_GROUP and most:
            most -= 1
            yield cut


def _unusual_rules(sources: Sequence[SourceFigures], found: Findings) -> list[UnusualRule]:
    """The rules that cut a share of a source's characters far above the rule's median share, the farthest first.

    Far is more than `_LEAST_ABOVE` above it, and more than `_TIMES_THE_MEDIAN` times it. Sources of fewer than
    `MANY_PAGES` pages are left out; where fewer than `_LEAST_SOURCES` are left, no rule is unusual. A source in which
    a rule cut nothing has the share 0. At most `_UNUSUAL` are returned, each with an example if there is one.
    """
    characters = {own.source: own.characters or 1 for own in sources if own.pages >= MANY_PAGES}
    if len(characters) < _LEAST_SOURCES:
        return []
    shares: dict[str, dict[str, float]] = {}
    for (rule, source), cut in found.cut_by_rule.items():
        if source in characters:
            shares.setdefault(rule, {})[source] = cut / characters[source]
    unusual = []
    for rule, own_shares in shares.items():
        usual = median([*own_shares.values(), *[0.0] * (len(characters) - len(own_shares))])
        unusual += [
            UnusualRule(rule, source, share, usual, None)
            for source, share in own_shares.items()
            if share > usual + _LEAST_ABOVE and share > _TIMES_THE_MEDIAN * usual
        ]
    unusual.sort(key=lambda own: (own.median - own.share, own.rule, own.source))
    return [own._replace(example=_example(own, found)) for own in unusual[:_UNUSUAL]]


def _example(unusual: UnusualRule, found: Findings) -> ShownCut | None:
    """A cut by the rule in its source, None where none was sampled."""
    for stratum in found.strata.sizes:
        if stratum[1:] == (unusual.rule, unusual.source) and (cut := found.strata.first(stratum)):
            return ShownCut(cut, unusual.source)
    return None


def _texts_of(pairs: Iterable[Pair], passages: Iterable[Passage], found: Findings) -> Iterator[str]:
    """Yield the ids of the pages whose texts the pairs and passages need: of a passage, all that its pages may have."""
    for pair in pairs:
        yield pair.page
        yield found.kept_pages.get(pair.kept, pair.kept)
    for passage in passages:
        yield from pages_of(passage.id)
        yield from pages_of(passage.of)


def _differs_in_numbers(pair: Pair, documents: Mapping[str, KeptText]) -> bool:
    """Whether both documents of a pair are there, and differ at most in numbers, months and weekdays."""
    dropped, kept = documents.get(pair.id), documents.get(pair.kept)
    return bool(dropped and kept and differ_in_numbers(dropped.text, kept.text))


def _shown_pairs(pairs: Iterable[Pair], documents: Mapping[str, KeptText], found: Findings) -> Iterator[ShownPair]:
    """Yield the pairs whose two documents were fetched, side by side: the kept one left, the dropped one right."""
    for pair in pairs:
        dropped, kept = documents.get(pair.id), documents.get(pair.kept)
        if dropped and kept:
            kept_page = found.kept_pages.get(pair.kept, pair.kept)
            sources = found.sources.get(pair.page, ""), found.sources.get(kept_page, "")
            yield ShownPair(pair, *sources, side_by_side(kept.text, dropped.text))


def _shown_passages(
    passages: Iterable[Passage], pages: Mapping[str, FetchedPage], found: Findings
) -> Iterator[ShownPassage]:
    """Yield the passages whose two documents were fetched as a whole, side by side: the earlier text left.

    At most `_LONGEST_PASSAGE` characters are shown of each. A passage that ends after the end of a text is left out.
    """
    for passage in passages:
        own, other = _whole_text(passage.id, pages), _whole_text(passage.of, pages)
        if own is None or other is None or passage.end > len(own[1]) or passage.of_end > len(other[1]):
            continue
        (page, right), (of_page, left) = own, other
        starts, ends = (passage.of_start, passage.start), (passage.of_end, passage.end)
        texts = [
            text[start : min(end, start + _LONGEST_PASSAGE)]
            for text, start, end in zip((left, right), starts, ends, strict=True)
        ]
        yield ShownPassage(
            passage,
            found.sources.get(page, ""),
            found.sources.get(of_page, ""),
            whole(texts[0], texts[1]),
            (_before(left, starts[0]), _before(right, starts[1])),
            (_after(left, ends[0]), _after(right, ends[1])),
        )


def _before(text: str, end: int) -> str:
    """Whole words before a passage that starts at `end`, at most `_AROUND` characters, on one line.

    They begin with `…` where text before them is left out.
    """
    start = max(0, end - _AROUND)
    words = " ".join(text[start:end].split())
    return f"… {words.partition(' ')[2]}" if start else words


def _after(text: str, start: int) -> str:
    """Whole words after a passage that ends at `start`, at most `_AROUND` characters, on one line.

    They end with `…` where text after them is left out.
    """
    end = start + _AROUND
    words = " ".join(text[start:end].split())
    return f"{words.rpartition(' ')[0]} …" if end < len(text) else words


def _whole_text(document: str, pages: Mapping[str, FetchedPage]) -> tuple[str, str] | None:
    """The id of the page of a document, and the text that offsets of its passages refer to.

    None where the page is too long or was not fetched.
    """
    for page in (pages[name] for name in pages_of(document) if name in pages):
        for own in page.documents:
            if own.id == document and page.is_whole:
                return page.id, page.text_of(own)
    return None
