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
from dedup.boilerplate.training.data import Data, Plan, composed_set, round_set
from dedup.boilerplate.training.export import export, restored
from dedup.boilerplate.training.training import Settings, polish, train
from dedup.boilerplate.weights import Layer, Parameters

_RAISED = {"byline": 2.25, "source": 2.25, "tags": 2.25, "pubdate": 1.125}
"""How much more these labels score after training, as natural logarithms of odds: the last rounds, with their near
misses, leave networks shy of them. Chosen on publishers left out: with a quarter of a unit more, 1% less of the
metadata of pages alone stays, but cities and times at the head of a page are cut.
"""


class Base(NamedTuple):
    """A network that no annotated page has been shown, by its seed and the number of its mix of composed pages."""

    seed: int
    mix: int = 0


class Task(NamedTuple):
    """A network to train.

    `base`: what it is trained on first, without annotated pages; tasks may share it. `fold`: the part of the publishers
    that it does not see, for evaluation; None for a network that sees everything.
    """

    base: Base
    fold: int | None = None


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
        bases = {pool.submit(_composed, base): base for base in dict.fromkeys(task.base for task in tasks)}
        made: dict[Task, Future[Parameters]] = {}
        for done in as_completed(bases):
            own = [task for task in tasks if task.base == bases[done]]
            made.update((task, pool.submit(_annotated, task, done.result())) for task in own)
        return [made[task].result() for task in tasks]


def _prepare(given: _Given) -> None:
    """Set up a process: one thread for torch, and `given` kept for the tasks of the process."""
    torch.set_num_threads(1)
    _given.append(given)


def _composed(base: Base) -> Parameters:
    """The parameters of a network trained on composed pages. Uses what `_prepare` has stored in this process."""
    data, _, settings, report = _given[0]
    name = f"composed pages, seed {base.seed}"
    examples = composed_set(data, base.mix)
    own = replace(settings, seed=base.seed)
    return export(train(examples, data.vectors, own, lambda line: report(f"{name}: {line}")))


def _annotated(task: Task, parameters: Parameters) -> Parameters:
    """The parameters of a network trained further in `plan.rounds`, then raised as `_RAISED` says.

    After each round they are rounded. Uses what `_prepare` has stored in this process.
    """
    data, plan, settings, report = _given[0]
    name = f"{'all pages' if task.fold is None else f'without fold {task.fold + 1}'}, seed {task.base.seed}"
    for number, one in enumerate(plan.rounds, start=1):
        own = replace(settings, seed=task.base.seed, rate=one.rate)
        examples = round_set(data, plan, one, task.fold, task.base.mix)
        parameters = export(polish(restored(parameters), examples, own))
        report(f"{name}: round {number} of {len(plan.rounds)}")
    return _raised(parameters)


def _raised(parameters: Parameters) -> Parameters:
    """The parameters with the scores of segments and atoms for the labels of `_RAISED` raised by its values."""
    weights, bias = parameters.layers["segment_labels"]
    more = np.array([round(_RAISED.get(label, 0.0) * ONE) for label in LABELS], dtype=np.int32)
    return Parameters(parameters.table, {**parameters.layers, "segment_labels": Layer(weights, bias + more)})
