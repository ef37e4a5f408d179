from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedup.arabic import code_points
from dedup.boilerplate.lines import DASHED, DOTS, ELLIPSIS, FULL_STOP, LINE_WORDS, MARKED, SENTENCE
from dedup.boilerplate.scan import scan
from dedup.boilerplate.trie import MARKER, OPENER, STRONG, Trie, trie
from tests.boilerplate.reference import PlainLine, normal_form, reference_scan

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
TRIE = trie(PATTERNS)

words = st.sampled_from([*(words for words, _ in PATTERNS), "قال", "كتاب", "ال", "المصدر اعلان", "2023"])
marks = st.sampled_from([*" \n:/|-–—.!؟…»\"')]\x00\x7f\u3001", "  ", "...", " - ", ". ", "» ", "\n\n"])
lines = st.lists(st.one_of(words, marks, st.characters()), max_size=30).map("".join)
kinds = st.integers(0, 7)


def found(text: str, patterns: Trie = TRIE) -> list[PlainLine]:
    return [
        PlainLine(line.start, line.end, line.words, line.shape, sorted(line.places), sorted(line.weak))
        for line in scan(code_points(text), patterns).lines()
    ]


@given(st.one_of(lines, st.text(st.characters())))
def test_kernel_and_reference_agree_on_any_text(text: str) -> None:
    assert found(text) == reference_scan(text, PATTERNS)


@given(st.lists(st.tuples(st.text("ابج:", min_size=1, max_size=4), kinds), max_size=8), st.text("ابج: \n.»ك@"))
def test_kernel_and_reference_agree_on_patterns_that_overlap(patterns: list[tuple[str, int]], text: str) -> None:
    assert found(text, trie(patterns)) == reference_scan(text, patterns)


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
        ("هل انتهى العمل؟)", SENTENCE | DOTS),
        ("انتهى العمل...", SENTENCE | FULL_STOP | ELLIPSIS | DOTS),
        ("انتهى العمل…", SENTENCE | ELLIPSIS | DOTS),
        ("انتهى العمل..", SENTENCE | FULL_STOP | DOTS),
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
    assert found("شارك\nقال", trie([])) == [(0, 4, 1, 0, [], []), (5, 8, 1, 0, [], [])]


# -- stretches that may repeat over a crawl ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "ending", "heading"),
    [
        ("انتهى العمل. وكالات", "وكالات", ""),
        ("انتهى العمل؟» المصدر: وكالات", "المصدر: وكالات", "انتهى العمل؟» المصدر:"),
        ("  المصدر: رويترز: وكالات ", "المصدر: رويترز: وكالات", "المصدر:"),
        ("انتهى العمل.", "انتهى العمل.", ""),
        ("انتهى العمل", "انتهى العمل", ""),
    ],
)
def test_the_ending_and_the_heading_of_a_line(line: str, ending: str, heading: str) -> None:
    (scanned,) = scan(code_points(line), TRIE).lines()
    assert line[scanned.whole.start : scanned.whole.end] == line.strip()
    assert line[scanned.ending.start : scanned.ending.end] == ending
    assert line[scanned.heading.start : scanned.heading.end] == heading


@given(lines)
def test_stretches_hash_alike_when_their_words_are_alike(text: str) -> None:
    hashes: dict[str, set[int]] = {}
    for line in scan(code_points(text), TRIE).lines():
        for stretch in (line.whole, line.heading):
            form = normal_form(text[stretch.start : stretch.end])
            assert stretch.words == len(form.split())
            if stretch.words > LINE_WORDS:
                assert stretch.hash == 0  # too long to repeat
                continue
            hashes.setdefault(form, set()).add(stretch.hash)
    assert all(len(values) == 1 for values in hashes.values())
    assert len({value for values in hashes.values() for value in values}) == len(hashes)


def test_a_number_is_any_number_to_a_stretch() -> None:
    first, second, third = scan(code_points("صفحة 12 من 30\n• صفحة 7، من 3\nصفحة من 3"), TRIE).lines()
    assert first.whole.hash == second.whole.hash != third.whole.hash
