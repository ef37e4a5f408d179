"""What is wrong with texts is noticed, counted and told with its remedy; the texts stay."""

from __future__ import annotations

import json
import quopri
import urllib.parse
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedup.dates import read_recorded
from dedup.pipeline import run
from dedup.pipeline.figures.noticing import REMEDIES, date_remedy, misnamed, noticed, remedy_for
from tests.pipeline.crawls import SEEDS, lines, paragraphs, settings, tiled

TEXT = "وصل وزير الخارجية إلى القاهرة اليوم في زيارة رسمية تستمر يومين"


def misread(text: str, right: str, wrong: str) -> str:
    return text.encode(right, "ignore").decode(wrong, "replace")


@pytest.mark.parametrize("wrong", ["latin-1", "cp1252", "cp1256", "mac_roman", "cp1251", "cp437", "cp720", "cp850"])
@pytest.mark.parametrize("text", [TEXT, "خبر عاجل", "أعلنت الوزارة", "مدرسه ٢٠٢٦ گذشته است"])
def test_utf_8_read_as_another_encoding_is_noticed(text: str, wrong: str) -> None:
    assert noticed(misread(text, "utf-8", wrong)) == ["doubly-encoded"]
    assert noticed(f"{paragraphs()[0]}\n{misread(text, 'utf-8', wrong)}") == ["doubly-encoded"]


@pytest.mark.parametrize("wrong", ["cp1250", "cp1253"])
def test_what_the_other_encoding_lacks_counts_as_lost(wrong: str) -> None:
    assert noticed(misread(TEXT, "utf-8", wrong)) == ["doubly-encoded", "lost-letters"]


def as_browsers_read(text: str) -> str:
    return "".join(bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in text.encode())


READINGS: list[Callable[[str], str]] = [
    lambda text: misread(text, "utf-8", "latin-1"),
    lambda text: misread(text, "utf-8", "cp1256"),
    lambda text: misread(text, "utf-8", "mac_roman"),
    lambda text: misread(text, "utf-8", "cp850"),
    lambda text: misread(text, "cp1256", "latin-1"),
    lambda text: misread(text, "cp1256", "cp437"),
    lambda text: misread(text, "iso8859_6", "latin-1"),
    as_browsers_read,
    lambda text: as_browsers_read(as_browsers_read(text)),
    lambda text: misread(misread(text, "utf-8", "latin-1"), "utf-8", "latin-1"),
]


@pytest.mark.parametrize("read", READINGS)
def test_the_remedy_repairs_its_example(read: Callable[[str], str]) -> None:
    text = "فرق البحث في القاهرة: وصل وزير الخارجية إلى القاهرة اليوم"
    remedy = remedy_for("doubly-encoded", read(text))
    assert eval(remedy.partition("before it is cleaned: ")[2], {"text": read(text)}) == text


@pytest.mark.parametrize("end", ["\\n", "\\r\\n"])
def test_the_remedy_for_line_ends_gives_them_back(end: str) -> None:
    remedy = remedy_for("escaped-line-ends", "")
    assert eval(remedy.partition("before the text is cleaned: ")[2], {"text": f"نص{end}نص"}) == "نص\nنص"


@pytest.mark.parametrize("read", READINGS)
def test_the_remedy_for_some_lines_repairs_the_page_as_pasted(read: Callable[[str], str]) -> None:
    text = "فرق البحث في القاهرة: وصل وزير الخارجية إلى القاهرة اليوم"
    whole = "\n".join((paragraphs()[0], text, "", "L'été à Çanakkale 2024", text))
    mixed = whole.replace(text, read(text))
    remedy = remedy_for("doubly-encoded", mixed)
    assert eval(remedy.partition("before it is cleaned: ")[2], {"text": mixed}) == whole


@pytest.mark.parametrize("batch_bytes", [1, 1 << 20])
@pytest.mark.parametrize("ways", [["latin-1"] * 3, ["mac_roman", "latin-1", "cp1252"]], ids=["alike", "different"])
def test_a_repair_is_promised_for_all_pages_if_they_are_alike(
    tmp_path: Path, ways: list[str], batch_bytes: int
) -> None:
    texts = [misread(TEXT, "utf-8", way) for way in ways]
    rows = [json.dumps({"id": way, "text": text}) for way, text in zip(ways, texts, strict=True)]
    (tmp_path / "a.jsonl").write_text("\n".join(rows), "utf-8")
    run([tmp_path / "a.jsonl"], tmp_path / "out", settings(batch_bytes=batch_bytes))
    found = json.loads((tmp_path / "out" / "stats.json").read_text("utf-8"))["noticed"]["doubly-encoded"]
    assert (found["pages"], found["example"]) == (3, "a.jsonl:1")
    repair, _, limit = found["remedy"].partition("; this repairs ")
    assert repair == remedy_for("doubly-encoded", texts[0])
    assert limit == ("the page named, and others were misread in another way" if len(set(ways)) > 1 else "")


