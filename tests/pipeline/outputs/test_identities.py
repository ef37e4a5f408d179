from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from dedup.pipeline.outputs.identities import Identities


def test_pages_and_their_articles() -> None:
    identities = Identities()
    assert identities.page("a", [1, 2]) == ["a", "a#2"]
    assert identities.page("a", [1, 2, 3]) == ["a~2", "a~2#2", "a~2#3"]
    assert identities.page("a", [1]) == ["a~3"]


def test_ids_that_look_like_given_ones_are_met_before_too() -> None:
    identities = Identities()
    assert [identities.page(wanted, [1]) for wanted in ("a", "a~2", "a", "a~2")] == [
        ["a"],
        ["a~2"],
        ["a~3"],
        ["a~2~2"],
    ]
    assert identities.page("b#2", [1]) == ["b#2"]
    assert identities.page("b", [1, 2]) == ["b", "b#2~2"]


@given(
    st.lists(
        st.tuples(st.text("a~#23", max_size=5), st.integers(1, 4)),
        max_size=60,
    )
)
def test_no_id_is_given_twice(pages: list[tuple[str, int]]) -> None:
    identities = Identities()
    given_out = [one for wanted, articles in pages for one in identities.page(wanted, range(1, articles + 1))]
    assert len(given_out) == len(set(given_out))
