"""`dedup clean --index`: daily crawls against what was seen before."""

from __future__ import annotations

import json
import random
import sys
from pathlib import Path
from typing import Any

import pytest

from dedup import DedupError, Document, Index
from dedup.duplicates import MatchSettings
from dedup.pipeline import CleanSettings, RunSettings, run
from dedup.pipeline.work.addition import apply_addition
from dedup.pipeline.work.folder import WorkFolder
from dedup.restore import restore
from tests.pipeline.crawls import Json, article, records, write_lines

COMPARED = ("documents.jsonl", "duplicates.jsonl", "removed.jsonl", "passages.jsonl", "rejected.jsonl")


def lines(path: Path) -> list[Json]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def clean(inputs: Path, out: Path, index: Path, **options: Any) -> Path:
    settings = RunSettings(CleanSettings(batch_bytes=9_000), MatchSettings(), workers=1, index=str(index), **options)
    run([inputs], out, settings)
    return out


@pytest.fixture
def days(tmp_path: Path) -> list[Path]:
    """Two days of a crawl; the second repeats pages of the first under other ids, and has some of its own."""
    rng = random.Random(4)
    monday = [{**record, "id": f"monday-{place}"} for place, record in enumerate(records(30))]
    repeated = [{**record, "id": f"tuesday-{place}"} for place, record in enumerate(monday[::3])]
    fresh = [{"id": f"new-{place}", "text": " ".join(rng.sample(article(rng).split(), 90))} for place in range(8)]
    return [
        write_lines(tmp_path / "monday" / "pages.jsonl", monday),
        write_lines(tmp_path / "tuesday" / "pages.jsonl", [*repeated, *fresh, fresh[0] | {"id": "copy"}]),
    ]


def test_the_second_day_keeps_what_is_new_and_names_what_it_has(tmp_path: Path, days: list[Path]) -> None:
    index = tmp_path / "crawl.index"
    first = clean(days[0], tmp_path / "out-1", index)
    second = clean(days[1], tmp_path / "out-2", index)
    kept = {document["id"] for document in lines(first / "documents.jsonl")}
    assert not any(document["dedup"]["indexed"] for document in lines(first / "duplicates.jsonl"))
    assert [document["id"] for document in lines(second / "documents.jsonl")] == [f"new-{n}" for n in range(8)]
    duplicates = {document["id"]: document["dedup"] for document in lines(second / "duplicates.jsonl")}
    seen = len(duplicates) - 1
    assert duplicates.pop("copy")["kept"] == "new-0"
    assert {duplicate["indexed"] for duplicate in duplicates.values()} == {True}
    assert {duplicate["kept"] for duplicate in duplicates.values()} <= kept
    stats = json.loads((second / "stats.json").read_text("utf-8"))
    assert (stats["counts"]["indexed"], stats["counts"]["kept"]) == (seen, 8)
    with Index.open(index, read_only=True) as opened:
        assert len(opened) == len(kept) + 8
    assert restore(second, tmp_path / "again", "jsonl") == 19


def test_a_day_run_again_gives_the_same_bytes(tmp_path: Path, days: list[Path]) -> None:
    index = tmp_path / "crawl.index"
    outs = [clean(day, tmp_path / f"out-{place}", index) for place, day in enumerate([*days, *days])]
    for one, again in ((outs[0], outs[2]), (outs[1], outs[3])):
        for name in COMPARED:
            assert (one / name).read_bytes() == (again / name).read_bytes()
    with Index.open(index, read_only=True) as opened:
        assert len(opened) == sum(len(lines(out / "documents.jsonl")) for out in outs[:2])


def test_the_same_pages_in_another_folder_are_seen_already(tmp_path: Path, days: list[Path]) -> None:
    index = tmp_path / "crawl.index"
    first = clean(days[0], tmp_path / "out-1", index)
    unchanged = tmp_path / "tuesday-again" / days[0].name
    unchanged.parent.mkdir()
    unchanged.write_bytes(days[0].read_bytes())
    second = clean(unchanged, tmp_path / "out-2", index)
    assert lines(second / "documents.jsonl") == []
    documents = [line for name in ("documents", "duplicates") for line in lines(first / f"{name}.jsonl")]
    assert len(lines(second / "duplicates.jsonl")) == len(documents)
    with Index.open(index, read_only=True) as opened:
        assert len(opened) == len(lines(first / "documents.jsonl"))


def test_another_spelling_of_the_input_is_the_same_for_the_index(tmp_path: Path, days: list[Path]) -> None:
    index, out = tmp_path / "crawl.index", tmp_path / "out"
    clean(days[0], out, index)
    with pytest.raises(DedupError, match=r"another path or before its files changed.*--redo.*--overwrite"):
        clean(days[0].parent, out, index)


def test_input_and_output_that_move_together_are_the_same(tmp_path: Path, days: list[Path]) -> None:
    index = tmp_path / "crawl.index"
    first = clean(days[0], tmp_path / "monday" / "out", index)
    before = (first / "documents.jsonl").read_bytes()
    moved = (tmp_path / "monday").rename(tmp_path / "moved")
    assert (clean(moved / days[0].name, moved / "out", index) / "documents.jsonl").read_bytes() == before


def test_a_result_without_an_index_is_replaced_by_one_with(tmp_path: Path, days: list[Path]) -> None:
    out = tmp_path / "out"
    run([days[0].parent], out, RunSettings(CleanSettings(), MatchSettings(), workers=1))
    write_lines(days[0].parent / "more.jsonl", records(9, seed=9))
    clean(days[0].parent, out, tmp_path / "crawl.index")


