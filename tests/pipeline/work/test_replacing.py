"""A result takes the place of one of the same input, and of no other in silence."""

from __future__ import annotations

import json
import os
import re
import shutil
from pathlib import Path

import pytest

from dedup.errors import DedupError
from dedup.pipeline import run
from dedup.pipeline.comparison import CompareSettings, compare_files
from tests.pipeline.crawls import Notes, lines, outputs, records, settings, write_lines


@pytest.fixture
def done(tmp_path: Path) -> Path:
    """A finished run over `day/a.jsonl`; beside it lies `b.jsonl`."""
    write_lines(tmp_path / "day" / "a.jsonl", records(10))
    write_lines(tmp_path / "b.jsonl", records(10, seed=2))
    run([tmp_path / "day" / "a.jsonl"], tmp_path / "out", settings())
    return tmp_path


def test_another_input_is_refused_and_nothing_changes(done: Path) -> None:
    before = outputs(done / "out")
    with pytest.raises(DedupError, match=r"holds the result of another input \(.*a\.jsonl\).*--overwrite"):
        run([done / "b.jsonl"], done / "out", settings())
    assert outputs(done / "out") == before
    assert not (done / "out" / ".dedup-work").exists()


def test_overwrite_replaces_it(done: Path) -> None:
    run([done / "b.jsonl"], done / "out", settings(overwrite=True))
    run([done / "b.jsonl"], done / "plain", settings())
    assert outputs(done / "out") == outputs(done / "plain")
    with pytest.raises(DedupError, match="--overwrite"):
        run([done / "day" / "a.jsonl"], done / "out", settings())


def test_a_result_of_the_same_input_is_replaced(done: Path) -> None:
    page = done / "day" / "a.jsonl"
    run([page], done / "out", settings(format="txt", appended="keep"))
    write_lines(page, records(20, seed=3))
    assert run([str(page)], done / "out", settings()).pages == 20


@pytest.mark.parametrize("more", [["day"], ["day", "b.jsonl"], ["b.jsonl", "day/a.jsonl"]])
def test_more_input_replaces_it_less_does_not(done: Path, more: list[str]) -> None:
    write_lines(done / "day" / "c.jsonl", records(10, seed=4))
    run([done / name for name in more], done / "out", settings())
    with pytest.raises(DedupError, match="--overwrite"):
        run([done / "day" / "a.jsonl"], done / "out", settings())


def test_input_and_output_can_be_moved_together_or_apart(done: Path) -> None:
    shutil.copytree(done, done / "moved" / "together")
    run([done / "moved" / "together" / "day" / "a.jsonl"], done / "moved" / "together" / "out", settings())
    run([done / "moved" / "together" / "day" / "a.jsonl"], done / "out", settings())


def test_an_unfinished_run_is_in_nobodys_way(done: Path) -> None:
    with pytest.raises(DedupError, match="max-removed"):
        run([done / "b.jsonl"], done / "new", settings(max_removed=0.0))
    told = Notes()
    run([done / "day" / "a.jsonl"], done / "new", settings(), told)
    (note,) = told.notes
    assert re.search(r"unfinished run on another input \(.*b.jsonl\) .* discarded", note)


def test_a_result_that_does_not_say_what_it_is_of_is_replaced(done: Path) -> None:
    path = done / "out" / "stats.json"
    stats = json.loads(path.read_bytes())
    del stats["input"]["paths"]
    path.write_text(json.dumps(stats), "utf-8")
    run([done / "b.jsonl"], done / "out", settings())
    assert len(lines(done / "out", "documents")) > 0


def test_a_comparison_is_not_replaced_by_a_run(done: Path) -> None:
    compare_files(done / "day", done / "b.jsonl", CompareSettings(), done / "shared")
    with pytest.raises(DedupError, match=r"result of another input \(.*day, .*b.jsonl\).*--overwrite"):
        run([done / "b.jsonl"], done / "shared", settings())


def test_a_comparison_of_others_is_refused_too(done: Path) -> None:
    one, other, out = done / "day", done / "b.jsonl", done / "shared"
    compare_files(one, other, CompareSettings(), out)
    compare_files(one, other, CompareSettings(kinds=("exact",)), out)
    with pytest.raises(DedupError, match="--overwrite"):
        compare_files(one, one, CompareSettings(), out)
    compare_files(one, one, CompareSettings(overwrite=True), out)


def test_names_that_are_no_utf_8_stop_nothing(done: Path) -> None:
    folder = done / os.fsdecode(b"\xff")
    try:
        folder.mkdir()
    except OSError:
        pytest.skip("this file system has names in UTF-8 only")
    (folder / os.fsdecode(b"\xfe.txt")).write_text("<p>نص قصير عن الطقس</p>", "utf-8")
    for _ in range(2):
        summary = run([folder], done / "clean", settings(max_removed=1.0))
        assert summary.noticed["html"].example == "\\udcfe.txt"


def test_a_link_that_leads_elsewhere_every_day_is_the_same_input(done: Path) -> None:
    link = done / "latest"
    for target in ("day", "next"):
        write_lines(done / target / "a.jsonl", records(10, seed=len(target)))
        link.unlink(missing_ok=True)
        link.symlink_to(done / target)
        run([link], done / "clean", settings())
