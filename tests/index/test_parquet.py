from __future__ import annotations

import time
from pathlib import Path

import duckdb
import pytest

from dedup import DedupError, Document, Index
from dedup.arabic import FOLDING_VERSION, words
from dedup.minhash import HASH_VERSION
from tests.index.conftest import Locate
from tests.index.streams import stream


def test_an_index_goes_to_a_file_and_comes_back_the_same(tmp_path: Path) -> None:
    documents = [*stream(150), Document("فارغ", "..."), Document("قديم", "خبر قديم", date="1999-05-02")]
    with Index.open(tmp_path / "one", near=0.7) as one, Index.open(tmp_path / "other", near=0.7) as other:
        one.add_all(documents)
        one.forget(ids=[documents[3].id])
        assert one.export_to(tmp_path / "index.parquet") == len(documents) - 1
        assert other.import_from(tmp_path / "index.parquet") == len(documents) - 1
        assert other.import_from(tmp_path / "index.parquet") == 0
        assert other.check_all(documents) == one.check_all(documents)
        assert other.stats().earliest == "1999-05-02"
        assert len(other) == len(one)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["index.parquet", "one", "other"]


def test_an_export_minds_no_rows_that_a_killed_one_left(tmp_path: Path) -> None:
    (tmp_path / "to").mkdir()
    with Index.open(tmp_path / "one") as one:
        one.add_all(stream(10))
        one.export_to(tmp_path / "to" / "x[1].parquet")
        duckdb.connect(tmp_path / "to" / ".x[1].parquet.partial.rows").execute("CREATE TABLE rows (id INT)").close()
        one.export_to(tmp_path / "to" / "x[1].parquet")
    assert [path.name for path in (tmp_path / "to").iterdir()] == ["x[1].parquet"]


def test_two_indexes_become_one(tmp_path: Path) -> None:
    both = stream(60, seed=8)
    for name, part in (("a", both[:40]), ("b", both[20:])):
        with Index.open(tmp_path / name) as index:
            index.add_all(part)
            index.export_to(tmp_path / f"{name}.parquet")
    with Index.open(tmp_path / "a") as index:
        assert index.import_from(tmp_path / "b.parquet") == 20
        assert all(index.check_all(both))


def test_a_document_that_a_file_repeats_is_added_once(tmp_path: Path, locate: Locate) -> None:
    with Index.open(tmp_path / "a") as index:
        index.add_all(stream(30, seed=8))
        index.export_to(tmp_path / "a.parquet")
    rows = f"SELECT * EXCLUDE (documents) FROM read_parquet('{tmp_path / 'a.parquet'}')"
    twice = written_elsewhere(tmp_path / "twice.parquet", f"{rows} UNION ALL {rows}")
    with Index.open(locate("index")) as index:
        assert index.import_from(twice) == 30
        assert len(index) == 30


VERSIONS = f"{FOLDING_VERSION} AS folding, {HASH_VERSION} AS hashing"


def written_elsewhere(path: Path, select: str) -> Path:
    with duckdb.connect() as connection:
        connection.execute(f"COPY ({select}) TO '{path}' (FORMAT parquet)")
    return path


def test_a_file_of_another_program_is_read(tmp_path: Path) -> None:
    text = "وصل وزير الخارجية إلى القاهرة اليوم في زيارة رسمية"
    hashes = ", ".join(f"{number}::BIGINT" for number in words(text).hashes.view("i8").tolist())  # Spark has no others
    path = written_elsewhere(tmp_path / "spark.parquet", f"SELECT 'خبر' AS id, [{hashes}] AS words, {VERSIONS}")
    with Index.open(tmp_path / "index") as index:
        assert index.import_from(path) == 1
        match = index.check(("new", text))
        assert match is not None
        assert (match.id, match.kind) == ("خبر", "exact")


@pytest.mark.parametrize("zone", ["UTC", "Asia/Riyadh"])
def test_a_time_is_its_day_in_utc_on_a_machine_in_any_zone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, zone: str
) -> None:
    rows = f"SELECT 'a' AS id, [1::UBIGINT] AS words, TIMESTAMPTZ '2024-05-01 23:30:00+00' AS date, {VERSIONS}"
    path = written_elsewhere(tmp_path / "spark.parquet", rows)
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        with Index.open(tmp_path / "index") as index:
            index.import_from(path)
            earliest = index.stats().earliest
    finally:
        monkeypatch.undo()
        time.tzset()
    assert earliest == "2024-05-01"


@pytest.mark.parametrize(
    ("select", "told"),
    [
        ("SELECT 'a' AS id", "has no column words"),
        ("SELECT 'a' AS id, [1::UBIGINT] AS words, 99 AS folding, 1 AS hashing", "folding 99 and hashing 1"),
        (f"SELECT 'a' AS id, 'x' AS words, {VERSIONS}", "holds VARCHAR"),
        (f"SELECT 'a' AS id, [1.5] AS words, {VERSIONS}", "holds DECIMAL"),
        (f"SELECT NULL::VARCHAR AS id, [1::UBIGINT] AS words, {VERSIONS}", "without an id"),
        (f"SELECT 'a' AS id, [NULL, 1::UBIGINT] AS words, {VERSIONS}", "null among them"),
        (
            f"SELECT 'a' AS id, [1::UBIGINT] AS words, '20000-01-01'::DATE AS date, {VERSIONS}",
            "outside the years",
        ),
    ],
)
def test_a_file_that_does_not_fit_is_refused_with_the_reason(tmp_path: Path, select: str, told: str) -> None:
    path = written_elsewhere(tmp_path / "file.parquet", select)
    with Index.open(tmp_path / "index") as index:
        with pytest.raises(DedupError, match=told):
            index.import_from(path)
        with pytest.raises(DedupError, match="cannot be read"):
            index.import_from(Path(__file__))
        assert len(index) == 0
