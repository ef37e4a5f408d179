"""Parquet files are read and written row by row, values kept."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dedup.files import DOCUMENT_COLUMNS, DUPLICATE_COLUMNS, write_parquet
from dedup.files.read_parquet import parquet_lines
from tests.files.reading import read_all, records, rejections, seed_lines
from tests.searches import examples

EXTRACTED = {"title": "ع", "source": None, "published": "2023-09-12", "byline": None, "tags": ["روسيا"]}
DEDUP = {"article": 1, "parent": None, "spans": [[0, 3], [5, 9]], "extracted": EXTRACTED}


def write(folder: Path, rows: list[dict[str, Any]] | bytes, columns: Any = DOCUMENT_COLUMNS) -> Path:
    lines = rows if isinstance(rows, bytes) else b"".join(json.dumps(row).encode() + b"\n" for row in rows)
    (folder / "rows").write_bytes(lines)
    write_parquet([folder / "rows"], [folder / "out.parquet"], columns)
    (folder / "rows").unlink()
    assert [path.name for path in folder.iterdir()] == ["out.parquet"]
    return folder / "out.parquet"


def types(path: Path) -> dict[str, str]:
    rows = duckdb.execute(f"DESCRIBE SELECT * FROM '{path}'").fetchall()
    return {name: kind for name, kind, *_ in rows}


def rows_of(path: Path) -> list[dict[str, Any]]:
    rows = duckdb.execute(f"SELECT * FROM '{path}'").fetchall()
    return [dict(zip(types(path), row, strict=True)) for row in rows]


def test_the_seeds_go_through_parquet_unchanged(tmp_path: Path) -> None:
    path = write(tmp_path, seed_lines())
    pages = [json.loads(line) for line in seed_lines().splitlines()]
    items = records(read_all(path, chunk_bytes=1000))
    assert [(item.input_id, item.text) for item in items] == [(page["id"], page["text"]) for page in pages]
    assert [item.where for item in items] == [f"out.parquet:{number}" for number in range(1, 6)]
    assert items[0].source == "seed"


def test_whole_numbers_as_ids_are_the_same_beside_a_gap(tmp_path: Path) -> None:
    pandas = pytest.importorskip("pandas", reason="pandas is not installed: see the extra tables")
    texts = ["خبر أول", "خبر ثان", "خبر ثالث"]
    for name, ids in (("whole", [1, 2, 30]), ("gap", [1, None, 30])):
        pandas.DataFrame({"id": ids, "text": texts}).to_parquet(tmp_path / f"{name}.parquet")
    gap, whole = (records(read_all(tmp_path / f"{name}.parquet")) for name in ("gap", "whole"))
    assert [record.input_id for record in whole] == ["1", "2", "30"]
    assert [record.input_id for record in gap] == ["1", "gap.parquet:2", "30"]
    assert [record.fields for record in gap] == [b'"input_id":1.0', b"", b'"input_id":30.0']


def test_rows_keep_their_order_over_many_row_groups(tmp_path: Path) -> None:
    path = write(tmp_path, [{"id": str(number), "text": "نص"} for number in range(40_000)])
    items = records(read_all(path))
    assert [item.input_id for item in items] == [str(number) for number in range(40_000)]


@pytest.mark.parametrize("name", ["block", "file_row_number", "row"])
def test_no_name_of_a_column_is_ours(name: str, tmp_path: Path) -> None:
    duckdb.execute(f"COPY (SELECT 'a' AS id, 'خبر' AS text, 7 AS {name}) TO '{tmp_path}/in.parquet'")
    (record,) = records(read_all(tmp_path / "in.parquet"))
    assert record.text == "خبر"
    assert f'"{name}":7'.encode() in record.fields


def test_nor_of_one_that_is_not_read(tmp_path: Path) -> None:
    rows = [{"id": str(number), "text": "x" * 4_000, "file_row_number": 7} for number in range(3_000)]
    path = write(tmp_path, rows)
    lines = b"".join(piece for piece in parquet_lines(path, ("id", "text"), 1 << 20) if isinstance(piece, bytes))
    assert [json.loads(line)["id"] for line in lines.splitlines()] == [row["id"] for row in rows]


def test_dedup_is_a_typed_struct(tmp_path: Path) -> None:
    scores = {"kept": "b", "kind": "near", "jaccard": 0.9, "containment": 1.0}
    path = write(
        tmp_path,
        [{"id": "a", "text": "x", "dedup": {**DEDUP, **scores, "input_dedup": '{"article":2}'}}],
        DUPLICATE_COLUMNS,
    )
    (row,) = rows_of(path)
    assert row["dedup"] == {**DEDUP, "input_id": None, "input_dedup": '{"article":2}', **scores, "indexed": None}
    assert "spans BIGINT[][]" in types(path)["dedup"]


def test_columns_of_a_file_without_rows(tmp_path: Path) -> None:
    path = write(tmp_path, b"", DUPLICATE_COLUMNS)
    assert list(types(path)) == ["id", "text", "dedup"]
    assert read_all(path) == []


def test_a_column_has_the_type_that_all_its_values_share(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        b'{"id":"1","s":"2023-01-01","i":1,"f":1.10,"b":true,"m":1,"o":{"x":[1]},"z":null,"n":NaN,"big":1e400}\n'
        b'{"id":"2","s":"007","i":-5,"f":2,"b":false,"m":"1","o":[],"z":null,"n":-Infinity,"big":12345678901234567890}\n'
        b'{"id":"3","w":9007199254740993}\n{"id":"4","w":0.5}\n',
    )
    kinds = types(path)
    assert [kinds[name] for name in ("s", "i", "f", "b", "m", "o", "z", "n", "big", "w")] == [
        *("VARCHAR", "BIGINT", "DOUBLE", "BOOLEAN", "VARCHAR", "VARCHAR", "VARCHAR", "DOUBLE", "VARCHAR", "VARCHAR")
    ]
    first, second, third, _ = rows_of(path)
    assert [first[name] for name in ("s", "i", "f", "b", "m", "o", "z")] == [
        "2023-01-01",
        1,
        1.1,
        True,
        "1",
        '{"x":[1]}',
        None,
    ]
    assert [second[name] for name in ("s", "m", "o", "big")] == ["007", '"1"', "[]", "12345678901234567890"]
    assert third["w"] == "9007199254740993"


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        (["18446744073709551615", "7", "9007199254740993"], "UBIGINT"),
        (["18446744073709551615", "null"], "UBIGINT"),
        (["9223372036854775807", "-9223372036854775808"], "BIGINT"),
        (["9223372036854775808", "-1"], "VARCHAR"),
        (["9223372036854775808", "0.5"], "VARCHAR"),
        (["18446744073709551616", "7"], "VARCHAR"),
        (["-9007199254740993", "0.5"], "VARCHAR"),
        (["-2", "0.5"], "DOUBLE"),
    ],
)
def test_whole_numbers_keep_their_value(values: list[str], kind: str, tmp_path: Path) -> None:
    lines = "".join(f'{{"id":"{place}","n":{value}}}\n' for place, value in enumerate(values))
    path = write(tmp_path, lines.encode())
    assert types(path)["n"] == kind
    expected = values if kind == "VARCHAR" else [json.loads(value) for value in values]
    assert [row["n"] for row in rows_of(path)] == expected


def test_awkward_names_become_columns(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        b'{"id":"1","Title":"a","title":"b","":"c","x\\"y\'z":"d","\\u0000":"e","\\ud800":"f","c0":"g"}\n',
    )
    assert list(types(path)) == ["id", "Title", "title_2", "_", "x\"y'z", "?", "?_2", "c0", "text", "dedup"]
    assert list(rows_of(path)[0].values())[:8] == ["1", *"abcdefg"]


def test_lone_surrogates_are_replaced_and_counted(tmp_path: Path) -> None:
    (tmp_path / "rows").write_bytes(
        b'{"id":"1","text":"a\\ud800b\\udc00\\ud83d\\ude00\\\\ud800"}\n{"id":"\\uDFFF","text":"plain"}\n'
    )
    assert write_parquet([tmp_path / "rows"], [tmp_path / "a.parquet"], DOCUMENT_COLUMNS) == 3
    rows = rows_of(tmp_path / "a.parquet")
    assert [(row["id"], row["text"]) for row in rows] == [
        ("1", "a\ufffdb\ufffd😀\\ud800"),
        ("\ufffd", "plain"),
    ]


@settings(max_examples=examples(90))
@given(texts=st.lists(st.text(), min_size=1, max_size=5))
def test_any_text_goes_through(texts: list[str], tmp_path_factory: pytest.TempPathFactory) -> None:
    path = write(tmp_path_factory.mktemp("any"), [{"id": "a", "text": text, "title": text} for text in texts])
    items = records(read_all(path))
    assert [(item.text, item.title) for item in items] == [(text, text) for text in texts]


@pytest.mark.slow
def test_a_row_of_many_megabytes(tmp_path: Path) -> None:
    text = "كلمة طويلة " * 1_500_000
    (item,) = records(read_all(write(tmp_path, [{"id": "long", "text": text}]), page_bytes=64 << 20))
    assert item.text == text


def test_values_of_every_type_are_kept(tmp_path: Path) -> None:
    duckdb.sql(
        """COPY (SELECT 'نص' || chr(0) AS text, 7 AS id, 1.10::DECIMAL(38, 20) AS d, 9007199254740993 AS i,
        TIMESTAMP '2023-01-02 03:04:05.25' AS ts, TIMESTAMPTZ '2023-01-02 03:04:05+03' AS tz, DATE
        '2023-01-02' AS date, [1, NULL] AS l, {'a': 1, 'b': [{'c': 'x'}]} AS s, MAP {'k': 1} AS m, NULL::INT
        AS nothing,
        'ab'::BLOB AS b, '\\xFF'::BLOB AS bad, true AS t, 'x' AS "a ""b'") TO '"""
        + str(tmp_path / "in.parquet")
        + "'"
    )
    (item,) = records(read_all(tmp_path))
    assert (item.input_id, item.text, item.date) == ("7", "نص\0", "2023-01-02")
    assert item.fields.decode() == (
        '"input_id":7,"d":1.10000000000000000000,"i":9007199254740993,"ts":"2023-01-02T03:04:05.25","tz":"2023-01-02T00:04:05+00:00",'
        '"date":"2023-01-02","l":[1,null],"s":{"a":1,"b":[{"c":"x"}]},"m":{"k":1},"nothing":null,'
        '"b":"ab","bad":"\\\\xFF","t":true,"a \\"b\'":"x"'
    )


