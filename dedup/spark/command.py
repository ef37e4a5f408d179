"""`dedup clean --engine spark`: inputs at any address that Spark reads, outputs at any that it writes."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Sequence
from hashlib import blake2b
from itertools import starmap
from pathlib import Path

import msgspec
from py4j.protocol import Py4JJavaError
from pyspark import SparkContext
from pyspark.errors import PySparkException, PythonException
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F  # noqa: N812  # as everywhere

from dedup.errors import DedupError, UsageError
from dedup.files.inputs import named_files
from dedup.files.partitions import partition_folders
from dedup.pipeline.figures.origins import Origins
from dedup.pipeline.figures.summary import RunSummary, rounded, stats_json, summarized
from dedup.pipeline.outputs.names import STATS
from dedup.pipeline.progress import Progress
from dedup.pipeline.settings import RunSettings
from dedup.pipeline.stages.write import EMPTY, PARTS
from dedup.spark.api import unserved
from dedup.spark.columns import holds_texts
from dedup.spark.filesystem import Files, FileState
from dedup.spark.frames import DOCUMENT, DUPLICATE, document_schema, typed
from dedup.spark.pages import Named, Pages, from_lines, from_tables
from dedup.spark.requirements import require_java
from dedup.spark.stages import Done, run_stages
from dedup.spark.storage import Work

_LINES = re.compile(r"\.(?:jsonl|ndjson|jl|jsonlines|json)(?:\.(?:gz|bz2))?\Z")
_TABLES = re.compile(r"\.parquet\Z")
_STAGES = {"survey": "survey", "evidence": "survey", "clean": "clean", "lines": "write"}
_SHORTENED = re.compile(r"\A([a-z][a-z0-9+.\-]+):/(?!/)")


def run_on_spark(
    inputs: Sequence[str], out: str, settings: RunSettings, progress: Progress, master: str = ""
) -> RunSummary:
    """Clean and deduplicate what lies at `inputs` into the folder `out`, on a Spark at `master`.

    Without a master, it is the one that `spark-submit` names. The outputs are folders with a file for each task; they
    get their names when all is done. A Spark that this call started is stopped at the end. Raises `DedupError` for
    everything that a user can do something about.
    """
    if problem := unserved(settings):
        raise UsageError(f"--engine spark: {problem}")
    require_java()
    is_own = SparkContext._active_spark_context is None  # a session may be there and not active
    spark = None
    try:
        spark = session(master)
        return _run(spark, inputs, out, settings, progress)
    except PythonException:
        raise  # a fault of ours, in a worker
    except (PySparkException, Py4JJavaError) as error:
        raise DedupError(f"Spark stopped the run: {_told_by(error)}") from error
    finally:
        if is_own and spark is not None:
            spark.stop()  # else executors that lose their driver are started again until the cluster ends, too


def _told_by(error: PySparkException | Py4JJavaError) -> str:
    """The first line of what Spark says of an error: of its last cause, where Java names one."""
    told = str(error)
    if isinstance(error, Py4JJavaError):
        cause = error.java_exception
        while cause.getCause() is not None:
            cause = cause.getCause()
        told = str(cause.getMessage() or cause.toString())
    return told.strip().partition("\n")[0]


def _run(spark: SparkSession, inputs: Sequence[str], out: str, settings: RunSettings, progress: Progress) -> RunSummary:
    """Run all stages from `inputs` to `out` and return the summary; OUT and the inputs are checked first.

    The work folder `.work` in OUT is removed at the end, after an error in a stage, too.
    """
    files = Files(spark)
    target = files.qualified(_SHORTENED.sub(r"\1://", out))
    _check_apart(files, target, inputs)
    _check_target(files, target, settings)
    states, named = _found(files, inputs)
    work = Work.below(spark, f"{target}/.work", _Told(progress))
    try:
        pages, frame = _pages(spark, states, named, settings)
        done = run_stages(pages, settings, work, as_tables=frame is not None)
        return _finished(done, frame, states, inputs, (out, target), settings, work)
    finally:
        files.remove(f"{target}/.work")


class _Told:
    """Tells of the stage that a table belongs to, once."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._stage = ""

    def __call__(self, table: str) -> None:
        stage = _STAGES.get(table, "match")
        if stage != self._stage:
            self._stage = stage
            self._progress.stage(stage, 0)


