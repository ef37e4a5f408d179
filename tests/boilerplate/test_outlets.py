from __future__ import annotations

import pytest

from dedup.arabic.view import view
from dedup.boilerplate.outlets import is_outlet, outlet_at


@pytest.mark.parametrize("name", ["الجزيرة نت", "سكاي نيوز عربية", "فرانس 24", "موقع 24", "RT Arabic", "Arab News"])
@pytest.mark.parametrize("between", ["", " "])
def test_a_site_ends_where_its_text_begins(name: str, between: str) -> None:
    text = view(f"{name}{between}قال الوزير").text.lower()
    assert outlet_at(text, 0, len(text)) == len(name + between)


@pytest.mark.parametrize("text", ["الجزيرة نت", "الوزير قال", ""])
def test_a_name_with_no_text_behind_it_and_text_that_is_no_name_are_no_site(text: str) -> None:
    folded = view(text).text
    assert outlet_at(folded, 0, len(folded)) is None


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("رويترز", True),
        ("أ ف ب", True),
        ("رويترز + وكالات", True),
        ("واس، وكالات", True),
        ("الوزير", False),
        ("رويترز والوزير", False),
        ("", False),
    ],
)
def test_names_of_outlets_are_known(text: str, known: bool) -> None:
    assert is_outlet(view(text).text) is known
