import re
from itertools import pairwise

import pytest
from rich.style import Style

from dedup.cli.explain import marked_page
from dedup.colours import GROUPS, colour_of, group_of, style_sheet
from dedup.model import CONTENT_LABELS, LABELS, Page, Span

CUT = sorted(LABELS - CONTENT_LABELS)


def test_every_label_named_in_a_group_is_one_of_a_cut() -> None:
    named = [label for labels, _ in GROUPS.values() for label in labels]
    assert len(named) == len(set(named))
    assert set(named) <= set(CUT)
    assert {group_of(label) for label in CUT} == set(GROUPS)


@pytest.mark.parametrize("face", ["terminal", "notebook", "light", "dark", "bar"])
def test_groups_differ_in_colour(face: str) -> None:
    colours = sorted(getattr(colour, face) for _, colour in GROUPS.values())
    assert all(one != other for one, other in pairwise(colours))


@pytest.mark.parametrize("label", CUT)
def test_a_cut_is_shown_in_its_colour(label: str) -> None:
    page = Page((Span(0, 2, label, 0, "rule"),), (), "نص")
    colour = colour_of(label)
    assert {str(Style.parse(str(part.style)).color) for part in marked_page("نص", page).spans} == {
        str(Style.parse(colour.terminal).color)
    }
    assert f"background:{colour.notebook}" in page._repr_html_()


def test_the_report_has_a_class_for_text_and_bars_of_each_group() -> None:
    sheet = style_sheet()
    for name, (_, colour) in GROUPS.items():
        assert f".g-{name} {{ background: var(--{name}); }}" in sheet
        assert f".f-{name} {{ fill: {colour.bar}; }}" in sheet
        assert re.findall(rf"--{name}: (#\w{{6}});", sheet) == [colour.light, colour.dark]
