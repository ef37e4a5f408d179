from __future__ import annotations

from pathlib import Path

import pytest

from dedup import DedupError
from dedup.files import Fields
from dedup.pipeline import CleanSettings, RunSettings, run
from tests.boilerplate.texts import SEEDS
from tests.pipeline.crawls import write_lines

RECORDS = [{"الرقم": f"ص{place}", "التاريخ": f"2024-01-0{place + 1}", "text": SEEDS[place]} for place in range(2)]


def cleaned(folder: Path, names: Fields) -> None:
    pages = write_lines(folder / "pages.jsonl", RECORDS)
    run([pages], folder / "out", RunSettings(CleanSettings(names), passages="off", report=False))


@pytest.mark.parametrize(
    ("names", "option"),
    [
        (Fields(date="التارخ"), "--date-field"),
        (Fields(id="url"), "--id-field"),
        (Fields(source="الصحيفة"), "--source-field"),
    ],
)
def test_a_name_that_no_record_has_is_refused(names: Fields, option: str, tmp_path: Path) -> None:
    with pytest.raises(DedupError, match=f'no record has a field ".*", which {option} names'):
        cleaned(tmp_path, names)
    assert not (tmp_path / "out").exists()


def test_a_name_that_records_have_is_taken(tmp_path: Path) -> None:
    cleaned(tmp_path, Fields(id="الرقم", date="التاريخ"))
    assert '"id":"ص0"' in (tmp_path / "out" / "documents.jsonl").read_text("utf-8")


def test_names_by_default_may_be_missing(tmp_path: Path) -> None:
    cleaned(tmp_path, Fields())
    assert (tmp_path / "out" / "documents.jsonl").exists()
