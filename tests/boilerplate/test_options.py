from __future__ import annotations

import pytest

from dedup.boilerplate import Cleaner, clean_text
from dedup.boilerplate.phrases import Phrase
from dedup.errors import DedupError
from dedup.model import Page
from tests.boilerplate.pages import (
    BODY,
    CLOSING,
    HEADLINE,
    LEAD,
    OTHER_BODY,
    OTHER_HEADLINE,
    OTHER_LEAD,
    PAGE,
    SEED_NAMES,
    cut,
    inked,
    kept,
    seed,
)

APPENDED = f"{OTHER_HEADLINE}\n{OTHER_LEAD}\n{OTHER_BODY}\n"
WITH_APPENDED = f"{PAGE}المصدر: البيان\nإقرأ أيضاً:\n{APPENDED}"
DOUBTFUL = [
    f"{HEADLINE}\nمشاركة\n{LEAD}\nإعلان\n{BODY}\nالمزيد\n{CLOSING}\nطباعة\n",
    f"{HEADLINE}\n{LEAD} تفاصيل\n{BODY} إعلان\n{CLOSING}\nرويترز\n",
    f"عاجل\n{HEADLINE}\n{LEAD}\nفيسبوك\nتويتر\n{BODY}\nبحث\nالرئيسية\n",
    f"{HEADLINE}\n{LEAD}\nقد يهمك\n{BODY}\nالأكثر تداولا\n{CLOSING}\n",
    f"{PAGE}شارك هذا المقال\nتعليقات\nمشاهدات\nالتالي\nالسابق\n",
    WITH_APPENDED,
]


def removed_places(page: Page, text: str) -> set[int]:
    """Offsets of what is cut, blanks aside."""
    return {at for span in page.removed for at in range(span.start, span.end) if not text[at].isspace()}


@pytest.mark.parametrize("text", [*map(seed, SEED_NAMES), *DOUBTFUL], ids=lambda text: text[:20])
def test_a_bolder_profile_cuts_what_a_careful_one_cuts_and_more(text: str) -> None:
    careful, balanced, bold = (
        removed_places(Cleaner(profile).clean(text), text) for profile in ("conservative", "balanced", "aggressive")
    )
    assert careful <= balanced <= bold


def test_balanced_is_the_default() -> None:
    for text in DOUBTFUL:
        assert clean_text(text) == Cleaner().clean(text) == Cleaner("balanced").clean(text)


def test_a_doubtful_word_between_paragraphs_stays_with_a_careful_profile() -> None:
    assert Cleaner("conservative").clean(DOUBTFUL[0]).text == DOUBTFUL[0]


@pytest.mark.parametrize("profile", ["conservative", "balanced", "aggressive"])
def test_sure_furniture_is_cut_under_every_profile(profile: str) -> None:
    assert cut(f"{PAGE}شارك هذا المقال\n", Cleaner(profile)) == [("share", "شارك هذا المقال")]


# -- phrases of one's own ------------------------------------------------------------------------------------------


def test_a_phrase_of_ones_own_cuts_a_line() -> None:
    line = "خدمة القارئ السريع"
    text = f"{HEADLINE}\n{LEAD}\n{line}\n{BODY}\n"
    assert cut(text) == []
    assert cut(text, Cleaner(phrases=[line])) == [("other", line)]
    assert Cleaner(phrases=[line]).clean(text).text == f"{HEADLINE}\n{LEAD}\n{BODY}\n"


def test_a_phrase_of_ones_own_is_known_in_every_spelling() -> None:
    text = f"{PAGE}خِدمة  القارئ السَّريع\n"
    assert cut(text, Cleaner(phrases=["خدمة القارىء السريع"])) == []
    assert cut(text, Cleaner(phrases=["خدمه القـارئ السريع"])) == [("other", "خِدمة  القارئ السَّريع")]


def test_a_phrase_with_a_label_is_cut_as_such() -> None:
    phrase = Phrase("بوابة القراء", "comments", "line", "comments", "low")
    assert cut(f"{PAGE}بوابة القراء\n", Cleaner(phrases=[phrase])) == [("comments", "بوابة القراء")]


