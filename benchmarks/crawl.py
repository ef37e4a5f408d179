"""`dedup clean` measured on a crawl of yours beside what people use instead, and beside the least any program takes.

`python -m benchmarks.crawl PATH --peers datasketch rensa datatrove --scale 1 2 4` writes PATH, a file or folder of any
kind that dedup reads, as one file of JSON lines, and runs each program on it in turn, four times over. It prints a
Markdown table for each size: medians of the last three times, the largest memory of a process and its children, which
is watched in the first turn, and how many of the pairs with Jaccard >= 0.8 (containment >= 0.9) are found, out of all
there are. Each program answers for the texts it compares: ours for those it cleaned, the others for the crawl's. A peer
that is not installed is left out, with a line that says so. Needs the packages of the extra `bench`.
"""

from __future__ import annotations

import argparse
import json
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median

from benchmarks.crawl_input import write_crawl
from benchmarks.crawl_measuring import Run, measure
from benchmarks.crawl_programs import PEERS, PROGRAMS, Program
from benchmarks.crawl_truth import Score, Truth, exhaustive, score
from dedup.files import Fields

OURS, FLOOR = PROGRAMS["dedup"], PROGRAMS["floor"]


@dataclass(frozen=True, slots=True)
class Row:
    """One program on one crawl: median seconds, the ratio to the floor's, MB/s, the largest peak memory in MB."""

    name: str
    seconds: float
    times_the_floor: float
    megabytes_per_second: float
    peak_megabytes: float
    score: Score | None


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print, and write JSON where asked to."""
    options = _parser().parse_args(arguments)
    programs = list(_programs(options.peers))
    fields = Fields(text=options.text_field, source=options.source_field, date=options.date_field)
    results = []
    with tempfile.TemporaryDirectory(prefix="crawl-") as folder:
        work = Path(folder)
        for scale in options.scale:
            crawl = work / "crawl.jsonl"
            size = write_crawl(options.inputs, crawl, fields, scale)
            rows = compared(programs, crawl, size, options.runs, work)
            print(f"\n## {', '.join(map(str, options.inputs))} x {scale}: {size / 1e6:.1f} MB\n\n{markdown(rows)}")
            results.append({"scale": scale, "bytes": size, "rows": [asdict(row) for row in rows]})
    if options.json:
        options.json.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")


def compared(programs: Sequence[Program], crawl: Path, size: int, runs: int, work: Path) -> list[Row]:
    """All programs in turn, again and again. The first turn is not timed: memory is watched, results are scored."""
    measured: dict[str, list[Run]] = {program.name: [] for program in programs}
    scores: dict[str, Score] = {}
    truths = _Truths(crawl)
    for turn in range(1 + runs):
        for program in programs:
            out = work / "out"
            command = ["-m", "benchmarks.crawl_programs", program.name, str(crawl), str(out)]
            measured[program.name].append(measure(command, work / "log", watched=turn == 0))
            if turn == 0 and program is not FLOOR:
                scores[program.name] = score(truths.of(program, out), _kept(out))
            shutil.rmtree(out)
    floor = _seconds(measured[FLOOR.name])
    return [_row(program.name, measured[program.name], floor, size, scores.get(program.name)) for program in programs]


def _row(name: str, runs: Sequence[Run], floor: float, size: int, found: Score | None) -> Row:
    seconds = _seconds(runs)
    peak = max(run.peak_memory for run in runs)
    return Row(name, seconds, seconds / floor, size / 1e6 / seconds, peak / 1e6, found)


def _seconds(runs: Sequence[Run]) -> float:
    """The median time; a program that is watched while it runs is slower for it, most of all one of many processes."""
    return median(run.seconds for run in runs[1:])


class _Truths:
    """The truth about the texts a program compared; about the crawl's own it is found out once."""

    def __init__(self, crawl: Path) -> None:
        self._crawl = crawl
        self._of_crawl: Truth | None = None

    def of(self, program: Program, out: Path) -> Truth:
        if program is OURS:
            return exhaustive({**_texts(out / "documents.jsonl"), **_texts(out / "duplicates.jsonl")})
        if self._of_crawl is None:
            self._of_crawl = exhaustive(_texts(self._crawl))
        return self._of_crawl


def _kept(out: Path) -> set[str]:
    """The ids of the documents that a program kept."""
    return {identity for path in out.glob("documents*.jsonl") for identity in _texts(path)}


def _texts(path: Path) -> dict[str, str]:
    with path.open(encoding="utf-8") as lines:
        return {record["id"]: record["text"] for record in map(json.loads, lines)}


_COLUMNS: Sequence[tuple[str, Callable[[Row], str]]] = (
    ("seconds", lambda row: f"{row.seconds:.2f}"),
    ("x floor", lambda row: f"{row.times_the_floor:.1f}"),
    ("MB/s", lambda row: f"{row.megabytes_per_second:.1f}"),
    ("peak MB", lambda row: f"{row.peak_megabytes:.0f}"),
    ("duplicates", lambda row: f"{row.score.dropped:,}" if row.score else "–"),
    ("near pairs found", lambda row: _percent(row.score.recall if row.score else None)),
    ("contained pairs found", lambda row: _percent(row.score.contained_recall if row.score else None)),
    ("precision", lambda row: _percent(row.score.precision if row.score else None)),
)


def markdown(rows: Iterable[Row]) -> str:
    """The rows as a table; `–` where there is nothing to measure."""
    lines = [
        ["program", *(heading for heading, _ in _COLUMNS)],
        ["---", *("---:" for _ in _COLUMNS)],
        *([row.name, *(show(row) for _, show in _COLUMNS)] for row in rows),
    ]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{share:.2%}"


def _programs(peers: Iterable[str]) -> Iterator[Program]:
    yield from (FLOOR, OURS)
    for peer in map(PROGRAMS.__getitem__, peers):
        if peer.is_installed:
            yield peer
        else:
            print(f"Left out: {peer.name} (not installed: pip install {peer.packages}).")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.crawl", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add = parser.add_argument
    add("inputs", nargs="+", type=Path, metavar="PATH", help="files or folders of a crawl")
    add("--peers", nargs="*", choices=PEERS, default=[], help="packages of others to measure beside")
    add("--scale", nargs="+", type=int, default=[1], metavar="N", help="repeat the crawl N times with word noise")
    add("--runs", type=int, default=3, metavar="N", help="how often each program is timed (default: 3)")
    add("--text-field", default="text", metavar="NAME", help="where records hold their text")
    add("--source-field", default="source", metavar="NAME", help="where records hold their publisher")
    add("--date-field", default="date", metavar="NAME", help="where records hold their date")
    add("--json", type=Path, metavar="FILE", help="write the numbers there too")
    return parser


if __name__ == "__main__":
    main()
