"""Signs of units beside numbers look to the labeller as it has met them, in linear time."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedup.boilerplate.plain_units import with_plain_units


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("دبي 41°", "دبي 41%"),
        ("الذهب 2950 ▲", "الذهب 2950 ↑"),
        ("الذهب\n▼ 12", "الذهب\n↓ 12"),
        ("الذهب 3%\n ▲", "الذهب 3%\n ↑"),
        ("▲ أعلى الصفحة", "▲ أعلى الصفحة"),
        (f"دبي 41°\n{'كلمة ' * 20}\nالكويت 44°", f"دبي 41°\n{'كلمة ' * 20}\nالكويت 44%"),
    ],
)
def test_units_and_trends_beside_numbers_are_plain(text: str, seen: str) -> None:
    assert with_plain_units(text) == seen


@given(st.text(st.sampled_from("1% \t\n°▲▼ك")))
def test_the_length_is_unchanged(text: str) -> None:
    seen = with_plain_units(text)
    assert len(seen) == len(text)
    assert all(one == other or one in "°▲▼" for one, other in zip(text, seen, strict=True))


def test_many_blanks_behind_a_digit_are_read_once() -> None:
    blanks = "1" + " " * 1_000_000
    assert with_plain_units(f"{blanks}°") == f"{blanks}%"
