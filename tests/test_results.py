"""Results as the tables of other libraries, as plain values, and as what a notebook shows."""

from __future__ import annotations

import json
import pickle
import sys
from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import dedup
from dedup.model import LABELS, Article, Document, Page, Span
from dedup.results import Result
from tests.boilerplate.pages import SEED_NAMES, seed

HEALTH = "أعلنت وزارة الصحة اليوم الثلاثاء بدء حملة التطعيم في جميع مدن المملكة على أن تستمر حتى نهاية الشهر"
MATCH = "فاز الهلال على النصر بهدفين دون رد في ختام الجولة الأولى من الدوري السعودي للمحترفين"
DOCUMENTS = [
    Document(10, HEALTH, "سبق", "2024-01-02"),
    Document(20, MATCH),
    Document(30, HEALTH + ".", "واس", "2024-01-01"),
]
SCORED = ["id", "source", "date", "kept", "kind", "jaccard", "containment"]
PASSAGE = ["id", "start", "end", "of", "of_start", "of_end", "kind", "similarity", "cluster", "common"]
SPAN = ["start", "end", "label", "article", "rule", "confidence", "text"]
RESULTS: dict[str, tuple[Callable[[], Result], list[str], int]] = {
    "duplicates": (lambda: dedup.find_duplicates(DOCUMENTS), SCORED, 3),
    "no duplicates": (lambda: dedup.find_duplicates([]), SCORED, 0),
    "passages": (lambda: dedup.find_passages(DOCUMENTS, min_words=8), PASSAGE, 1),
    "no passages": (lambda: dedup.find_passages([]), PASSAGE, 0),
    "shared passages": (lambda: dedup.compare(DOCUMENTS, DOCUMENTS, min_words=8), PASSAGE, 5),
    "a page": (lambda: dedup.clean_text(f"{MATCH}\nالمصدر: سبق"), SPAN, 2),
    "no page": (lambda: dedup.clean_text(""), SPAN, 0),
}
results = pytest.mark.parametrize(("make", "names", "rows"), RESULTS.values(), ids=RESULTS.keys())


def columns_of(result: Any) -> dict[str, list[Any]]:
    if isinstance(result, Page):
        spans = [(*span_of(span), result.original[span.start : span.end]) for span in result.spans]
        return (
            dict(zip(SPAN, map(list, zip(*spans, strict=True)), strict=True)) if spans else {name: [] for name in SPAN}
        )
    found: dict[str, list[Any]] = result.to_dict()
    return found


def span_of(span: Span) -> tuple[Any, ...]:
    return span.start, span.end, span.label, span.article, span.rule, span.confidence


@results
def test_a_result_is_a_table_of_arrow(make: Callable[[], Any], names: list[str], rows: int) -> None:
    pytest.importorskip("pyarrow")
    result = make()
    table = result.to_arrow()
    assert (table.column_names, table.num_rows) == (names, rows)
    assert table.to_pydict() == columns_of(result)
    assert "null" not in map(str, table.schema.types)


@results
def test_a_result_is_a_frame_of_polars(make: Callable[[], Any], names: list[str], rows: int) -> None:
    polars = pytest.importorskip("polars")
    result = make()
    frame = result.to_polars()
    assert frame.shape == (rows, len(names))
    assert frame.to_dict(as_series=False) == columns_of(result)
    assert polars.Null not in frame.dtypes


@results
def test_a_result_is_a_frame_of_pandas(make: Callable[[], Any], names: list[str], rows: int) -> None:
    pytest.importorskip("pandas")
    result = make()
    frame = result.to_pandas()
    assert list(frame.columns) == names
    for name, values in columns_of(result).items():
        assert [None if value != value else value for value in frame[name].tolist()] == values
    numbers = {"start", "end", "of_start", "of_end", "article", "cluster", "jaccard", "containment", "similarity"}
    assert {frame[name].dtype.kind for name in numbers & set(names)} <= {"i", "f"}
    assert len(frame) == rows


@results
def test_a_result_is_plain_values(make: Callable[[], Any], names: list[str], rows: int) -> None:
    result = make()
    plain = result.to_dict()
    assert json.loads(json.dumps(plain)) == plain
    if not isinstance(result, Page):
        assert list(plain) == names
        assert {len(values) for values in plain.values()} == {rows}


