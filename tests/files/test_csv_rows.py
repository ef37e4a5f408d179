"""Tables: every cell is read as it stands, and a row that is none is rejected with its bytes."""

from __future__ import annotations

import base64
import csv
import gzip
import io
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedup.files import Chunk, Fields, Rejected, find_inputs, read_chunks
from dedup.files.csv_rows import NULLS, csv_rows
from dedup.files.records import Row
from tests.files.reading import SEEDS, read_all, records, rejections

TEXTS = [path.read_text("utf-8") for path in sorted(SEEDS.glob("*.txt"))]
CELLS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)


def table(rows: list[list[str]], **options: Any) -> bytes:
    written = io.StringIO(newline="")
    csv.writer(written, **options).writerows(rows)
    return written.getvalue().encode()


def cells(data: bytes, size: int = 1 << 16) -> list[dict[str, str]]:
    pieces = [data[at : at + size] for at in range(0, len(data), size)]
    return [json.loads(row.line) for row in csv_rows(pieces, "a.csv", 1 << 24) if isinstance(row, Row)]


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
@pytest.mark.parametrize("line_end", ["\r\n", "\n", "\r"])
def test_pages_come_out_of_a_table_as_they_went_in(tmp_path: Path, delimiter: str, line_end: str) -> None:
    rows = [["id", "text", "url"], *([f"00{place}", text, "https://x/?a=1"] for place, text in enumerate(TEXTS))]
    data = table(rows, delimiter=delimiter, lineterminator=line_end)
    (tmp_path / "a.csv").write_bytes(data)
    (tmp_path / "b.tsv.gz").write_bytes(gzip.compress(b"\xef\xbb\xbf" + data))
    read = records(read_all(tmp_path, chunk_bytes=5000))
    assert [record.text for record in read] == TEXTS * 2
    assert [record.input_id for record in read] == [f"00{place}" for place in range(5)] * 2
    assert {record.fields for record in read} == {b'"url":"https://x/?a=1"'}


@given(
    rows=st.lists(st.lists(CELLS, min_size=3, max_size=3).filter(any)),
    delimiter=st.sampled_from(",;|\t"),
    line_end=st.sampled_from(["\r\n", "\n", "\r"]),
    size=st.integers(1, 40),
)
def test_any_cells_are_read_as_they_stand(rows: list[list[str]], delimiter: str, line_end: str, size: int) -> None:
    header = ["id", "text", "note"]
    data = table([header, *rows], delimiter=delimiter, lineterminator=line_end, quoting=csv.QUOTE_ALL)
    read = [[None if cell in NULLS else cell for cell in row] for row in rows]
    assert cells(data, size) == [dict(zip(header, row, strict=True)) for row in read]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"id, text \n1,x\n", [{"id": "1", "text": "x"}]),
        (b",id,text\n0,1,x\n", [{"column_1": "0", "id": "1", "text": "x"}]),
        (b"text,text\nx,y\n", [{"text": "x", "text_2": "y"}]),
        (b"sep=;\r\nid;text\r\n1;a, b\r\n", [{"id": "1", "text": "a, b"}]),
        (b"\n\r\n sep=;\n".replace(b" ", b"") + b"\nid;text\n1;x\n", [{"id": "1", "text": "x"}]),
        (b"text\nx\n\n  \n", [{"text": "x"}, {"text": "  "}]),
        (b"id,text\r1,x\r2,y", [{"id": "1", "text": "x"}, {"id": "2", "text": "y"}]),
        (b'id,text\r1,"x\n\ny"\r2,"z\n"', [{"id": "1", "text": "x\n\ny"}, {"id": "2", "text": "z\n"}]),
        (b'id,text\n1,"x\ry"\n2,z\n', [{"id": "1", "text": "x\ry"}, {"id": "2", "text": "z"}]),
        (b"id,text\r\r\n1,x\r\r\n2,y\r\r\n", [{"id": "1", "text": "x"}, {"id": "2", "text": "y"}]),
        (b"id,text\n1,x,,\n", [{"id": "1", "text": "x"}]),
        (b'id,text\n1,he said "no"\n', [{"id": "1", "text": 'he said "no"'}]),
        (b'id\ttext\n1\t"no" he said\n2\t"open\n', [{"id": "1", "text": '"no" he said'}, {"id": "2", "text": '"open'}]),
        (b"id,text\n", []),
    ],
)
def test_tables_as_programs_write_them(data: bytes, expected: list[dict[str, str]]) -> None:
    assert cells(data) == expected
    assert cells(data, size=1) == expected


