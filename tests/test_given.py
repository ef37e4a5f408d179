"""What callers give to the library: pairs, records and tables of every kind come to the same documents and pages."""

from __future__ import annotations

import datetime
import subprocess
import sys
from collections import namedtuple
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import dedup
from dedup import find_duplicates, iso_date
from dedup.given import as_documents, as_pages
from dedup.model import Document
from dedup.tables import Columns

HEALTH = "أعلنت وزارة الصحة اليوم الثلاثاء بدء حملة التطعيم في جميع مدن المملكة على أن تستمر حتى نهاية الشهر"
MATCH = "فاز الهلال على النصر بهدفين دون رد في ختام الجولة الأولى من الدوري السعودي للمحترفين"
ROWS: dict[str, list[Any]] = {
    "id": [10, 20, 30, 40],
    "text": [HEALTH, MATCH, HEALTH + ".", None],
    "source": ["سبق", None, "واس", "عكاظ"],
    "date": ["2024-01-02", None, "2024-01-01", "2024-01-03"],
}
RECORDS: list[dict[str, Any]] = [dict(zip(ROWS, values, strict=True)) for values in zip(*ROWS.values(), strict=True)]
DOCUMENTS = [
    Document(10, HEALTH, "سبق", "2024-01-02"),
    Document(20, MATCH),
    Document(30, HEALTH + ".", "واس", "2024-01-01"),
    Document(40, "", "عكاظ", "2024-01-03"),
]
ZONE = datetime.timezone(datetime.timedelta(hours=3))


def pandas(rows: dict[str, list[Any]]) -> Any:
    return pytest.importorskip("pandas").DataFrame(rows)


def pyarrow(rows: dict[str, list[Any]]) -> Any:
    return pytest.importorskip("pyarrow").table(rows)


def dataset(rows: dict[str, list[Any]]) -> Any:
    return pytest.importorskip("datasets").Dataset.from_dict(rows)


def duckdb_relation(rows: dict[str, list[Any]]) -> Any:
    import duckdb

    connection = duckdb.connect()
    connection.register("rows", pyarrow(rows))
    return connection.sql("SELECT * FROM rows")


TABLES: dict[str, Callable[[dict[str, list[Any]]], Any]] = {
    "records": lambda rows: [dict(zip(rows, values, strict=True)) for values in zip(*rows.values(), strict=True)],
    "pandas": pandas,
    "pandas, nullable types": lambda rows: pandas(rows).convert_dtypes(),
    "pandas, Arrow types": lambda rows: (
        pytest.importorskip("pyarrow") and pandas(rows).convert_dtypes(dtype_backend="pyarrow")
    ),
    "pandas, categories": lambda rows: pandas(rows).astype("category"),
    "pandas, an index": lambda rows: pandas(rows).set_index(next(iter(rows))),
    "pandas, itertuples": lambda rows: pandas(rows).itertuples(),
    "polars": lambda rows: pytest.importorskip("polars").DataFrame(rows),
    "polars, lazy": lambda rows: pytest.importorskip("polars").LazyFrame(rows),
    "Arrow": pyarrow,
    "Arrow, a record batch": lambda rows: pyarrow(rows).to_batches()[0],
    "Arrow, a reader": lambda rows: pyarrow(rows).to_reader(max_chunksize=3),
    "Arrow, a dataset": lambda rows: pytest.importorskip("pyarrow.dataset").dataset(pyarrow(rows)),
    "Arrow, dictionaries": lambda rows: pyarrow({name: pyarrow(rows)[name].dictionary_encode() for name in rows}),
    "Hugging Face": dataset,
    "Hugging Face, formatted": lambda rows: dataset(rows).with_format("numpy"),
    "Hugging Face, streamed": lambda rows: dataset(rows).to_iterable_dataset(),
    "DuckDB": duckdb_relation,
}
tables = pytest.mark.parametrize("make", TABLES.values(), ids=TABLES.keys())


@tables
def test_tables_of_every_kind_are_the_same_documents(make: Callable[[dict[str, list[Any]]], Any]) -> None:
    found = as_documents(make(ROWS))
    assert found == DOCUMENTS
    assert [type(document.id) for document in found] == [int] * 4


