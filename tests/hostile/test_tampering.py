"""What a run finds in its own folders was perhaps changed: a sentence, or the same answers, and nothing outside OUT."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from dedup.errors import ArgumentError, DedupError
from dedup.files.seals import read_sealed, write_sealed
from dedup.names import WORK_FOLDER
from dedup.pipeline import CleanSettings, run
from dedup.pipeline.work import folder as work_folder
from dedup.restore import restore
from dedup.stats import read_sources
from tests.pipeline.crawls import NAMES, outputs, records, settings, write_lines
from tests.pipeline.work.test_resume import interrupted

SETTINGS = settings(workers=1, batch_bytes=20_000, report=True)
pytestmark = pytest.mark.skipif(os.name == "nt", reason="runs are killed by signals")


@pytest.fixture(scope="module")
def crawl(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_lines(tmp_path_factory.mktemp("tampered") / "pages.jsonl", records(20))


@pytest.fixture(scope="module")
def finished(crawl: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("finished") / "out"
    run([crawl], out, SETTINGS)
    return out


@pytest.fixture(scope="module")
def half_way(crawl: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run that was killed when its chunks were done."""
    out = tmp_path_factory.mktemp("half") / "out"
    assert interrupted(crawl, out, "os.rename", 5, signal.SIGKILL) == -signal.SIGKILL
    assert list((out / WORK_FOLDER / "chunks").iterdir())
    return out


@pytest.fixture(scope="module")
def committed(crawl: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run that was killed between its renames."""
    for nth in range(8, 40):
        out = tmp_path_factory.mktemp("committed") / "out"
        interrupted(crawl, out, "os.rename", nth, signal.SIGKILL)
        work = out / WORK_FOLDER
        if (work / "commit.json").exists() and list((work / "finished").iterdir()):
            return out
    raise AssertionError("no run was killed between its renames")


def tampered(rng: random.Random, path: Path) -> None:
    """Flip some bytes of a file, or cut it short."""
    data = bytearray(path.read_bytes())
    if not data:
        return
    if rng.random() < 0.3:
        del data[rng.randrange(len(data)) :]
    else:
        for _ in range(rng.choice((1, 1, 1, 2, 8))):
            data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
    path.write_bytes(data)


def files_in(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file() and path.name != "lock")


def trials(number: int, folder: Path, kept: Path, then: Callable[[Path], object], expected: object) -> None:
    """Tamper with one file of a copy of `folder` after the other: `then` gives what is expected, or a sentence."""
    rng = random.Random(7)
    files = [path.relative_to(folder) for path in files_in(folder)]
    for trial in range(number):
        copy = shutil.copytree(folder, kept / "copy" / "out", symlinks=True)
        name = files[trial % len(files)]
        tampered(rng, copy / name)
        with suppress(DedupError):
            assert then(copy) == expected, (trial, name)
        shutil.rmtree(kept / "copy")


@pytest.mark.slow
def test_a_killed_run_goes_on_from_nothing_that_was_changed(
    crawl: Path, half_way: Path, finished: Path, tmp_path: Path, large: bool
) -> None:
    def run_again(out: Path) -> object:
        run([crawl], out, SETTINGS)
        return outputs(out)

    trials(100 if large else 6, half_way, tmp_path, run_again, outputs(finished))


@pytest.mark.slow
def test_a_commit_is_applied_as_it_was_written(
    crawl: Path, committed: Path, finished: Path, tmp_path: Path, large: bool
) -> None:
    def run_again(out: Path) -> object:
        run([crawl], out, SETTINGS)
        return outputs(out)

    trials(300 if large else 10, committed, tmp_path, run_again, outputs(finished))


def test_a_changed_result_is_not_taken_for_what_was_written(finished: Path, tmp_path: Path, large: bool) -> None:
    def answers(out: Path) -> object:
        figures = read_sources(out)
        restore(out, out.parent / "pages")
        return figures, (out.parent / "pages" / "pages.jsonl").read_bytes()

    (tmp_path / "plain").mkdir()
    expected = answers(shutil.copytree(finished, tmp_path / "plain" / "out"))
    trials(10_000 if large else 120, finished, tmp_path, answers, expected)


@pytest.mark.slow
@pytest.mark.parametrize(
    "name", ["../victim", "/victim", "documents/../../victim", "..", "", "notes.txt", ".dedup-work"]
)
def test_a_commit_of_other_names_is_refused(name: str, crawl: Path, committed: Path, tmp_path: Path) -> None:
    out = shutil.copytree(committed, tmp_path / "out")
    victim = tmp_path / "victim"
    victim.mkdir()
    (victim / "file").write_text("mine")
    commit = out / WORK_FOLDER / "commit.json"
    record = json.loads(read_sealed(commit, ""))
    record["summary"]["files"].append(name)
    record["checksums"][name] = "folder-"
    write_sealed(commit, json.dumps(record).encode())
    before = sorted(out.rglob("*"))
    with pytest.raises(DedupError, match="is no output of dedup"):
        run([crawl], out, SETTINGS)
    assert sorted(out.rglob("*")) == before
    assert (victim / "file").read_text() == "mine"


@pytest.mark.parametrize(
    "place", ["", "chunks", "surveys", "finished", "parts", "owner", "lock", "stdin", "chunks/000001-x.npz"]
)
def test_links_in_the_work_folder_are_refused(place: str, crawl: Path, half_way: Path, tmp_path: Path) -> None:
    out = shutil.copytree(half_way, tmp_path / "out")
    victim = tmp_path / "victim"
    victim.mkdir()
    (victim / ".file").write_text("mine")
    link = out / WORK_FOLDER / place
    work_folder.discard(link)
    link.symlink_to(victim)
    with pytest.raises(DedupError, match="is a link"):
        run([crawl], out, SETTINGS)
    assert (victim / ".file").read_text() == "mine"
    assert [path.name for path in victim.iterdir()] == [".file"]


def test_one_of_several_threads_has_the_work_folder(tmp_path: Path) -> None:
    inside, refused = list[int](), list[str]()
    begun, done = threading.Barrier(3), threading.Event()

    def work(number: int) -> None:
        begun.wait()
        try:
            with work_folder.opened(tmp_path / "out"):
                inside.append(number)
                done.wait()
        except DedupError as error:
            refused.append(str(error))
            if len(refused) == 2:
                done.set()

    threads = [threading.Thread(target=work, args=(number,)) for number in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    done.set()
    assert (len(inside), len(refused)) == (1, 2)
    assert all("another run" in sentence for sentence in refused)


@pytest.mark.parametrize(
    "wrong",
    [
        {"profile": "bold"},
        {"appended": "eat"},
        {"without": ("nothing",)},
        {"without": "crawl"},
        {"model": "/no/file"},
        {"encoding": "utf-99"},
    ],
)
def test_settings_with_a_value_that_does_not_exist_are_none(wrong: dict[str, str]) -> None:
    with pytest.raises(DedupError):
        CleanSettings(**wrong)  # type: ignore[arg-type]  # that is the point


def test_without_takes_the_rules_that_a_run_names(finished: Path) -> None:
    rules = {json.loads(line)["rule"] for line in (finished / "removed.jsonl").read_text("utf-8").splitlines()}
    assert rules
    for rule in sorted(rules):
        CleanSettings(without=(rule,))
    for rule in ("user:نهاية الخبر", "repeated-passage:of=7", "no-evidence"):
        with pytest.raises(ArgumentError, match="without evidence to take away"):
            CleanSettings(without=(rule,))


def test_names_are_all_there(finished: Path) -> None:
    assert set(NAMES) <= {path.name for path in finished.iterdir()}
