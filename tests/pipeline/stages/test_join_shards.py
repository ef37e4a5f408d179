"""Runs whose documents go to several files."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb
import pytest

from dedup.errors import DedupError
from dedup.pipeline import run
from dedup.restore import restore
from tests.pipeline.crawls import lines, outputs, settings, tiled


def sharded(out: Path, name: str) -> list[str]:
    return sorted(path.name for path in out.glob(f"{name}-*"))


@pytest.fixture(scope="module")
def shards_run(crawl: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("shards") / "out"
    run([crawl], out, settings(shard_bytes=60_000))
    return out


def test_documents_and_duplicates_lie_in_files_of_bounded_size(crawl_run: Path, shards_run: Path) -> None:
    for name in ("documents", "duplicates"):
        files = sharded(shards_run, name)
        assert len(files) > 1
        assert files == [f"{name}-{place:05}-of-{len(files):05}.jsonl" for place in range(len(files))]
        written = [json.loads(line) for file in files for line in (shards_run / file).read_bytes().splitlines()]
        assert [document["text"] for document in written] == [document["text"] for document in lines(crawl_run, name)]
        assert max((shards_run / file).stat().st_size for file in files) < 61_000
    assert not (shards_run / "documents.jsonl").exists()


def test_workers_and_batches_change_no_byte(crawl: Path, shards_run: Path, tmp_path: Path) -> None:
    run([crawl], tmp_path / "out", settings(shard_bytes=60_000, workers=2, batch_bytes=20_000))
    assert outputs(tmp_path / "out") == outputs(shards_run)


@pytest.mark.parametrize("kind", ["jsonl", "parquet"])
def test_restored_from_shards(crawl: Path, crawl_run: Path, tmp_path: Path, kind: str) -> None:
    run([crawl], tmp_path / "out", settings(format=kind, shard_bytes=100_000))
    restore(tmp_path / "out", tmp_path / "pages")
    pages = map(json.loads, (tmp_path / "pages" / "pages.jsonl").read_bytes().splitlines())
    assert {page["id"]: page["text"] for page in pages} == tiled(crawl_run)
    first = sharded(tmp_path / "out", "documents")[0]
    (tmp_path / "out" / first).unlink()
    with pytest.raises(DedupError, match=f"{first} is missing"):
        restore(tmp_path / "out", tmp_path / "again")


def test_another_run_leaves_no_files_of_the_one_before(crawl: Path, tmp_path: Path) -> None:
    run([crawl / "seeds"], tmp_path / "out", settings(shard_bytes=10_000))
    assert sharded(tmp_path / "out", "documents")
    run([crawl / "seeds"], tmp_path / "out", settings())
    assert not sharded(tmp_path / "out", "documents")
    run([crawl / "seeds"], tmp_path / "out", settings(format="parquet", shard_bytes=10_000))
    assert not (tmp_path / "out" / "documents.jsonl").exists()
    files = sharded(tmp_path / "out", "documents")
    assert {file.rpartition(".")[2] for file in files} == {"parquet"}


def test_parquet_inputs_keep_their_types_through_a_run(tmp_path: Path) -> None:
    folder = tmp_path / "in" / "day=2024-05-01"
    folder.mkdir(parents=True)
    duckdb.sql(
        f"""COPY (SELECT range::VARCHAR AS id, 'نص ' || range AS text, range::TINYINT AS small, 0.1::FLOAT AS f,
        DATE '2024-05-01' AS day_of, TIMESTAMPTZ '2024-05-01 12:00:00+03' AS at, [1.10::DECIMAL(9,2), NULL] AS prices,
        {{'a': range::SMALLINT, 'b': ['x']}} AS nested, '\\xFF'::BLOB AS raw, NULL::INTEGER AS nothing,
        'NaN'::DOUBLE AS nan FROM range(40)) TO '{folder / "part.parquet"}'"""
    )
    run([tmp_path / "in"], tmp_path / "out", settings(format="parquet", shard_bytes=4_000))
    read = f"read_parquet('{tmp_path / 'out' / 'documents-*.parquet'}')"
    before = duckdb.sql(
        f"SELECT * EXCLUDE (id, text) FROM read_parquet('{folder / 'part.parquet'}', hive_partitioning=0)"
    )
    after = duckdb.sql(f"SELECT * EXCLUDE (id, text, dedup, day) FROM {read}")
    assert dict(zip(after.columns, map(str, after.types), strict=True)) == dict(
        zip(before.columns, map(str, before.types), strict=True)
    )
    assert len(before.except_(after).fetchall()) == len(after.except_(before).fetchall()) == 0
    assert duckdb.sql(f"SELECT DISTINCT day FROM {read}").fetchall() == [("2024-05-01",)]
