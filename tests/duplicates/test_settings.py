from __future__ import annotations

import re
from typing import get_args

import pytest

from dedup.duplicates import MatchSettings
from dedup.names import Keep


@pytest.mark.parametrize("value", [0, -0.1, 1.5, float("nan"), float("inf")])
@pytest.mark.parametrize("option", ["near", "contained"])
def test_thresholds_are_above_0_and_at_most_1(option: str, value: float) -> None:
    message = re.escape(f"{option}= must be above 0 and at most 1, got {value}")
    with pytest.raises(ValueError, match=message):
        MatchSettings(**{option: value})  # type: ignore[arg-type]  # a name chosen by the test


def test_keep_is_one_of_its_names() -> None:
    with pytest.raises(ValueError, match=f"keep= must be one of {', '.join(get_args(Keep))}, got 'newest'"):
        MatchSettings(keep="newest")  # type: ignore[arg-type]  # the mistake under test


def test_a_source_is_preferred_once() -> None:
    with pytest.raises(ValueError, match="prefer= names a source twice: spa"):
        MatchSettings(prefer=("spa", "bbc", "spa"))


def test_a_contained_document_has_a_word() -> None:
    with pytest.raises(ValueError, match="contained_words= must be a whole number, at least 1, got 0"):
        MatchSettings(contained_words=0)


def test_blanks_around_a_preferred_source_are_no_part_of_it() -> None:
    assert MatchSettings(prefer=(" سبق", "واس\t")).prefer == ("سبق", "واس")
    with pytest.raises(ValueError, match="names a source twice"):
        MatchSettings(prefer=("سبق", " سبق"))
