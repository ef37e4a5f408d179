"""Folders with anything in them but files to read: a reason each, and a run that goes on."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from dedup.files import find_inputs
from dedup.files.earlier_runs import is_run
from dedup.pipeline import run
from dedup.restore import restore
from tests.files.reading import read_all, records, rejections
from tests.pipeline.crawls import settings

pytestmark = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no such files")
_AS_ANOTHER_USER = """
import json, os, sys
from dedup.files import find_inputs
if os.geteuid() == 0:
    os.seteuid(65534)
found = find_inputs([sys.argv[1]])
print(json.dumps([[file.name for file in found.files], {item.where: item.reason for item in found.skipped}]))
"""


def test_what_is_no_file_is_told_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.jsonl")
    os.mkfifo(tmp_path / "stats.json")  # which tells a run's outputs, where it is a file
    (tmp_path / "device.txt").symlink_to("/dev/zero")
    (tmp_path / "loop.txt").symlink_to("loop.txt")
    (tmp_path / "one").symlink_to("two")
    (tmp_path / "two").symlink_to("one")
    (tmp_path / "around").symlink_to(tmp_path)
    (tmp_path / "gone.txt").symlink_to("nowhere.txt")
    (tmp_path / "duplicates.jsonl").write_text('{"text":"x"}')
    with socket.socket(socket.AF_UNIX) as listener:
        here = Path.cwd()
        os.chdir(tmp_path)  # the path of a socket is short
        try:
            listener.bind("socket.txt")
        finally:
            os.chdir(here)
        found = find_inputs([tmp_path])
    assert [file.name for file in found.files] == ["duplicates.jsonl"]
    assert {item.where: item.reason for item in found.skipped} == {
        "pipe.jsonl": "not-a-file",
        "stats.json": "not-a-file",
        "device.txt": "not-a-file",
        "socket.txt": "not-a-file",
        "loop.txt": "unreadable",
        "one": "unreadable",
        "two": "unreadable",
        "gone.txt": "unreadable",
        "around": "linked-again",
    }


def test_statistics_of_another_make_are_no_run(tmp_path: Path) -> None:
    (tmp_path / "stats.json").write_text("[" * 100_000)
    assert not is_run(tmp_path)


@pytest.fixture
def open_to_all() -> Iterator[Path]:
    """A folder that other users can enter, as they cannot those of pytest."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


def test_folders_and_files_that_are_closed_to_the_user(open_to_all: Path) -> None:
    for name, mode in (("listed", 0o744), ("closed", 0o700), ("entered", 0o711), ("open", 0o755)):
        (open_to_all / name).mkdir()
        (open_to_all / name / "a.txt").write_text("x")
        (open_to_all / name / "inner").mkdir()
        (open_to_all / name).chmod(
            mode if os.geteuid() == 0 else {0o744: 0o400, 0o700: 0, 0o711: 0o100}.get(mode, mode)
        )
    (open_to_all / "file.jsonl").write_text('{"text":"x"}')
    (open_to_all / "file.jsonl").chmod(0)
    command = [sys.executable, "-c", _AS_ANOTHER_USER, str(open_to_all)]
    done = subprocess.run(command, capture_output=True, check=False)
    for name in ("listed", "closed", "entered"):
        (open_to_all / name).chmod(0o755)
    if b"PermissionError" in done.stderr and b"import" in done.stderr:
        pytest.skip("another user may not read the package")
    assert done.returncode == 0, done.stderr.decode()
    files, skipped = json.loads(done.stdout)
    assert files == ["open/a.txt"]
    assert skipped == dict.fromkeys(["listed/a.txt", "listed/inner", "closed", "entered", "file.jsonl"], "unreadable")


NAMES = [
    b"line\nend.txt",
    b"\xff\xfe.txt",
    b"\xd9.jsonl",
    b"\x1b[31mred.txt",
    b"  .txt",
    b"%2E.txt",
    b"a\\b.txt",
    b"'.txt",
]


def test_any_name_a_file_may_have(tmp_path: Path) -> None:
    folder = os.fsencode(tmp_path / "in") + b"/\xfffolder\n"
    os.makedirs(folder)
    for place, name in enumerate(NAMES):
        with open(folder + b"/" + name, "wb") as file:
            file.write(b'{"text":"text %d"}' % place if name.endswith(b"jsonl") else b"text %d" % place)
    (tmp_path / "in" / "broken\udcff.jsonl").write_bytes(b"no JSON")
    for kind in ("jsonl", "parquet", "txt"):
        run([tmp_path / "in"], tmp_path / kind, settings(format=kind, max_removed=1.0))
        assert restore(tmp_path / kind, tmp_path / f"{kind}-pages") == len(NAMES)
        pages = (tmp_path / f"{kind}-pages" / "pages.jsonl").read_bytes().splitlines()
        assert {json.loads(page)["text"] for page in pages} == {f"text {place}" for place in range(len(NAMES))}
        (rejected,) = (tmp_path / kind / "rejected.jsonl").read_bytes().splitlines()
        assert json.loads(rejected)["reason"] == "broken-json"


def test_tiny_files_by_the_thousand(tmp_path: Path, large: bool) -> None:
    number = 20_000 if large else 1_000
    for place in range(number):
        (tmp_path / f"{place}.txt").write_bytes(b"x" * (place % 3))
    assert len(records(read_all(tmp_path))) == number


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_wide_encodings_without_a_mark_are_named(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "a.txt").write_bytes("وصل الوزير إلى القاهرة اليوم في زيارة رسمية.\n".encode(encoding))
    (rejected,) = rejections(read_all(tmp_path))
    assert rejected.reason == "invalid-encoding"
    assert f"--encoding {encoding}" in rejected.detail
    assert len(records(read_all(tmp_path, encoding=encoding))) == 1


@pytest.mark.slow
def test_arguments_that_are_no_utf_8(tmp_path: Path) -> None:
    folder = os.fsencode(tmp_path)
    os.mkdir(folder + b"/in\xff")
    with open(folder + b"/in\xff/a.txt", "wb") as file:
        file.write("وصل الوزير إلى القاهرة".encode())
    for options in ([b"--out", b"out\xff"], [b"--out", b"out", b"--text-field", b"\xff", b"--format", b"parquet"]):
        command = [os.fsencode(sys.executable), b"-m", b"dedup", b"clean", b"in\xff", *options, b"--quiet"]
        done = subprocess.run(command, capture_output=True, check=False, cwd=tmp_path)
        assert (done.returncode, done.stderr) == (0, b"")
    assert json.loads((tmp_path / "out\udcff" / "stats.json").read_bytes())["counts"]["kept"] == 1
