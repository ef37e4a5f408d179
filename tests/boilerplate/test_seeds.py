from __future__ import annotations

import itertools

import pytest

from dedup.boilerplate import clean_text
from dedup.model import Span
from tests.boilerplate.pages import SEED_NAMES, seed

# What is cut from each seed, in order: label, article, and its text, or how it begins and ends.
CUT: dict[str, list[tuple[str, int, str]]] = {
    "000_d439b464d3de0c31.txt": [
        ("pubdate", 1, "تاريخ النشر: 12th, September 2023 GMT"),
        ("readmore", 0, ". تفاصيل"),
        ("source", 1, "المصدر: صدى البلد"),
        ("tags", 1, "كلمات دلالية: الأراضي الروسية … أون کوریا الشمالیة"),
        ("related_head", 0, "إقرأ أيضاً:"),
        ("embed", 0, 'عقب المحادثات التي جرت في بيونغ … لسنوات عديدة قادمة"'),
        ("embed_meta", 0, "pic.twitter.com/MSssjEGmmQ"),
        ("embed_meta", 0, "— RT Arabic (@RTarabic) June 19, 2024"),
        ("related_item", 0, "كوريا الشمالية ترسل 3 آلاف جندي إضافي إلى موسكو - موقع 24"),
        ("related_teaser", 0, "أرسلت كوريا الشمالية حوالي 3 آلاف … اليوم الخميس."),
    ],
    "001_623451150a5fdd47.txt": [
        ("source", 1, "المصدر: الجزيرة"),
        ("related_head", 0, "إقرأ أيضاً:"),
        ("related_head", 0, "مقالات مشابهة"),
        ("related_item", 0, "• كواليس المفاوضات السرية للصفقة الأهم بين موسكو والغرب"),
        ("related_item", 0, "• كوريا الشمالية تتجنب المساعدات الدولية عقب فيضانات مدمرة"),
        ("related_item", 0, "• بوتين يلتقي الرئيس الإندونيسي المنتخب"),
        ("related_item", 0, "• موسكو: مستعدون للتسوية في … الجديد على الأرض"),
        ("related_item", 0, "• فيديو لوزارة الدفاع الروسية يُظهر … غير الاستراتيجية"),
        ("related_item", 0, "• تحدث عنها بوتين مرارا.. ما هي العقيدة النووية الروسية؟"),
        ("related_item", 0, "• مخزومي: على الحكومة التحرك والعمل … وخصوصا الـ 1701"),
        ("related_item", 0, "• صاعقة تضرب أحد زوار متنزه في روسيا (فيديو)"),
        ("related_item", 0, "• زعيم كوريا الشمالية يجهز ابنته لخلافته"),
        ("related_item", 0, "• الكرملين: الحزبان الجمهوري … وبوتين في الانتخابات"),
    ],
    "002_65f4704d186f3f20.txt": [
        ("source", 1, "المصدر: البوابة نيوز"),
        ("tags", 1, "كلمات دلالية: زعيم كوريا الشمالية روسيا بوتين کوریا الشمالیة"),
        ("related_head", 0, "إقرأ أيضاً:"),
        ("related_head", 0, "مقالات مشابهة"),
        ("related_item", 0, "• كوريا الشمالية تختبر صواريخ كروز إستراتيجية أُطلِقت من البحر"),
        ("related_item", 0, "• كوريا الشمالية تجري تجربة لإطلاق صاروخ «كروز» استراتيجي"),
        ("related_item", 0, "• كوريا الجنوبية تدعو جارتها … لحلّ القضية النووية"),
        ("related_item", 0, "• ترامب يرغب في إعادة التواصل مع زعيم كوريا الشمالية"),
        ("related_item", 0, "• ترامب يعلن عزمه على التواصل مع زعيم كوريا الشمالية مجددا"),
        ("related_teaser", 0, "• أعلن الرئيس الأميركي دونالد … ولايته الأولى، التقى"),
        ("related_item", 0, "• ترامب سيتواصل مع زعيم كوريا … مع الصين بالودية"),
        ("related_item", 0, "• ترامب: سأتواصل مع زعيم كوريا الشمالية مرة أخرى"),
        ("related_item", 0, "• ترامب: سأتواصل مع زعيم كوريا الشمالية"),
        ("related_item", 0, "• ترامب يعلن عزمه التواصل مع زعيم كوريا الشمالية من جديد"),
    ],
    "003_9a5296bb7c38ec9b.txt": [
        ("pubdate", 1, "تاريخ النشر: 12th, September 2023 GMT"),
        ("ad", 0, "مادة إعلانية"),
        ("share", 0, "تابعوا آخر أخبار العربية عبر Google News"),
        ("tags", 1, "كوريا_الشمالية بوتين الكرملين روسيا"),
        ("source", 1, "المصدر: العربية"),
        ("tags", 1, "كلمات دلالية: كوريا الشمالية بوتين الكرملين روسيا کوریا الشمالیة"),
        ("related_head", 0, "إقرأ أيضاً:"),
    ],
    "004_ec65a9d7d2815000.txt": [
        ("pubdate", 1, "تاريخ النشر: 15th, August 2023 GMT"),
        ("source", 1, "المصدر رويترز"),
        ("tags", 1, "الوسومروسيا كوريا الشمالية"),
        ("source", 1, "المصدر: كويت نيوز"),
        ("tags", 1, "كلمات دلالية: روسيا كوريا الشمالية کوریا الشمالیة"),
        ("related_head", 0, "إقرأ أيضاً:"),
        ("ad", 0, "اعلان"),
        ("related_head", 0, "Related"),
        ("related_item", 0, "كوريا الشمالية ترسل 3000 جندي إضافي … أول طائرة إنذار مبكر"),
        ("nav", 0, "انتقل إلى اختصارات الوصول"),
        ("share", 0, "شارك هذا المقال"),
        ("comments", 0, "محادثة"),
    ],
}

