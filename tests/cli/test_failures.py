"""What stops a command: one sentence each, no traceback, and an exit code."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from tests.processes import dedup, python


def test_stats_of_what_is_no_run(tmp_path: Path) -> None:
    done = dedup("stats", tmp_path)
    assert done.returncode == 1
    assert "holds no finished run" in done.stderr
    (tmp_path / "stats.json").write_text('{"versions":{}}')
    done = dedup("stats", tmp_path)
    assert done.returncode == 1
    assert "has no figures by source" in done.stderr


def test_restore_of_what_is_no_run(tmp_path: Path) -> None:
    done = dedup("restore", tmp_path, "--out", tmp_path / "pages")
    assert done.returncode == 1
    assert "holds no finished run" in done.stderr


def test_a_run_that_is_stopped_says_why_in_one_line(tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    done = dedup("clean", empty, "--out", tmp_path / "out")
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert done.stderr.splitlines()[-1].startswith("dedup: nothing to read in")


def test_a_bug_is_one_sentence_with_a_log(pages: Path, tmp_path: Path) -> None:
    code = (
        "import sys, dedup.pipeline.run; room = sys.modules['dedup.pipeline.run']\n"
        "def broken(*arguments): raise RuntimeError('boom')\n"
        "room.match = broken\n"
        "from dedup.cli import main; main()"
    )
    done = python(code, "clean", str(pages), "--out", str(tmp_path / "out"))
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    last = done.stderr.splitlines()[-1]
    log = tmp_path / "out" / ".dedup-work" / "error.log"
    assert "RuntimeError: boom" in last
    assert str(log) in last
    assert "Traceback" in log.read_text("utf-8")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no device that is always full")
def test_a_full_standard_output_is_told_as_that() -> None:
    code = "import os; os.dup2(os.open('/dev/full', os.O_WRONLY), 1)\nfrom dedup.cli import main; main()"
    done = python(code, "phrases")
    assert done.returncode == 1
    assert done.stderr == (
        "dedup: standard output cannot be written: the disk is full; free some space, or write elsewhere\n"
    )


def test_ctrl_c_is_one_line_and_the_command_goes_on(pages: Path, tmp_path: Path) -> None:
    code = (
        "import os, signal, sys, dedup.pipeline.run; room = sys.modules['dedup.pipeline.run']\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "def pressed(*arguments): os.kill(os.getpid(), signal.SIGINT)\n"
        "room.match = pressed\n"
        "from dedup.cli import main; main()"
    )
    arguments = ["clean", str(pages), "--out", str(tmp_path / "out")]
    done = python(code, *arguments)
    assert done.returncode == 130
    assert done.stderr.splitlines()[-1] == "dedup: stopped; the same command goes on from here"
    done = dedup(*arguments)
    assert done.returncode == 0
    assert "going on with an earlier, unfinished run" in done.stderr


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="POSIX signals")
def test_a_worker_that_is_killed_is_told_of(pages: Path, tmp_path: Path) -> None:
    code = (
        "import os, signal, dedup.pipeline.work.parts as room\n"
        "def killed(*arguments): os.kill(os.getpid(), signal.SIGKILL)\n"
        "room.Part.records = killed\n"
        "from dedup.cli import main; main()"
    )
    done = python(code, "clean", str(pages), "--out", str(tmp_path / "out"))
    assert done.returncode == 1
    assert "a worker process was killed" in done.stderr.splitlines()[-1]
