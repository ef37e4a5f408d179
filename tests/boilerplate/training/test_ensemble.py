"""Which networks a plan trains, and what they share."""

from __future__ import annotations

import pytest

pytest.importorskip("torch", reason="training needs torch: pip install '.[train]'")

import torch

from dedup.boilerplate.training.data import Data
from dedup.boilerplate.training.ensemble import tasks_of
from dedup.boilerplate.training.examples import Example, examples
from dedup.boilerplate.training.gold import GoldPage, GoldSpan
from dedup.boilerplate.training.plan import FOLDS, Plan
from dedup.boilerplate.training.sets import composed_set, fold_of, joint_set, round_set

PLAN = Plan()
KINDS = (
    "composed", "thin", "near_misses", "repeats", "records", "scrolls", "indexes", "digests", "sequels", "held_back",
    "others", "pages", "seeds", "clean", "foreign",
)  # fmt: skip


def test_a_network_of_each_recipe_sees_everything() -> None:
    kept = tasks_of(PLAN)[: len(PLAN.recipes)]
    assert [task.base.recipe for task in kept] == list(range(len(PLAN.recipes)))
    assert {task.fold for task in kept} == {None}
    assert len({task.base.seed for task in kept}) == len(kept)


def test_for_each_fold_there_are_networks_that_do_not_see_it() -> None:
    for fold in range(FOLDS):
        own = [task for task in tasks_of(PLAN) if task.fold == fold]
        assert [task.base.recipe for task in own] == list(PLAN.of_folds)


@pytest.fixture(scope="module")
def data() -> Data:
    """Pages of four publishers in two folds at least, and a page of each other kind."""

    def pages(source: str) -> list[Example]:
        text = f"قال الوزير\nإن العمل بدأ في {source}"
        return list(examples([GoldPage(source, text, (GoldSpan(0, len(text), "body", 1),), source)]))

    real = [page for number in range(4) for page in pages(f"publisher-{number}")]
    kinds = {name: pages(name) for name in KINDS}
    clean = [*pages("clean") * 4, *pages("last fifth")]
    recipes = len(PLAN.recipes)
    return Data(
        real, [kinds["composed"]] * recipes, [kinds["thin"]] * recipes, real, vectors=torch.zeros(0, 1), facts=(),
        **{name: kinds[name] for name in KINDS if name not in ("composed", "thin", "clean")}, clean=clean,
    )  # fmt: skip


def sources(chosen: list[Example]) -> set[str]:
    return {example.page.source for example in chosen}


def test_what_all_folds_share_has_no_annotated_page(data: Data) -> None:
    for number, recipe in enumerate(PLAN.recipes):
        own = {"composed", "thin", "near_misses", "repeats", "clean"}
        varied = {"records", "indexes", "digests"} if recipe.is_varied else set()
        assert sources(composed_set(data, PLAN, number)) == own | varied


def test_a_network_learns_no_page_of_its_fold(data: Data) -> None:
    for number, recipe in enumerate(PLAN.recipes):
        for fold in range(FOLDS):
            learned = [
                joint_set(data, PLAN, number, fold),
                *(round_set(data, PLAN, number, index, fold) for index in range(len(recipe.rounds))),
            ]
            for chosen in learned:
                seen = {source for source in sources(chosen) if source.startswith("publisher")}
                assert seen == {page.page.source for page in data.real if fold_of(page.page.source) != fold}
                assert not sources(chosen) & {"pages", "seeds", "others", "held_back", "last fifth"}
