"""The standing index at the size of a year: how fast it answers and grows, how much room it takes.

`python -m benchmarks.index PATH... --documents 1000000 --out FOLDER` fills a new index with the documents of the
paths, repeated with word noise until there are enough, and prints a Markdown table: documents a second of bulk
`check_and_add`; the time to open it for reading and the memory of that process; the median and the 99th percentile of
`check`, one by one, over new documents, noisy copies of indexed ones and exact ones; bytes a document.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from time import perf_counter, process_time

import numpy as np

import dedup
from benchmarks.crawl_input import NOISE, read_texts, with_noise
from dedup.index.core.batch import in_blocks

_WARMING_UP = 200


@dataclass(frozen=True, slots=True)
class Reading:
    """An open reader: seconds to open, milliseconds a check (median and 99th percentile), megabytes of memory."""

    open_seconds: float
    median_ms: float
    p99_ms: float
    resident_mb: float
    matches: int


def stream(texts: Sequence[str], documents: int) -> Iterator[dedup.Document]:
    """The texts as documents, and again with word noise, as many as asked for."""
    for number in range(documents):
        copy, place = divmod(number, len(texts))
        noise = random.Random(number)
        text = with_noise(texts[place], noise, NOISE) if copy else texts[place]
        yield dedup.Document(f"{copy}/{place}", text, date=f"2026-{1 + copy % 12:02}-01")


def fill(index: Path, texts: Sequence[str], documents: int) -> tuple[int, float]:
    """Check and add documents in bulk; how many were added, and the seconds it took (making them aside)."""
    seconds = 0.0
    with dedup.Index.open(index) as opened:
        for block in in_blocks(stream(texts, documents)):
            started = perf_counter()
            opened.check_and_add_all(block)
            seconds += perf_counter() - started
        added = len(opened)
        started = perf_counter()
    return added, seconds + perf_counter() - started


def read(index: Path, queries: Path) -> Reading:
    """Open an index and check documents one by one; to be run in a process of its own."""
    documents = [dedup.Document(*pair) for pair in json.loads(queries.read_text("utf-8"))]
    started = perf_counter()
    with dedup.Index.open(index, read_only=True) as opened:
        open_seconds = perf_counter() - started
        for document in documents[:_WARMING_UP]:
            opened.check(document)
        times, matches = [], 0
        for document in documents[_WARMING_UP:]:
            started = process_time()
            matches += opened.check(document) is not None
            times.append(1000 * (process_time() - started))
        resident = _peak_megabytes()
    median, p99 = np.percentile(times, [50, 99]).tolist()
    return Reading(open_seconds, median, p99, resident, matches)


def _peak_megabytes() -> float:
    """The most memory this process has had; what `getrusage` tells begins with the parent's."""
    status = Path("/proc/self/status").read_text("ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def queries_of(texts: Sequence[str], documents: int, number: int) -> list[tuple[str, str]]:
    """A third each of exact copies, near copies and noisy copies of documents that were fed to the index.

    `number` of them are to be timed; a few come before.
    """
    chooser = random.Random(0)
    chosen = []
    fed = list(stream(texts, min(documents, 2 * len(texts))))
    for place in range(_WARMING_UP + number):
        document = chooser.choice(fed)
        text = with_noise(document.text, chooser, (0.0, 0.01, NOISE)[place % 3])
        chosen.append((f"query-{place}", text))
    return chosen


def main(arguments: Sequence[str] | None = None) -> None:
    """Fill an index, read it in a process of its own, print the table."""
    options = _parsed(arguments)
    if options.read:
        print(json.dumps(asdict(read(options.out, options.read))))
        return
    texts = [text for text in read_texts(options.paths, sys.maxsize) if text.strip()]
    added, seconds = fill(options.out, texts, options.documents)
    size = sum(path.stat().st_size for path in options.out.rglob("*") if path.is_file())
    queries = options.out.with_name(options.out.name + ".queries.json")
    queries.write_text(json.dumps(queries_of(texts, options.documents, options.checks)), "utf-8")
    command = [sys.executable, "-m", "benchmarks.index", "--read", str(queries), "--out", str(options.out)]
    reading = Reading(**json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout))
    queries.unlink()
    print("| measure | |\n|---|--:|")
    for name, value in (
        ("documents fed", f"{options.documents:,}"),
        ("documents indexed", f"{added:,}"),
        ("bulk `check_and_add`", f"{options.documents / seconds:,.0f} documents/s"),
        ("bytes a document", f"{size / added:,.0f}"),
        ("open", f"{reading.open_seconds:.2f} s"),
        ("`check`, median", f"{reading.median_ms:.2f} ms"),
        ("`check`, 99th percentile", f"{reading.p99_ms:.2f} ms"),
        ("`check`, matches", f"{reading.matches:,} of {options.checks:,}"),
        ("memory of the reader, peak", f"{reading.resident_mb:,.0f} MB"),
    ):
        print(f"| {name} | {value} |")


def _parsed(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.index", description=__doc__)
    parser.add_argument("paths", nargs="*", type=Path, metavar="PATH", help="documents, as `dedup clean` reads them")
    parser.add_argument("--documents", type=int, default=1_000_000, metavar="N")
    parser.add_argument("--checks", type=int, default=5000, metavar="N", help="documents checked one by one")
    parser.add_argument("--out", type=Path, required=True, metavar="INDEX", help="where to make the index")
    parser.add_argument("--read", type=Path, metavar="QUERIES", help=argparse.SUPPRESS)
    return parser.parse_args(arguments)


if __name__ == "__main__":
    main()
