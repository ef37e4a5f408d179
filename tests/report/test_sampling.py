"""Samples: the same every time, and fair to what is rare."""

from __future__ import annotations

from itertools import islice

from hypothesis import given
from hypothesis import strategies as st

from dedup.report.sampling import Lowest, Strata, priority

_CUTS = st.lists(
    st.tuples(st.sampled_from(["tags", "share", "ad"]), st.sampled_from("abc"), st.sampled_from("xyz"), st.integers()),
    unique=True,
    max_size=60,
)


def _strata(cuts: list[tuple[str, str, str, int]]) -> Strata[tuple[str, str, str, int]]:
    strata: Strata[tuple[str, str, str, int]] = Strata()
    for cut in cuts:
        strata.offer(cut[:3], priority(repr(cut).encode()), cut)
    return strata


@given(_CUTS, st.randoms())
def test_the_order_of_the_cuts_changes_no_sample(cuts: list[tuple[str, str, str, int]], chance: object) -> None:
    shuffled = list(cuts)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]  # Hypothesis types it as an object
    assert list(_strata(cuts).in_turn()) == list(_strata(shuffled).in_turn())


@given(_CUTS)
def test_every_label_has_its_turn_before_one_has_a_second(cuts: list[tuple[str, str, str, int]]) -> None:
    labels = {label for label, *_ in cuts}
    assert {label for label, *_ in islice(_strata(cuts).in_turn(), len(labels))} == labels


def test_a_rare_source_is_in_a_small_sample() -> None:
    cuts = [("tags", "form", "big", number) for number in range(10_000)] + [("tags", "form", "rare", 1)]
    strata = _strata(cuts)
    assert ("tags", "form", "rare", 1) in list(islice(strata.in_turn(), 2))
    assert strata.sizes == {("tags", "form", "big"): 10_000, ("tags", "form", "rare"): 1}


@given(st.lists(st.integers(), unique=True), st.integers(0, 10))
def test_the_lowest_are_kept(keys: list[int], most: int) -> None:
    lowest: Lowest[int] = Lowest(most)
    for key in keys:
        lowest.offer((key,), key)
    assert list(lowest) == sorted(keys)[:most]
