"""Who wrote an article and who published it, as its labelled spans say."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dedup.boilerplate.credits import read_byline
from dedup.boilerplate.lexicon.lists import lines_of, words_of
from dedup.boilerplate.outlets import read_source
from tests.boilerplate.labelled import assert_clean, fields
from tests.searches import examples


@pytest.mark.parametrize(
    "written",
    [
        "سعاد حسن\n",
        "- سعاد حسن -",
        "كتبت: سعاد حسن\n",
        "كتبت – سعاد حسن:\n",
        "بقلم سعاد حسن *",
        "- بقلم: سعاد حسن - الجريدة.com",
        "بقلم:\nسعاد حسن\nاستشارية باطنية",
        "\u202bبقلم : سعاد\u00a0حسن\u202c\x1a",
        "إعداد وتحرير / سعاد حسن",
        "(إعداد سعاد حسن للنشرة العربية - تحرير أحمد كمال)",
        "ترجمة: سعاد حسن",
        "أحمد كمال (تصوير) - كتبت: سعاد حسن",
        "كتبت: سعاد حسن - تصوير: أحمد كمال",
        "سعاد حسن - سبق - الرياض:",
        "الرياض – سعاد حسن",
        "الجزيرة ـ سعاد حسن",
        "مكتب الرباط: سعاد حسن",
        "سعاد حسن (جدة)",
        "سعاد حسن-الباحة",
        "سعاد حسن - جامعة القاهرة",
        "سعاد حسن – أكاديمية وإعلامية",
        "سعاد حسن مراسلة الشؤون الاقتصادية",
        "أجرى الحوار: سعاد حسن",
        "الأستاذة / سعاد حسن",
        "سعاد حسن، وكالات (بيروت، نيويورك)-",
        "مرسلة بواسطة سعاد حسن في 9:14 م",
        "أرسلها سعاد حسن في إثنين, 08/11/2021 - 12:30",
        "سعاد حسن\ns.hassan@aldirah.com.kw\n@s_hassan",
    ],
)
def test_a_byline_is_the_name_alone(written: str) -> None:
    assert fields(("byline", written)).byline == "سعاد حسن"


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("By John Smith | Reuters", "John Smith"),
        ("كتب: علي الباشا", "علي الباشا"),
        ("بقلم: المختار لغزيوي", "المختار لغزيوي"),
        ("مرسلة بواسطة غيمة في", "غيمة"),
        ("محمد أبو شعر- سبق:", "محمد أبو شعر"),
        ("فوزية بنت صالح – الأحساء", "فوزية بنت صالح"),
        ("بقلم - د. نعيم أسعد", "د. نعيم أسعد"),
        ("لندن: كيت إيتون*", "كيت إيتون"),
        ("ع. عسول", "ع. عسول"),
        ("سُعاد حسَن", "سُعاد حسَن"),
        ("سعيد\n", "سعيد"),
        ("سعيد حسننشر في المساء", "سعيد حسن"),
        ("سعيد حسن نشر في مجلة الأفق بتاريخ 11 ", "سعيد حسن"),
        ("سعيد حسن نشر", "سعيد حسن"),
        ("كتبت: سعاد حسن الثلاثاء 09 أبريل 2024", "سعاد حسن"),
        ("سعاد حسن يوم الجمعة، 9 أبريل", "سعاد حسن"),
        ("كتب: محمد الخميس", "محمد الخميس"),
        ("خالد جمعة", "خالد جمعة"),
        ("سعاد حسن القاهرة", "سعاد حسن"),
        ("سبائك ذهبية - أرشيفية كتبت سعاد حسن", "سعاد حسن"),
        ("سعاد حسن Sun", "سعاد حسن"),
        ("Next Previous سعاد حسن – جدة", "سعاد حسن"),
        ("دار النشر\nسعاد حسن", "سعاد حسن"),
        ("كمالنشر في المساء", "كمال"),
        ("سعاد حسن كتبت:", "سعاد حسن"),
        ("كتب: محمود أبو الخليل", "محمود أبو الخليل"),
        ("محمد أبو عمان", "محمد أبو عمان"),
        ("سعاد الخميس 3 مايو", "سعاد الخميس"),
        ("محمد بن الخميس 3 مايو", "محمد بن الخميس"),
        ("والت ديزني", "والت ديزني"),
        ("يوم الأحد 9 أبريل - سعاد حسن", "سعاد حسن"),
        ("كتب: سعاد حسن - الأحد 5 مايو 2024 @masr", "سعاد حسن"),
        ("سعاد حسن نشر\n❊ سعاد حسن", "سعاد حسن"),
        ("بقلمي سعاد حسن\nأحمد كمال", "سعاد حسن"),
    ],
)
def test_a_byline_is_as_printed(written: str, name: str) -> None:
    assert fields(("byline", written)).byline == name


@pytest.mark.parametrize(
    "written",
    [
        "falmutawa@aldirah.com.kw",
        "",
        "بقلم:",
        "الجريدة ـ الرباط",
        "استشاري باطنية",
        "* كاتب وباحث في الشؤون الدولية",
        "\x1a مدير عام بريد المنطقة الشرقية",
        "أمين منطقة جازان",
        "تصوير: أحمد كمال",
        "عدسة - أحمد كمال",
        "الدار البيضاء",
        "م.ع/و.أ",
        "المحرر السياسي",
        "رئيس التحرير",
        "وحدة التقارير الاقتصادية",
        "بوزارة الشؤون البلدية",
        "الجزيرة نت",
        "هسبريس.com",
        "مع تحيات إدارة العلاقات العامة",
        "@suad_hassan",
        "admin",
        "By Reuters Staff",
    ],
)
def test_no_byline_is_a_role_a_place_an_outlet_or_a_camera(written: str) -> None:
    assert fields(("byline", written)).byline is None


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("المصدر: صدى البلد\n", "صدى البلد"),
        ("المصدر: رويترزإقرأ أيضاً:", "رويترز"),
        ("المصدر: وكالة الأناضولإقرأ", "الأناضول"),
        ("المصدر: رويترز كلمات", "رويترز"),
        ("المصدر: مجلة كلمات", "كلمات"),
        ("المصدر: موقع متكلمات", "متكلمات"),
        ("المصدر: رويترزكلمات دلالية: النهر", "رويترز"),
        ("المصدر: وكالة أنباء الشرق الأوسط", "وكالة أنباء الشرق الأوسط"),
        ("المصدر: العربية نتاقرؤوا أيضا", "العربية نت"),
        ("المصدر: شاهد أونلاين", "شاهد أونلاين"),
        ("المصدر البيان ", "البيان"),
        ("\u200fالمَصدر:\u00a0البيان\r\n", "البيان"),
        ("المـــصدر / البیان", "البیان"),
        ("المصدر :  الجزيرة نت .\n", "الجزيرة نت"),
        ('المصدر: صحيفة "البيان" الإماراتية', "البيان"),
        ('المصدر: موقع قناة تلفزيون "سي آن آن" الأمريكية (بالعربية)', "سي آن آن"),
        ("صحيفة حريت التركية", "حريت"),
        ("المصدر: موقع ميدل إيست آي البريطاني", "ميدل إيست آي"),
        ("المصدر: صحيفة الشرق الأوسط اللندنية", "الشرق الأوسط"),
        ("المصدر: صحيفة القدس العربي", "القدس العربي"),
        ("طرابلس – القاهرة – ش – وكالات", "وكالات"),
        ("المصدر: X", "X"),
        ("نقلا عن رويترز من القاهرة", "رويترز"),
        ("المصدر: وكالة الأناضول", "الأناضول"),
        ("* وكالة أنباء الأناضول", "الأناضول"),
        ("المصدر: وكالة الأنباء السعودية", "وكالة الأنباء السعودية"),
        ("المصدر: وكالة شهاب للأنباء", "شهاب"),
        ("(وكالة الصحافة الفرنسية)", "وكالة الصحافة الفرنسية"),
        ("نقلا عن وكالة الصحافة الألمانية", "وكالة الصحافة الألمانية"),
        ("المصدر: تلفزيون سوريا", "تلفزيون سوريا"),
        ("تلفزيون سوريا: دمشق", "تلفزيون سوريا"),
        ("موقع جريدة طنجة", "طنجة"),
        ("Next Previous عين اليوم – جدة", "عين اليوم"),
        ("المصدر: BBC عربي", "BBC عربي"),
        ("صحيفة الأخبار اللبنانية", "الأخبار"),
        ("المصدر: صحيفة فلسطين", "فلسطين"),
        ("نقلا عن phys.org منذ 5 دقائق (قراءات 0)", "phys.org"),
        ("المصدر: الفرات نيوز قبل سنة", "الفرات نيوز"),
        ("المصدر: موقع 24", "موقع 24"),
        ("المصدر: شبكة قدس", "شبكة قدس"),
        ("نقلا عن صحيفة قوون السودانية", "قوون"),
        ("نقلاً عن: «الشرق الأوسط»", "الشرق الأوسط"),
        ("* خدمة «نيويورك تايمز»", "نيويورك تايمز"),
        ("خاص بـ«الشرق الأوسط»", "الشرق الأوسط"),
        ("أخبار اليومنشر في أخبار اليوم", "أخبار اليوم"),
        ("(رويترز)", "رويترز"),
        ("(أ ف ب)", "أ ف ب"),
        ("و.م.ع", "و.م.ع"),
        ("دبي - البيان", "البيان"),
        ("صحيفة المحرر", "المحرر"),
        ("براقش نت متابعات", "براقش نت"),
        ("المصدر: نوفوستي+وكالات", "نوفوستي"),
        ("المصدر: العربية - د ب أ", "العربية"),
        ("المصدر: وكالات", "وكالات"),
        ("المصدر: الرياض", "الرياض"),
        ("المصدر: https://www.phys.org/news/1", "phys.org"),
        ("Source: Reuters", "Reuters"),
        ("رابط الخبر بصحيفة الوئام: النفط يتراجع", "الوئام"),
        ("المأخذ: البيان المغاربي", "البيان المغاربي"),
        ("المرجع: الشمال نت", "الشمال نت"),
        ("نُشر أول مرة في صحيفة الضاحية", "الضاحية"),
        ("نشرت هذه المادة في صحيفة الشرق المطبوعة العدد رقم (208) صفحة (27)", "الشرق"),
    ],
)
def test_a_source_is_the_outlet_alone(written: str, name: str) -> None:
    assert fields(("source", written)).source == name


@pytest.mark.parametrize(
    "written",
    [
        "س م / ع ك ر",
        "- مل -",
        "اضغط لقراءة المادة من موقعها.",
        "انقر هنا لقراءة الخبر من مصدره",
        "نهاية الخبر",
        "(النهاية)",
        "للمزيد من الأخبار زوروا موقعنا",
        "انتهى",
        "",
        "المصدر:",
        "المصدر: ",
        "- الرياض",
        "المصدر: القاهرة",
        "الطبعة: العربية",
        "التصنيف: أخبار محلية",
        "وكالة مستقلة تأسست سنة 2009",
        "خاص",
        "متابعات",
        "المصدر: متابعات",
        "المصدر: وسائل إعلام سعودية",
        "المصدر: وزير النقل يفتتح جسرا جديدا فوق النهر",
        "*روائي ",
        "مدير عام البريد",
        "208",
    ],
)
def test_a_place_a_profession_or_a_headline_is_no_source(written: str) -> None:
    assert fields(("source", written)).source is None


@pytest.mark.parametrize(
    ("byline", "source"),
    [
        ("دمشق-سانا", "سانا"),
        ("* نيودلهي - «الشرق الأوسط»", "الشرق الأوسط"),
        ("سعاد حسن - الجزيرة", "الجزيرة"),
        ("صحيفة الرياض - سعاد حسن", "الرياض"),
        ("الرياض - سعاد حسن", None),
        ("كتبت: سعاد حسن", None),
        ("سعاد حسننشر في هسبريس", "هسبريس"),
        ("سعاد حسننشر في\u00a0المساء\u00a0", "المساء"),
        ("سعاد حسن نشر في 12 مارس 2024", None),
        ("سعاد حسن نشر في يوم الثلاثاء", None),
    ],
)
def test_without_credits_an_outlet_in_the_byline_is_the_source(byline: str, source: str | None) -> None:
    assert fields(("byline", byline)).source == source
    assert fields(("byline", byline), ("source", "المصدر: رويترز")).source == "رويترز"


def test_the_last_credit_that_names_an_outlet_is_the_source() -> None:
    assert fields(("source", "المصدر رويترز "), ("source", "المصدر: كويت نيوز\n")).source == "كويت نيوز"
    assert fields(("source", "عين اليوم\n"), ("source", "متابعات\n")).source == "عين اليوم"


def test_a_credit_that_tells_the_date_alone_is_a_date() -> None:
    found = fields(("source", "المصدر : وات\n"), ("source", "نُشر في: 12 جويلية 2023"))
    assert (found.source, found.published) == ("وات", "2023-07-12")
    found = fields(("source", "نشر في البيان 12 يوليو 2023"))
    assert (found.source, found.published) == ("البيان", "2023-07-12")


@pytest.mark.parametrize(
    "line",
    ["https://wa.me/?text=1 واتساب", "https://t.co/abcdEFGH12", "تويتر", "للمزيد: https://news.example/2"],
)
def test_a_network_or_where_an_invitation_leads_is_no_source(line: str) -> None:
    assert fields(("source", f"{line}\n")).source is None
    assert fields(("source", "المصدر: تويتر\n")).source == "تويتر"
    assert fields(("source", "المصدر: https://news.example/2\n")).source == "news.example"


def test_the_place_before_an_agency_between_slashes_is_no_source() -> None:
    assert read_source("كلباء / وام /") == "وام"
    assert read_source("عدن الغد / رويترز") == "عدن الغد"
    assert read_source("نشر هذا المقال أول مرة في مجلة الأرض") == "الأرض"


def test_an_entry_of_a_menu_announces_no_name_on_the_next_line() -> None:
    assert read_byline("عرض كتب\nدفتر الزوار\nبقلم: د. سعاد حسن") == "د. سعاد حسن"
    assert read_byline("كتب وصور:\nسامي حسن") == read_byline("بقلم الكاتب\nسامي حسن") == "سامي حسن"
    assert read_byline("صور بعدسة\nسامي حسن") is None


def test_a_disclaimer_names_no_source() -> None:
    assert read_source("هذا المقال يعبر عن رأي كاتبه") is None
    assert read_source("منقول للفائدة") is None
    assert read_source("منقول من جريدة المدار") == "المدار"
    assert read_source("المصدر: وكالة الأناضول شارك هذا المقال") == "الأناضول"
    assert read_source("المصدر: وام شارك على فيسبوك") == "وام"
    assert read_source("المصدر : وكالات طباعة") == "وكالات"
    assert read_source("- Role, بي بي سي نيوز عربي") == "بي بي سي نيوز عربي"
    assert read_source("المصدر: رويترز") == "رويترز"
    assert read_source("المصدر: الموقع بوست") == "الموقع بوست"
    assert read_source("(نقلت بتصرف)") is None


@pytest.mark.parametrize(
    ("credit", "behind", "outlet"),
    [
        ("المصدر: رووداوكلمات ", "دلالية: عدن، الوقود", "رووداو"),
        ("المصدر: عدن الغدكلمات ", "مفتاحية: عدن، الوقود", "عدن الغد"),
        ("المصدر: عدن ", "الغدالوسوم: عدن، الوقود", "عدن الغد"),
        ("المصدر: الأخبار إنف", "وكلمات دلالية: عدن، الوقود", "الأخبار إنفو"),
        ("المصدر: عربي", "21الوسوم: عدن، الوقود", "عربي21"),
        ("المصدر: رويترز ", "كلمات دلالية: عدن، الوقود", "رويترز"),
        ("المصدر: رويترز\n", "كلمات دلالية: عدن، الوقود", "رويترز"),
    ],
)
def test_a_heading_of_topics_that_is_glued_to_an_outlet_is_not_of_its_name(
    credit: str, behind: str, outlet: str
) -> None:
    assert fields(("source", credit), ("tags", behind)).source == outlet


def test_a_day_of_the_week_before_a_date_is_no_name() -> None:
    assert fields(("byline", "سعاد حسن الثلاثاء "), ("pubdate", "09 أبريل 2024\n")).byline == "سعاد حسن"
    assert fields(("byline", "محمد الخميس\n"), ("pubdate", "الأحد 9 أبريل 2024\n")).byline == "محمد الخميس"


def test_that_agencies_wrote_gives_way_to_an_outlet() -> None:
    assert fields(("source", "المصدر: الشروق\n"), ("source", "المصدر: وكالات\n")).source == "الشروق"
    assert fields(("source", "المصدر: رويترز\n"), ("source", "المصدر: الشروق\n")).source == "الشروق"


KINDS = (
    "writing",
    "helping",
    "picturing",
    "title",
    "profession",
    "role",
    "medium",
    "paper",
    "press",
    "nation",
    "other",
)
WORDS = sorted({word for kind in KINDS for word in words_of(kind)} | lines_of("weekdays") | lines_of("places"))
MARKS = [
    "@",
    "-",
    "/",
    ":",
    "،",
    "|",
    "\n",
    "9",
    "12/3/2024",
    "#",
    "(",
    ")",
    "يوم",
    "نشر في",
    "النشر",
    "أبو",
    "بن",
    "سعاد",
]
of_credits = st.lists(st.sampled_from(WORDS) | st.sampled_from(MARKS), max_size=8).map(" ".join)


@given(of_credits, of_credits, of_credits)
@settings(max_examples=examples(300))
def test_any_words_of_credits_are_read(byline: str, source: str, topics: str) -> None:
    assert_clean(
        fields(("byline", byline), ("pubdate", byline), ("source", source), ("tags", topics), ("title", topics))
    )


@pytest.mark.parametrize(
    ("credit", "outlet"),
    [
        ("المكتب الإعلامي - وزارة التجارة والصناعة", "وزارة التجارة والصناعة"),
        ("العلاقات العامة والإعلام / جامعة القدس", "جامعة القدس"),
        ("المركز الإعلامي", "المركز الإعلامي"),
        ("الإعلام الجديد", "الإعلام الجديد"),
    ],
)
def test_a_desk_is_the_source_only_where_it_stands_alone(credit: str, outlet: str) -> None:
    assert fields(("source", credit)).source == outlet
