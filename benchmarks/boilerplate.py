"""Cleaning measured against gold pages, ours beside what people use instead.

`python -m benchmarks.boilerplate GOLD...` prints one Markdown table for each gold file. A peer that is not installed is
left out, with a line that says so. `--without all` shows what each group of evidence is worth, `--reliability` what
share of the cut characters is right at each confidence.

On pages that the weights were trained on all our numbers flatter. What the labeller does to publishers that it has not
seen stands in `dedup/boilerplate/weights.md`: `python -m dedup.boilerplate.training` measures it with some left out.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import get_args

from benchmarks.boilerplate_baselines import PEERS, RULES, Baseline
from benchmarks.boilerplate_gold import GoldPage, groups, read_gold
from benchmarks.boilerplate_ours import EVIDENCE, Crawl, read_crawl
from benchmarks.boilerplate_scores import Prediction, reliability, score
from benchmarks.boilerplate_tables import QUALITY, RELIABILITY, Column, R, ReliabilityRow, Row, Value, markdown, plain
from dedup.boilerplate import Cleaner
from dedup.names import Profile

PROFILES: tuple[Profile, ...] = get_args(Profile)
_DEFAULT: Profile = "balanced"
_PASSES, _PATIENCE = 3, 1.0

Table = dict[str, dict[str, Value]]


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print, and write JSON where asked to."""
    options = _parser().parse_args(arguments)
    results: dict[str, Table] = {}
    for path in options.gold:
        pages = read_gold(path, options.textdir, sure=options.sure)
        crawl = Crawl() if options.without_crawl else read_crawl(pages, options.corpus)
        print(f"\n## {path.name}: {len(pages)} pages\n")
        if options.without:
            names = tuple(EVIDENCE) if options.without == "all" else (options.without,)
            results[str(path)] = _shown("evidence", QUALITY, list(without(pages, crawl, names)))
        elif options.reliability:
            profile = _DEFAULT if options.profile == "all" else options.profile
            results[str(path)] = _shown("confidence", RELIABILITY, list(reliable(pages, crawl, profile)))
        elif options.by_group:
            results[str(path)] = _shown("pages", QUALITY, list(by_group(pages, crawl, options.model)))
        else:
            results[str(path)] = _comparison(pages, crawl, options)
    if options.json:
        options.json.write_text(json.dumps(results, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def compared(
    pages: Sequence[GoldPage],
    crawl: Crawl,
    profiles: Sequence[Profile],
    others: Sequence[Baseline],
    model: Path | None = None,
) -> Iterator[Row]:
    """Our profiles, then the baselines."""
    for profile in profiles:
        yield measured(f"dedup, {profile}", pages, partial(crawl.predict, Cleaner(profile=profile, model=model)))
    for other in others:
        yield measured(other.name, pages, other.predict)


def measured(name: str, pages: Sequence[GoldPage], predict: Callable[[GoldPage], Prediction]) -> Row:
    """One tool over all pages, its speed that of the fastest of up to three passes; a page before warms it up."""
    predict(pages[0])
    size = sum(len(page.text.encode("utf-8", "surrogatepass")) for page in pages)
    seconds: list[float] = []
    predictions: list[Prediction] = []
    while not seconds or (len(seconds) < _PASSES and sum(seconds) < _PATIENCE):
        start = perf_counter()
        predictions = [predict(page) for page in pages]
        seconds.append(perf_counter() - start)
    return Row(name, score(pages, predictions), size / 1e6 / min(seconds))


def by_group(pages: Sequence[GoldPage], crawl: Crawl, model: Path | None = None) -> Iterator[Row]:
    """The default profile on each group of pages."""
    predict = partial(crawl.predict, Cleaner(profile=_DEFAULT, model=model))
    for name, members in groups(pages):
        yield Row(f"{name or 'all'} ({len(members)})", score(members, [predict(page) for page in members]))


def without(pages: Sequence[GoldPage], crawl: Crawl, names: Sequence[str]) -> Iterator[Row]:
    """The default profile with all evidence, then without each of these."""
    yield Row("all evidence", score(pages, [crawl.predict(Cleaner(profile=_DEFAULT), page) for page in pages]))
    for name in names:
        cleaner = Cleaner(profile=_DEFAULT, without=EVIDENCE[name])
        yield Row(f"without {name}", score(pages, [crawl.predict(cleaner, page) for page in pages]))


def reliable(pages: Sequence[GoldPage], crawl: Crawl, profile: Profile) -> Iterator[ReliabilityRow]:
    """What the cuts of each confidence are worth."""
    cleaner = Cleaner(profile=profile)
    made = [crawl.clean(cleaner, page).removed for page in pages]
    cuts = [[(span.start, span.end, span.confidence) for span in removed] for removed in made]
    for confidence, (number, right) in reliability(pages, cuts).items():
        yield ReliabilityRow(f"{confidence:g}", number, right)


def _comparison(pages: Sequence[GoldPage], crawl: Crawl, options: argparse.Namespace) -> Table:
    wanted = PEERS if options.peers == "all" else ()
    installed = [peer for peer in wanted if peer.is_installed]
    profiles = PROFILES if options.profile == "all" else (options.profile,)
    rows = list(compared(pages, crawl, profiles, [*RULES, *installed], options.model))
    table = _shown("tool", QUALITY, rows)
    for peer in wanted:
        if peer not in installed:
            print(f"\nLeft out: {peer.name} (not installed: pip install {peer.packages}).")
    return table


def _shown(first: str, columns: Sequence[Column[R]], rows: Sequence[R]) -> Table:
    print(markdown(first, columns, rows))
    return {row.name: plain(columns, row) for row in rows}


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.boilerplate", description=__doc__)
    add = parser.add_argument
    add("gold", nargs="+", type=Path, metavar="GOLD", help="JSON lines of gold pages")
    add("--textdir", type=Path, default=Path(), help="where the texts lie that GOLD only names (default: here)")
    add("--sure", action="store_true", help="skip spans marked unsure")
    add("--corpus", nargs="+", type=Path, default=[], metavar="FILE", help="the crawl the pages come from")
    add("--without-crawl", action="store_true", help="take every page for itself")
    add("--profile", choices=[*PROFILES, "all"], default=_DEFAULT, help="our profile, or all three")
    add("--peers", choices=["all", "none"], default="all", help="packages of others to measure beside")
    add("--model", type=Path, metavar="WEIGHTS", help="other weights than the shipped ones")
    add("--json", type=Path, metavar="FILE", help="write the tables there too")
    other = parser.add_mutually_exclusive_group()
    other.add_argument("--without", choices=[*EVIDENCE, "all"], help="our row without a group of evidence, or each")
    other.add_argument("--reliability", action="store_true", help="what share of the cuts of each confidence is right")
    other.add_argument("--by-group", action="store_true", help="our row for each kind of page in GOLD")
    return parser


if __name__ == "__main__":
    main()
