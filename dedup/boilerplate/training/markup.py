"""`python -m dedup.boilerplate.training.markup`: fit the weights of the markup evidence on generated web pages.

A regression fits how much each feature, and each pair of some features, raises each label, on lines weighted so that
labels are about equally frequent. A line without features therefore gets 0. Seeded; the same input gives the same file.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from dedup.boilerplate.labels import FIRST_CUT, HOST, LABELS
from dedup.boilerplate.markup import ALL_NAMES, PAIRS
from dedup.boilerplate.training.corpora import corpus_file
from dedup.boilerplate.training.generator import Materials, Wordings, generate
from dedup.boilerplate.training.markup_pages import MarkedPage, web_pages
from dedup.errors import DedupError
from dedup.web.features import NAMES, numbers_of
from dedup.web.page import page_from_html

# All constants below are chosen.
_LABELS = (*HOST, *LABELS[FIRST_CUT:])
_ONE = 2048  # the unit of scores, as in `labels.ONE`
_CORPORA = ("newspapers_by_country", "hespress_jazeera")
_SITES, _PAGES, _ARTICLES = 2000, 3, 500  # sites, pages of each, and articles that they are made of
_STEPS, _RATE, _DECAY = 250, 0.05, 2e-4  # steps of the fit, its rate, and the factor of the squared weights
_SCALE = 0.7  # factor of the fitted weights: the words of a line are partly the same evidence as its tags
_DROPPED = 0.25  # share of the features left out in each step, since no page has all
_OFTEN = {"body": 3.0, "title": 1.5, "subhead": 1.0}  # frequencies of labels in the fit, relative to the others


def main(arguments: Sequence[str] | None = None) -> None:
    """The command: read its arguments, fit the weights and write them; a DedupError ends it with status 2."""
    parser = argparse.ArgumentParser(prog="python -m dedup.boilerplate.training.markup", description=__doc__)
    parser.add_argument("corpora", type=Path, help="folder of the corpora: newspapers_by_country.jsonl(.zst), ...")
    parser.add_argument("phrases", type=Path, help="folder of the wordings: inventory.tsv, ui_ar.tsv")
    parser.add_argument("--out", type=Path, required=True, help="the weights, a table")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--sites", type=int, default=_SITES)
    given = parser.parse_args(arguments)
    try:
        rows = counted(composed(given.corpora, given.phrases, given.seed, given.sites))
    except DedupError as error:
        parser.error(str(error))
    write(given.out, fit(rows, given.seed), f"seed {given.seed}, {given.sites} sites, {sum(rows.values())} lines")


def composed(corpora: Path, phrases: Path, seed: int, sites: int) -> Iterable[MarkedPage]:
    """Generated web pages of `sites` sites, up to three of each; raises DedupError where a corpus is missing."""
    wordings = Wordings.read(phrases)
    files = [corpus_file(corpora, name) for name in _CORPORA]
    materials = Materials.read(files, seed, _ARTICLES, frozenset(), wordings)
    return web_pages(generate(materials, wordings, seed + 20, sites, _PAGES), seed)


def counted(pages: Iterable[MarkedPage]) -> Counter[tuple[int, str]]:
    """The number of lines with each combination of features (as bits) and label.

    Pages are left out whose lines, as read from their HTML, differ from those that were written.
    """
    found: Counter[tuple[int, str]] = Counter()
    for page in pages:
        read = page_from_html(page.html)
        texts = read.text.split("\n")
        if texts == [text for text, _ in page.lines]:
            found.update(zip(read.markup, (label for _, label in page.lines), strict=True))
    return found


def fit(rows: Counter[tuple[int, str]], seed: int) -> NDArray[np.int32]:
    """The weights, (features and pairs, labels) int32 in 1/2048, by multinomial logistic regression without a constant.

    `rows`: as from `counted`; each counts as the square root of its number, and labels as `_OFTEN` says. In each step
    random features are left out. The mean of each feature's weights is 0.
    """
    items = sorted(rows.items())
    features = np.zeros((len(items), len(NAMES)), dtype=np.float32)
    for place, ((bits, _), _) in enumerate(items):
        features[place, list(numbers_of(bits))] = 1
    labels = np.array([_LABELS.index(label) for (_, label), _ in items])
    weights = np.sqrt([count for _, count in items])
    totals = np.bincount(labels, weights, len(_LABELS))
    often = np.array([_OFTEN.get(label, 1.0) for label in _LABELS])
    weights *= (often / np.maximum(totals, 1e-9))[labels]
    weights /= weights.sum()
    chance = np.random.default_rng(seed)
    table = np.zeros((len(ALL_NAMES), len(_LABELS)), dtype=np.float32)
    one, other = np.array([*PAIRS]).T
    mean, square = np.zeros_like(table), np.zeros_like(table)
    target = np.eye(len(_LABELS), dtype=np.float32)[labels]
    for step in range(1, _STEPS + 1):
        single = features * (chance.random(features.shape) >= _DROPPED)
        seen = np.concatenate((single, single[:, one] * single[:, other]), axis=1)
        scores = seen @ table
        scores -= scores.max(axis=1, keepdims=True)
        shares = np.exp(scores)
        shares /= shares.sum(axis=1, keepdims=True)
        slope = seen.T @ ((shares - target) * weights[:, None]) + _DECAY * table
        mean = 0.9 * mean + 0.1 * slope
        square = 0.999 * square + 0.001 * slope**2
        table -= _RATE * (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.999**step)) + 1e-8)
    table -= table.mean(axis=1, keepdims=True)
    return np.rint(_SCALE * _ONE * table).astype(np.int32)


def write(path: Path, table: NDArray[np.int32], facts: str) -> None:
    """Write the weights as a tab-separated table, a row a feature or pair; `facts` go into its first line.

    Rows whose weights are all 0 are left out.
    """
    told = f"what a feature of the markup, or a pair of them, adds to the score of a label, in 1/{_ONE}"
    lines = [f"# {told}; written by training.markup: {facts}", "\t".join(("feature", *_LABELS))]
    rows = zip(ALL_NAMES, table.tolist(), strict=True)
    lines += ["\t".join((name, *map(str, row))) for name, row in rows if any(row)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
