"""What is wrong with texts is noticed, counted and told with its remedy; the texts stay."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedup.pipeline import run
from dedup.pipeline.noticing import REMEDIES, noticed
from tests.pipeline.crawls import SEEDS, lines, paragraphs, settings, tiled

TEXT = "وصل وزير الخارجية إلى القاهرة اليوم في زيارة رسمية تستمر يومين"


def misread(text: str, right: str, wrong: str) -> str:
    return text.encode(right, "ignore").decode(wrong, "replace")


@pytest.mark.parametrize("wrong", ["latin-1", "cp1252", "cp1256", "mac_roman"])
@pytest.mark.parametrize("text", [TEXT, "خبر عاجل", "أعلنت الوزارة", "مدرسه ٢٠٢٦ گذشته است"])
def test_utf_8_read_as_another_encoding_is_noticed(text: str, wrong: str) -> None:
    assert noticed(misread(text, "utf-8", wrong)) == ["doubly-encoded"]
    assert noticed(f"{paragraphs()[0]}\n{misread(text, 'utf-8', wrong)}") == ["doubly-encoded"]


def test_twice_misread_and_windows_read_as_latin_are_noticed() -> None:
    assert noticed(misread(misread(TEXT, "utf-8", "latin-1"), "utf-8", "cp1252")) == ["doubly-encoded"]
    for wrong in ("latin-1", "cp1252"):
        assert noticed(misread(TEXT, "cp1256", wrong)) == ["doubly-encoded"]


@pytest.mark.parametrize(
    "text",
    [
        "<p>نص",
        "نص</div>",
        "سطر<br/>سطر",
        '<a href="x">نص</a>',
        "نص &amp; نص",
        "&nbsp;",
        "&#1575;&#x627;",
        "&quot;نص&quot;",
    ],
)
def test_leftovers_of_html_are_noticed(text: str) -> None:
    assert noticed(text) == ["html"]


@pytest.mark.parametrize(
    "text",
    [
        TEXT,
        "فقط، وضغط؛ لحظ؟ المادة § 5",
        "L'été à Çanakkale, Øystein Ùm, straße, São Paulo § 3",
        "AT&T; a < b > c <3 &bogus; &;",
        "x<y && y>z <نص>",
        "",
        "\ud800<",
    ],
)
def test_what_is_right_is_let_be(text: str) -> None:
    assert noticed(text) == []


@given(st.text(st.characters(min_codepoint=0x600, max_codepoint=0x6FF)) | st.sampled_from(paragraphs()))
def test_no_arabic_text_is_taken_for_misread(text: str) -> None:
    assert noticed(text) == []


def test_a_run_counts_names_and_leaves_them(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    seed = sorted(SEEDS.glob("*.txt"))[0].read_text("utf-8")
    pages = {
        "good.txt": seed,
        "moji-1.txt": misread(seed, "utf-8", "latin-1"),
        "moji-2.txt": misread(TEXT, "utf-8", "cp1252"),
        "tags.txt": f"<p>{TEXT}</p>",
    }
    for name, text in pages.items():
        (folder / name).write_bytes(text.encode())
    summary = run([folder], tmp_path / "out", settings(batch_bytes=1, max_removed=1.0))
    assert {name: (found.pages, found.example) for name, found in summary.noticed.items()} == {
        "doubly-encoded": (2, "moji-1.txt"),
        "html": (1, "tags.txt"),
    }
    told = json.loads((tmp_path / "out" / "stats.json").read_bytes())["noticed"]
    assert told["html"] == {"pages": 1, "example": "tags.txt", "remedy": REMEDIES["html"]}
    assert tiled(tmp_path / "out") == pages
    assert lines(tmp_path / "out", "rejected") == []
