from __future__ import annotations

import re
import unicodedata
from itertools import pairwise

import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st

from dedup.arabic import sentence_ends
from dedup.passages.cuts import Cut, sentence_cuts, shared_pieces
from dedup.passages.decisions import clustered, common_quotations, keep_one_kind
from tests.passages.oracle import SEEDS, folded


def test_an_aligned_passage_replaces_a_reworded_one() -> None:
    aligned = np.array([[0, 0, 0, 90, 100, 190], [0, 1, 0, 90, 100, 190]])
    reworded = np.array([[0, 0, 0, 100, 100, 200]])
    stay, stay_reworded = keep_one_kind(aligned, reworded)
    assert stay.tolist() == [True, True]
    assert stay_reworded.tolist() == [False]


def test_phrases_in_a_new_order_are_one_reworded_passage() -> None:
    aligned = np.array([[0, 0, 0, 50, 50, 100], [0, 0, 50, 100, 0, 50], [0, 0, 300, 340, 300, 340]])
    reworded = np.array([[0, 0, 0, 100, 0, 100]])
    stay, stay_reworded = keep_one_kind(aligned, reworded)
    assert stay.tolist() == [False, False, True]
    assert stay_reworded.tolist() == [True]


def test_occurrences_join_one_cluster_over_several_steps() -> None:
    rank = np.array([0, 1, 2, 3])
    spans = np.array(
        [
            [1, 0, 1000, 1100, 0, 100],
            [2, 1, 2000, 2100, 1000, 1100],  # from the second occurrence
            [3, 0, 3000, 3050, 60, 110],  # most of it lies in the passage
            [3, 0, 3100, 3150, 400, 450],  # another passage
            [3, 1, 3200, 3250, 1500, 1550],
        ]
    )
    assert clustered(spans, rank).tolist() == [1, 1, 1, 2, 3]


def test_quotations_of_many_sources_are_common() -> None:
    verse = [[row, 0, 100 * row, 100 * row + 20, 0, 20] for row in range(1, 6)]
    wire = [[row, 6, 100 * row + 30, 100 * row + 90, 600, 660] for row in range(1, 6)]
    clusters = np.array([1] * 5)
    small, large = np.full(5, 0.1), np.full(5, 0.9)
    sources = np.arange(7)
    assert common_quotations(clusters, np.array(verse), small, sources).all()
    assert not common_quotations(clusters, np.array(verse), large, sources).any()
    assert not common_quotations(clusters, np.array(verse), small, sources % 4).any()
    twice = np.array(verse + [[row, 0, *span] for row, _, *span in wire])
    both = common_quotations(np.array([1] * 5 + [2] * 5), twice, np.full(10, 0.1), sources)
    assert not both.any()


def test_only_whole_sentences_are_cut() -> None:
    text = "قال الوزير كلمة. انتهى الاجتماع اليوم. ثم غادر.\nوعاد."
    start, end = text.index("كلمة"), text.index("غادر") + 4
    [cut] = sentence_cuts(text, [Cut(start, end, "wire")])
    assert text[cut.start : cut.end] == " انتهى الاجتماع اليوم. ثم غادر."
    assert sentence_cuts(text, [Cut(start, text.index("اليوم"), "wire")]) == []
    assert sentence_cuts("", []) == []


@example((SEEDS / "001_623451150a5fdd47.txt").read_text("utf-8"), [(0, 2349)])
@given(
    st.sampled_from([path.read_text("utf-8") for path in sorted(SEEDS.glob("*.txt"))]),
    st.lists(st.tuples(st.integers(0, 6000), st.integers(0, 6000)), max_size=1),
)
def test_cuts_are_the_sentences_of_the_passage(text: str, places: list[tuple[int, int]]) -> None:
    # A passage begins and ends at words, so never between a letter and its mark.
    passages = [Cut(_behind_marks(text, min(pair)), _behind_marks(text, max(pair)), "of") for pair in places]
    cuts = sentence_cuts(text, passages)
    ends = [0, *sentence_ends(text)]
    for start, end in pairwise(ends):
        inside = any(
            folded(text[max(start, one.start) : min(end, one.end)]) == folded(text[start:end]) for one in passages
        )
        assert inside == any(cut.start <= start and end <= cut.end for cut in cuts)
    assert all({cut.start, cut.end} <= set(ends) for cut in cuts)


def _behind_marks(text: str, at: int) -> int:
    while at < len(text) and unicodedata.category(text[at]) == "Mn":
        at += 1
    return at


def test_overlapping_passages_are_cut_once() -> None:
    text = "قال الوزير كلمة. انتهى الاجتماع اليوم. ثم غادر المكان."
    passages = [Cut(0, 38, "a"), Cut(16, len(text), "b")]
    assert sentence_cuts(text, passages) == [Cut(0, 38, "a"), Cut(38, len(text), "b")]


WORDS = st.lists(st.integers(0, 3), max_size=60)


@given(WORDS, WORDS)
def test_pieces_of_a_near_passage_leave_out_runs_of_own_words(own: list[int], other: list[int]) -> None:
    shingles = {tuple(other[at : at + 5]) for at in range(len(other) - 4)}
    is_shared = [False] * len(own)
    for at in range(len(own) - 4):
        if tuple(own[at : at + 5]) in shingles:
            is_shared[at : at + 5] = [True] * 5
    runs = "".join("s" if shared else "o" for shared in is_shared)
    own_runs = re.sub("o{5,}", lambda match: "-" * len(match[0]), runs)
    expected = [match.span() for match in re.finditer("[os]+", own_runs)]
    found = shared_pieces(np.array(own, np.uint64), np.array(other, np.uint64))
    assert [tuple(piece) for piece in found] == expected