def test_a_table_of_duplicates_has_the_fate_of_each_document() -> None:
    assert dedup.find_duplicates(DOCUMENTS).to_dict() == {
        "id": [10, 20, 30],
        "source": ["سبق", "", "واس"],
        "date": ["2024-01-02", "", "2024-01-01"],
        "kept": [30, 20, 30],
        "kind": ["exact", None, None],
        "jaccard": [1.0, None, None],
        "containment": [1.0, None, None],
    }


def test_a_page_as_a_dict_has_fields_articles_and_spans() -> None:
    text = f"{MATCH}\nالمصدر: سبق"
    page = dedup.clean_text(text)
    plain = page.to_dict()
    assert list(plain) == ["text", "title", "source", "published", "byline", "tags", "articles", "spans"]
    assert (plain["text"], plain["source"], plain["tags"]) == (page.text, "سبق", [])
    assert plain["articles"][0]["spans"] == [list(span) for span in page.articles[0].spans]
    assert [Span(**span) for span in plain["spans"]] == list(page.spans)
    assert page.original == text


@pytest.mark.parametrize(
    ("ids", "kind"),
    [
        (("a", "b"), "string"),
        ((1, -2), "int64"),
        ((1, 2**64 - 1), "uint64"),
        ((1, 2**64), "string"),
        ((-1, 2**63), "string"),
        ((1, 2.5), "double"),
        ((2**53 + 1, 2.5), "string"),
        ((1, "a"), "string"),
        ((True, "a"), "string"),
    ],
)
def test_ids_of_one_column_have_one_type(ids: tuple[Any, Any], kind: str) -> None:
    pytest.importorskip("pyarrow")
    result = dedup.find_duplicates((one, HEALTH) for one in ids)
    table = result.to_arrow()
    assert [str(table.schema.field(name).type) for name in ("id", "kept")] == [kind] * 2
    expected = list(map(str, ids)) if kind == "string" else list(ids)
    assert table["id"].to_pylist() == expected
    if pytest.importorskip("polars"):
        assert result.to_polars()["id"].to_list() == expected
    assert result.to_dict()["id"] == list(ids)
    if pytest.importorskip("pandas"):
        assert result.to_pandas()["id"].to_list() == list(ids)


def test_datasets_read_a_result() -> None:
    datasets = pytest.importorskip("datasets")
    result = dedup.find_duplicates(DOCUMENTS)
    assert datasets.Dataset.from_dict(result.to_dict()).to_dict() == result.to_dict()
    assert datasets.Dataset(result.to_arrow()).to_dict() == result.to_dict()
    assert len(datasets.Dataset.from_list([page.to_dict() for page in dedup.Cleaner().clean_all([MATCH, None])])) == 2


