"""Columns of Parquet inputs have the same types and the same values in Parquet outputs."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dedup.files import DOCUMENT_COLUMNS, write_parquet
from dedup.files.read_parquet import column_types, parquet_lines
from tests.files.reading import read_all, records, rejections
from tests.searches import examples

Typed = tuple[str, st.SearchStrategy[str]]
"""An SQL type, and literals of its values."""


def literal(text: object) -> str:
    return "'" + str(text).replace("'", "''") + "'"


def scalar(kind: str, values: st.SearchStrategy[object]) -> Typed:
    return kind, values.map(lambda value: f"{literal(value)}::{kind}")


def whole(kind: str, bits: int, *, signed: bool) -> Typed:
    least = -(1 << bits - 1) if signed else 0
    return scalar(kind, st.integers(least, least + (1 << bits) - 1))


TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=8)
MOMENTS = st.datetimes(datetime(1700, 1, 1), datetime(2250, 1, 1))
SCALARS: list[Typed] = [
    *(whole(kind, bits, signed=True) for kind, bits in (("TINYINT", 8), ("SMALLINT", 16), ("INTEGER", 32))),
    *(whole(kind, bits, signed=False) for kind, bits in (("UTINYINT", 8), ("USMALLINT", 16), ("UINTEGER", 32))),
    whole("BIGINT", 64, signed=True),
    whole("UBIGINT", 64, signed=False),
    scalar("FLOAT", st.floats(width=32)),
    scalar("DOUBLE", st.floats()),
    scalar("DECIMAL(5,2)", st.decimals(-999, 999, places=2)),
    scalar("DECIMAL(38,9)", st.decimals(-(10**20), 10**20, places=9)),
    scalar("BOOLEAN", st.booleans()),
    scalar("VARCHAR", TEXTS),
    ("BLOB", st.binary(max_size=6).map(lambda data: f"from_hex('{data.hex()}')")),
    ("BLOB", st.sampled_from(["\\x41", "نص", "a\\b", ""]).map(lambda text: f"encode({literal(text)})")),
    scalar("DATE", st.dates(date(1, 1, 1), date(9999, 12, 31))),
    scalar("TIME", st.times(time(0), time(23, 59, 59, 999_999))),
    scalar("TIMESTAMP", MOMENTS),
    scalar("TIMESTAMP_NS", MOMENTS.map(lambda moment: f"{moment:%Y-%m-%d %H:%M:%S}.123456789")),
    scalar("TIMESTAMP WITH TIME ZONE", MOMENTS.map(lambda moment: f"{moment}+03:00")),
    scalar("UUID", st.uuids()),
]


def nested(inner: Typed) -> st.SearchStrategy[Typed]:
    kind, values = inner
    values = values | st.just(f"NULL::{kind}")
    lists = f"{kind}[]", st.lists(values, max_size=3).map(lambda items: f"[{', '.join(items)}]::{kind}[]")
    struct = f'STRUCT(a {kind}, "b ""c" {kind})'
    structs = struct, st.tuples(values, values).map(lambda pair: f"row({pair[0]}, {pair[1]})::{struct}")
    mapping = f"MAP(VARCHAR, {kind})"
    maps = mapping, values.map(lambda value: f"MAP {{'k': {value}}}::{mapping}")
    return st.sampled_from([lists, structs, maps])


TYPES = st.recursive(st.sampled_from(SCALARS), lambda inner: inner.flatmap(nested), max_leaves=3)


def through(source: Path, target: Path) -> Path:
    """The rows of a Parquet file as lines, and the lines as rows."""
    lines = target.with_suffix(".lines")
    lines.write_bytes(b"".join(parquet_lines(source)))
    write_parquet([lines], [target], DOCUMENT_COLUMNS, column_types([source]))
    return target


def described(path: Path) -> dict[str, str]:
    return {name: kind for name, kind, *_ in duckdb.execute(f"DESCRIBE SELECT * FROM '{path}'").fetchall()}


@pytest.mark.slow
@pytest.mark.parametrize("kind", [kind for kind, _ in SCALARS])
def test_a_column_of_nulls_keeps_its_type(kind: str, tmp_path: Path) -> None:
    duckdb.sql(f"COPY (SELECT 'x' AS id, 'x' AS text, NULL::{kind} AS c) TO '{tmp_path / 'in.parquet'}'")
    assert described(through(tmp_path / "in.parquet", tmp_path / "out.parquet"))["c"] == kind


@settings(max_examples=examples(120))
@given(data=st.data())
def test_types_and_values_are_kept(data: st.DataObject, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("types")
    kind, values = data.draw(TYPES)
    rows = data.draw(st.lists(values | st.just(f"NULL::{kind}"), min_size=1, max_size=4))
    table = " UNION ALL ".join(f"SELECT {n} AS id, 'x' AS text, {value} AS c" for n, value in enumerate(rows))
    duckdb.sql(f"COPY ({table}) TO '{folder / 'in.parquet'}'")
    out = through(folder / "in.parquet", folder / "out.parquet")
    assert described(out)["c"] == described(folder / "in.parquet")["c"]
    other = duckdb.execute(
        f"SELECT a.c, b.c FROM '{folder / 'in.parquet'}' a POSITIONAL JOIN '{out}' b WHERE a.c IS DISTINCT FROM b.c"
    ).fetchall()
    assert not other


@pytest.mark.parametrize(
    ("kinds", "common"),
    [
        (("DATE", "DATE"), "DATE"),
        (("DATE", '"NULL"'), "DATE"),
        (('"NULL"', "INTEGER[]"), "INTEGER[]"),
        (("TINYINT", "INTEGER"), None),
        (("DECIMAL(38,2)", "DECIMAL(38,9)"), None),
    ],
)
def test_the_values_decide_where_files_differ_in_a_type(
    kinds: tuple[str, str], common: str | None, tmp_path: Path
) -> None:
    paths = [tmp_path / "a.parquet", tmp_path / "b.parquet"]
    for path, kind in zip(paths, kinds, strict=True):
        duckdb.sql(f"COPY (SELECT 'a' AS id, NULL::{kind} AS c) TO '{path}'")
        if described(path)["c"] != kind:
            pytest.skip("this version of DuckDB has no type for a column of nulls")
    types = column_types([*paths, tmp_path / "missing.parquet"])
    assert types == ({"id": "VARCHAR"} if common is None else {"id": "VARCHAR", "c": common})


def test_values_that_do_not_fit_a_type_decide_it(tmp_path: Path) -> None:
    (tmp_path / "rows").write_bytes(b'{"id":"a","text":"x","n":1}\n{"id":"b","text":"x","n":"none"}\n')
    write_parquet([tmp_path / "rows"], [tmp_path / "out.parquet"], DOCUMENT_COLUMNS, {"n": "TINYINT"})
    assert described(tmp_path / "out.parquet")["n"] == "VARCHAR"


def test_several_files_have_the_same_columns(tmp_path: Path) -> None:
    rows, targets = [tmp_path / "a", tmp_path / "b"], [tmp_path / "a.parquet", tmp_path / "b.parquet"]
    rows[0].write_bytes(b'{"id":"a","text":"x","n":1}\n')
    rows[1].write_bytes(b'{"id":"b","text":"x","n":0.5,"late":"y"}\n')
    write_parquet(rows, targets, DOCUMENT_COLUMNS)
    assert described(targets[0]) == described(targets[1])
    assert duckdb.sql(f"SELECT n, late FROM read_parquet({list(map(str, targets))})").fetchall() == [
        (1.0, None),
        (0.5, "y"),
    ]


@pytest.mark.slow
@pytest.mark.parametrize(("characters", "expected"), [(10, [16_384, 3_616]), (100_000, None)])
def test_row_groups_are_bounded_in_rows_and_bytes(tmp_path: Path, characters: int, expected: list[int] | None) -> None:
    number = 20_000 if expected else 3_000
    with (tmp_path / "rows").open("wb") as file:
        file.writelines(b'{"id":"%d","text":"%b"}\n' % (row, b"x" * characters) for row in range(number))
    write_parquet([tmp_path / "rows"], [tmp_path / "out.parquet"], DOCUMENT_COLUMNS)
    groups = duckdb.sql(
        f"SELECT row_group_num_rows FROM parquet_metadata('{tmp_path / 'out.parquet'}') WHERE column_id = 0"
    ).fetchall()
    sizes = [rows for (rows,) in groups]
    assert sum(sizes) == number
    assert sizes == expected if expected else max(sizes) <= 2048


def test_folders_named_after_a_value_are_columns(tmp_path: Path) -> None:
    folder = (
        tmp_path
        / "crawl"
        / "date=2023-09-12"
        / "source=%D8%A7%D9%84%D9%86%D9%8A%D9%84"
        / "hour=__HIVE_DEFAULT_PARTITION__"
    )
    folder.mkdir(parents=True)
    duckdb.sql(f"COPY (SELECT 'a' AS id, 'x' AS text) TO '{folder / 'part.parquet'}'")
    (item,) = records(read_all(tmp_path / "crawl"))
    assert (item.date, item.source) == ("2023-09-12", "النيل")
    assert item.fields.endswith(b'"hour":null')


def test_columns_that_differ_in_case_are_told_apart(tmp_path: Path) -> None:
    row = b'{"Text":"y","id":"a","ID":1,"text":"x"}\n'
    (tmp_path / "rows").write_bytes(row)
    write_parquet([tmp_path / "rows"], [tmp_path / "mine.parquet"], DOCUMENT_COLUMNS)
    assert list(described(tmp_path / "mine.parquet"))[:4] == ["Text_2", "id", "ID_2", "text"]

    pyarrow = pytest.importorskip("pyarrow.parquet", reason="only pyarrow writes such files: see the extra tables")
    table = pytest.importorskip("pyarrow").table({"Text": ["y"], "id": ["a"], "ID": [1], "text": ["x"]})
    pyarrow.write_table(table, tmp_path / "other.parquet")
    assert b"".join(parquet_lines(tmp_path / "other.parquet")) == row


def test_columns_that_a_run_reads_keep_their_names(tmp_path: Path) -> None:
    (tmp_path / "rows").write_bytes(b'{"Source":"feed","ID":1,"source":"a","Date":"b","id":"1","text":"x"}\n')
    keep = ("source", "title", "date")
    write_parquet([tmp_path / "rows"], [tmp_path / "mine.parquet"], DOCUMENT_COLUMNS, keep=keep)
    assert list(described(tmp_path / "mine.parquet"))[:6] == ["Source_2", "ID_2", "source", "Date", "id", "text"]
    keep = ("ID", "Source", "Date")  # one differs in case from a column of every run
    write_parquet([tmp_path / "rows"], [tmp_path / "other.parquet"], DOCUMENT_COLUMNS, keep=keep)
    assert list(described(tmp_path / "other.parquet"))[:6] == ["Source", "ID_2", "source_2", "Date", "id", "text"]


@pytest.mark.parametrize("number", [400, 5_000])
def test_tables_of_many_columns(tmp_path: Path, number: int) -> None:
    members = "".join(f',"k{place}":{place}' for place in range(number))
    (tmp_path / "rows").write_bytes(b'{"id":"a","text":"x"%b}\n{"id":"b","text":"y"}\n' % members.encode())
    write_parquet([tmp_path / "rows"], [tmp_path / "wide.parquet"], DOCUMENT_COLUMNS)
    columns = described(tmp_path / "wide.parquet")
    assert len(columns) == (403 if number == 400 else 1_002)
    first, second = records(read_all(tmp_path / "wide.parquet"))
    assert (first.text, second.text) == ("x", "y")
    if "other_fields" in columns:
        others = duckdb.sql(
            f"SELECT other_fields::JSON->>'k{number - 1}' FROM '{tmp_path / 'wide.parquet'}'"
        ).fetchall()
        assert others == [(str(number - 1),), (None,)]
    wanted = b"".join(parquet_lines(tmp_path / "wide.parquet", ("id", "text")))
    assert wanted == b'{"id":"a","text":"x"}\n{"id":"b","text":"y"}\n'


def test_decimals_that_would_lose_digits_are_refused(tmp_path: Path) -> None:
    pyarrow = pytest.importorskip("pyarrow", reason="only pyarrow writes such decimals: pip install pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    values = [Decimal("12345678901234567890123456789.12")]
    for digits, expected in ((38, []), (60, [("in.parquet:1", "unsupported-type")])):
        column = pyarrow.array(values, pyarrow.decimal256(digits, 2))
        parquet.write_table(pyarrow.table({"text": ["نص"], "price": column}), tmp_path / "in.parquet")
        items = read_all(tmp_path / "in.parquet")
        assert [(item.where, item.reason) for item in rejections(items)] == expected
        assert all("the column price" in item.detail for item in rejections(items))


def test_decimals_that_would_lose_digits_are_refused_everywhere(tmp_path: Path) -> None:
    pyarrow = pytest.importorskip("pyarrow", reason="only pyarrow writes such decimals: pip install pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    prices = pyarrow.array(
        [[{"price": Decimal("1.25")}]], pyarrow.list_(pyarrow.struct([("price", pyarrow.decimal256(76, 38))]))
    )
    columns = {"text": ["نص"], "tags": [["خبر"]], "prices": prices, "note": ["x"]}
    parquet.write_table(pyarrow.table(columns), tmp_path / "in.parquet")
    (rejected,) = rejections(read_all(tmp_path / "in.parquet"))
    assert rejected.detail == (
        "in.parquet:1: the column prices holds decimals of more than 38 digits, which would lose some: write it as "
        "text, or as decimals of fewer digits"
    )
