"""The examples of each step of a network's training, chosen from all data."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from hashlib import blake2b

from dedup.boilerplate.labels import APPENDED, FIRST_CUT
from dedup.boilerplate.training.data import Data
from dedup.boilerplate.training.examples import Example, examples
from dedup.boilerplate.training.flattening import flattened
from dedup.boilerplate.training.plan import FOLDS, Flat, Plan


def fold_of(source: str) -> int:
    """The fold that a publisher belongs to, from 0 to `FOLDS` - 1, by a hash of its name."""
    return int.from_bytes(blake2b(source.encode(), digest_size=8).digest(), "big") % FOLDS


def composed_set(data: Data, plan: Plan, number: int) -> list[Example]:
    """The examples of the composed epochs of a recipe, by its index: composed and thin pages of its mix, near misses,
    repeats, all encyclopedia pages but the last fifth, and, where it is varied, records, indexes and digests.
    """
    varied = [*data.records, *data.indexes, *data.digests] if plan.recipes[number].is_varied else []
    own = [*data.composed[number], *data.thin[number], *data.near_misses]
    return [*own, *data.repeats, *varied, *_seen_clean(data)]


def joint_set(data: Data, plan: Plan, number: int, without_fold: int | None) -> list[Example]:
    """The examples of the other epochs of a recipe: those of `composed_set`, encyclopedia pages once more, and each
    annotated page as often as the recipe says, and once thin.

    Where `without_fold` is None, gold pages, seed pages and pages of the layouts and wordings held back are added; else
    the publishers of that fold are left out.
    """
    chosen = [*composed_set(data, plan, number), *_seen_clean(data), *_without(data.thin_real, without_fold)]
    chosen += _without(data.real, without_fold) * plan.recipes[number].real_times
    if without_fold is None:
        chosen += [*_known(data, plan.pages_times, plan.seeds_times), *data.others]
    return chosen


def _seen_clean(data: Data) -> Sequence[Example]:
    """The encyclopedia pages but the last fifth, which is left to evaluate."""
    return data.clean[: -len(data.clean) // 5]


def _without(pages: Sequence[Example], fold: int | None) -> list[Example]:
    """The pages but those of the publishers of a fold; all where it is None."""
    return [example for example in pages if fold_of(example.page.source) != fold]


def round_set(data: Data, plan: Plan, number: int, index: int, without_fold: int | None) -> list[Example]:
    """The examples of a round on annotated pages: foreign columns once, and as many of each kind as the round says.

    `number`, `index`: of the recipe, and of the round in it, from 0. Composed pages are those of the recipe; those with
    content only or with appended articles may come more than once. Random choices depend only on `plan.seed` and
    `index`. Where `without_fold` is None, `others` are among the composed ones, and gold pages and seed pages are
    added; else the publishers of that fold and the last fifth of the encyclopedia pages are left out.
    """
    own = plan.recipes[number].rounds[index]
    chance = random.Random(plan.seed + 6)
    made = [*data.thin[number], *data.composed[number]]
    composed, clean = [*data.composed[number], *data.thin[number]], list(data.clean)
    if without_fold is None:
        composed += data.others
        made += data.others
    else:
        clean = list(_seen_clean(data))
    chance.shuffle(composed)
    chance.shuffle(clean)
    annotated, foreign = _without(data.real, without_fold), _without(data.foreign, without_fold)
    content = [example for example in made if (example.labels < FIRST_CUT).all()]
    random.Random(plan.seed + 3).shuffle(content)
    misses = list(data.near_misses)
    chance.shuffle(misses)
    appended = [example for example in made if _has_appended(example)]
    random.Random(plan.seed + 3).shuffle(appended)
    thin_real = _without(data.thin_real, without_fold) if own.real_times > 1 else []
    return [
        *annotated * own.real_times,
        *thin_real,
        *composed[: own.composed],
        *clean[: own.clean],
        *foreign,
        *(_known(data, 1, own.seeds_times) if without_fold is None else []),
        *content[: own.content],
        *misses[: own.near_misses],
        *appended[: own.appended],
        *data.repeats[: own.repeats],
        *data.records[: own.records],
        *data.scrolls[: own.scrolls],
        *data.indexes[: own.indexes],
        *data.digests[: own.digests],
        *data.sequels[: own.sequels],
        *(_flat_set(data, own.flat, plan.seed + 10 + index, number, without_fold) if own.flat else []),
    ]


def _flat_set(data: Data, own: Flat, seed: int, number: int, without_fold: int | None) -> list[Example]:
    """The flattened pages of a round: see `Flat` and `round_set`. Which ones, and how, is drawn by `seed`.

    Scrolls are among those with appended articles.
    """
    composed = [*data.composed[number], *data.thin[number]]
    misses, clean = list(data.near_misses), list(_seen_clean(data))
    if without_fold is None:
        composed += data.others
    for pages in (composed, misses, clean):
        random.Random(seed).shuffle(pages)
    appended = [example for example in (*composed[own.composed :], *data.scrolls) if _has_appended(example)]
    random.Random(seed).shuffle(appended)
    chosen = [*composed[: own.composed], *appended[: own.appended], *misses[: own.near_misses], *clean[: own.clean]]
    chosen += _without(data.real, without_fold)
    if without_fold is None:
        chosen += _known(data, own.pages_times, own.seeds_times)
    return flat(chosen, seed)


def flat(pages: Iterable[Example], seed: int) -> list[Example]:
    """The pages with their line breaks as blanks, without a crawl; those without line breaks are left out."""
    return list(examples(flattened((own.page for own in pages), seed)))


def _known(data: Data, pages_times: int, seeds_times: int) -> list[Example]:
    """The gold pages and the seed pages, each so often."""
    return [*data.pages] * pages_times + [*data.seeds] * seeds_times


def _has_appended(example: Example) -> bool:
    """Whether a page has an appended article."""
    return bool(((example.labels >= APPENDED) & (example.labels < FIRST_CUT)).any())
