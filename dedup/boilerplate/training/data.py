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
from dedup.boilerplate.labels import APPENDED, CONTENT
from dedup.boilerplate.training.corpora import FIELD, PRESS, WIKI, annotated, corpus_file, crawl_of, read_corpus
from dedup.boilerplate.training.examples import Example, examples
from dedup.boilerplate.training.generator import Materials, Wordings, described, generate, near_misses, repeats
from dedup.boilerplate.training.generator.wordings import LISTED
from dedup.boilerplate.training.gold import GoldPage, GoldSpan, read_gold
from dedup.boilerplate.training.thinning import thinned
from dedup.boilerplate.training.vectors import word_vectors

_OF_OTHER_SITES = 6  # pages kept of sites that repeat themselves, and of those to evaluate; chosen
FOLDS = 3
"""The number of parts that publishers are divided into; each is evaluated with networks trained on the others."""


class Round(NamedTuple):
    """The examples of a round of training on annotated pages, and its rate.

    The number of composed pages, of encyclopedia pages, of composed pages that are all content, and of near misses; how
    often each seed page comes; the number of composed pages with appended articles; that of pages of crawls that repeat
    themselves. `rate`: the first learning rate. `real_times`: how often each annotated page comes; if more than once,
    it also comes once with most parts removed.
    """

    composed: int
    clean: int
    content: int
    near_misses: int
    seeds_times: int
    appended: int = 0
    rate: float = 1e-3
    repeats: int = 0
    real_times: int = 1


class Mix(NamedTuple):
    """How many pages of each composed site a network is trained on: of sites of the generator's own lists, and of those
    that are variants of described sites.
    """

    own: int
    described: int


class Recipe(NamedTuple):
    """How a network is trained: `composed_epochs` over composed pages of a mix, which all folds share; `epochs` over
    composed and annotated pages; then the rounds, with fewer composed pages.

    `real_times`: how often each annotated page comes in one of these epochs. `rate_share`: their first rates, as a
    share of those of the settings.
    """

    mix: Mix
    composed_epochs: int
    epochs: int
    real_times: int
    rate_share: float
    rounds: tuple[Round, ...]


_LAST = (
    Round(10_000, 3000, 2000, 6000, 60, real_times=3),
    Round(8000, 3000, 0, 4000, 150, 3000, 1e-3 / 3, 2000),
)


@dataclass(frozen=True, slots=True)
class Plan:
    """How much of each kind of data to use; the defaults are those of the shipped weights.

    `sites` are composed from the generator's own lists; `described_sites` are variants of the sites that people
    described. `held_back_sites` have the layouts and wordings held back, to evaluate; `other_sites` have them too,
    and `other_described` the wordings, for the networks that are kept. `repeating_sites` are those of crawls that
    repeat themselves, whose pages come with their crawl, and every second one also alone. All `pages_per_site`
    pages of a composed site make its crawl. `articles`: the most articles that pages are composed of.
    `encyclopedia`, `near_misses`: the numbers of such pages. `recipes`: those of the networks, which have one seed
    after the other and whose scores are averaged. Chosen, with networks trained by AdamW alone: those that learn
    composed pages first, and long, leave a fifth less on sites and wordings that nobody trained on; one that learns
    all kinds together from the start cuts less of the prose of publishers left out. `of_folds`: the indices of the
    recipes that are also trained without each fold, to evaluate. `pages_times`, `seeds_times`: how often each
    aggregator page and seed page comes in an epoch with annotated pages. `dimensions`: of word vectors.
    """

    seed: int = 1
    sites: int = 2600
    described_sites: int = 12_000
    held_back_sites: int = 150
    other_sites: int = 600
    other_described: int = 600
    pages_per_site: int = 18
    articles: int = 14_000
    encyclopedia: int = 4_200
    near_misses: int = 12_000
    repeating_sites: int = 400
    pages_times: int = 2
    seeds_times: int = 8
    recipes: tuple[Recipe, ...] = (
        Recipe(Mix(4, 2), 4, 1, 6, 0.5, _LAST),
        Recipe(Mix(3, 3), 4, 1, 6, 0.5, _LAST),
        Recipe(Mix(3, 1), 0, 2, 3, 1.0, _LAST),
    )
    of_folds: tuple[int, ...] = (0, 2)
    dimensions: int = 24


