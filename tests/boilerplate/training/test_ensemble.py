"""Which networks a plan trains, and what they share."""

from __future__ import annotations

import pytest

pytest.importorskip("torch", reason="training needs torch: pip install '.[train]'")

from dedup.boilerplate.training.data import FOLDS, Plan
from dedup.boilerplate.training.ensemble import tasks_of

PLAN = Plan()


def test_a_network_of_each_recipe_sees_everything() -> None:
    kept = tasks_of(PLAN)[: len(PLAN.recipes)]
    assert [task.base.recipe for task in kept] == list(range(len(PLAN.recipes)))
    assert {task.fold for task in kept} == {task.base.fold for task in kept} == {None}
    assert len({task.base.seed for task in kept}) == len(kept)


def test_for_each_fold_there_are_networks_that_do_not_see_it() -> None:
    for fold in range(FOLDS):
        own = [task for task in tasks_of(PLAN) if task.fold == fold]
        assert [task.base.recipe for task in own] == list(PLAN.of_folds)


def test_only_what_has_learned_no_annotated_page_is_shared() -> None:
    for task in tasks_of(PLAN):
        learns_annotated = PLAN.recipes[task.base.recipe].real_times > 0
        assert task.base.fold == (task.fold if learns_annotated else None)
