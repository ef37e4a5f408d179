from __future__ import annotations

from pathlib import Path

import pytest

from dedup import DedupError
from dedup.files import Fields
from dedup.pipeline import CleanSettings, RunSettings, run
from dedup.pipeline.figures.named import OtherCase
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


@pytest.mark.parametrize(
    ("members", "has_id", "options"),
    [
        ('"Id":1,"Source":"النهار"', False, "--id-field Id --source-field Source"),
        ('"Id":1,"date":""', True, ""),
        ('"TITLE":"خبر","title":"خبر"', False, ""),
        ('"published date":1,"DATE":"2024"', False, "--date-field DATE"),
        ('"meta":{"Id":1,"Date":2}', False, ""),
        pytest.param(f'"ID":{"9" * 5000}', False, "--id-field ID", id="a number that Python does not read"),
        (r'"note":"\"Id\":1"', False, ""),
        ("", False, ""),
    ],
)
def test_fields_in_another_case_are_found(members: str, has_id: bool, options: str) -> None:
    assert OtherCase(Fields()).options(members.encode(), has_id) == options


def test_a_name_that_was_given_is_looked_for_in_other_cases() -> None:
    assert OtherCase(Fields(id="URL")).options(b'"url":"x","ID":1', False) == "--id-field url"


def test_fields_in_another_case_are_noticed(tmp_path: Path) -> None:
    pages = write_lines(tmp_path / "pages.jsonl", [{"Id": place, "text": SEEDS[place]} for place in range(2)])
    found = run([pages], tmp_path / "out", RunSettings(passages="off", report=False)).noticed
    assert found["names-in-another-case"].pages == 2
    assert "--id-field Id" in found["names-in-another-case"].remedy
