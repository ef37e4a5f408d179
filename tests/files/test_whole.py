"""Outputs appear whole or not at all."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from dedup.errors import DedupError
from dedup.files import concatenate, open_whole, written_aside


def test_a_file_appears_when_it_is_complete(tmp_path: Path) -> None:
    target = tmp_path / "documents.jsonl"
    with open_whole(target) as file:
        file.write("نص".encode())
        assert not target.exists()
    assert target.read_text("utf-8") == "نص"
    assert os.listdir(tmp_path) == ["documents.jsonl"]


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt])
def test_after_an_error_the_old_file_stands_and_nothing_else(tmp_path: Path, error: type[BaseException]) -> None:
    target = tmp_path / "documents.jsonl"
    target.write_bytes(b"old")

    def write() -> None:
        with open_whole(target) as file:
            file.write(b"new")
            raise error

    with pytest.raises(error):
        write()
    assert target.read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["documents.jsonl"]


def test_what_a_killed_run_left_is_no_obstacle(tmp_path: Path) -> None:
    (tmp_path / ".a.jsonl.partial").write_bytes(b"a longer remainder of an earlier run")
    with open_whole(tmp_path / "a.jsonl") as file:
        file.write(b"new")
    assert (tmp_path / "a.jsonl").read_bytes() == b"new"
    assert os.listdir(tmp_path) == ["a.jsonl"]


def test_a_full_disk_is_told_with_the_path(tmp_path: Path) -> None:
    def write() -> None:
        with open_whole(tmp_path / "a.jsonl"), open("/dev/full", "wb", buffering=0) as full:
            full.write(b"x")

    with pytest.raises(DedupError, match=r"a\.jsonl: the disk is full; free some space"):
        write()
    assert os.listdir(tmp_path) == []


def test_a_place_that_cannot_be_written_to_is_named(tmp_path: Path) -> None:
    with pytest.raises(DedupError, match=r"gone/a\.jsonl cannot be written \(No such file or directory\)"):
        concatenate([], tmp_path / "gone" / "a.jsonl")
    (tmp_path / "folder").mkdir()
    with pytest.raises(DedupError, match="folder is a folder; name a file"):
        concatenate([], tmp_path / "folder")


def test_an_error_about_another_file_stays_what_it_is(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="missing"):
        concatenate([tmp_path / "missing"], tmp_path / "a.jsonl")
    with pytest.raises(OSError, match="I/O") as caught, written_aside(tmp_path / "b.jsonl"):
        raise OSError(errno.EIO, "I/O error")
    assert caught.value.errno == errno.EIO


def test_parts_are_joined_in_order(tmp_path: Path) -> None:
    parts = [tmp_path / f"{number}.part" for number in range(5)]
    for part in parts:
        part.write_bytes(part.name.encode() * 100_000)
    concatenate(parts, tmp_path / "whole")
    assert (tmp_path / "whole").read_bytes() == b"".join(part.read_bytes() for part in parts)
