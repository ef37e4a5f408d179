"""JSON over any number of lines: the same records, however they are laid out and cut into pieces."""

from __future__ import annotations

import base64
import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedup.files.compressed import BrokenStreamError
from dedup.files.json_values import one_value_a_line, spans_lines
from tests.files.reading import SEEDS, read_all, records, rejections

RECORDS = [{"id": place, "text": path.read_text("utf-8")} for place, path in enumerate(sorted(SEEDS.glob("*.txt")))]
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=8,
)
OBJECTS = st.dictionaries(st.text(max_size=6), VALUES, max_size=4)


def in_pieces(data: bytes, size: int) -> list[bytes]:
    return [data[at : at + size] for at in range(0, len(data), size)]


@given(
    values=st.lists(OBJECTS),
    indent=st.sampled_from([None, 0, 2, "\t"]),
    ascii_only=st.booleans(),
    size=st.integers(1, 50),
)
def test_an_array_and_values_in_a_row_give_each_value_on_a_line(
    values: list[dict[str, Any]], indent: int | str | None, ascii_only: bool, size: int
) -> None:
    array = json.dumps(values, indent=indent, ensure_ascii=ascii_only)
    row = "\n".join(json.dumps(value, indent=indent, ensure_ascii=ascii_only) for value in values)
    for text in (array, row, row.replace("\n", "\r\n")):
        lines = list(one_value_a_line(in_pieces(text.encode("utf-8", "surrogatepass"), size)))
        assert all(line.count(b"\n") == 1 and line.endswith(b"\n") for line in lines)
        assert [json.loads(line) for line in lines] == values


@pytest.mark.parametrize(
    "layout",
    [
        json.dumps(RECORDS),
        json.dumps(RECORDS, ensure_ascii=False),
        json.dumps(RECORDS, indent=2),
        "[\n" + ",\n".join(map(json.dumps, RECORDS)) + "\n]\n",
        "\n".join(map(json.dumps, RECORDS)),
        ",\n".join(map(json.dumps, RECORDS)),
        "\n".join(json.dumps(record, indent=4) for record in RECORDS),
        "".join(map(json.dumps, RECORDS)),
        " ".join(map(json.dumps, RECORDS)),
    ],
)
@pytest.mark.parametrize("name", ["a.json", "a.jsonl", "a.json.gz", "a"])
def test_records_are_read_in_every_layout(tmp_path: Path, layout: str, name: str) -> None:
    data = layout.encode()
    (tmp_path / name).write_bytes(gzip.compress(data) if name.endswith("gz") else b"\xef\xbb\xbf" + data)
    for chunk_bytes in (100, 1 << 20):
        read = records(items := read_all(tmp_path, chunk_bytes=chunk_bytes))
        assert [record.text for record in read] == [record["text"] for record in RECORDS]
        assert [record.where for record in read] == [f"{name}:{place}" for place in range(1, 6)]
        assert rejections(items) == []


def test_one_record_to_a_file(tmp_path: Path) -> None:
    for record in RECORDS:
        (tmp_path / f"{record['id']}.json").write_text(json.dumps(record, indent=2), "utf-8")
    assert [record.text for record in records(read_all(tmp_path))] == [record["text"] for record in RECORDS]


