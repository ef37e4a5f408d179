"""Web pages: how much of the prose and of the furniture each extractor keeps, and how fast it is, in one run.

    python -m benchmarks.web FOLDER [--archive FILE.warc.gz] [--left-out WEIGHTS]

FOLDER holds annotated pages, `web.jsonl` or `web.jsonl.zst`: `html`, the visible `text`, and `spans` of it with their
labels. Words are compared folded, as bags. With an archive, its pages and megabytes a second are measured too: what
cleaning them takes, and what trafilatura takes to get their text. Peers that are not installed are skipped.

`benchmarks/written` has 30 such pages of as many systems, and `pages.jsonl`, 60 pages of text for
`python -m benchmarks.boilerplate`: written by people who had not seen the labeller, and read since to mend it.

The shipped weights know the words of some of the pages. With the weights that `python -m dedup.boilerplate.training`
wrote, each page is also cleaned by the networks beside them that have not seen its site.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.web_peers import Peer, kept_by, peers
from dedup import Cleaner
from dedup.arabic import fold
from dedup.boilerplate.training.gold import open_lines
from dedup.files import Fields, Record, find_inputs, parse_chunk, read_chunks
from dedup.files.archives import Capture

_CONTENT = frozenset(("title", "subhead", "body"))
_METADATA = frozenset(("pubdate", "byline", "source", "tags"))
_ROUNDS = 3


@dataclass(frozen=True, slots=True)
class WebGold:
    """An annotated page, its site, and the words of its spans: of prose, of the headline, of metadata, of furniture."""

    html: str
    source: str
    title: str
    prose: Sequence[str]
    metadata: str
    furniture: str


@dataclass(slots=True)
class Scores:
    """Sums over pages, in words. `lost`: of prose whose words are not half kept; `left`: of furniture kept."""

    pages: int = 0
    common: int = 0
    kept: int = 0
    content: int = 0
    prose: int = 0
    lost: int = 0
    furniture: int = 0
    left: int = 0
    titles: int = 0
    seconds: list[float] = field(default_factory=list)

    @property
    def f1(self) -> float:
        """Of the words kept against those of content."""
        return 2 * self.common / max(1, self.kept + self.content)

    def add(self, page: WebGold, kept: str) -> None:
        """Count the text that is kept of a page."""
        words, content = _bag(kept), _bag(page.title) + _bag("\n".join(page.prose))
        words -= (words - content) & _bag(page.metadata)
        furniture = _bag(page.furniture)
        self.pages += 1
        self.common += (words & content).total()
        self.kept += words.total()
        self.content += content.total()
        for span in page.prose:
            own = _bag(span)
            self.prose += own.total()
            self.lost += own.total() if 2 * (words & own).total() < own.total() else 0
        self.furniture += furniture.total()
        self.left += ((words - content) & furniture).total()
        self.titles += f" {fold(page.title)} " in f" {fold(kept)} "


def read_pages(folder: Path) -> list[WebGold]:
    """The annotated pages of a folder."""
    import json

    path = next(own for name in ("web.jsonl", "web.jsonl.zst") if (own := folder / name).exists())
    return [_gold(json.loads(line)) for line in open_lines(path) if line.strip()]


def _gold(record: dict[str, object]) -> WebGold:
    text, spans = str(record["text"]), record["spans"]
    assert isinstance(spans, list)
    parts = [(span["label"].lower(), text[span["start"] : span["end"]].strip()) for span in spans]
    return WebGold(
        str(record["html"]),
        str(record["source"]),
        next((words for label, words in parts if label == "title"), ""),
        [words for label, words in parts if label in _CONTENT - {"title"}],
        "\n".join(words for label, words in parts if label in _METADATA),
        "\n".join(words for label, words in parts if label not in _CONTENT | _METADATA),
    )


def _bag(text: str) -> Counter[str]:
    return Counter(fold(text).split())


def measured(peer: Peer, pages: Sequence[WebGold]) -> Scores:
    """What a peer keeps of the pages; the time is the best of some rounds, on one core."""
    scores = Scores()
    for page in pages:
        scores.add(page, peer.extract(page.html))
    scores.seconds = [_seconds(lambda: [peer.extract(page.html) for page in pages]) for _ in range(_ROUNDS)]
    return scores


def left_out(weights: Path, pages: Sequence[WebGold]) -> dict[str, Scores]:
    """What is kept of the pages by networks that have not seen their sites: with all evidence, and by words alone.

    The networks are those that the training command wrote beside its weights.
    """
    from dedup.boilerplate.training.plan import FOLDS
    from dedup.boilerplate.training.sets import fold_of

    files = [weights.with_name(f"{weights.stem}-without-{fold}{weights.suffix}") for fold in range(FOLDS)]
    found = {}
    for name, groups in (("dedup, sites left out", ()), ("dedup, sites left out, words alone", ("markup",))):
        cleaners = [Cleaner(model=file, without=groups) for file in files]
        scores = found[name] = Scores()
        started = time.process_time()
        for page in pages:
            scores.add(page, kept_by(cleaners[fold_of(page.source)], page.html))
        scores.seconds.append(time.process_time() - started)
    return found


def _seconds(work: Callable[[], object]) -> float:
    started = time.process_time()
    work()
    return time.process_time() - started


def table_of(rows: dict[str, Scores], floor: float) -> Table:
    """The table; `floor` are the seconds that parsing the pages takes."""
    table = Table(title=f"{next(iter(rows.values())).pages} pages; parsing alone: {_rate(rows, floor):,.0f} pages/s")
    for name in ("extractor", "F1", "prose lost", "furniture left", "headlines kept", "pages/s", "times the parse"):
        table.add_column(name, justify="left" if name == "extractor" else "right")
    for name, own in rows.items():
        best = min(own.seconds)
        cells = (f"{own.f1:.4f}", f"{own.lost / max(1, own.prose):.2%}", f"{own.left / max(1, own.furniture):.2%}")
        table.add_row(name, *cells, f"{own.titles}/{own.pages}", f"{own.pages / best:,.0f}", f"{best / floor:.1f}")
    return table


def _rate(rows: dict[str, Scores], seconds: float) -> float:
    return next(iter(rows.values())).pages / seconds


def archive_table(path: Path, extractors: Sequence[Peer]) -> Table:
    """Pages and megabytes a second on an archive: reading it, and each extractor on its pages, on one core."""
    started = time.process_time()
    chunks = [chunk for chunk in read_chunks(find_inputs([path]), 4 << 20) if not hasattr(chunk, "reason")]
    captures = [item for chunk in chunks for item in chunk.payload if isinstance(item, Capture) and item.data]
    read = time.process_time() - started
    size = sum(len(capture.data) for capture in captures)
    table = Table(title=f"{path.name}: {len(captures):,} records, {size / 1e6:,.0f} MB")
    for name in ("step", "pages/s", "MB/s"):
        table.add_column(name, justify="left" if name == "step" else "right")
    table.add_row("reading the archive", f"{len(captures) / read:,.0f}", f"{size / 1e6 / read:,.0f}")
    parse = _seconds(
        lambda: [own for chunk in chunks for own in parse_chunk(chunk, Fields()) if isinstance(own, Record)]
    )
    table.add_row("text and markup of its pages", f"{len(captures) / parse:,.0f}", f"{size / 1e6 / parse:,.0f}")
    pages = [capture.data.partition(b"\r\n\r\n")[2].decode("utf-8", "replace") for capture in captures]
    for peer in extractors:
        spent = _seconds(lambda: [peer.extract(html) for html in pages])  # noqa: B023  # called at once
        table.add_row(peer.name, f"{len(pages) / spent:,.0f}", f"{size / 1e6 / spent:,.1f}")
    return table


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.web", description=__doc__)
    parser.add_argument("folder", type=Path, help="the folder of web.jsonl or web.jsonl.zst")
    parser.add_argument("--archive", type=Path, help="a web archive, to measure speed on")
    parser.add_argument("--left-out", type=Path, help="weights that training wrote, with networks beside them")
    given = parser.parse_args(arguments)
    pages = read_pages(given.folder)
    found = left_out(given.left_out, pages) if given.left_out else {}
    for peer in peers():
        if peer.is_installed:
            found[peer.name] = measured(peer, pages)
        else:
            print(f"{peer.name} is not installed: pip install {peer.packages}")
    from resiliparse.parse.html import HTMLTree

    floor = min(_seconds(lambda: [HTMLTree.parse(page.html) for page in pages]) for _ in range(_ROUNDS))
    console = Console()
    console.print(table_of(found, floor))
    if given.archive:
        names = ("dedup", "trafilatura, recall")
        console.print(archive_table(given.archive, [own for own in peers() if own.name in names and own.is_installed]))


if __name__ == "__main__":
    main()
