from __future__ import annotations

import inspect
import itertools
import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

import dedup
from dedup.passages import rewording, windows
from dedup.passages.frequencies import ENOUGH_WORDS, stem_frequencies
from dedup.passages.rewording import stem_similarity
from dedup.passages.windows import carried_value, window_pairs
from tests.passages.oracle import dice, sentences, shuffled

Numbers = st.lists(st.integers(0, 5), min_size=1, max_size=30)


def collections(seed: int) -> tuple[list[tuple[str, str]], list[tuple[str, str]], str]:
    """Two collections of the seeds' sentences without any in common, and a passage that is in neither."""
    known = sentences()
    random.Random(seed).shuffle(known)
    third = len(known) // 3
    passage = " ".join(known[-5:])
    left = [(f"l{n}", " ".join(known[n:third:4])) for n in range(4)]
    right = [(f"r{n}", " ".join(known[third + n : -5 : 4])) for n in range(4)]
    return left, right, passage


def test_a_shuffled_passage_is_found_and_bordered() -> None:
    left, right, passage = collections(1)
    mixed = shuffled(passage, random.Random(1))
    left[1] = ("l1", f"{left[1][1]}\n{mixed}\n{left[2][1]}")
    right[2] = ("r2", f"{right[2][1]}\n{passage}\n{right[3][1]}")
    found = dedup.compare(left, right)
    [match] = [match for match in found if match.kind == "reworded"]
    assert (match.id, match.of) == ("l1", "r2")
    at, of_at = left[1][1].index(mixed), right[2][1].index(passage)
    covered = min(match.end, at + len(mixed)) - max(match.start, at)
    of_covered = min(match.of_end, of_at + len(passage)) - max(match.of_start, of_at)
    assert covered > 0.9 * max(len(mixed), match.end - match.start)
    assert of_covered > 0.9 * max(len(passage), match.of_end - match.of_start)
    assert match.similarity > 0.8


@pytest.mark.parametrize("seed", range(4))
def test_a_shuffled_passage_is_found_in_two_texts_alone(seed: int) -> None:
    _, _, passage = collections(seed)
    mixed = shuffled(passage, random.Random(seed))
    found = dedup.compare([("l", mixed)], [("r", passage)], kinds=("reworded",))
    assert sum(match.end - match.start for match in found) > 0.9 * len(mixed)


def test_texts_without_anything_in_common_share_nothing() -> None:
    left, right, _ = collections(3)
    assert [match for match in dedup.compare(left, right) if match.similarity > 0.8] == []
    for one, other in itertools.product(left, right):
        assert [match for match in dedup.compare([one], [other]) if match.kind == "reworded"] == []


def test_few_words_are_filled_up_with_those_of_the_language() -> None:
    shares = stem_frequencies(["في", "اخطبوط"], np.array([0, 1]), np.array([1]))
    assert 0.03 < shares[0] < 0.04
    assert shares[1] == 2 / ENOUGH_WORDS


def test_many_words_are_counted_alone() -> None:
    left, right = np.zeros(ENOUGH_WORDS - 10, np.int64), np.ones(50, np.int64)
    assert stem_frequencies(["في", "اخطبوط"], left, right).tolist() == [
        len(left) / (len(left) + 50),
        50 / (len(left) + 50),
    ]


@given(Numbers, Numbers)
def test_similarity_is_dice_over_multisets_of_stems(left: list[int], right: list[int]) -> None:
    spans = np.array([[0, 0, 0, len(left), 0, len(right)]])
    assert stem_similarity(np.array(left), np.array(right), spans).tolist() == [dice(left, right)]


@given(Numbers, Numbers, st.data())
def test_settled_borders_cannot_move_for_the_better(left: list[int], right: list[int], data: st.DataObject) -> None:
    values, loss = np.array([0.2, 0.5, 1.0, 2.0, 3.0, 6.0], np.float32), 1.2
    start, end = sorted(data.draw(st.tuples(*[st.integers(0, len(left))] * 2)))
    of_start, of_end = sorted(data.draw(st.tuples(*[st.integers(0, len(right))] * 2)))
    span = np.array([0, 0, start, end, of_start, of_end])
    limits = np.array([0, 0, 0, len(left), 0, len(right)])
    ours, theirs = np.zeros(6, np.int64), np.zeros(6, np.int64)
    evidence = rewording._settle(np.array(left), np.array(right), span, limits, ours, theirs, values, loss)
    assert abs(evidence - expected_evidence(left, right, span, values, loss)) < 1e-4
    common = rewording._clear_counts(np.array(left), np.array(right), span, ours, theirs)
    assert 2 * common == round(dice_or_zero(left, right, span) * (span[3] - span[2] + span[5] - span[4]))
    assert not ours.any()
    assert not theirs.any()
    for border, low, high in ((2, 0, span[3]), (3, span[2], len(left)), (4, 0, span[5]), (5, span[4], len(right))):
        for place in range(low, high + 1):
            moved = span.copy()
            moved[border] = place
            assert expected_evidence(left, right, moved, values, loss) <= evidence + 1e-4


