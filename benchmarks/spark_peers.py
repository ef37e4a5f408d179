"""Near duplicates on Spark: ours beside distributed-curator, and both against the exhaustive truth.

    python -m benchmarks.spark_peers pages.jsonl --work /tmp/bench --first 6000 --curator /path/to/venv/bin/python

distributed-curator needs an older Spark, so it runs in an environment of its own, made by `pip install
distributed-curator "pyspark<4" pandas pyarrow`; `--curator` names its Python. It compares shingles of nine letters and
keeps one document of each connected component. text-dedup's script for Spark is not run: it needs the jar of
graphframes, which no Python package brings. Nobody cleans here: the texts are compared as they are.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Sequence
from itertools import islice
from pathlib import Path

from benchmarks.crawl_truth import Truth, exhaustive, score
from benchmarks.processor import Spent, spent

NEAR = 0.8
_START = """
import sys
from pyspark.sql import SparkSession
pages, out = sys.argv[1:]
builder = SparkSession.builder.master("local[2]").config("spark.driver.memory", "3g")
builder = builder.config("spark.ui.enabled", "false").config("spark.sql.shuffle.partitions", "32")
"""
_OURS = f"""{_START}
from dedup.spark import find_duplicates
spark = builder.config("spark.python.daemon.module", "dedup.spark.daemon").getOrCreate()
found = find_duplicates(spark.read.json(pages).select("id", "text"), near={NEAR})
found.select("id").write.json(out)
"""
_CURATOR = f"""{_START}
from distributed_curator import get_jar_path, partition_aware_deduplicate
spark = builder.config("spark.jars", get_jar_path()).getOrCreate()
given = spark.read.json(pages).selectExpr("id AS doc_id", "text")
found = partition_aware_deduplicate(
    spark=spark, input_df=given, text_column="text", similarity_threshold={NEAR}, num_partitions=32
)
found.where("is_duplicate").selectExpr("doc_id AS id").write.json(out)
"""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run both, and print what each took and found."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pages", type=Path, help="JSON lines with the members id and text")
    parser.add_argument("--work", type=Path, required=True, help="a folder for a copy of the pages and the outputs")
    parser.add_argument("--first", type=int, help="take so many pages only")
    parser.add_argument("--curator", help="the Python that has distributed-curator")
    given = parser.parse_args(arguments)
    given.work.mkdir(parents=True, exist_ok=True)
    pages = given.work / "pages.jsonl"
    with given.pages.open(encoding="utf-8") as lines, pages.open("w", encoding="utf-8") as copy:
        copy.writelines(islice(lines, given.first))
    with pages.open(encoding="utf-8") as lines:
        truth = exhaustive({record["id"]: record["text"] for record in map(json.loads, lines)}, NEAR)
    print(f"{len(truth.ids):,} pages, {pages.stat().st_size / 1e6:.1f} MB, {len(truth.near):,} near pairs")
    _report("dedup", sys.executable, _OURS, pages, truth)
    if given.curator:
        _report("distributed-curator", given.curator, _CURATOR, pages, truth)


def _report(name: str, python: str, script: str, pages: Path, truth: Truth) -> None:
    """Run a script twice, the first time to compile, and print its row."""
    for turn in range(2):
        out = pages.parent / f"{name}-{turn}-{time.time_ns()}"
        took = _spent([python, "-c", script, str(pages), str(out)], pages.parent / f"{name}.log")
    dropped = {json.loads(line)["id"] for part in out.glob("part-*") for line in part.open(encoding="utf-8")}
    found = score(truth, [own for own in truth.ids if own not in dropped])
    shares = (found.recall, found.contained_recall, found.precision)
    near, contained, precision = ("–" if share is None else f"{share:.1%}" for share in shares)
    print(
        f"  {name:<20} {took.clock:6.1f} s, {took.user + took.system:6.1f} s of processor; dropped {found.dropped:,}, "
        f"near pairs found {near}, contained ones {contained}, precision {precision}"
    )


def _spent(command: Sequence[str], log: Path) -> Spent:
    """What a command takes whose Python is also that of Spark's workers. Raises SystemExit, which names the log."""
    environment = os.environ | {"PYSPARK_PYTHON": command[0], "PYSPARK_DRIVER_PYTHON": command[0]}
    if command[0] != sys.executable:
        environment.pop("PYTHONPATH", None)  # another environment has a Spark of its own
    with log.open("wb") as said:
        try:
            return spent(command, environment, said)
        except SystemExit as error:
            raise SystemExit(f"{command[0]} failed: see {log}") from error


if __name__ == "__main__":
    main()
