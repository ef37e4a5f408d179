"""Trains the shipped weights further on a few annotated pages of a site, without losing what they know.

Each network starts from its weights and learns the given pages. On pages of many sites, generated from their articles,
it is trained to keep its former output (distillation), so that its results on other sites stay.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

import torch
from torch import Tensor, nn
from torch.nn import functional

from dedup.boilerplate.training.corpora import crawl_of
from dedup.boilerplate.training.examples import Example, examples
from dedup.boilerplate.training.export import export, restored
from dedup.boilerplate.training.generator import Article, Draw, Materials, Wordings, described, generate
from dedup.boilerplate.training.gold import GoldPage, own_paragraphs
from dedup.boilerplate.training.network import Batch, Network
from dedup.boilerplate.training.training import Settings, batches, hide, losses, weights_of_atoms
from dedup.boilerplate.weights import Parameters, Weights, shipped_weights
from dedup.errors import DedupError

# Rounds over the given pages, the first learning rate, atoms of a batch, sites of generated pages of the generator's
# own lists and of described ones, batches of generated pages for each of given ones, and the weight of the divergence
# on them in the loss. The rounds are chosen so that a line that four pages end in is cut on all of them; with 50 it is
# on one, and no more of other sites stays right. The others were chosen with earlier weights on two invented sites:
# after ten pages of one without a byline and without topics, the topics of the other are wrong on no page of 30, and on
# one after ten pages with other labels; with a weight of 2, a single batch and no described sites on all 30.
_ROUNDS = 120
_RATE = 1e-3
_ATOMS = 4000
_SITES, _DESCRIBED_SITES = 60, 600
_BATCHES = 3
_HELD = 40.0


def teach(pages: Sequence[GoldPage], base: Weights | None, seed: int, report: Callable[[str], None]) -> Weights:
    """Weights trained further on annotated pages, each with and without the crawl evidence of all of them.

    Each network is held to its former output on pages generated from their articles; the facts name what was taught.
    `pages`: those of `checked_lesson`, of which one at least has an article of its own. `base`: the weights to start
    from, else the shipped ones. `report` gets a line a network and a round.
    """
    weights = base or shipped_weights()
    given = [*examples(pages, crawl_of(pages)), *examples(pages)]
    composed = _composed(pages, seed)
    networks = []
    for number, network in enumerate(weights.networks, start=1):
        report(f"network {number} of {len(weights.networks)}")
        networks.append(_taught(network, given, composed, seed, report))
    facts = (
        f"{weights.facts}\ntaught: {len(pages)} pages of {len({page.source for page in pages})} sources, seed {seed}"
    )
    return replace(weights, networks=tuple(networks), facts=facts)


def _taught(
    start: Parameters,
    given: Sequence[Example],
    composed: Sequence[Example],
    seed: int,
    report: Callable[[str], None],
) -> Parameters:
    """The parameters of a network trained further on the given pages, held to its output on the composed ones.

    It goes over the given pages `_ROUNDS` times, at rates that fall; `report` gets a line with the loss each time. The
    network starts from `start`, which is not changed.
    """
    torch.manual_seed(seed)
    chance = random.Random(seed)
    network, before = restored(start), restored(start)
    before.eval()
    optimizer = torch.optim.AdamW(network.parameters(), lr=_RATE, weight_decay=0.0)
    settings = Settings()
    rehearsal = _forever(composed, chance)
    for number in range(_ROUNDS):
        total = 0.0
        for batch in batches(given, _ATOMS, chance):
            hidden, batch = hide(batch, chance)
            taught = losses(network(batch, hidden), batch, weights_of_atoms(batch, settings))
            drift = sum(_drift(network, before, next(rehearsal)) for _ in range(_BATCHES))
            loss = taught + _HELD * drift / _BATCHES
            for group in optimizer.param_groups:
                group["lr"] = _RATE * (1 - number / _ROUNDS)
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimizer.step()
            total += float(loss.detach())
        report(f"round {number + 1} of {_ROUNDS}: loss {total:.3f}")
    network.eval()
    return export(network)


def _composed(pages: Sequence[GoldPage], seed: int) -> list[Example]:
    """Generated pages with many layouts around the bodies of the host articles of the given pages, as examples; every
    second one also with the evidence of the crawl of all these. Raises DedupError where the bodies are too short.
    """
    articles = [Article(page.title, paragraphs) for page in pages if (paragraphs := own_paragraphs(page))]
    materials, wordings = Materials.of(articles, Draw(f"teach/{seed}")), Wordings.read()
    if not materials.sentences:
        raise DedupError("the annotated pages have too little text to learn from: annotate some ten articles.")
    made = [
        *generate(materials, wordings, seed, _SITES, pages_per_site=4),
        *described(materials, wordings, seed, _DESCRIBED_SITES, pages_per_site=2),
    ]
    again = made[::2]
    return [*examples(made), *examples(again, crawl_of(again))]


def _forever(composed: Sequence[Example], chance: random.Random) -> Iterator[Batch]:
    """Yield batches of the examples, epoch after epoch, without end."""
    while True:
        yield from batches(composed, _ATOMS, chance)


def _drift(network: Network, before: Network, batch: Batch) -> Tensor:
    """The divergence of the network's scores for a batch from those of `before`: of segments, atoms and gates.

    Atoms are compared where `before` scores them one by one; `before` gets no gradient.
    """
    with torch.no_grad():
        old = before(batch)
    new = network(batch, gated=old.gated)
    loss = functional.kl_div(new.segments.log_softmax(1), old.segments.softmax(1), reduction="batchmean")
    if len(old.gated):
        loss = loss + functional.kl_div(new.atoms.log_softmax(1), old.atoms.softmax(1), reduction="batchmean")
    return loss + functional.mse_loss(new.gates.clamp(-6, 6), old.gates.clamp(-6, 6)) * 0.1
