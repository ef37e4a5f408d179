"""Labels in Latin letters on Arabic pages."""

from __future__ import annotations

import pytest

from tests.boilerplate.pages import BODY, CLOSING, HEADLINE, LEAD, PAGE, cut

CREDIT = "المصدر: رويترز"


@pytest.mark.parametrize("label", ["SPONSORED", "Publicité", "Promoted content"])
def test_a_lone_label_in_latin_letters_between_paragraphs_is_cut(label: str) -> None:
    text = f"{HEADLINE}\n{LEAD}\n{label}\n{BODY}\n{CLOSING}\n{CREDIT}\n"
    assert cut(text) == [("ad", label), ("source", CREDIT)]


def test_a_label_in_latin_letters_behind_a_sentence_or_run_into_the_next_is_cut() -> None:
    assert cut(f"{HEADLINE}\n{LEAD} SPONSORED\n{BODY}\n{CREDIT}\n") == [("ad", "SPONSORED"), ("source", CREDIT)]
    assert cut(f"{HEADLINE}\n{LEAD}SPONSORED\n{BODY}\n{CREDIT}\n") == [("ad", "SPONSORED"), ("source", CREDIT)]
    assert cut(f"{HEADLINE}\n{LEAD}\nSPONSORED{BODY}\n{CREDIT}\n") == [("ad", "SPONSORED"), ("source", CREDIT)]


def test_a_label_in_latin_letters_before_headlines_run_together_announces_them() -> None:
    headlines = "سكان الحي الشمالي يطالبون بمدرسة جديدةفوز فريق المدينة بكأس الجمهورية"
    assert cut(f"{HEADLINE}\n{LEAD}\nNearby{headlines}\n{BODY}\n{CREDIT}\n") == [
        ("related_head", "Nearby"),
        ("related_item", headlines),
        ("source", CREDIT),
    ]


@pytest.mark.parametrize(
    "lines",
    [
        [LEAD, "Android", "وأوضح المدير أن Android يعمل في أجهزة المدينة كلها منذ مطلع العام الحالي.", CREDIT],
        [LEAD, "middleware", BODY, "mainframe", CLOSING, CREDIT],
        [LEAD, "Taklub", BODY, CLOSING],
        [LEAD, "88. Funny Girl", BODY, CREDIT],
        [LEAD, "وأضاف أن العنصر يتحول في باطن الأرض بعملية تسمى الـ.Transmutation", BODY, CREDIT],
    ],
)
def test_names_and_terms_in_latin_letters_stay(lines: list[str]) -> None:
    text = f"{HEADLINE}\n" + "".join(f"{line}\n" for line in lines)
    assert [found for found in cut(text) if found[0] != "source"] == []


@pytest.mark.parametrize("line", ["Tweet that", "Pin it now"])
def test_a_label_in_latin_letters_between_the_text_and_its_credits_is_cut(line: str) -> None:
    assert cut(f"{PAGE}{line}\n{CREDIT}\n") == [("ad", line), ("source", CREDIT)]
    assert cut(f"{PAGE}{line} الجسر النهر {CREDIT}\n")[0] == ("ad", line)
