"""Processes that are killed while they add, and processes that check meanwhile."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from dedup import DedupError, Index, Match

ADDER = """
import sys, dedup
with dedup.Index.open(sys.argv[1]) as index:
    start = len(index)
    for number in range(start, start + 3000):
        if number % 5:
            index.add((str(number), sys.argv[2].format(number)))
        else:
            index.add_all([(str(number), sys.argv[2].format(number))])
        print(number, flush=True)
"""
CHECKER = """
import sys, dedup
with dedup.Index.open(sys.argv[1], read_only=True) as index:
    for line in sys.stdin:
        number = int(line)
        match = index.check(("new", sys.argv[2].format(number)))
        print(match and (match.id, match.kind, match.jaccard), flush=True)
"""
TEXT = "الخبر رقم {0} من أخبار اليوم {0} عن الاجتماع {0} الذي عقد في العاصمة {0} بحضور {0} من الوزراء"

pytestmark = pytest.mark.skipif(os.name == "nt", reason="signals are POSIX")


def started(program: str, path: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", program, str(path), TEXT]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8")


def test_killed_while_adding_it_holds_every_acknowledged_document_and_no_half_of_one(tmp_path: Path) -> None:
    path, rng, known = tmp_path / "index", random.Random(1), 0
    for _ in range(4):
        adder = started(ADDER, path)
        assert adder.stdout is not None
        for _ in range(rng.randrange(1, 400)):
            known = int(adder.stdout.readline()) + 1
        os.kill(adder.pid, signal.SIGKILL)
        acknowledged = [int(line) for line in adder.stdout.read().split("\n")[:-1]]
        adder.communicate()
        known = max([known, *(number + 1 for number in acknowledged)])
        with Index.open(path, read_only=True) as index:
            assert known <= len(index) <= known + 1
            known = len(index)
            found = index.check_all(("new", TEXT.format(number)) for number in range(known))
            assert found == [Match(str(number), "exact", 1.0, 1.0) for number in range(known)]
    assert known > 100


def test_half_a_document_behind_the_last_one_is_cut_off(tmp_path: Path) -> None:
    path = tmp_path / "index"
    with Index.open(path) as index:
        index.add_all((str(number), TEXT.format(number)) for number in range(20))
    (folder,) = (entry for entry in path.iterdir() if entry.is_dir())
    for name in ("words", "ids", "vocabulary", "rows"):
        with (folder / name).open("ab") as file:
            file.write(b"half")
    with Index.open(path) as index:
        assert len(index) == 20
        index.add(("new", TEXT.format(99)))
        assert index.check(("x", TEXT.format(99))) == Match("new", "exact", 1.0, 1.0)
        assert index.check(("x", TEXT.format(7))) == Match("7", "exact", 1.0, 1.0)


@pytest.mark.parametrize("lost", ["words", "ids", "vocabulary"])
def test_a_document_that_the_disk_lost_goes_and_those_before_it_stay(tmp_path: Path, lost: str) -> None:
    path = tmp_path / "index"
    index = Index.open(path)
    index.add_all((str(number), TEXT.format(number)) for number in range(20))
    (folder,) = (entry for entry in path.iterdir() if entry.is_dir())
    program = (
        "import sys, os, dedup; index = dedup.Index.open(sys.argv[1]); index.add(('20', sys.argv[2])); os._exit(1)"
    )
    index.close()
    subprocess.run([sys.executable, "-c", program, path, TEXT.format(20)], check=False)
    if lost == "words":
        with (folder / "words").open("r+b") as file:
            file.seek(-5, os.SEEK_END)
            file.write(b"\0\0\0\0\0")
    else:
        with (folder / lost).open("r+b") as file:
            file.truncate((folder / lost).stat().st_size - 1)
    with Index.open(path) as index:
        index.add(("21", TEXT.format(21)))
        assert len(index) == 21
        assert index.check(("x", TEXT.format(20))) is None
        assert index.check(("x", TEXT.format(19))) == Match("19", "exact", 1.0, 1.0)


def test_four_processes_check_while_one_adds(tmp_path: Path) -> None:
    path = tmp_path / "index"
    with Index.open(path) as index:
        checkers = [started(CHECKER, path) for _ in range(4)]
        rng = random.Random(2)
        for number in range(400):
            index.add((str(number), TEXT.format(number)))
            if number == 200:
                index.compact()
            if number % 10 == 0:
                for checker in checkers:
                    asked = rng.choice([rng.randrange(number + 1), number, 10_000 + number])
                    assert checker.stdin is not None
                    assert checker.stdout is not None
                    checker.stdin.write(f"{asked}\n")
                    checker.stdin.flush()
                    answer = checker.stdout.readline().strip()
                    assert answer == (str((str(asked), "exact", 1.0)) if asked <= number else "None")
        for checker in checkers:
            checker.communicate()
            assert checker.returncode == 0


def test_what_a_killed_compaction_left_is_taken_away(tmp_path: Path) -> None:
    path = tmp_path / "index"
    with Index.open(path) as index:
        index.add_all((str(number), TEXT.format(number)) for number in range(20))
    (folder,) = (entry for entry in path.iterdir() if entry.is_dir())
    shutil.copytree(folder, path / "000002")
    with Index.open(path) as index:
        index.forget(ids=["3"])
        assert not (path / "000002").exists()
        index.compact()
        assert [entry.name for entry in path.iterdir() if entry.is_dir()] == ["000002"]
        assert len(index) == 19


def test_an_index_that_lost_documents_it_had_on_disk_says_so(tmp_path: Path) -> None:
    path = tmp_path / "index"
    with Index.open(path) as index:
        index.add_all((str(number), TEXT.format(number)) for number in range(20))
    rows = path / "000001" / "rows"
    with rows.open("r+b") as file:
        file.truncate(rows.stat().st_size // 2)
    with pytest.raises(DedupError, match="damaged"):
        Index.open(path)
    rows.unlink()
    with pytest.raises(DedupError, match="damaged"):
        Index.open(path)
