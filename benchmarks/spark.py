"""A run on Spark beside the same run on one machine: time, what goes over the wire, and whether the rows are equal.

    python -m benchmarks.spark pages.jsonl --work /tmp/bench --cores 2
    python -m benchmarks.spark pages.jsonl --work /tmp/bench --first 1000 --copies 100     # skew: exact copies
    python -m benchmarks.spark pages.jsonl --work /tmp/bench --shared                      # skew: a shingle of all

Both get the same file, cut into parts, and as many cores. Processor time is that of all processes of a run, JVM and
Python. Bytes that are shuffled, and the longest task beside the median one, are those of Spark's event log.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import islice
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

from benchmarks.processor import Spent, spent

_OPTIONS = ("--passages", "off", "--no-report", "--max-removed", "1", "--quiet", "--overwrite")
_OUTPUTS = ("documents", "duplicates", "removed")
_SHARED = " وقد نشرت هذا الخبر وكالات"


class Stage(NamedTuple):
    """A stage of Spark: the longest and the median task in seconds, and bytes shuffled and spilled."""

    name: str
    tasks: int
    longest: float
    middle: float
    shuffled: int
    spilled: int


def main(arguments: Sequence[str] | None = None) -> None:
    """Run both, and print what they took."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pages", type=Path, help="JSON lines")
    parser.add_argument("--work", type=Path, required=True, help="a folder for copies and outputs")
    parser.add_argument("--cores", type=int, default=2)
    parser.add_argument("--memory", default="3g", help="memory of the JVM")
    parser.add_argument("--first", type=int, help="take so many pages only")
    parser.add_argument("--copies", type=int, default=1, help="give each page so many times, with ids of its own")
    parser.add_argument("--shared", action="store_true", help="end every page with the same five words: one shingle")
    given = parser.parse_args(arguments)
    given.work.mkdir(parents=True, exist_ok=True)
    pages = _skewed(given.pages, given.work / "pages.jsonl", given.first, given.copies, given.shared)
    size = pages.stat().st_size / 1e6
    one = _spent(["clean", str(pages), "--out", str(given.work / "one"), "--workers", str(given.cores)], {})
    shutil.rmtree(given.work / "events", ignore_errors=True)
    master = f"local[{given.cores}]"
    on_spark = _spent(
        ["clean", str(pages), "--out", str(given.work / "spark"), "--engine", "spark", "--master", master],
        {"SPARK_CONF_DIR": str(_configuration(given.work, given.memory))},
    )
    print(f"{pages.name}, {size:.1f} MB, {given.cores} cores")
    for name, took in (("one machine", one), ("Spark", on_spark)):
        speed = size / took.clock / given.cores
        processor = f"{took.user:7.1f} s of processor and {took.system:.1f} s in the system"
        print(f"  {name:<12} {took.clock:7.1f} s  {processor}  {speed:6.2f} MB/s a core")
    for name, seconds in json.loads((given.work / "spark" / "stats.json").read_text())["seconds"].items():
        print(f"    {name:<12} {seconds:6.1f} s")
    documents = sum(1 for name in _OUTPUTS[:2] for _ in _lines(given.work / "one" / f"{name}.jsonl"))
    _print_stages(_stages(given.work / "events"), documents)
    equal = all(_rows(given.work / "one", name) == _rows(given.work / "spark", name) for name in _OUTPUTS)
    print(f"  rows are {'equal' if equal else 'NOT equal'}")


def _skewed(pages: Path, target: Path, first: int | None, copies: int, shared: bool) -> Path:
    """The first pages, each so often, all with a shingle in common where `shared`; the file itself where nothing is
    asked.
    """
    if first is None and copies == 1 and not shared:
        return pages
    with pages.open(encoding="utf-8") as lines, target.open("w", encoding="utf-8") as written:
        for place, line in enumerate(islice(lines, first)):
            record = json.loads(line)
            record["text"] += _SHARED if shared else ""
            for copy in range(copies):
                written.write(json.dumps(record | {"id": f"{place}-{copy}"}, ensure_ascii=False) + "\n")
    return target


def _spent(command: Sequence[str], environment: dict[str, str]) -> Spent:
    """What a command of `dedup` takes."""
    return spent([sys.executable, "-m", "dedup", *command, *_OPTIONS], os.environ | environment)


def _configuration(work: Path, memory: str) -> Path:
    folder, events = work / "conf", work / "events"
    folder.mkdir(exist_ok=True)
    events.mkdir(exist_ok=True)
    settings = {
        "spark.driver.memory": memory,
        "spark.eventLog.enabled": "true",
        "spark.eventLog.dir": events.resolve().as_uri(),
        "spark.eventLog.rolling.enabled": "false",
        "spark.eventLog.compress": "false",
    }
    (folder / "spark-defaults.conf").write_text("".join(f"{name} {value}\n" for name, value in settings.items()))
    return folder


def _stages(events: Path) -> list[Stage]:
    """The stages of the newest log."""
    tasks: dict[int, list[dict[str, Any]]] = defaultdict(list)
    names: dict[int, str] = {}
    for path in events.iterdir():
        for line in path.open(encoding="utf-8"):
            event = json.loads(line)
            if event["Event"] == "SparkListenerTaskEnd" and event.get("Task Metrics"):
                tasks[event["Stage ID"]].append(event)
            elif event["Event"] == "SparkListenerStageCompleted":
                names[event["Stage Info"]["Stage ID"]] = event["Stage Info"]["Stage Name"]
    return [_stage(names.get(number, ""), own) for number, own in sorted(tasks.items())]


def _stage(name: str, tasks: Sequence[dict[str, Any]]) -> Stage:
    times = [(task["Task Info"]["Finish Time"] - task["Task Info"]["Launch Time"]) / 1000 for task in tasks]
    metrics = [task["Task Metrics"] for task in tasks]
    shuffled = sum(own["Shuffle Write Metrics"]["Shuffle Bytes Written"] for own in metrics)
    spilled = sum(own["Disk Bytes Spilled"] for own in metrics)
    return Stage(name, len(tasks), max(times), median(times), shuffled, spilled)


def _print_stages(stages: Sequence[Stage], documents: int) -> None:
    shuffled, spilled = sum(stage.shuffled for stage in stages), sum(stage.spilled for stage in stages)
    print(
        f"  {shuffled / 1e6:.1f} MB shuffled, {shuffled / documents:.0f} bytes a document; "
        f"{spilled / 1e6:.1f} MB spilled"
    )
    several = [stage for stage in stages if stage.tasks > 1 and stage.longest > 1]
    worst = max(several, key=lambda stage: stage.longest / max(stage.middle, 0.001), default=None)
    if worst is not None:
        print(f"  longest task {worst.longest:.1f} s, median {worst.middle:.1f} s of {worst.tasks}, in {worst.name!r}")


def _lines(path: Path) -> Iterable[bytes]:
    files = sorted(path.glob("part-*")) if path.is_dir() else [path]
    return (line for file in files for line in file.read_bytes().splitlines())


def _rows(out: Path, name: str) -> list[bytes]:
    return sorted(_lines(out / f"{name}.jsonl"))


if __name__ == "__main__":
    main()
