from __future__ import annotations

import pytest

from dedup.boilerplate import clean_text
from tests.boilerplate.pages import (
    BODY,
    CLOSING,
    HEADLINE,
    LEAD,
    OTHER_BODY,
    OTHER_HEADLINE,
    OTHER_LEAD,
    PAGE,
    cut,
    inked,
    pieces,
)

ITEMS = (
    "سكان الحي الشمالي يطالبون بمدرسة جديدة",
    "ارتفاع أسعار الخبز في أسواق المدينة",
    "فوز فريق المدينة بكأس الجمهورية",
)
CUP_LEAD = "فاز فريق المدينة بكأس الجمهورية لكرة القدم بعد مباراة مثيرة انتهت بركلات الترجيح."
CUP_BODY = "وقال مدرب الفريق إن الفوز جاء ثمرة عمل طويل بدأ مع بداية الموسم الماضي."
HOST = f"{HEADLINE}\n{LEAD}\n"
REST = f"{BODY}\n{CLOSING}\n"
HEADINGS = ("إقرأ أيضاً:", "مقالات مشابهة", "قد يهمك أيضا", "أخبار ذات صلة", "شاهد أيضا:", "Related Posts")


def listed(heading: str, items: tuple[str, ...]) -> list[tuple[str, str]]:
    return [("related_head", heading), *(("related_item", item) for item in items)]


@pytest.mark.parametrize("heading", HEADINGS)
@pytest.mark.parametrize("mark", ["{}", "• {}", "- {}", "● {}", "  • {}"], ids=repr)
def test_headlines_below_a_heading_are_a_list(heading: str, mark: str) -> None:
    items = "".join(mark.format(item) + "\n" for item in ITEMS)
    marked = tuple(mark.format(item).strip() for item in ITEMS)
    assert cut(f"{HOST}{REST}{heading}\n{items}") == listed(heading, marked)


def test_a_numbered_list_below_a_heading_is_a_list() -> None:
    items = tuple(f"{number}- {item}" for number, item in enumerate(ITEMS, 1))
    assert cut(f"{PAGE}الأكثر قراءة\n" + "\n".join(items)) == listed("الأكثر قراءة", items)


@pytest.mark.parametrize("mark", ["{}", "• {}"])
@pytest.mark.parametrize("count", [1, 2, 3])
def test_the_body_resumes_after_a_list(mark: str, count: int) -> None:
    items = tuple(mark.format(item) for item in ITEMS[:count])
    text = f"{HOST}إقرأ أيضاً:\n" + "".join(f"{item}\n" for item in items) + REST
    assert cut(text) == listed("إقرأ أيضاً:", items)
    assert clean_text(text).text == HOST + REST
    assert len(clean_text(text).articles) == 1


@pytest.mark.parametrize("heading", ["إقرأ أيضاً:", "اقرأ أيضا :", "شاهد أيضا:", "مقالات ذات صلة:", "نرشح لك:"])
def test_one_headline_on_the_line_of_its_heading_is_an_item(heading: str) -> None:
    text = f"{HOST}{heading} {ITEMS[0]}\n{REST}"
    assert cut(text) == listed(heading, ITEMS[:1])
    assert clean_text(text).text == HOST + REST


def test_a_heading_with_its_headline_after_a_sentence_goes_to_the_end_of_the_line() -> None:
    text = f"{HEADLINE}\n{LEAD} اقرأ أيضا: {ITEMS[0]}\n{REST}"
    assert cut(text) == listed("اقرأ أيضا:", ITEMS[:1])
    assert inked(clean_text(text).text) == inked(PAGE)


def test_a_body_fused_to_a_headline_behind_a_heading_stays() -> None:
    text = f"{HOST}اقرأ أيضا: {ITEMS[0]}{BODY}\n{CLOSING}\n"
    assert cut(text) == listed("اقرأ أيضا:", ITEMS[:1])
    assert clean_text(text).text == PAGE


def test_a_body_fused_to_a_run_of_headlines_stays() -> None:
    body = "وبحسب موقع المدينة فإن العمل في الجسر بدأ قبل عامين وانتهى قبل موعده."
    text = f"{HOST}Related{ITEMS[0]}{ITEMS[1]}{body}\n{CLOSING}\n"
    labels = pieces(text)
    assert labels[2] == ("related_head", "Related")
    assert {label for label, _ in labels[3:-1]} == {"related_item"}
    assert "".join(words for _, words in labels[3:-1]) == ITEMS[0] + ITEMS[1]
    assert clean_text(text).text == f"{HOST}{body}\n{CLOSING}\n"


