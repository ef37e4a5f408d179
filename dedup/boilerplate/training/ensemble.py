"""Trains networks in parallel."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from dataclasses import replace
from multiprocessing import get_context
from typing import NamedTuple

import numpy as np
import torch

from dedup.boilerplate.labels import LABELS, ONE
from dedup.boilerplate.training.data import Data
from dedup.boilerplate.training.export import export, restored
from dedup.boilerplate.training.plan import FOLDS, Plan
from dedup.boilerplate.training.sets import composed_set, joint_set, round_set
from dedup.boilerplate.training.training import Settings, new_network, polish, train
from dedup.boilerplate.weights import Layer, Parameters

_RAISED = {"byline": 3.25, "source": 3.25, "tags": 3.25, "pubdate": 1.625}
"""How much more these labels score after training, as natural logarithms of odds: the last rounds, with their near
misses, leave networks shy of them. Chosen on publishers left out: with one unit less, and prices at which as much prose
is lost, a fifth more of the metadata of pages alone stays.
"""


class Base(NamedTuple):
    """What a network learns first, the composed pages of a recipe, which the tasks of all folds share."""

    seed: int
    recipe: int


class Task(NamedTuple):
    """A network to train: what it learns first, then with annotated pages.

    `fold`: the part of the publishers that it does not see, for evaluation; None for a network that sees everything.
    """

    base: Base
    fold: int | None = None


def tasks_of(plan: Plan) -> list[Task]:
    """The networks to keep, in the order of their recipes, then those without each fold, fold by fold.

    Without a fold only the recipes of `plan.of_folds` are trained.
    """
    bases = [Base(plan.seed + number, number) for number in range(len(plan.recipes))]
    kept = [Task(base) for base in bases]
    return [*kept, *(Task(bases[number], fold) for fold in range(FOLDS) for number in plan.of_folds)]


class _Given(NamedTuple):
    """What all tasks of a process share."""

    data: Data
    plan: Plan
    settings: Settings
    report: Callable[[str], None]


_given: list[_Given] = []  # of this process; set once, when it starts


def trained(
    data: Data, plan: Plan, settings: Settings, tasks: Sequence[Task], report: Callable[[str], None]
) -> list[Parameters]:
    """The parameters of each task's network, in their order. As many are trained at once as there are cores, with one
    thread each, so that the number of cores changes no byte. Needs processes that can be forked.
    """
    given = _Given(data, plan, settings, report)
    with ProcessPoolExecutor(os.cpu_count(), get_context("fork"), _prepare, (given,)) as pool:
        bases: dict[Future[Parameters | None], Base] = {
            pool.submit(_first, base): base for base in dict.fromkeys(task.base for task in tasks)
        }
        made: dict[Task, Future[Parameters]] = {}
        for done in as_completed(bases):
            own = [task for task in tasks if task.base == bases[done]]
            made.update((task, pool.submit(_further, task, done.result())) for task in own)
        return [made[task].result() for task in tasks]


def _prepare(given: _Given) -> None:
    """Set up a process: one thread for torch, and `given` kept for the tasks of the process."""
    torch.set_num_threads(1)
    _given.append(given)


def _first(base: Base) -> Parameters | None:
    """The parameters of a network after the composed epochs of its recipe, None where it has none. Uses what `_prepare`
    has stored in this process.
    """
    data, plan, settings, report = _given[0]
    recipe = plan.recipes[base.recipe]
    epochs, own = recipe.composed_epochs, replace(settings, seed=base.seed, sizes=recipe.sizes)
    if not epochs:
        return None
    network = new_network(data.vectors, own)
    examples = composed_set(data, plan, base.recipe)
    return export(train(network, examples, epochs, own, report=lambda line: report(f"{_name(base)}: {line}")))


def _further(task: Task, first: Parameters | None) -> Parameters:
    """The parameters of a network after the epochs with annotated pages and the rounds of its recipe, raised as
    `_RAISED` says.

    `first`: the parameters to go on from; without them, the network begins with random weights. After the epochs and
    after each round they are rounded. Uses what `_prepare` has stored in this process.
    """
    data, plan, settings, report = _given[0]
    recipe = plan.recipes[task.base.recipe]
    own = replace(settings, seed=task.base.seed, sizes=recipe.sizes)
    name = _name(task.base, task.fold)
    network = new_network(data.vectors, own) if first is None else restored(first)
    examples = joint_set(data, plan, task.base.recipe, task.fold)
    parameters = export(
        train(network, examples, recipe.epochs, own, recipe.rate_share,
              lambda line: report(f"{name}: with annotated pages, {line}"))
    )  # fmt: skip
    for index, one in enumerate(recipe.rounds):
        examples = round_set(data, plan, task.base.recipe, index, task.fold)
        parameters = export(polish(restored(parameters), examples, one.rate, own))
        report(f"{name}: round {index + 1} of {len(recipe.rounds)}")
    return _raised(parameters)


def _name(base: Base, fold: int | None = None) -> str:
    """What a network is called in reports, such as "network 1 without fold 2"; recipes and folds are counted from 1."""
    return f"network {base.recipe + 1}{'' if fold is None else f' without fold {fold + 1}'}"


def _raised(parameters: Parameters) -> Parameters:
    """The parameters with the scores of segments and atoms for the labels of `_RAISED` raised by its values."""
    weights, bias = parameters.layers["segment_labels"]
    more = np.array([round(_RAISED.get(label, 0.0) * ONE) for label in LABELS], dtype=np.int32)
    return Parameters(parameters.table, {**parameters.layers, "segment_labels": Layer(weights, bias + more)})
