"""What a small file expands to takes bounded memory, and is rejected with its reason."""

from __future__ import annotations

import base64
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from dedup.errors import DedupError
from dedup.files import find_inputs
from dedup.pipeline import run
from tests.files.reading import read_all, records, rejections
from tests.hostile.bombs import (
    MEGABYTE,
    NESTED,
    write_bomb,
    write_bomb_of_values,
    write_nested_bomb,
    write_parquet_bomb,
)
from tests.pipeline.crawls import settings

pytestmark = pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="only Linux tells the memory used")

_READ = """
import json, sys
from pathlib import Path
from dedup.files import Chunk, Fields, find_inputs, parse_chunk, read_chunks
texts, rejected = [], []
for item in read_chunks(find_inputs([sys.argv[1]]), 1 << 20, page_bytes=int(sys.argv[2])):
    for one in parse_chunk(item, Fields()) if isinstance(item, Chunk) else [item]:
        if hasattr(one, "reason"):
            rejected.append([one.where, one.reason, len(one.raw or "")])
        else:
            texts.append(one.text)
(peak,) = [line.split()[1] for line in Path("/proc/self/status").open() if line.startswith("VmHWM")]
print(json.dumps([texts, rejected, int(peak) >> 10]))
"""
PAGE = 1 << 20


def read_apart(path: Path, page_bytes: int = PAGE) -> Any:
    """The texts and what is rejected of a file, read in a process of its own, and the MB it took."""
    command = [sys.executable, "-c", _READ, str(path), str(page_bytes)]
    return json.loads(subprocess.run(command, capture_output=True, check=True).stdout)


def the_size(large: bool) -> int:
    return 512 if large else 120


@pytest.mark.parametrize("suffix", ["", ".gz", ".zst", ".bz2", ".xz"])
def test_a_long_line_is_rejected_and_those_around_it_are_read(tmp_path: Path, suffix: str, large: bool) -> None:
    path = tmp_path / f"line.jsonl{suffix}"
    write_bomb(path, the_size(large))
    texts, rejected, peak = read_apart(path)
    assert texts == ["before", "after"]
    assert rejected == [["line.jsonl" + suffix + ":2", "too-large", 0]]
    assert peak < 180


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "where"),
    [
        ("array.json.gz", "array.json.gz:2"),
        ("row.csv.zst", "row.csv.zst:3"),
        ("brackets.json.gz", "brackets.json.gz:2"),
    ],
)
def test_so_is_a_value_of_an_array_and_a_row(tmp_path: Path, name: str, where: str, large: bool) -> None:
    write_bomb(tmp_path / name, the_size(large))
    texts, rejected, peak = read_apart(tmp_path / name)
    assert texts == ["before", "after"]
    assert rejected == [[where, "too-large", 0]]
    assert peak < 180


def test_a_quote_that_is_not_closed_takes_no_more_than_a_page(tmp_path: Path) -> None:
    write_bomb(tmp_path / "quote.csv", 3)
    items = read_all(tmp_path, page_bytes=PAGE)
    assert [record.text for record in records(items)] == ["before"]
    first, *others = rejections(items)
    assert (first.where, first.reason) == ("quote.csv:3", "too-large")
    assert "close the quote" in first.detail
    assert {item.reason for item in others} == {"broken-row"}
    assert base64.b64decode(others[-1].raw or "") == b'"\n3,after'


@pytest.mark.slow
@pytest.mark.parametrize("suffix", ["", ".gz", ".zst", ".bz2", ".xz"])
def test_zeros_for_a_text(tmp_path: Path, suffix: str, large: bool) -> None:
    path = tmp_path / f"zeros.txt{suffix}"
    write_bomb(path, the_size(large))
    texts, rejected, peak = read_apart(path)
    assert texts == []
    assert rejected == [[path.name, "too-large", 0]]
    assert peak < 180


def test_a_long_cell_of_a_parquet_file(tmp_path: Path, large: bool) -> None:
    """The engine holds a page of the file, which is what its writer made of it; but no row is copied."""
    size = 128 if large else 64
    write_parquet_bomb(tmp_path / "cell.parquet", size)
    texts, rejected, peak = read_apart(tmp_path / "cell.parquet")
    assert texts == ["before", "after"]
    assert rejected == [["cell.parquet:2", "too-large", 0]]
    assert peak < 250 + 3 * size