@pytest.mark.parametrize("chunk_bytes", [1, 1 << 20])
def test_a_name_that_two_columns_have_is_a_fault_of_each_row(tmp_path: Path, chunk_bytes: int) -> None:
    (tmp_path / "a.csv").write_text("id,text,text\n1,خبر,سطر\n2,خبر\n3,خبر,\n", "utf-8")
    (tmp_path / "b.csv").write_text("id,text,note\n4,خبر,x\n", "utf-8")
    *repeated, single = records(read_all(tmp_path, chunk_bytes=chunk_bytes))
    assert [record.input_id for record in repeated] == ["1", "3"]
    for record in repeated:
        assert record.text == "خبر"
        (fault,) = record.faults
        assert fault.name == "repeated-columns"
        assert fault.remedy == (
            'a table has the column "text" more than once, and a later one is read as "text_2"; give each column a '
            "name of its own"
        )
    assert single.faults == ()


def test_names_that_differ_in_blanks_are_a_fault_of_each_row(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("id, text,text\n1,خبر أول,سطر\n2,خبر ثان,سطر\n", "utf-8")
    for record in records(read_all(tmp_path)):
        assert record.text == "سطر"
        (fault,) = record.faults
        assert fault.name == "repeated-columns"
        assert 'the columns " text" and "text", which differ in blanks alone' in fault.remedy


def test_a_column_is_found_by_its_bare_name(tmp_path: Path) -> None:
    for header in ('\ufeff" id ", text ,source', "\ufeff\ufeffid,\u200ftext\u200f,source", "id,\ttext\xa0, source"):
        (tmp_path / "a.csv").write_text(f"{header}\n7,{TEXTS[0][:40]}, x \n", "utf-8")
        (read,) = records(read_all(tmp_path / "a.csv"))
        assert (read.input_id, read.source, read.fields) == ("7", "x", b'"source":" x "')
    (tmp_path / "b").write_text("id, text ,source\n7,x,y\n", "utf-8")  # no suffix: the header tells that it is a table
    assert [record.input_id for record in records(read_all(tmp_path / "b"))] == ["7"]


def test_a_column_with_the_very_name_is_taken_before_others() -> None:
    assert cells(b" text ,text\nx,y\n") == [{" text ": "x", "text": "y"}]
    assert cells(b" , text,\nx,y,z\n") == [{"column_1": "x", "text": "y", "column_3": "z"}]


def test_an_empty_cell_is_an_empty_text_and_a_missing_id(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes("id,text,note\n,خبر,\n7,,x\n".encode())
    one, two = records(read_all(tmp_path))
    assert (one.text, two.text, two.input_id) == ("خبر", "", "7")


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (b"2,a,b", "3 cells, where the header has 2 columns: quote cells that hold a comma"),
        (b"2", "1 cells, where the header has 2 columns"),
        (b"2,a\r4,b", "a line end stands in a cell without quotes: quote such cells, and end all rows alike"),
        (b'2,"a" b', "a quote inside a quoted cell as two"),
        (b"2,\xc7\xe1\xce\xc8\xd1 \xc7\xe1\xe3", "read it with --encoding windows-1256"),
    ],
)
def test_a_row_that_is_none_is_rejected_and_the_others_are_read(tmp_path: Path, row: bytes, words: str) -> None:
    (tmp_path / "a.csv").write_bytes(b"id,text\n1,x\n" + row + b"\n3,z\n")
    items = read_all(tmp_path)
    assert [record.where for record in records(items)] == ["a.csv:2", "a.csv:4"]
    assert [record.text for record in records(items)] == ["x", "z"]
    (rejected,) = rejections(items)
    assert rejected.where == "a.csv:3"
    assert words in rejected.detail
    assert base64.b64decode(rejected.raw or "") == row