@pytest.mark.parametrize("zone", ["UTC", "Asia/Riyadh", "America/New_York"])
def test_times_are_in_utc_on_a_machine_in_any_zone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, zone: str) -> None:
    moment = "TIMESTAMPTZ '2024-05-01 12:00:00.25+03'"
    duckdb.sql(
        f"""COPY (SELECT 'x' AS text, {moment} AS date, [{moment}] AS list, {{'at': {moment}}} AS struct,
        MAP {{'k': {moment}}} AS map, TIMESTAMP_NS '2024-05-01 09:00:00.123456789' AS ns,
        TIMESTAMP_MS '2024-05-01 09:00:00.5' AS ms, NULL::TIMESTAMPTZ AS none) TO '{tmp_path / "in.parquet"}'"""
    )
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        (item,) = records(read_all(tmp_path))
    finally:
        monkeypatch.undo()
        time.tzset()
    assert item.date == "2024-05-01T09:00:00.25+00:00"
    nested = '"2024-05-01 09:00:00.25+00"'
    assert item.fields.decode() == (
        f'"date":"2024-05-01T09:00:00.25+00:00","list":[{nested}],"struct":{{"at":{nested}}},"map":{{"k":{nested}}},'
        '"ns":"2024-05-01T09:00:00.123456789","ms":"2024-05-01T09:00:00.5","none":null'
    )


@pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
@pytest.mark.parametrize("zone", [None, "UTC", "Asia/Riyadh"])
def test_times_of_every_unit_and_zone_are_dates(tmp_path: Path, unit: str, zone: str | None) -> None:
    arrow = pytest.importorskip("pyarrow", reason="pyarrow is not installed")
    parquet = pytest.importorskip("pyarrow.parquet", reason="pyarrow is not installed")
    seconds = {"s": 1, "ms": 10**3, "us": 10**6, "ns": 10**9}[unit] * 1714554000
    dates = arrow.array([seconds, None], arrow.timestamp(unit, zone))
    parquet.write_table(arrow.table({"text": ["x", "y"], "date": dates}), tmp_path / "in.parquet")
    dated, undated = records(read_all(tmp_path))
    assert dated.date == ("2024-05-01T09:00:00+00:00" if zone else "2024-05-01T09:00:00")
    assert undated.date == ""


def test_names_that_differ_by_case_are_told_apart(tmp_path: Path) -> None:
    path = tmp_path / "in.parquet"
    duckdb.sql(
        f"""COPY (SELECT 'a' AS "Zext", 1 AS "QQ", [{{'id': 5, 'at': [6]}}] AS list, MAP {{'k': 1}} AS map, 'b' AS id,
        2 AS "QQ_1", 'x' AS text) TO '{path}'"""
    )
    path.write_bytes(path.read_bytes().replace(b"QQ", b"ID").replace(b"Zext", b"Text"))  # as DuckDB writes none
    (item,) = records(read_all(path))
    assert (item.input_id, item.text) == ("b", "x")
    assert item.fields == b'"Text":"a","ID":1,"list":[{"id":5,"at":[6]}],"map":{"k":1},"ID_1":2'


