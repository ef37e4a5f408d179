"""The index in a folder: what it finds, what it keeps, who may write, and what it says when it cannot."""

from __future__ import annotations

import datetime
import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import dedup
from dedup import DedupError, Document, Index, Match
from dedup.duplicates import CONTAINED_WORDS, least_shingles
from dedup.index.generation import SEALED_AT
from dedup.index.manifest import NAME, Manifest, write_manifest
from dedup.index.settings import Makeup
from tests.index.streams import containment, jaccard, shingles_of, stream
from tests.processes import python
from tests.searches import examples

STATEMENT = (
    "أعلنت وزارة الصحة اليوم الثلاثاء بدء حملة التطعيم في جميع مدن المملكة على أن تستمر حتى نهاية الشهر المقبل "
    "بمشاركة آلاف الأطباء والممرضين في المراكز الصحية والمستشفيات والمدارس والجامعات"
)
COPY = STATEMENT.replace("أ", "ا").replace(" اليوم", "، اليوم")
NEAR = STATEMENT + " يوميا"
EXTRACT = " ".join(STATEMENT.split()[6:24])
OTHER = "فاز الهلال على النصر بهدفين دون رد في ختام الجولة الأولى من الدوري السعودي للمحترفين"


@pytest.fixture
def index(tmp_path: Path) -> Iterator[Index]:
    with Index.open(tmp_path / "crawl.index") as opened:
        yield opened


def kinds_of_covers(document: Document, indexed: list[Document]) -> set[str]:
    """How indexed documents cover this one, from the definition."""
    own, kinds = shingles_of(document.text), set()
    for its in (shingles_of(other.text) for other in indexed):
        if jaccard(own, its) >= 0.8:
            kinds.add("near")
        elif len(its) >= len(own) >= least_shingles(CONTAINED_WORDS) and containment(own, its) >= 0.9:
            kinds.add("contained")
    return kinds


def test_the_three_kinds_of_match_and_their_scores(index: Index) -> None:
    index.add(("first", STATEMENT))
    assert index.check(("copy", COPY)) == Match("first", "exact", 1.0, 1.0)
    own, first = shingles_of(NEAR), shingles_of(STATEMENT)
    assert index.check(("near", NEAR)) == Match("first", "near", jaccard(own, first), containment(own, first))
    assert index.check(("other", OTHER)) is None
    assert len(index) == 1


def test_a_text_that_is_too_short_is_contained_in_nothing(index: Index, tmp_path: Path) -> None:
    own, first = shingles_of(EXTRACT), shingles_of(STATEMENT)
    index.add(("first", STATEMENT))
    assert index.check(("extract", EXTRACT)) is None
    with Index.open(tmp_path / "short", contained_words=18) as other:
        other.add(("first", STATEMENT))
        assert other.check(("extract", EXTRACT)) == Match("first", "contained", jaccard(own, first), 1.0)
        assert other.check(("shorter", EXTRACT.rpartition(" ")[0])) is None
        assert other.stats().contained_words == 18
    with pytest.raises(DedupError, match=r"made with contained_words=18, not 30; open it with 18"):
        Index.open(tmp_path / "short", contained_words=30)
    with Index.open(tmp_path / "short") as again:
        assert again.check(("extract", EXTRACT)) is not None


def test_the_best_match_is_told(index: Index) -> None:
    index.add_all([("near", NEAR), ("same", COPY), ("same again", STATEMENT)])
    assert index.check(("new", STATEMENT)) == Match("same", "exact", 1.0, 1.0)
    index.forget(ids=["same", "same again"])
    found = index.check(("new", STATEMENT))
    assert found is not None
    assert (found.id, found.kind) == ("near", "near")