def test_a_cut_lead_in_a_list_is_a_teaser() -> None:
    teaser = (
        "• أعلنت البلدية خطة لتجديد الحدائق العامة في المدينة القديمة وزراعة عشرة آلاف شجرة خلال الربيع وقالت إن "
        "العمل يبدأ خلال أسبوعين من الآن وإن السكان سيشاركون في اختيار..."
    )
    text = f"{PAGE}مقالات مشابهة\n• {ITEMS[0]}\n{teaser}\n• {ITEMS[1]}\n"
    assert cut(text) == [
        ("related_head", "مقالات مشابهة"),
        ("related_item", f"• {ITEMS[0]}"),
        ("related_teaser", teaser),
        ("related_item", f"• {ITEMS[1]}"),
    ]


# -- appended articles ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("tail", ["", "المصدر: رويترز\n", "المصدر: رويترز\nكلمات دلالية: الجسر النهر\n"])
@pytest.mark.parametrize("blank", ["", "\n"])
def test_a_headline_with_its_own_paragraphs_below_a_heading_is_an_article(tail: str, blank: str) -> None:
    appended = f"{OTHER_HEADLINE}\n{blank}{OTHER_LEAD}\n{blank}{OTHER_BODY}\n"
    page = clean_text(f"{PAGE}{tail}إقرأ أيضاً:\n{blank}{appended}")
    assert [(article.number, article.title) for article in page.articles] == [(1, HEADLINE), (2, OTHER_HEADLINE)]
    assert [article.text for article in page.articles] == [PAGE, appended]


def test_an_appended_article_owns_no_field_of_the_host() -> None:
    page = clean_text(f"{PAGE}المصدر: البيان\nإقرأ أيضاً:\n{OTHER_HEADLINE}\n{OTHER_LEAD}\n{OTHER_BODY}\n")
    assert [article.source for article in page.articles] == ["البيان", None]


def test_a_list_behind_an_appended_article_is_a_list() -> None:
    text = f"{PAGE}المصدر: البيان\nإقرأ أيضاً:\n{OTHER_HEADLINE}\n{OTHER_LEAD}\n{OTHER_BODY}\nمقالات مشابهة\n"
    items = tuple(f"• {item}" for item in ITEMS)
    assert cut(text + "\n".join(items))[2:] == listed("مقالات مشابهة", items)
    assert len(clean_text(text).articles) == 2


def test_articles_are_numbered_in_the_order_of_the_page() -> None:
    text = (
        f"{PAGE}المصدر: البيان\nإقرأ أيضاً:\n{OTHER_HEADLINE}\n{OTHER_LEAD}\n{OTHER_BODY}\nالمصدر: الجزيرة\n"
        f"إقرأ أيضاً:\n{ITEMS[2]}\n{CUP_LEAD}\n{CUP_BODY}\n"
    )
    assert [(article.number, article.title, article.source) for article in clean_text(text).articles] == [
        (1, HEADLINE, "البيان"),
        (2, OTHER_HEADLINE, "الجزيرة"),
        (3, ITEMS[2], None),
    ]


# -- posts and cards -----------------------------------------------------------------------------------------------

POST = "افتتحنا اليوم الجسر الجديد بحضور أهل المدينة كلهم"


@pytest.mark.parametrize(
    "day",
    [
        "June 19, 2024",
        "September 3, 2023",
        "19 يونيو 2024",
        "19 حزيران/يونيو 2024",
        "19 أكتوبر، 2024",
        "19 جوان 2024",
        "١٩ يونيو ٢٠٢٤",
        "2024-06-19",
    ],
)
@pytest.mark.parametrize("between", [" ", "\n"], ids=("one line", "two lines"))
def test_a_post_and_its_signature_are_no_prose(day: str, between: str) -> None:
    signature = f"— وزارة النقل (@transport_1) {day}"
    text = f"{HOST}{POST}{between}{signature}\n{REST}"
    assert cut(text) == [("embed", POST), ("embed_meta", signature)]
    assert clean_text(text).text == PAGE


@pytest.mark.parametrize("day", ["June 19, 2024", "19 يونيو 2024"])
def test_prose_fused_to_the_date_of_a_post_stays(day: str) -> None:
    signature = f"— RT Arabic (@RTarabic) {day}"
    text = f"{HOST}{POST} pic.twitter.com/MSssjEGmmQ\n{signature}{BODY}\n{CLOSING}\n"
    assert cut(text) == [("embed", POST), ("embed_meta", "pic.twitter.com/MSssjEGmmQ"), ("embed_meta", signature)]
    assert clean_text(text).text == PAGE


