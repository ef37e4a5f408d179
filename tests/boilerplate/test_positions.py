from __future__ import annotations

from collections.abc import Callable

import pytest

from dedup.boilerplate import Cleaner, clean_text
from tests.boilerplate.crawls import crawl, cuts, page
from tests.boilerplate.pages import (
    BODY,
    CLOSING,
    HEADLINE,
    LEAD,
    PAGE,
    cut,
)

CREDIT = "المصدر: رويترز"


def rules(text: str) -> list[tuple[str, str, str]]:
    """What is removed from a page: label, rule, and text without outer blanks."""
    return [(span.label, span.rule, text[span.start : span.end].strip()) for span in clean_text(text).removed]


def below_headline(line: str) -> str:
    return f"{HEADLINE}\n{line}\n{LEAD}\n{BODY}\n"


def below_body(*lines: str) -> str:
    return PAGE + "".join(f"{line}\n" for line in lines)


def assert_stays(text: str) -> None:
    """Nothing is cut, whatever the page's place in a crawl."""
    assert cut(text) == []
    assert clean_text(text).text == text


def assert_line_is_cut(text: str, label: str, rule: str, line: str) -> None:
    """The line is all that goes; every profile that demands less cuts it too, and the rule can be switched off."""
    assert rules(text) == [(label, rule, line)]
    assert (label, line) in cut(text, Cleaner("aggressive"))
    assert line in Cleaner(without=[rule]).clean(text).text


# -- dates ---------------------------------------------------------------------------------------------------------

DATES = (
    "الثلاثاء 3 مارس 2015",
    "12 أيلول 2023 - 14:35",
    "الجمعة, 07-سبتمبر-2012",
    "١٥ أغسطس ٢٠٢٣",
    "3/4/2015",
    "2012-05-13",
    "19:12 ت م",
    "Tuesday, July 10, 2012 - 10:57 PM",
    "الرياض 25 شوال 1436 هـ الموافق 10 أغسطس 2015 م",
    "السبت 17 شعبان 1433",
    "15 جوان 2012",
)


@pytest.mark.parametrize("date", DATES)
@pytest.mark.parametrize("page", [below_headline, below_body])
def test_a_line_that_is_a_date_is_one(page: Callable[[str], str], date: str) -> None:
    assert_line_is_cut(page(date), "pubdate", "date-line", date)


@pytest.mark.parametrize(
    "line",
    [
        "من 3 مارس 2015 حتى نهاية الشهر يعبر السكان مجانا",
        "الدورة 27 من المعرض في 12 قاعة",
        "بلغ سعر الأوقية 1250 دولارا",
        "وسيعاد فتح الجسر في 12 سبتمبر 2023.",
    ],
)
@pytest.mark.parametrize("page", [below_headline, below_body])
def test_a_line_that_says_something_of_a_date_stays(page: Callable[[str], str], line: str) -> None:
    assert_stays(page(line))


def test_a_date_between_paragraphs_is_a_heading_of_the_text() -> None:
    assert_stays(f"{HEADLINE}\n{LEAD}\n3 مارس 2021\n{BODY}\n12 أيلول 2022\n{CLOSING}\n")


# -- credits -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("credit", ["القاهرة: وكالات", "بيروت / فرانس برس", "إسلام آباد: واس", "- سبوتنيك"])
@pytest.mark.parametrize("page", [below_headline, below_body])
def test_the_name_of_an_outlet_on_its_own_line_is_a_credit(page: Callable[[str], str], credit: str) -> None:
    assert_line_is_cut(page(credit), "source", "credit-line", credit)


@pytest.mark.parametrize(
    "line",
    [
        "سر الحياة",
        "رسالة من الوطن البعيد",
        "الشيخ: الحياة قصيرة",
        "قناة الجزيرة تصور الجسر",
        "بين العربية والفارسية",
    ],
)
@pytest.mark.parametrize("page", [below_headline, below_body])
def test_a_line_with_a_word_that_outlets_are_named_with_stays(page: Callable[[str], str], line: str) -> None:
    assert_stays(page(line))


def test_the_name_of_an_outlet_as_headline_is_the_title() -> None:
    text = f"الجزيرة نت\n{LEAD}\n{BODY}\n"
    assert_stays(text)
    assert clean_text(text).title == "الجزيرة نت"


@pytest.mark.parametrize("credit", ["وكالة رويترز", "دبي: سكاي نيوز عربية", "بيروت/ فرانس برس"])
def test_a_credit_behind_the_last_sentence_is_one(credit: str) -> None:
    text = f"{PAGE[:-1]} {credit}\n"
    assert rules(text) == [("source", "credit-ending", credit)]
    assert clean_text(text).text.strip() == PAGE.strip()


@pytest.mark.parametrize("ending", ["عودة الحياة", "هكذا هي الحياة", "ثم عاد إلى الوطن", "وعين على الوطن"])
def test_a_few_words_behind_the_last_sentence_stay(ending: str) -> None:
    assert_stays(f"{PAGE[:-1]} {ending}\n")