@dataclass(frozen=True, slots=True)
class Data:
    """The examples by kind.

    `real`: annotated pages of publishers. `composed`, `thin`: for each recipe of the plan the generated pages of
    layouts, wordings and described sites trained on, and some of these pages with most parts removed. `held_back`:
    generated pages of layouts and wordings held back. `thin_real`: annotated pages with most parts removed.
    `near_misses`: composed pages without furniture that look as if they had some. `repeats`: pages of crawls that
    repeat themselves, with their crawl and, relabelled, alone, in random order. `others`: composed pages, near misses
    and thin pages with the layouts and wordings held back, for the networks that are kept, which learn all.
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
    held_back: Sequence[Example]
    others: Sequence[Example]
    pages: Sequence[Example]
    seeds: Sequence[Example]
    clean: Sequence[Example]
    foreign: Sequence[Example]
    vectors: Tensor
    facts: Sequence[str]


def fold_of(source: str) -> int:
    """The fold that a publisher belongs to, from 0 to `FOLDS` - 1, by a hash of its name."""
    return int.from_bytes(blake2b(source.encode(), digest_size=8).digest(), "big") % FOLDS


def load(corpora: Path, gold: Path, phrases: Path, plan: Plan, report: Callable[[str], None]) -> Data:
    """Read and compose all data, and report progress; about three minutes on one core.

    Annotated pages are not among the articles of composed ones. Raises DedupError where a corpus is missing, and
    FileNotFoundError where a file of gold is.
    """
    real, gold_ids = _real(corpora, gold)
    report(f"{len(real):,} annotated pages")
    own, from_descriptions, held_back, others, misses, repeating = _composed(corpora, phrases, plan, gold_ids)
    composed, thin = list[list[Example]](), list[list[Example]]()
    for mix in (recipe.mix for recipe in plan.recipes):
        kinds = ((own, mix.own), (from_descriptions, mix.described))
        parts = [[example for example in kind if _is_of_first(example.page, kept)] for kind, kept in kinds]
        composed.append([*parts[0], *parts[1]])
        thin.append([*_thin(parts[0], plan.seed), *_thin(parts[1][::2], plan.seed)])
        report(f"{len(composed[-1]):,} pages composed, {len(thin[-1]):,} thin ones, of {mix}")
    thin_real, thin_others = _thin(real, plan.seed), _thin(others, plan.seed)
    report(f"{len(held_back):,} pages of other layouts and wordings")
    pages, seeds = (list(examples(read_gold(gold / f"{name}.jsonl"))) for name in ("pages", "seeds"))
    clean = list(examples(_encyclopedia(corpora, plan)))
    foreign = list(examples(_foreign_prose(corpora, gold_ids)))
    vectors = word_vectors(_texts(corpora), plan.dimensions, plan.seed)
    report(f"{len(vectors):,} word vectors")
    facts = [*_files(corpora, gold, phrases), f"plan: {plan}"]
    others += thin_others
    sums = " or ".join(f"{len(one)} composed and {len(other)} thin" for one, other in zip(composed, thin, strict=True))
    made = f"{sums}, {len(others)} of other layouts and wordings"
    facts += [f"{len(real)} annotated, {made}, {len(clean)} encyclopedia pages"]
    return Data(
        real,
        composed,
        thin,
        thin_real,
        misses,
        repeating,
        held_back,
        others,
        pages,
        seeds,
        clean,
        foreign,
        vectors,
        facts,
    )


def _thin(pages: Iterable[Example], seed: int) -> list[Example]:
    """The pages with most parts removed, as examples without a crawl."""
    return list(examples(thinned((own.page for own in pages), seed)))


def composed_set(data: Data, number: int) -> list[Example]:
    """The examples of the composed epochs of a recipe, by its index: composed and thin pages of its mix, near misses,
    repeats, and all encyclopedia pages but the last fifth.
    """
    return [*data.composed[number], *data.thin[number], *data.near_misses, *data.repeats, *_seen_clean(data)]


def joint_set(data: Data, plan: Plan, number: int, without_fold: int | None) -> list[Example]:
    """The examples of the other epochs of a recipe: those of `composed_set`, encyclopedia pages once more, and each
    annotated page as often as the recipe says, and once thin.

    Where `without_fold` is None, gold pages, seed pages and pages of the layouts and wordings held back are added; else
    the publishers of that fold are left out.
    """
    chosen = [*composed_set(data, number), *_seen_clean(data), *_without(data.thin_real, without_fold)]
    chosen += _without(data.real, without_fold) * plan.recipes[number].real_times
    if without_fold is None:
        chosen += [*data.pages] * plan.pages_times + [*data.seeds] * plan.seeds_times + [*data.others]
    return chosen


def _seen_clean(data: Data) -> Sequence[Example]:
    """The encyclopedia pages but the last fifth, which is left to evaluate."""
    return data.clean[: -len(data.clean) // 5]


def _without(pages: Sequence[Example], fold: int | None) -> list[Example]:
    """The pages but those of the publishers of a fold; all where it is None."""
    return [example for example in pages if fold_of(example.page.source) != fold]


def round_set(data: Data, plan: Plan, own: Round, without_fold: int | None, number: int) -> list[Example]:
    """The examples of a round on annotated pages: foreign columns once, and as many of each kind as `own` says.

    `number`: the index of the recipe whose composed pages are taken; those with content only or with appended articles
    may come more than once. Random choices depend only on `plan.seed`. Where `without_fold` is None, `others` are among
    the composed ones, and gold pages and seed pages are added; else the publishers of that fold and the last
    fifth of the encyclopedia pages are left out.
    """
    chance = random.Random(plan.seed + 6)
    composed, clean = [*data.composed[number], *data.thin[number]], list(data.clean)
    made = [*data.thin[number], *data.composed[number]]
    if without_fold is None:
        composed += data.others
        made += data.others
    else:
        clean = list(_seen_clean(data))
    chance.shuffle(composed)
    chance.shuffle(clean)
    annotated, foreign = _without(data.real, without_fold), _without(data.foreign, without_fold)
    content = [example for example in made if (example.labels < CONTENT).all()]
    random.Random(plan.seed + 3).shuffle(content)
    misses = list(data.near_misses)
    chance.shuffle(misses)
    appended = [example for example in made if _has_appended(example)]
    random.Random(plan.seed + 3).shuffle(appended)
    known = [*data.pages, *[*data.seeds] * own.seeds_times] if without_fold is None else []
    thin_real = _without(data.thin_real, without_fold) if own.real_times > 1 else []
    return [
        *annotated * own.real_times,
        *thin_real,
        *composed[: own.composed],
        *clean[: own.clean],
        *foreign,
        *known,
        *content[: own.content],
        *misses[: own.near_misses],
        *appended[: own.appended],
        *data.repeats[: own.repeats],
    ]


def _has_appended(example: Example) -> bool:
    """Whether a page has an appended article."""
    return bool(((example.labels >= APPENDED) & (example.labels < CONTENT)).any())


def _real(corpora: Path, gold: Path) -> tuple[list[Example], frozenset[str]]:
    """The annotated pages with the evidence of their crawls, and the ids of these pages."""
    found: list[Example] = []
    for names, files in ((PRESS, ("real", "press")), (FIELD, ("field",))):
        known = crawl_of(record for name in names for record in read_corpus(corpora, name))
        pages = [page for file in files for page in read_gold(gold / f"{file}.jsonl")]
        found += examples([*pages, *annotated(corpora, names)], known)
    return found, frozenset(example.page.id for example in found)


def _composed(corpora: Path, phrases: Path, plan: Plan, exclude: frozenset[str]) -> list[list[Example]]:
    """Six lists: composed pages, those of described sites, pages of held-back layouts and wordings, more of those, near
    misses, and repeats.

    The fourth also has pages of described sites and near misses, of held-back wordings. Of each site the first pages
    are kept, with crawl evidence from all pages of all sites of the list; of repeats half of them alone too, shuffled,
    since a round takes the first of them. Records with ids in `exclude` are not used.
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
    composed, other_layouts, others = made
    of_descriptions = []
    for seed, (sites, held_back) in enumerate(((plan.described_sites, False), (plan.other_described, True)), plan.seed):
        pages = list(described(materials, wordings, seed, sites, plan.pages_per_site, held_back))
        kept = max(recipe.mix.described for recipe in plan.recipes)
        of_descriptions.append(list(examples((page for page in pages if _is_of_first(page, kept)), crawl_of(pages))))
    others += of_descriptions[1]
    count = plan.near_misses * plan.other_sites // plan.sites
    others += examples(near_misses(materials, wordings, plan.seed, count, held_back=True))
    misses = list(examples(near_misses(materials, wordings, plan.seed, plan.near_misses)))
    pages = list(repeats(materials, wordings, plan.seed, plan.repeating_sites, plan.pages_per_site))
    first = [page for page in pages if _is_of_first(page, _OF_OTHER_SITES)]
    repeating = [*examples(first, crawl_of(pages)), *examples(relabelled_alone(page) for page in first[::2])]
    random.Random(plan.seed).shuffle(repeating)
    return [composed, of_descriptions[0], other_layouts, others, misses, repeating]


def _is_of_first(page: GoldPage, kept: int) -> bool:
    """Whether a composed page, whose id ends in its number, is one of the first `kept` of its site."""
    return int(page.id.rpartition("-")[2]) < kept


def relabelled_alone(page: GoldPage) -> GoldPage:
    """A page of a crawl that repeats itself, as it is alone: its `nav` is body, and source and family are empty.

    Nothing but the crawl tells these lines of the site from text.
    """
    spans = (replace(span, label="body", article=1) if span.label == "nav" else span for span in page.spans)
    return replace(page, spans=tuple(spans), source="", family="")


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