def test_what_is_no_record_is_rejected_in_its_place(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_bytes(b'[{"text": "1"}, 5, [1, [2]], {"id": 3}, nonsense, {"text": "6"}, {"text": x}]')
    items = read_all(tmp_path)
    assert [record.where for record in records(items)] == ["a.json:1", "a.json:6"]
    assert [(item.where, item.reason) for item in rejections(items)] == [
        ("a.json:2", "not-an-object"),
        ("a.json:3", "not-an-object"),
        ("a.json:4", "no-text"),
        ("a.json:5", "broken-json"),
        ("a.json:7", "broken-json"),
    ]
    assert base64.b64decode(rejections(items)[1].raw or "") == b"[1, [2]]"


@pytest.mark.parametrize(
    ("record", "detail"),
    [
        (b"5", "this is JSON, but no object"),
        (b'{"id":\n3}', 'there is no field "text"'),
        (b'{"text":\nx}', "not JSON at column "),
        (b'{"text":\n"\xd8"}', "in this record, byte "),
        (b'{"text": "%b"}' % (b"x" * 999), "this takes "),
        (b'{"text": "cut', "the file ends in the middle of a JSON value: fetch or write it again, or repair it; what "),
    ],
    ids=["number", "no text", "no JSON", "no UTF-8", "too large", "cut"],
)
@pytest.mark.parametrize("chunk_bytes", [1, 1 << 20])
def test_messages_name_the_record_and_no_line(tmp_path: Path, record: bytes, detail: str, chunk_bytes: int) -> None:
    end = b"\n]" if b"cut" not in record else b""
    (tmp_path / "a.json").write_bytes(b'[\n{"text": "1"},\n\n' + record + end)
    (rejected,) = rejections(read_all(tmp_path, page_bytes=500, chunk_bytes=chunk_bytes))
    assert rejected.where == "a.json:2"
    assert rejected.detail.startswith(f"a.json, record 2: {detail}")
    assert "line" not in rejected.detail


@pytest.mark.parametrize("end", [b'{"text": "cut', b'{"text": "cut\\', b'{"a": [1', b'{"a": {"b": 1}'])
def test_a_file_that_ends_in_a_value_gives_those_before_it(tmp_path: Path, end: bytes) -> None:
    (tmp_path / "a.json").write_bytes(b'[{"text": "1"}, {"text": "2"}, ' + end)
    items = read_all(tmp_path)
    assert [record.text for record in records(items)] == ["1", "2"]
    (rejected,) = rejections(items)
    assert (rejected.where, rejected.reason) == ("a.json:3", "truncated")
    assert base64.b64decode(rejected.raw or "").strip() == end


@pytest.mark.parametrize("end", ["", ",", ", ", "\n", ",\n"])
def test_an_array_that_is_cut_between_values_is_told(tmp_path: Path, end: str) -> None:
    (tmp_path / "a.json").write_text('[{"text": "1"}, {"text": "2"}' + end)
    items = read_all(tmp_path)
    assert [record.text for record in records(items)] == ["1", "2"]
    (rejected,) = rejections(items)
    assert (rejected.where, rejected.reason) == ("a.json:3", "truncated")
    assert "middle of a JSON array" in rejected.detail


def test_arrays_may_follow_each_other(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('[{"text": "1"}, {"text": "2"}]\n[{"text": "3"}]\n[]')
    items = read_all(tmp_path)
    assert [record.text for record in records(items)] == ["1", "2", "3"]
    assert rejections(items) == []


def test_no_more_than_a_piece_of_a_value_is_held(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dedup.files.json_values._MOST_HELD", 1000)
    lines = one_value_a_line([b"["] + [b'{"text":"%d"},' % place for place in range(5000)] + [b'{"', *[b"x" * 99] * 99])
    taken = [next(lines) for _ in range(5000)]
    assert taken[-1] == b'{"text":"4999"}\n'
    rest = [next(lines) for _ in range(5)]
    with pytest.raises(BrokenStreamError, match="in the middle of a JSON value"):
        rest.extend(lines)
    assert max(map(len, rest)) < 1200
    assert b"".join(rest) == b'{"' + b"x" * 99 * 99


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        (b'{"id": 1, "text": "x"}\n{"id"', False),
        (b'{"text": "[x,"}\n', False),
        (b'{"text": "}{"}\n{"text": "x"}\n', False),
        (b'{"text": "x"}{"text"', True),
        (b'{"id": "broken", "text": "x\n{"id": 1}\n', False),
        (b"\n[1]", True),
        (b"{\n", True),
        (b'{"id": 1,\n"text": "x"}', True),
        (b'{"id": 1,\n{"id": 2, "text": "x"}\n', False),
        (b'{"pages": [\n{"id": 2, "text": "x"},\n', True),
        (b"", False),
    ],
)
def test_lines_are_told_from_other_layouts_by_the_first(start: bytes, expected: bool) -> None:
    assert spans_lines(start) == expected
