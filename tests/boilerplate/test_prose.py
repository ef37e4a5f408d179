"""Prose that must stay with the weights of the package: not of every labeller, but of the one that ships.

Run this when weights are made. Running text that holds the wordings of furniture, and articles of any form.
"""

from __future__ import annotations

import pytest

from dedup.boilerplate import Cleaner, clean_text
from tests.boilerplate.pages import BODY, CLOSING, HEADLINE, LEAD, SEED_NAMES, seed

# Running text that holds the wordings of furniture. None of it is furniture.
SENTENCES = (
    "شارك في اللقاء عدد من الخبراء والباحثين من جامعات عربية، وناقشوا آثار الجفاف على الزراعة.",
    "الوسوم التي تصدرت تويتر في اليمن هذا الأسبوع دارت كلها حول انقطاع الكهرباء عن العاصمة.",
    "المزيد من الأخبار السيئة ينتظر شركات الطيران هذا الصيف، كما يقول محللون في قطاع السفر.",
    "تابعونا كيف نبني بيوتنا من الطين، هكذا قال الشيخ للسياح وهو يضحك أمام باب داره القديمة.",
    "إعلان نتائج الانتخابات تأجل إلى يوم الأحد بسبب تأخر وصول الصناديق من القرى البعيدة.",
    "وقال المصدر: لم نتلق أي عرض حتى الآن، لكن المفاوضات مع النادي الإيطالي مستمرة منذ أسبوع.",
    "المصدر الذي طلب عدم ذكر اسمه أكد أن الشحنة وصلت إلى الميناء مساء الخميس الماضي.",
    "التعليقات على القرار جاءت متباينة، فبينما رحب به التجار رفضته نقابة العمال بشدة.",
    "قد يهمك أن تعرف أن النحل يزور مليوني زهرة ليصنع رطلا واحدا من العسل الصافي.",
    "اقرأ أيضا ما كتبه ابن خلدون عن العصبية، فهو يشرح لك كيف تقوم الدول وكيف تسقط.",
    "منذ يوم وصوله إلى القاهرة والمدرب الجديد يشتكي من حالة أرضية الملعب ومن حرارة الطقس.",
    "تم نشره في الثغور الشمالية ثلاثة آلاف جندي خلال الشهر الماضي، بحسب وزارة الدفاع.",
    "شاهد الفيديو أكثر من مليون شخص في يوم واحد، وأثار جدلا واسعا بين أنصار الفريقين.",
    "فيسبوك أعلنت يوم الثلاثاء أنها ستغلق مكتبها في المدينة وتسرح مئة موظف قبل نهاية العام.",
    "رويترز نقلت عن مسؤولين قولهم إن الاتفاق سيوقع في جنيف خلال الأسبوع الأول من مارس.",
    "كتب محمود درويش قصيدته الأخيرة قبل أسابيع من رحيله، ولم ينشرها أحد حتى هذا العام.",
    "وسوم على أجساد المهاجرين تروي حكاية الرحلة الطويلة عبر الصحراء إلى شاطئ المتوسط.",
    "نقلا عن جدته كان يروي لنا حكايات البحر والغواصين واللؤلؤ في ليالي الشتاء الطويلة.",
    "بالصور القديمة وحدها استطاع المرممون إعادة بناء السقف الخشبي كما كان قبل الحريق.",
    "محادثة قصيرة مع البائع كانت كافية ليعرف الشرطي أن الساعة المعروضة في المتجر مسروقة.",
    "آخر الأخبار التي وصلت إلى القرية قبل قطع الطريق كانت خبر وفاة الطبيب الوحيد فيها.",
    "اشترك في الجريمة ثلاثة رجال وامرأة، وفق لائحة الاتهام التي تلاها المدعي العام أمس.",
    "جميع الحقوق محفوظة للورثة في هذا العقد، كما أوضح المحامي للمحكمة في جلسة الأحد.",
    "التفاصيل كاملة رواها الشاهد أمام القاضي في جلسة استمرت ست ساعات من دون انقطاع.",
    "ملفات تعريف الارتباط صارت قضية سياسية في أوروبا منذ أن فرضت بروكسل قانون الخصوصية.",
    "انتقل إلى المحتوى الرقمي كثير من الصحفيين الذين أغلقت صحفهم الورقية في العقد الأخير.",
    "وسئل الوزير عن رأيه في الإعلان فقال إن الحكومة لا تتدخل في الإعلانات التجارية أبدا.",
    "صورة أرشيفية واحدة تكفي لنعرف كم تغيرت هذه الشوارع خلال نصف قرن من الزمان.",
    "ترجمة الرواية إلى الفرنسية استغرقت ثلاث سنوات، وراجعها الكاتب بنفسه قبل وفاته.",
    "قال الطبيب للمريض: اضغط هنا إذا شعرت بالألم، ثم اكتب رقم الساعة في الدفتر الأزرق.",
    "مباشر جدا كان رد المدرب على الصحفيين حين سألوه عن مستقبله مع المنتخب الوطني.",
)


