"""Measuring a network on gold pages that it was not trained on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import torch
from numpy.typing import NDArray

from dedup.boilerplate.atoms import FIRST, LAST, START, find_atoms
from dedup.boilerplate.decoder import ONE, Decoded, decode
from dedup.boilerplate.labels import CONTENT
from dedup.boilerplate.training.examples import Example
from dedup.boilerplate.training.network import Network, collate


def page_scores(network: Network, examples: Sequence[Example]) -> Iterator[NDArray[np.int64]]:
    """The scores of every atom of each page, as the labeller gives them; whole numbers of 1/2048."""
    network.eval()
    with torch.no_grad():
        for example in examples:
            batch = collate([example])
            found = network(batch)
            segments = (found.segments * ONE).round().long()
            segments[:, CONTENT:] -= 6 * ONE
            scores = segments[batch.segment]
            scores[found.gated] = (found.atoms * ONE).round().long()
            yield scores.numpy()


def label_page(network: Network, example: Example, price: int) -> Decoded:
    """The labels of one page's atoms."""
    (scores,) = page_scores(network, [example])
    return decode(find_atoms([example.page.text]), scores, price)