@pytest.mark.parametrize("order", ["as it came", "backwards", "shuffled"])
def test_one_by_one_every_repetition_is_found_and_every_score_is_exact(tmp_path: Path, order: str) -> None:
    documents = stream(200)
    if order == "backwards":
        documents.reverse()
    elif order == "shuffled":
        random.Random(5).shuffle(documents)
    by_id, added = {document.id: document for document in documents}, list[Document]()
    kinds = Counter[str]()
    with Index.open(tmp_path / "index") as index:
        for document in documents:
            match = index.check_and_add(document)
            covers = kinds_of_covers(document, added)
            if match is None:
                assert "near" not in covers
                kinds["missed"] += "contained" in covers
                added.append(document)
                continue
            assert covers
            own, its = shingles_of(document.text), shingles_of(by_id[match.id].text)
            assert by_id[match.id] in added
            assert (match.jaccard, match.containment) == (jaccard(own, its), containment(own, its))
            kinds[match.kind] += 1
        assert len(index) == len(added)
    assert min(kinds[kind] for kind in ("exact", "near", "contained")) >= 2
    assert kinds["missed"] <= 0.03 * (kinds["missed"] + kinds["contained"])


def test_in_bulk_it_answers_as_one_by_one(tmp_path: Path) -> None:
    documents = stream(400, seed=2)
    with Index.open(tmp_path / "one") as one, Index.open(tmp_path / "bulk") as bulk:
        singly = [one.check_and_add(document) for document in documents]
        assert bulk.check_and_add_all(documents) == singly
        assert sum(match is not None for match in singly) > 80
        again = stream(50, seed=3)
        assert bulk.check_all(again) == [one.check(document) for document in again]


def test_it_agrees_with_find_duplicates(index: Index) -> None:
    documents = stream(200, seed=4)
    result = dedup.find_duplicates(documents, keep="first")
    index.add_all(result.kept)
    by_id = {document.id: document for document in documents}
    matches = index.check_all(by_id[duplicate.id] for duplicate in result.duplicates)
    assert sum(match is None for match in matches) <= 0.03 * len(matches)
    for match, duplicate in zip(matches, result.duplicates, strict=True):
        assert match is None or (match.jaccard, match.containment) == (duplicate.jaccard, duplicate.containment)


any_text = st.text(st.characters(), max_size=60) | st.sampled_from([STATEMENT, COPY, "\x00", "\ud800"])


@settings(max_examples=examples(120))
@given(st.lists(any_text, max_size=6))
def test_any_text_can_be_added_and_is_found_again(texts: list[str]) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        documents = [Document(f"\ud800{place}\x00{text}", text) for place, text in enumerate(texts)]
        with Index.open(folder + "/index") as index:
            index.add_all(documents)
        with Index.open(folder + "/index", read_only=True) as index:
            for document in documents:
                match = index.check(document)
                assert (match is None) == (not shingles_of(document.text))
                assert match is None or (match.kind, match.jaccard) == ("exact", 1.0)
            assert len(index) == len(documents)


def test_what_was_added_is_there_after_it_was_closed(tmp_path: Path) -> None:
    for place in range(3):
        with Index.open(tmp_path / "index") as index:
            assert len(index) == place
            index.add((f"day {place}", f"{STATEMENT} {place}"))
    with Index.open(tmp_path / "index", read_only=True) as index:
        assert {match and match.id for match in index.check_all((str(n), f"{STATEMENT} {n}") for n in range(3))} == {
            "day 0",
            "day 1",
            "day 2",
        }


def test_an_id_with_its_words_is_added_once_and_other_words_once_more(index: Index) -> None:
    index.add_all([("page", STATEMENT), ("page", STATEMENT), ("page", COPY), ("empty", ""), ("empty", "...")])
    assert len(index) == 2
    index.add(("page", OTHER))
    assert len(index) == 3
    assert index.check(("x", STATEMENT)) == index.check(("x", COPY)) == Match("page", "exact", 1.0, 1.0)
    assert index.forget(ids=["page"]) == 2


