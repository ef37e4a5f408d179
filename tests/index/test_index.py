"""What every index promises, tried with each store: a folder and a Redis server."""

from __future__ import annotations

import datetime
import random
from collections import Counter

import pytest

import dedup
from dedup import DedupError, Document, Index, Match
from dedup.duplicates import CONTAINED_WORDS, least_shingles
from dedup.errors import DedupWarning
from tests.index.conftest import Locate
from tests.index.streams import COPY, EXTRACT, NEAR, OTHER, STATEMENT, containment, jaccard, shingles_of, stream


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


def test_a_short_text_is_contained_in_nothing(index: Index, locate: Locate) -> None:
    own, first = shingles_of(EXTRACT), shingles_of(STATEMENT)
    index.add(("first", STATEMENT))
    assert index.check(("extract", EXTRACT)) is None
    with Index.open(locate("short"), contained_words=18) as other:
        other.add(("first", STATEMENT))
        assert other.check(("extract", EXTRACT)) == Match("first", "contained", jaccard(own, first), 1.0)
        assert other.check(("shorter", EXTRACT.rpartition(" ")[0])) is None
        assert other.stats().contained_words == 18
    with pytest.raises(DedupError, match=r"made with contained_words=18, not 30; open it with 18"):
        Index.open(locate("short"), contained_words=30)
    with Index.open(locate("short")) as again:
        assert again.check(("extract", EXTRACT)) is not None


def test_the_best_match_is_returned(index: Index) -> None:
    index.add_all([("near", NEAR), ("same", COPY), ("same again", STATEMENT)])
    assert index.check(("new", STATEMENT)) == Match("same", "exact", 1.0, 1.0)
    index.forget(ids=["same", "same again"])
    found = index.check(("new", STATEMENT))
    assert found is not None
    assert (found.id, found.kind) == ("near", "near")


@pytest.mark.slow
@pytest.mark.parametrize("order", ["as it came", "backwards", "shuffled"])
def test_repetitions_are_found_with_exact_scores(locate: Locate, order: str) -> None:
    documents = stream(200)
    if order == "backwards":
        documents.reverse()
    elif order == "shuffled":
        random.Random(5).shuffle(documents)
    by_id, added = {document.id: document for document in documents}, list[Document]()
    kinds = Counter[str]()
    with Index.open(locate("index")) as index:
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


def test_bulk_calls_answer_like_single_ones(locate: Locate) -> None:
    documents = stream(400, seed=2)
    with Index.open(locate("one")) as one, Index.open(locate("bulk")) as bulk:
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


def test_documents_are_there_when_it_is_opened_again(locate: Locate) -> None:
    for place in range(3):
        with Index.open(locate("index")) as index:
            assert len(index) == place
            index.add((f"day {place}", f"{STATEMENT} {place}"))
    with Index.open(locate("index"), read_only=True) as index:
        assert {match and match.id for match in index.check_all((str(n), f"{STATEMENT} {n}") for n in range(3))} == {
            "day 0",
            "day 1",
            "day 2",
        }


def test_an_id_with_its_words_is_added_once(index: Index) -> None:
    index.add_all([("page", STATEMENT), ("page", STATEMENT), ("page", COPY), ("empty", ""), ("empty", "...")])
    assert len(index) == 2
    index.add(("page", OTHER))
    assert len(index) == 3
    assert index.check(("x", STATEMENT)) == index.check(("x", COPY)) == Match("page", "exact", 1.0, 1.0)
    assert index.forget(ids=["page"]) == 2


def test_a_batch_run_again_gets_the_same_answers(index: Index) -> None:
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


def test_a_batch_that_replaces_another_is_asked_for_what_that_was(index: Index) -> None:
    monday, tuesday = stream(60, seed=6), stream(60, seed=7)
    index.add_all(stream(10, seed=5))
    first = index.check_all(monday, batch="monday")
    index.add_all(monday, batch="monday")
    index.add_all(tuesday, batch="tuesday")
    assert index.check_all(monday, batch="whole") != first
    assert index.check_all(monday, batch="whole", replaces="unknown") != first
    assert index.check_all(monday, batch="whole", replaces="monday") == first
    index.add_all([*monday, *stream(5, seed=8)], batch="whole", replaces="monday")
    assert index.check_all(monday, batch="whole") == first


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
def test_documents_are_forgotten_by_any_form_of_date(
    index: Index, date: str | datetime.date | float | None, forgotten: int
) -> None:
    index.add(Document("a", STATEMENT, date=date))
    assert index.forget(before="2026-03-06") == forgotten


@pytest.mark.parametrize("date", ["3/4/2026", "1970-01-01"])
def test_an_unread_date_warns_and_counts_as_unknown(index: Index, date: str) -> None:
    with pytest.warns(DedupWarning, match="1 of 1 dates are not read"):
        index.add(Document("a", STATEMENT, date=date))
    assert index.forget(before="2026-03-06") == 0


def test_read_only_and_closed_indexes_refuse_to_change(locate: Locate) -> None:
    with Index.open(locate("index")) as index:
        index.add(("a", STATEMENT))
    with Index.open(locate("index"), read_only=True) as reader:
        with pytest.raises(DedupError, match="read-only"):
            reader.add(("b", OTHER))
        assert len(reader) == 1
    with pytest.raises(DedupError, match="closed"):
        index.check(("a", STATEMENT))
    index.close()


def test_a_document_is_a_document_or_a_pair(index: Index) -> None:
    with pytest.raises(TypeError, match="documents are Documents or"):
        index.check("نص")  # type: ignore[arg-type]  # what is tested
