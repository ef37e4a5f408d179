"""Lines of documents say of every member what type it has."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from dedup.files import Fields
from dedup.pipeline import run
from dedup.pipeline.outputs.lines import appended_fields, finite, stating_types
from tests.pipeline.crawls import SEEDS, lines, settings, write_lines

LINE = b'{"id":"a","text":"x","dedup":{"article":1,"parent":"","spans":[],"extracted":{"title":"","tags":[]}}}\n'


@pytest.mark.parametrize(
    ("page", "source", "title"),
    [
        (b"", '"s"', '"t"'),
        (b'"source":"x","title":"y"', '"s"', '"t"'),
        (b'"source":12,"title":7', "12", "null"),
        (b'"source":null,"title":null', "null", "null"),
        (b'"source":" s ","title":" y "', '" s "', '"t"'),
    ],
)
def test_an_appended_article_has_the_types_of_its_page(page: bytes, source: str, title: str) -> None:
    assert appended_fields(page, "s", "t", Fields()).decode() == f'"source":{source},"title":{title}'


def test_an_appended_article_has_the_names_of_the_records(tmp_path: Path) -> None:
    pages = [
        {"page": seed.name, "site": "النيل", "body": seed.read_text("utf-8")} for seed in sorted(SEEDS.glob("*.txt"))
    ]
    fields = Fields(id="page", text="body", source="site", title="head")
    run([write_lines(tmp_path / "in.jsonl", pages)], tmp_path / "out", settings(fields=fields))
    appended = [document for document in lines(tmp_path / "out", "documents") if document["dedup"]["parent"]]
    assert len(appended) == 5
    for document in appended:
        assert document["site"] == "النيل"
        assert document["head"] == document["dedup"]["extracted"]["title"]
        assert "source" not in document


def test_the_first_line_states_what_only_later_ones_have() -> None:
    stated = json.loads(stating_types(LINE, ["source", "title"]))
    assert (stated["source"], stated["title"], stated["dedup"]["extracted"]["tags"]) == ("", "", [""])
    assert {**json.loads(LINE), "source": "", "title": "", "dedup": stated["dedup"]} == stated


def test_a_text_that_looks_like_the_end_of_a_line_is_left_alone() -> None:
    text = ',"dedup":{"article":1,"tags":[]'
    line = LINE.replace(b'"x"', json.dumps(text).encode())
    assert json.loads(stating_types(line, []))["text"] == text


def test_only_the_first_line_of_a_file_is_another(tmp_path: Path) -> None:
    run([SEEDS], tmp_path / "out", settings())
    first, *others = lines(tmp_path / "out", "documents")
    assert all(tag for other in others for tag in other["dedup"]["extracted"]["tags"])
    assert {"source", "title"} <= set(first)
    for document in (first, *others):
        members = {"article", "parent", "spans", "extracted", "input_id", "input_dedup", "empty"}
        assert set(document["dedup"]) == members
        assert None not in (document["dedup"]["parent"], *document["dedup"]["extracted"].values())


def test_numbers_that_json_does_not_have_become_null() -> None:
    fields = b'"a":NaN,"b":[-Infinity,{"c":Infinity}],"d":"NaN \\" NaN","NaN":1'
    assert finite(fields) == b'"a":null,"b":[null,{"c":null}],"d":"NaN \\" NaN","NaN":1'


@pytest.mark.parametrize(
    "number",
    ["1e400", "-1E+999", "1.5e0000000309", "9" * 309, f"-{'9' * 400}.25", f"{'1' * 250}e60", f"{'1' * 250}.0E99"],
)
def test_numbers_beyond_a_double_become_null(number: str) -> None:
    fields = f'"n":{number},"a":[1,{number},{{"e":{number}}}],"s":"{number} \\" {number}","{number}":2.5e-400'
    nulled = f'"n":null,"a":[1,null,{{"e":null}}],"s":"{number} \\" {number}","{number}":2.5e-400'
    assert finite(fields.encode()) == nulled.encode()


@pytest.mark.parametrize("number", ["1e308", "-1.7976931348623157E+308", "1e-999", "0e999", "9" * 308, "12", "-0.50"])
def test_numbers_that_a_double_holds_nearly_stay_as_written(number: str) -> None:
    fields = f'"n":{number},"url":"http://x/ae123/e4000?{"5" * 300}"'.encode()
    assert finite(fields) == fields


def test_polars_reads_outputs_whatever_numbers_the_input_has(tmp_path: Path) -> None:
    polars = pytest.importorskip("polars")
    (tmp_path / "in.jsonl").write_bytes(b'{"id":"a","price":1e400,"text":"x"}\n{"id":"b","price":2.5,"text":"y"}\n')
    run([tmp_path / "in.jsonl"], tmp_path / "out", settings())
    assert polars.read_ndjson(tmp_path / "out" / "documents.jsonl")["price"].to_list() == [None, 2.5]


def test_outputs_are_json_whatever_numbers_the_input_has(tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_bytes(b'{"id":"a","price":NaN,"text":"x"}\n')
    run([tmp_path / "in.jsonl"], tmp_path / "out", settings())
    assert b'"price":null' in (tmp_path / "out" / "documents.jsonl").read_bytes()