@pytest.mark.parametrize("sentence", SENTENCES)
@pytest.mark.parametrize(
    "page",
    [
        "{}",
        f"{HEADLINE}\n{LEAD}\n{{}}\n{CLOSING}",
        f"{HEADLINE}\n{LEAD}\n{BODY}\n{{}}\n",
        f"{HEADLINE}\n{LEAD} {{}} {BODY}",
    ],
    ids=("alone", "a paragraph", "the last line", "inside a paragraph"),
)
@pytest.mark.parametrize("profile", ["conservative", "balanced"])
def test_a_sentence_with_the_words_of_furniture_stays(sentence: str, page: str, profile: str) -> None:
    text = page.format(sentence)
    assert [text[s.start : s.end] for s in Cleaner(profile=profile).clean(text).removed] == []
    assert clean_text(text).text == text


@pytest.mark.parametrize("between", ["\n", " "])
@pytest.mark.parametrize("profile", ["conservative", "balanced", "aggressive"])
@pytest.mark.parametrize("name", SEED_NAMES)
def test_an_article_on_one_line_below_its_headline_is_no_card(name: str, profile: str, between: str) -> None:
    """The preview of a shared link is such a headline with a sentence below it.

    Where a credit ends may be wrong by some words; the article itself stays.
    """
    headline, *paragraphs = Cleaner().clean(seed(name)).text.split("\n")
    body = " ".join(" ".join(paragraphs).split())
    assert len(body) > 500
    assert (
        " ".join(body.split()[12:]) in Cleaner(profile=profile).clean(f"{headline} - RT Arabic{between}{body}\n").text
    )


NUMBERED = f"""{HEADLINE}
{LEAD}
وحدد الوزير ثلاث مراحل للمشروع:
1- توسعة الطريق المؤدي إلى الجسر من الجهة الشرقية.
2- بناء ممر للمشاة والدراجات على الجانبين.
3- إعلان مناقصة الإنارة قبل نهاية الشهر المقبل.
{CLOSING}
"""
BULLETS = f"""{HEADLINE}
{LEAD}
وجاءت أبرز توصيات اللجنة على النحو الآتي:
• إغلاق الجسر القديم أمام الشاحنات
• نقل محطة الحافلات إلى الضفة الغربية
• مشاركة السكان في اختيار اسم الجسر
{CLOSING}
"""
POEM = """ديوان جديد لشاعر من البصرة
صدر عن دار النخيل ديوان جديد للشاعر جمع فيه قصائد كتبها في منفاه خلال عشرين عاما.
يقول في مطلع إحدى قصائده:
شاهد على الليل الطويل أنا
والنهر يحمل ما تبقى من صداي
غرد على غصن المساء فلم يجب
إلا الرماد وصوت ناي
ويقرأ الشاعر مختارات من الديوان في أمسية تقام في المركز الثقافي مساء الخميس.
"""
INTERVIEW = """حوار مع مخرجة فيلم الطريق إلى الواحة
بعد عرض فيلمها الأول في مهرجان قرطاج التقينا المخرجة الشابة وتحدثنا معها عن السينما والصحراء.
كيف بدأت فكرة الفيلم؟
بدأت الفكرة من صورة قديمة لجدي وهو يقود قافلة، ثم كتبت السيناريو في ثلاثة أشهر.
ما رأيك في النقد الذي وجه إليك؟
أقرأ كل ما يكتب عن الفيلم، وأتعلم من النقد الصادق أكثر مما أتعلم من المديح.
هل من مشاركة في مهرجانات أخرى؟
نعم، سيعرض الفيلم في برلين وفي القاهرة خلال الشهرين القادمين إن شاء الله.
"""
DIALOGUE = """حكاية من السوق القديم
دخل الشرطي إلى الدكان وسأل صاحبه عن الصندوق المفقود وعن الرجل الذي باعه إياه قبل أيام.
- من هو المصدر؟
- المصدر: لا أعرف اسمه يا سيدي، رأيته مرة واحدة.
- وهل من تفاصيل أخرى؟
- تفاصيل قليلة، كان طويلا ويلبس معطفا أسود.
فكتب الشرطي ما سمعه في دفتره وخرج إلى الشارع من غير أن يودع أحدا.
"""
SEE = f"شاهد.. لحظة افتتاح الجسر الجديد فوق النهر\n{LEAD}\n{BODY}\n"
PICTURES = f"بالصور.. افتتاح الجسر الجديد فوق النهر في المدينة القديمة\n{LEAD}\n{BODY}\n"
VIDEO = f"بالفيديو.. سكان المدينة القديمة يعبرون الجسر الجديد سيرا على الأقدام\n{LEAD}\n{BODY}\n"
URGENT = f"عاجل: افتتاح الجسر الجديد فوق النهر أمام السيارات\n{LEAD}\n{BODY}\n"
ATTRIBUTED = f"""{HEADLINE}
{LEAD}
وارتفع عدد القتلى إلى تسعة، وفق رويترز.
وأضافت الوكالة نقلا عن مصدر أمني أن البحث مستمر عن مفقودين، حسب أ ف ب.
وسيعاد فتح الطريق يوم 12 سبتمبر 2023.
"""
WITH_LINKS = f"""{HEADLINE}
{LEAD}
ونشرت الوزارة صورا للجسر على موقعها www.example.org وعلى حسابها @bridge في تويتر مساء أمس.
ويمكن للسكان إرسال ملاحظاتهم إلى البريد info@example.org قبل نهاية الشهر الجاري.
{CLOSING}
"""


