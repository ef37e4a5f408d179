"""Wordings of a crawl that have run into the line they open, or share a line with other furniture."""

from __future__ import annotations

import pytest

from dedup.arabic.view import folded_points, view
from dedup.boilerplate.scan import WHOLE, find_lines, opening_hashes
from tests.boilerplate.pages import BODY
from tests.boilerplate.test_announcers import NEWS, WIDGET, with_widget
from tests.boilerplate.test_repetition import cleaned, crawl, cuts, page

LABEL = "فسحة المعلنين"
LABELLED = [
    page(number, middle=LABEL if number % 2 else "", ending="" if number % 2 else LABEL) for number in range(40)
]


@pytest.mark.parametrize("line", ["عنوان", "فسحة المعلنين", "الخبر 24 والخبر 7", "الأخبار،المحلية - اليوم"])
def test_the_hash_of_an_opening_is_that_of_the_same_words_on_a_line(line: str) -> None:
    hashes = dict(opening_hashes(view(line).text))
    assert hashes[len(line)] == int(find_lines(folded_points(line)[0])[0, WHOLE]) % 2**64


@pytest.mark.parametrize("gap", ["", " ", ": "])
def test_a_heading_that_a_source_repeats_is_found_before_headlines_on_its_own_line(gap: str) -> None:
    evidence = crawl([with_widget(number) for number in range(20)], others=40)
    new = page(33, middle=f"{WIDGET}{gap}{NEWS[0]}")
    assert cuts(new, evidence) == [("related_head", f"{WIDGET}{gap}".strip()), ("related_item", NEWS[0])]
    assert cleaned(new, evidence).text == page(33)


def test_a_heading_that_a_source_repeats_opens_no_sentence() -> None:
    evidence = crawl([with_widget(number) for number in range(20)], others=40)
    assert (
        cuts(page(33, middle=f"{WIDGET} استخرجت البلدية وثائق تعود إلى زمن تأسيس المدينة القديمة قبل قرون."), evidence)
        == []
    )


def test_a_label_that_a_source_repeats_is_cut_where_it_has_run_into_a_paragraph() -> None:
    new = page(33, middle=f"{LABEL}{BODY}")
    assert cuts(new, crawl(LABELLED)) == [("repeated_line", LABEL)]
    assert cuts(page(33, middle=f"{LABEL} {BODY}"), crawl(LABELLED)) == []


def test_a_label_that_a_source_repeats_is_cut_beside_other_furniture() -> None:
    new = page(33, tail=f"{LABEL} المصدر: رويترز")
    assert cuts(new, crawl(LABELLED)) == [("repeated_line", LABEL), ("source", "المصدر: رويترز")]
    ended = page(33, ending=f"{LABEL}").replace("أعلنت البلدية أمس", "تاريخ النشر: 12 سبتمبر 2023 أعلنت البلدية أمس")
    assert ("repeated_line", LABEL) in cuts(ended, crawl(LABELLED))
