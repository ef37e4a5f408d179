"""`python -m dedup.boilerplate.training`: train the labeller on corpora and gold, evaluate it, write its weights and
card.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from dedup.boilerplate.training.calibration import OF_ALONE, OF_CRAWL, margins, prices, reliability
from dedup.boilerplate.training.card import write_card
from dedup.boilerplate.training.data import Data, load
from dedup.boilerplate.training.ensemble import tasks_of, trained
from dedup.boilerplate.training.evaluation import Predicted, alone, judge, predict
from dedup.boilerplate.training.export import restored
from dedup.boilerplate.training.network import Network
from dedup.boilerplate.training.plan import FOLDS, Plan
from dedup.boilerplate.training.scores import tally
from dedup.boilerplate.training.sets import flat, fold_of
from dedup.boilerplate.training.training import Settings
from dedup.boilerplate.weights import PROFILES, Weights
from dedup.errors import DedupError

_CRAWLED, _ALONE = "publishers left out, with their crawl", "publishers left out, pages alone"
_CLEAN = "encyclopedia (all body)"
_COMPOSED, _AGGREGATORS = "composed: other layouts and wordings", "gold aggregator pages"


def main(arguments: Sequence[str] | None = None) -> None:
    """The command: read its arguments and run it; wrong usage or a DedupError ends it with status 2.

    The numbers of other and of described sites follow `--sites` in proportion.
    """
    parser = argparse.ArgumentParser(prog="python -m dedup.boilerplate.training", description=__doc__)
    parser.add_argument("corpora", type=Path, help="folder of the corpora: saudinewsnet.jsonl(.zst), wiki, ...")
    parser.add_argument("gold", type=Path, help="folder of the gold pages: real.jsonl, press.jsonl, field.jsonl, ...")
    parser.add_argument("phrases", type=Path, help="folder of the wordings: inventory.tsv, ui_ar.tsv")
    parser.add_argument("--out", type=Path, required=True, help="the weights; the card goes beside them, as .md")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--sites", type=int, default=Plan().sites, help="sites of composed pages")
    given = parser.parse_args(arguments)
    own, most = Plan(), Plan().sites
    plan = Plan(
        given.seed,
        given.sites,
        given.sites * own.described_sites // most,
        other_sites=given.sites * own.other_sites // most,
        other_described=given.sites * own.other_described // most,
    )
    try:
        run(given.corpora, given.gold, given.phrases, given.out, plan)
    except DedupError as error:
        parser.error(str(error))


def run(corpora: Path, gold: Path, phrases: Path, out: Path, plan: Plan) -> None:
    """Train networks without each fold, for evaluation and calibration, and those that are kept; write their weights
    and the card.

    `out` is the file of the weights; the card is the same path with `.md`. The networks without fold 0, 1 and 2 are
    written beside it, as `-without-0` and so on, to evaluate other tasks on publishers left out. Raises DedupError
    where a corpus is missing, and FileNotFoundError where a file of gold is.
    """
    report = _reporter()
    data = load(corpora, gold, phrases, plan, report)
    settings = Settings(seed=plan.seed)
    tasks = tasks_of(plan)
    made = trained(data, plan, settings, tasks, report)
    left_out: dict[str, list[Predicted]] = {}
    by_fold = [[own for own, task in zip(made, tasks, strict=True) if task.fold == fold] for fold in range(FOLDS)]
    for fold, own in enumerate(by_fold):
        for name, found in _left_out([restored(each) for each in own], data, fold).items():
            left_out.setdefault(name, []).extend(found)
    alone_prices = prices(left_out[_ALONE], left_out[_CLEAN], OF_ALONE)
    crawl_prices = prices(left_out[_CRAWLED], left_out[_CLEAN], OF_CRAWL)
    price = {profile: (alone_prices[profile], crawl_prices[profile]) for profile in PROFILES}
    priced = list(zip((left_out[_ALONE], left_out[_CRAWLED]), price["balanced"], strict=True))
    bounds = margins(priced)
    tables = {
        profile: {
            name: tally(judge(page, own[name == _CRAWLED]) for page in pages).row() for name, pages in left_out.items()
        }
        for profile, own in price.items()
    }
    facts = "\n".join([*data.facts, f"settings: {settings}", f"prices: {price}"])
    weights = Weights(tuple(made[: len(plan.recipes)]), price, np.array(bounds), facts)
    weights.write(out)
    for fold, own in enumerate(by_fold):
        without = out.with_name(f"{out.stem}-without-{fold}{out.suffix}")
        replace(weights, networks=tuple(own)).write(without)
    write_card(out.with_suffix(".md"), facts, tables, reliability(priced, bounds))
    report(f"{out}: {out.stat().st_size:,} bytes")


def _left_out(networks: Sequence[Network], data: Data, fold: int) -> dict[str, list[Predicted]]:
    """The scores of networks for pages that they were not trained on, by the name of their set.

    Of the annotated pages only those of the publishers of `fold`, once with their crawl evidence and once without; of
    the encyclopedia pages the last fifth; of the other sets all pages.
    """
    held = [example for example in data.real if fold_of(example.page.source) == fold]
    unseen = {
        _CRAWLED: held,
        _ALONE: [alone(example) for example in held],
        _COMPOSED: data.held_back,
        _AGGREGATORS: data.pages,
        "seeds": data.seeds,
        **{
            f"{name}, flattened": flat(pages, seed=0)
            for name, pages in ((_COMPOSED, data.held_back), (_AGGREGATORS, data.pages))
        },
        _CLEAN: data.clean[-len(data.clean) // 5 :],
    }
    return {name: list(predict(networks, examples)) for name, examples in unseen.items()}


def _reporter() -> Callable[[str], None]:
    """A function that prints a line behind the seconds since `_reporter` was called."""
    started = time.monotonic()
    return lambda line: print(f"{time.monotonic() - started:6.0f} s  {line}", flush=True)


if __name__ == "__main__":
    main()
