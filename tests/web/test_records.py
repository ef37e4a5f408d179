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


def test_standard_input_is_read_as_a_file_is(tmp_path: Path) -> None:
    crawl, out = written(tmp_path / "crawl.jsonl"), tmp_path / "out"
    options = ("--html-field", "html", "--id-field", "url", "-q")
    assert command("clean", crawl, "-o", out, *options, "--no-report").returncode == 0
    streamed = command("clean", "-", "-o", "-", *options, piped=crawl.read_text("utf-8"))
    lines = [json.loads(line) for line in streamed.stdout.splitlines()]
    for line, kept in zip(
        lines, map(json.loads, (out / "documents.jsonl").read_text("utf-8").splitlines()), strict=True
    ):
        assert {**line, "dedup": None} == {**kept, "dedup": None}
        assert any(cut["rule"].startswith("markup:") for cut in line["dedup"]["removed"])


@pytest.mark.parametrize("nothing", ['""', "null", "NaN", '"  "'])
def test_what_a_record_leaves_open_is_told_by_its_page(tmp_path: Path, nothing: str) -> None:
    own = ", ".join(f'"{name}": {nothing}' for name in ("date", "title", "source"))
    html = json.dumps(page(published="2024-05-03"))
    crawl = tmp_path / "crawl.jsonl"
    crawl.write_text(f'{{"id": "https://news.example.com/1", {own}, "html": {html}}}\n', "utf-8")
    assert command("clean", crawl, "-o", tmp_path / "out", "--html-field", "html", "--no-report", "-q").returncode == 0
    found = json.loads((tmp_path / "out/documents.jsonl").read_text("utf-8"))
    assert (found["title"], found["source"]) == (TITLE, "example.com")
    assert (found["date"], found["date_from"]) == ("2024-05-03", "text")


@pytest.mark.parametrize(
    ("captured", "day"),
    [("2024-07-20T12:00:00Z", "2024-07-20"), ("أمس", ""), (7, ""), ("\ud800", ""), ("2024-99-20", "")],
)
def test_when_a_page_was_fetched_resolves_its_relative_date(tmp_path: Path, captured: object, day: str) -> None:
    record = {"id": "1", "captured": captured, "html": page(published="منذ 3 ساعات")}
    (tmp_path / "crawl.jsonl").write_text(json.dumps(record), "utf-8")
    options = ("--html-field", "html", "--no-report", "-q")
    assert command("clean", tmp_path / "crawl.jsonl", "-o", tmp_path / "out", *options).returncode == 0
    found = json.loads((tmp_path / "out/documents.jsonl").read_text("utf-8"))
    assert (found["date"], found["date_from"], found["captured"]) == (day, "capture" if day else "", captured)


def test_the_source_is_the_domain_before_the_folder(tmp_path: Path) -> None:
    (tmp_path / "in/alpha").mkdir(parents=True)
    lines = [{"url": "https://example.com/1", "html": page(BODY[:1])}, {"url": "", "html": page(BODY[1:], title="آخر")}]
    (tmp_path / "in/alpha/crawl.jsonl").write_text("\n".join(map(json.dumps, lines)), "utf-8")
    done = command("clean", tmp_path / "in", "-o", tmp_path / "out", "--html-field", "html", "--no-report", "-q")
    assert done.returncode == 0, done.stderr
    found = [json.loads(line) for line in (tmp_path / "out/documents.jsonl").read_text("utf-8").splitlines()]
    assert [document["source"] for document in found] == ["example.com", "alpha"]


@pytest.mark.parametrize(("place", "source"), [("2024/05", "rasd.example"), ("2024-05-19", "rasd.example"), ("a", "a")])
def test_a_folder_named_by_a_date_is_no_source(tmp_path: Path, place: str, source: str) -> None:
    folder = tmp_path / "in" / place
    folder.mkdir(parents=True)
    head = '<link rel="canonical" href="https://www.rasd.example/1">'
    (folder / "1.html").write_text(page(head=head), "utf-8")
    done = command("clean", tmp_path / "in", "-o", tmp_path / "out", "--no-report", "-q")
    assert done.returncode == 0, done.stderr
    assert json.loads((tmp_path / "out/documents.jsonl").read_text("utf-8"))["source"] == source


def test_fields_of_other_names_are_told(tmp_path: Path) -> None:
    crawl, options = written(tmp_path / "crawl.jsonl"), ("--html-field", "html", "--no-report")
    named = command("clean", crawl, "-o", tmp_path / "a", *options, "--id-field", "nope", COLUMNS="400")
    assert 'no record has a field "nope"' in named.stderr
    assert "--id-field url" in command("clean", crawl, "-o", tmp_path / "b", *options, COLUMNS="400").stdout
    told = command("explain", tmp_path / "b", COLUMNS="1000").stderr
    assert f"dedup explain {crawl} --html-field html --id ID" in told


def test_explain_reads_a_field_of_html(tmp_path: Path) -> None:
    crawl, one = written(tmp_path / "crawl.jsonl"), "https://news.example.com/1"
    shown = command("explain", crawl, "--html-field", "html", "--id-field", "url", "--id", one, "--json")
    spans = json.loads(shown.stdout)["spans"]
    assert [span["label"] for span in spans if span["rule"].startswith("markup:")]


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ((), "html, seen, author); dedup clean --html-field reads whole pages of HTML from a field"),
        (("--html-field", ""), "name the field of the HTML, or that of the text"),
        (("--html-field", "page"), 'there is no field "page": name the right one with --html-field'),
        (("--html-field", "html", "--text-field", "seen"), "name the field of the HTML, or that of the text"),
        (("--html-field", "html", "--engine", "spark"), "pages of HTML are read on one machine"),
    ],
)
def test_a_wrong_field_of_html_is_told(tmp_path: Path, options: tuple[str, ...], told: str) -> None:
    done = command("clean", written(tmp_path / "crawl.jsonl"), "-o", tmp_path / "out", *options, COLUMNS="400")
    assert done.returncode != 0
    assert told in done.stderr


def test_the_id_is_the_address_where_no_other_is_given() -> None:
    line = json.dumps({"id": "https://a.example.org/x", "html": HTML}).encode()
    (record,) = parse_chunk(Chunk("jsonl", "f", "", 1, line), Fields(text="html", html="html"))
    assert isinstance(record, Record)
    assert record.source == "example.org"