def test_redo_is_as_if_the_day_had_been_whole_from_the_start(tmp_path: Path, days: list[Path]) -> None:
    index, outs = tmp_path / "crawl.index", [tmp_path / "out-1", tmp_path / "out-2"]
    for day, out in zip(days, outs, strict=True):
        clean(day.parent, out, index)
    tuesday = (outs[1] / "documents.jsonl").read_bytes()
    late = [{**record, "id": f"late-{place}"} for place, record in enumerate(records(40, seed=5))]
    write_lines(days[0].parent / "late.jsonl", [*late, *lines(days[1])[-3:]])
    clean(days[0].parent, outs[0], index, redo=True)
    whole = clean(days[0].parent, tmp_path / "whole", tmp_path / "whole.index")
    grown = lines(whole / "documents.jsonl")
    assert lines(outs[0] / "documents.jsonl") == grown
    clean(days[1].parent, outs[1], index)
    assert (outs[1] / "documents.jsonl").read_bytes() == tuesday
    for redo in (False, True):
        clean(days[0].parent, outs[0], index, redo=redo)
        assert lines(outs[0] / "documents.jsonl") == grown


def test_redo_is_a_first_run_where_there_is_no_result(tmp_path: Path, days: list[Path]) -> None:
    index = tmp_path / "crawl.index"
    clean(days[0], tmp_path / "out-1", index)
    second = clean(days[1], tmp_path / "out-2", index, redo=True)
    assert [document["id"] for document in lines(second / "documents.jsonl")] == [f"new-{n}" for n in range(8)]


def test_a_folder_that_has_grown_replaces_nothing_in_the_index(tmp_path: Path, days: list[Path]) -> None:
    index, out = tmp_path / "crawl.index", tmp_path / "out"
    clean(days[0].parent, out, index)
    before = (out / "documents.jsonl").read_bytes()
    clean(days[0].parent, out, index)  # unchanged
    write_lines(days[0].parent / "more.jsonl", records(9, seed=9))
    with pytest.raises(DedupError, match=r"another path or before its files changed.*--redo.*--overwrite"):
        clean(days[0].parent, out, index)
    assert (out / "documents.jsonl").read_bytes() == before
    clean(days[0].parent, out, index, overwrite=True)


@pytest.mark.slow
def test_parquet_and_text_outputs_fill_the_index_too(tmp_path: Path, days: list[Path]) -> None:
    sizes = []
    for kind in ("jsonl", "parquet", "txt"):
        index = tmp_path / f"{kind}.index"
        clean(days[0], tmp_path / kind, index, format=kind)
        clean(days[1], tmp_path / f"{kind}-2", index, format=kind)
        with Index.open(index, read_only=True) as opened:
            sizes.append(len(opened))
    kept = sum(len(lines(tmp_path / name / "documents.jsonl")) for name in ("jsonl", "jsonl-2"))
    assert sizes == [kept] * 3


def test_what_a_killed_run_noted_is_added_by_the_next(tmp_path: Path, days: list[Path]) -> None:
    index, out = tmp_path / "crawl.index", tmp_path / "out"
    work = WorkFolder(out / ".dedup-work")
    original = apply_addition

    class KilledError(BaseException):
        pass

    def killed(work: WorkFolder, opened: Index | None) -> None:
        if opened is not None:
            raise KilledError
        original(work, opened)

    with pytest.MonkeyPatch.context() as patch:  # a kill between the renaming of the outputs and the adding
        patch.setattr(sys.modules["dedup.pipeline.run"], "apply_addition", killed)
        with pytest.raises(KilledError):
            clean(days[0], out, index)
    assert (out / "documents.jsonl").exists()
    assert work.addition.exists()
    with Index.open(index, read_only=True) as opened:
        assert len(opened) == 0
    before = (out / "documents.jsonl").read_bytes()
    clean(days[0], out, index)
    assert (out / "documents.jsonl").read_bytes() == before
    with Index.open(index, read_only=True) as opened:
        assert len(opened) == len(before.splitlines())
    assert not work.path.exists()


def test_an_index_in_use_stops_the_run_before_it_begins(tmp_path: Path, days: list[Path]) -> None:
    with Index.open(tmp_path / "crawl.index") as index:
        index.add(Document("a", "نص"))
        with pytest.raises(DedupError, match="only one can write at a time"):
            clean(days[0], tmp_path / "out", tmp_path / "crawl.index")
    assert not (tmp_path / "out" / "documents.jsonl").exists()


def test_a_crawl_that_brings_nothing_new_is_no_mistake(tmp_path: Path, days: list[Path]) -> None:
    index = tmp_path / "crawl.index"
    clean(days[0], tmp_path / "out-1", index, max_removed=1.0)
    kept = [
        {"id": f"again {document['id']}", "text": document["text"]}
        for document in lines(tmp_path / "out-1" / "documents.jsonl")
    ]
    again = write_lines(tmp_path / "again" / "pages.jsonl", kept)
    second = clean(again, tmp_path / "out-2", index)
    assert lines(second / "documents.jsonl") == []


def test_an_index_among_the_inputs_or_the_outputs_is_refused(tmp_path: Path, days: list[Path]) -> None:
    for index in (days[0].parent / "crawl.index", tmp_path / "out" / "crawl.index", tmp_path / "out", tmp_path):
        with pytest.raises(DedupError, match="lies inside"):
            clean(days[0].parent, tmp_path / "out", index)
        assert index == tmp_path or not index.exists()
