"""The reading process: the same chunks as `read_chunks`, each as long as it is needed, and no end goes unnoticed."""

from __future__ import annotations

import errno
import json
import os
import shutil
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedup.errors import DedupError
from dedup.files import Chunk, Fields, Inputs, Record, Rejected, find_inputs, parse_chunk, read_chunks
from dedup.pipeline import CleanSettings, reading, run, workfolder
from dedup.pipeline.parts import Part
from dedup.pipeline.reading import Reader
from tests.pipeline.crawls import settings

SETTINGS = CleanSettings(batch_bytes=20_000)
NOTHING = Inputs((), ())
FORKED = pytest.mark.skipif(sys.platform != "linux", reason="a process started afresh knows of no patches")


def divided(items: list[Record | Rejected]) -> tuple[list[Record], list[Rejected]]:
    """Records, and what is none."""
    records = [item for item in items if isinstance(item, Record)]
    return records, [item for item in items if isinstance(item, Rejected)]


@pytest.mark.parametrize("parses", [True, False])
def test_the_records_are_those_of_the_input(parses: bool, crawl: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(crawl, tmp_path / "crawl")
    (copy / "broken.jsonl.gz").write_bytes(b"no gzip")
    (copy / os.fsdecode(b"\xff.txt")).write_text("نص", "utf-8")
    inputs = find_inputs([copy])
    expected, key = list(read_chunks(inputs, SETTINGS.batch_bytes)), workfolder.ContentKey()
    (folder := tmp_path / "input").mkdir()
    with Reader(inputs, SETTINGS, folder) as reader:
        if not parses:
            reader.leave_parsing()
        items = list(reader.items())
    assert [item for item in items if isinstance(item, Rejected)] == [e for e in expected if isinstance(e, Rejected)]
    keys = [key.update(chunk) for chunk in expected if isinstance(chunk, Chunk)]
    parts = [item for item in items if isinstance(item, Part)]
    assert [part.key for part in parts] == keys
    assert len(parts) < len(items)
    chunks = [item for item in expected if isinstance(item, Chunk)]
    for part, chunk in zip(parts, chunks, strict=True):
        records, rejected = divided(parse_chunk(chunk, Fields()))
        for _ in range(2):  # as it was laid out, and as its reading has left it
            assert (part.size, part.records(Fields(), "utf-8")) == (chunk.size, (records, rejected))
            pages = part.pages(Fields(), "utf-8")
            assert (pages.texts(), pages.sources) == ([r.text for r in records], [r.source for r in records])
        part.discard()
    assert not list(folder.iterdir())


@given(texts=st.lists(st.text(alphabet=st.characters(codec=None)) | st.text("\ud83d\ude00\n\r\u2028ن")))
def test_any_text_comes_back(texts: list[str], tmp_path_factory: pytest.TempPathFactory) -> None:
    lines = "\n".join(json.dumps({"text": text, "source": text}) for text in texts).encode()
    chunk = Chunk(0, "jsonl", "in.jsonl", "", 1, lines)
    part = Part.parsed(chunk, "", tmp_path_factory.mktemp("input"), Fields(), "utf-8")
    records, rejected = divided(parse_chunk(chunk, Fields()))
    assert part.pages(Fields(), "utf-8").texts() == [record.text for record in records]
    assert part.records(Fields(), "utf-8") == (records, rejected)


@FORKED
def test_what_reading_raises_is_raised_here(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def full(*_: object) -> Iterator[Chunk]:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(reading, "read_chunks", full)
    with Reader(NOTHING, SETTINGS, tmp_path) as reader, pytest.raises(OSError, match="No space") as raised:
        list(reader.items())
    assert raised.value.errno == errno.ENOSPC
    assert "in full" in str(raised.value.__cause__)


@FORKED
def test_a_killed_reader_is_noticed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(reading, "read_chunks", lambda *_: os.kill(os.getpid(), signal.SIGKILL))
    with Reader(NOTHING, SETTINGS, tmp_path) as reader, pytest.raises(DedupError, match="was killed"):
        list(reader.items())


def test_nothing_is_kept_of_what_was_cleaned(crawl: Path, tmp_path: Path) -> None:
    with pytest.raises(DedupError, match="--max-removed"):
        run([crawl], tmp_path, settings(workers=2, batch_bytes=20_000, max_removed=0.0))
    work = workfolder.WorkFolder(workfolder.work_path(tmp_path))
    assert list(work.chunks.iterdir())
    assert not list(work.input.iterdir())