@pytest.mark.parametrize("site", ["موقع 24", "الجزيرة نت", "سكاي نيوز عربية", "RT Arabic"])
@pytest.mark.parametrize("between", ["", " "], ids=("fused", "spaced"))
def test_a_card_is_an_item_with_its_teaser(site: str, between: str) -> None:
    card = f"{ITEMS[0]} - {site}"
    teaser = "طالب سكان الحي الشمالي أمس البلدية ببناء مدرسة جديدة لأبنائهم قبل بداية العام الدراسي."
    text = f"{HOST}{card}{between}{teaser}\n{REST}"
    assert cut(text) == [("related_item", card), ("related_teaser", teaser)]
    assert clean_text(text).text == PAGE


@pytest.mark.parametrize(
    "sentence",
    [
        "سكان الحي الشمالي في المدينة - وهم أكثر من ألف أسرة - يطالبون ببناء مدرسة جديدة لأبنائهم هذا العام.",
        "وصل إلى المدينة وفد من قناة الجزيرة - وهي قناة إخبارية قطرية - لتصوير فيلم عن الجسر وعن سكان الحي.",
        "عاد اللاعب إلى ناديه الأول - الأهلي المصري - بعد سبع سنوات قضاها في الملاعب الأوروبية والخليجية.",
        "رفع سكان الحي مطلب “المدرسة | الجديد” الذي جاهر به المجلس البلدي في اجتماعه أمس وأيده جميع الحاضرين فيه.",
        "رفع سكان الحي المطلب القديم | الجديد” الذي جاهر به المجلس البلدي في اجتماعه أمس وأيده جميع الحاضرين فيه.",
    ],
)
def test_a_sentence_with_dashes_is_no_card(sentence: str) -> None:
    text = f"{HOST}{sentence}\n{REST}"
    assert clean_text(text).text == text


# -- below the credits, without a known heading --------------------------------------------------------------------


def below_credit(*lines: str) -> str:
    return f"{PAGE}المصدر: رويترز\n" + "".join(f"{line}\n" for line in lines)


@pytest.mark.parametrize("mark", ["• ", "- ", "* ", "● "])
@pytest.mark.parametrize("heading", [(), ("من جعبتنا",)], ids=("no heading", "a heading"))
def test_a_list_below_the_credits_is_one_of_other_pages(mark: str, heading: tuple[str, ...]) -> None:
    items = [mark + ITEMS[0], mark + ITEMS[2]]
    expected = [("related_head", line) for line in heading]
    expected += [("related_item", item) for item in items]
    assert cut(below_credit(*heading, *items))[1:] == expected


@pytest.mark.parametrize("mark", ["• ", "- ", "1- "])
def test_a_list_below_the_last_paragraph_stays_where_no_credits_stand_between(mark: str) -> None:
    assert cut(f"{PAGE}وشملت التوصيات ما يأتي:\n{mark}{ITEMS[0]}\n{mark.replace('1', '2')}{ITEMS[2]}\n") == []


@pytest.mark.parametrize("heading", [(), ("من جعبتنا",)], ids=("no heading", "a heading"))
def test_an_article_below_the_credits_is_one_of_its_own(heading: tuple[str, ...]) -> None:
    appended = f"{OTHER_HEADLINE}\n{OTHER_LEAD}\n{OTHER_BODY}\n"
    text = below_credit(*heading) + appended
    assert [article.text for article in clean_text(text).articles] == [PAGE, appended]
    assert cut(text)[1:] == [("related_head", line) for line in heading]


def test_a_headline_without_credits_above_it_is_a_subhead() -> None:
    text = f"{PAGE}{OTHER_HEADLINE}\n{OTHER_LEAD}\n{OTHER_BODY}\n"
    assert len(clean_text(text).articles) == 1
    assert cut(text) == []


def test_a_line_below_the_credits_that_its_paragraphs_do_not_take_up_begins_no_article() -> None:
    text = below_credit("ما وراء النهر") + f"{OTHER_LEAD}\n{OTHER_BODY}\n"
    assert len(clean_text(text).articles) == 1


def test_what_is_all_of_a_page_is_no_card() -> None:
    text = (
        f"{ITEMS[0]} - موقع 24طالب سكان الحي الشمالي أمس البلدية ببناء مدرسة جديدة لأبنائهم قبل بداية العام الدراسي.\n"
    )
    assert "طالب سكان الحي" in clean_text(text).text
