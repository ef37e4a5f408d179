"""Trains networks: batches of pages of similar length, random removal of evidence, rates that fall to nearly zero."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import torch
from torch import Tensor, nn
from torch.nn import functional

from dedup.boilerplate.atoms import LINE
from dedup.boilerplate.evidence import ATOM_FEATURES, GROUPS, ROWS, SEGMENT_FEATURES, places
from dedup.boilerplate.evidence.form import gap_value
from dedup.boilerplate.labels import FIRST_CUT
from dedup.boilerplate.training.examples import Example
from dedup.boilerplate.training.network import Batch, Dense, Network, Scores, Sizes, collate


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of training.

    `atoms_at_once`: the size of a batch. `rate`: the first learning rate of AdamW, for the table, the map of word
    vectors, the gate and biases; `matrix_rate` and `matrix_decay`: the first rate and the decay of Muon, for the
    weights of the other layers. Measured with one network a value, trained for two epochs on 9,000 composed pages: with
    Muon a fifth to a third less of the furniture is left of layouts and of publishers left out. `content_weight`: the
    weight of atoms of content in the loss; that of others is 1. `edge_weight`: the factor for atoms beside a boundary
    within a line, see `near_edges`. Measured with networks trained by AdamW alone, on pages left out: with 8 in the
    place of 1, a network finds 2 to 5 points more of the boundaries without a space and loses less prose; with 20 it
    finds 8 points more and loses as much as with 1.
    """

    seed: int = 1
    rate: float = 1.5e-2
    matrix_rate: float = 7e-3
    matrix_decay: float = 0.1
    atoms_at_once: int = 7000
    content_weight: float = 1.5
    edge_weight: float = 12.0
    sizes: Sizes = field(default_factory=Sizes)


class Optimizers:
    """Muon for the weights of layers with several outputs, AdamW for the other parameters of a network."""

    def __init__(self, network: Network, settings: Settings) -> None:
        """The optimizers of a network at the rates of the settings."""
        own = [layer.linear.weight for layer in network.modules() if isinstance(layer, Dense)]
        matrices = [weight for weight in own if len(weight) > 1]
        others = [each for each in network.parameters() if all(each is not matrix for matrix in matrices)]
        decay = settings.matrix_decay
        self._network = network
        self._all: list[tuple[torch.optim.Optimizer, float]] = [
            (torch.optim.AdamW(others, lr=settings.rate, weight_decay=0.01, fused=True), settings.rate),
            (torch.optim.Muon(matrices, lr=settings.matrix_rate, weight_decay=decay), settings.matrix_rate),
        ]

    def step(self, loss: Tensor, share: float) -> None:
        """Change the network by the gradient of the loss, at a share of the first rates."""
        for optimizer, rate in self._all:
            optimizer.zero_grad()
            for group in optimizer.param_groups:
                group["lr"] = rate * share
        loss.backward()
        nn.utils.clip_grad_norm_(self._network.parameters(), 1.0)
        for optimizer, _ in self._all:
            optimizer.step()