@pytest.mark.parametrize("between", ["\n", "x,y,z\n"])
def test_rows_that_are_none_cut_no_table_into_small_chunks(tmp_path: Path, between: str) -> None:
    (tmp_path / "a.csv").write_text("id,text\n" + "".join(f"{n},x\n{between}" for n in range(50)), "utf-8")
    chunks = [item for item in read_chunks(find_inputs([tmp_path]), 1 << 20) if isinstance(item, Chunk)]
    assert len(chunks) == 1
    for chunk_bytes in (1, 50, 1 << 20):
        items = read_all(tmp_path, chunk_bytes=chunk_bytes)
        assert [record.where for record in records(items)] == [f"a.csv:{2 * n + 2}" for n in range(50)]
        assert [record.input_id for record in records(items)] == [str(n) for n in range(50)]


def test_very_many_blank_rows_are_in_no_chunk(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"id,text\n1,x\n" + b"\n" * 200_000 + b"2,y\n")
    chunks = [item for item in read_chunks(find_inputs([tmp_path]), 1 << 20) if isinstance(item, Chunk)]
    assert [(chunk.first_line, chunk.size < 100) for chunk in chunks] == [(2, True), (200_003, True)]


def test_an_unclosed_quote_loses_no_other_row_silently(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b'id,text\n1,x\n2,"open\n3,z\n4,z\n')
    items = read_all(tmp_path)
    assert [record.text for record in records(items)] == ["x"]
    (rejected,) = rejections(items)
    assert base64.b64decode(rejected.raw or "") == b'2,"open\n3,z\n4,z'
    assert "close its quote" in rejected.detail


