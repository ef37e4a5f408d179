from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedup.arabic import code_points
from dedup.boilerplate.scan import (
    DASHED,
    ELLIPSIS,
    FULL_STOP,
    MARKED,
    MARKER,
    OPENER,
    SENTENCE,
    STRONG,
    Automaton,
    automaton,
    scan,
)
from tests.boilerplate.reference import PlainLine, reference_scan

PATTERNS = (
    ("اقرا ايضا", STRONG | OPENER),
    ("ايضا", 0),
    ("المصدر", OPENER),
    ("مصدر", OPENER),
    ("المصدر: رويترز", STRONG),
    ("اعلان", 0),
    ("شارك", 0),
    ("شارك هذا", STRONG),
    ("related", OPENER),
    ("http", MARKER),
    ("@", MARKER),
)
MACHINE = automaton(PATTERNS)

words = st.sampled_from([*(words for words, _ in PATTERNS), "قال", "كتاب", "ال", "المصدر اعلان", "2023"])
marks = st.sampled_from([*" \n:/|-–—.!؟…»\"')]\x00\x7f\u3001", "  ", "...", " - ", ". ", "» ", "\n\n"])
lines = st.lists(st.one_of(words, marks, st.characters()), max_size=30).map("".join)
kinds = st.integers(0, 7)


def found(text: str, machine: Automaton = MACHINE) -> list[PlainLine]:
    return [
        PlainLine(line.start, line.end, line.words, line.shape, sorted(line.places), sorted(line.weak))
        for line in scan(code_points(text), machine)
    ]


@given(st.one_of(lines, st.text(st.characters())))
def test_kernel_and_reference_agree_on_any_text(text: str) -> None:
    assert found(text) == reference_scan(text, PATTERNS)


@given(st.lists(st.tuples(st.text("ابج:", min_size=1, max_size=4), kinds), max_size=8), st.text("ابج: \n.»ك@"))
def test_kernel_and_reference_agree_on_patterns_that_overlap(patterns: list[tuple[str, int]], text: str) -> None:
    assert found(text, automaton(patterns)) == reference_scan(text, patterns)


@given(lines)
def test_lines_hold_all_that_is_no_blank(text: str) -> None:
    lines = found(text)
    inside = "".join(text[line.start : line.end] for line in lines)
    assert inside.replace(" ", "") == text.replace(" ", "").replace("\n", "")
    assert all(line.start <= place < line.end for line in lines for place in (*line.places, *line.weak))


def test_many_lines_and_many_places_are_all_found() -> None:
    text = "المصدر: رويترز\n" * 100
    assert [(line.start, line.end, line.words) for line in found(text)] == [
        (n * 15, n * 15 + 14, 2) for n in range(100)
    ]
    assert all(line.places for line in found(text))


@pytest.mark.parametrize(
    ("line", "shape"),
    [
        ("انتهى العمل.", SENTENCE | FULL_STOP),
        ("قال: «انتهى العمل.» ", SENTENCE | FULL_STOP),
        ("هل انتهى العمل؟)", SENTENCE),
        ("انتهى العمل...", SENTENCE | FULL_STOP | ELLIPSIS),
        ("انتهى العمل…", SENTENCE | ELLIPSIS),
        ("انتهى العمل..", SENTENCE | FULL_STOP),
        ("انتهى العمل", 0),
        ("انتهى - العمل", DASHED),
        ("انتهى-العمل", 0),
        ("انظر http://example.org", MARKED),
        ("انتهى العمل\x00", MARKED),
        ("", None),
        ("   ", None),
    ],
)
def test_the_shape_of_a_line(line: str, shape: int | None) -> None:
    assert [found_line.shape for found_line in found(line)] == ([] if shape is None else [shape])


@pytest.mark.parametrize(
    ("line", "places", "weak"),
    [
        ("شارك", [0], []),
        ("** شارك", [3], []),
        ("قال شارك", [], []),
        ("قال. شارك", [5], []),
        ("قال.» شارك", [6], []),
        ("قال شارك هذا", [4], []),
        ("قال شارك   هذا", [4], []),
        ("قال المصدر", [], [4]),
        ("قالالمصدر", [], []),
        ("قال المصدر :", [4, 6], []),
    ],
)
def test_where_furniture_may_begin(line: str, places: list[int], weak: list[int]) -> None:
    assert [(sorted(found_line.places), found_line.weak) for found_line in found(line)] == [(places, weak)]


def test_a_machine_without_patterns_finds_lines_only() -> None:
    assert found("شارك\nقال", automaton([])) == [(0, 4, 1, 0, [], []), (5, 8, 1, 0, [], [])]
