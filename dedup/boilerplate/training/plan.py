"""What networks are trained on, how much of it, and in which order; the defaults are those of the shipped weights."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from dedup.boilerplate.training.network import Sizes

FOLDS = 3
"""The number of parts that publishers are divided into; each is evaluated with networks trained on the others."""


class Flat(NamedTuple):
    """The flattened pages of a round, whose line breaks are blanks: see `flattened`.

    The number of composed pages, and of those with appended articles. All annotated pages come too, and near misses and
    encyclopedia pages as many as `near_misses` and `clean` say; where nothing is left out also gold pages and seed
    pages, so often.
    """

    composed: int
    appended: int
    near_misses: int = 2000
    clean: int = 1000
    pages_times: int = 2
    seeds_times: int = 20


class Round(NamedTuple):
    """The examples of a round of training on annotated pages, and its rate.

    The number of composed pages, of encyclopedia pages, of composed pages that are all content, and of near misses; how
    often each seed page comes; the number of composed pages with appended articles; that of pages of crawls that repeat
    themselves. `rate`: the first learning rate. `real_times`: how often each annotated page comes; if more than once,
    it also comes once with most parts removed. `records`, `scrolls`, `indexes`, `digests`, `sequels`: the numbers of
    pages of records, of several articles, without any, of short reports, and with short articles below the first.
    `flat`: flattened pages.
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
    records: int = 0
    scrolls: int = 0
    indexes: int = 0
    digests: int = 0
    flat: Flat | None = None
    sequels: int = 0


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
    share of those of the settings. `is_varied`: whether pages of records, of short reports and without an article are
    among the composed ones. `sizes`: of the network.
    """

    mix: Mix
    composed_epochs: int
    epochs: int
    real_times: int
    rate_share: float
    rounds: tuple[Round, ...]
    is_varied: bool = False
    sizes: Sizes = Sizes()


_ROUNDS = (
    Round(10_000, 3000, 2000, 6000, 60, real_times=3),
    Round(8000, 3000, 0, 4000, 150, 3000, 1e-3 / 3, 2000),
    Round(8000, 3000, 2000, 6000, 100, 3000, 1e-3, 2000, 2, 1000, flat=Flat(14_000, 3000)),
    Round(8000, 3000, 0, 6000, 150, 4000, 1e-3 / 3, 2000, 1, 600, flat=Flat(6000, 2000), sequels=1000),
)
_VARIED_ROUNDS = (
    Round(10_000, 3000, 2000, 6000, 60, real_times=3, records=1000, indexes=1000),
    Round(8000, 3000, 0, 4000, 150, 3000, 1e-3 / 3, 2000, 1, 600, 0, 1000),
    Round(8000, 3000, 2000, 6000, 100, 3000, 1e-3, 2000, 2, 1000, 1000, 1500, flat=Flat(14_000, 3000)),
    Round(8000, 3000, 0, 6000, 150, 4000, 1e-3 / 3, 2000, 2, 600, 600, 1000, flat=Flat(5000, 2000)),
    Round(8000, 3000, 1000, 6000, 150, 4000, 1e-3 / 3, 2000, 3, 1000, 600, 2700, 300, Flat(5000, 2000), 1000),
)
_WIDE_ROUNDS = (
    Round(10_000, 3000, 2000, 6000, 60, real_times=3),
    Round(8000, 3000, 0, 4000, 150, 3000, 1e-3 / 3, 2000),
    Round(8000, 3000, 2000, 6000, 100, 3000, 1e-3, 2000, 2, 1000, digests=600, flat=Flat(14_000, 3000)),
    Round(8000, 3000, 0, 6000, 150, 4000, 1e-3 / 3, 2000, 1, 600, digests=600, flat=Flat(6000, 2000)),
    Round(8000, 3000, 0, 6000, 150, 4000, 1e-3 / 3, 2000, 1, 600, 0, 2700, 500, Flat(6000, 2000), 1000),
)
"""With digests come live reports, whose entries look like the lists of pages without an article: these come last."""
_WIDE = Sizes(segment=112, context=64)
"""The sizes of the wide network. Measured with two networks of either size, trained for two epochs on half of the
pages of one recipe, at .2% of the prose lost: on layouts and wordings left out, wide ones leave a tenth less and find 6
points more of the boundaries without a space; on publishers left out there is no difference that can be told. One takes
nearly as long as two of the other size.
"""


@dataclass(frozen=True, slots=True)
class Plan:
    """How much of each kind of data to use; the defaults are those of the shipped weights.

    `sites` are composed from the generator's own lists; `described_sites` are variants of the sites that people
    described. `held_back_sites` have the layouts and wordings held back, to evaluate; `other_sites` have them too, and
    `other_described` the wordings, for the networks that are kept. `repeating_sites` are those of crawls that repeat
    themselves, whose pages come with their crawl, and every second one also alone; `record_sites` are those of pages of
    records, `scrolling_sites` those of pages of several articles, `index_sites` those of pages without any,
    `digest_sites` those of pages of short reports, and `sequel_sites` those of pages with short articles below the
    first, likewise. All `pages_per_site` pages of a composed site make its crawl. `articles`: the most articles that
    pages are composed of. `encyclopedia`, `near_misses`: the numbers of such pages. `recipes`: those of the networks,
    which have one seed after the other and whose scores are averaged. Chosen, with networks trained by AdamW alone:
    those that learn composed pages first, and long, leave a fifth less on sites and wordings that nobody trained on.
    Networks of several recipes err differently: together they are better on all pages left out than as many of one.
    `of_folds`: the indices of the recipes that are also trained without each fold, to evaluate. `pages_times`,
    `seeds_times`: how often each aggregator page and seed page comes in an epoch with annotated pages. `dimensions`: of
    word vectors.
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
    record_sites: int = 350
    scrolling_sites: int = 200
    index_sites: int = 300
    digest_sites: int = 240
    sequel_sites: int = 200
    pages_times: int = 2
    seeds_times: int = 8
    recipes: tuple[Recipe, ...] = (
        Recipe(Mix(4, 2), 4, 1, 6, 0.5, _WIDE_ROUNDS, sizes=_WIDE),
        Recipe(Mix(4, 2), 4, 1, 6, 0.5, _ROUNDS),
        Recipe(Mix(4, 2), 4, 1, 6, 0.5, _VARIED_ROUNDS, is_varied=True),
    )
    of_folds: tuple[int, ...] = (0, 1, 2)
    dimensions: int = 24
