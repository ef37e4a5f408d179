"""The crawl benchmark: its truth against every pair compared in Python, its tables, what it runs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.crawl_input import NOISE, read_texts, write_crawl
from benchmarks.crawl_truth import Truth, exhaustive, score
from dedup.files import Fields
from tests.duplicates.oracle import containment, jaccard, shingles_of
from tests.pipeline.crawls import SEEDS
from tests.pipeline.crawls import write_crawl as write_small_crawl

WORDS = st.lists(st.sampled_from("أ ب ت ث ج ح خ د".split()), max_size=70).map(" ".join)


@given(st.lists(WORDS, max_size=8))
def test_the_truth_is_that_of_all_pairs(texts: list[str]) -> None:
    named = {str(number): text for number, text in enumerate(texts)}
    truth = exhaustive(named, near=0.5, contained=0.7)
    sets = [shingles_of(text) for text in texts]
    pairs = [(one, other) for one in range(len(sets)) for other in range(one + 1, len(sets))]
    near = [[one, other] for one, other in pairs if sets[one] & sets[other] and jaccard(sets[one], sets[other]) >= 0.5]
    assert sorted(truth.near.tolist()) == near
    for (small, large), long in zip(truth.contained.tolist(), truth.long.tolist(), strict=True):
        assert containment(sets[small], sets[large]) >= 0.7
        assert len(sets[small]) <= len(sets[large])
        assert long == (len(texts[small].split()) >= 50)
    ordered = (sorted((one, other), key=lambda row: (len(sets[row]), row)) for one, other in pairs)
    holding = [pair for pair in ordered if sets[pair[0]] and containment(sets[pair[0]], sets[pair[1]]) >= 0.7]
    assert sorted(map(sorted, truth.contained.tolist())) == sorted(map(sorted, holding))


def test_a_choice_is_scored_by_pairs_left_and_drops_justified() -> None:
    import numpy as np

    pairs, none = np.array([[0, 1], [2, 3]]), np.empty((0, 2), np.int64)
    truth = Truth(list("abcdef"), pairs, np.array([[4, 0]]), np.array([True]))
    found = score(truth, {"a", "c", "d"})
    assert (found.dropped, found.recall, found.contained_recall) == (3, 0.5, 1.0)
    assert found.precision == pytest.approx(2 / 3)  # nothing stands for f
    nothing = score(Truth(["a"], none, none, np.empty(0, bool)), {"a"})
    assert (nothing.recall, nothing.contained_recall, nothing.precision) == (None, None, None)


def test_a_crawl_of_any_files_becomes_lines_and_grows_with_noise(tmp_path: Path) -> None:
    crawl = write_small_crawl(tmp_path / "crawl", 20)
    size = write_crawl([crawl], tmp_path / "crawl.jsonl", Fields(), 2)
    records = [json.loads(line) for line in (tmp_path / "crawl.jsonl").read_bytes().splitlines()]
    assert size == (tmp_path / "crawl.jsonl").stat().st_size
    assert len(records) == 50
    assert len({record["id"] for record in records}) == 50
    for first, copy in zip(records[:25], records[25:], strict=True):
        same = jaccard(shingles_of(first["text"]), shingles_of(copy["text"]))
        assert first["source"] == copy["source"]
        assert 0 < same < 1 - NOISE
    assert [record["text"] for record in records[:3]] == read_texts([crawl], size)[:3]


def test_the_table_and_the_json_of_the_seeds(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("psutil")
    from benchmarks.crawl import main

    main([str(SEEDS), "--runs", "1", "--json", str(tmp_path / "found.json")])
    (table,) = json.loads((tmp_path / "found.json").read_text("utf-8"))
    floor, ours = table["rows"]
    assert (floor["name"], ours["name"], ours["score"]["dropped"]) == ("floor", "dedup", 0)
    assert floor["times_the_floor"] == 1
    assert ours["peak_megabytes"] > 10
    assert "| dedup |" in capsys.readouterr().out


def test_a_program_that_fails_says_why(tmp_path: Path) -> None:
    pytest.importorskip("psutil")
    from benchmarks.crawl_measuring import measure

    with pytest.raises(RuntimeError, match="no such crawl"):
        measure(["-c", "raise SystemExit('no such crawl')"], tmp_path / "log")


def test_peers_keep_what_is_new(tmp_path: Path) -> None:
    from benchmarks.crawl_programs import PROGRAMS

    write_crawl([write_small_crawl(tmp_path / "crawl", 20)], tmp_path / "crawl.jsonl", Fields(), 1)
    for name in ("floor", "datasketch", "rensa"):
        if PROGRAMS[name].is_installed:
            PROGRAMS[name].run(tmp_path / "crawl.jsonl", tmp_path / name)
            kept = (tmp_path / name / "documents.jsonl").read_bytes().splitlines()
            assert len(kept) == 25 if name == "floor" else 5 <= len(kept) < 20
