"""Buttons and requests to readers whose wording no list has."""

from __future__ import annotations

import pytest

from dedup.boilerplate import Cleaner, clean_text
from tests.boilerplate.pages import BODY, CLOSING, HEADLINE, LEAD, PAGE, cut

CREDIT = "المصدر: رويترز"


def below_body(*lines: str) -> str:
    return PAGE + "".join(f"{line}\n" for line in lines)


REQUESTS = (
    "انضموا إلى قراء المدينة على واتساب",
    "راسلونا عبر تيليجرام أو فيسبوك",
    "زورونا على إنستغرام",
    "حملوا تطبيق صحيفة المدينة القديمة",
    "انضموا إلى قناتنا للأخبار العاجلة",
    "كل جديد في تطبيقنا",
)
BUTTONS = ("اطبع الصفحة", "نسخ الرابط", "احفظ هذا الموضوع", "إرسال المقال")


@pytest.mark.parametrize("line", [*REQUESTS, *BUTTONS, "على فيسبوك – على تيليجرام"])
def test_a_request_or_a_button_below_the_text_is_cut_and_says_why(line: str) -> None:
    text = below_body(line, CREDIT)
    (span, credit) = clean_text(text).removed
    assert (span.label, text[span.start : span.end].strip()) == ("share", line)
    assert credit.label == "source"
    assert line in Cleaner(without=[span.rule]).clean(text).text


@pytest.mark.parametrize("line", [*REQUESTS[1:4], *BUTTONS])
def test_a_request_or_a_button_that_hangs_behind_the_last_sentence_is_cut(line: str) -> None:
    assert cut(f"{PAGE.rstrip()}{line}\n{CREDIT}\n") == [("share", line), ("source", CREDIT)]


@pytest.mark.parametrize("line", REQUESTS[:3])
def test_a_request_that_names_a_network_is_cut_between_paragraphs_too(line: str) -> None:
    assert cut(f"{HEADLINE}\n{LEAD}\n{line}\n{BODY}\n{CLOSING}\n") == [("share", line)]


@pytest.mark.parametrize(
    "line",
    [
        "خلاف فيسبوك وتويتر",
        "معركة الخبر",
        "بين تويتر والصحف",
        "الصحيفة وتطبيق القانون",
    ],
)
def test_a_section_about_networks_or_news_stays(line: str) -> None:
    text = f"{HEADLINE}\n{LEAD}\n{line}\n{BODY}\n{CLOSING}\n"
    assert cut(text) == []


@pytest.mark.parametrize(
    "lines",
    [
        ["1. تطبيق «فيسبوك» Facebook", "2. تطبيق «يوتيوب» YouTube"],
        ["قالوا إنهم قرأوا الخبر على تويتر قبل أن تنشره الصحف."],
        ["في الخبر", "من هذا الموضوع"],
    ],
)
def test_lists_of_networks_and_sentences_below_the_text_stay(lines: list[str]) -> None:
    assert [label for label, _ in cut(below_body(*lines, CREDIT))] == ["source"]


def test_a_few_words_before_a_button_on_its_line_belong_to_it() -> None:
    assert cut(below_body("لتكملة الحديث انقر هنا")) == [("other", "لتكملة الحديث"), ("nav", "انقر هنا")]
    assert cut(below_body("وللقصة بقية تنشر غدا شارك المقال"))[0][1] == "شارك المقال"


def test_a_request_before_topics_and_credits_of_its_line_ends_with_the_network_it_names() -> None:
    line = f"رافقونا على يوتيوب الجسر النهر المدينة {CREDIT}"
    assert cut(below_body(line))[0] == ("share", "رافقونا على يوتيوب")
