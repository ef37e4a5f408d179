"""Processes that are killed while they add, and processes that check meanwhile."""

from __future__ import annotations

import gc
import os
import random
import shutil
import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from dedup import DedupError, Index, Match
from dedup.errors import DedupWarning
from tests.processes import Started, python

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


@pytest.mark.slow
def test_a_killed_writer_leaves_all_that_it_acknowledged(tmp_path: Path) -> None:
    path, rng, known = tmp_path / "index", random.Random(1), 0
    for _ in range(4):
        adder = Started(ADDER, path, TEXT)
        for _ in range(rng.randrange(1, 400)):
            known = int(adder.stdout.readline()) + 1
        os.kill(adder.pid, signal.SIGKILL)
        acknowledged = [int(line) for line in adder.stdout.read().split("\n")[:-1]]
        adder.finish()
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
def test_documents_before_a_lost_one_stay(tmp_path: Path, lost: str) -> None:
    path = tmp_path / "index"
    index = Index.open(path)
    index.add_all((str(number), TEXT.format(number)) for number in range(20))
    (folder,) = (entry for entry in path.iterdir() if entry.is_dir())
    program = (
        "import sys, os, dedup; index = dedup.Index.open(sys.argv[1]); index.add(('20', sys.argv[2])); os._exit(1)"
    )
    index.close()
    python(program, path, TEXT.format(20))
    if lost == "words":
        with (folder / "words").open("r+b") as file:
            file.seek(-5, os.SEEK_END)
            file.write(b"\0\0\0\0\0")
    else:
        with (folder / lost).open("r+b") as file:
            file.truncate((folder / lost).stat().st_size - 1)
    with Index.open(path, read_only=True) as reader, pytest.raises(DedupError, match="lost what was added last"):
        reader.check(("x", TEXT.format(19)))
    with Index.open(path) as index:
        with pytest.warns(DedupWarning, match="lost 1 documents.*goes on with 20"):
            index.add(("21", TEXT.format(21)))
        assert len(index) == 21
        assert index.check(("x", TEXT.format(20))) is None
        assert index.check(("x", TEXT.format(19))) == Match("19", "exact", 1.0, 1.0)


def test_four_processes_check_while_one_adds(tmp_path: Path) -> None:
    path = tmp_path / "index"
    with Index.open(path) as index:
        checkers = [Started(CHECKER, path, TEXT) for _ in range(4)]
        rng = random.Random(2)
        for number in range(400):
            index.add((str(number), TEXT.format(number)))
            if number == 200:
                index.compact()
            if number % 10 == 0:
                for checker in checkers:
                    asked = rng.choice([rng.randrange(number + 1), number, 10_000 + number])
                    checker.stdin.write(f"{asked}\n")
                    checker.stdin.flush()
                    answer = checker.stdout.readline().strip()
                    assert answer == (str((str(asked), "exact", 1.0)) if asked <= number else "None")
        for checker in checkers:
            assert checker.finish() == 0


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


def test_a_half_done_change_is_repaired_before_use(tmp_path: Path) -> None:
    path = tmp_path / "index"

    def interrupted() -> Iterator[tuple[str, str]]:
        yield from ((str(number), TEXT.format(number)) for number in range(1500))
        raise KeyboardInterrupt

    with Index.open(path) as index, Index.open(path, read_only=True) as reader:
        with pytest.raises(KeyboardInterrupt):
            index.add_all(interrupted())
        whole = len(index)  # of the block that was being collected, nothing
        assert 0 < whole <= 1500
        index.add_all((str(number), TEXT.format(number)) for number in range(1600))
        assert len(index) == len(reader) == 1600
        assert reader.check(("x", TEXT.format(1599))) == Match("1599", "exact", 1.0, 1.0)


FULL_DISK = """
import resource, signal, sys, dedup
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
index = dedup.Index.open(sys.argv[1])
resource.setrlimit(resource.RLIMIT_FSIZE, (30_000, resource.RLIM_INFINITY))
for number in range(5000):
    try:
        index.add((str(number), sys.argv[2].format(number)))
    except dedup.DedupError as error:
        print(number, len(index), error)
        break
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
for number in range(number, number + 3):
    index.add((str(number), sys.argv[2].format(number)))
index.close()
"""