@pytest.mark.parametrize("package", ["pandas", "pyarrow", "polars"])
def test_a_missing_package_is_named(package: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    method = {"pyarrow": "to_arrow"}.get(package, f"to_{package}")
    message = rf"{method}\(\) needs {package}, which is not installed: pip install {package}"
    for result in (dedup.find_duplicates([]), dedup.find_passages([]), dedup.clean_text("")):
        with pytest.raises(dedup.DedupError, match=message):
            getattr(result, method)()


@pytest.mark.parametrize("method", ["to_arrow", "to_polars"])
def test_half_a_surrogate_pair_is_named(method: str) -> None:
    pytest.importorskip({"to_arrow": "pyarrow", "to_polars": "polars"}[method])
    with pytest.raises(dedup.DedupError, match=rf"{method}\(\) holds UTF-8 only, but a text has half of a surrogate"):
        getattr(dedup.find_duplicates([("\ud800", "نص")]), method)()


def test_passages_are_a_list_that_can_be_copied_and_pickled() -> None:
    found = dedup.find_passages(DOCUMENTS, min_words=8)
    assert found == list(found) == pickle.loads(pickle.dumps(found))
    assert pickle.loads(pickle.dumps(found)).to_dict() == found.to_dict()
    assert dedup.find_passages([]) == []


# -- notebooks -----------------------------------------------------------------------------------------------------


class Reader(HTMLParser):
    """The text of some HTML, and how its elements are nested: an element that is not closed in its turn raises."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.text, self.marks, self.open = "", list[tuple[str, str]](), list[str]()
        self.titles = list[str]()
        self.rows = list[list[str]]()
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in {"div", "mark", "small", "table", "tr", "th", "td", "code", "b", "bdi"}
        assert {name for name, _ in attrs} <= {"style", "dir", "title"}
        self.open.append(tag)
        if tag == "mark":
            self.marks.append((dict(attrs)["title"] or "", ""))
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self.rows[-1].append("")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data
        if "mark" in self.open and "small" not in self.open:
            title, text = self.marks[-1]
            self.marks[-1] = title, text + data
        if self.open[-1] in ("td", "th"):
            self.rows[-1][-1] += data


def html_of(shown: Any) -> str:
    html: str = shown._repr_html_()
    assert html.encode("utf-8").isascii() or "http" not in html
    return html


@pytest.mark.parametrize("name", SEED_NAMES)
def test_a_page_is_shown_with_its_cuts_coloured(name: str) -> None:
    text = seed(name)
    page = dedup.clean_text(text)
    read = Reader(html_of(page))
    shown = [(title.split(" · ")[0], words) for title, words in read.marks if title]
    assert shown == [(span.label, text[span.start : span.end].rstrip()) for span in page.removed]
    assert "".join(page.text.split()[:5]) in "".join(read.text.split())
    assert f"{len(page.removed)} cuts" in read.text
    assert 'dir="rtl"' in html_of(page)
    assert ("article 2" in read.text) == (len(page.articles) > 1)


HARD = st.text(alphabet=st.sampled_from("<>&\"'`\x00\x1b\ud800\u202e\u2067 \nنص/div"), max_size=30)


@given(st.lists(st.tuples(HARD, st.sampled_from(sorted(LABELS)), HARD), max_size=5))
def test_everything_in_a_page_is_escaped(parts: list[tuple[str, str, str]]) -> None:
    spans, text = list[Span](), ""
    for words, label, rule in parts:
        spans.append(Span(len(text), len(text) + len(words), label, 1, rule))
        text += words
    page = Page(tuple(spans), (Article(1, text, (), *[text] * 4, (text,)),), text)
    Reader(html_of(page)).text.encode("utf-8")


@given(HARD, HARD)
def test_everything_in_a_table_is_escaped(identity: str, text: str) -> None:
    copies = [(f"1{identity}", f"{HEALTH} {text}"), (f"2{identity}", f"{HEALTH} {text}")]
    for result in (dedup.find_duplicates(copies), dedup.find_passages(copies, min_words=8)):
        Reader(html_of(result)).text.encode("utf-8")


def test_a_result_is_shown_with_its_counts_and_its_first_rows() -> None:
    copies = dedup.find_duplicates((number, f"{HEALTH} {MATCH} {MATCH}") for number in range(13))
    read = Reader(html_of(copies))
    assert "DuplicateResult(kept=1, exact=12, near=0, contained=0, clusters=1)" in read.text
    assert "the first 10 of 12" in read.text
    assert read.rows[0] == ["id", "kept", "kind", "jaccard", "containment", "text", "kept text"]
    assert [row[:4] for row in read.rows[1:]] == [[str(number), "0", "exact", "1"] for number in range(1, 11)]
    assert {row[5] for row in read.rows[1:]} == {f"{HEALTH} {MATCH}"[:80] + "…"}


def test_passages_are_shown_with_their_words() -> None:
    found = dedup.compare([("خبر", f"نقلا عن الوكالة. {HEALTH}")], [(7, HEALTH)], min_words=8)
    read = Reader(html_of(found))
    assert "PassageResult(exact=1, near=0, reworded=0, clusters=1)" in read.text
    assert read.rows[1][:3] == ["خبر", "7", "exact"]
    assert read.rows[1][5].startswith("أعلنت وزارة الصحة")
    assert Reader(html_of(dedup.find_passages([]))).rows == []