def test_what_cannot_be_repaired_is_to_be_fetched_again() -> None:
    broken = misread(TEXT, "utf-8", "cp1252")
    assert noticed(broken) == ["doubly-encoded"]
    assert remedy_for("doubly-encoded", broken) == REMEDIES["doubly-encoded"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("id\ttext\tdate\n1\tنص\t", ["table"]),
        ("id\t text \r\n1\tنص", ["table"]),
        ("id,text\n1,نص", ["table"]),
        ('"id";"text";"date"\r\n1;نص;', ["table"]),
        ("text", []),
        ("text, id", []),
        ("نص, text\n", ["table"]),
        ("عنوان\tنص\n", []),
        ("سطر\nid\ttext\n", []),
        ("", []),
        ('{"id": 1, "text": "نص"}\n{"id": 2, "text": "نص"}\n', ["json-lines"]),
        ('{"text": null}', ["json-lines"]),
        ('[{"id": 1, "text" : "نص\\nنص"}, {"id": 2}]', ["json-lines"]),
        ('[\n {\n  "text": "نص"', ["json-lines"]),
        ('[{"id": 1, "note": "نص"}]', []),
        ("[نص] text", []),
        ('{"id": 1}\nنص', []),
        ('{"text": "نص"', []),
        ("{text}", []),
        ("{" * 100_000 + "text", []),
        ('{"\ud800": 1, "text": 2}', []),
    ],
)
def test_a_table_and_json_lines_among_text_files_are_known(text: str, expected: list[str]) -> None:
    assert misnamed(text, "text") == expected


def test_twice_misread_and_windows_read_as_latin_are_noticed() -> None:
    assert noticed(misread(misread(TEXT, "utf-8", "latin-1"), "utf-8", "cp1252")) == ["doubly-encoded"]
    for wrong in ("latin-1", "cp1252"):
        assert noticed(misread(TEXT, "cp1256", wrong)) == ["doubly-encoded"]


@pytest.mark.parametrize(("written", "doubt"), [("3/4/2024", "day or the month"), ("22/05/24", "month or the year")])
def test_a_date_whose_order_is_not_known_says_what_is_doubtful(written: str, doubt: str) -> None:
    assert f'"{written}" may have the ' in date_remedy(written, read_recorded(written))
    assert f"{doubt} first" in date_remedy(written, read_recorded(written))


@pytest.mark.parametrize(
    ("text", "identity", "expected"),
    [
        ("نص \ud83d آخر", "a", ["lone-surrogate"]),
        ("نص آخر", "caf\udce9.txt", ["lone-surrogate"]),
        ("نص 😀 آخر", "a", []),
        (r"انتهى البيان.\nوقال الوزير", "a", ["escaped-line-ends"]),
        (r"انتهى البيان\n\n«وقال", "a", ["escaped-line-ends"]),
        (r"المجلد C:\news\نشرة", "a", []),
        ("انتهى البيان.\nوقال الوزير", "a", []),
        ("انتهى\0 البيان", "a", ["zero-characters"]),
        ("<![CDATA[انتهى البيان]]>", "a", ["html"]),
    ],
)
def test_what_is_no_text_in_a_text_is_noticed(text: str, identity: str, expected: list[str]) -> None:
    assert noticed(text, identity) == expected
    assert all(remedy_for(name, text) == REMEDIES[name] for name in expected)


def test_lost_letters_are_noticed() -> None:
    for text in (TEXT.encode("latin-1", "replace").decode("latin-1"), TEXT.encode("cp1256").decode("utf-8", "replace")):
        assert noticed(text) == ["lost-letters"]
    assert noticed("لماذا??? ومتى???") == []
    assert noticed(TEXT + "????????") == []


def test_letters_lost_here_and_there_are_noticed() -> None:
    page = "\n".join(paragraphs()[:5])
    assert noticed(page.replace("ة", "\ufffd\ufffd")) == ["lost-letters"]
    assert noticed(page.replace("ج", "\ufffd")) == ["lost-letters"]
    assert noticed(TEXT.replace("ة", "\ufffd\ufffd")) == ["lost-letters"]
    assert noticed(f"\ufffd{page}") == noticed(f"{page}\ufffd\ufffd\ufffd") == noticed(f"{TEXT}\ufffd") == []


