"""`--html-field`: records that hold their page as HTML are read as web pages, and keep their other fields."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

import dedup
from dedup.files import Fields, Record, parse_chunk
from dedup.files.chunks import Chunk
from tests.processes import dedup as command
from tests.web.pages import BODY, OTHERS, TITLE, page

HTML = page(published="3 مايو 2024")
RECORDS = [
    {"url": "https://news.example.com/1", "html": HTML, "seen": 7, "author": "سعاد حسن"},
    {"url": "https://news.example.com/2", "html": page(BODY[::-1]), "title": "عنوان السجل", "date": "2024-05-09"},
]


def written(path: Path) -> Path:
    """A file of the records: JSON lines or CSV, by its name."""
    with path.open("w", encoding="utf-8", newline="") as file:
        if path.suffix == ".csv":
            rows = csv.DictWriter(file, ["url", "html", "seen", "author", "title", "date"])
            rows.writeheader()
            rows.writerows(RECORDS)
        else:
            file.writelines(json.dumps(record, ensure_ascii=False) + "\n" for record in RECORDS)
    return path


@pytest.mark.parametrize("name", ["crawl.jsonl", "crawl.csv"])
def test_a_field_of_html_is_read_as_a_web_page(tmp_path: Path, name: str) -> None:
    out = tmp_path / "out"
    crawl = written(tmp_path / name)
    done = command("clean", crawl, "-o", out, "--html-field", "html", "--id-field", "url", "--no-report")
    assert done.returncode == 0, done.stderr
    first, second = map(json.loads, (out / "documents.jsonl").read_text("utf-8").splitlines())
    assert first["text"] == dedup.clean_html(HTML, RECORDS[0]["url"]).text
    assert all(text in first["text"] for text in (TITLE, *BODY))
    assert not any(text in first["text"] for text in OTHERS)
    assert (first["id"], str(first["seen"]), first["author"]) == (RECORDS[0]["url"], "7", "سعاد حسن")
    assert (first["source"], first["date"], first["language"]) == ("example.com", "2024-05-03", "ar")
    # The record's own fields come first.
    assert (second["title"], second["date"], second["date_from"]) == ("عنوان السجل", "2024-05-09", "record")
    assert "html" not in first
    assert first["markup"]["title"] == ""


def test_explain_reads_a_field_of_html(tmp_path: Path) -> None:
    crawl, one = written(tmp_path / "crawl.jsonl"), "https://news.example.com/1"
    shown = command("explain", crawl, "--html-field", "html", "--id-field", "url", "--id", one, "--json")
    spans = json.loads(shown.stdout)["spans"]
    assert [span["label"] for span in spans if span["rule"].startswith("markup:")]


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--html-field", "page"), 'there is no field "page": name the right one with --html-field'),
        (("--html-field", "html", "--text-field", "seen"), "give the field of the HTML or that of the text"),
        (("--html-field", "html", "--engine", "spark"), "pages of HTML are read on one machine"),
    ],
)
def test_a_wrong_field_of_html_is_told(tmp_path: Path, options: tuple[str, ...], told: str) -> None:
    done = command("clean", written(tmp_path / "crawl.jsonl"), "-o", tmp_path / "out", *options, COLUMNS="400")
    assert done.returncode != 0
    assert told in done.stderr


def test_the_id_is_the_address_where_no_other_is_given() -> None:
    line = json.dumps({"id": "https://a.example.org/x", "html": HTML}).encode()
    (record,) = parse_chunk(Chunk(0, "jsonl", "f", "", 1, line), Fields(text="html", html="html"))
    assert isinstance(record, Record)
    assert record.source == "example.org"
