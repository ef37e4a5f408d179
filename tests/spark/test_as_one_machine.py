"""Inputs that Spark once read in another way than one machine."""

from __future__ import annotations

import gzip
import json
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from dedup.cli.summary import print_problems
from dedup.errors import ArgumentError, DedupError
from dedup.pipeline import run
from dedup.pipeline.progress import Silence
from tests.pipeline.crawls import records, settings, write_lines
from tests.spark.test_run import ALIKE, output, rows

TABLES = {"format": "parquet", **ALIKE}


def on_spark(given: Sequence[Path], out: Path, **chosen: Any) -> Any:
    """The summary of a run on Spark."""
    from dedup.spark.command import run_on_spark

    return run_on_spark([str(path) for path in given], str(out), settings(**chosen), Silence(), "local[2]")


def stats(out: Path) -> Mapping[str, Any]:
    """The statistics of a run."""
    found: Mapping[str, Any] = json.loads((out / "stats.json").read_text("utf-8"))
    return found


def parquet(path: Path, columns: str) -> Path:
    """A file of four texts, with the columns of an SQL expression in which `n` is the number of the row."""
    import duckdb

    texts = " UNION ALL ".join(
        f"SELECT {n} AS n, '{own['text']}' AS text" for n, own in enumerate(records(4)) if "'" not in own["text"]
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    duckdb.connect().execute(f"COPY (SELECT text, {columns} FROM ({texts}) ORDER BY n) TO '{path}' (FORMAT parquet)")
    return path


@pytest.mark.usefixtures("spark")
def test_what_is_no_input_is_passed_over_as_on_one_machine(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "in"
    write_lines(folder / "b" / "pages.jsonl", records(9))
    (folder / "b" / "empty.jsonl").write_bytes(b"")
    (folder / "b" / "none.jsonl").write_bytes(b'{"text": 5}\nno JSON\n{"text": 6}')
    (folder / "up").symlink_to(folder)
    (folder / "gone.jsonl").symlink_to("nowhere")
    made = write_lines(tmp_path / "more.jsonl", records(9)[4:] * 2)
    run([made], folder / "earlier", settings(passages="report", report=False, max_removed=1.0))
    for name in ("removed", "duplicates"):
        (folder / f"{name}.moved.jsonl").write_bytes((folder / "earlier" / f"{name}.jsonl").read_bytes())
    write_lines(folder / "part-00000", records(2))  # without a suffix, content decides
    wanted, found = run([folder], tmp_path / "one", settings(**ALIKE)), on_spark([folder], tmp_path / "two", **ALIKE)
    assert wanted.rejected["run-output"] >= 4
    assert wanted.rejected["linked-again"] == wanted.rejected["empty"] == wanted.rejected["unreadable"] == 1
    for name in ("documents", "duplicates", "removed", "rejected"):
        assert output(tmp_path / "two", name) == output(tmp_path / "one", name)
    assert stats(tmp_path / "two")["counts"] == stats(tmp_path / "one")["counts"]
    assert found.input_bytes == wanted.input_bytes
    print_problems(wanted)
    told = capsys.readouterr().err
    print_problems(found)
    assert capsys.readouterr().err == told.replace(str(tmp_path / "one"), str(tmp_path / "two"))


@pytest.mark.usefixtures("spark")
def test_the_outputs_of_a_run_on_spark_are_read_again(tmp_path: Path) -> None:
    made = write_lines(tmp_path / "pages.jsonl", records(9))
    on_spark([made], tmp_path / "first", **ALIKE)
    run([tmp_path / "first"], tmp_path / "one", settings(**ALIKE))
    on_spark([tmp_path / "first"], tmp_path / "two", **ALIKE)
    assert output(tmp_path / "two", "documents") == output(tmp_path / "one", "documents") != []
    assert "run-output" in stats(tmp_path / "two")["counts"]["rejected"]


@pytest.mark.usefixtures("spark")
def test_empty_files_alone_give_empty_outputs(tmp_path: Path) -> None:
    (tmp_path / "empty.jsonl").write_bytes(b"")
    assert on_spark([tmp_path / "empty.jsonl"], tmp_path / "out", **ALIKE).rejected == {"empty": 1}
    assert output(tmp_path / "out", "documents") == []


@pytest.mark.usefixtures("spark")
def test_the_size_is_that_of_lines_that_are_unpacked(tmp_path: Path) -> None:
    made = write_lines(tmp_path / "in" / "a.jsonl", records(5))
    (tmp_path / "in" / "b.jsonl.gz").write_bytes(gzip.compress(made.read_bytes()))
    wanted = run([tmp_path / "in"], tmp_path / "one", settings(**ALIKE))
    assert on_spark([tmp_path / "in"], tmp_path / "two", **ALIKE).input_bytes == wanted.input_bytes


@pytest.mark.usefixtures("spark")
def test_utf_16_is_refused_with_a_sentence(tmp_path: Path) -> None:
    text = "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records(4))
    for encoding in ("utf-16", "utf-16-be"):
        (tmp_path / f"{encoding}.jsonl").write_bytes(text.encode(encoding))
        with pytest.raises(DedupError, match=rf"{encoding}\.jsonl is in utf-16.*Spark reads UTF-8"):
            on_spark([tmp_path / f"{encoding}.jsonl"], tmp_path / "out", **ALIKE)


@pytest.mark.usefixtures("spark")
def test_two_runs_do_not_write_to_one_folder(tmp_path: Path) -> None:
    from dedup.pipeline.work import folder

    made = write_lines(tmp_path / "pages.jsonl", records(4))
    (tmp_path / "out").mkdir()
    told = []
    with folder.opened(tmp_path / "out"):
        try:
            on_spark([made], tmp_path / "out", **ALIKE)
        except DedupError as error:
            told.append(str(error))
    assert "is being written by another run" in told[0]
    results: list[object] = []

    def go() -> None:
        try:
            results.append(on_spark([made], tmp_path / "both", **ALIKE))
        except DedupError as error:
            results.append(str(error))

    runs = [threading.Thread(target=go) for _ in range(2)]
    for one in runs:
        one.start()
    for one in runs:
        one.join()
    assert sum(isinstance(one, str) and "another run" in one for one in results) == 1
    assert {path.name for path in (tmp_path / "both").iterdir() if not path.name.endswith(".crc")} == {
        "documents.jsonl", "duplicates.jsonl", "removed.jsonl", "rejected.jsonl", "stats.json",
    }  # fmt: skip


def test_a_later_run_takes_the_claim(spark: Any, tmp_path: Path) -> None:
    from dedup.spark.claims import Claim
    from dedup.spark.filesystem import Files

    first = Claim(Files(spark), f"file:{tmp_path}")
    first.check()
    second = Claim(Files(spark), f"file:{tmp_path}")
    second.check()
    with pytest.raises(DedupError, match="this one wrote nothing"):
        first.check()


def test_files_at_addresses_are_passed_over_by_their_names(spark: Any, tmp_path: Path) -> None:
    from dedup.spark.filesystem import Files
    from dedup.spark.inputs import _elsewhere

    write_lines(tmp_path / "pages.jsonl", records(2))
    (tmp_path / "empty.jsonl").write_bytes(b"")
    removed = '{"id":"a","start":0,"end":1,"label":"ad","rule":"x","confidence":1.0,"text":"a"}'
    (tmp_path / "removed.jsonl").mkdir()
    (tmp_path / "removed.jsonl" / "part-0.txt").write_text(removed)
    found = _elsewhere(Files(spark), [f"file:{tmp_path}"], [str(tmp_path)])
    assert [file.name for file in found.files] == ["pages.jsonl"]
    assert [item.reason for item in found.skipped] == ["empty", "run-output"]


TYPES = {
    "numbers": "1e-4::DOUBLE * (n + 1) AS id, 1e-7::DOUBLE AS date, 1e-5::FLOAT AS source",
    "large": "1e16::DOUBLE * (n + 1) AS id, 1.5e21::DOUBLE AS date, 1e-4::DOUBLE AS price, [n] AS source",
    "times": "TIMESTAMP '2024-05-01 10:00:00.25' AS id, DATE '2024-05-01' AS source, DATE '2024-05-02' AS title, "
    "{'day': DATE '2024-05-01', 'at': TIMESTAMPTZ '2024-05-01 10:00:00+00', 'x': 1e-4::DOUBLE} AS nested",
    "booleans": "'a' || n AS id, n > 1 AS source",
}


@pytest.mark.parametrize("columns", TYPES.values(), ids=TYPES)
def test_columns_of_all_types_have_the_values_of_one_machine(spark: Any, tmp_path: Path, columns: str) -> None:
    given = parquet(tmp_path / "in" / "a.parquet", columns)
    run([given], tmp_path / "one", settings(**TABLES))
    on_spark([given], tmp_path / "two", **TABLES)
    for name in ("documents.parquet", "duplicates.parquet"):
        one, two = (spark.read.parquet(f"{tmp_path}/{out}/{name}") for out in ("one", "two"))
        assert _texts(two) == _texts(one)
    for member in ("noticed", "dates", "sources", "clusters"):
        assert stats(tmp_path / "two")[member] == stats(tmp_path / "one")[member]
    one, two = (stats(tmp_path / out)["input"]["bytes"] for out in ("one", "two"))
    assert two == pytest.approx(one, rel=0.02)  # numbers have other digits as text


def _texts(frame: Any) -> list[str]:
    """The rows with every column but `dedup` and the input's own id as text."""
    kept = [f"cast(`{name}` as string) as `{name}`" for name in frame.columns if name not in ("dedup", "input_id")]
    return rows(frame.selectExpr(*kept, "dedup"))


@pytest.mark.usefixtures("spark")
@pytest.mark.parametrize("column", ["TIMESTAMP_NS '2024-05-01 10:00:00.123456789'", "TIME '10:00:00.123'"])
def test_times_that_spark_does_not_read_are_refused(tmp_path: Path, column: str) -> None:
    given = parquet(tmp_path / "a.parquet", f"{column} AS at")
    with pytest.raises(DedupError, match="write it as timestamps in microseconds"):
        on_spark([given], tmp_path / "out", **TABLES)


@pytest.mark.usefixtures("spark")
def test_values_that_are_no_utf_8_reject_their_row(tmp_path: Path) -> None:
    given = parquet(tmp_path / "a.parquet", "'a' || n AS id, if(n = 1, '\\xFF'::BLOB, 'b'::BLOB) AS source")
    on_spark([given], tmp_path / "out", **TABLES)
    (line,) = output(tmp_path / "out", "rejected")
    rejected = json.loads(line)
    assert (rejected["where"], rejected["reason"]) == ("a.parquet:2", "invalid-encoding")
    assert "not UTF-8 at byte 1 of a value" in rejected["detail"]


def test_the_ids_stay_where_they_give_the_order(spark: Any, tmp_path: Path) -> None:
    from dedup.spark import clean

    pages = [{"id": place, "text": page["text"]} for place, page in enumerate(records(4))]
    frame = spark.createDataFrame(pages, "id long, text string")
    cleaned = clean(frame, order="id", work=f"file:{tmp_path}").documents
    assert "input_id" in cleaned.columns
    assert {str(row["id"]).partition("#")[0] for row in cleaned.collect()} == {"0", "1", "2", "3"}


def test_messages_to_programs_name_arguments(spark: Any, tmp_path: Path) -> None:
    from dedup.pipeline import RunSettings
    from dedup.spark import clean
    from dedup.spark import run as run_on_frame

    frame = spark.createDataFrame([("a", None)], "id string, text string")
    with pytest.raises(DedupError, match="another with text=") as caught:
        clean(frame, work=f"file:{tmp_path}")
    assert "--" not in str(caught.value)
    with pytest.raises(ArgumentError, match=r'^settings= passages="off" is needed'):
        run_on_frame(frame, RunSettings())