# Each article: number, headline, how its text begins and ends, source, date, tags.
ARTICLES: dict[str, list[tuple[int, str | None, str, str, str | None, str | None, tuple[str, ...]]]] = {
    "000_d439b464d3de0c31.txt": [
        (
            1,
            "سبب زيارة زعيم كوريا الشمالية لروسيا اليوم.. من يحتاج للأخر أكثر؟",
            "سبب زيارة زعيم كوريا",
            "قذائف المدفعية والصواريخ.",
            "صدى البلد",
            "2023-09-12",
            (
                "الأراضي الروسية",
                "الأقمار الاصطناعية",
                "الجيش الكوري",
                "الحرب الروسية",
                "الرئيس فلاديمير بوتين",
                "اليوم الثلاثاء",
                "زعيم كوريا الشمالية",
                "زعيم كوريا الشمالية كيم جونج أون",
                "كيم جونج أون",
                "کوریا الشمالیة",
            ),
        ),
        (
            2,
            "روسيا تعزز علاقتها بكوريا الشمالية عبر جسر بري بين البلدين",
            "روسيا تعزز علاقتها بكوريا",
            'كوريا الشمالية وروسيا".',
            None,
            None,
            (),
        ),
    ],
    "001_623451150a5fdd47.txt": [
        (1, None, "وصل زعيم كوريا الشمالية", "زيارة كيم لروسيا.", "الجزيرة", None, ()),
        (2, "زعيم كوريا الشمالية يجهز ابنته لخلافته", "زعيم كوريا الشمالية يجهز", "والده كيم إيل.", None, None, ()),
    ],
    "002_65f4704d186f3f20.txt": [
        (
            1,
            None,
            "أكد مقال نشرته صحيفة",
            "التابع للأمم المتحدة.",
            "البوابة نيوز",
            None,
            (
                "زعيم كوريا الشمالية",
                "روسيا",
                "بوتين",
                "کوریا الشمالیة",
            ),
        ),
        (
            2,
            "كوريا الشمالية تجري تجربة لإطلاق صاروخ «كروز» استراتيجي",
            "كوريا الشمالية تجري تجربة",
            "ترامب الرئاسة الأمريكية.",
            None,
            None,
            (),
        ),
    ],
    "003_9a5296bb7c38ec9b.txt": [
        (
            1,
            "الكرملين: اجتماع بوتين مع كيم سيكون ضمن زيارة شاملة",
            "الكرملين: اجتماع بوتين مع",
            "السابق دونالد ترمب.",
            "العربية",
            "2023-09-12",
            (
                "كوريا الشمالية",
                "بوتين",
                "الكرملين",
                "روسيا",
            ),
        ),
        (
            2,
            "مزودة بقدرات خطيرة.. كوريا الشمالية تصنع أكبر سفينة حربية",
            "مزودة بقدرات خطيرة.. كوريا",
            "والقدرات العسكرية الحديثة.",
            None,
            None,
            (),
        ),
    ],
    "004_ec65a9d7d2815000.txt": [
        (
            1,
            "زعيم كوريا الشمالية وبوتين يتعهدان بتوطيد العلاقات",
            "زعيم كوريا الشمالية وبوتين",
            "في كامب ديفيد.",
            "كويت نيوز",
            "2023-08-15",
            (
                "روسيا",
                "كوريا الشمالية",
            ),
        ),
        (
            2,
            'إخفاق بحري في كوريا الشمالية بعد فشل تدشين سفينة حربية وكيم يصفه بـ"العمل الإجرامي"',
            "إخفاق بحري في كوريا",
            "وحلفائها في المنطقة.",
            None,
            None,
            (),
        ),
    ],
}

# Where a label ends and another begins inside one line of furniture, often without a space.
SWITCHES = {
    "000_d439b464d3de0c31.txt": [
        (("embed", 'عديدة قادمة"'), ("embed_meta", "pic.twitter.com/MSssjEGmmQ")),
        (("related_item", "موقع 24"), ("related_teaser", "أرسلت كوريا")),
    ],
    "003_9a5296bb7c38ec9b.txt": [
        (("tags", "الكرملين روسيا"), ("source", "المصدر: العربية")),
    ],
    "004_ec65a9d7d2815000.txt": [
        (("source", "المصدر رويترز"), ("tags", "الوسومروسيا")),
        (("tags", "كوريا الشمالية"), ("source", "المصدر: كويت نيوز")),
        (("nav", "اختصارات الوصول"), ("share", "شارك هذا المقال")),
    ],
}

