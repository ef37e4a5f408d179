"""Documents of which no word remains: counted, marked, and put apart on request."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from dedup.index import Index
from dedup.pipeline import RunSummary, run
from dedup.restore import restore
from tests.pipeline.crawls import settings

STORY = (
    "أعلنت وزارة النقل بدء أعمال التوسعة في الميناء القديم على أن تنتهي قبل نهاية العام المقبل.\n"
    "وقال المهندس المشرف إن الحوض الجديد سيستقبل السفن الكبيرة للمرة الأولى منذ عقود طويلة."
)
PAGES = {
    "furniture": "اشترك في نشرتنا البريدية\nتابعنا على تويتر\nجميع الحقوق محفوظة",
    "blank": "   \n\t\n",
    "empty": "",
    "dots": "... ... ...",
    "emoji": "😀😀😀",
    "invisible": "\u200f\u200b\ufeff",
    "story": STORY,
}
EMPTY = ["furniture", "blank", "empty", "dots", "emoji", "invisible"]

Json = dict[str, Any]


def lines(path: Path) -> list[Json]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    path = tmp_path / "pages.jsonl"
    records = [{"id": name, "text": text, "section": "محليات"} for name, text in PAGES.items()]
    path.write_text("".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records), "utf-8")
    return path


def cleaned(pages: Path, out: Path, **options: Any) -> RunSummary:
    return run([pages], out, replace(settings(), max_removed=1.0, **options))


def test_they_are_counted_and_marked(pages: Path, tmp_path: Path) -> None:
    summary = cleaned(pages, tmp_path / "out")
    documents = {one["id"]: one for one in lines(tmp_path / "out" / "documents.jsonl")}
    assert [name for name, one in documents.items() if one["dedup"]["empty"]] == EMPTY
    assert documents["story"]["dedup"]["empty"] is False
    assert (summary.empty, summary.kept) == (6, 7)
    assert json.loads((tmp_path / "out" / "stats.json").read_text("utf-8"))["counts"]["empty"] == 6
    assert "empty.jsonl" not in summary.files
    assert summary.characters.kept == sum(len(one["text"]) for one in documents.values())


@pytest.mark.parametrize("kind", ["jsonl", "parquet", "txt"])
def test_drop_empty_writes_them_to_a_file_of_their_own(pages: Path, tmp_path: Path, kind: str) -> None:
    out = tmp_path / "out"
    summary = cleaned(pages, out, drop_empty=True, format=kind)
    apart = lines(out / "empty.jsonl")
    assert [one["id"] for one in apart] == EMPTY
    assert all(one["section"] == "محليات" and one["dedup"]["empty"] for one in apart)
    assert (summary.empty, summary.kept) == (6, 1)
    characters = summary.characters
    assert characters.empty == sum(len(one["text"]) for one in apart)
    assert characters.read == characters.cut + characters.duplicate + characters.empty + characters.kept
    if kind != "parquet":
        assert [one["id"] for one in lines(out / "documents.jsonl")] == ["story"]
    restore(out, tmp_path / "again")
    assert {one["id"]: one["text"] for one in lines(tmp_path / "again" / "pages.jsonl")} == PAGES


def test_the_file_goes_with_the_option(pages: Path, tmp_path: Path) -> None:
    cleaned(pages, tmp_path / "out", drop_empty=True)
    cleaned(pages, tmp_path / "out")
    assert not (tmp_path / "out" / "empty.jsonl").exists()
    assert len(lines(tmp_path / "out" / "documents.jsonl")) == 7


def test_workers_and_batches_change_no_byte(pages: Path, tmp_path: Path) -> None:
    cleaned(pages, tmp_path / "one", drop_empty=True)
    small = replace(settings().clean, batch_bytes=60)
    cleaned(pages, tmp_path / "two", drop_empty=True, workers=2, clean=small)
    for name in ("documents", "empty", "removed"):
        assert (tmp_path / "one" / f"{name}.jsonl").read_bytes() == (tmp_path / "two" / f"{name}.jsonl").read_bytes()


def test_a_document_that_repeated_passages_use_up_is_empty(tmp_path: Path) -> None:
    filler = " ".join(f"فقرة{number}" for number in range(80))
    rows = [("a", f"{filler}.\n{STORY}", "2024-01-01"), ("b", STORY, "2024-01-02")]
    path = tmp_path / "in.jsonl"
    records = [{"id": name, "text": text, "date": date, "source": f"ناشر {name}"} for name, text, date in rows]
    path.write_text("".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records), "utf-8")
    clean = replace(settings().clean, profile="conservative", appended="keep")
    match = replace(settings().match, contained_words=100)
    index = str(tmp_path / "crawl.index")
    summary = cleaned(path, tmp_path / "out", drop_empty=True, passages="drop", clean=clean, match=match, index=index)
    assert (summary.empty, summary.kept, summary.characters.empty) == (1, 1, 0)
    assert not lines(tmp_path / "out" / "passages.jsonl"), "both documents of a passage are kept ones"
    assert {one.source: one.cut for one in summary.sources.listed} == {"ناشر a": 0, "ناشر b": len(STORY)}
    with Index.open(index, read_only=True) as kept:
        assert len(kept) == 1
    assert [one["id"] for one in lines(tmp_path / "out" / "empty.jsonl")] == ["b"]
    restore(tmp_path / "out", tmp_path / "again")
    assert {one["id"]: one["text"] for one in lines(tmp_path / "again" / "pages.jsonl")} == {n: t for n, t, _ in rows}


def test_what_is_dropped_is_not_remembered(pages: Path, tmp_path: Path) -> None:
    cleaned(pages, tmp_path / "out", drop_empty=True, index=str(tmp_path / "crawl.index"))
    with Index.open(tmp_path / "crawl.index", read_only=True) as index:
        assert len(index) == 1