def test_many_documents_go_to_files_and_are_found_there(tmp_path: Path) -> None:
    path, number = tmp_path / "index", 2 * SEALED_AT + 1000
    documents = [(str(n), f"الخبر رقم {n} من أخبار {n * 7} اليوم {n * 3}") for n in range(number)]
    with Index.open(path) as index:
        index.add_all(documents[: SEALED_AT + 10])
        index.add_all(documents[SEALED_AT + 10 :])
        assert any(path.rglob("postings-*"))
        sample = documents[:: number // 500]
        assert all(match and match.id == name for (name, _), match in zip(sample, index.check_all(sample), strict=True))
    with Index.open(path, read_only=True) as reader:
        assert len(reader) == number
        for name, text in sample[::5]:
            assert reader.check(("new", text)) == Match(name, "exact", 1.0, 1.0)
        assert reader.check_all(documents[-3000:])[-1] == Match(documents[-1][0], "exact", 1.0, 1.0)


def test_a_reader_sees_what_the_writer_does_while_both_are_open(tmp_path: Path) -> None:
    with Index.open(tmp_path / "index") as writer, Index.open(tmp_path / "index", read_only=True) as reader:
        assert reader.check(("x", STATEMENT)) is None
        writer.add(("first", STATEMENT))
        assert reader.check(("x", STATEMENT)) == Match("first", "exact", 1.0, 1.0)
        writer.add_all((str(n), f"{n} {n * 2} {n * 3}") for n in range(SEALED_AT))
        assert len(reader) == SEALED_AT + 1
        writer.forget(ids=["first"])
        assert reader.check(("x", STATEMENT)) is None
        writer.compact()
        assert len(reader) == SEALED_AT
        writer.add(("again", STATEMENT))
        assert reader.check(("x", STATEMENT)) == Match("again", "exact", 1.0, 1.0)


def test_forgetting_by_date_and_by_id_and_giving_back_the_room(tmp_path: Path) -> None:
    path = tmp_path / "index"
    texts = {day: f"{OTHER} {day} {STATEMENT * (day % 3)}" for day in range(1, 31)}
    documents = [Document(f"{day:02}", text, date=f"2026-03-{day:02}") for day, text in texts.items()]
    with Index.open(path) as index:
        index.add_all(documents)
        index.add_all([Document("undated", STATEMENT + " قديم"), Document("month", OTHER + " شهر", date="2026-02")])
    with Index.open(path) as index:
        assert index.forget(before="2026-03-11") == 11
        assert index.forget(before="2026-03-11") == 0
        assert index.forget(ids=["30", "30", "unknown"]) == 1
        stats = index.stats()
        assert (stats.documents, stats.forgotten, stats.earliest) == (20, 12, "2026-03-11")
        expected_matches = index.check_all(documents)
        index.compact()
        smaller = index.stats()
        assert (smaller.documents, smaller.forgotten) == (20, 0)
        assert smaller.bytes < stats.bytes
        assert index.check_all(documents) == expected_matches
        index.add(documents[0])
    with Index.open(path) as index:
        assert index.check(documents[0]) == Match("01", "exact", 1.0, 1.0)
        assert len([entry for entry in path.iterdir() if entry.is_dir()]) == 1
        with pytest.raises(ValueError, match="'yesterday'"):
            index.forget(before="yesterday")


def test_a_batch_that_is_run_again_finds_what_it_found(index: Index) -> None:
    monday, tuesday = stream(60, seed=6), stream(60, seed=7) + stream(30, seed=6)
    first = index.check_all(monday, batch="monday")
    index.add_all(monday, batch="monday")
    second = index.check_all(tuesday, batch="tuesday")
    assert any(match is not None for match in second)
    index.add_all(tuesday, batch="tuesday")
    size = len(index)
    for name, documents, found in (("monday", monday, first), ("tuesday", tuesday, second)):
        assert index.check_all(documents, batch=name) == found
        index.add_all(documents, batch=name)
        assert len(index) == size
    index.forget(ids=[monday[0].id])
    index.compact()
    assert index.check_all(monday, batch="monday") == first


def test_a_second_writer_gets_a_clear_error_and_the_first_goes_on(tmp_path: Path) -> None:
    path = tmp_path / "index"
    with Index.open(path) as first:
        first.add(("a", STATEMENT))
        with Index.open(path) as second:
            assert second.check(("b", STATEMENT)) is not None
            with pytest.raises(DedupError, match="only one can write at a time"):
                second.add(("b", OTHER))
        program = "import sys, dedup\nwith dedup.Index.open(sys.argv[1]) as index: index.add(('b', 'نص'))"
        other = python(program, path)
        assert "only one can write at a time" in other.stderr
        first.add(("c", OTHER))
        assert len(first) == 2
    with Index.open(path) as third:
        third.add(("d", "نص آخر"))
        assert len(third) == 3


def test_what_it_was_made_with_is_kept_and_other_wishes_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "index"
    with Index.open(path, near=0.6, contained=0.95) as index:
        index.add(("a", STATEMENT))
    with Index.open(path) as index:
        assert (index.stats().near, index.stats().contained) == (0.6, 0.95)
        half = " ".join([*STATEMENT.split()[:22], "خاتمة", "أخرى"])
        assert jaccard(shingles_of(half), shingles_of(STATEMENT)) >= 0.6
        assert index.check(("b", half)) is not None
    with pytest.raises(DedupError, match=r"made with near=0\.6, not 0\.8.*export"):
        Index.open(path, near=0.8)
    with pytest.raises(ValueError, match=r"near= must be above 0 and at most 1, got 1\.5"):
        Index.open(tmp_path / "new", near=1.5)
    assert not (tmp_path / "new").exists()

    write_manifest(path, Manifest(Makeup(0.6, 0.95, folding=99)))
    with pytest.raises(DedupError, match="folding=99"):
        Index.open(path)
    (path / NAME).write_text('{"format": 1}', "utf-8")
    with pytest.raises(DedupError, match=r"has format 1.*export.*import"):
        Index.open(path)


@pytest.mark.parametrize(
    ("date", "forgotten"),
    [
        ("2026-03-05", 1),
        ("20260305", 1),
        ("2026-03-05T10:00:00Z", 1),
        ("2026-03", 1),
        ("2026-3-5", 1),
        ("5 آذار 2026", 1),
        (datetime.date(2026, 3, 5), 1),
        (1_700_000_000, 1),
        (None, 0),
    ],
)
def test_only_dates_are_dates(index: Index, date: str | datetime.date | float | None, forgotten: int) -> None:
    index.add(Document("a", STATEMENT, date=date))
    assert index.forget(before="2026-03-06") == forgotten


@pytest.mark.parametrize("date", ["3/4/2026", "1970-01-01"])
def test_a_date_that_is_not_read_is_told_and_counts_as_unknown(index: Index, date: str) -> None:
    with pytest.warns(UserWarning, match="1 of 1 dates are not read"):
        index.add(Document("a", STATEMENT, date=date))
    assert index.forget(before="2026-03-06") == 0


def test_what_is_no_index_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "notes.txt").write_text("x")
    for name in ("file", "folder"):
        with pytest.raises(DedupError, match="is not an index of dedup"):
            Index.open(tmp_path / name)
    assert (tmp_path / "folder" / "notes.txt").read_text() == "x"
    with pytest.raises(DedupError, match="is not an index of dedup"):
        Index.open(tmp_path / "missing", read_only=True)
    assert not (tmp_path / "missing").exists()
    (tmp_path / "folder" / NAME).write_text("{")
    with pytest.raises(DedupError, match="damaged"):
        Index.open(tmp_path / "folder")


def test_a_read_only_index_and_a_closed_one_refuse_to_change(tmp_path: Path) -> None:
    with Index.open(tmp_path / "index") as index:
        index.add(("a", STATEMENT))
    with Index.open(tmp_path / "index", read_only=True) as reader:
        with pytest.raises(DedupError, match="read-only"):
            reader.add(("b", OTHER))
        assert len(reader) == 1
    with pytest.raises(DedupError, match="closed"):
        index.check(("a", STATEMENT))
    index.close()


def test_a_document_is_a_document_or_a_pair(index: Index) -> None:
    with pytest.raises(TypeError, match="documents are Documents or"):
        index.check("نص")  # type: ignore[arg-type]  # what is tested
