"""`dedup clean --engine spark`: inputs at any address that Spark reads, outputs at any that it writes."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Sequence
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple

import msgspec
from py4j.protocol import Py4JJavaError
from pyspark import SparkContext
from pyspark.errors import PySparkException, PythonException
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F  # noqa: N812  # as everywhere

from dedup.errors import DedupError, UsageError
from dedup.files.partitions import partition_folders
from dedup.names import WORK_FOLDER
from dedup.pipeline.figures.origins import Origins
from dedup.pipeline.figures.summary import RunSummary, rounded, stats_json, summarized
from dedup.pipeline.outputs.names import STATS
from dedup.pipeline.progress import Progress
from dedup.pipeline.settings import RunSettings
from dedup.pipeline.stages.write import EMPTY, PARTS
from dedup.spark.api import unserved
from dedup.spark.claims import WORK, claimed
from dedup.spark.columns import holds_texts
from dedup.spark.filesystem import Files, FileState
from dedup.spark.frames import DOCUMENT, DUPLICATE, document_schema, typed
from dedup.spark.inputs import Found, found
from dedup.spark.lines import from_lines
from dedup.spark.pages import Pages, no_pages
from dedup.spark.requirements import require_java
from dedup.spark.rows import from_tables
from dedup.spark.stages import Done, run_stages
from dedup.spark.storage import Work

_STAGES = {"blocks": "survey", "survey": "survey", "evidence": "survey", "clean": "clean", "lines": "write"}
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

    The work folder in OUT is removed at the end, after an error in a stage, too. Outputs get their names if no other
    run into OUT was started meanwhile.
    """
    files = Files(spark)
    target = files.qualified(_SHORTENED.sub(r"\1://", out))
    _check_apart(files, target, inputs)
    _check_target(files, target, settings)
    listed = found(files, inputs, settings.clean.fields.text)
    with claimed(files, target) as claim:
        _check_target(files, target, settings)  # again: a run may just have ended there
        work = Work.below(spark, f"{target}/{WORK}", _Told(progress))
        pages, frame = _pages(listed, settings, work)
        done = run_stages(pages, settings, work, as_tables=frame is not None)
        ready = _written(done, frame, settings, work)
        claim.check()
        _check_target(files, target, settings)
        return _finished(done, ready, listed.states, inputs, (out, target), settings, work)


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
_LOCAL_JAVA = "-XX:TieredStopAtLevel=1 -XX:ReservedCodeCacheSize=240m"
"""Options of a local Java: of the code that Spark generates for each stage, little runs long enough to be worth the
thorough compiler. Options in Spark's own settings come after these, and so before them in rank.
"""
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
        given = os.environ.get("SPARK_SUBMIT_OPTS", "")
        if _LOCAL_JAVA not in given:
            os.environ["SPARK_SUBMIT_OPTS"] = f"{_LOCAL_JAVA} {given}".strip()
    builder = SparkSession.builder.appName("dedup")
    if master:
        builder = builder.master(master)
    for name, value in (_OF_CONTEXT | _LOCAL if is_local else _OF_CONTEXT).items():
        builder = builder.config(name, value)
    spark = builder.getOrCreate().newSession()  # the settings of a caller's session stay
    for name, value in _SETTINGS.items():
        spark.conf.set(name, value)
    own = spark.sparkContext.getConf()
    for name, value in (_SIZES | _LOCAL_SIZES if is_local else _SIZES).items():
        if not own.contains(name):
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
    foreign = [
        name for name in names if name not in (*_OUTPUTS, STATS, WORK, WORK_FOLDER) and not name.endswith(".crc")
    ]
    if foreign:
        raise DedupError(f"--out {target} already holds {foreign[0]}; choose an empty or new folder, or move that away")
    if STATS in names and not settings.overwrite:
        raise DedupError(
            f"--out {target} holds the result of a run; choose another folder, or replace it with --overwrite"
        )


