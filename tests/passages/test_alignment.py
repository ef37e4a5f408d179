from __future__ import annotations

import random

import numpy as np
from hypothesis import given

from dedup.passages import KINDS, PassageSettings
from dedup.passages.alignment import LEAST_SIMILARITY, _next_run, aligned_between
from dedup.passages.table import PassageTable
from dedup.passages.texts import Texts
from tests.passages.oracle import article, collections, folded, jaccard, longest_runs

BOTH = PassageSettings(min_words=6)
EXACT = PassageSettings(kinds=("exact",), min_words=6)


def passages(left: list[str], right: list[str], settings: PassageSettings = BOTH) -> PassageTable:
    ours, theirs = Texts.of(left), Texts.of(right)
    return PassageTable.concatenated(aligned_between(ours, theirs, settings))


def in_document(passage: list[int], left: list[str], right: list[str]) -> tuple[list[str], list[str], list[int]]:
    """The words of both documents, and the passage's places in them."""
    one, other, *places = passage
    before = sum(len(folded(text)) for text in left[:one])
    of_before = sum(len(folded(text)) for text in right[:other])
    first, last, of_first, of_last = places
    return (
        folded(left[one]),
        folded(right[other]),
        [first - before, last - before, of_first - of_before, of_last - of_before],
    )


@given(collections(3), collections(3))
def test_exact_passages_are_the_longest_equal_runs(left: list[list[str]], right: list[list[str]]) -> None:
    ours, theirs = [" ".join(words) for words in left], [" ".join(words) for words in right]
    found = passages(ours, theirs, EXACT)
    assert set(found.kinds.tolist()) <= {KINDS.index("exact")}
    for passage in found.spans.tolist():
        one, other, (first, last, of_first, of_last) = in_document(passage, ours, theirs)
        assert (first, of_first, last - first) in longest_runs(one, other, 6)
        assert of_last - of_first == last - first


def test_every_long_run_that_two_articles_share_is_found() -> None:
    rng = random.Random(5)
    left, right = [article(rng) for _ in range(4)], [article(rng) for _ in range(4)]
    found = passages(left, right, EXACT).spans.tolist()
    expected = {
        (one, other, *run)
        for one, text in enumerate(left)
        for other, of in enumerate(right)
        for run in longest_runs(folded(text), folded(of), 6)
    }
    assert expected
    assert {
        (passage[0], passage[1], places[0], places[2], places[1] - places[0])
        for passage in found
        for places in [in_document(passage, left, right)[2]]
    } == expected


@given(collections(3), collections(3))
def test_passages_end_where_words_differ(left: list[list[str]], right: list[list[str]]) -> None:
    ours, theirs = [" ".join(words) for words in left], [" ".join(words) for words in right]
    found = passages(ours, theirs)
    for passage, kind, similarity in zip(found.spans.tolist(), found.kinds, found.similarity, strict=True):
        one, other, (first, last, of_first, of_last) = in_document(passage, ours, theirs)
        assert not (first and of_first and one[first - 1] == other[of_first - 1])
        assert not (last < len(one) and of_last < len(other) and one[last] == other[of_last])
        span, of_span = one[first:last], other[of_first:of_last]
        assert min(len(span), len(of_span)) >= 6
        assert (span == of_span) == (KINDS[kind] == "exact")
        assert similarity == jaccard(span, of_span)
        assert similarity >= LEAST_SIMILARITY


def test_small_changes_do_not_break_a_passage() -> None:
    text = article(random.Random(2), 4)
    words = text.split()
    changed = " ".join([*words[:12], "ثم", *words[12:25], *words[27:]])
    found = passages([f"أما بعد {changed}"], [text])
    assert len(found) == 1
    assert KINDS[found.kinds[0]] == "near"
    assert found.spans[0].tolist() == [0, 0, 2, 2 + len(folded(changed)), 0, len(folded(text))]


def test_a_chain_of_too_little_falls_apart_into_its_long_runs() -> None:
    same, other = [f"كلمه{n}" for n in range(12)], [f"غيرها{n}" for n in range(40)]
    left = [*same, *other[:9], *same[:3], *other[9:20]]
    right = [*same, *other[20:29], *same[:3], *other[29:]]
    for words in (left, right):
        words[21:24] = ["ج", "ح", "خ"]
    found = passages([" ".join(left)], [" ".join(right)])
    assert [KINDS[kind] for kind in found.kinds] == ["exact"]


def test_the_nearest_long_enough_run_goes_on_in_both_directions() -> None:
    one = np.array([1, 2, 7, 7, 7, 3, 4, 5], np.uint64)
    other = np.array([1, 2, 8, 3, 4, 5, 9, 9], np.uint64)
    assert _next_run(one, 8, other, 8, 2, 2, 1) == (3, 1, 3)
    assert _next_run(one, 7, other, 8, 2, 2, 1) == (0, 0, 0)
    assert _next_run(one[::-1], -1, other[::-1], -1, 5, 5, -1) == (3, 1, 3)
    assert _next_run(one[::-1], 0, other[::-1], 0, 5, 5, -1) == (0, 0, 0)
