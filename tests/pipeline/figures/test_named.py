from __future__ import annotations

from pathlib import Path

import pytest

from dedup import DedupError
from dedup.files import Fields
from dedup.pipeline import CleanSettings, RunSettings, run
from dedup.pipeline.figures.named import OtherNames
from tests.boilerplate.texts import SEEDS
from tests.pipeline.crawls import write_lines

RECORDS = [{"الرقم": f"ص{place}", "التاريخ": f"2024-01-0{place + 1}", "text": SEEDS[place]} for place in range(2)]


def cleaned(folder: Path, names: Fields, records: list[dict[str, str]] = RECORDS) -> None:
    pages = write_lines(folder / "pages.jsonl", records)
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


@pytest.mark.parametrize(
    ("names", "listed"), [(Fields(date="day"), "الرقم, التاريخ"), (Fields(id="key"), "الرقم, التاريخ, id")]
)
def test_the_fields_that_records_have_are_listed(names: Fields, listed: str, tmp_path: Path) -> None:
    records = [own | ({"id": "1"} if "id" in listed else {}) for own in RECORDS]
    with pytest.raises(DedupError, match=rf"\(other fields: {listed}\)"):
        cleaned(tmp_path, names, records)


def test_a_name_is_refused_where_records_have_a_text_alone(tmp_path: Path) -> None:
    with pytest.raises(DedupError, match='no record has a field "url", which --id-field names'):
        cleaned(tmp_path, Fields(id="url"), [{"text": SEEDS[0]}])


@pytest.mark.parametrize(
    ("names", "record"),
    [
        (Fields(id="key", source="id"), {"key": "1", "id": "النهار", "text": SEEDS[0]}),
        (Fields(source="id"), {"id": "النهار", "text": SEEDS[0]}),
        (Fields(text="body", source="text"), {"id": "1", "text": "النهار", "body": SEEDS[0]}),
    ],
)
def test_a_name_that_a_run_writes_itself_is_taken(names: Fields, record: dict[str, str], tmp_path: Path) -> None:
    cleaned(tmp_path, names, [record])
    assert '"النهار"' in (tmp_path / "out" / "documents.jsonl").read_text("utf-8")


def test_text_files_have_no_fields_to_be_named(tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_text(SEEDS[0], "utf-8")
    names = CleanSettings(Fields(id="url"))
    run([tmp_path / "page.txt"], tmp_path / "out", RunSettings(names, passages="off", report=False))
    assert '"id":"page.txt"' in (tmp_path / "out" / "documents.jsonl").read_text("utf-8")


def test_a_name_that_records_have_is_taken(tmp_path: Path) -> None:
    cleaned(tmp_path, Fields(id="الرقم", date="التاريخ"))
    assert '"id":"ص0"' in (tmp_path / "out" / "documents.jsonl").read_text("utf-8")


def test_names_by_default_may_be_missing(tmp_path: Path) -> None:
    cleaned(tmp_path, Fields())
    assert (tmp_path / "out" / "documents.jsonl").exists()


@pytest.mark.parametrize(
    ("members", "known", "options"),
    [
        ('"Id":1,"Source":"النهار"', "", "--id-field Id --source-field Source"),
        ('"Id":1,"date":""', "id", ""),
        ('"Id":1,"date":""', "source", "--id-field Id"),
        ('"Source":{"name":"x"},"publisher":["x"],"published":[],"_id":null,"url":"x"', "", "--id-field url"),
        ('"TITLE":"خبر","title":"خبر"', "title", ""),
        ('"published date":1,"DATE":"2024"', "", "--date-field DATE"),
        ('"meta":{"Id":1,"Date":2}', "", ""),
        pytest.param(f'"ID":{"9" * 5000}', "", "--id-field ID", id="a number that Python does not read"),
        (r'"note":"\"Id\":1"', "", ""),
        ("", "", ""),
        ('"_id":"a","url":"b","publishedAt":"2024"', "", "--id-field _id --date-field publishedAt"),
        ('"url":"b","published_at":"2024"', "id date", ""),
        ('"url":"b","publisher":"النهار"', "id", "--source-field publisher"),
        ('"publisher":"النهار","Source":"الأفق"', "source", "--source-field Source"),
        ('"date":null,"published":"2024","headline":"خبر"', "", "--title-field headline"),
        ('"العنوان":"خبر","التاريخ":"2024"', "", "--date-field 'التاريخ' --title-field 'العنوان'"),
        ('"المعرف":7,"الرابط":"x","المصدر":"سبق"', "", "--id-field 'المعرف' --source-field 'المصدر'"),
        ('"published":true,"createdAt":"2024","url":false,"site":true', "", "--date-field createdAt"),
        ('"meta":{"url":1,"timestamp":2}', "", ""),
        ('"_id":{"$oid":"1"},"published_at":{"$date":"2024"}', "", "--id-field _id --date-field published_at"),
        ('"_id":{"of":"1"},"published_at":["2024"]', "", ""),
        ('" id ":1,"date ":"2024"," URL":"x"', "", "--id-field ' id ' --date-field 'date '"),
    ],
)
def test_fields_under_other_names_are_found(members: str, known: str, options: str) -> None:
    assert OtherNames(Fields()).options(members.encode(), known.split()) == options


def test_a_name_that_was_given_is_sought_in_other_cases_alone() -> None:
    assert OtherNames(Fields(id="URL")).options(b'"url":"x","ID":1', ()) == "--id-field url"
    assert OtherNames(Fields(id="key")).options(b'"url":"x","_id":1', ()) == ""


def test_fields_under_other_names_are_noticed(tmp_path: Path) -> None:
    records = [{"Id": place, "published_at": "2024-05-01", "text": SEEDS[place]} for place in range(2)]
    pages = write_lines(tmp_path / "pages.jsonl", records)
    found = run([pages], tmp_path / "out", RunSettings(passages="off", report=False)).noticed
    assert found["fields-not-read"].pages == 2
    assert "--id-field Id --date-field published_at" in found["fields-not-read"].remedy


def test_a_record_whose_fields_are_all_read_is_not_noticed(tmp_path: Path) -> None:
    read = {"source": "x", "date": "2024-05-01", "title": "خبر"}
    records = [{"id": key, "Id": 5, "url": "http://x", **read, "text": SEEDS[0]} for key in ("1", 3)]
    pages = write_lines(tmp_path / "pages.jsonl", records)
    assert run([pages], tmp_path / "out", RunSettings(passages="off", report=False)).noticed == {}
