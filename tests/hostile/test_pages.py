"""What is promised of every page, on pages that nobody wrote."""

from __future__ import annotations

import pytest

from dedup.boilerplate import Cleaner
from dedup.boilerplate.labels import ONE
from tests.boilerplate.invariants import alike, check, check_cuts, check_running_text
from tests.boilerplate.models import random_model
from tests.hostile.pages import mutated_pages

CLEANERS = [
    Cleaner(),
    Cleaner(profile="aggressive"),
    Cleaner(profile="conservative", appended="keep"),
    Cleaner(model=random_model(3, cut=2 * ONE, gate=40 * ONE)),
]
PARTS = 8


@pytest.mark.parametrize("part", range(PARTS))
def test_mutated_pages_are_taken_apart_as_promised(part: int, large: bool) -> None:
    """The large run is 20,000 pages."""
    for number, text in enumerate(mutated_pages(2_500 if large else 25, seed=part)):
        cleaner = CLEANERS[number % len(CLEANERS)]
        page = cleaner.clean(text)
        check(text, page)
        check_cuts(text, page)
        check_running_text(text, page, cleaner)


@pytest.mark.parametrize("part", range(PARTS))
def test_mutated_pages_do_not_depend_on_what_nobody_sees(part: int, large: bool) -> None:
    """A line break more, CRLF for LF, a byte order mark and a no-break space for a blank change no decision."""
    for number, text in enumerate(mutated_pages(500 if large else 10, seed=100 + part)):
        cleaner = CLEANERS[number % len(CLEANERS)]
        assert alike(text, f"{text}\n", cleaner)
        assert alike(text, f"\ufeff{text}", cleaner)
        assert alike(text, text.replace(" ", "\u00a0"), cleaner)
        unbroken = text.replace("\r", "")
        assert alike(unbroken, unbroken.replace("\n", "\r\n"), cleaner)
