"""Dates of records decide which copy stays; what is not read as one is counted and named."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from dedup.cli.summary import print_summary
from dedup.duplicates import MatchSettings
from dedup.names import Keep
from dedup.pipeline import run
from tests.pipeline.crawls import Notes, lines, paragraphs, settings

TEXT = "\n".join(paragraphs()[:6])


def crawl(folder: Path, *dates: Any) -> Path:
    """The same article once for each date, ids in their order."""
    path = folder / "crawl.jsonl"
    rows = [{"id": f"copy-{number}", "date": date, "text": TEXT} for number, date in enumerate(dates)]
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


def kept(out: Path) -> list[str]:
    return [document["id"] for document in lines(out, "documents")]


@pytest.mark.parametrize(
    ("late", "early"),
    [
        ("2024-05-02 10:00:00+00", "2024-05-02 12:00:00.5+03"),
        ("٢٠٢٤-٠٥-٠٢", "٢٠٢٤-٠٥-٠١"),
        ("2 شباط 2024", "30 كانون ثاني 2024"),
        ("May 2, 2024 01:00 PM", "May 2, 2024 10:00 AM"),
        (1714644000000000000, 1714554000000000000),
        (1714644000.5, 1714554000.5),
        ({"$date": "2024-05-02T10:00:00Z"}, {"$date": {"$numberLong": "1714554000000"}}),
        (["2024-05-02"], ["2024-05-01"]),
        ("1970-01-01", "2024-05-01"),
        ("2099-12-31", "2024-05-01"),
        ("soon", "2024-05-01"),
        (-1, "2024-05-01"),
        (None, "2024-05-01"),
        (float("nan"), "2024-05-01"),
        (True, "2024-05-01"),
    ],
)
def test_the_earlier_copy_stays(tmp_path: Path, late: Any, early: Any) -> None:
    run([crawl(tmp_path, late, early)], tmp_path / "out", settings(workers=1))
    assert kept(tmp_path / "out") == ["copy-1"]


def test_dates_that_are_not_read_are_counted_by_their_form(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    dates = ["3/4/2024", "5/6/2024", "12 رمضان 1445", "1970-01-01", -1, "2024-05-01", None, "", "NaT", True]
    summary = run([crawl(tmp_path, *dates)], tmp_path / "out", settings(workers=2, batch_bytes=3000, max_removed=1))
    counted = {
        "read": 1,
        "unread": {"9/9/9999": 2, "99 رمضان 9999": 1, "true": 1},
        "impossible": {"-9": 1, "9999-99-99": 1},
    }
    assert json.loads((tmp_path / "out" / "stats.json").read_text("utf-8"))["dates"] == counted
    assert lines(tmp_path / "out", "documents")[0]["date"] == "2024-05-01"
    monkeypatch.setenv("COLUMNS", "160")
    print_summary(summary)
    shown = re.sub("[\u2068\u2069]", "", capsys.readouterr().out)  # which keep Arabic in its place
    assert "dates not read: 9/9/9999 2, " in shown
    assert "dates impossible: -9 1, 9999-99-99 1" in shown
    told = " ".join(shown.split())
    assert 'unread-date in 4 pages, such as crawl.jsonl:1: "3/4/2024" may have the day or the month first' in told
    assert 'impossible-date in 2 pages, such as crawl.jsonl:4: "1970-01-01" is no day, or none from 1990' in told


def test_many_forms_are_counted_together(tmp_path: Path) -> None:
    dates = [f"x{'y' * (number % 25)}{'z' * (number // 25)}" for number in range(70)]
    run([crawl(tmp_path, *dates)], tmp_path / "out", settings(workers=1, max_removed=1))
    unread = json.loads((tmp_path / "out" / "stats.json").read_text("utf-8"))["dates"]["unread"]
    assert (len(unread), unread["…"], sum(unread.values())) == (51, 20, 70)


def test_a_run_whose_dates_are_all_read_says_nothing_of_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    print_summary(run([crawl(tmp_path, "2024-05-01", None)], tmp_path / "out", settings(workers=1)))
    assert not re.search("dates (not read|impossible)", capsys.readouterr().out)


@pytest.mark.parametrize(("keep", "dates", "told"), [
    ("latest", (None, None), True),
    ("latest", (None, "2024-05-02"), False),
    ("earliest", (None, None), False),
])  # fmt: skip
def test_the_latest_of_documents_without_dates_is_told(
    tmp_path: Path, keep: Keep, dates: tuple[str | None, ...], told: bool
) -> None:
    notes = Notes()
    run([crawl(tmp_path, *dates)], tmp_path / "out", settings(match=MatchSettings(keep=keep)), notes)
    assert [note for note in notes.notes if "--date-field" in note] == notes.notes
    assert bool(notes.notes) == told
