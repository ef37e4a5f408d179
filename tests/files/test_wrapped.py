"""Of JSON that wraps its records, the rejection says where the records are, and how to take them out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.files.reading import read_all, records, rejections

RECORD = {"text": "وصل الوزير إلى القاهرة", "url": "http://x"}


def detail(folder: Path, value: Any, indent: int | None = None) -> str:
    (folder / "a.json").write_text(json.dumps(value, indent=indent), "utf-8")
    items = read_all(folder)
    assert not records(items)
    (rejected,) = rejections(items)
    assert rejected.reason == "no-text"
    return rejected.detail


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
        ({"page": 1, "article": RECORD}, "stand in the field article", ".article"),
    ],
)
def test_wrapped_records_are_found(tmp_path: Path, value: Any, where: str, jq: str, indent: int | None) -> None:
    told = detail(tmp_path, value, indent)
    assert f'a.json:1: there is no field "text": the records {where}: write them as an array or one to a line' in told
    assert f"jq -c {jq}" in told.replace("'", "")
    assert "name the right one with --text-field" in told


def test_records_whose_text_has_another_name_are_found_in_the_largest_list(tmp_path: Path) -> None:
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
def test_a_record_without_records_in_it_is_asked_for_its_field_alone(tmp_path: Path, value: Any) -> None:
    told = detail(tmp_path, value)
    assert told.endswith(f'"text": name the right one with --text-field (fields: {", ".join(value)})')
