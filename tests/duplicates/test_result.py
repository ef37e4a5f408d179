from __future__ import annotations

import doctest
import re
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from dedup.arabic import words
from dedup.duplicates import find_duplicates, result
from dedup.errors import DedupWarning
from dedup.model import Document, Duplicate
from tests.duplicates.oracle import containment, jaccard, shingles_of

SEEDS = sorted((Path(__file__).parents[2] / "seeds").glob("*.txt"))
PAGES = {path.name[:3]: path.read_bytes().decode() for path in SEEDS}
pages = pytest.mark.parametrize("page", PAGES.values(), ids=PAGES.keys())


def words_between(page: str, first: int, last: int) -> str:
    found = words(page)
    return page[int(found.starts[first]) : int(found.ends[last - 1])]


def only_duplicate(page: str, changed: str) -> Duplicate:
    (duplicate,) = find_duplicates([("page", page), ("changed", changed)]).duplicates
    texts = {"page": shingles_of(page), "changed": shingles_of(changed)}
    dropped, kept = texts[duplicate.id], texts[duplicate.kept]
    assert (duplicate.jaccard, duplicate.containment) == (jaccard(dropped, kept), containment(dropped, kept))
    return duplicate


@pages
def test_vowel_marks_and_punctuation_leave_a_copy_exact(page: str) -> None:
    marked = page.replace("،", " ").replace("م", "مَ").replace("أ", "ا")
    assert only_duplicate(page, marked) == Duplicate("changed", "page", "exact", 1.0, 1.0)


@pages
def test_a_byline_more_is_a_near_duplicate(page: str) -> None:
    duplicate = only_duplicate(page, "كتب: محمد عبد الرحمن - القاهرة\n" + page)
    assert (duplicate.id, duplicate.kind) == ("changed", "near")


@pages
def test_a_paragraph_less_is_a_duplicate(page: str) -> None:
    lines = page.splitlines(keepends=True)
    longest = max(lines, key=len)
    duplicate = only_duplicate(page, page.replace(longest, "", 1))
    assert duplicate.kind in ("near", "contained")
    assert duplicate.id == "changed"


@pages
def test_an_extract_is_contained_whichever_comes_first(page: str) -> None:
    extract = words_between(page, 40, 100)
    assert only_duplicate(page, extract).kind == "contained"
    (duplicate,) = find_duplicates([("extract", extract), ("page", page)]).duplicates
    assert (duplicate.id, duplicate.kept, duplicate.containment) == ("extract", "page", 1.0)


def test_different_pages_all_stay_in_order() -> None:
    found = find_duplicates(PAGES.items())
    assert [document.id for document in found.kept] == list(PAGES)
    assert found.duplicates == []
    assert found.clusters == []


def test_clusters_are_largest_first_then_by_id() -> None:
    one, two, three = list(PAGES.values())[:3]
    found = find_duplicates(
        [("c", three), ("b2", two), ("a", one), ("b1", two), ("c1", three), ("a1", one), ("a2", one)]
    )
    assert found.clusters == [("a", "a1", "a2"), ("b2", "b1"), ("c", "c1")]
    assert [duplicate.id for duplicate in found.duplicates] == ["b1", "c1", "a1", "a2"]
    assert repr(found) == "DuplicateResult(kept=3, exact=4, near=0, contained=0, clusters=3)"


def test_the_keeper_follows_the_options() -> None:
    page = PAGES["000"]
    documents = [
        Document("late", page + "!!", "bbc", "2023-09-13"),
        Document("undated", page, "spa"),
        Document("early", page, "aawsat", "2023-09-12"),
    ]

    def kept(**options: object) -> list[str]:
        return [document.id for document in find_duplicates(documents, **options).kept]  # type: ignore[arg-type]  # options by name

    assert kept() == ["early"]
    assert kept(keep="first") == kept(keep="longest") == ["late"]
    assert kept(prefer=["spa", "bbc"]) == ["undated"]


@pytest.mark.parametrize(
    ("late", "early"),
    [
        (datetime(2024, 5, 2), date(2024, 5, 1)),
        (datetime(2024, 5, 1, 10, tzinfo=timezone.utc), datetime(2024, 5, 1, 12, tzinfo=timezone(timedelta(hours=3)))),
        (1714644000, 1714554000),
        ("٢ أيار ٢٠٢٤", "30 نيسان 2024"),
        (None, "2024-05-01"),
        ("2024-05-02", 1714554000000000000),
    ],
)
def test_the_earliest_stays_whatever_its_date_is_written_in(late: Any, early: Any) -> None:
    result = find_duplicates([Document("late", "نص واحد", date=late), Document("early", "نص واحد", date=early)])
    assert [document.id for document in result.kept] == ["early"]
    assert result.kept[0].date is early


def test_a_date_that_is_not_read_is_told_and_counts_as_unknown() -> None:
    with pytest.warns(DedupWarning, match=r"1 of 2 dates are not read.*9/9/9999"):
        result = find_duplicates(
            [Document("late", "نص واحد", date="3/4/2015"), Document("early", "نص واحد", date="2024-05-01")]
        )
    assert [document.id for document in result.kept] == ["early"]


