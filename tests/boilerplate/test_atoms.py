from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dedup.boilerplate.atoms import END, START, Atoms
from dedup.boilerplate.characters import WRITTEN_BREAK
from dedup.boilerplate.finding import find_atoms
from tests.boilerplate.reference.atoms import glued_words, reference_atoms
from tests.boilerplate.reference.segments import reference_segments
from tests.boilerplate.texts import HUGE, MADE_UP, SEEDS, drawn
from tests.searches import examples


def pages_of(atoms: Atoms) -> list[tuple[list[list[int]], list[int], list[list[int]]]]:
    """By page the rows and hashes of its atoms and its segments, counted from the page's first atom and character."""
    found = []
    for page in range(len(atoms.bounds) - 1):
        first, last = atoms.atom_bounds[page : page + 2]
        rows, segments = (
            atoms.rows[first:last].copy(),
            atoms.segments[slice(*atoms.segment_bounds[page : page + 2])].copy(),
        )
        rows[:, :2] -= atoms.bounds[page]
        segments[:, :2] -= first
        found.append((rows.tolist(), atoms.hashes[first:last].tolist(), segments.tolist()))
    return found


def expected(text: str) -> tuple[list[list[int]], list[int], list[list[int]]]:
    atoms = reference_atoms(text)
    segments = [list(segment) for segment in reference_segments(atoms)]
    return [atom.row() for atom in atoms], [atom.hash for atom in atoms], segments


@pytest.mark.parametrize("text", MADE_UP, ids=lambda text: ascii(text[:12]))
def test_kernel_and_reference_agree_on_pages_of_many_shapes(text: str) -> None:
    assert pages_of(find_atoms([text])) == [expected(text)]


@pytest.mark.parametrize("text", HUGE, ids=lambda text: ascii(text[:6]))
def test_kernel_and_reference_agree_on_monotonous_pages(text: str) -> None:
    assert pages_of(find_atoms([text])) == [expected(text)]


@pytest.mark.parametrize("text", SEEDS, ids=lambda text: text[:12])
def test_kernel_and_reference_agree_on_the_seeds(text: str) -> None:
    assert pages_of(find_atoms([text])) == [expected(text)]


@pytest.mark.parametrize("before", ["0", "a", ":", "\\", "\\n", "سطر\r"])
@pytest.mark.parametrize("text", ["\\na", "\\n\\nab", "\na", "\\r\\nb"])
def test_a_page_is_read_alike_whatever_page_comes_before(before: str, text: str) -> None:
    assert pages_of(find_atoms([before, text]))[1] == pages_of(find_atoms([text]))[0] == expected(text)


@given(
    st.lists(st.text("كروزه", min_size=1, max_size=6), min_size=1, max_size=6), st.sampled_from(sorted(glued_words()))
)
def test_kernel_and_reference_agree_where_furniture_is_glued(words: list[str], heading: str) -> None:
    text = " ".join(word + heading for word in words)
    assert pages_of(find_atoms([text])) == [expected(text)]


@given(st.lists(drawn, max_size=4))
@settings(max_examples=examples(300))
def test_kernel_and_reference_agree_on_any_pages(texts: list[str]) -> None:
    assert pages_of(find_atoms(texts)) == [expected(text) for text in texts]


@given(
    st.lists(st.sampled_from([r"\n", r"\n", r"\r", "\\", "\n", "a", "n", "1", ":", "س", " "]), max_size=6).map("".join)
)
@settings(max_examples=examples(1000))
def test_line_ends_written_as_characters_are_the_same_everywhere(text: str) -> None:
    """To the kernel, to the reference and to the expression by which fields are read."""
    assert pages_of(find_atoms([text])) == [expected(text)]
    breaks = {at for found in WRITTEN_BREAK.finditer(text) for at in range(*found.span())}
    atoms = find_atoms([text]).rows
    assert not breaks.intersection(atoms[:, START].tolist())
    seen = {at for row in atoms for at in range(row[START], row[END])}
    assert {at for at, letter in enumerate(text) if letter not in " \n\r"} == seen | breaks


@pytest.mark.parametrize("address", ["ali.hasan@example.com", "a-b+c@news.example.org", "Info_1@example.net"])
def test_a_mail_address_is_one_atom(address: str) -> None:
    text = f"للتواصل:{address}اقرأ"
    pieces = [text[start:end] for start, end in find_atoms([text]).rows[:, :2].tolist()]
    assert pieces == ["للتواصل", ":", address, "اقرأ"]


def test_pages_in_a_group_have_the_atoms_that_each_has_alone() -> None:
    texts = [*MADE_UP, *SEEDS, *MADE_UP[::-1]]
    assert pages_of(find_atoms(texts)) == [found for text in texts for found in pages_of(find_atoms([text]))]
    assert pages_of(find_atoms([])) == []
