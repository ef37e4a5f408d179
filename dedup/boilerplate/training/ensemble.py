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
from dedup.boilerplate.training.data import FOLDS, Data, Plan, first_set, round_set
from dedup.boilerplate.training.export import export, restored
from dedup.boilerplate.training.training import Settings, polish, train
from dedup.boilerplate.weights import Layer, Parameters

_RAISED = {"byline": 3.25, "source": 3.25, "tags": 3.25, "pubdate": 1.625}
"""How much more these labels score after training, as natural logarithms of odds: the last rounds, with their near
misses, leave networks shy of them. Chosen on publishers left out: with one unit less, and prices at which as much prose
is lost, a fifth more of the metadata of pages alone stays.
"""


class Base(NamedTuple):
    """What a network learns first: the epochs of a recipe, by its index in the plan.

    `fold`: the part of the publishers that is left out, None for none and where the epochs have no annotated pages.
    """

    seed: int
    recipe: int
    fold: int | None = None


class Task(NamedTuple):
    """A network to train: what it learns first, which tasks may share, then the rounds of the recipe.

    `fold`: the part of the publishers that it does not see, for evaluation; None for a network that sees everything.
    """

    base: Base
    fold: int | None = None


def tasks_of(plan: Plan) -> list[Task]:
    """The networks to keep, in the order of their recipes, then those without each fold."""

    def task(number: int, fold: int | None) -> Task:
        """The task of a recipe."""
        return Task(Base(plan.seed + number, number, fold if plan.recipes[number].real_times else None), fold)

    kept = [task(number, None) for number in range(len(plan.recipes))]
    return [*kept, *(task(number, fold) for fold in range(FOLDS) for number in plan.of_folds)]


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
        bases = {pool.submit(_first, base): base for base in dict.fromkeys(task.base for task in tasks)}
        made: dict[Task, Future[Parameters]] = {}
        for done in as_completed(bases):
            own = [task for task in tasks if task.base == bases[done]]
            made.update((task, pool.submit(_further, task, done.result())) for task in own)
        return [made[task].result() for task in tasks]


def _prepare(given: _Given) -> None:
    """Set up a process: one thread for torch, and `given` kept for the tasks of the process."""
    torch.set_num_threads(1)
    _given.append(given)


def _first(base: Base) -> Parameters:
    """The parameters of a network after the epochs of its recipe. Uses what `_prepare` has stored in this process."""
    data, plan, settings, report = _given[0]
    own = replace(settings, seed=base.seed, epochs=plan.recipes[base.recipe].epochs)
    examples = first_set(data, plan, base.recipe, base.fold)
    return export(train(examples, data.vectors, own, lambda line: report(f"{_name(base, base.fold)}: {line}")))


def _further(task: Task, parameters: Parameters) -> Parameters:
    """The parameters of a network trained further in the rounds of its recipe, then raised as `_RAISED` says.

    After each round they are rounded. Uses what `_prepare` has stored in this process.
    """
    data, plan, settings, report = _given[0]
    base = task.base
    rounds = plan.recipes[base.recipe].rounds
    for number, one in enumerate(rounds, start=1):
        own = replace(settings, seed=base.seed, rate=one.rate)
        examples = round_set(data, plan, one, task.fold, base.recipe)
        parameters = export(polish(restored(parameters), examples, own))
        report(f"{_name(base, task.fold)}: round {number} of {len(rounds)}")
    return _raised(parameters)


def _name(base: Base, fold: int | None) -> str:
    """What a network is called in reports."""
    return f"network {base.recipe + 1}{'' if fold is None else f' without fold {fold + 1}'}"


def _raised(parameters: Parameters) -> Parameters:
    """The parameters with the scores of segments and atoms for the labels of `_RAISED` raised by its values."""
    weights, bias = parameters.layers["segment_labels"]
    more = np.array([round(_RAISED.get(label, 0.0) * ONE) for label in LABELS], dtype=np.int32)
    return Parameters(parameters.table, {**parameters.layers, "segment_labels": Layer(weights, bias + more)})