@tables
def test_columns_may_have_other_names(make: Callable[[dict[str, list[Any]]], Any]) -> None:
    renamed = {"url": ["a", "b", "c", "d"], "body": ROWS["text"], "publisher": ROWS["source"], "day": ROWS["date"]}
    names = {"text": "body", "id": "url", "source": "publisher", "date": "day"}
    result = dedup.find_duplicates(make(renamed), **names)
    assert [(one.id, one.kept, one.kind) for one in result.duplicates] == [("a", "c", "exact")]
    assert [document.id for document in result.kept] == ["b", "c", "d"]
    assert [(one.id, one.of) for one in dedup.find_passages(make(renamed), min_words=8, **names)] == [("a", "c")]
    shared = dedup.compare(make(renamed), make(renamed), kinds=["exact"], min_words=8, **names)
    assert [(one.id, one.of) for one in shared] == [
        (one, other) for one, others in zip("abc", ("ac", "b", "ac"), strict=True) for other in others
    ]


@tables
def test_without_ids_documents_are_numbered(make: Callable[[dict[str, list[Any]]], Any]) -> None:
    unnamed = {"other": [1, 2, 3, 4], "text": ROWS["text"]}
    assert [document.id for document in as_documents(make(unnamed))] == [0, 1, 2, 3]
    assert [document.id for document in as_documents(make(ROWS), Columns(id=None))] == [0, 1, 2, 3]


@tables
def test_pages_of_a_table_are_texts_with_source_and_title(
    make: Callable[[dict[str, list[Any]]], Any],
) -> None:
    assert list(as_pages(make({**ROWS, "title": [None, "فوز", None, ""]}), Columns(title="title"))) == [
        (HEALTH, "سبق", ""),
        (MATCH, "", "فوز"),
        (HEALTH + ".", "واس", ""),
        ("", "عكاظ", ""),
    ]


def test_a_cleaner_takes_pages_of_every_kind() -> None:
    cleaner = dedup.Cleaner()
    expected = [cleaner.clean(text or "") for text in ROWS["text"]]
    for pages in (ROWS["text"], RECORDS, DOCUMENTS, [(text, None) for text in ROWS["text"]], iter(DOCUMENTS)):
        found = list(cleaner.clean_all(pages))
        assert found == expected
        assert [page.original for page in found] == [text or "" for text in ROWS["text"]]
    renamed = [{"body": record["text"], "text": "غيره"} for record in RECORDS]
    assert list(cleaner.clean_all(renamed, text="body")) == expected


@pytest.mark.parametrize("kind", ["pandas", "polars", "Arrow"])
def test_a_column_of_texts_is_pages_and_with_numbers_documents(kind: str) -> None:
    column = TABLES[kind](ROWS)["text"]
    assert [page.original for page in dedup.Cleaner().clean_all(column)] == [text or "" for text in ROWS["text"]]
    assert [document.text for document in as_documents(enumerate(column))] == [text or "" for text in ROWS["text"]]
    with pytest.raises(dedup.ArgumentError, match="documents are Documents or"):
        as_documents(column)


class NA:
    """A missing value that compares like pandas' NA: neither equal nor unequal to anything."""

    def __ne__(self, other: object) -> Any:
        return self

    def __bool__(self) -> bool:
        raise TypeError("boolean value of NA is ambiguous")

    __hash__ = None  # type: ignore[assignment]  # nothing looks it up


NAType = type("NAType", (NA,), {})
MISSING = [None, float("nan"), np.float32("nan"), np.datetime64("NaT"), Decimal("NaN"), NAType()]


@pytest.mark.parametrize("missing", MISSING, ids=lambda missing: type(missing).__name__)
def test_missing_values_are_missing(missing: Any) -> None:
    record = {"id": "a", "text": missing, "source": missing, "date": missing}
    expected = Document("a", "")
    assert as_documents([record]) == as_documents([("a", missing)]) == [expected]
    assert as_documents([Document("a", missing, missing, missing)]) == [expected]
    assert list(as_pages([missing, (missing, missing, missing)], Columns())) == [("", "", "")] * 2
    assert as_documents([{"id": missing, "text": "نص"}]) == [Document(0, "نص")]
    assert [one.id for one in as_documents([("", "نص"), (missing, "نص"), ("a", "نص")])] == ["row:0", "row:1", "a"]


