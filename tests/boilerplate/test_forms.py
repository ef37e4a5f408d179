from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedup.arabic.view import view
from dedup.boilerplate import forms
from tests.boilerplate.pages import BODY, HEADLINE, LEAD, OTHER_HEADLINE, OTHER_LEAD


@pytest.mark.parametrize("text", ["انتهى.", "انتهى؟", "انتهى!»", "«انتهى.»", "(انتهى.) ", "انتهى…"])
def test_final_punctuation_ends_a_sentence(text: str) -> None:
    assert forms.ends_sentence(text)


@pytest.mark.parametrize("text", ["انتهى", "انتهى،", "انتهى:", "2.5 مليون", "", "»"])
def test_without_final_punctuation_no_sentence_ends(text: str) -> None:
    assert not forms.ends_sentence(text)


@pytest.mark.parametrize(
    ("line", "mark", "length"),
    [
        ("• خبر", "•", 2),
        ("●● خبر", "●", 3),
        ("- خبر", "-", 2),
        ("-خبر", "", 0),
        ("1- خبر", "1", 3),
        ("12) خبر", "1", 4),
        ("2015 خبر", "", 0),
        ("خبر", "", 0),
    ],
)
def test_the_mark_of_a_list_entry(line: str, mark: str, length: int) -> None:
    assert (forms.bullet(line), forms.after_bullet(line)) == (mark, length)


@pytest.mark.parametrize("headline", [HEADLINE, OTHER_HEADLINE, "من يحتاج للآخر أكثر؟", "لقاء في موسكو.."])
def test_a_headline_has_no_full_stop(headline: str) -> None:
    form = forms.form(view(headline).text)
    assert not form.is_sentence
    assert form.is_headline or headline.endswith(".")


@pytest.mark.parametrize("sentence", [LEAD, BODY, " ".join(["كلمة"] * 40)])
def test_a_paragraph_is_a_sentence_and_no_headline(sentence: str) -> None:
    form = forms.form(view(sentence).text)
    assert form.is_sentence
    assert not form.is_headline


def test_a_cut_teaser_is_truncated() -> None:
    assert forms.form("اعلنت البلديه خطه لتجديد...").is_truncated
    assert not forms.form("اعلنت البلديه خطه لتجديد.").is_truncated


def test_topics_are_few_words_without_function_words() -> None:
    assert forms.are_topics("روسيا بوتين كوريا الشماليه")
    assert not forms.are_topics("قال بوتين في موسكو ان روسيا لن تنتهك")
    assert not forms.are_topics("روسيا بوتين.")
    assert not forms.are_topics("")


def test_names_are_letters_without_function_words() -> None:
    assert forms.is_name("سعاد حسن")
    assert not forms.is_name("سعاد حسن في القاهره")
    assert not forms.is_name("سعاد 2023")
    assert not forms.is_name("سعاد حسن مصطفي محمود علي عمر خالد")


def test_a_lead_echoes_its_headline() -> None:
    headline, lead, other = (view(text).text for text in (OTHER_HEADLINE, OTHER_LEAD, BODY))
    assert forms.echo(headline, lead) > 0.6
    assert forms.echo(headline, other) < 0.2
    assert forms.echo("", lead) == 0


@given(st.text(), st.text())
def test_any_text_has_a_form(text: str, other: str) -> None:
    form = forms.form(text)
    assert form.words == len(forms.words(text))
    assert form.is_finished == forms.ends_sentence(text)
    assert 0 <= forms.echo(text, other) <= 1
    assert 0 <= forms.after_bullet(text) <= len(text)
