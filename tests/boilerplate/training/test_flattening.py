"""Flattened pages: their line breaks are blanks, and their words keep their labels."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedup.boilerplate.training.flattening import flattened
from dedup.boilerplate.training.generator import near_misses
from dedup.boilerplate.training.gold import GoldPage, GoldSpan
from dedup.model import CONTENT_LABELS
from tests.boilerplate.training.test_generator import MATERIALS, WORDINGS

LABELS = st.sampled_from(["title", "body", "source", "tags", "related_item"])
PIECES = st.lists(st.tuples(LABELS, st.text("قال سوق1.\n\r\t ", min_size=1, max_size=12)), min_size=1, max_size=8)


def page_of(pieces: list[tuple[str, str]]) -> GoldPage:
    ends, text = [0], ""
    for _, own in pieces:
        text += own
        ends.append(len(text))
    spans = [GoldSpan(*edges, label, 1) for edges, (label, _) in zip(pairwise(ends), pieces, strict=True)]
    return GoldPage("page", text, tuple(spans), "source", "title", "family")


def labelled(page: GoldPage) -> list[tuple[str, str]]:
    """Each character that is visible, with its label."""
    return [(mark, span.label) for span in page.spans for mark in page.text[span.start : span.end] if mark.strip()]


@given(PIECES, st.integers(0, 50))
def test_every_word_keeps_its_label(pieces: list[tuple[str, str]], seed: int) -> None:
    page = page_of(pieces)
    for flat in flattened([page], seed):
        assert labelled(flat) == labelled(page)
        assert flat.text.split() == page.text.split()
        assert [span.start for span in flat.spans] == [0, *(span.end for span in flat.spans[:-1])]
        assert flat.spans[-1].end == len(flat.text)
        assert (flat.id, flat.source, flat.title, flat.family) == ("page-flat", "source", "title", "family")


def test_a_page_on_one_line_has_nothing_to_flatten() -> None:
    assert list(flattened([page_of([("title", "خبر "), ("body", "قال.\n")])], 1)) == []


@pytest.fixture(scope="module")
def flat() -> list[GoldPage]:
    return list(flattened(near_misses(MATERIALS, WORDINGS, seed=5, count=300), seed=2))


def test_half_of_the_pages_have_no_line_break_left(flat: list[GoldPage]) -> None:
    whole = [page for page in flat if not {"\n", "\r"} & set(page.text)]
    assert 0.4 < len(whole) / len(flat) < 0.65


def test_some_pages_keep_line_breaks_between_content_alone(flat: list[GoldPage]) -> None:
    def only_there(page: GoldPage) -> bool:
        ends = [page.text[: span.end] for span in page.spans[:-1]]
        breaks = [number for number, text in enumerate(ends) if text[len(text.rstrip()) :].strip(" \t\u00a0")]
        return bool(breaks) and all(
            {page.spans[number].label, page.spans[number + 1].label} <= CONTENT_LABELS for number in breaks
        )

    assert sum(map(only_there, flat)) > len(flat) / 10


def test_the_same_seed_flattens_alike() -> None:
    pages = list(near_misses(MATERIALS, WORDINGS, seed=5, count=40))
    assert list(flattened(pages, 3)) == list(flattened(pages, 3)) != list(flattened(pages, 4))