@pytest.mark.slow
@pytest.mark.parametrize("kind", NESTED)
def test_so_is_a_nested_value_of_a_parquet_file(tmp_path: Path, kind: str, large: bool) -> None:
    path = tmp_path / "nested.parquet"
    write_nested_bomb(path, kind, 16 if large else 2)
    if not large:
        items = read_all(path, page_bytes=PAGE)
        assert [record.text for record in records(items)] == ["before", "after"]
        assert [(one.where, one.reason) for one in rejections(items)] == [("nested.parquet:2", "too-large")]
        return
    texts, rejected, peak = read_apart(path)
    assert texts == ["before", "after"]
    assert rejected == [["nested.parquet:2", "too-large", 0]]
    assert peak < 1_500


@pytest.mark.parametrize("name", ["file_row_number", "FILE_ROW_NUMBER"])
def test_a_column_named_as_row_numbers_hides_no_bomb(tmp_path: Path, name: str) -> None:
    path = tmp_path / "named.parquet"
    write_nested_bomb(path, "list", 2, name)
    items = read_all(path, page_bytes=PAGE)
    assert [(record.where, record.text) for record in records(items)] == [
        ("named.parquet:1", "before"),
        ("named.parquet:3", "after"),
    ]
    assert all(name.encode() in record.fields for record in records(items))
    assert [(one.where, one.reason) for one in rejections(items)] == [("named.parquet:2", "too-large")]


def test_very_many_values_in_a_few_bytes_are_not_read_at_all(tmp_path: Path, large: bool) -> None:
    """The engine would hold them all before it could tell in which row they are."""
    if not large:
        pytest.skip("writing so many values takes long: --large")
    path = tmp_path / "values.parquet"
    write_bomb_of_values(path, 40_000_000, rows_before=2048)
    assert path.stat().st_size < 1 << 16
    texts, rejected, peak = read_apart(path)
    assert texts == ["before"] * 2048
    assert rejected == [["values.parquet:2049", "too-large", 0]]
    assert peak < 250


def test_what_names_no_kind_is_not_expanded_to_find_it(tmp_path: Path, large: bool) -> None:
    path = tmp_path / "zeros.txt.zst"
    write_bomb(path, the_size(large))
    path.rename(tmp_path / "unnamed.zst")
    (skipped,) = find_inputs([tmp_path]).skipped
    assert skipped.reason == "unknown-kind"