def test_a_full_disk_is_told_and_costs_nothing_that_was_in(tmp_path: Path) -> None:
    path = tmp_path / "index"
    done = python(FULL_DISK, path, TEXT)
    assert done.returncode == 0, done.stderr
    number, held, sentence = done.stdout.split(" ", 2)
    assert int(number) == int(held) > 50
    assert "cannot be written" in sentence
    with Index.open(path) as index:
        assert len(index) == int(number) + 3
        found = index.check_all(("x", TEXT.format(one)) for one in range(len(index)))
        assert found == [Match(str(one), "exact", 1.0, 1.0) for one in range(len(index))]


def test_a_fork_of_the_writer_may_read_but_not_write(tmp_path: Path) -> None:
    with Index.open(tmp_path / "index") as index:
        index.add(("a", TEXT.format(1)))
        child = os.fork()
        if not child:
            try:
                fine = index.check(("x", TEXT.format(1))) == Match("a", "exact", 1.0, 1.0)
                index.add(("child", TEXT.format(2)))
            except DedupError as error:
                os._exit(0 if fine and "only one can write" in str(error) else 1)
            os._exit(2)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
        index.add(("b", TEXT.format(3)))
        assert len(index) == 2


def test_an_index_that_was_not_closed_can_be_written(tmp_path: Path) -> None:
    lost = Index.open(tmp_path / "index")
    lost.add(("a", TEXT.format(1)))
    del lost
    gc.collect()
    with Index.open(tmp_path / "index") as index:
        index.add(("b", TEXT.format(2)))
        assert len(index) == 2


def test_many_open_a_new_index_at_once(tmp_path: Path) -> None:
    program = "import sys, dedup\nwith dedup.Index.open(sys.argv[1]) as index: print(len(index))"
    with ThreadPoolExecutor(4) as openers:
        opened = [openers.submit(python, program, tmp_path / "index") for _ in range(4)]
    assert [(done.result().stdout, done.result().stderr) for done in opened] == [("0\n", "")] * 4
    assert [path.name for path in tmp_path.iterdir()] == ["index"]


def test_what_is_not_the_indexs_own_stays_in_its_folder(tmp_path: Path) -> None:
    path = tmp_path / "index"
    with Index.open(path) as index:
        index.add(("a", TEXT.format(1)))
    (path / "backup").mkdir()
    (path / "notes.txt").write_text("mine")
    with Index.open(path) as index:
        index.add(("b", TEXT.format(2)))
        index.compact()
    assert (path / "backup").is_dir()
    assert (path / "notes.txt").read_text() == "mine"


@pytest.mark.parametrize("name", ["words", "ids", "vocabulary", "postings-0000000000-0000000020"])
def test_opening_reports_a_truncated_file(tmp_path: Path, name: str) -> None:
    path = tmp_path / "index"
    with Index.open(path) as index:
        index.add_all((str(number), TEXT.format(number)) for number in range(20))
    file = path / "000001" / name
    os.truncate(file, file.stat().st_size // 2)
    with pytest.raises(DedupError, match="damaged"):
        Index.open(path)


def test_words_that_are_not_what_was_added_are_not_carried_on(tmp_path: Path) -> None:
    path = tmp_path / "index"
    with Index.open(path) as index:
        index.add_all((str(number), TEXT.format(number)) for number in range(20))
    words = path / "000001" / "words"
    words.write_bytes(bytes(random.Random(1).randrange(256) for _ in range(words.stat().st_size)))
    with Index.open(path) as index:
        with pytest.raises(DedupError, match="damaged"):
            index.check(("x", TEXT.format(3)))
        with pytest.raises(DedupError, match="damaged"):
            index.compact()
        with pytest.raises(DedupError, match="damaged"):
            index.export_to(tmp_path / "out.parquet")
