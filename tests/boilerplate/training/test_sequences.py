"""The loss of whole sequences against the sum over every sequence there is."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise, product

import numpy as np
import pytest

from dedup.boilerplate.labels import APPENDED, CONTENT, LABELS

torch = pytest.importorskip("torch", reason="training needs torch: pip install '.[train]'")


def sequences(scores: object, right: list[int | None], changes: list[float]) -> Iterator[tuple[object, bool]]:
    """By sequence of labels of one run: its weight, and whether it is a right one."""
    for labels in product(range(len(LABELS)), repeat=len(right)):
        weight = torch.exp(sum(scores[at, label] for at, label in enumerate(labels)))  # type: ignore[index]  # a tensor
        for at, (before, label) in enumerate(pairwise(labels), 1):
            twins = before < CONTENT and label == (before + APPENDED) % CONTENT
            weight = weight * (np.exp(-changes[at]) + (before == label) + twins)
        yield weight, all(asked is None or asked == label for asked, label in zip(right, labels, strict=True))


@pytest.mark.parametrize(
    ("right", "changes", "runs"),
    [
        ([0, 7], [0.0, 1.0], [0, 2]),
        ([0, 3], [0.0, 2.0], [0, 2]),
        ([None, 5], [0.0, 0.5], [0, 2]),
        ([2, None, 9], [0.0, 1.0, 1.5], [0, 2, 3]),
        ([4, 4], [0.0, 1e9], [0, 2]),
    ],
)
def test_the_loss_is_that_of_all_sequences(right: list[int | None], changes: list[float], runs: list[int]) -> None:
    from dedup.boilerplate.training.sequences import SequenceLoss

    torch.manual_seed(len(right))
    scores = torch.randn(len(right), len(LABELS), dtype=torch.float64, requires_grad=True)
    expected = scores.new_zeros(())
    for first, last in pairwise(runs):
        found = list(sequences(scores[first:last], right[first:last], changes[first:last]))
        every, good = (torch.stack([weight for weight, fits in found if fits or not strict]) for strict in (0, 1))
        expected = expected + torch.log(every.sum()) - torch.log(good.sum())
    labels = torch.tensor([label or 0 for label in right])
    known = torch.tensor([label is not None for label in right])
    loss = SequenceLoss.apply(scores, labels, known, torch.tensor(changes), torch.tensor(runs))
    assert loss.item() == pytest.approx(expected.item())
    (gradient,), (asked,) = torch.autograd.grad(loss, scores), torch.autograd.grad(expected, scores)
    assert torch.allclose(gradient, asked)