@pytest.mark.slow
@pytest.mark.parametrize("value", ["{}", "{{'a': {{'b': {}}}}}"])
def test_many_long_values_are_read_few_at_a_time(tmp_path: Path, value: str) -> None:
    """One value in a dictionary, in thousands of rows: a few KB on disk, and 1.5 GB as rows."""
    import duckdb

    path = tmp_path / "rows.parquet"
    with duckdb.connect() as connection:
        long = value.format("repeat('x', 1048576)")
        rows = f"SELECT 'short' AS text, {long} AS long, i AS id FROM range(1500) t(i)"
        connection.execute(f"COPY ({rows}) TO '{path}' (FORMAT parquet, COMPRESSION zstd)")
    assert path.stat().st_size < 1 << 20
    texts, rejected, peak = read_apart(path, PAGE // 2)
    assert (texts, len(rejected)) == ([], 1500)
    assert peak < 400


@pytest.mark.parametrize(
    ("value", "first", "end"),
    [("[{}]", 2048, 4000), ("{{'a': [[], [{}]]}}", 0, 4000)],  # of inner lists, the engine holds what it passes over
)
def test_long_values_that_lists_repeat_are_rejected_unheld(
    tmp_path: Path, value: str, first: int, end: int, large: bool
) -> None:
    """The engine copies what the lists of 2,048 rows hold: 1.5 GB here, of a few KB."""
    import duckdb

    if not large:
        pytest.skip("reading 1.5 GB takes long: --large")
    path = tmp_path / "lists.parquet"
    with duckdb.connect(config={"threads": 1}) as connection:
        long = value.format(f"repeat('x', CASE WHEN i BETWEEN 2100 AND 3600 THEN {PAGE} ELSE 1 END)")
        rows = f"SELECT i::VARCHAR AS text, {long} AS long FROM range(4000) t(i)"
        connection.execute(f"COPY ({rows}) TO '{path}' (FORMAT parquet, COMPRESSION zstd)")
    assert path.stat().st_size < 1 << 17
    texts, rejected, peak = read_apart(path, 16 * PAGE)
    assert texts == [str(row) for row in range(4000) if not first <= row < end]
    assert [(where, reason) for where, reason, _ in rejected] == [
        (f"lists.parquet:{row + 1}", "too-large") for row in range(first, end)
    ]
    assert peak < 800


def test_a_run_goes_on_without_what_is_too_large(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for name in ("line.jsonl.gz", "array.json.xz", "row.csv.bz2", "zeros.txt.zst"):
        write_bomb(folder / name, 20)
    run([folder], tmp_path / "out", settings(max_removed=1.0))
    rejected = [json.loads(line) for line in (tmp_path / "out" / "rejected.jsonl").read_bytes().splitlines()]
    assert [one["where"] for one in rejected] == [
        "array.json.xz:2",
        "line.jsonl.gz:2",
        "row.csv.bz2:3",
        "zeros.txt.zst",
    ]
    assert all(one["reason"] == "too-large" and "--max-page" in one["detail"] for one in rejected)
    assert (tmp_path / "out" / "rejected.jsonl").stat().st_size < 2000


def test_damage_behind_much_that_was_given_gives_nothing_twice(tmp_path: Path) -> None:
    for suffix in (".gz", ".bz2", ".xz", ".zst"):
        path = tmp_path / f"zeros.txt{suffix}"
        write_bomb(path, 8)
        data = path.read_bytes()
        path.write_bytes(data[: len(data) // 2] + b"\xff" * 40 + data[len(data) // 2 + 40 :])
        for item in rejections(read_all(path)):
            assert item.reason in ("damaged", "truncated", "too-large")
            assert len(item.raw or "") <= 8 * len(MEGABYTE) * 4 / 3 + 4
        path.unlink()


DEEP = 100_000


@pytest.mark.parametrize(
    "value",
    [
        "[" * DEEP + "]" * DEEP,
        '{"a":' * DEEP + "1" + "}" * DEEP,
        "[" * 201 + "]" * 201,
        '["[",' * 250 + "1" + "]" * 250,
    ],
)
@pytest.mark.parametrize("member", ["other", "date", "dedup", "id"])
def test_a_value_nested_too_deeply_is_rejected(tmp_path: Path, value: str, member: str) -> None:
    (tmp_path / "a.jsonl").write_text(f'{{"text":"x","{member}":{value}}}\n{{"text":"y"}}\n', "utf-8")
    items = read_all(tmp_path)
    assert [record.text for record in records(items)] == ["y"]
    (rejected,) = rejections(items)
    assert (rejected.reason, "nested too deeply" in rejected.detail) == ("broken-json", True)


def test_as_many_brackets_side_by_side_are_not(tmp_path: Path) -> None:
    value = ["[[["] * 300 + [[[]]] * 300
    (tmp_path / "a.jsonl").write_text(json.dumps({"text": "x", "other": value}), "utf-8")
    assert [record.text for record in records(read_all(tmp_path))] == ["x"]


def test_names_and_ids_of_a_million_characters(tmp_path: Path) -> None:
    long = "a" * 1_000_000
    lines = [{"id": long, "text": "x"}, {"text": "y", long: 1, "source": long[:-1]}, {long: "z"}]
    (tmp_path / "a.jsonl").write_text("\n".join(map(json.dumps, lines)), "utf-8")
    items = read_all(tmp_path)
    (kept,) = records(items)
    assert (kept.text, len(kept.fields) > 1_000_000) == ("y", True)
    assert [item.reason for item in rejections(items)] == ["long-id", "no-text"]
    assert all(len(item.detail) < 1_000 for item in rejections(items))


def test_a_header_of_many_columns_without_names(tmp_path: Path, large: bool) -> None:
    columns = 1_000_000 if large else 20_000
    (tmp_path / "a.csv").write_text(f"text{',' * columns}\nx{',' * columns}\n", "utf-8")
    assert [record.text for record in records(read_all(tmp_path))] == ["x"]
    (tmp_path / "a.csv").write_text(f"text{',b' * columns}\nx{',' * columns}\n", "utf-8")
    assert [record.text for record in records(read_all(tmp_path))] == ["x"]


def test_where_all_is_too_large_the_sentence_says_so(tmp_path: Path) -> None:
    write_bomb(tmp_path / "zeros.txt.zst", 20)
    with pytest.raises(DedupError, match=r"not one record could be read: zeros\.txt\.zst: this takes 20,971,520 bytes"):
        run([tmp_path / "zeros.txt.zst"], tmp_path / "out", settings())
