"""Prose that looks like furniture, of which the weights of the package may cut nothing: see `test_prose`."""

from __future__ import annotations

import pytest

from dedup.boilerplate import Cleaner, clean_text
from dedup.boilerplate.counting import count
from dedup.boilerplate.crawl_evidence import weigh
from dedup.boilerplate.finding import find_atoms
from tests.boilerplate.pages import BODY, HEADLINE, LEAD, cut

CUT = pytest.mark.xfail(strict=True, reason="the shipped weights cut it")


@pytest.mark.parametrize(
    "line",
    [
        "إنتاج: دار النخيل",
        "بعون الله تعالى",
        "رحم الله الفقيد",
        "أحمد كمال يفتتح الجسر الجديد",
        "على القرار الجديد",
        "أدى اليمين الدستورية وحدد ملامح العمل -",
        "القاهرة - بغداد",
        "افتتح الجسر يوم الثلاثاء 3 مارس 2015",
        pytest.param("ولد 3 مارس 1940", marks=CUT),
        pytest.param("12 أيلول 2022: توقف العمل", marks=CUT),
        "حرض - البطحاء بمسافة 25كم قبل منفذ الطوال على الحدود",
    ],
)
def test_a_line_above_the_first_paragraph(line: str) -> None:
    keeps_all(f"{HEADLINE}\n{line}\n{LEAD}\n{BODY}\n")


@pytest.mark.parametrize(
    "line",
    [
        "الحارس: محمد العويس",
        "* الأرقام تشمل العام الماضي كله",
        pytest.param("* Rush to remove money from banks", marks=CUT),
        "ولد 3 مارس 1940",
        "تاريخ الميلاد: القاهرة في 10 يوليو 1936",
        "رحم الله الفقيد",
    ],
)
def test_a_line_below_the_last_paragraph(line: str) -> None:
    keeps_all(f"{HEADLINE}\n{LEAD}\n{BODY}\n{line}\n")


@pytest.mark.parametrize("title", [pytest.param("مسقط (عمان)", marks=CUT)])
def test_a_title_of_a_word_or_two(title: str) -> None:
    keeps_all(f"{title}\n{LEAD}\n{BODY}\n")


@pytest.mark.parametrize(
    "headline",
    [
        "وفيات المدينة 1-2-2025",
        "موجز أخبار المحافظات 24/12/2025",
        "أسعار العملات في ختام التعاملات 25.4.2025",
        "مواعيد القطارات اليوم 2025-03-14",
        "حصاد الأسبوع الجمعة 14 مارس 2025",
        "كاريكاتير العدد ٣ نيسان ٢٠٢٥",
    ],
)
def test_a_headline_that_ends_with_a_date(headline: str) -> None:
    keeps_all(f"{headline}\n{LEAD}\n{BODY}\n")


@pytest.mark.parametrize("form", ["{} {}:15 صباحا - {}:00 مساء", "{}: من {} إلى {}:30", "{} {}:00 ص – {}:45 م"])
def test_a_timetable_of_the_week(form: str) -> None:
    days = ("الأحد", "الإثنين", "الثلاثاء", "الأربعاء", "الخميس", "السبت")
    rows = "\n".join(form.format(day, 7 + number % 3, 2 + number % 4) for number, day in enumerate(days))
    keeps_all(f"{HEADLINE}\n{LEAD}\n{rows}\n")


@pytest.mark.parametrize(
    "rows",
    [
        "الصحيفة | التوزيع\nالأهرام | 120,400\nالنهار | 45,900\nالرأي | 61,250\nالخليج | 80,010",
        "الوكالة\nعدد الأخبار\nرويترز\n210\nالأناضول\n184\nسبوتنيك\n97\nواس\n140",
        "القناة الترتيب\nالعربية 2\nالجزيرة 1\nسكاي نيوز عربية 5\nالحرة 9",
        "التاريخ السعر\n3/6/2025 4,120\n4/6/2025 4,135\n5/6/2025 4,090\n8/6/2025 4,150",
        "3/6/2025\n4,120\n4/6/2025\n4,135\n5/6/2025\n4,090",
        "برج الحمل (21 مارس - 19 أبريل)\nبرج الثور (20 أبريل - 20 مايو)\nبرج الجوزاء (21 مايو - 20 يونيو)",
        "الفصل الأول: من 1 سبتمبر إلى 15 يناير\nالفصل الثاني: من 2 فبراير إلى 10 يونيو",
    ],
)
def test_a_table_of_outlets_or_of_days(rows: str) -> None:
    keeps_all(f"{HEADLINE}\n{LEAD}\n{rows}\n")


@pytest.mark.parametrize("form", ["{} - ", "{}: ", "{}\n", "[{}] "])
def test_a_live_report(form: str) -> None:
    told = ("بدأ المؤتمر بكلمة رئيس البلدية.", "الوزير يعرض خطة الجسر على الحضور.", "ينتهي المؤتمر بأسئلة الصحفيين.")
    rows = "\n".join(form.format(f"1{number}:{number}5") + line for number, line in enumerate(told))
    keeps_all(f"{HEADLINE}\n{rows}\n{BODY}\n")


