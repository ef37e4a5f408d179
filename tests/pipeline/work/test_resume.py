"""Interrupted runs: nothing under a final name, no process left, and the same bytes in the end."""

from __future__ import annotations

import os
import shutil
import signal
from dataclasses import replace
from importlib import resources
from pathlib import Path

import pytest

from dedup.boilerplate import markup
from dedup.boilerplate.weights import shipped_weights
from dedup.errors import DedupError
from dedup.names import WORK_FOLDER
from dedup.pipeline import run
from tests.pipeline.crawls import NAMES, Notes, outputs, settings, write_crawl, write_lines
from tests.processes import Started, python

SETTINGS = settings(workers=2, batch_bytes=20_000, report=True)


def interrupted(inputs: Path, out: Path, event: str, nth: int, sent: signal.Signals, model: str = "") -> int:
    """Interrupt a run in a process of its own. Its output ends only when its workers are gone too."""
    code = (
        "import sys; from tests.pipeline.crawls import run_interrupted; "
        "run_interrupted(*sys.argv[1:4], *map(int, sys.argv[4:6]), *sys.argv[6:])"
    )
    arguments = [str(inputs), str(out), event, str(nth), str(int(sent)), model]
    return python(code, *arguments, timeout=60).returncode


@pytest.mark.parametrize(
    ("event", "nth"),
    [("open", 2), ("open", 30), ("os.rename", 1), ("os.rename", 4)],
)
def test_killed_anywhere_then_run_again(crawl: Path, crawl_run: Path, tmp_path: Path, event: str, nth: int) -> None:
    out = tmp_path / "out"
    assert interrupted(crawl, out, event, nth, signal.SIGKILL) == -signal.SIGKILL
    assert not [name for name in NAMES if (out / name).exists()]
    run([crawl], out, SETTINGS)
    assert outputs(out) == outputs(crawl_run)