def _pages(listed: Found, settings: RunSettings, work: Work) -> tuple[Pages, DataFrame | None]:
    """The pages of the files; and the frame of their rows if they are Parquet, None if they are JSON lines.

    Raises UsageError where `format` does not fit the files, DedupError for folders that are columns, and for Parquet
    without the column of texts, where that holds something else, or with columns of a type that Spark does not read.
    The rows have the columns of all files.
    """
    spark, uris = work.spark, {state.address: state.uri for state in listed.states}
    addresses = [file.address for file in listed.files]
    named = [file._replace(address=uris[file.address]) for file in listed.files]
    if not addresses:
        return no_pages(spark, listed.skipped), None
    if not listed.is_parquet:
        if settings.format == "parquet":
            raise UsageError("--format parquet: of JSON lines, Spark writes JSON lines; leave --format out")
        lines = spark.read.text([_escaped(one) for one in addresses], lineSep="\n")
        pages = from_lines(lines, named, settings.clean, work.stored)
        return pages._replace(skipped=listed.skipped), None
    if settings.format != "parquet":
        raise UsageError("--format parquet is needed: of Parquet, Spark writes Parquet")
    if parted := [file.name for file in named if partition_folders(file.name.split("/")[:-1])]:
        raise DedupError(
            f"{parted[0]} lies in a folder that is a column, which Spark does not read here: run without --engine spark"
        )
    rows = _tables(spark, addresses)
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
    return from_tables(rows, named, settings.clean)._replace(skipped=listed.skipped), rows


_TYPES_NOT_READ = ("PARQUET_TYPE_ILLEGAL", "UNSUPPORTED_TIME_TYPE", "PARQUET_TYPE_NOT_SUPPORTED")
"""The names of Spark's errors for columns of types that it does not read."""


def _tables(spark: SparkSession, addresses: Sequence[str]) -> DataFrame:
    """The rows of Parquet files. Raises `DedupError` for columns of a type that Spark does not read."""
    try:
        rows = spark.read.option("mergeSchema", "true").parquet(*map(_escaped, addresses))
        is_time = any(field.dataType.typeName().startswith("time(") for field in rows.schema)
    except (PySparkException, Py4JJavaError) as error:
        if not any(name in str(error) for name in _TYPES_NOT_READ):
            raise
        raise DedupError(f"{_TIMES} ({_told_by(error)})") from error
    if is_time:
        raise DedupError(_TIMES)
    return rows


_TIMES = (
    "the Parquet files have a column of times in nanoseconds, or of times of day, which Spark does not read or write: "
    "write it as timestamps in microseconds, or as strings, or run without --engine spark"
)


def _escaped(address: str) -> str:
    """An address in which no character stands for others."""
    return re.sub(r"([\[\]{}*?,\\])", r"\\\1", address)


class _Ready(NamedTuple):
    """The folder in which the outputs lie, finished, and their names."""

    path: str
    names: Sequence[str]


def _written(done: Done, frame: DataFrame | None, settings: RunSettings, work: Work) -> _Ready:
    """Write the outputs, but not the statistics, into a folder in the work folder; returns it and their names.

    `frame`: the rows of the input if it is Parquet. Documents and duplicates are then Parquet, else JSON lines as all
    others.
    """
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
    rejected = done.cleaned.where("rejected is not null").orderBy("rejected_at")
    rejected = rejected.select(F.col("rejected").cast("string"))
    rejected.select(F.regexp_replace("rejected", "\n$", "")).write.text(f"{ready}/rejected.jsonl", lineSep="\n")
    return _Ready(ready, [*names, "rejected.jsonl"])


def _size_of_lines(states: Sequence[FileState]) -> int:
    """The bytes of files of JSON lines that are not compressed; tasks count those of other files."""
    return sum(state.size for state in states if not state.address.endswith((".gz", ".bz2")))


def _finished(
    done: Done, ready: _Ready, states: Sequence[FileState], inputs: Sequence[str], outs: tuple[str, str],
    settings: RunSettings, work: Work,
) -> RunSummary:  # fmt: skip
    """Give the finished outputs their names, the statistics last; `outs` is OUT as given, and in full.

    Outputs of an earlier run are removed, whatever their names, its statistics first. Returns the summary.
    """
    out, target = outs
    files, names = Files(work.spark), ready.names
    seen = repr([tuple(state) for state in states]).encode("utf-8", "surrogatepass")
    listing = blake2b(seen, digest_size=16).hexdigest()
    counts = msgspec.structs.replace(
        done.counts, size=done.counts.size + (0 if settings.format == "parquet" else _size_of_lines(states))
    )
    summary = summarized(
        out=Path(out),
        files=(*names, STATS),
        counts=counts,
        by_source=[done.by_source],
        outcome=done.outcome,
        passages={},
        input_fingerprint=listing,
        input_origins=Origins(sorted(inputs), listing),
        seconds=rounded(work.seconds),
    )
    for name in (STATS, *sorted(_OUTPUTS.difference(names))):
        files.remove(f"{target}/{name}")
    for name in names:
        files.move(f"{ready.path}/{name}", f"{target}/{name}")
    files.write(f"{target}/{STATS}", stats_json(summary, settings, {}))
    return summary
