"""The loss of whole sequences of labels: a linear-chain conditional random field over the decoder's own changes.

Lafferty, McCallum and Pereira, Conditional Random Fields (2001). The loss of a run of atoms is the negative logarithm
of the share that the right labels have among all sequences. A place where prose ends is learned as a place, and not as
the atoms around it.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from torch import Tensor

from dedup.boilerplate.labels import APPENDED, CONTENT, LABELS
from dedup.kernel import helper, kernel

_COUNT = len(LABELS)
_ROWS = "Array(float64, 2, 'C', True)"


class SequenceLoss(torch.autograd.Function):
    """The summed loss of some runs of atoms."""

    @staticmethod
    def forward(ctx: Any, scores: Tensor, labels: Tensor, known: Tensor, changes: Tensor, runs: Tensor) -> Tensor:
        """The loss, a scalar.

        `scores` (a, labels) float; `labels` (a,) the right ones; `known` (a,) bool: where the right one is certain;
        `changes` (a,) float: what a change of label costs before an atom, in the unit of the scores; `runs` (r + 1,):
        where each run begins, and the end of the last.
        """
        loss, gradient = _sequence_loss(
            scores.detach().numpy().astype(np.float64),
            np.where(known.numpy(), labels.numpy(), -1).astype(np.int64),
            np.exp(-changes.numpy().astype(np.float64)),
            runs.numpy().astype(np.int64),
        )
        ctx.save_for_backward(torch.from_numpy(gradient).to(scores.dtype))
        return scores.new_tensor(loss)

    @staticmethod
    def backward(ctx: Any, grown: Tensor) -> tuple[Tensor, None, None, None, None]:
        """The gradient: how likely each label is, less how likely it is among right sequences."""
        (gradient,) = ctx.saved_tensors
        return gradient * grown, None, None, None, None


@kernel(_ROWS, "Array(int64, 1, 'C', True)", "Array(float64, 1, 'C', True)", "Array(int64, 1, 'C', True)")
def _sequence_loss(scores: Any, labels: Any, changes: Any, runs: Any) -> Any:
    """The loss and its gradient (a, labels). `labels`: -1 where any may be right; `changes`: factors from 0 to 1."""
    gradient = np.zeros(scores.shape)
    factors, ahead = np.empty(scores.shape), np.empty(scores.shape)
    loss = 0.0
    for run in range(len(runs) - 1):
        first, last = runs[run], runs[run + 1]
        for sign in (-1.0, 1.0):  # among the right sequences, then among all
            for at in range(first, last):
                largest = scores[at].max()
                for label in range(_COUNT):
                    free = sign > 0 or labels[at] < 0 or labels[at] == label
                    factors[at, label] = np.exp(scores[at, label] - largest) if free else 0.0
            loss += sign * _shares(factors, changes, ahead, gradient, first, last, sign)
    return loss, gradient


@helper
def _shares(factors: Any, changes: Any, ahead: Any, gradient: Any, first: Any, last: Any, sign: Any) -> Any:
    """Add how likely each label of a run is, times `sign`, and return the logarithm of the sum over all sequences."""
    logarithm = 0.0
    for at in range(first, last):
        total = 0.0
        for label in range(_COUNT):
            reach = 1.0
            if at > first:
                reach = changes[at] + ahead[at - 1, label]
                if label < CONTENT:
                    reach += ahead[at - 1, (label + APPENDED) % CONTENT]
            ahead[at, label] = reach * factors[at, label]
            total += ahead[at, label]
        total = max(total, 1e-300)
        for label in range(_COUNT):
            ahead[at, label] /= total
        logarithm += np.log(total)
    behind, before = np.ones(_COUNT), np.empty(_COUNT)
    for step in range(last - first):
        at = last - 1 - step
        total = 0.0
        for label in range(_COUNT):
            total += ahead[at, label] * behind[label]
        total = max(total, 1e-300)
        for label in range(_COUNT):
            gradient[at, label] += sign * ahead[at, label] * behind[label] / total
        every = 0.0
        for label in range(_COUNT):
            before[label] = factors[at, label] * behind[label]
            every += before[label]
        every = max(every, 1e-300)
        for label in range(_COUNT):
            twin = before[(label + APPENDED) % CONTENT] if label < CONTENT else 0.0
            behind[label] = (before[label] + twin + changes[at] * every) / every
    return logarithm