def test_a_phrase_of_ones_own_stays_in_a_sentence() -> None:
    text = f"{HEADLINE}\n{LEAD}\nخدمة القارئ السريع تتيح للمكفوفين قراءة الصحف بأصابعهم، كما قالت مديرة المشروع.\n"
    assert Cleaner(phrases=["خدمة القارئ السريع"]).clean(text).text == text


def test_phrases_of_ones_own_leave_the_shipped_ones_in_force() -> None:
    text = f"{PAGE}شارك هذا المقال\nخدمة القارئ السريع\n"
    assert cut(text, Cleaner(phrases=["خدمة القارئ السريع"])) == [
        ("share", "شارك هذا المقال"),
        ("other", "خدمة القارئ السريع"),
    ]


# -- rules switched off --------------------------------------------------------------------------------------------

SHARE_AND_SOURCE = f"{PAGE}شارك هذا المقال\nالمصدر: البيان\n"


def test_a_rule_is_switched_off_by_the_name_its_spans_give() -> None:
    rule = clean_text(SHARE_AND_SOURCE).removed[0].rule
    page = Cleaner(without=[rule]).clean(SHARE_AND_SOURCE)
    assert [span.label for span in page.removed] == ["source"]
    assert page.text == f"{PAGE}شارك هذا المقال\n"


def test_rules_are_switched_off_by_what_stands_before_their_colon() -> None:
    assert Cleaner(without=["phrase"]).clean(SHARE_AND_SOURCE).text == SHARE_AND_SOURCE


def test_a_rule_without_colon_is_switched_off() -> None:
    text = f"{HEADLINE}\n{LEAD}\nسكان الحي الشمالي يطالبون بمدرسة جديدة - موقع 24{OTHER_LEAD}\n{BODY}\n"
    assert {span.rule for span in clean_text(text).removed} == {"card"}
    assert Cleaner(without=["card"]).clean(text).text == text


def test_rules_not_named_stay_on() -> None:
    assert Cleaner(without=["card", "phrase:اعلان"]).clean(SHARE_AND_SOURCE) == clean_text(SHARE_AND_SOURCE)


# -- appended articles ---------------------------------------------------------------------------------------------


def test_appended_articles_are_split_off() -> None:
    page = Cleaner(appended="split").clean(WITH_APPENDED)
    assert [article.text for article in page.articles] == [PAGE, APPENDED]
    assert page == clean_text(WITH_APPENDED)


def test_appended_articles_are_dropped() -> None:
    page = Cleaner(appended="drop").clean(WITH_APPENDED)
    assert [article.text for article in page.articles] == [PAGE]
    assert [span.label for span in page.removed][:3] == ["source", "related_head", "related_item"]
    assert {(span.label, span.rule) for span in page.removed[3:]} == {("related_teaser", "appended-article")}


def test_appended_articles_are_kept_in_place() -> None:
    page = Cleaner(appended="keep").clean(WITH_APPENDED)
    assert [article.text for article in page.articles] == [PAGE + APPENDED]
    assert [span.label for span in page.removed] == ["source", "related_head"]
    assert page.title == HEADLINE


@pytest.mark.parametrize("name", SEED_NAMES)
def test_the_appended_article_of_a_seed_is_split_dropped_or_kept(name: str) -> None:
    text = seed(name)
    split, drop, keep = (Cleaner(appended=mode).clean(text) for mode in ("split", "drop", "keep"))
    assert [len(page.articles) for page in (split, drop, keep)] == [2, 1, 1]
    assert drop.text == split.text
    assert inked(keep.text) == inked("".join(article.text for article in split.articles))
    assert inked(kept(text, keep)) == inked(kept(text, split))
    assert drop.source == split.source == keep.source


# -- values that are none ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"profile": "bold"}, "profile 'bold' is not one of conservative, balanced, aggressive"),
        ({"profile": ""}, "profile ''"),
        ({"appended": "remove"}, "appended 'remove' is not one of split, drop, keep"),
        ({"appended": "Split"}, "appended 'Split'"),
    ],
)
def test_a_value_that_does_not_exist_names_its_option(options: dict[str, str], message: str) -> None:
    with pytest.raises(DedupError, match=message):
        Cleaner(**options)
