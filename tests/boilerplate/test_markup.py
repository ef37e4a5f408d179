"""The markup evidence of web pages: what it adds to scores, and what the atoms of a line take from one another."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from dedup.boilerplate import markup
from dedup.boilerplate.labels import BODY, FIRST_CUT, LABELS, ONE
from dedup.web.features import BIT, NAMES


def shared_plainly(scores: list[list[int]], lines: list[int], bits: list[int]) -> list[list[int]]:
    """Independent: atom by atom, from all atoms of its line."""
    found = []
    for row, line in zip(scores, lines, strict=True):
        same = [other for other, of in zip(scores, lines, strict=True) if of == line]
        if len(same) > 60:
            found.append([0] * len(row))
        elif bits[line] & BIT["h-states"]:
            found.append([sum(other[label] for other in same) // len(same) - own for label, own in enumerate(row)])
        else:
            margins = [max(other[FIRST_CUT:]) - max(other[:FIRST_CUT]) for other in same]
            gain = (sum(margins) // len(same) - max(row[FIRST_CUT:]) + max(row[:FIRST_CUT])) // 2
            found.append([0] * FIRST_CUT + [gain] * (len(row) - FIRST_CUT))
    return found


@given(sizes=st.lists(st.sampled_from([1, 2, 7, 60, 61]), min_size=1, max_size=5), seed=st.integers(0, 1 << 20))
def test_atoms_of_a_line_share_how_sure_a_cut_is(sizes: list[int], seed: int) -> None:
    """Half way; on the line of the stated headline they become alike, and on lines of more than 60 atoms nothing."""
    random = np.random.default_rng(seed)
    lines = np.repeat(np.arange(len(sizes)), sizes)
    bits = [BIT["h-states"] if random.random() < 0.3 else BIT["p"] for _ in sizes]
    scores = random.integers(-30_000, 30_000, (len(lines), len(LABELS))).astype(np.int32)
    expected = shared_plainly(scores.tolist(), lines.tolist(), bits)
    assert markup._shared(scores, lines, bits).tolist() == expected


@given(st.integers(0, (1 << len(NAMES)) - 1))
def test_markup_adds_little_more_to_the_body_than_to_a_cut(bits: int) -> None:
    """Clear words decide: what has every mark of a paragraph may still be a date, and a menu's entry prose."""
    added = markup.added_by(bits)
    assert min(added[FIRST_CUT:]) >= added[BODY] - 2 * ONE
    assert max(added) <= added[BODY] + 6 * ONE
