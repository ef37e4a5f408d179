"""An index whose disk is full, whose machine stops, which many use at once: nothing that was in is lost."""

from __future__ import annotations

import itertools
import os
import random
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from dedup import Document, Index, Match
from dedup.index.folder.manifest import read_manifest
from tests.hostile.indexes import copied, written
from tests.index.streams import stream
from tests.processes import Started, dedup, python

pytestmark = pytest.mark.skipif(os.name == "nt", reason="limits and signals are POSIX")

SECTOR = 512
TEXT = "الخبر رقم {0} من أخبار اليوم {0} عن الاجتماع {0} الذي عقد في العاصمة {0} بحضور {0} من الوزراء"

STOPPED = """
import os, shutil, sys, dedup
path, text = sys.argv[1:3]
index = dedup.Index.open(path)
index.add_all((str(number), text.format(number)) for number in range(30))
index.forget(ids=["7"])
index.sync()
shutil.copytree(path, path + ".synced")
for number in range(30, 45):
    index.add((str(number), text.format(number)))
index.forget(ids=["8", "31"])
index.add_all((str(number), text.format(number)) for number in range(45, 60))
os._exit(0)
"""


@pytest.fixture(scope="module")
def stopped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of 60 documents, of which 30 had been brought to the disk, in the state of `.synced` beside it."""
    path = tmp_path_factory.mktemp("stopped") / "index"
    done = python(STOPPED, path, TEXT)
    assert done.returncode == 0, done.stderr
    return path


def lose_power(path: Path, synced: Path, rng: random.Random) -> None:
    """Of what was written behind the synced part of each file, some sectors reach the disk, in any order."""
    for file in sorted((path / "000001").iterdir()):
        before = synced / "000001" / file.name
        kept, data = before.stat().st_size, bytearray(file.read_bytes())
        assert data[:kept] == before.read_bytes()
        if rng.random() < 0.3:
            continue
        del data[rng.randint(kept, len(data)) :]
        for begin in range(kept // SECTOR * SECTOR, len(data), SECTOR):
            if rng.random() < 0.3:
                begin, end = max(begin, kept), min(begin + SECTOR, len(data))
                data[begin:end] = bytes(end - begin)
        file.write_bytes(data)


def test_a_loss_of_power_costs_nothing_that_was_on_the_disk(stopped: Path, tmp_path: Path, large: bool) -> None:
    rng, texts = random.Random(1), [(str(number), TEXT.format(number)) for number in range(60)]
    losses = 0
    for _ in range(400 if large else 40):
        path = copied(stopped, tmp_path / "copy")
        lose_power(path, stopped.with_name("index.synced"), rng)
        had, warned = written(path, [])
        with Index.open(path, read_only=True) as index:
            found = index.check_all(texts)
        for number, match in enumerate(found[:30]):
            expected = None if number == 7 else Match(str(number), "exact", 1.0, 1.0)
            assert match == expected or (number == 8 and match is None)  # forgotten again, or not yet on the disk
        whole = sum(match is not None for match in found)
        assert whole == had
        for number, match in enumerate(found[30:], 30):
            assert match in (None, Match(str(number), "exact", 1.0, 1.0))
        losses += bool(warned)
        written(path, [Document(*pair) for pair in texts])
        with Index.open(path, read_only=True) as index:
            assert all(index.check_all(texts))
            assert len(index) == 60
    assert losses


def test_the_command_tells_what_was_lost_and_goes_on_without_it(stopped: Path, tmp_path: Path) -> None:
    path = copied(stopped, tmp_path / "copy")
    vocabulary = path / "000001" / "vocabulary"
    kept = (stopped.with_name("index.synced") / "000001" / "vocabulary").stat().st_size
    data = vocabulary.read_bytes()
    vocabulary.write_bytes(data[:kept] + bytes(len(data) - kept))

    def command(name: str) -> subprocess.CompletedProcess[str]:
        return dedup("index", name, path)

    refused = command("stats")
    assert refused.returncode == 1
    assert refused.stderr.startswith(f"dedup: {path} has lost what was added last, behind document 30")
    mended = command("compact")
    assert mended.returncode == 0
    assert mended.stderr.startswith(f"dedup: {path} has lost 30 documents")
    assert command("stats").returncode == 0


def test_a_stopped_compaction_costs_nothing(stopped: Path, tmp_path: Path) -> None:
    for name in ("rows", "words", "vocabulary", "dead"):
        path = copied(stopped, tmp_path / "copy")
        written(path, [])  # compact: generation 2
        assert [entry.name for entry in path.iterdir() if entry.is_dir()] == ["000002"]
        (path / "000003").mkdir()
        shutil.copy(path / "000002" / name, path / "000003" / name)
        (path / "000001").mkdir()  # not yet removed whole
        shutil.copy(path / "000002" / name, path / "000001" / name)
        assert written(path, []) == (57, [])


FULL = """
import resource, signal, sys, dedup
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
path, text, at = sys.argv[1], sys.argv[2], sys.argv[3]

def limited(size):
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))