def test_a_stated_threshold_is_used() -> None:
    page = PAGES["001"]
    half = words_between(page, 0, len(words(page)) * 6 // 10)
    other = half + " " + words_between(PAGES["004"], 0, 200)
    assert find_duplicates([("page", page), ("other", other)]).duplicates == []
    assert len(find_duplicates([("page", page), ("other", other)], near=0.3).duplicates) == 1


@pytest.mark.parametrize("text", ["", " \n\t", "،؛؟ ...", "\u200f\ufeff", "\ud800", "\x00"])
def test_texts_without_words_stay(text: str) -> None:
    assert len(find_duplicates([("1", text), ("2", text), ("3", "خبر")]).kept) == 3


def test_two_texts_of_one_word_are_copies() -> None:
    assert find_duplicates([("1", "خبر"), ("2", "خَبَر.")]).duplicates == [Duplicate("2", "1", "exact", 1.0, 1.0)]


def test_no_documents() -> None:
    assert repr(find_duplicates([])) == "DuplicateResult(kept=0, exact=0, near=0, contained=0, clusters=0)"


def test_an_id_that_occurs_twice_is_named() -> None:
    with pytest.raises(ValueError, match="the id 'x' occurs twice"):
        find_duplicates([("x", "خبر"), Document("x", "اخر")])


@pytest.mark.parametrize("item", ["خب", ("id",), ("a", "b", "c"), ["id", "text"], 7, None])
def test_what_is_no_document_is_named(item: object) -> None:
    with pytest.raises(TypeError, match="documents are Documents or"):
        find_duplicates([item])  # type: ignore[list-item]  # the mistake under test


def test_a_single_preferred_source_goes_in_a_list() -> None:
    with pytest.raises(ValueError, match="prefer= takes a list of sources, got the single string 'bbc'"):
        find_duplicates([], prefer="bbc")


def some_documents() -> list[Document]:
    page, other = PAGES["000"], PAGES["001"]
    extract = words_between(page, 40, 100)
    return [
        Document("page", page, "bbc", "2023-09-12"),
        Document("copy", page + "!"),
        Document("edited", page.replace(extract, "")),
        Document("extract", extract),
        Document("other", other),
    ]


@pytest.mark.parametrize(("near", "contained"), [(0.99, None), (0.99, 1.0), (0.5, 0.95)])
def test_another_threshold_gives_what_a_new_run_gives(near: float, contained: float | None) -> None:
    again = find_duplicates(some_documents()).rethreshold(near, contained=contained)
    assert again == find_duplicates(some_documents(), near=near, contained=contained or 0.9)
    assert again.rethreshold(0.8, contained=0.9) == find_duplicates(some_documents())


def test_a_threshold_out_of_range_is_refused_again() -> None:
    with pytest.raises(ValueError, match="near= must be above 0"):
        find_duplicates(some_documents()).rethreshold(1.5)


def test_tables_have_a_row_for_each_document() -> None:
    result = find_duplicates(some_documents())
    frame = pytest.importorskip("pandas").DataFrame
    found = result.to_pandas()
    assert isinstance(found, frame)
    assert found["id"].tolist() == [document.id for document in some_documents()]
    assert found["kept"].tolist() == ["page", "page", "page", "page", "other"]
    assert found["kind"].iloc[1] == "exact"
    assert found["jaccard"].isna().tolist() == [True, False, False, False, True]


def test_arrow_tables_have_the_same_rows() -> None:
    pytest.importorskip("pyarrow")
    found = find_duplicates(some_documents()).to_arrow().to_pydict()
    assert found["source"] == ["bbc", "", "", "", ""]
    assert found["containment"][0] is None
    assert found["containment"][1] == 1.0


def test_the_example_runs() -> None:
    failed, attempted = doctest.testmod(result)
    assert (failed, attempted > 0) == (0, True)


@pytest.mark.parametrize(
    ("wanted", "told"),
    [
        ("الجزيره", "no document is of the source 'الجزيره'; did you mean 'الجزيرة'?"),
        ("Aljazera", "did you mean 'aljazeera'?"),
        ("spa", "no document is of the source 'spa'; there are 'الجزيرة', 'aljazeera'"),
    ],
)
def test_a_preferred_source_that_no_document_has_is_refused(wanted: str, told: str) -> None:
    documents = [
        Document(str(at), f"نص {at}", source) for at, source in enumerate(["aljazeera", "الجزيرة", "الجزيرة", ""])
    ]
    with pytest.raises(ValueError, match=re.escape(told)):
        find_duplicates(documents, prefer=["aljazeera", wanted])
    assert len(find_duplicates(documents, prefer=["aljazeera"]).kept) == 4


def test_a_preferred_source_among_many_and_among_none() -> None:
    documents = [Document(str(at), "نص", f"site {'abcdefghij'[at] * 4}") for at in range(8)]
    with pytest.raises(ValueError, match="'site eeee' and 3 more"):
        find_duplicates(documents, prefer=["رويترز"])
    with pytest.raises(ValueError, match="no document has a source"):
        find_duplicates([("a", "نص")], prefer=["رويترز"])