def test_what_pandas_calls_missing_is_missing() -> None:
    absent = pytest.importorskip("pandas").NA
    assert as_documents([(1, absent), (absent, MATCH)]) == [Document(1, ""), Document("row:1", MATCH)]
    assert as_documents([Document(absent, HEALTH, absent, absent)]) == [Document(0, HEALTH)]
    assert dedup.clean_text(absent) == dedup.clean_text("")


@pytest.mark.parametrize("missing", [None, float("nan")])
def test_a_missing_page_is_an_empty_one(missing: Any) -> None:
    assert dedup.clean_text(missing) == dedup.Cleaner().clean(missing) == dedup.clean_text("")
    with pytest.raises(dedup.ArgumentError, match=r"^the text is no string but int: 7"):
        dedup.clean_text(7)  # type: ignore[arg-type]  # the mistake under test


def test_a_column_may_be_mapped() -> None:
    pages = pandas(ROWS)["text"].map(dedup.clean_text)
    assert [page.original for page in pages] == [text or "" for text in ROWS["text"]]


def test_missing_texts_stay_and_are_no_duplicates_of_each_other() -> None:
    result = dedup.find_duplicates([("a", None), ("b", float("nan")), ("c", ""), ("d", MATCH)])
    assert [document.id for document in result.kept] == ["a", "b", "c", "d"]
    assert dedup.find_passages([("a", None), ("b", None)]) == []


@given(st.lists(st.one_of(st.integers(), st.text(), st.floats(allow_nan=False)), unique=True, max_size=6))
def test_ids_are_given_back_as_given(ids: list[int | str | float]) -> None:
    result = dedup.find_duplicates(zip(ids, [HEALTH] * len(ids), strict=True))
    named = [(f"row:{place}" if any(ids) or 0 in ids else place) if one == "" else one for place, one in enumerate(ids)]
    assert [document.id for document in result.kept] == named[:1]
    assert [one.id for one in result.duplicates] == named[1:]
    assert {one.kept for one in result.duplicates} <= set(named[:1])
    found = dedup.find_passages(zip(ids, [HEALTH] * len(ids), strict=True), min_words=8)
    assert {type(one.id) for one in found} <= set(map(type, named))


def test_numbers_are_ordered_as_numbers_and_before_strings() -> None:
    other = HEALTH.replace("الصحة", "التعليم").replace("التطعيم", "القراءة").replace("مدن", "مدارس")
    pairs = [("b", other), ("a", other), (10, HEALTH), (11, HEALTH), (9, MATCH), (8, MATCH)]
    assert dedup.find_duplicates(pairs).clusters == [(9, 8), (10, 11), ("b", "a")]


def test_scalars_of_numpy_are_the_values_in_them() -> None:
    (one, other) = as_documents(zip(np.array([3, 4]), np.array([HEALTH, MATCH]), strict=True))
    assert (one.id, type(one.id), other.text) == (3, int, MATCH)


def test_sources_are_strings_and_preferred_ones_may_be_numbers() -> None:
    records = [{"id": 1, "text": HEALTH, "source": 11}, {"id": 2, "text": HEALTH, "source": 12.0}]
    result = dedup.find_duplicates(records, prefer=[12])
    assert [(document.id, document.source) for document in result.kept] == [(2, "12")]


def test_blanks_around_a_source_are_no_part_of_it() -> None:
    records = [{"id": " 1 ", "text": HEALTH, "source": "سبق"}, {"id": "2", "text": HEALTH, "source": " واس\u200f "}]
    for given_records in (records, [Document(**record) for record in records]):
        result = dedup.find_duplicates(given_records, prefer=["واس"])
        assert [(duplicate.id, duplicate.kept) for duplicate in result.duplicates] == [(" 1 ", "2")]
    assert list(as_pages([(HEALTH, " واس "), (HEALTH, "\tواس", " عنوان ")])) == [
        (HEALTH, "واس"),
        (HEALTH, "واس", " عنوان "),
    ]