@pytest.mark.parametrize(
    "line",
    [
        "ووقع الاتفاق مع شركة Siemens الألمانية قبل عامين من اليوم.",
        "وتقول الشركة إن الاسم التجاري للمادة هو Ferrolith",
        "واستعمل المهندسون برنامجا اسمه Bridge Designer.",
        "وتتبعوا سير العمل على شاشات الهواتف. iPhone",
    ],
)
def test_a_foreign_word_inside_or_at_the_end_of_a_sentence_stays(line: str) -> None:
    assert_stays(f"{HEADLINE}\n{LEAD}\n{line}\n{CLOSING}\n")


# -- topics --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "line",
    ["بطاقات: الجسر، النهر، المدينة القديمة", "وزير_النقل المدينة_القديمة", "في هذا الخبر: الجسر | النهر"],
)
def test_words_of_the_page_below_it_are_its_topics(line: str) -> None:
    text = below_body(line)
    assert_line_is_cut(text, "tags", "topics-of-the-page", line)


@pytest.mark.parametrize(
    "line",
    [
        "الحصيلة: ثلاثة جرحى وأضرار مادية",
        "ضيوف اللقاء: طبيبة ومهندس وشاعر",
        "هاتف البلدية: 123456",
        "عيار 24: 215 ريالا",
        "ثالثا: إلزام المدعي بالمصروفات",
    ],
)
def test_a_heading_with_words_that_the_page_does_not_say_stays(line: str) -> None:
    assert_stays(below_body(line))


# -- what follows the credits --------------------------------------------------------------------------------------


@pytest.mark.parametrize("stars", ["***", "* * *"])
def test_stars_between_stanzas_stay(stars: str) -> None:
    stanzas = "يا دار عبلة بالجواء تكلمي\nوعمي صباحا دار عبلة واسلمي"
    assert_stays(f"{PAGE}{stanzas}\n{stars}\n{stanzas}\n")


def test_initials_are_cut_whole_where_the_crawl_repeats_their_end() -> None:
    texts = [page(number, tail=f"ــــــ\n{letter}.ك/ م.ج") for number, letter in enumerate("بتجحدرزسشصطعفقل")]
    assert cuts(texts[0], crawl(texts))[-1] == ("byline", "ب.ك/ م.ج")
    texts = [page(number, tail=f"ــــــ\nم.ل/ {letter}.ك") for number, letter in enumerate("بتجحدرزسشصطعفقل")]
    assert cuts(texts[0], crawl(texts))[-1] == ("byline", "م.ل/ ب.ك")


def test_the_books_that_an_article_is_drawn_from_stay() -> None:
    books = "ـ تاريخ بغداد للخطيب البغدادي دار الغرب 1980م\nـ معجم البلدان لياقوت الحموي دار صادر 1977م\n"
    assert clean_text(f"{PAGE}المصادر والمراجع:\n{books}").text.endswith(books)


def test_short_lines_below_the_credits_are_more_of_the_same() -> None:
    text = below_body(CREDIT, "أرسل إلى صديق عزيز", "نسخة للطابعة")
    assert rules(text)[1:] == [("other", "tail-line", "أرسل إلى صديق عزيز"), ("other", "tail-line", "نسخة للطابعة")]
    assert clean_text(text).text == PAGE


@pytest.mark.parametrize(
    "line",
    [
        "يذكر أن الجسر القديم بني قبل مئة عام وما زال يستعمله المشاة كل صباح.",
        "انتهى البيان.",
        "فهل يعبر الناس؟",
    ],
)
def test_sentences_below_the_credits_stay(line: str) -> None:
    assert cut(below_body(CREDIT, line)) == [("source", CREDIT)]


def test_short_lines_above_the_credits_stay() -> None:
    line = "أرسل إلى صديق عزيز"
    assert cut(below_body(line, CREDIT)) == [("source", CREDIT)]
    assert_stays(below_body(line))


# -- prose at the end of pages -------------------------------------------------------------------------------------