def train(
    network: Network,
    examples: Sequence[Example],
    epochs: int,
    settings: Settings,
    share: float = 1.0,
    report: Callable[[str], None] = print,
) -> Network:
    """Train the network itself on the examples, epoch after epoch, and return it in evaluation mode.

    The rates rise within 60 steps to `share` of those of the settings, and fall to nearly zero. Evidence of each batch
    is removed at random, see `hide`. `report` gets a line an epoch. The same network, arguments and machine give the
    same network. Sets the seed of torch and its deterministic mode.
    """
    _make_repeatable(settings.seed)
    chance = random.Random(settings.seed)
    optimizers = Optimizers(network, settings)
    network.train()
    total = sum(len(example.rows) for example in examples)
    steps = epochs * (total // settings.atoms_at_once + 1)
    step = 0
    for epoch in range(epochs):
        summed = count = 0.0
        for batch in batches(examples, settings.atoms_at_once, chance):
            loss = _loss(network, batch, chance, settings)
            optimizers.step(loss, share * min(1.0, (step + 1) / 60) * (0.02 + 0.98 * max(0.0, 1 - step / steps)))
            step += 1
            summed, count = summed + float(loss.detach()), count + 1
        report(f"epoch {epoch + 1} of {epochs}: loss {summed / count:.4f}")
    network.eval()
    return network


def new_network(vectors: Tensor, settings: Settings) -> Network:
    """A network with random weights, drawn with the seed of the settings; `vectors` (v, d) are those of words."""
    _make_repeatable(settings.seed)
    return Network(settings.sizes, vectors)


def polish(network: Network, examples: Sequence[Example], rate: float, settings: Settings) -> Network:
    """Train the network itself for one more epoch on the examples, with small steps; returns it in evaluation mode.

    `rate` is that of AdamW, for all parameters; it is reached within 30 steps and falls to nearly zero. With Muon here,
    publishers left out come out worse. Sets the seed of torch and its deterministic mode.
    """
    _make_repeatable(settings.seed + 4)
    chance = random.Random(settings.seed + 4)
    optimizer = torch.optim.AdamW(network.parameters(), lr=rate, weight_decay=0.0, fused=True)
    network.train()
    chosen = list(batches(examples, settings.atoms_at_once, chance))
    for step, batch in enumerate(chosen):
        for group in optimizer.param_groups:
            group["lr"] = rate * min(1.0, (step + 1) / 30) * (1 - step / len(chosen))
        loss = _loss(network, batch, chance, settings)
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimizer.step()
    network.eval()
    return network


def _make_repeatable(seed: int) -> None:
    """Set the seed of torch and its deterministic mode."""
    torch.manual_seed(seed)
    torch.use_deterministic_algorithms(True, warn_only=True)
    torch.utils.deterministic.fill_uninitialized_memory = False  # not needed: all memory is written before it is read


def _loss(network: Network, batch: Batch, chance: random.Random, settings: Settings) -> Tensor:
    """The loss of the network on a batch of which evidence is removed at random."""
    hidden, batch = hide(batch, chance)
    return losses(network(batch, hidden), batch, weights_of_atoms(batch, settings))


def batches(examples: Sequence[Example], atoms: int, chance: random.Random) -> Iterator[Batch]:
    """Yield the examples, each once, in random batches of at least `atoms` atoms; one may have less, the rest.

    The pages of a batch have similar lengths, but for batches at the borders of groups of 400 pages.
    """
    order = list(range(len(examples)))
    chance.shuffle(order)
    sorted_parts = [
        sorted(order[start : start + 400], key=lambda number: len(examples[number].rows))
        for start in range(0, len(order), 400)
    ]
    made: list[list[Example]] = []
    held: list[Example] = []
    for part in sorted_parts:
        for number in part:
            held.append(examples[number])
            if sum(len(example.rows) for example in held) >= atoms:
                made.append(held)
                held = []
    if held:
        made.append(held)
    chance.shuffle(made)
    for chosen in made:
        yield collate(chosen)


# Atom features that `hide` makes absent together, by name.
_NAMES = [feature.name for feature in ATOM_FEATURES]
_WORDS = ("word", "frequency")
_AFFIXES = ("prefix", "suffix")
_LISTS = ("names", "phrase")


def hide(batch: Batch, chance: random.Random) -> tuple[Tensor, Batch]:
    """The evidence to make absent, bool (a, k), and the batch with the columns of segments changed alike.

    Absent are words, affixes and lists for random atoms, at rates drawn for the batch: at times none, at times most;
    and for random pages whole groups, most often the crawl, unless the labels of the page are bound to it.
    """
    atoms, pages = batch.rows.shape[0], int(batch.page[-1]) + 1
    hidden = torch.zeros(batch.rows.shape, dtype=torch.bool)
    drawn = chance.random()
    words, affixes = (0.25, 0.1) if drawn < 0.7 else (0.6, 0.35) if drawn < 0.85 else (0.0, 0.0)
    for names, rate in ((_WORDS, words), (_AFFIXES, affixes), (_LISTS, words)):
        gone = torch.rand(atoms) < rate
        for name in names:
            hidden[:, _NAMES.index(name)] |= gone
    columns = batch.columns.clone()
    page_of_atom = batch.page[batch.segment]
    for group in GROUPS:
        gone = torch.rand(pages) < (0.4 if group == "crawl" else 0.03)
        if group == "crawl":
            gone &= ~batch.bound
        atom_columns, segment_columns = places(group)
        hidden[:, atom_columns] |= gone[page_of_atom].unsqueeze(1)
        columns[gone[batch.page], segment_columns] = 0
    listed = [feature.name for feature in SEGMENT_FEATURES].index("listed")
    columns[:, listed] *= (torch.rand(pages) >= words)[batch.page]
    return hidden, Batch(**{**{name: getattr(batch, name) for name in batch.__slots__}, "columns": columns})


_GAP_ROWS = ROWS[_NAMES.index("gap")]
_NEW_LINE = _GAP_ROWS + gap_value(LINE, 0)  # the row of the table for an atom at the start of a line; higher: as well


def near_edges(batch: Batch) -> Tensor:
    """Whether atoms are one of the two before or behind an edge: bool (a,).

    An edge is a boundary between content and what is cut within a line. One or two of a thousand places are edges,
    and cuts that miss them take prose or leave furniture.
    """
    cut, page = batch.labels >= FIRST_CUT, batch.page[batch.segment]
    edge = torch.zeros(len(cut), dtype=torch.bool)
    within = batch.rows[1:, _NAMES.index("gap")] < _NEW_LINE
    edge[1:] = (cut[1:] != cut[:-1]) & (page[1:] == page[:-1]) & within
    near = edge.clone()
    near[:-1] |= edge[1:]
    near[:-2] |= edge[2:]
    near[1:] |= edge[:-1]
    return near


def weights_of_atoms(batch: Batch, settings: Settings) -> Tensor:
    """The weights of atoms in the loss, float (a,), as `Settings` says; 0 where the annotators were not sure."""
    weights = torch.where(batch.labels < FIRST_CUT, settings.content_weight, 1.0) * batch.sure
    return torch.where(near_edges(batch), weights * settings.edge_weight, weights)


def losses(scores: Scores, batch: Batch, weights: Tensor) -> Tensor:
    """The loss: cross entropy of gated atoms, of segments (by their middle atom), and of the gate, weighted.

    `weights` (a,): those of atoms. Segments whose middle atom the annotators were not sure of count nothing.
    """
    labels, weights = batch.labels[scores.gated], weights[scores.gated]
    atoms = (functional.cross_entropy(scores.atoms, labels, reduction="none") * weights).sum() / weights.sum().clamp(
        min=1
    )
    middle = (batch.first + batch.last - 1) // 2
    sure = batch.sure[middle]
    junk = torch.zeros(len(scores.gates)).scatter_reduce_(0, batch.segment, (batch.labels >= FIRST_CUT).float(), "amax")
    gate = functional.binary_cross_entropy_with_logits(scores.gates, junk, weight=sure)
    segments = (functional.cross_entropy(scores.segments, batch.labels[middle], reduction="none") * sure).mean()
    return atoms + 0.5 * gate + 0.25 * segments
