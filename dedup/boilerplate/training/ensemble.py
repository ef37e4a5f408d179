"""Trains networks in parallel."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from multiprocessing import get_context
from typing import NamedTuple

import numpy as np
import torch

from dedup.boilerplate.labels import LABELS, ONE
from dedup.boilerplate.training.data import Data, Plan, polishing_set, training_set
from dedup.boilerplate.training.export import export, restored
from dedup.boilerplate.training.training import Settings, polish, train
from dedup.boilerplate.weights import Layer, Parameters

_RAISED = {"byline": 2.25, "source": 2.25, "tags": 2.25, "pubdate": 1.125}
"""How much more these labels score after training, as natural logarithms of odds: the last rounds, with their near
misses, leave networks shy of them. Chosen on publishers left out: with a quarter of a unit more, 1% less of the
metadata of pages alone stays, but cities and times at the head of a page are cut.
"""


class Task(NamedTuple):
    """A network to train, by its seed.

    `fold`: the part of the publishers that it does not see, for evaluation; None for a network that sees everything.
    `mix`: the number of the mix of composed pages that it is trained on.
    """

    seed: int
    fold: int | None = None
    mix: int = 0


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
        return list(pool.map(_train, tasks))


def _prepare(given: _Given) -> None:
    """Set up a process: one thread for torch, and `given` kept for the tasks of the process."""
    torch.set_num_threads(1)
    _given.append(given)


def _train(task: Task) -> Parameters:
    """The parameters of one task's network: trained, polished in `plan.last_rounds`, then raised as `_RAISED` says.

    Before each of these rounds its parameters are rounded. Uses what `_prepare` has stored in this process.
    """
    data, plan, settings, report = _given[0]
    settings = replace(settings, seed=task.seed)
    name = f"{'all pages' if task.fold is None else f'without fold {task.fold + 1}'}, seed {task.seed}"
    examples = training_set(data, plan, task.fold, task.mix)
    network = train(examples, data.vectors, settings, lambda line: report(f"{name}: {line}"))
    for last in plan.last_rounds:
        own = replace(settings, rate=last.rate)
        network = polish(restored(export(network)), polishing_set(data, plan, last, task.fold, task.mix), own)
    return _raised(export(network))


def _raised(parameters: Parameters) -> Parameters:
    """The parameters with the scores of segments and atoms for the labels of `_RAISED` raised by its values."""
    weights, bias = parameters.layers["segment_labels"]
    more = np.array([round(_RAISED.get(label, 0.0) * ONE) for label in LABELS], dtype=np.int32)
    return Parameters(parameters.table, {**parameters.layers, "segment_labels": Layer(weights, bias + more)})