@pytest.mark.parametrize(
    "headline",
    [
        "منذ دقائق.. انطلاق أعمال القمة في العاصمة",
        "رويترز: المحادثات تستأنف يوم الأحد المقبل",
        "المستشفى الجامعي في المدينة: نصف الأسرة خالية",
        "سلمى عبد الله: كتبت روايتي الأولى في القطار",
        "وكالة الأناضول تغلق مكتبها في المدينة القديمة",
        "حوار مع كريم حداد: المسرح لا يموت",
    ],
)
def test_a_headline_like_a_credit(headline: str) -> None:
    keeps_all(f"{headline}\n{LEAD}\n{BODY}\n")


@pytest.mark.parametrize("every", [1, 2, 4])
def test_blanks_that_are_entities(every: int) -> None:
    words = BODY.split()
    text = "".join(word + ("&nbsp;" if number % every == 0 else " ") for number, word in enumerate(words)).strip()
    keeps_all(f"{HEADLINE}\n{LEAD}\n{text}\n")


@pytest.mark.parametrize(
    "sentence",
    [
        "وفي المنطقة المشتركة بين المغرب – الاتحاد الأوروبي بدأ العمل في المشروع الجديد منذ أول العام الماضي.",
        "يغادر -بمشيئة الله تعالى - اليوم وفد الوزارة إلى العاصمة للمشاركة في المؤتمر السنوي لوزراء النقل.",
    ],
)
def test_an_aside_between_dashes(sentence: str) -> None:
    keeps_all(f"{HEADLINE}\n{LEAD}\n{sentence}\n")


@pytest.mark.parametrize(
    "paragraph",
    [
        "ويعمل الجهاز بمعالج ثنائي النواة، وفي أخبار ذات صلة يعتقد أن الشركة تطور معالجا جديدا رباعي النواة",
        "هذه الفنون تختلف في ما بينها، لكنها تندرج ضمن القائمة الرئيسية، وهي مجموعة من الرقصات القديمة.",
        "ويحق للمشرفين حذف ما لا يليق في تعليقات الزوار.",
        "وأضاف أن الوزارة أتمت التحضير للشهر مشيرا في نفس السياق: «شكلنا لجنة تتابع السوق كل يوم حتى نهايته».",
        "زاد المحصول هذا العام كثيرا. في نفس السياق ، قال وزير الزراعة، رشيد بن علي، إن عدد الفلاحين زاد أيضا.",
        "بلغت لحظة الفرج، ولعلها الآن تقتنص فرصة لا تفوت ما دام قد ظهر لها مرة أخرى واقترب منها وهي تسأل عنه",
        "اخترنا لكم في هذا الموضوع مجموعة من التطبيقات التي تعمل على الأجهزة المحمولة كلها وتحفظ ملفات العمل.",
    ],
)
def test_the_words_of_a_heading_inside_a_sentence(paragraph: str) -> None:
    keeps_all(f"{HEADLINE}\n{LEAD}\n{paragraph}\n{BODY}\n")


@pytest.mark.parametrize(
    "line",
    [
        "المصدر الروسي يتابع :",
        "المصدر الوحيد",
        "ضحك الجميع حين قرأت عليهم الخبر التالي:",
        pytest.param("أنت هنا .. بيني وبينك خطوتان", marks=CUT),
        "حدث واحد أتذكره وهو يوم الأربعاء 6 ربيع الآخر 1406",
    ],
)
def test_the_words_of_a_heading_on_a_line_of_the_text(line: str) -> None:
    keeps_all(f"{HEADLINE}\n{LEAD}\n{line}\n{BODY}\n")


def test_a_date_in_a_list_of_numbers() -> None:
    numbers = "\n".join(f"36011004{number}" for number in range(15))
    keeps_all(f"{HEADLINE}\n{LEAD}\n{BODY}\n{numbers}\nالأحد 10 شوال 1436\n{numbers}\n")


@pytest.mark.parametrize("word", ["خاصًة", "عامًة", "كافًة"])
def test_tanwin_before_the_last_letter_ends_no_word(word: str) -> None:
    keeps_all(f"{HEADLINE}\n{word} المصدر الذي تحدث أمس عن المشروع الجديد في المدينة قال إن العمل بدأ.\n{BODY}\n")


def test_a_heading_above_the_first_paragraph_appends_nothing() -> None:
    found = clean_text(f"اقرأ أيضا:\n{HEADLINE}\n{LEAD}\n{BODY}\n")
    assert [article.number for article in found.articles] == [1]
    assert LEAD in found.text


def keeps_all(text: str) -> None:
    assert cut(text) == []


def test_a_post_that_is_all_of_the_page() -> None:
    assert clean_text(f"{LEAD}\n— وزارة النقل (@mot) July 31, 2015\n").text.startswith(LEAD)


def test_a_place_that_begins_a_sources_lines_heads_no_list() -> None:
    places = "المستشفى المدرسة الميناء المتحف الملعب السوق الحديقة المطار المكتبة المسرح المصنع الملجأ المصرف".split()
    lines = [f"الخرطوم : جولة في {place} القديمة اليوم" for place in places]
    texts = [f"{HEADLINE}\n{LEAD}\n{line}\n{BODY} {place}\n" for line, place in zip(lines, places, strict=True)]
    known = weigh(count(find_atoms(texts), ["المدينة"] * len(texts), [""] * len(texts)))
    page = Cleaner().clean(texts[0], source="المدينة", evidence=known)
    assert lines[0] not in [texts[0][span.start : span.end].strip() for span in page.removed]