def expected_evidence(
    left: list[int], right: list[int], span: NDArray[np.int64], values: NDArray[np.float32], loss: float
) -> float:
    """What partners are worth on both sides, less the words without one."""
    one, other = left[span[2] : span[3]], right[span[4] : span[5]]
    common = [min(one.count(stem), other.count(stem)) for stem in range(6)]
    alone = len(one) + len(other) - 2 * sum(common)
    return float(sum(2 * count * value for count, value in zip(common, values, strict=True)) - alone * loss)


def dice_or_zero(left: list[int], right: list[int], span: NDArray[np.int64]) -> float:
    one, other = left[span[2] : span[3]], right[span[4] : span[5]]
    return dice(one, other) if one or other else 0.0


def test_rare_words_weigh_more_up_to_a_limit() -> None:
    values = carried_value(np.array([1e-7, 1e-4, 1e-2, 0.1]), 100, 0.5)
    assert (np.diff(values) <= 0).all()
    assert values[0] == 6.0
    assert abs(values[3]) < 0.01


def test_windows_with_shared_rare_words_are_candidates() -> None:
    rng = np.random.default_rng(1)
    left, right = rng.integers(1000, 9000, 400), rng.integers(9000, 20000, 400)
    right[100:132] = rng.permutation(left[200:232])
    frequencies = np.full(20000, 1 / 20000)
    offsets = np.array([0, 400])
    found = window_pairs(left, offsets, right, offsets, frequencies)
    assert found[0].tolist()[:2] == [0, 0]
    assert all(window[2] < 232 and window[3] > 200 and window[4] < 132 and window[5] > 100 for window in found.tolist())
    assert len(window_pairs(left, offsets, right, offsets, np.full(20000, 0.4))) == 0
    assert len(window_pairs(left[:0], np.array([0]), right, offsets, frequencies)) == 0


def weights_shared(left: list[int], right: list[int], weights: list[float], known: set[int]) -> float:
    return sum(weights[stem] for stem in set(left) & set(right) & known)


@given(st.lists(st.integers(0, 7), max_size=60), st.lists(st.integers(0, 7), max_size=60))
def test_pairs_of_windows_weigh_what_they_share(left: list[int], right: list[int]) -> None:
    weights = [0.0, 1.0, 1.5, 2.0, 2.5, 3.0, 3.5, 4.0]
    sides = [np.array(left, np.int64), np.array(right, np.int64)]
    ours, theirs = (windows._windows(np.array([0, len(side)]), 8) for side in sides)
    starts, lists = windows._invert(sides[1], theirs, 8, 5)
    common = [sum(stem in right[first:last] for _, first, last in theirs.tolist()) for stem in range(8)]
    rare = {stem for stem in range(8) if common[stem] <= 5}
    found, shared = windows._weigh(sides[0], ours, len(theirs), starts, lists, np.array(weights), 3.0, 2)
    best: dict[int, list[float]] = {}
    for (one, other), score in zip(found.tolist(), shared.tolist(), strict=True):
        spans = left[ours[one, 1] : ours[one, 2]], right[theirs[other, 1] : theirs[other, 2]]
        assert score == weights_shared(*spans, weights, rare)
        best.setdefault(one, []).append(score)
    for number, (_, first, last) in enumerate(ours.tolist()):
        scores = [
            weights_shared(left[first:last], right[start:end], weights, rare) for _, start, end in theirs.tolist()
        ]
        expected = sorted((score for score in scores if score >= 3.0), reverse=True)[:2]
        assert sorted(best.get(number, []), reverse=True) == expected


@pytest.mark.parametrize("seed", range(4))
def test_the_compiled_search_is_the_one_written_down(seed: int) -> None:
    rng = np.random.default_rng(seed)
    left, right = rng.integers(0, 300, 240), rng.integers(0, 300, 260)
    right[60:120] = rng.permutation(left[100:160])
    pairs = np.array([[0, 0, 96, 128, 48, 80], [0, 0, 120, 152, 80, 112], [0, 0, 0, 32, 0, 32]])
    limits = np.tile([0, 0, 0, 240, 0, 260], (3, 1))
    values = np.array(
        [[carried_value(np.full(300, 1 / 300), size, p) for size in (128, 256)] for p in (0.5, 0.7, 0.9)], np.float32
    )
    arguments = (left, right, pairs, limits, values, np.array([0.5, 0.7, 0.9]), 20.0, 0.5)
    spans, evidence = rewording._grow(*arguments)
    written_spans, written_evidence = inspect.unwrap(rewording._grow)(*arguments)
    assert len(spans)
    assert spans.tolist() == written_spans.tolist()
    assert np.allclose(evidence, written_evidence)
