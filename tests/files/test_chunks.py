"""Chunks are the same on every machine, and any size of chunk gives the same records."""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from pathlib import Path

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from dedup.errors import DedupError
from dedup.files import Chunk, Inputs, Rejected, find_inputs, read_chunks
from dedup.files.chunks import _Limits, _line_blocks
from dedup.files.compressed import BrokenStreamError
from dedup.files.rejected import TooLong
from tests.files.reading import SEEDS, read_all, records, rejections, seed_lines, skip_without_reader


def mixed_folder(folder: Path) -> Path:
    lines = seed_lines()
    for number, name in enumerate(("a.txt", "b.jsonl", "c.txt", "d.txt", "e.jsonl.zst", "f.txt")):
        data = lines.replace(b'"0', b'"%d' % number) + b"\n  \nbroken\n"
        (folder / name).write_bytes(zstandard.compress(data) if name.endswith("zst") else data)
    (folder / "c.txt").write_bytes(b"\xff\xfe\xfd")
    return folder


@pytest.mark.parametrize("chunk_bytes", [1, 7, 1000, 5000, 1 << 14, 1 << 30])
def test_any_chunk_size_gives_the_same_records(tmp_path: Path, chunk_bytes: int) -> None:
    folder = mixed_folder(tmp_path)
    assert read_all(folder, chunk_bytes=chunk_bytes) == read_all(folder, chunk_bytes=4096)
    assert len(records(read_all(folder, chunk_bytes=chunk_bytes))) == 3 + 2 * 5


def test_chunks_are_numbered_and_add_up_to_the_input(tmp_path: Path) -> None:
    chunks = [item for item in read_chunks(find_inputs([mixed_folder(tmp_path)]), 4096) if isinstance(item, Chunk)]
    assert [chunk.number for chunk in chunks] == list(range(len(chunks)))
    assert pickle.loads(pickle.dumps(chunks)) == chunks
    lines = len((tmp_path / "b.jsonl").read_bytes())
    assert sum(chunk.size for chunk in chunks if chunk.file == "b.jsonl") == lines
    assert sum(chunk.size for chunk in chunks if chunk.file == "e.jsonl.zst") == lines


def test_small_texts_share_a_chunk() -> None:
    inputs = find_inputs([SEEDS])
    assert len(list(read_chunks(inputs, 1 << 20))) == 1
    assert len(list(read_chunks(inputs, 1))) == 5


def test_a_long_line_makes_a_long_chunk(tmp_path: Path) -> None:
    page = b'{"text":"' + "كلمة ".encode() * 600_000 + b'"}\n'
    (tmp_path / "long.jsonl").write_bytes(seed_lines() + page + seed_lines())
    chunks = [item for item in read_chunks(find_inputs([tmp_path]), 1 << 16) if isinstance(item, Chunk)]
    assert max(chunk.size for chunk in chunks) < len(page) + (1 << 16)
    assert len(records(read_all(tmp_path, chunk_bytes=1 << 16))) == 11


@given(
    lines=st.lists(st.binary(max_size=20).filter(lambda line: b"\n" not in line)),
    size=st.integers(1, 40),
    data=st.data(),
)
def test_blocks_do_not_depend_on_the_pieces_they_come_in(lines: list[bytes], size: int, data: st.DataObject) -> None:
    content = b"\n".join(lines)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(content)), max_size=6)))
    pieces = [content[start:end] for start, end in zip([0, *cuts], [*cuts, len(content)], strict=True)]
    blocks = [block for block in _line_blocks(pieces, _Limits(size, 100)) if isinstance(block, bytes)]
    assert blocks == list(_line_blocks([content], _Limits(size, 100)))
    assert b"".join(blocks) == content
    assert all(block.endswith(b"\n") and block.find(b"\n", size - 1) == len(block) - 1 for block in blocks[:-1])