_SETTINGS = {
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.caseSensitive": "true",  # `ID` and `id` are two columns, as on one machine
}
_OF_CONTEXT = {"spark.python.daemon.module": "dedup.spark.daemon"}
_LOCAL = {"spark.ui.enabled": "false", "spark.ui.showConsoleProgress": "false"}
# Sizes at which Spark divides work, where the user names no others.
_SIZES = {
    "spark.sql.execution.arrow.maxRecordsPerBatch": "2000",
    "spark.sql.maxConcurrentOutputFileWriters": "4",  # each output has a writer in every task, and no line is sorted
    "spark.sql.adaptive.advisoryPartitionSizeInBytes": "32m",
    "spark.sql.adaptive.skewJoin.skewedPartitionThresholdInBytes": "64m",  # documents that meet very many are divided
}
_LOCAL_SIZES = {"spark.sql.shuffle.partitions": "32"}  # those of little data are put together


def session(master: str) -> SparkSession:
    """A new session, of the Spark that there is or of one started at `master`, with the settings that a run needs.

    Sizes are set only where the user has set none. With a local master, workers run this Python, unless the environment
    names another. Raises UsageError without a master, except under `spark-submit`.
    """
    if not master and "PYSPARK_GATEWAY_PORT" not in os.environ:
        raise UsageError("--engine spark needs --master, such as local[4] or spark://host:7077, or spark-submit")
    is_local = master.startswith("local")
    if is_local:
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)  # the setting of this name is for spark-submit alone
    builder = SparkSession.builder.appName("dedup")
    if master:
        builder = builder.master(master)
    for name, value in (_OF_CONTEXT | _LOCAL if is_local else _OF_CONTEXT).items():
        builder = builder.config(name, value)
    spark = builder.getOrCreate().newSession()  # the settings of a caller's session stay
    for name, value in _SETTINGS.items():
        spark.conf.set(name, value)
    given = spark.sparkContext.getConf()
    for name, value in (_SIZES | _LOCAL_SIZES if is_local else _SIZES).items():
        if not given.contains(name):
            spark.conf.set(name, value)
    return spark


_OUTPUTS = {f"{name}.jsonl" for name in (*PARTS, EMPTY, "rejected")} | {f"{name}.parquet" for name in PARTS}
"""The names of all outputs, of which a run writes some."""


def _check_apart(files: Files, target: str, inputs: Sequence[str]) -> None:
    """Raise `DedupError` where OUT, in full, is inside an input or is one, or an input lies inside OUT."""
    folder = f"{target.rstrip('/')}/"
    for given in inputs:
        root = f"{files.qualified(given).rstrip('/')}/"
        if folder.startswith(root):
            raise DedupError(
                f"--out {target} lies inside an input folder, where the next run would read it; choose a folder outside"
            )
        if root.startswith(folder):
            raise DedupError(
                f"the input {given} lies inside --out {target}, which the run replaces; choose another folder"
            )


def _check_target(files: Files, target: str, settings: RunSettings) -> None:
    """Raise `DedupError` where OUT holds anything that no run on Spark writes, or a finished run without `overwrite`.

    Outputs without statistics, which an interrupted run leaves, are no error.
    """
    names = files.names_in(target)
    foreign = [name for name in names if name not in (*_OUTPUTS, STATS, ".work") and not name.endswith(".crc")]
    if foreign:
        raise DedupError(f"--out {target} already holds {foreign[0]}; choose an empty or new folder, or move that away")
    if STATS in names and not settings.overwrite:
        raise DedupError(
            f"--out {target} holds the result of a run; choose another folder, or replace it with --overwrite"
        )


def _found(files: Files, inputs: Sequence[str]) -> tuple[list[FileState], list[Named]]:
    """The files of the inputs, each once, by address; and their names and sources, in the order of the names.

    A file that several inputs hold has the longest of its paths below them. Raises `DedupError` for an input without
    files, and for a file that is neither JSON lines nor Parquet.
    """
    states: dict[str, FileState] = {}
    below: dict[str, tuple[str, str, str]] = {}
    for given in inputs:
        root = files.qualified(given)
        found = files.states(root)
        if not found:
            raise DedupError(
                f"{given}: no file is there that Spark reads; what begins with a dot or an underscore is none"
            )
        folder = root.rstrip("/").rpartition("/")[2]
        for state in found:
            name = state.address.removeprefix(root).lstrip("/")
            if not name:
                folder, name = root.rpartition("/")[0].rpartition("/")[2], folder
            known = below.get(state.address)
            if known is None or (len(name), name) > (len(known[2]), known[2]):
                below[state.address] = (state.address, folder, name)
            states[state.address] = state
    for address in sorted(below):
        if not _LINES.search(address) and not _TABLES.search(address):
            raise DedupError(
                f"{address}: Spark reads JSON lines (.jsonl, .ndjson, .jl, .jsonlines, .json, also .gz and .bz2) and "
                "Parquet; run without --engine spark, which reads all kinds"
            )
    return [states[address] for address in sorted(states)], list(
        starmap(Named, named_files([below[address] for address in sorted(below)]))
    )


