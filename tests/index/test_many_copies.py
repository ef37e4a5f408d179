"""Texts with hundreds of near copies, ids with many versions, and what was forgotten of them."""

from __future__ import annotations

import random

import pytest

from dedup import Document, Index, Match
from dedup.index.core.candidates import COMPARED_AT_MOST, POSTINGS_PER_KEY
from tests.index.conftest import Locate


def formula(number: int, words: int = 80) -> str:
    rng = random.Random(number)
    return " ".join(f"كلمة{rng.randrange(10**6)}" for _ in range(words))


def family(number: int, seed: int = 1) -> list[tuple[str, str]]:
    """Versions of one text: each is near the first, and nearer to each other."""
    words = formula(seed, 300).split()
    versions = [("original", " ".join(words))]
    for place in range(5):
        words[20 + 30 * place] = f"تعديل{place}"
    return versions + [(f"version {n}", " ".join([f"عاجل{n}", *words[1:]])) for n in range(number)]


def test_many_near_copies_are_answered_in_bulk_as_one_by_one(locate: Locate) -> None:
    documents = family(2 * COMPARED_AT_MOST)
    with Index.open(locate("one")) as one, Index.open(locate("bulk")) as bulk:
        singly = [one.check_and_add(document) for document in documents]
        assert bulk.check_and_add_all(documents) == singly
        assert {match and match.id for match in singly} == {None, "original"}


@pytest.mark.slow
def test_a_shingle_that_becomes_frequent_changes_no_bulk_answer(locate: Locate) -> None:
    """Of the documents that share it, some repeat others and are not added, so they make it no more frequent."""
    shared = formula(5, 46)
    documents = [("container", f"{shared} {formula(6, 200)}")]
    for n in range(POSTINGS_PER_KEY + 40):
        own = formula(100 + n - n % 9 // 8, 60)  # one in nine repeats the one before
        documents.append((f"formula {n}", f"{shared.partition(' ')[2]} {own}"))
        if n % 10 == 0:
            documents.append((f"extract {n}", f"{shared} {n}"))
    with Index.open(locate("one")) as one, Index.open(locate("bulk")) as bulk:
        for index in (one, bulk):
            index.add_all(documents[: POSTINGS_PER_KEY - 100])
        coming = documents[POSTINGS_PER_KEY - 100 :]
        singly = [one.check_and_add(document) for document in coming]
        assert bulk.check_and_add_all(coming) == singly
        assert {match is None for match in singly} == {True, False}


def test_an_exact_copy_is_found_among_many_near_copies(locate: Locate) -> None:
    words = formula(2, 300).split()
    texts = [" ".join([*words[:50], f"غير{n}", *words[51:]]) for n in range(3 * COMPARED_AT_MOST)]
    with Index.open(locate("index")) as index:
        index.add_all((str(n), text) for n, text in enumerate(texts))
        for n in (0, 150, len(texts) - 1):
            assert index.check(("copy", texts[n])) == Match(str(n), "exact", 1.0, 1.0)


def test_what_was_forgotten_leaves_room_for_what_stands(locate: Locate) -> None:
    text = formula(3)
    with Index.open(locate("index")) as index:
        index.add_all(Document(f"old {n}", f"{text} {n}", date="2020-01-01") for n in range(POSTINGS_PER_KEY + 200))
        index.add(Document("standing", text + " جديد", date="2026-01-01"))
        index.forget(before="2021-01-01")
        match = index.check(("new", text + " آخر"))
        assert match is not None
        assert (match.id, match.kind) == ("standing", "near")


@pytest.mark.slow
def test_an_id_may_have_any_number_of_versions(locate: Locate) -> None:
    with Index.open(locate("index")) as index:
        versions = [("front page", formula(n, 12)) for n in range(POSTINGS_PER_KEY + 50)]
        index.add_all(versions[:-60])
        for version in versions[-60:]:
            index.add(version)
        index.add_all(versions[-3:])
        assert len(index) == len(versions)
        assert index.forget(ids=["front page"]) == len(versions)


@pytest.mark.slow
def test_a_batch_run_again_does_not_count_what_it_added_itself(locate: Locate) -> None:
    """A shingle that was rare when the batch came is frequent now; the answers stay."""
    shared = formula(5, 46)
    container = f"{shared} {formula(6, 200)}"
    formulas = [(f"formula {n}", f"{shared.rpartition(' ')[0]} {formula(100 + n, 60)}") for n in range(2100)]
    with Index.open(locate("index")) as index:
        index.add_all([("container", container), *formulas[: POSTINGS_PER_KEY - 50]])
        coming = [("extract", shared), *formulas[POSTINGS_PER_KEY:]]
        first = index.check_all(coming, batch="today")
        index.add_all(coming, batch="today")
        assert index.check_all(coming, batch="today") == first
