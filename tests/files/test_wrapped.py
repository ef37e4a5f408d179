"""Of JSON that wraps its records, the rejection says where the records are, and how to take them out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.files.reading import read_all, records, rejections

RECORD = {"text": "وصل الوزير إلى القاهرة", "url": "http://x"}


def detail(folder: Path, value: Any, indent: int | None = None, reason: str = "no-text", **reading: Any) -> str:
    (folder / "a.json").write_text(json.dumps(value, indent=indent), "utf-8")
    items = read_all(folder, **reading)
    assert not records(items)
    (rejected,) = rejections(items)
    assert rejected.reason == reason
    return rejected.detail


AS_RECORDS = 'df.to_json(path, orient="records", lines=True)'
COLUMNS = {"id": {"0": "a", "1": "b"}, "text": {"0": "وصل الوزير", "1": None}, "n": {"0": 1, "1": 2}}


@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize(
    ("value", "where", "jq"),
    [
        ({"status": "ok", "articles": [RECORD, RECORD]}, "are a list in the field articles", ".articles[]"),
        (
            {"hits": {"n": 2, "hits": [{"_source": RECORD}]}},
            "are a list in the field hits.hits",
            ".hits.hits[]._source",
        ),
        ({"n": 1, "all news": [RECORD]}, 'are a list in the field ["all news"]', '.["all news"][]'),
        ({"a1": RECORD, "a2": RECORD}, "stand under their ids", "to_entries[] | {id: .key} + .value"),
        (
            {"ok": True, "data": {"a1": RECORD, "a2": RECORD}},
            "stand under their ids in the field data",
            ".data | to_entries[] | {id: .key} + .value",
        ),
        ({"article": RECORD}, "stand in the field article", ".article"),
        ({"id": 1, "article": RECORD}, "stand in the field article", "del(.article) + .article"),
        ({"id": 1, "all news": RECORD}, 'stand in the field ["all news"]', 'del(.["all news"]) + .["all news"]'),
        (
            {"data": {"id": 1, "article": RECORD}},
            "stand in the field data.article",
            ".data | del(.article) + .article",
        ),
        ({"n": 1, "data": {"article": RECORD}}, "stand in the field data.article", ".data.article"),
    ],
)
def test_wrapped_records_are_found(tmp_path: Path, value: Any, where: str, jq: str, indent: int | None) -> None:
    told = detail(tmp_path, value, indent)
    place = "a.json:1" if indent is None else "a.json, record 1"
    assert f'{place}: there is no field "text": the records {where}: write them as an array or one to a line' in told
    assert f"jq -c {jq}" in told.replace("'", "")
    assert "name the right one with --text-field" in told


def test_all_lists_of_records_are_named(tmp_path: Path) -> None:
    told = detail(tmp_path, {"top": [RECORD], "n": 1, "rest": [RECORD, RECORD]})
    assert "jq -c .top[]; more records are in .rest" in told.replace("'", "")
    assert "more records" not in detail(tmp_path, {"top": [RECORD], "n": [1], "about": {"text": "نص"}})


def test_records_with_another_text_name_are_in_the_largest_list(tmp_path: Path) -> None:
    told = detail(tmp_path, {"status": "ok", "response": {"docs": [{"title": "خبر", "body": "وصل الوزير"}]}})
    assert "the records are a list in the field response.docs" in told
    assert "name the field of their text with --text-field (fields: title, body)" in told


@pytest.mark.parametrize(
    "value",
    [
        {"body": "وصل الوزير إلى القاهرة في زيارة", "tags": ["خبر"], "images": [{"url": "x"}]},
        {"text_ar": "x", "parts": []},
        {"meta": {"text": 5}, "list": [[[[[[{"text": "x"}]]]]]]},
    ],
)
def test_a_record_without_records_is_asked_for_its_field_alone(tmp_path: Path, value: Any) -> None:
    told = detail(tmp_path, value)
    assert told.endswith(f'"text": name the right one with --text-field (fields: {", ".join(value)})')


@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize(
    "table",
    [
        COLUMNS,
        {"text": COLUMNS["text"]},
        {"text": {"a": "وصل الوزير", "b": "غادر الوزير"}, "n": {"a": 1, "b": 2}},
        {"text": ["وصل الوزير", "غادر الوزير"], "n": [1, 2]},
    ],
    ids=["numbered", "one column", "own index", "lists"],
)
def test_a_table_written_by_columns_is_told_with_its_remedy(tmp_path: Path, table: Any, indent: int | None) -> None:
    told = detail(tmp_path, table, indent, "text-not-a-string")
    kind = "a list" if isinstance(table["text"], list) else "an object"
    assert f': the field "text" is {kind}: this is a table as df.to_json() of pandas' in told
    assert AS_RECORDS in told


@pytest.mark.parametrize(
    "table",
    [
        {"body": COLUMNS["text"], "n": COLUMNS["n"]},
        {"columns": ["id", "text"], "index": [0, 1], "data": [["a", "وصل الوزير"], ["b", "غادر الوزير"]]},
        {"columns": ["id", "text"], "data": [["a", "وصل الوزير"], ["b", "غادر الوزير"]]},
    ],
    ids=["other name", "split", "split without an index"],
)
def test_a_table_without_the_text_field_is_told_as_one(tmp_path: Path, table: Any) -> None:
    told = detail(tmp_path, table)
    assert AS_RECORDS in told
    assert "name the right one with --text-field" in told


@pytest.mark.parametrize("chunk_bytes", [1, 1 << 20])
def test_a_table_that_is_larger_than_a_page_is_told_as_one(tmp_path: Path, chunk_bytes: int) -> None:
    table = {"text": {str(row): "وصل الوزير إلى القاهرة" for row in range(2000)}}
    told = detail(tmp_path, table, None, "too-large", page_bytes=50_000, chunk_bytes=chunk_bytes)
    assert AS_RECORDS in told


@pytest.mark.parametrize(
    "record", [{"text": {"ar": "خبر", "en": "news"}}, {"id": "a", "text": ["فقرة", "فقرة"]}, {"id": [], "text": []}]
)
def test_a_record_whose_text_is_no_string_is_no_table(tmp_path: Path, record: Any) -> None:
    told = detail(tmp_path, record, None, "text-not-a-string")
    assert told.endswith("; or name another with --text-field")
    assert "pandas" not in told
