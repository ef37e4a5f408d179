from __future__ import annotations

import pytest

from dedup.boilerplate import clean_text
from tests.boilerplate.pages import BODY, CLOSING, HEADLINE, LEAD, PAGE, cut, inked, kept
from tests.boilerplate.variants import VARIANTS

# Furniture that prose may follow on the same line without a space.
SELF_CONTAINED = (
    ("pubdate", "تاريخ النشر: 12th, September 2023 GMT"),
    ("pubdate", "آخر تحديث: 12 سبتمبر 2023"),
    ("share", "شارك هذا المقال"),
    ("ad", "مادة إعلانية"),
    ("comments", "أضف تعليقا"),
    ("comments", "اترك ردا"),
    ("comments", "لا توجد تعليقات"),
    ("nav", "انتقل إلى اختصارات الوصول"),
    ("nav", "العودة للأعلى"),
    ("nav", "تخطي إلى المحتوى"),
    ("readmore", "اقرأ المزيد"),
    ("readmore", "تابع القراءة"),
    ("readmore", "التفاصيل كاملة"),
    ("caption", "صورة أرشيفية"),
    ("embed_meta", "View this post on Instagram"),
)
# Furniture that takes the words behind it with it.
WITH_PAYLOAD = (
    ("byline", "بقلم: سعاد حسن"),
    ("source", "المصدر: رويترز"),
    ("source", "المصدر: جريدة الصباح"),
    ("source", "مصدر الخبر: وكالات"),
    ("tags", "كلمات دلالية: الجسر النهر المدينة"),
    ("tags", "الوسوم: الجسر، النهر"),
    ("tags", "Tags: الجسر، النهر"),
    ("share", "تابعونا على فيسبوك"),
    ("share", "تابعوا آخر أخبار الجزيرة عبر Google News"),
    ("share", "اشترك في النشرة البريدية"),
    ("nav", "جميع الحقوق محفوظة"),
    ("caption", "مصدر الصورة: رويترز"),
    ("caption", "التعليق على الصورة: الجسر الجديد"),
    ("related_head", "إقرأ أيضاً:"),
    ("related_head", "مقالات ذات صلة"),
    ("embed_meta", "pic.twitter.com/MSssjEGmmQ"),
)
# Furniture only where a sentence is complete without it.
RISKY = (
    ("ad", "إعلان"),
    ("ad", "Advertisement"),
    ("readmore", "المزيد"),
    ("caption", "(صور)"),
    ("other", "NNNN"),
)
FURNITURE = (*SELF_CONTAINED, *WITH_PAYLOAD, *RISKY)


@pytest.mark.parametrize(("label", "words"), FURNITURE)
@pytest.mark.parametrize(
    ("before", "after"),
    [
        (PAGE, "\n"),
        (f"{HEADLINE}\n{LEAD}\n", f"\n{BODY}\n"),
        (f"{HEADLINE}\r\n{LEAD}\r\n", f"\r\n{BODY}\r\n"),
        (f"{HEADLINE}\n\n{LEAD}\n\n   ", f"\n\n{BODY}"),
        (f"{HEADLINE}\n{LEAD}\n{BODY} ", f"\n{CLOSING}\n"),
        (f"{HEADLINE}\n{LEAD}\n{BODY}", f"\n{CLOSING}\n"),
        (f"{HEADLINE}\n{LEAD}\n{BODY}", ""),
    ],
    ids=(
        "below the article",
        "between paragraphs",
        "between paragraphs, CRLF",
        "between paragraphs, indented",
        "after a sentence",
        "fused to a sentence",
        "fused to the last sentence",
    ),
)
def test_furniture_goes_and_the_prose_around_it_stays(label: str, words: str, before: str, after: str) -> None:
    text = before + words + after
    assert cut(text) == [(label, words)]
    assert inked(kept(text, clean_text(text))) == inked(before + after)


@pytest.mark.parametrize(("label", "words"), [*SELF_CONTAINED, *WITH_PAYLOAD])
def test_furniture_fused_to_an_unfinished_sentence_goes(label: str, words: str) -> None:
    unfinished = f"{HEADLINE}\n{LEAD}\n{BODY[:-1]}"
    text = unfinished + words
    assert cut(text) == [(label, words)]
    assert clean_text(text).text == unfinished


@pytest.mark.parametrize(("label", "words"), SELF_CONTAINED)
def test_prose_fused_to_furniture_stays(label: str, words: str) -> None:
    text = f"{HEADLINE}\n{LEAD}\n{words}{BODY}\n{CLOSING}\n"
    assert cut(text) == [(label, words)]
    assert clean_text(text).text == f"{HEADLINE}\n{LEAD}\n{BODY}\n{CLOSING}\n"


@pytest.mark.parametrize("variant", VARIANTS)
@pytest.mark.parametrize(("label", "words"), FURNITURE)
def test_furniture_is_known_in_every_spelling(label: str, words: str, variant: str) -> None:
    written = VARIANTS[variant](words)
    text = f"{HEADLINE}\n{LEAD}\n{written}\n{BODY}\n"
    assert cut(text) == [(label, written.strip())]
    assert clean_text(text).text == f"{HEADLINE}\n{LEAD}\n{BODY}\n"


@pytest.mark.parametrize("variant", VARIANTS)
def test_the_spelling_of_prose_is_kept(variant: str) -> None:
    prose = VARIANTS[variant](f"{LEAD}\n{BODY}")
    text = f"{prose}\nالمصدر: رويترز\n"
    assert clean_text(text).text == f"{prose}\n"


def test_several_pieces_fused_in_one_line_are_told_apart() -> None:
    text = f"{PAGE}انتقل إلى اختصارات الوصولشارك هذا المقالمحادثة"
    assert cut(text) == [
        ("nav", "انتقل إلى اختصارات الوصول"),
        ("share", "شارك هذا المقال"),
        ("comments", "محادثة"),
    ]
    assert clean_text(text).text == PAGE


def test_topic_words_between_furniture_are_tags_without_heading() -> None:
    text = f"{PAGE}مادة إعلانية تابعوا آخر أخبار العربية عبر Google News الجسر_الجديد النهر المدينةالمصدر: العربية"
    assert cut(text) == [
        ("ad", "مادة إعلانية"),
        ("share", "تابعوا آخر أخبار العربية عبر Google News"),
        ("tags", "الجسر_الجديد النهر المدينة"),
        ("source", "المصدر: العربية"),
    ]
    assert clean_text(text).tags == ("الجسر الجديد", "النهر", "المدينة")


def test_credits_and_tags_fused_in_one_line_are_told_apart() -> None:
    text = f"{PAGE}المصدر رويترز الوسومالجسر النهر الكبيرالمصدر: كويت نيوز\n"
    assert cut(text) == [
        ("source", "المصدر رويترز"),
        ("tags", "الوسومالجسر النهر الكبير"),
        ("source", "المصدر: كويت نيوز"),
    ]


def test_a_page_of_furniture_alone_has_an_empty_article() -> None:
    page = clean_text("شارك هذا المقال\nإقرأ أيضاً:\nانتقل إلى اختصارات الوصول\n")
    assert page.text == ""
    assert [article.number for article in page.articles] == [1]
    assert [span.label for span in page.spans] == ["share", "related_head", "nav"]


def test_every_cut_names_its_rule_and_how_sure_it_is() -> None:
    spans = clean_text(f"{PAGE}شارك هذا المقال\n").removed
    assert [(span.rule, span.article) for span in spans] == [("phrase:شارك هذا المقال", 0)]
    assert 0.7 <= spans[0].confidence <= 1