def test_killed_again_and_again(crawl: Path, crawl_run: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    for nth in (8, 16):
        interrupted(crawl, out, "open", nth, signal.SIGKILL)
    run([crawl], out, SETTINGS)
    assert outputs(out) == outputs(crawl_run)


@pytest.mark.slow
@pytest.mark.parametrize("nth", [12, 14, 17])
def test_killed_between_the_renames(crawl: Path, crawl_run: Path, tmp_path: Path, nth: int) -> None:
    out = tmp_path / "out"
    interrupted(crawl, out, "os.rename", nth, signal.SIGKILL)
    assert (out / WORK_FOLDER / "commit.json").exists()
    notes = Notes()
    run([crawl], out, SETTINGS, notes)
    assert outputs(out) == outputs(crawl_run)
    assert "clean" not in notes.stages


def test_ctrl_c_leaves_a_run_that_resumes(crawl: Path, crawl_run: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert interrupted(crawl, out, "os.rename", 2, signal.SIGINT) != 0
    assert list((out / WORK_FOLDER / "chunks").glob("*.npz"))
    notes = Notes()
    run([crawl], out, SETTINGS, notes)
    assert any("going on" in note for note in notes.notes)
    assert outputs(out) == outputs(crawl_run)


def test_a_damaged_work_file_is_made_again(crawl: Path, crawl_run: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    interrupted(crawl, out, "os.rename", 3, signal.SIGKILL)
    chunks = sorted((out / WORK_FOLDER / "chunks").glob("*.npz"))
    chunks[0].write_bytes(chunks[0].read_bytes()[:-100])
    for path in (chunks[1], next((out / WORK_FOLDER / "surveys").iterdir())):
        content = bytearray(path.read_bytes())
        content[len(content) // 2] ^= 1
        path.write_bytes(content)
    run([crawl], out, SETTINGS)
    assert outputs(out) == outputs(crawl_run)


@pytest.mark.slow
def test_changed_inputs_are_read_anew(tmp_path: Path) -> None:
    crawl = write_crawl(tmp_path / "crawl", 60)
    interrupted(crawl, tmp_path / "out", "os.rename", 3, signal.SIGKILL)
    shard = crawl / "b.jsonl"
    shard.write_bytes(shard.read_bytes().replace("كوريا".encode(), "أوروبا".encode(), 40))
    run([crawl], tmp_path / "out", SETTINGS)
    run([crawl], tmp_path / "plain", SETTINGS)
    assert outputs(tmp_path / "out") == outputs(tmp_path / "plain")


@pytest.mark.slow
def test_other_options_and_fresh_start_anew(crawl: Path, tmp_path: Path) -> None:
    interrupted(crawl, tmp_path / "stopped", "os.rename", 3, signal.SIGKILL)
    for number, changed in enumerate(
        (
            settings(workers=2, batch_bytes=30_000),
            settings(workers=2, batch_bytes=20_000, appended="keep"),
            settings(workers=2, batch_bytes=20_000, fresh=True),
        )
    ):
        out = shutil.copytree(tmp_path / "stopped", tmp_path / str(number))
        notes = Notes()
        run([crawl], out, changed, notes)
        assert not any("going on" in note for note in notes.notes)


@pytest.mark.slow
@pytest.mark.parametrize("changed", [False, True])
def test_other_weights_at_the_same_path_start_anew(changed: bool, crawl: Path, tmp_path: Path) -> None:
    model, weights = tmp_path / "my.weights", shipped_weights()
    weights.write(model)
    interrupted(crawl, tmp_path / "out", "os.rename", 3, signal.SIGKILL, str(model))
    if changed:
        replace(weights, prices={**weights.prices, "balanced": (8192, 8192)}).write(model)
    notes = Notes()
    run([crawl], tmp_path / "out", settings(workers=2, batch_bytes=20_000, model=str(model)), notes)
    assert any("going on" in note for note in notes.notes) != changed
    run([crawl], tmp_path / "plain", settings(workers=2, model=str(model)))
    assert outputs(tmp_path / "out") == outputs(tmp_path / "plain")


@pytest.mark.slow
@pytest.mark.parametrize("changed", [False, True])
def test_another_table_of_markup_starts_anew(
    changed: bool, crawl: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    interrupted(crawl, tmp_path / "out", "os.rename", 3, signal.SIGKILL)
    if changed:
        shipped = resources.files("dedup.boilerplate") / markup.MARKUP_FILE
        table = tmp_path / "markup.tsv"
        table.write_bytes(shipped.read_bytes().replace(b"\naside\t", b"\naside\t1", 1))
        monkeypatch.setattr(markup, "MARKUP_FILE", str(table))
    notes = Notes()
    run([crawl], tmp_path / "out", SETTINGS, notes)
    assert any("going on" in note for note in notes.notes) != changed


def test_a_held_lock_refuses_a_run_and_a_leftover_one_does_not(crawl: Path, tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from dedup.pipeline.work import folder\n"
        "with folder.opened(Path(sys.argv[1])): print('locked', flush=True); sys.stdin.read()"
    )
    out = tmp_path / "out"
    other = Started(code, out)
    assert other.stdout.readline() == "locked\n"
    with pytest.raises(DedupError, match="another run"):
        run([crawl], out, SETTINGS)
    os.kill(other.pid, signal.SIGKILL)
    other.finish()
    assert (out / WORK_FOLDER / "lock").exists()
    run([crawl], out, SETTINGS)


@pytest.mark.slow
def test_a_finished_run_is_replaced_whole(crawl: Path, crawl_run: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    for options in (settings(format="txt"), settings(format="parquet"), SETTINGS):
        run([crawl], out, options)
    assert outputs(out) == outputs(crawl_run)


def test_an_interrupted_replacement_leaves_the_old_result(crawl: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    one = write_lines(tmp_path / "one.jsonl", [{"id": "1", "text": "نص قصير عن الطقس"}])
    run([one], out, SETTINGS)
    before = outputs(out)
    interrupted(crawl, out, "os.rename", 3, signal.SIGKILL)
    assert before.items() <= outputs(out).items()
