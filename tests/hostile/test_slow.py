"""The search for slow texts; with `--large`, what it finds in some minutes is looked at."""

from __future__ import annotations

import pytest

import dedup
from tests.boilerplate.invariants import check
from tests.hostile.pages import GROWING, grown
from tests.hostile.slow import WORK, microseconds, repeated, search, until

_MICROSECONDS = 20
_MINUTES = {"clean": 6, "minhash": 1, "passages": 2, "duplicates": 1}


def test_the_search_climbs() -> None:
    """Mentions are what costs here, and no beginning has one."""

    def cost(text: str) -> float:
        return text.count("@a") / len(text)

    found = search(cost, range(400))
    assert found == sorted(found, reverse=True)
    assert found[0].cost > 1 / 20
    assert found[0].cost == cost(repeated(found[0].piece))
    assert found == search(cost, range(400))


@pytest.mark.slow
@pytest.mark.parametrize("name", WORK)
def test_nothing_is_found_that_takes_long(name: str, large: bool) -> None:
    """The small run only shows that what is measured can be done with whatever is found."""
    turns = until(60 * _MINUTES[name]) if large else range(3)
    found = search(microseconds(WORK[name]), turns)
    print(*(f"{one.cost:.2f} us a character: {one.piece!a:.200}" for one in found[:5]), sep="\n")
    assert not large or found[0].cost < _MICROSECONDS
    assert all(repeated(one.piece) for one in found)


@pytest.mark.parametrize("kind", GROWING)
def test_time_per_character_does_not_grow_with_the_page(kind: str, large: bool) -> None:
    """Within four times, from 1 MB to 8 MB; the small run only shows that such pages come apart as promised."""
    if not large:
        text = grown(kind, 30_000)
        check(text, dedup.clean_text(text))
        return
    cost = microseconds(WORK["clean"], 1)
    assert cost(grown(kind, 8_000_000)) < 4 * cost(grown(kind, 1_000_000))