def test_wildcards_in_a_path_stand_for_themselves(tmp_path: Path) -> None:
    folder = tmp_path / "a[1]*" / "date=2023"
    folder.mkdir(parents=True)
    write(folder, [{"id": "1", "text": "x"}])
    (item,) = records(read_all(tmp_path))
    assert (item.text, item.date, item.source) == ("x", "2023", "a[1]*")


@pytest.mark.parametrize("keep", [0, 3, 200, -20])
def test_a_file_that_is_no_whole_parquet_is_rejected(tmp_path: Path, keep: int) -> None:
    path = write(tmp_path, [{"id": str(number), "text": "نص"} for number in range(1000)])
    data = path.read_bytes()
    path.write_bytes(data[:keep] if keep else b"not parquet at all")
    items = read_all(path)
    assert [(item.where, item.reason) for item in rejections(items)] == [("out.parquet:1", "damaged")]
    assert "fetch or write it again" in rejections(items)[0].detail


_AT_A_PROMPT = """
from dedup.files.read_parquet import connected
with connected() as connection:
    print(connection.execute("SELECT current_setting('enable_progress_bar')").fetchone())
"""


def test_the_engine_draws_no_bar_on_stdout() -> None:
    """It would in a notebook, at a prompt and in `python -c`, for whatever takes longer than two seconds."""
    done = subprocess.run([sys.executable, "-c", _AT_A_PROMPT], capture_output=True, check=True)
    assert done.stdout == b"(False,)\n"
    package = Path(__file__).parents[2] / "dedup"
    connecting = [path.name for path in package.rglob("*.py") if re.search(r"duckdb\.connect", path.read_text("utf-8"))]
    assert connecting == ["read_parquet.py"]