index = dedup.Index.open(path)
index.add_all((str(number), text.format(number)) for number in range(100))
index.sync()
if at == "sealing":
    index.add_all((str(number), text.format(number)) for number in range(100, 200))
    work = index.sync
else:
    index.forget(ids=map(str, range(10)))
    work = index.compact
size = len(index)
limited(int(sys.argv[4]))
for _ in range(2):
    try:
        work()
    except dedup.DedupError as error:
        print(error)
    assert len(index) == size
limited(resource.RLIM_INFINITY)
work()
index.add(("more", text.format(1000)))
index.close()
"""


@pytest.mark.parametrize(("at", "size"), [("sealing", 13_000), ("compacting", 2_000), ("compacting", 8_000)])
def test_a_full_disk_while_sealing_or_compacting_costs_nothing(tmp_path: Path, at: str, size: int) -> None:
    path = tmp_path / "index"
    done = python(FULL, path, TEXT, at, size)
    assert done.returncode == 0, done.stderr
    first, second = done.stdout.splitlines()
    assert "cannot be written" in first
    assert "free some space" in second
    numbers = [*range(200 if at == "sealing" else 100), 1000]
    forgotten = range(10) if at == "compacting" else ()
    with Index.open(path, read_only=True) as index:
        for number, match in zip(numbers, index.check_all(("x", TEXT.format(n)) for n in numbers), strict=True):
            assert (match is None) == (number in forgotten)
        assert len(index) == len(numbers) - len(forgotten)


def test_the_lock_stays_when_the_folder_is_copied(tmp_path: Path) -> None:
    path = tmp_path / "index"
    program = "import sys, dedup\nwith dedup.Index.open(sys.argv[1]) as index: index.add(('b', 'نص'))"
    with Index.open(path) as index:
        index.add(("a", TEXT))
        shutil.copytree(path, tmp_path / "copy")
        (path / "lock").read_bytes()
        other = python(program, path)
        assert "only one can write at a time" in other.stderr
        index.add(("c", TEXT.format(1)))
        assert python(program, tmp_path / "copy").returncode == 0
    assert python(program, path).returncode == 0
    for copy, size in ((path, 3), (tmp_path / "copy", 2)):
        with Index.open(copy, read_only=True) as index:
            assert len(index) == size


def test_the_lock_goes_with_its_process_though_a_fork_lives_on(tmp_path: Path) -> None:
    path = tmp_path / "index"
    program = (
        "import os, sys, time, dedup\n"
        "index = dedup.Index.open(sys.argv[1])\n"
        "index.add(('a', 'نص'))\n"
        "if os.fork() == 0:\n"
        "    print('alive', flush=True)\n"
        "    sys.stdin.read()\n"
        "    os._exit(0)\n"
        "os.kill(os.getpid(), 9)\n"
    )
    process = Started(program, path)
    assert process.stdout.readline() == "alive\n"
    process.wait()
    with Index.open(path) as index:
        index.add(("b", "نص آخر"))
        assert len(index) == 2
    process.stdin.close()
    process.stdout.close()


def test_documents_are_forgotten_while_others_check(tmp_path: Path, large: bool) -> None:
    path, number = tmp_path / "index", 400 if large else 60
    documents = stream(number, seed=31)
    with Index.open(path) as writer, Index.open(path, read_only=True) as reader, ThreadPoolExecutor(3) as pool:
        writer.add_all(documents)
        known = {document.id for document in documents}
        done: list[bool] = []

        def checking(index: Index) -> int:
            asked = 0
            for document in itertools.cycle(documents):
                match = index.check(document)
                assert match is None or match.id in known
                asked += 1
                if done:
                    return asked
            return asked

        checkers = [pool.submit(checking, index) for index in (writer, reader, reader)]
        for place, document in enumerate(documents[: number // 2]):
            assert writer.forget(ids=[document.id]) == 1
            if place % 10 == 0:
                writer.compact()
            if place % 15 == 0:
                writer.add(document)
        done.append(True)
        assert all(checker.result() for checker in checkers)
        expected = writer.check_all(documents)
        assert reader.check_all(documents) == expected
        gone = {d.id for place, d in enumerate(documents[: number // 2]) if place % 15}
        assert not gone & {match.id for match in expected if match}


def test_what_a_run_added_is_on_the_disk_before_its_note_goes(tmp_path: Path) -> None:
    from dedup.duplicates import MatchSettings
    from dedup.pipeline import CleanSettings, RunSettings, run
    from tests.pipeline.crawls import records, write_lines

    pages = write_lines(tmp_path / "in" / "pages.jsonl", records(12))
    path = tmp_path / "crawl.index"
    seen: list[int] = []
    room = sys.modules["dedup.pipeline.run"]
    keep = room.apply_addition

    def watched(work: object, index: Index | None, *rest: object) -> None:
        keep(work, index, *rest)
        seen.append(read_manifest(path).flushed)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(room, "apply_addition", watched)
        run([pages], tmp_path / "out", RunSettings(CleanSettings(), MatchSettings(), workers=1, index=str(path)))
    with Index.open(path, read_only=True) as index:
        assert seen == [len(index)]
        assert seen[0] > 0
