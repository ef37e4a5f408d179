from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.passages_scores import Match, covered_runs, detections, faults, plagdet, read_cases
from dedup import Document, find_passages

SHARED = Path(__file__).parents[3] / "shared"
CASES = [
    Match("s1", "r1", 100, 300, 0, 200, "none"),
    Match("s1", "r2", 500, 700, 50, 250, "word shuffling"),
    Match("s2", "r1", 0, 400, 600, 1000, "none"),
]
ROWS = [
    {"id": "s1.txt", "of": "r1.txt", "start": 90, "end": 200, "of_start": 0, "of_end": 100},
    {"id": "s1.txt", "of": "r1.txt", "start": 210, "end": 310, "of_start": 110, "of_end": 220},
    {"id": "s2.txt", "of": "r1.txt", "start": 0, "end": 380, "of_start": 600, "of_end": 990},
    {"id": "s2.txt", "of": "r3.txt", "start": 0, "end": 50, "of_start": 0, "of_end": 50},
]


def annotations(folder: Path) -> Path:
    for name in sorted({case.id for case in CASES}):
        features = "".join(
            f'<feature name="plagiarism" this_offset="{case.start}" this_length="{case.end - case.start}" '
            f'source_reference="{case.of}.txt" source_offset="{case.of_start}" '
            f'source_length="{case.of_end - case.of_start}" obfuscation="{case.obfuscation}"/>'
            for case in CASES
            if case.id == name
        )
        (folder / f"{name}.xml").write_text(f'<document reference="{name}.txt">{features}</document>', "utf-8")
    return folder


def test_measures_counted_by_hand() -> None:
    scores = plagdet(CASES, detections(ROWS))
    assert scores.recall == pytest.approx(((100 + 90 + 100 + 90) / 400 + 0 + (380 + 390) / 800) / 3)
    assert scores.precision == pytest.approx(((100 + 100) / 210 + (90 + 90) / 210 + 1 + 0) / 4)
    assert scores.granularity == 1.5
    assert scores.by_obfuscation["word shuffling"] == 0


def test_cases_are_read_as_they_are_annotated(tmp_path: Path) -> None:
    assert read_cases(annotations(tmp_path)) == sorted(CASES)


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.exists(), reason="the scorer is not beside the repository")
def test_measures_are_those_of_the_scorer_of_record(tmp_path: Path) -> None:
    passages = tmp_path / "passages.jsonl"
    passages.write_text("".join(json.dumps(row) + "\n" for row in ROWS), "utf-8")
    (tmp_path / "xml").mkdir()
    folder = annotations(tmp_path / "xml")
    command = [sys.executable, str(SHARED / "tools" / "plagdet.py"), str(folder), str(passages), "--json"]
    expected = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    scores = plagdet(CASES, detections(ROWS))
    for name in ("plagdet", "precision", "recall", "granularity"):
        assert getattr(scores, name) == pytest.approx(expected[name])


def test_rows_are_checked_against_the_texts() -> None:
    line = "أعلنت وزارة الصحة اليوم الثلاثاء بدء حملة التطعيم في جميع مدن المملكة"
    texts = {"a": f"خبر {line}", "b": f"{line} غدا"}
    [match] = find_passages([Document("a", texts["a"]), Document("b", texts["b"])], min_words=8)
    row = {name: getattr(match, name) for name in "id start end of of_start of_end kind similarity".split()}
    assert faults(row, texts) == []
    assert covered_runs(texts, [row], 8) == (10, 10)
    assert covered_runs(texts, [], 8) == (10, 0)
    assert faults({**row, "similarity": 0.9}, texts) == ["similarity"]
    assert faults({**row, "kind": "near"}, texts) == ["kind"]
    shorter = {**row, "end": row["end"] - len(" المملكة"), "of_end": row["of_end"] - len(" المملكة")}
    assert faults(shorter, texts) == ["end"]