ENDS = {
    "a poem": ("ومن قصيدته الأخيرة:", "يا نهر خذني إلى ضفافك مرة", "فالقلب يذكر ما مضى من عهدنا", "والليل يعرف سرنا"),
    "verses": ("يا نهر خذني إلى ضفافك مرة", "فالقلب يذكر ما مضى من عهدنا"),
    "half-verses": ("يا نهر خذني .. إلى ضفافك مرة", "فالقلب يذكر * ما مضى من عهدنا"),
    "a list": ("وشملت التوصيات:", "• إغلاق الجسر القديم أمام الشاحنات", "• نقل محطة الحافلات إلى الضفة الغربية"),
    "points": ("واقترح المهندسون:", "- خفض السرعة", "- منع الشاحنات"),
    "winners": ("وجاءت أسماء الفائزين كالتالي:", "أحمد كمال الزهراني", "سعاد يوسف المنصوري", "خالد حسن العتيبي"),
    "ranked winners": ("أسماء الفائزين:", "1- أحمد كمال الزهراني", "2- سعاد يوسف المنصوري"),
    "one winner": ("وفاز بالجائزة الأولى:", "أحمد كمال الزهراني"),
    "a columnist": ("وللحديث بقية",),
    "a pious columnist": ("والله من وراء القصد",),
    "praise": ("والحمد لله رب العالمين",),
    "a condolence": ("إنا لله وإنا إليه راجعون",),
    "a verse of the Quran": ("قال تعالى:", "وما تشاؤون إلا أن يشاء الله رب العالمين"),
    "a verse with its place": ("﴿إن مع العسر يسرا﴾ [الشرح: 6]",),
    "a verse with its place in brackets": ("إن مع العسر يسرا (الشرح: 6)",),
    "prices": ("عيار 24: 215 ريالا", "عيار 21: 188 ريالا", "عيار 18: 161 ريالا"),
    "exchange rates": ("الدولار | 3.75", "اليورو | 4.10"),
    "times of prayer": ("مواقيت الصلاة:", "الفجر 4:35", "الظهر 12:10", "العصر 3:30"),
    "fixtures": ("مباريات اليوم:", "الهلال - النصر 8:45 مساء", "الأهلي - الاتحاد 6:30 مساء"),
    "a result": ("الهلال 2 - النصر 1",),
    "line-ups": (
        "الهلال: سامي العويس، ياسر الشهراني، سالم الدوسري",
        "النصر: وليد منصور، سلطان الغنام، سعد الخيبري",
    ),
    "an address": ("العنوان: شارع النخيل", "هاتف: 123456"),
    "ingredients": ("المقادير:", "كوبان من الأرز", "1 كيلو لحم", "ملعقة كمون", "ملح حسب الذوق"),
    "a ruling": ("حكمت المحكمة بما يأتي:", "أولا: قبول الدعوى", "ثانيا: رفض الطعن", "ثالثا: إلزام المدعي بالمصروفات"),
    "questions": ("- أين تسكن الآن؟", "- في الواحة", "- وهل تعود؟", "- لا أعرف"),
    "speakers": ("الصحفي: أين تسكن الآن؟", "سلمى: في الواحة", "الصحفي: وهل تعودين؟", "سلمى: لا أدري"),
    "a dialogue": ("قال: إلى أين؟", "قالت: إلى البحر", "فبكى"),
    "an obituary": ("ولد في قرية صغيرة عام 1940", "صدر ديوانه الأول عام 1965", "توفي في المنفى عام 2020"),
    "a saying": ("الجسر أوله حلم وآخره حجر",),
    "a question": ("فمتى نعبر؟",),
    "a word": ("انتهى",),
}


@pytest.mark.parametrize("name", ENDS)
def test_the_end_of_an_article_stays_whatever_its_form(name: str) -> None:
    assert_stays(below_body(*ENDS[name]))


@pytest.mark.parametrize("name", ENDS)
def test_the_end_of_an_article_stays_above_its_credit(name: str) -> None:
    text = below_body(*ENDS[name], CREDIT)
    assert cut(text) == [("source", CREDIT)]


RECIPE = """طريقة عمل الكبسة في البيت
الكبسة من أشهر الأطباق في الجزيرة العربية، وهذه طريقة تحضيرها في البيت خطوة خطوة.
المقادير:
كوبان من الأرز
كيلو لحم
ملعقة كمون
الطريقة:
يقطع اللحم ويسلق في الماء حتى ينضج ثم يضاف إليه الأرز والبهارات ويترك ساعة كاملة.
ملح حسب الذوق
"""
INTERVIEW = """مخرجة الطريق إلى الواحة: السينما بيتي
التقينا المخرجة الشابة بعد عرض فيلمها الأول وتحدثنا معها عن السينما والصحراء والطفولة.
- كيف بدأت الفكرة؟
- من صورة قديمة لجدي
- وأين صورت؟
- في واحة صغيرة لا يعرفها أحد، وأقمنا هناك ثلاثة أشهر كاملة مع أهلها الطيبين.
- كلمة أخيرة؟
- شكرا
"""
RULING = """المحكمة ترفض الطعن في قرار إزالة السوق
بعد الاطلاع على الأوراق وسماع المرافعة حكمت المحكمة أمس بما يأتي من غير معقب عليه.
أولا: قبول الدعوى شكلا
ثانيا: رفض الطعن موضوعا
ثالثا: إلزام المدعي بالمصروفات
1- تنشر المحكمة حكمها
2- يبلغ الخصوم
"""


@pytest.mark.parametrize("text", [RECIPE, INTERVIEW, RULING], ids=("a recipe", "an interview", "a ruling"))
def test_articles_of_short_lines_stay_whole(text: str) -> None:
    assert_stays(text)


@pytest.mark.parametrize(
    "text",
    ["سعاد يوسف", "رويترز وفرانس برس في المدينة", "وكالات – موسكو", "* كاتبة", "_______\n", "3 مارس 2015\nوكالات\n"],
)
def test_pages_without_a_paragraph_keep_the_end_of_their_text(text: str) -> None:
    page = clean_text(text)
    assert len(page.articles) == 1
    assert "".join(text[span.start : span.end] for span in page.spans) == text
