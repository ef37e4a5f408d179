"""All data that networks are trained and evaluated on, read and composed from folders given by path."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple

from torch import Tensor

from dedup.arabic.groups import grouped
from dedup.boilerplate.training.corpora import FIELD, PRESS, WIKI, annotated, corpus_file, crawl_of, read_corpus
from dedup.boilerplate.training.examples import Example, examples
from dedup.boilerplate.training.generator import (
    Materials,
    Wordings,
    described,
    digests,
    generate,
    indexes,
    near_misses,
    records,
    repeats,
    scrolls,
    sequels,
)
from dedup.boilerplate.training.generator.wordings import LISTED
from dedup.boilerplate.training.gold import GoldPage, GoldSpan, read_gold
from dedup.boilerplate.training.plan import Mix, Plan
from dedup.boilerplate.training.thinning import thinned
from dedup.boilerplate.training.vectors import word_vectors

_OF_OTHER_SITES = 6  # pages kept of sites that repeat themselves, and of those to evaluate; chosen


@dataclass(frozen=True, slots=True)
class Data:
    """The examples by kind.

    `real`: annotated pages of publishers. `composed`, `thin`: for each recipe of the plan the generated pages of
    layouts, wordings and described sites trained on, and some of these pages with most parts removed. `held_back`:
    generated pages of layouts and wordings held back. `thin_real`: annotated pages with most parts removed.
    `near_misses`: composed pages without furniture that look as if they had some. `repeats`: pages of crawls that
    repeat themselves, with their crawl and, relabelled, alone, in random order. `records`, `scrolls`, `indexes`,
    `digests`, `sequels`: pages of records, of several articles, without any, of short reports, and with short articles
    below the first, with their crawl and alone, in random order. `others`: composed pages, near misses and thin pages
    with the layouts and wordings held back, for the networks that are kept, which learn all.
    `pages`, `seeds`: aggregator pages with exact gold. `clean`: encyclopedia articles, `foreign`: columns with much
    text in other scripts; both have nothing to cut. `vectors`: word vectors of the vocabulary. `facts`: the files with
    their hashes, and the numbers of pages.
    """

    real: Sequence[Example]
    composed: Sequence[Sequence[Example]]
    thin: Sequence[Sequence[Example]]
    thin_real: Sequence[Example]
    near_misses: Sequence[Example]
    repeats: Sequence[Example]
    records: Sequence[Example]
    scrolls: Sequence[Example]
    indexes: Sequence[Example]
    digests: Sequence[Example]
    sequels: Sequence[Example]
    held_back: Sequence[Example]
    others: Sequence[Example]
    pages: Sequence[Example]
    seeds: Sequence[Example]
    clean: Sequence[Example]
    foreign: Sequence[Example]
    vectors: Tensor
    facts: Sequence[str]


def load(corpora: Path, gold: Path, phrases: Path, plan: Plan, report: Callable[[str], None]) -> Data:
    """Read and compose all data, and report progress; about three minutes on one core.

    Annotated pages are not among the articles of composed ones. Raises DedupError where a corpus is missing, and
    FileNotFoundError where a file of gold is.
    """
    real, gold_ids = _real(corpora, gold)
    report(f"{len(real):,} annotated pages")
    made = _composed(corpora, phrases, plan, gold_ids)
    composed, thin = dict[Mix, list[Example]](), dict[Mix, list[Example]]()
    for mix in dict.fromkeys(recipe.mix for recipe in plan.recipes):
        kinds = ((made.own, mix.own), (made.described, mix.described))
        parts = [[example for example in kind if _is_of_first(example.page, kept)] for kind, kept in kinds]
        composed[mix] = [*parts[0], *parts[1]]
        thin[mix] = [*_thin(parts[0], plan.seed), *_thin(parts[1][::2], plan.seed)]
        report(f"{len(composed[mix]):,} pages composed, {len(thin[mix]):,} thin ones, of {mix}")
    thin_real, others = _thin(real, plan.seed), [*made.others, *_thin(made.others, plan.seed)]
    report(f"{len(made.held_back):,} pages of other layouts and wordings")
    pages, seeds = (list(examples(read_gold(gold / f"{name}.jsonl"))) for name in ("pages", "seeds"))
    clean = list(examples(_encyclopedia(corpora, plan)))
    foreign = list(examples(_foreign_prose(corpora, gold_ids)))
    vectors = word_vectors(_texts(corpora), plan.dimensions, plan.seed)
    report(f"{len(vectors):,} word vectors")
    sums = " or ".join(f"{len(composed[mix])} composed and {len(thin[mix])} thin" for mix in composed)
    counts = f"{sums}, {len(others)} of other layouts and wordings, {len(clean)} encyclopedia pages"
    facts = [*_files(corpora, gold, phrases), f"plan: {plan}", f"{len(real)} annotated, {counts}"]
    return Data(
        real, [composed[recipe.mix] for recipe in plan.recipes], [thin[recipe.mix] for recipe in plan.recipes],
        thin_real, made.near_misses, made.repeats, made.records, made.scrolls, made.indexes, made.digests, made.sequels,
        made.held_back, others, pages, seeds, clean, foreign, vectors, facts,
    )  # fmt: skip


def _thin(pages: Iterable[Example], seed: int) -> list[Example]:
    """The pages with most parts removed, as examples without a crawl."""
    return list(examples(thinned((own.page for own in pages), seed)))


def _real(corpora: Path, gold: Path) -> tuple[list[Example], frozenset[str]]:
    """The annotated pages with the evidence of their crawls, and the ids of these pages."""
    found: list[Example] = []
    for names, files in ((PRESS, ("real", "press")), (FIELD, ("field",))):
        known = crawl_of(record for name in names for record in read_corpus(corpora, name))
        pages = [page for file in files for page in read_gold(gold / f"{file}.jsonl")]
        found += examples([*pages, *annotated(corpora, names)], known)
    return found, frozenset(example.page.id for example in found)


class _Composed(NamedTuple):
    """Composed pages: of the generator's own sites, of described ones, of layouts and wordings held back, more of those
    for the networks that are kept, near misses, and the repeats, records, scrolls, indexes, digests and sequels.
    """

    own: list[Example]
    described: list[Example]
    held_back: list[Example]
    others: list[Example]
    near_misses: list[Example]
    repeats: list[Example]
    records: list[Example]
    scrolls: list[Example]
    indexes: list[Example]
    digests: list[Example]
    sequels: list[Example]


def _composed(corpora: Path, phrases: Path, plan: Plan, exclude: frozenset[str]) -> _Composed:
    """Compose all pages. `others` also have pages of described sites and near misses, of held-back wordings.

    Of each site the first pages are kept, with crawl evidence from all pages of all sites of the list; of the last five
    half come alone too, shuffled, since a round takes the first of them. Records of the corpora with ids in `exclude`
    are not used.
    """
    wordings = Wordings.read(phrases)
    files = [corpus_file(corpora, name) for name in (*PRESS, WIKI)]
    materials = Materials.read(files, plan.seed, plan.articles, exclude, wordings)
    made = []
    kinds = ((plan.sites, False), (plan.held_back_sites, True), (plan.other_sites, True))
    for seed, (sites, held_back) in enumerate(kinds, start=plan.seed):
        pages = list(generate(materials, wordings, seed, sites, plan.pages_per_site, held_back))
        known = crawl_of(pages)
        kept = _OF_OTHER_SITES if held_back else max(recipe.mix.own for recipe in plan.recipes)
        made.append(list(examples((page for page in pages if _is_of_first(page, kept)), known)))
    own, other_layouts, others = made
    of_descriptions = []
    for seed, (sites, held_back) in enumerate(((plan.described_sites, False), (plan.other_described, True)), plan.seed):
        pages = list(described(materials, wordings, seed, sites, plan.pages_per_site, held_back))
        kept = max(recipe.mix.described for recipe in plan.recipes)
        of_descriptions.append(list(examples((page for page in pages if _is_of_first(page, kept)), crawl_of(pages))))
    others += of_descriptions[1]
    count = plan.near_misses * plan.other_sites // plan.sites
    others += examples(near_misses(materials, wordings, plan.seed, count, held_back=True))
    misses = list(examples(near_misses(materials, wordings, plan.seed, plan.near_misses)))
    size = plan.pages_per_site
    of_crawls = [
        _of_crawls(list(repeats(materials, wordings, plan.seed, plan.repeating_sites, size)), relabelled_alone),
        _of_crawls(list(records(materials, wordings, plan.seed, plan.record_sites, size)), _alone),
        _of_crawls(list(scrolls(materials, wordings, plan.seed, plan.scrolling_sites, size)), _alone),
        _of_crawls(list(indexes(materials, wordings, plan.seed, plan.index_sites, size)), _alone),
        _of_crawls(list(digests(materials, wordings, plan.seed, plan.digest_sites, size)), _alone),
        _of_crawls(list(sequels(materials, wordings, plan.seed, plan.sequel_sites, size)), _alone),
    ]
    for shuffled in of_crawls:
        random.Random(plan.seed).shuffle(shuffled)
    return _Composed(own, of_descriptions[0], other_layouts, others, misses, *of_crawls)


def _of_crawls(pages: Sequence[GoldPage], alone: Callable[[GoldPage], GoldPage]) -> list[Example]:
    """The first pages of each site with the evidence of their crawl, then half of these as they are `alone`."""
    first = [page for page in pages if _is_of_first(page, _OF_OTHER_SITES)]
    return [*examples(first, crawl_of(pages)), *examples(map(alone, first[::2]))]


def _is_of_first(page: GoldPage, kept: int) -> bool:
    """Whether a composed page, whose id ends in its number, is one of the first `kept` of its site."""
    return int(page.id.rpartition("-")[2]) < kept


def relabelled_alone(page: GoldPage) -> GoldPage:
    """A page of a crawl that repeats itself, as it is alone: its `nav` is body, and source and family are empty.

    Nothing but the crawl tells these lines of the site from text.
    """
    spans = (replace(span, label="body", article=1) if span.label == "nav" else span for span in page.spans)
    return replace(page, spans=tuple(spans), source="", family="")


def _alone(page: GoldPage) -> GoldPage:
    """A page without its source, which has no crawl."""
    return replace(page, source="")


def _encyclopedia(corpora: Path, plan: Plan) -> Iterator[GoldPage]:
    """Yield random encyclopedia articles of over 300 characters as pages that are all body.

    At most `plan.encyclopedia`, each cut to 5,000 characters: 30 % from a random place, the others from their start.
    """
    chance = random.Random(plan.seed)
    records = [record for record in read_corpus(corpora, WIKI) if len(record.text) > 300]
    for record in chance.sample(records, min(plan.encyclopedia, len(records))):
        start = chance.randrange(max(1, len(record.text) - 5000)) if chance.random() < 0.3 else 0
        text = record.text[start : start + 5000]
        yield GoldPage(record.id, text, (GoldSpan(0, len(text), "body", 1),), WIKI)


_OTHER_SCRIPT = re.compile("[A-Za-z\u00c0-\u024f\u0370-\u058f\u2d30-\u2d7f]")
_OF_A_POST = re.compile(r"https?:|www\.|@|#|pic\.|\.com")


def _foreign_prose(corpora: Path, exclude: frozenset[str]) -> Iterator[GoldPage]:
    """Yield columns that quote much text in other scripts, and no posts or links, as pages that are all body.

    Only of the last corpus of `PRESS`, without ids in `exclude`: those with at least 40 letters of other scripts, and
    one in 60 characters. They come in parts of 6,000 characters; what is beyond 30,000 is left out.
    """
    for record in read_corpus(corpora, PRESS[-1]):
        letters = len(_OTHER_SCRIPT.findall(record.text))
        if record.id in exclude or letters < 40 or letters < len(record.text) // 60 or _OF_A_POST.search(record.text):
            continue
        for start in range(0, min(len(record.text), 30_000), 6000):
            text = record.text[start : start + 6000]
            yield GoldPage(f"{record.id}-{start}", text, (GoldSpan(0, len(text), "body", 1),), record.source)


def _texts(corpora: Path) -> Iterator[list[str]]:
    """Yield the texts of the corpora in groups, with their titles above them; every second one of the encyclopedia."""
    for name in (*PRESS, *FIELD, WIKI):
        records = list(read_corpus(corpora, name))[:: 2 if name == WIKI else 1]
        for group in grouped(records, lambda record: record.text):
            yield [f"{record.title}\n{record.text}" for record in group]


def _files(corpora: Path, gold: Path, phrases: Path) -> Iterator[str]:
    """Yield a line with the name and the hash of each corpus, each of five files of gold, and the lists of wordings."""
    paths = [corpus_file(corpora, name) for name in (*PRESS, *FIELD, WIKI)]
    paths += [gold / f"{name}.jsonl" for name in ("real", "press", "field", "pages", "seeds")]
    paths += sorted(path for path in phrases.iterdir() if path.name in LISTED)
    for path in paths:
        yield f"{path.name} {blake2b(path.read_bytes(), digest_size=8).hexdigest()}"