@pytest.mark.parametrize(
    ("date", "written"),
    [
        (datetime.date(2024, 1, 31), "2024-01-31"),
        (datetime.datetime(2024, 1, 31, 10, 5), "2024-01-31T10:05:00"),
        (datetime.datetime(2024, 1, 31, 1, 5, tzinfo=ZONE), "2024-01-30T22:05:00"),
        (np.datetime64("2024-01-31T10:05:00"), "2024-01-31T10:05:00"),
    ],
)
def test_dates_may_be_objects(date: Any, written: str) -> None:
    (document,) = as_documents([{"id": 1, "text": HEALTH, "date": date}])
    assert iso_date(document.date) == written
    result = find_duplicates([{"id": 1, "text": HEALTH, "date": date}])
    assert result.to_dict()["date"] == [written]


def test_named_tuples_are_records_where_they_have_a_text() -> None:
    row = namedtuple("row", "text id")  # as pandas makes them
    pair = namedtuple("pair", "name body")
    assert as_documents([row(HEALTH, "a"), pair("b", MATCH)]) == [Document("a", HEALTH), Document("b", MATCH)]


def test_records_may_miss_fields_that_others_have() -> None:
    records = [{"id": "a"}, {"id": "b", "text": MATCH, "url": "x"}, {"text": HEALTH}]
    assert [(one.id, one.text) for one in as_documents(records)] == [("a", ""), ("b", MATCH), ("row:2", HEALTH)]


@pytest.mark.parametrize(
    ("documents", "columns", "message"),
    [
        (
            [{"id": 1, "body": HEALTH}],
            {},
            r"text= there is no field 'text': name the right one \(fields: 'id', 'body'\)",
        ),
        (RECORDS, {"id": "url"}, r"id= there is no field 'url': name the right one \(fields: 'id', 'text', 'source'"),
        (RECORDS, {"date": "day"}, "date= there is no field 'day'"),
        ("نص", {}, "documents are a list or a table, got 'نص'"),
        (Document("a", "نص"), {}, "documents are a list or a table"),
        (None, {}, "documents are a list or a table, got None"),
        ({"a": HEALTH}, {}, "got a dict: give a list of dicts, or its items"),
        ([HEALTH], {}, r"plain texts get their place as an id by enumerate\(texts\)"),
        ([("a", 7)], {}, "the text of document 'a' is no string but int: 7"),
        ([("a", HEALTH.encode())], {}, "the text of document 'a' is no string but bytes"),
        ([("a", [HEALTH])], {}, "the text of document 'a' is no string but list"),
        ([(("a",), HEALTH)], {}, r"ids are strings or numbers, got \('a',\); str\(id\) makes it a string"),
        ([("a", HEALTH), ("a", MATCH)], {}, "the id 'a' occurs twice: every document needs an id of its own"),
        ([(1, HEALTH), (1.0, MATCH)], {}, r"the id 1\.0 occurs twice"),
    ],
)
def test_what_is_no_document_is_named_with_the_remedy(documents: Any, columns: dict[str, str], message: str) -> None:
    with pytest.raises(dedup.ArgumentError, match=message):
        dedup.find_duplicates(documents, **columns)


@pytest.mark.parametrize(
    ("pages", "message"),
    [
        ("نص", "pages are a list or a table, got 'نص'"),
        ([("نص",)], r"a page is \(text, source\) or \(text, source, title\), got \('نص',\)"),
        ([("1", "عنوان\nفقرة.")], "got a text of 11 characters as the source; pages with ids are records"),
        ([[1, "كلمة " * 80]], "got a text of 400 characters as the source"),
        ([7], "the text of page 0 is no string but int: 7"),
        ([("نص", ""), (7, "x")], "the text of page 1 is no string but int: 7"),
        ([{"id": "a", "text": 7}], "the text of page 'a' is no string but int: 7"),
        ([Document("a", 7)], "the text of page 'a' is no string but int: 7"),  # type: ignore[arg-type]  # a mistake
        ([{"body": "نص"}], "text= there is no field 'text'"),
    ],
)
def test_what_is_no_page_is_named_with_the_remedy(pages: Any, message: str) -> None:
    with pytest.raises(dedup.ArgumentError, match=message):
        list(dedup.Cleaner().clean_all(pages))


