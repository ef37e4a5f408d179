"""The reading process: the same chunks as `read_chunks`, each as long as it is needed, and no end goes unnoticed."""

from __future__ import annotations

import errno
import os
import pickle
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedup.errors import DedupError
from dedup.files import Chunk, Fields, Inputs, Record, Rejected, find_inputs, parse_chunk, read_chunks
from dedup.pipeline import CleanSettings, run
from dedup.pipeline.work import reader as room
from dedup.pipeline.work.content_key import ContentKey
from dedup.pipeline.work.folder import WorkFolder, work_path
from dedup.pipeline.work.parts import Pages, Part
from dedup.pipeline.work.reader import Reader
from tests.pipeline.crawls import FORKED, settings

SETTINGS = CleanSettings(batch_bytes=20_000)
NOTHING = Inputs((), ())


def divided(items: list[Record | Rejected]) -> tuple[list[Record], list[Rejected]]:
    """Records, and what is none."""
    records = [item for item in items if isinstance(item, Record)]
    return records, [item for item in items if isinstance(item, Rejected)]


def lies_parsed(part: Part) -> bool:
    """Whether the file of a part holds records, which need no parsing."""
    with part.path.open("rb") as file:
        return not isinstance(pickle.load(file), Chunk)


def test_other_numbers_of_lines_have_another_key(tmp_path: Path) -> None:
    """The ids of a table without ids come from them: one more broken row above is other input."""
    keys = set()
    for broken in ("", "x,y\n", "x,y\nx,y\n"):
        (tmp_path / "a.csv").write_text(f"text\nنص\n{broken}نص آخر\n", "utf-8")
        for chunk_bytes in (1, 1 << 20):
            key = ContentKey()
            keys.add(
                [key.update(c) for c in read_chunks(find_inputs([tmp_path]), chunk_bytes) if isinstance(c, Chunk)][-1]
            )
    assert len(keys) == 3


@pytest.mark.parametrize("parses", [True, False])
def test_the_records_are_those_of_the_input(parses: bool, crawl: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(crawl, tmp_path / "crawl")
    (copy / "broken.jsonl.gz").write_bytes(b"\x1f\x8b\x08 and no more")
    (copy / os.fsdecode(b"\xff.txt")).write_text("نص", "utf-8")
    inputs = find_inputs([copy])
    expected, key = list(read_chunks(inputs, SETTINGS.batch_bytes)), ContentKey()
    (folder := tmp_path / "input").mkdir()
    with Reader(inputs, SETTINGS, folder) as reader:
        if not parses:
            reader.leave_parsing_to_workers()
        items = list(reader.items())
    assert [item for item in items if isinstance(item, Rejected)] == [e for e in expected if isinstance(e, Rejected)]
    keys = [key.update(chunk) for chunk in expected if isinstance(chunk, Chunk)]
    parts = [item for item in items if isinstance(item, Part)]
    assert [part.key for part in parts] == keys
    assert len(parts) < len(items)
    chunks = [item for item in expected if isinstance(item, Chunk)]
    assert all(map(lies_parsed, parts)) if parses else not lies_parsed(parts[-1])
    for part, chunk in zip(parts, chunks, strict=True):
        records, rejected = divided(parse_chunk(chunk, Fields()))
        for _ in range(2):  # as it was laid out, and as its reading has left it
            assert (part.size, part.records(Fields(), "utf-8")) == (chunk.size, (records, rejected))
            pages = part.pages(Fields(), "utf-8")
            assert pages.texts() == [record.text for record in records]
            assert pages.sources == [record.source for record in records]
            assert pages.titles == [record.title for record in records]
            assert lies_parsed(part)
        part.discard()
    assert not list(folder.iterdir())


@given(st.lists(st.text(st.characters(codec=None)) | st.text("\ud83d\ude00\n\r\u2028ن")))
def test_any_text_comes_back(texts: list[str]) -> None:
    pages = Pages.of([Record("", "", text, text, title=text) for text in texts])
    assert Pages.decoded(*pages.encoded()) == pages
    assert pages.texts() == list(pages.sources) == list(pages.titles) == texts


@FORKED
def test_what_reading_raises_is_raised_here(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def full(*_: object) -> Iterator[Chunk]:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(room, "read_chunks", full)
    with Reader(NOTHING, SETTINGS, tmp_path) as reader, pytest.raises(OSError, match="No space") as raised:
        list(reader.items())
    assert raised.value.errno == errno.ENOSPC
    assert "in full" in str(raised.value.__cause__)


@FORKED
def test_a_killed_reader_is_noticed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(room, "read_chunks", lambda *_: os.kill(os.getpid(), signal.SIGKILL))
    with Reader(NOTHING, SETTINGS, tmp_path) as reader, pytest.raises(DedupError, match="was killed"):
        list(reader.items())


def test_nothing_is_kept_of_what_was_cleaned(crawl: Path, tmp_path: Path) -> None:
    with pytest.raises(DedupError, match="--max-removed"):
        run([crawl], tmp_path, settings(workers=2, batch_bytes=20_000, max_removed=0.0))
    work = WorkFolder(work_path(tmp_path))
    assert list(work.chunks.iterdir())
    assert not list(work.input.iterdir())