def test_a_table_without_a_header_is_rejected_once(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(table([[str(place), text] for place, text in enumerate(TEXTS)]))
    (rejected,) = read_all(tmp_path)
    assert isinstance(rejected, Rejected)
    assert rejected.reason == "no-header"
    assert rejected.detail == "a.csv:1: the first row holds no column names: write a header above it"


@pytest.mark.parametrize("line", ['{"id": 1, "text": "خبر"}', '[{"id": 1, "text": "خبر"}]'])
def test_json_that_is_called_a_table_is_told(tmp_path: Path, line: str) -> None:
    (tmp_path / "a.csv").write_text(f"{line}\n{line}\n", "utf-8")
    (rejected,) = rejections(read_all(tmp_path))
    assert rejected.detail == "a.csv:1: this is JSON and no table: call the file .jsonl"


@pytest.mark.parametrize(
    ("data", "page_bytes", "where", "reason"),
    [
        (b"\n \n" + b"x" * 201 + b",1\n", 1 << 20, "a.csv:3", "no-header"),
        (b"\n" + b"x" * 201 + b"\n1\n", 100, "a.csv:2", "no-header"),
        (b'"id" x,text\n1,y\n', 1 << 20, "a.csv:1", "broken-row"),
        (gzip.compress(b"id,text" * 999, mtime=0)[:-9], 1 << 20, "a.csv:1", "truncated"),
    ],
)
def test_a_header_that_cannot_be_read_is_told_with_its_line(
    tmp_path: Path, data: bytes, page_bytes: int, where: str, reason: str
) -> None:
    (tmp_path / "a.csv").write_bytes(data)
    (rejected,) = rejections(read_all(tmp_path, page_bytes=page_bytes))
    assert (rejected.where, rejected.reason) == (where, reason)
    assert rejected.detail.startswith(f"{where}: ")
    assert "was read" not in rejected.detail


def test_lines_before_the_end_of_a_file_are_said_to_be_read(tmp_path: Path) -> None:
    (tmp_path / "a.csv.gz").write_bytes(gzip.compress(b"id,text\n1,x\n2,y")[:-1])
    (tmp_path / "b.jsonl.gz").write_bytes(gzip.compress(b'{"text":"x"}\n{"text":"y"}')[:-1])
    (tmp_path / "c.jsonl.gz").write_bytes(gzip.compress(b'{"text":"x"}')[:-1])
    told = {
        item.where: "what stands before this line was read" in item.detail for item in rejections(read_all(tmp_path))
    }
    assert told == {"a.csv.gz:3": True, "b.jsonl.gz:2": True, "c.jsonl.gz:1": False}


def test_a_truncated_table_gives_its_whole_rows(tmp_path: Path) -> None:
    data = gzip.compress(table([["id", "text"], *([str(place), TEXTS[place % 5]] for place in range(200))]))
    (tmp_path / "a.csv.gz").write_bytes(data[: len(data) // 2])
    items = read_all(tmp_path)
    read = records(items)
    assert 20 < len(read) < 200
    assert [record.text for record in read] == [TEXTS[place % 5] for place in range(len(read))]
    (rejected,) = rejections(items)
    assert (rejected.where, rejected.reason) == (f"a.csv.gz:{len(read) + 2}", "truncated")


def test_a_table_broken_off_behind_blank_rows_names_its_row(tmp_path: Path) -> None:
    (tmp_path / "a.csv.gz").write_bytes(gzip.compress(b"id,text\n1,x\n\n\n2,y")[:-1])
    (rejected,) = rejections(read_all(tmp_path))
    assert (rejected.where, rejected.reason) == ("a.csv.gz:5", "truncated")


def test_a_table_without_the_field_names_its_columns(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes("معرف,النص\n1,خبر\n".encode())
    (rejected,) = rejections(read_all(tmp_path))
    assert "--text-field (fields: معرف, النص)" in rejected.detail
    (record,) = records(read_all(tmp_path, fields=Fields(id="معرف", text="النص")))
    assert (record.input_id, record.text) == ("1", "خبر")


def test_cells_that_programs_write_for_missing_values_are_null() -> None:
    rows = [["id", "text", "source"], ["NULL", "نص أول", "\\N"], ["7", "None of them", "<NA>"], ["nan", "N/A", "Null"]]
    assert [list(row.values()) for row in cells(table(rows))] == [
        [None, "نص أول", None],
        ["7", "None of them", None],
        [None, None, "Null"],
    ]


def test_a_quote_without_an_end_tells_what_goes_with_it() -> None:
    lines = ["id,text", "1,أول", '2,"ثان', "3,ثالث", "4,رابع"]
    *rows, broken = csv_rows(["\n".join(lines).encode()], "a.csv", 1 << 24)
    assert [json.loads(row.line)["id"] for row in rows if isinstance(row, Row)] == ["1"]
    assert isinstance(broken, Rejected)
    assert "; with it go the 2 lines behind it, " in broken.detail


def test_quotes_that_begin_and_end_texts_of_a_tab_separated_table_part_no_rows() -> None:
    lines = ["id\ttext", '1\t"قال الوزير', '2\tوأضاف "نعم"', '3\t"سطر أول', 'سطر ثان"', "4\tرابع"]
    read = [
        json.loads(row.line) for row in csv_rows(["\n".join(lines).encode()], "a.tsv", 1 << 24) if isinstance(row, Row)
    ]
    assert [row["text"] for row in read] == ['"قال الوزير', 'وأضاف "نعم"', "سطر أول\nسطر ثان", "رابع"]


def test_a_table_within_a_quoted_cell_is_part_of_it() -> None:
    rows = [["id", "text"], ["1", "النتائج:\nالهلال\t3\nالنجمة\t1"], ["2", "خبر"]]
    assert [row["text"] for row in cells(table(rows, delimiter="\t"))] == [rows[1][1], "خبر"]