@given(
    lines=st.lists(st.binary(max_size=20).filter(lambda line: b"\n" not in line)),
    size=st.integers(1, 40),
    limit=st.integers(1, 25),
    data=st.data(),
)
def test_too_long_lines_are_left_out_wherever_chunks_end(
    lines: list[bytes], size: int, limit: int, data: st.DataObject
) -> None:
    content = b"\n".join(lines)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(content)), max_size=6)))
    pieces = [content[start:end] for start, end in zip([0, *cuts], [*cuts, len(content)], strict=True)]
    found: list[bytes | int] = []
    for block in _line_blocks(pieces, _Limits(size, limit)):
        found += [block.size] if isinstance(block, TooLong) else block.removesuffix(b"\n").split(b"\n")
    expected = [line if len(line) <= limit else len(line) for line in lines]
    assert found == (expected[:-1] if expected and expected[-1] == b"" else expected)


@pytest.mark.parametrize("error", [OSError("connection lost"), BrokenStreamError("truncated", "it ends early")])
def test_lines_before_an_error_are_given_out_first(error: Exception) -> None:
    def pieces() -> Iterator[bytes]:
        yield b"one\ntwo\nthr"
        raise error

    blocks = _line_blocks(pieces(), _Limits(1000, 100))
    assert next(blocks) == b"one\ntwo\n"
    with pytest.raises(type(error)):
        next(blocks)


def test_line_numbers_count_blank_lines_and_run_on_over_chunks(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(b'\n{"text":"1"}\r\n\r\n \t\n{"text":"2"}\n{"text":"3"}')
    for chunk_bytes in (1, 100):
        assert [record.where for record in records(read_all(tmp_path, chunk_bytes=chunk_bytes))] == [
            "a.jsonl:2",
            "a.jsonl:5",
            "a.jsonl:6",
        ]


def test_a_file_that_cannot_be_opened_is_rejected_in_its_place(tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt", "c.jsonl"):
        (tmp_path / name).write_bytes(b'{"text":"x"}')
    inputs = find_inputs([tmp_path])
    for name in ("b.txt", "c.jsonl"):  # nothing is closed to root, but no one reads a folder as a file
        (tmp_path / name).unlink()
        (tmp_path / name).mkdir()
    items = list(read_chunks(inputs, 1 << 20))
    assert [type(item) for item in items] == [Chunk, Rejected, Rejected]
    assert [(item.where, item.reason) for item in items if isinstance(item, Rejected)] == [
        ("b.txt", "unreadable"),
        ("c.jsonl", "unreadable"),
    ]


def test_a_file_that_is_gone_since_it_was_found_is_rejected(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(b'{"text":"x"}')
    inputs = find_inputs([tmp_path])
    (tmp_path / "a.jsonl").unlink()
    (item,) = read_chunks(inputs, 100)
    assert isinstance(item, Rejected)
    assert item.reason == "unreadable"


@pytest.mark.parametrize(
    ("name", "start", "more", "read"),
    [
        ("a.jsonl", '{"text":"one"}\n', '{"text":"two', ["one"]),
        ("a.csv", "id,text\n1,one\n", "2,tw", ["one", "tw"]),
        ("a.txt", "one", " and half of", []),
        ("a.html", "<p>one</p>", "<p>half", []),
    ],
)
def test_a_file_that_grows_while_it_is_read_is_told(
    tmp_path: Path, name: str, start: str, more: str, read: list[str]
) -> None:
    skip_without_reader(name)
    (tmp_path / name).write_text(start, "utf-8")
    inputs = find_inputs([tmp_path])
    with (tmp_path / name).open("a", encoding="utf-8") as file:
        file.write(more)
    items = read_all(inputs)
    assert [record.text for record in records(items)] == read
    told = [item for item in rejections(items) if item.reason == "changed"]
    assert [item.where for item in told] == [name]
    assert f"{name} was written while it was read" in told[0].detail
    assert "run the command again once it is complete" in told[0].detail


def test_nothing_to_read_gives_nothing(tmp_path: Path) -> None:
    (tmp_path / "blank.jsonl").write_bytes(b"\n\n  \n")
    assert read_all(tmp_path) == []
    assert list(read_chunks(Inputs((), ()), 100)) == []


@pytest.mark.parametrize("encoding", ["klingon", "base64", "utf 8\0"])
def test_an_unknown_encoding_is_named(encoding: str) -> None:
    with pytest.raises(DedupError, match="no such text encoding"):
        read_chunks(Inputs((), ()), 100, encoding)


def test_a_folder_without_a_rejection_has_none() -> None:
    assert rejections(read_all(SEEDS)) == []
