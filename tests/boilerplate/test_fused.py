"""Wordings of a crawl that have run into the line they open, or share a line with other furniture."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedup.arabic.view import folded_points
from dedup.boilerplate.repetition import LABEL, OVER, TAIL, Evidence, count_lines, source_hash
from dedup.boilerplate.scan import find_lines, find_openings
from tests.boilerplate.crawls import SOURCE, cleaned, crawl, cuts, page
from tests.boilerplate.pages import BODY
from tests.boilerplate.test_announcers import NEWS, WIDGET, with_widget

SLOT = "فسحة المعلنين"
WITH_SLOT = [page(number, **{"middle" if number % 2 else "ending": SLOT}) for number in range(40)]


@pytest.mark.parametrize("line", ["عنوان", "فسحة المعلنين", "الخبر 24 والخبر 7", "الأخبار،المحلية - اليوم"])
@pytest.mark.parametrize("rest", ["", "وقال", " ثم", ": نعم"])
def test_an_opening_is_known_by_the_key_of_the_same_words_on_a_line(line: str, rest: str) -> None:
    key = int(count_lines([line], [SOURCE]).keys[0]) & ~7
    evidence = Evidence({(key | kind, source_hash(SOURCE)): 9 for kind in range(6)})
    keys_of_source = evidence.openings(SOURCE)
    assert keys_of_source is not None
    assert evidence.openings("غيرها") is None
    points = folded_points(f"كتاب\n{line}{rest}\n")[0]
    found = find_openings(points, find_lines(points), keys_of_source)
    assert found == [(5, 5 + len(line), key | kind) for kind in (LABEL, TAIL, OVER)]


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
    new = page(33, middle=f"{SLOT}{BODY}")
    assert cuts(new, crawl(WITH_SLOT)) == [("repeated_line", SLOT)]
    assert f"repeated-opening:source={SOURCE},docs=20" in {span.rule for span in cleaned(new, crawl(WITH_SLOT)).spans}
    assert cuts(page(33, middle=f"{SLOT} {BODY}"), crawl(WITH_SLOT)) == []


def test_a_label_that_a_source_repeats_is_cut_beside_other_furniture() -> None:
    new = page(33, tail=f"{SLOT} المصدر: رويترز")
    assert cuts(new, crawl(WITH_SLOT)) == [("repeated_line", SLOT), ("source", "المصدر: رويترز")]
    ended = page(33, ending=f"{SLOT}").replace("أعلنت البلدية أمس", "تاريخ النشر: 12 سبتمبر 2023 أعلنت البلدية أمس")
    assert ("repeated_line", SLOT) in cuts(ended, crawl(WITH_SLOT))


@pytest.mark.parametrize("letters", ["ف", "ال", "مكت"])
def test_letters_that_a_source_repeats_on_lines_of_their_own_are_no_part_of_words(letters: str) -> None:
    evidence = crawl([page(number, **{"middle" if number % 2 else "ending": letters}) for number in range(40)])
    assert evidence.openings(SOURCE) is not None
    rest = {"ف": "قد", "ال": "مدينة", "مكت": "بة"}[letters]
    assert (
        cuts(
            page(33, middle=f"{letters}{rest} المدينة القديمة تفتح أبوابها كل يوم حتى المساء كما جاء في البيان."),
            evidence,
        )
        == []
    )


# -- labels inside the running text ------------------------------------------------------------------------------------


def few_of_each(number: int) -> str:
    """Five pages with the label on a line of its own, five with it behind a sentence."""
    return page(number, **({"middle": SLOT} if number < 5 else {"ending": SLOT} if number < 10 else {}))


def test_pages_with_a_label_alone_and_pages_with_it_behind_a_sentence_count_together() -> None:
    evidence = crawl([few_of_each(number) for number in range(40)])
    assert cuts(page(33, middle=SLOT), evidence) == [("repeated_line", SLOT)]
    assert cuts(page(33, ending=SLOT), evidence) == [("repeated_line", SLOT)]
    assert cuts(page(33, middle=SLOT), crawl([page(n, middle=SLOT if n < 10 else "") for n in range(40)])) == []


def test_a_label_announces_neither_the_section_below_it_nor_questions_in_the_text() -> None:
    section = "العمل في الحي الشمالي"
    follow = "ومن جانبه، قال المدير إن العمل في الحي الشمالي يبدأ خلال الربيع كما وعدت البلدية سكانه."
    assert cuts(page(33, middle=f"{SLOT}\n{section}\n{follow}"), crawl(WITH_SLOT)) == [("repeated_line", SLOT)]
    questions = "فمن يدفع ثمن كل هذا العمل؟\nوأين كانت البلدية طوال الأعوام الماضية؟\nوماذا عن الحي الغربي!"
    assert cuts(page(33, middle=f"{SLOT}\n{questions}"), crawl(WITH_SLOT)) == [("repeated_line", SLOT)]


MIXED = crawl([*WITH_SLOT, *(with_widget(number) for number in range(40, 80))])
PARTS = st.sampled_from([SLOT, WIDGET, *NEWS, BODY, *"المصدر: رويترز|SPONSORED|تابعونا|على تويتر|فيسبوك|12".split("|")])
GLUE = st.sampled_from(["", " ", "\n", ": ", ".", "\n\n", " - "])


@given(st.lists(st.tuples(PARTS, GLUE), max_size=12))
def test_no_mixture_of_repeats_and_text_is_ever_too_much(parts: list[tuple[str, str]]) -> None:
    text = "".join(f"{part}{glue}" for part, glue in parts)
    spans = cleaned(text, MIXED).spans
    assert "".join(text[span.start : span.end] for span in spans) == text
    assert all(span.start < span.end for span in spans)
