"""The fit of the markup's weights: what neither of two features tells, their pair does."""

from __future__ import annotations

from collections import Counter

from dedup.boilerplate.markup import ALL_NAMES, PAIRS
from dedup.boilerplate.training.markup import fit
from dedup.web.features import BIT, bits_of


def test_a_pair_tells_what_neither_feature_does() -> None:
    rows = Counter({
        (BIT["li"], "body"): 400,
        (BIT["class-sidebar"], "body"): 400,
        (bits_of(("li", "class-sidebar")), "related_item"): 400,
        (BIT["p"], "related_item"): 400,  # as often as the body, so that no label is likelier by itself
    })  # fmt: skip
    table = fit(rows, seed=1)
    assert table.shape[0] == len(ALL_NAMES)
    strongest = table[ALL_NAMES.index("li & class-sidebar")].argmax()
    alone = [table[ALL_NAMES.index(name)].argmax() for name in ("li", "class-sidebar")]
    assert strongest == table[ALL_NAMES.index("p")].argmax()
    assert strongest not in alone


def test_the_names_of_pairs_follow_those_of_features() -> None:
    assert len(set(ALL_NAMES)) == len(ALL_NAMES)
    for (one, other), number in PAIRS.items():
        assert one < other < number
        assert ALL_NAMES[number] == f"{ALL_NAMES[one]} & {ALL_NAMES[other]}"