@pytest.mark.parametrize(
    "text",
    [NUMBERED, BULLETS, POEM, INTERVIEW, DIALOGUE, SEE, PICTURES, VIDEO, URGENT, ATTRIBUTED, WITH_LINKS],
    ids=(
        "a numbered list",
        "a list of points",
        "a poem",
        "questions and answers",
        "dialogue",
        "headline: see",
        "headline: in pictures",
        "headline: in video",
        "headline: urgent",
        "attributions and dates in sentences",
        "addresses in sentences",
    ),
)
def test_an_article_of_any_form_stays_whole(text: str) -> None:
    page = clean_text(text)
    assert [text[span.start : span.end] for span in page.removed] == []
    assert page.text == text


def test_the_headline_is_the_title() -> None:
    assert clean_text(PICTURES).title == PICTURES.splitlines()[0]
    assert clean_text(URGENT).title == URGENT.splitlines()[0]


def test_a_short_line_between_paragraphs_stays() -> None:
    text = f"{HEADLINE}\n{LEAD}\nممرات للمشاة\n{BODY}\n"
    assert clean_text(text).text == text


@pytest.mark.parametrize("text", ["", " ", "\n\n", "\ufeff", "\u200f\u200e"], ids=repr)
def test_a_page_without_words_has_one_article(text: str) -> None:
    page = clean_text(text)
    assert len(page.articles) == 1
    assert page.text == text
    assert page.title is None


@pytest.mark.parametrize(
    "line",
    ["أقسام المتحف:", "علامات المرض ما يلي:", "أقسام الكلية: تضم أربعة وهي:", "اشترك في معارض كثيرة، منها:"],
)
def test_a_line_that_ends_in_a_colon_is_no_topics_or_request(line: str) -> None:
    text = f"{HEADLINE}\n{LEAD}\n{line}\n{BODY}\n{CLOSING}\n"
    assert clean_text(text).text == text


@pytest.mark.parametrize(
    "line",
    [
        "كتب المؤرخ واصفا حياة أهل الحي:",
        "كتب مونتيسكيو يومها:",
    ],
)
def test_who_writes_before_a_quotation_is_no_byline(line: str) -> None:
    text = f"{HEADLINE}\n{LEAD}\n{line}\n{BODY}\n{CLOSING}\n"
    assert clean_text(text).text == text


@pytest.mark.parametrize("profile", ["conservative", "balanced"])
@pytest.mark.parametrize("row", ["{}: {}° - {}°", "{}\n{}°\n{}°", "{} {}° | {}°", "{}\t{}°\t{}°"])
def test_a_table_of_temperatures_stays(row: str, profile: str) -> None:
    cities = ("القاهرة", "الإسكندرية", "السويس", "الأقصر", "أسوان", "سيوة")
    rows = "\n".join(row.format(city, 30 + at, 18 + at) for at, city in enumerate(cities))
    text = f"{HEADLINE}\n{LEAD}\n{BODY}\nدرجات الحرارة المتوقعة غدا:\n{rows}\n{CLOSING}\n"
    assert Cleaner(profile=profile).clean(text).text.split() == text.split()


@pytest.mark.parametrize("lead", ["", "أجواء حارة نهارا ومعتدلة ليلا.\n"], ids=["no-lead", "short-lead"])
@pytest.mark.parametrize("row", ["{}\n{}°\n{}°\nغائم", "{}: {}° - {}°", "{} | {}°C | {}°C", "{}\n↑ {}°\n↓ {}°"])
def test_temperatures_that_are_the_page_stay(row: str, lead: str) -> None:
    cities = ("القاهرة", "الإسكندرية", "السويس", "الأقصر", "أسوان", "سيوة")
    rows = "\n".join(row.format(city, 30 + at, 18 + at) for at, city in enumerate(cities))
    text = f"درجات الحرارة المتوقعة غدا\n{lead}{rows}"
    assert clean_text(text).text == text


@pytest.mark.parametrize("lead", ["", f"{LEAD}\n"], ids=["no-lead", "lead"])
@pytest.mark.parametrize("row", ["{}\n{}\n{}", "{} {} {}", "{}\t{}\t{}", "{}\n{} {}"])
def test_prices_beside_arrows_stay(row: str, lead: str) -> None:
    names = ("دولار $", "يورو €", "باوند £", "ليرة ₺", "دينار تونسي")
    rows = "\n".join(row.format(name, 5.61 - at, "▲▼"[at % 2]) for at, name in enumerate(names))
    text = f"أسعار العملات في السوق الموازية اليوم\n{lead}{rows}"
    assert clean_text(text).text == text
