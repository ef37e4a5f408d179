"""All that a network is trained on and measured with, read and composed from folders given by path."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple

from torch import Tensor

from dedup.arabic.groups import grouped
from dedup.boilerplate.labels import CONTENT
from dedup.boilerplate.training.corpora import FIELD, PRESS, WIKI, annotated, corpus_file, crawl_of, read_corpus
from dedup.boilerplate.training.examples import Example, examples
from dedup.boilerplate.training.generator import Materials, Wordings, generate, near_misses
from dedup.boilerplate.training.gold import GoldPage, GoldSpan, read_gold
from dedup.boilerplate.training.thinning import thinned
from dedup.boilerplate.training.vectors import word_vectors

FOLDS = 3
"""Publishers are divided into so many parts; each is measured with a network that has not seen its pages."""


class Round(NamedTuple):
    """What is learned in a last round beside annotated pages: how many composed and encyclopedia pages, how many that
    are all content, how many near misses, and how often each seed comes.
    """

    composed: int
    clean: int
    content: int
    near_misses: int
    seeds_times: int


@dataclass(frozen=True, slots=True)
class Plan:
    """How much of what; the defaults are what the shipped weights were trained with.

    Of a composed site's pages all make its crawl, and `pages_kept` are trained on; of the others, `..._times` says how
    often each comes in an epoch.
    """

    seed: int = 1
    sites: int = 2600
    held_back_sites: int = 150
    pages_per_site: int = 18
    pages_kept: int = 6
    articles: int = 14_000
    encyclopedia: int = 2_800
    near_misses: int = 6_000
    real_times: int = 5
    pages_times: int = 2
    seeds_times: int = 8
    last_rounds: tuple[Round, ...] = (Round(6000, 1200, 0, 6000, 20), Round(8000, 2000, 2000, 6000, 60))
    dimensions: int = 24


@dataclass(frozen=True, slots=True)
class Data:
    """`real`: annotated pages of publishers. `composed`, `held_back`: pages of the generator. `thin`, `thin_real`:
    composed and annotated pages of which little is left. `near_misses`: composed pages without
    furniture that look as if they had some. `pages`, `seeds`: aggregator pages with exact gold. `clean`:
    encyclopedia articles, `foreign`: columns full of other scripts; they have nothing to cut. `vectors`: what words
    mean. `facts`: the files with their hashes, and the numbers of pages.
    """

    real: Sequence[Example]
    composed: Sequence[Example]
    thin: Sequence[Example]
    thin_real: Sequence[Example]
    near_misses: Sequence[Example]
    held_back: Sequence[Example]
    pages: Sequence[Example]
    seeds: Sequence[Example]
    clean: Sequence[Example]
    foreign: Sequence[Example]
    vectors: Tensor
    facts: Sequence[str]


def fold_of(source: str) -> int:
    """The part that a publisher belongs to, by a hash of its name."""
    return int.from_bytes(blake2b(source.encode(), digest_size=8).digest(), "big") % FOLDS


def load(corpora: Path, gold: Path, phrases: Path, plan: Plan, report: Callable[[str], None]) -> Data:
    """Read and compose everything. Some three minutes on one core."""
    real, gold_ids = _real(corpora, gold)
    report(f"{len(real):,} annotated pages")
    composed, held_back, misses = _composed(corpora, phrases, plan, gold_ids)
    thin, thin_real = (list(examples(thinned((own.page for own in some), plan.seed))) for some in (composed, real))
    report(
        f"{len(composed):,} pages composed, {len(thin):,} thin ones, {len(held_back):,} of other layouts and wordings"
    )
    pages, seeds = (list(examples(read_gold(gold / f"{name}.jsonl"))) for name in ("pages", "seeds"))
    clean = list(examples(_encyclopedia(corpora, plan)))
    foreign = list(examples(_foreign_prose(corpora, gold_ids)))
    vectors = word_vectors(_texts(corpora), plan.dimensions, plan.seed)
    report(f"{len(vectors):,} word vectors")
    facts = [*_files(corpora, gold), f"plan: {plan}"]
    facts += [f"{len(real)} annotated, {len(composed)} composed, {len(thin)} thin, {len(clean)} encyclopedia pages"]
    return Data(real, composed, thin, thin_real, misses, held_back, pages, seeds, clean, foreign, vectors, facts)


def training_set(data: Data, plan: Plan, without_fold: int | None) -> list[Example]:
    """The examples to train on: everything, or (to measure with) neither the gold pages nor one fold's publishers."""
    real = [example for example in data.real if fold_of(example.page.source) != without_fold]
    thin_real = [example for example in data.thin_real if fold_of(example.page.source) != without_fold]
    chosen = [*real * plan.real_times, *thin_real, *data.clean[: -len(data.clean) // 5], *data.composed, *data.thin]
    if without_fold is None:
        chosen += [*data.pages] * plan.pages_times + [*data.seeds] * plan.seeds_times
    return chosen


def polishing_set(data: Data, plan: Plan, last: Round) -> list[Example]:
    """The examples of a last round: annotated pages once, some composed and clean ones, the seeds often."""
    chance = random.Random(plan.seed + 6)
    composed, clean = [*data.composed, *data.thin], list(data.clean)
    chance.shuffle(composed)
    chance.shuffle(clean)
    chosen = [*data.real, *composed[: last.composed], *clean[: last.clean], *data.foreign]
    content = [example for example in [*data.thin, *data.composed] if (example.labels < CONTENT).all()]
    random.Random(plan.seed + 3).shuffle(content)
    misses = list(data.near_misses)
    chance.shuffle(misses)
    return [
        *chosen,
        *data.pages,
        *[*data.seeds] * last.seeds_times,
        *content[: last.content],
        *misses[: last.near_misses],
    ]


def _real(corpora: Path, gold: Path) -> tuple[list[Example], frozenset[str]]:
    found: list[Example] = []
    for names, files in ((PRESS, ("real", "press")), (FIELD, ("field",))):
        known = crawl_of(record for name in names for record in read_corpus(corpora, name))
        pages = [page for file in files for page in read_gold(gold / f"{file}.jsonl")]
        found += examples([*pages, *annotated(corpora, names)], known)
    return found, frozenset(example.page.id for example in found)


def _composed(corpora: Path, phrases: Path, plan: Plan, exclude: frozenset[str]) -> list[list[Example]]:
    """Composed pages, those of the held-back half, and near misses."""
    wordings = Wordings.read(phrases)
    files = [corpus_file(corpora, name) for name in (*PRESS, WIKI)]
    materials = Materials.read(files, plan.seed, plan.articles, exclude, wordings)
    made = []
    for seed, sites, held_back in ((plan.seed, plan.sites, False), (plan.seed + 1, plan.held_back_sites, True)):
        pages = list(generate(materials, wordings, seed, sites, plan.pages_per_site, held_back))
        known = crawl_of(pages)
        kept = [page for number, page in enumerate(pages) if number % plan.pages_per_site < plan.pages_kept]
        made.append(list(examples(kept, known)))
    return [*made, list(examples(near_misses(materials, wordings, plan.seed, plan.near_misses)))]


def _encyclopedia(corpora: Path, plan: Plan) -> Iterator[GoldPage]:
    """Articles, or long pieces of them, that are all body."""
    chance = random.Random(plan.seed)
    records = [record for record in read_corpus(corpora, WIKI) if len(record.text) > 300]
    for record in chance.sample(records, min(plan.encyclopedia, len(records))):
        start = chance.randrange(max(1, len(record.text) - 5000)) if chance.random() < 0.3 else 0
        text = record.text[start : start + 5000]
        yield GoldPage(record.id, text, (GoldSpan(0, len(text), "body", 1),), WIKI)


_OTHER_SCRIPT = re.compile("[A-Za-z\u00c0-\u024f\u0370-\u058f\u2d30-\u2d7f]")
_OF_A_POST = re.compile(r"https?:|www\.|@|#|pic\.|\.com")


def _foreign_prose(corpora: Path, exclude: frozenset[str]) -> Iterator[GoldPage]:
    """Columns that quote verses, books and sayings in other scripts: body, and no posts. Parts of long ones."""
    for record in read_corpus(corpora, PRESS[-1]):
        letters = len(_OTHER_SCRIPT.findall(record.text))
        if record.id in exclude or letters < 40 or letters < len(record.text) // 60 or _OF_A_POST.search(record.text):
            continue
        for start in range(0, min(len(record.text), 30_000), 6000):
            text = record.text[start : start + 6000]
            yield GoldPage(f"{record.id}-{start}", text, (GoldSpan(0, len(text), "body", 1),))


def _texts(corpora: Path) -> Iterator[list[str]]:
    """The corpora's texts in groups, titles above them; half of the encyclopedia."""
    for name in (*PRESS, *FIELD, WIKI):
        records = list(read_corpus(corpora, name))[:: 2 if name == WIKI else 1]
        for group in grouped(records, lambda record: record.text):
            yield [f"{record.title}\n{record.text}" for record in group]


def _files(corpora: Path, gold: Path) -> Iterator[str]:
    """Every file that went in, by name and hash."""
    paths = [corpus_file(corpora, name) for name in (*PRESS, *FIELD, WIKI)]
    paths += [gold / f"{name}.jsonl" for name in ("real", "press", "field", "pages", "seeds")]
    for path in paths:
        yield f"{path.name} {blake2b(path.read_bytes(), digest_size=8).hexdigest()}"
