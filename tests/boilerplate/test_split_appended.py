"""Headlines that the labeller has left inside an article begin one of their own where the text says so."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedup.boilerplate.appended import split_appended
from dedup.boilerplate.runs import Run
from dedup.web.features import BIT
from tests.boilerplate.test_appended import ARTICLES

Piece = tuple[str, int, str]
"""The label of a run, its article and its text."""
(FIRST, FIRST_TEXT), (SECOND, SECOND_TEXT), (THIRD, THIRD_TEXT), _ = ARTICLES.items()


def split(*pieces: Piece, lines: Sequence[int] = ()) -> list[tuple[str, int]]:
    """The labels and articles that a page of these runs has after the split, a web page with the features `lines`."""
    text, runs = "", list[Run]()
    for number, (label, article, written) in enumerate(pieces):
        runs.append(Run(number, number + 1, len(text), label, article))
        text += written
    return [(run.label, run.article) for run in split_appended(text, runs, lines)]


CUT = ("share", 0, "شارك\n")
HOST: tuple[Piece, ...] = (("title", 1, f"{FIRST}\n"), ("body", 1, f"{FIRST_TEXT}\n"))


@pytest.mark.parametrize("label", ["title", "related_item"])
def test_a_headline_that_the_text_below_takes_up_begins_an_article(label: str) -> None:
    found = split(
        *HOST, ("related_head", 0, "اقرأ أيضا\n"), (label, label == "title", f"{SECOND}\n"),
        ("pubdate", 1, "12 مارس 2024\n"), ("body", 1, SECOND_TEXT),
    )  # fmt: skip
    assert found[2:] == [("related_head", 0), ("title", 2), ("pubdate", 2), ("body", 2)]


@pytest.mark.parametrize(("level", "number"), [("h1", 2), ("h2", 1), ("p", 1)])
def test_on_a_web_page_an_article_begins_at_the_highest_heading(level: str, number: int) -> None:
    paragraphs = [BIT["p"]] * len(FIRST_TEXT.split("\n"))
    lines = [BIT["h1"], *paragraphs, BIT[level], BIT["p"]]
    found = split(*HOST, ("title", 1, f"{SECOND}\n"), ("body", 1, SECOND_TEXT), lines=lines)
    assert found[2:] == [("title", number), ("body", number)]


def test_each_of_several_headlines_begins_an_article_and_later_numbers_rise() -> None:
    found = split(
        *HOST, ("share", 0, "شارك\n"), ("title", 1, f"{SECOND}\n"), ("body", 1, f"{SECOND_TEXT}\n"),
        ("title", 1, f"{THIRD}\n"), ("source", 1, "المساء\n"), ("body", 1, f"{THIRD_TEXT}\n"),
        ("title", 2, "خبر رابع\n"), ("body", 2, "نص."),
    )  # fmt: skip
    assert [article for _, article in found] == [1, 1, 0, 2, 2, 3, 3, 3, 4, 4]


@pytest.mark.parametrize(
    "pieces",
    [
        pytest.param((*HOST, ("related_item", 0, f"{SECOND}\n"), ("body", 1, THIRD_TEXT)), id="a link amid the text"),
        pytest.param((*HOST, ("related_item", 0, f"{SECOND}\n")), id="a link at the end"),
        pytest.param((*HOST, ("title", 1, f"{SECOND}\n"), ("body", 1, SECOND_TEXT)), id="a subhead of a feature"),
        pytest.param(
            (*HOST, CUT, ("related_item", 0, f"اقرأ أيضا: {SECOND}\n"), ("body", 1, SECOND_TEXT)),
            id="a link with its heading",
        ),
        pytest.param((*HOST, CUT, ("title", 1, f"{SECOND}\n"), ("body", 1, SECOND_TEXT[:80])), id="a teaser"),
        pytest.param((*HOST, CUT, ("title", 1, f"{FIRST}\n"), ("body", 1, FIRST_TEXT)), id="the headline again"),
        pytest.param(
            (*HOST[:1], CUT, ("title", 1, f"{SECOND}\n"), ("body", 1, SECOND_TEXT)), id="two lines of headline"
        ),
        pytest.param(
            (("title", 1, f"{THIRD}\n"), HOST[1], CUT, ("title", 1, f"{SECOND}\n"), ("body", 1, SECOND_TEXT)),
            id="a headline of something else above",
        ),
        pytest.param(
            (HOST[0], ("body", 1, f"{FIRST_TEXT} ثم"), ("title", 1, f" {SECOND} "), ("body", 1, SECOND_TEXT)),
            id="amid a sentence",
        ),
        pytest.param((*HOST, CUT, ("title", 1, "مربو النحل\n"), ("body", 1, SECOND_TEXT)), id="two words"),
        pytest.param(
            (*HOST, CUT, ("title", 1, f"{SECOND}\n"), ("body", 1, f"{SECOND}\n" * 9)), id="a list of one item"
        ),
        pytest.param((HOST[1], CUT, ("title", 1, f"{SECOND}\n"), ("body", 1, SECOND_TEXT)), id="no headline above"),
        pytest.param(
            (*HOST, CUT, ("title", 1, f"{SECOND}؟\n"), ("body", 1, SECOND_TEXT)), id="a question of an interview"
        ),
        pytest.param(
            (*HOST, CUT, ("title", 1, f"{SECOND}\n"), ("body", 1, f"وقال {SECOND_TEXT}")), id="text that goes on"
        ),
        pytest.param(
            (
                *HOST,
                CUT,
                ("title", 1, f"{SECOND}\n"),
                ("body", 1, f"{SECOND_TEXT[:90]} كما في {FIRST}.\n{SECOND_TEXT}"),
            ),
            id="text about the first subject, too",
        ),
    ],
)
def test_other_lines_stay_in_their_article(pieces: tuple[Piece, ...]) -> None:
    assert split(*pieces) == [(label, article) for label, article, _ in pieces]


PIECES = st.tuples(
    st.sampled_from(["title", "body", "subhead", "related_item", "pubdate", "share"]),
    st.integers(1, 2),
    st.sampled_from([*ARTICLES, *ARTICLES.values(), "نص\n", ". ", ""]),
)


@given(st.lists(PIECES, max_size=9).map(lambda pieces: sorted(pieces, key=lambda piece: piece[1])))
def test_content_stays_content_and_articles_stay_in_order(pieces: list[Piece]) -> None:
    found = split(*pieces)
    assert len(found) == len(pieces)
    for (label, article), (was, before, _) in zip(found, pieces, strict=True):
        assert label == was or (was, label) == ("related_item", "title")
        assert article >= before
    assert [article for _, article in found] == sorted(article for _, article in found)
