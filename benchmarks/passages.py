"""Repeated passages measured: plagdet on an annotated corpus, cost and correctness on a crawl of yours.

`python -m benchmarks.passages exara FOLDER` compares FOLDER/suspicious with FOLDER/sources, once with the default kinds
and once with those of a crawl, and scores both against FOLDER/annotations (PAN XML).

`python -m benchmarks.passages crawl FILE...` runs `dedup clean` on each file with and without the passages stage,
checks drawn rows against the texts without the code that made them, and counts how many of the runs of 20 words that
two kept documents share are reported. Needs the packages of the extra `bench`.
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks.crawl_measuring import Run, measure
from benchmarks.passages_scores import Plagdet, covered_runs, detections, faults, plagdet, read_cases, read_rows

_DEDUP = ("-c", "from dedup.cli import main; main()")
_DEFAULT_KINDS, _CRAWL_KINDS = ("exact", "near", "reworded"), ("exact", "near")
_RUN_WORDS = 20


@dataclass(frozen=True, slots=True)
class Corpus:
    """The scores of one choice of kinds on an annotated corpus."""

    kinds: str
    passages: int
    scores: Plagdet
    seconds: float
    peak_megabytes: float


@dataclass(frozen=True, slots=True)
class Crawl:
    """One crawl, run without (`off`) and with (`report`) the passages stage."""

    name: str
    seconds_off: float
    seconds: float
    peak_megabytes: float
    megabytes_per_second: float
    passages: dict[str, int]
    checked: int
    faulty: dict[str, int]
    shared_runs: int
    covered_runs: int


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print, and write JSON where asked to."""
    options = _parser().parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="passages-") as folder:
        work = Path(folder)
        if options.what == "exara":
            results = [asdict(row) for row in _printed_corpus(list(annotated(options.paths[0], work)))]
        else:
            crawls = [crawl(path, work / str(number), options.sample) for number, path in enumerate(options.paths)]
            results = [asdict(row) for row in _printed_crawls(crawls)]
    if options.json:
        options.json.write_text(json.dumps(results, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def annotated(folder: Path, work: Path) -> Iterator[Corpus]:
    """The default kinds, then those of a crawl."""
    cases = read_cases(folder / "annotations")
    for kinds in (_DEFAULT_KINDS, _CRAWL_KINDS):
        out = work / "-".join(kinds)
        sides = str(folder / "suspicious"), str(folder / "sources")
        run = measure([*_DEDUP, "compare", *sides, "--out", str(out), "--kinds", *kinds, "--quiet"], work / "log")
        found = detections(read_rows(out / "passages.jsonl"))
        yield Corpus(" ".join(kinds), len(found), plagdet(cases, found), run.seconds, run.peak_memory / 1e6)


def crawl(path: Path, work: Path, sample: int) -> Crawl:
    """Both runs over one crawl, and the checks of the second."""
    work.mkdir()
    off, report = (_cleaned(path, work / name, name) for name in ("off", "report"))
    rows = list(read_rows(work / "report" / "passages.jsonl"))
    texts = {row["id"]: row["text"] for row in read_rows(work / "report" / "documents.jsonl")}
    drawn = random.Random(1).sample(rows, min(sample, len(rows)))
    faulty = Counter(fault for row in drawn for fault in faults(row, texts))
    shared, covered = covered_runs(texts, rows, _RUN_WORDS)
    size = json.loads((work / "report" / "stats.json").read_text("utf-8"))["input"]["bytes"]
    return Crawl(
        path.name,
        off.seconds,
        report.seconds,
        report.peak_memory / 1e6,
        size / 1e6 / report.seconds,
        dict(sorted(Counter(row["kind"] for row in rows).items())),
        len(drawn),
        dict(faulty),
        shared,
        covered,
    )


def _cleaned(path: Path, out: Path, passages: str) -> Run:
    command = ["clean", str(path), "--out", str(out), "--passages", passages, "--quiet"]
    return measure([*_DEDUP, *command], out.with_suffix(".log"))


def _printed_corpus(rows: Sequence[Corpus]) -> Sequence[Corpus]:
    kinds = list(rows[0].scores.by_obfuscation)
    names = ["kinds", "passages", "plagdet", "precision", "recall", "granularity", *kinds, "seconds", "peak MB"]
    print(_heading(names))
    for row in rows:
        scores = row.scores
        values = [scores.plagdet, scores.precision, scores.recall, scores.granularity, *scores.by_obfuscation.values()]
        cells = [row.kinds, f"{row.passages:,}", *(f"{value:.3f}" for value in values)]
        print(_line([*cells, f"{row.seconds:.1f}", f"{row.peak_megabytes:,.0f}"]))
    return rows


def _printed_crawls(rows: Sequence[Crawl]) -> Sequence[Crawl]:
    names = "crawl|seconds off|seconds|ratio|MB/s|peak MB|passages|rows checked|faults|runs of 20 words shared|covered"
    print(_heading(names.split("|")))
    for row in rows:
        print(
            _line(
                [
                    *(row.name, f"{row.seconds_off:.1f}", f"{row.seconds:.1f}", f"{row.seconds / row.seconds_off:.2f}"),
                    *(f"{row.megabytes_per_second:.1f}", f"{row.peak_megabytes:,.0f}", _counted(row.passages)),
                    *(f"{row.checked:,}", _counted(row.faulty), f"{row.shared_runs:,}"),
                    f"{row.covered_runs / max(row.shared_runs, 1):.2%}",
                ]
            )
        )
    return rows


def _counted(numbers: dict[str, int]) -> str:
    return ", ".join(f"{name} {number:,}" for name, number in numbers.items()) or "none"


def _heading(names: Sequence[str]) -> str:
    return f"{_line(names)}\n{_line(['---'] * len(names))}"


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.passages", description=__doc__)
    add = parser.add_argument
    add("what", choices=["exara", "crawl"], help="an annotated corpus, or crawls")
    add("paths", nargs="+", type=Path, metavar="PATH", help="the corpus's folder, or files of a crawl")
    add("--sample", type=int, default=2000, help="rows of a crawl to check (default: 2000)")
    add("--json", type=Path, metavar="FILE", help="write the numbers there too")
    return parser


if __name__ == "__main__":
    main()