@pytest.mark.parametrize(
    "kind", ["pandas", "polars", "polars, lazy", "Arrow", "Hugging Face", "Hugging Face, streamed"]
)
def test_an_unknown_column_is_named_with_the_known_ones(kind: str) -> None:
    table = TABLES[kind](ROWS)
    columns = r"there is no column 'body': name the right one \(columns: 'id', 'text', 'source', 'date'\)"
    with pytest.raises(dedup.ArgumentError, match=f"text= {columns}"):
        dedup.find_duplicates(table, text="body")
    with pytest.raises(dedup.ArgumentError, match=f"source= {columns}"):
        list(dedup.Cleaner().clean_all(table, source="body"))


@pytest.mark.parametrize("kind", ["records", "pandas", "Arrow"])
def test_the_same_names_of_columns_serve_every_function(kind: str) -> None:
    table = TABLES[kind]({"nid": [1, 2], "body": [HEALTH, None], "pub": ["سبق", None], "day": ["2024-01-02", None]})
    names: dict[str, Any] = {"text": "body", "id": "nid", "source": "pub", "date": "day"}
    assert [page.text for page in dedup.Cleaner().clean_all(table, **names)] == [HEALTH, ""]
    assert [document.id for document in dedup.find_duplicates(table, **names).kept] == [1, 2]
    assert dedup.find_passages(table, **names) == []
    for argument in ("id", "date"):
        with pytest.raises(dedup.ArgumentError, match=f"{argument}= there is no (column|field) 'nowhere'"):
            list(dedup.Cleaner().clean_all(table, **{**names, argument: "nowhere"}))


def test_two_columns_of_one_name_are_refused() -> None:
    table = pandas(ROWS)
    twice = pytest.importorskip("pandas").concat([table, table], axis=1)
    with pytest.raises(dedup.ArgumentError, match="two columns have the name 'text'"):
        dedup.find_duplicates(twice)


def test_of_several_datasets_one_is_to_be_chosen() -> None:
    splits = pytest.importorskip("datasets").DatasetDict(train=dataset(ROWS), test=dataset(ROWS))
    with pytest.raises(dedup.ArgumentError, match="got a dict of datasets: choose one of 'train', 'test'"):
        dedup.find_duplicates(splits)
    del splits["test"]
    with pytest.raises(dedup.ArgumentError, match=r"got a dict of datasets: take \['train'\] of them"):
        list(dedup.Cleaner().clean_all(splits))


def test_a_stream_of_arrow_without_pyarrow_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    import duckdb

    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(dedup.DedupError, match="is read through pyarrow, which is not installed: pip install pyarrow"):
        dedup.find_duplicates(duckdb.connect().sql("SELECT 'a' AS id, 'نص' AS text"))


def test_no_library_of_tables_is_imported_for_pairs_and_records() -> None:
    code = (
        "import sys, dedup\n"
        "dedup.find_duplicates([('a', 'خبر'), ('b', None)]); dedup.find_passages([{'id': 1, 'text': 'خبر'}])\n"
        "list(dedup.Cleaner().clean_all(['خبر', None]))\n"
        "print(*{'pandas', 'polars', 'pyarrow', 'datasets'} & set(sys.modules))"
    )
    root = Path(__file__).parents[1]
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


@pytest.mark.parametrize(
    ("text", "remedy"),
    [([HEALTH, MATCH], "join"), ({"name": HEALTH}, '"name"'), (HEALTH.encode(), "decode"), (7, "str("), (1.5, "str(")],
)
def test_a_text_of_another_type_is_told_how_to_become_a_string(text: Any, remedy: str) -> None:
    with pytest.raises(dedup.ArgumentError, match=f"is no string but {type(text).__name__}: ") as told:
        find_duplicates([("a", text)])
    code, _, _ = str(told.value).rpartition("; ")[2].partition(" ")
    assert remedy in code
    assert isinstance(eval(code, {"text": text}), str)


def test_a_text_in_the_place_of_an_id_is_shortened_in_errors() -> None:
    for swapped in ([(HEALTH * 30, 1)], [(HEALTH * 30, MATCH)] * 2):
        with pytest.raises(dedup.ArgumentError) as told:
            find_duplicates(swapped)
        assert len(str(told.value)) < 250
        assert HEALTH[:70] in str(told.value)
