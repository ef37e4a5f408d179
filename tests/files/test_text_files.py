"""A text file is a page, decoded strictly, with a hint where it is in another encoding."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedup.encodings import likely_encoding
from dedup.files import Chunk, Fields, Record, Rejected, parse_chunk
from dedup.files.chunks import TextFile
from dedup.files.encodings import checked_encoding
from tests.files.reading import SEEDS, read_all, records, rejections

SEED = (SEEDS / "000_d439b464d3de0c31.txt").read_text("utf-8")
# what windows-1256 can carry
WINDOWS = "وصل زعيم كوريا الشمالية كيم جونج أون إلى روسيا اليوم الثلاثاء؛ 2023\n" * 5


def parse(data: bytes, encoding: str = "utf-8") -> Record | Rejected:
    (item,) = parse_chunk(Chunk("text", "a.txt", "", 1, (TextFile("a.txt", "bbc", data),)), Fields(), encoding)
    return item


@given(st.text())
def test_any_text_is_read_as_it_stands(text: str) -> None:
    assert parse(b"\xef\xbb\xbf" + text.encode()) == Record("a.txt", "a.txt", text, "bbc", is_text_file=True)


def test_newlines_and_nuls_are_part_of_the_text() -> None:
    item = parse(b"a\r\nb\rc\0")
    assert isinstance(item, Record)
    assert item.text == "a\r\nb\rc\0"


def test_an_empty_text_file_is_a_page(tmp_path: Path) -> None:
    (tmp_path / "a.txt").touch()
    assert [item.text for item in records(read_all(tmp_path))] == [""]


@pytest.mark.parametrize(
    ("data", "encoding", "words"),
    [
        (b"abc\xffdef", "utf-8", "byte 3 is not valid utf-8: repair it"),
        (b"\xef\xbb\xbfabc\xff", "utf-8", "byte 6 is not valid"),
        (
            WINDOWS.encode("windows-1256"),
            "utf-8",
            "byte 0 is not valid utf-8, and the text looks like windows-1256",
        ),
        (WINDOWS.encode("iso-8859-6"), "utf-8", "read it with --encoding iso-8859-6"),
        (WINDOWS.replace("؛", "").encode("cp720"), "utf-8", "read it with --encoding cp720"),
        (WINDOWS.encode("utf-16-le"), "utf-8", "read it with --encoding utf-16-le"),
        (WINDOWS.encode("utf-16-le"), "cp1256", "read it with --encoding utf-16-le"),
        (WINDOWS.encode("utf-16")[:-1], "utf-8", "is not valid utf-16"),
        (WINDOWS.encode("utf-16-le") + b"\xd8", "utf-8", "--encoding utf-16-le"),
        (WINDOWS.encode("utf-16-be") + b"\xff", "utf-8", "--encoding utf-16-be"),
        (SEED.encode()[:5000] + b"\xff", "utf-8", "repair it"),
        ("été à la plage".encode("latin-1"), "utf-8", "repair it"),
        (b"abc\xff", "ascii", "byte 3 is not valid ascii"),
    ],
)
def test_invalid_bytes_are_rejected_with_place_and_remedy(data: bytes, encoding: str, words: str) -> None:
    item = parse(data, encoding)
    assert isinstance(item, Rejected)
    assert (item.where, item.reason) == ("a.txt", "invalid-encoding")
    assert words in item.detail
    assert item.raw is not None
    assert base64.b64decode(item.raw) == data


@pytest.mark.parametrize("encoding", ["windows-1256", "utf-16", "utf-16-le", "utf-32-be", "UTF8", "utf-8-sig"])
def test_a_named_encoding_reads_texts_and_lines(tmp_path: Path, encoding: str) -> None:
    line = '{"id":"%d","text":"' + WINDOWS.replace("\n", "\\n") + '"}\n'
    (tmp_path / "a.jsonl").write_bytes("".join(line % number for number in range(400)).encode(encoding))
    (tmp_path / "b.txt").write_bytes(WINDOWS.encode(encoding))
    for chunk_bytes in (100, 1 << 20):
        items = read_all(tmp_path, encoding=encoding, chunk_bytes=chunk_bytes)
        assert [item.text for item in records(items)] == [WINDOWS] * 401
        assert rejections(items) == []


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
@pytest.mark.parametrize("option", ["utf-8", "windows-1256", "utf-16-le"])
def test_a_byte_order_mark_counts_before_the_option(tmp_path: Path, encoding: str, option: str) -> None:
    (tmp_path / "a.jsonl").write_bytes(("\n".join(['{"text":"خبر"}'] * 1000)).encode(encoding))
    (tmp_path / "b.txt").write_bytes(WINDOWS.encode(encoding))
    (tmp_path / "page").write_bytes(WINDOWS.encode(encoding))
    (tmp_path / "table.csv").write_bytes("id,text\r\n1,خبر\r\n".encode(encoding))
    texts = [record.text for record in records(read_all(tmp_path, encoding=option))]
    assert texts == ["خبر"] * 1000 + [WINDOWS] * 2 + ["خبر"]


@pytest.mark.parametrize("encoding", ["windows-1256", "iso-8859-6", "utf-16-le", "utf-16-be", "utf-32-le"])
def test_a_folder_of_two_encodings_is_read_by_naming_one(tmp_path: Path, encoding: str) -> None:
    for name, written in (("a", "utf-8"), ("b", encoding)):
        (tmp_path / f"{name}.txt").write_bytes(WINDOWS.encode(written))
        (tmp_path / f"{name}.jsonl").write_bytes(('{"text":"خبر عاجل"}\n' * 9).encode(written))
        (tmp_path / f"{name}.csv").write_bytes(("text,id\nخبر عاجل,1\n" * 2).encode(written))
    (tmp_path / "ascii.jsonl").write_bytes(b'{"text":"\\u062e"}\n')
    items = read_all(tmp_path, encoding=encoding)
    assert rejections(items) == []
    texts = [record.text for record in records(items)]
    assert sorted(texts) == sorted([WINDOWS] * 2 + ["خبر عاجل"] * 22 + ["text"] * 2 + ["خ"])


@pytest.mark.parametrize("written", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_an_encoding_named_without_its_byte_order_is_read(tmp_path: Path, written: str) -> None:
    (tmp_path / "a.jsonl").write_bytes(('{"text":"خبر عاجل"}\n' * 9).encode(written))
    (tmp_path / "b.csv").write_bytes("text,id\nخبر عاجل,1\n".encode(written))
    (tmp_path / "c.txt").write_bytes(("خبر عاجل " * 9).encode(written))
    items = read_all(tmp_path, encoding=written[: len("utf-16")])
    assert rejections(items) == []
    assert [record.text.strip() for record in records(items)] == ["خبر عاجل"] * 10 + [("خبر عاجل " * 9).strip()]


def test_a_table_that_is_not_utf_16_is_rejected_as_such(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes("text,id\nخبر عاجل,1\n".encode("windows-1256"))
    (item,) = rejections(read_all(tmp_path, encoding="utf-16"))
    assert item.reason in ("invalid-encoding", "no-text")


def test_unmarked_utf_16_lines_are_rejected_once_with_the_option(tmp_path: Path) -> None:
    for encoding in ("utf-16-le", "utf-16-be"):
        (tmp_path / "a.jsonl").write_bytes(('{"text":"خبر"}\n' * 1000).encode(encoding))
        (item,) = rejections(read_all(tmp_path))
        assert item.reason == "invalid-encoding"
        assert f"--encoding {encoding}" in item.detail


def test_lines_before_an_invalid_byte_are_read(tmp_path: Path) -> None:
    lines = '{"text":"خبر"}\n'.encode("iso-8859-6") * 100
    (tmp_path / "a.jsonl").write_bytes(lines + b'{"text":"\xa1"}\n' + lines)
    items = read_all(tmp_path, encoding="iso-8859-6")
    assert len(records(items)) == 100
    (item,) = rejections(items)
    assert (item.where, item.reason) == ("a.jsonl:101", "invalid-encoding")
    assert f"byte {len(lines) + 9} is not valid iso8859-6" in item.detail


@given(st.binary(max_size=200))
def test_a_guess_never_fails(data: bytes) -> None:
    name = likely_encoding(data)
    assert name is None or checked_encoding(name)