# Where the body resumes right behind furniture, without a space.
RESUMES = {
    "000_d439b464d3de0c31.txt": ("embed_meta", "June 19, 2024", 2, "وسيبنى الطريق"),
    "004_ec65a9d7d2815000.txt": ("related_item", "طائرة إنذار مبكر", 2, 'وبحسب موقع "38 نورث"'),
}


def fused_together(text: str, spans: tuple[Span, ...]) -> list[tuple[str, int, str]]:
    """The spans that are cut; what shares a label and no blank divides counts as one."""
    rows: list[tuple[str, int, str]] = []
    end = -1
    for span in spans:
        words = text[span.start : span.end]
        if rows and end == span.start and rows[-1][0] == span.label and not text[end - 1].isspace():
            rows[-1] = (span.label, span.article, rows[-1][2] + words)
        else:
            rows.append((span.label, span.article, words))
        end = span.end
    return rows


def reads_as(text: str, expected: str) -> bool:
    """Whether a text is the expected one, or begins and ends as it says around its `…`."""
    start, ellipsis, end = expected.partition(" … ")
    return text.startswith(start) and text.endswith(end) if ellipsis else text == expected


@pytest.mark.parametrize("name", SEED_NAMES)
def test_all_furniture_of_a_seed_is_cut_and_nothing_else(name: str) -> None:
    text = seed(name)
    removed = "".join(text[span.start : span.end] for span in clean_text(text).removed)
    place = 0
    for _, _, expected in CUT[name]:
        first, _, last = expected.partition(" … ")
        start = removed.index(first, place)
        assert not removed[place:start].strip(), expected
        place = removed.index(last, start) + len(last) if last else start + len(first)
    assert not removed[place:].strip()


@pytest.mark.parametrize("name", SEED_NAMES[:3])
def test_what_is_cut_has_its_label(name: str) -> None:
    text = seed(name)
    rows = fused_together(text, clean_text(text).removed)
    assert [(label, article) for label, article, _ in rows] == [(label, article) for label, article, _ in CUT[name]]
    for (_, _, words), (_, _, expected) in zip(rows, CUT[name], strict=True):
        assert reads_as(words.strip(), expected), (words, expected)


@pytest.mark.parametrize("name", SEED_NAMES)
def test_a_seed_holds_two_articles_with_their_fields(name: str) -> None:
    page = clean_text(seed(name))
    found = [
        (a.number, a.title, " ".join(a.text.split()[:4]), " ".join(a.text.split()[-3:]), a.source, a.published, a.tags)
        for a in page.articles
    ]
    assert found == ARTICLES[name]
    assert (page.text, page.source, page.tags) == (
        page.articles[0].text,
        page.articles[0].source,
        page.articles[0].tags,
    )


def test_the_seeds_hold_ten_articles_of_five_publishers() -> None:
    pages = [clean_text(seed(name)) for name in SEED_NAMES]
    assert sum(len(page.articles) for page in pages) == 10
    assert [page.source for page in pages] == ["صدى البلد", "الجزيرة", "البوابة نيوز", "العربية", "كويت نيوز"]
    assert [page.published for page in pages] == ["2023-09-12", None, None, "2023-09-12", "2023-08-15"]


@pytest.mark.parametrize("name", SWITCHES)
def test_labels_switch_where_pieces_of_one_line_meet(name: str) -> None:
    text = seed(name)
    spans = clean_text(text).spans
    pairs = [
        ((left.label, text[left.start : left.end].rstrip()), (right.label, text[right.start : right.end]))
        for left, right in itertools.pairwise(spans)
    ]
    for (left, ending), (right, beginning) in SWITCHES[name]:
        assert any(
            (a, b) == (left, right) and before.endswith(ending) and after.startswith(beginning)
            for (a, before), (b, after) in pairs
        ), (left, right)


@pytest.mark.parametrize("name", RESUMES)
def test_the_body_resumes_exactly_behind_fused_furniture(name: str) -> None:
    text = seed(name)
    label, ending, article, beginning = RESUMES[name]
    place = text.index(beginning)
    assert text[place - len(ending) : place] == ending
    spans = clean_text(text).spans
    assert (label, place) in [(span.label, span.end) for span in spans]
    assert ("body", article, place) in [(span.label, span.article, span.start) for span in spans]


def test_a_heading_inside_a_body_is_a_subhead() -> None:
    text = seed("001_623451150a5fdd47.txt")
    subheads = [text[s.start : s.end].strip() for s in clean_text(text).spans if s.label == "subhead"]
    assert subheads == ["مخاوف واشنطن وحلفائها"]