def _pages(
    spark: SparkSession, states: Sequence[FileState], files: Sequence[Named], settings: RunSettings
) -> tuple[Pages, DataFrame | None]:
    """The pages of the files; and the frame of their rows if they are Parquet, None if they are JSON lines.

    Raises UsageError where `format` does not fit the files, DedupError for files of both kinds, for folders that are
    columns, and for Parquet without the column of texts, or where that holds something else. The rows have the columns
    of all files.
    """
    addresses = [file.address for file in files]
    uris = {state.address: state.uri for state in states}
    named = [file._replace(address=uris[file.address]) for file in files]
    tables = [address for address in addresses if _TABLES.search(address)]
    if not tables:
        if settings.format == "parquet":
            raise UsageError("--format parquet: of JSON lines, Spark writes JSON lines; leave --format out")
        lines = spark.read.text([_escaped(one) for one in addresses], lineSep="\n")
        return from_lines(lines, named, settings.clean), None
    if len(tables) < len(addresses):
        raise DedupError("the inputs are JSON lines and Parquet: run them one kind at a time")
    if settings.format != "parquet":
        raise UsageError("--format parquet is needed: of Parquet, Spark writes Parquet")
    if parted := [file.name for file in files if partition_folders(file.name.split("/")[:-1])]:
        raise DedupError(
            f"{parted[0]} lies in a folder that is a column, which Spark does not read here: run without --engine spark"
        )
    rows = spark.read.option("mergeSchema", "true").parquet(*map(_escaped, addresses))
    if settings.clean.fields.text not in rows.columns:
        raise DedupError(
            f'there is no column "{settings.clean.fields.text}": name the right one with --text-field (columns: '
            f"{', '.join(rows.columns)})"
        )
    if not holds_texts(rows, settings.clean.fields.text):
        raise DedupError(
            f'the column "{settings.clean.fields.text}" holds no texts: write it as strings, or name another with '
            "--text-field"
        )
    return from_tables(rows, named, settings.clean), rows


def _escaped(address: str) -> str:
    """An address in which no character stands for others."""
    return re.sub(r"([\[\]{}*?,\\])", r"\\\1", address)


def _finished(
    done: Done, frame: DataFrame | None, states: Sequence[FileState], inputs: Sequence[str], outs: tuple[str, str],
    settings: RunSettings, work: Work,
) -> RunSummary:  # fmt: skip
    """Write the outputs aside, then give them their names, the statistics last; `outs` is OUT as given, and in full.

    Outputs of an earlier run are removed, whatever their names, its statistics first. Returns the summary.
    """
    out, target = outs
    files = Files(work.spark)
    ready = f"{work.path}/finished"
    names = []
    for output in (*PARTS, *((EMPTY,) if settings.drop_empty else ())):
        described = {"documents": DOCUMENT, "duplicates": DUPLICATE}.get(output)
        as_table = described is not None and frame is not None
        names.append(f"{output}.{'parquet' if as_table else 'jsonl'}")
        if described is not None and frame is not None:
            more = output in done.appended
            schema = document_schema(frame.schema, settings.clean.fields, None, described, has_appended=more)
            typed(work, done.lines, output, schema).write.parquet(f"{ready}/{names[-1]}")
        else:
            files.move(f"{done.lines}/output={output}", f"{ready}/{names[-1]}")
    rejected = done.cleaned.where("rejected is not null").select(F.col("rejected").cast("string"))
    rejected.select(F.regexp_replace("rejected", "\n$", "")).write.text(f"{ready}/rejected.jsonl", lineSep="\n")
    names.append("rejected.jsonl")
    seen = repr([tuple(state) for state in states]).encode("utf-8", "surrogatepass")
    listing = blake2b(seen, digest_size=16).hexdigest()
    counts = msgspec.structs.replace(done.counts, size=sum(state.size for state in states))
    origins, seconds = Origins(sorted(inputs), listing), rounded(work.seconds)
    written = (*names, STATS)
    summary = summarized(Path(out), written, counts, [done.by_source], done.outcome, {}, listing, origins, seconds)
    for name in (STATS, *sorted(_OUTPUTS.difference(names))):
        files.remove(f"{target}/{name}")
    for name in names:
        files.move(f"{ready}/{name}", f"{target}/{name}")
    files.write(f"{target}/{STATS}", stats_json(summary, settings, {}))
    return summary