ESCAPED: list[Callable[[str], str]] = [
    lambda text: json.dumps(text),
    lambda text: json.dumps(text)[1:-1],
    lambda text: json.dumps(text)[1:-1].replace("\\n", "\n").upper().replace("\\U", "\\u"),
    lambda text: text.encode("unicode_escape").decode(),
    lambda text: f"{text}\n{text.encode('unicode_escape').decode()}",
    lambda text: str(text.encode())[2:-1],
    lambda text: urllib.parse.quote(text),
    lambda text: urllib.parse.quote(text).lower(),
    lambda text: urllib.parse.quote_plus(text),
    lambda text: quopri.encodestring(text.encode()).decode(),
    lambda text: quopri.encodestring(text.encode()).decode().replace("=\n", "=\r\n"),
]


@pytest.mark.parametrize("escape", ESCAPED)
def test_letters_written_as_escapes_are_noticed_with_a_remedy(escape: Callable[[str], str]) -> None:
    text = 'قال "الوزير" إنه وصل 😀 اليوم\nإلى القاهرة: عاصمة مصر'
    assert "escaped-letters" in noticed(escape(text))
    code = remedy_for("escaped-letters", escape(text)).partition("before it is cleaned: ")[2]
    found = eval(code, {"text": escape(text), "json": json, "urllib": urllib, "quopri": quopri})
    assert found in (text, f"{text}\n{text}")


@pytest.mark.parametrize(
    "text",
    [
        f"{TEXT} https://ar.test/%D8%A7%D9%84%D9%82%D8%A7%D9%87%D8%B1%D8%A9",
        "https://ar.test/%D8%A7%D9%84%D9%82%D8%A7%D9%87%D8%B1%D8%A9",
        f"{TEXT} /tag/%D8%A7%D9%84%D9%82%D8%A7%D9%87%D8%B1%D8%A9",
        rf"يكتب الحرف ا هكذا: \u0627، {TEXT}",
        f"بنسبة 20%D8 {TEXT}",
    ],
)
def test_addresses_and_single_escapes_are_let_be(text: str) -> None:
    assert noticed(text) == []


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
        "unicode.txt": f"id\ttext\r\n1\t{TEXT}\r\n",
    }
    for name, text in pages.items():
        (folder / name).write_bytes(text.encode("utf-16" if name == "unicode.txt" else "utf-8"))
    summary = run([folder], tmp_path / "out", settings(batch_bytes=1, max_removed=1.0))
    assert {name: (found.pages, found.example) for name, found in summary.noticed.items()} == {
        "doubly-encoded": (2, "moji-1.txt"),
        "html": (1, "tags.txt"),
        "table": (1, "unicode.txt"),
    }
    told = json.loads((tmp_path / "out" / "stats.json").read_bytes())["noticed"]
    assert told["html"] == {"pages": 1, "example": "tags.txt", "remedy": REMEDIES["html"]}
    assert tiled(tmp_path / "out") == pages
    assert lines(tmp_path / "out", "rejected") == []


def test_a_run_counts_doubled_fields_and_sources_of_other_kinds(tmp_path: Path) -> None:
    (tmp_path / "pages.jsonl").write_text(
        '{"id":"a","source":"s","text":"خبر أول"}\n'
        '{"id": "b", "source": "s", "text": "خبر ضائع", "text": "خبر ثان"}\n'
        '{"id":"c","source":["s"],"text":"x","text":"خبر ثالث"}\n'
        '{"id":"d","source":true,"text":"خبر رابع"}\n',
        "utf-8",
    )
    run([tmp_path / "pages.jsonl"], tmp_path / "out", settings())
    assert [line["text"] for line in lines(tmp_path / "out", "documents")] == [
        "خبر أول", "خبر ثان", "خبر ثالث", "خبر رابع"
    ]  # fmt: skip
    found = json.loads((tmp_path / "out" / "stats.json").read_bytes())["noticed"]
    assert {name: (own["pages"], own["example"]) for name, own in found.items()} == {
        "repeated-fields": (2, "pages.jsonl:2"),
        "unread-source": (2, "pages.jsonl:3"),
    }
    assert '"text" more than once, and the last value counts' in found["repeated-fields"]["remedy"]
    assert "names of sources are strings or numbers" in found["unread-source"]["remedy"]
