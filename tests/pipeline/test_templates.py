"""Pages that a source makes of one template, such as tables of the day: what repeats in them is content."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from dedup.duplicates import MatchSettings
from dedup.pipeline import CleanSettings, RunSettings, run
from tests.pipeline.crawls import article, lines, write_lines

MONTH = "مارس 2024"
_PRAYERS = [("الفجر", 4), ("الشروق", 6), ("الظهر", 12), ("العصر", 3), ("المغرب", 6), ("العشاء", 8)]
_VEGETABLES = ("الطماطم", "البطاطس", "البصل", "الخيار", "الباذنجان")
_CITIES = ("بغداد", "البصرة", "أربيل", "الموصل")


def _prayers(day: int, rng: random.Random) -> str:
    times = [f"{name}\n{hour}:{rng.randint(10, 59)}" for name, hour in _PRAYERS]
    return (
        f"مواقيت الصلاة في حلب ليوم {day} {MONTH}\n"
        f"فيما يلي مواقيت الصلاة بحسب توقيت مدينة حلب وريفها ليوم {day} {MONTH}.\n" + "\n".join(times)
    )


def _vegetables(day: int, rng: random.Random) -> str:
    prices = [f"{name}\n{rng.uniform(4, 90):.2f} جنيه" for name in _VEGETABLES]
    return (
        f"أسعار الخضراوات اليوم {day}-3-2024\nتفاوتت أسعار الخضراوات في سوق الجملة اليوم، وزادت الكميات الواردة بنحو"
        f" {rng.uniform(1, 9):.1f} في المئة عن أمس، بحسب إدارة السوق.\n" + "\n".join(prices)
    )


def _weather(day: int, rng: random.Random) -> str:
    cities = [f"{name}\n{rng.randint(18, 39)}\n{rng.randint(5, 17)}" for name in _CITIES]
    return (
        f"درجات الحرارة المتوقعة يوم {day} {MONTH}\n"
        f"تتوقع هيئة الأنواء الجوية أن تبلغ سرعة الرياح {rng.randint(10, 40)} كيلومترا في الساعة،"
        f" وأن تنخفض الرؤية إلى {rng.randint(1, 9)} كيلومترات صباحا.\n" + "\n".join(cities)
    )


_DISHES = ("الكبسة", "المقلوبة", "الملوخية", "الطاجين", "الشكشوكة", "المسخن", "الكشري", "الفتة", "البامية", "المنسف")
MADE = {"prayers": _prayers, "vegetables": _vegetables, "weather": _weather}


@pytest.mark.parametrize("profile", ["conservative", "balanced"])
def test_tables_of_the_day_lose_nothing(tmp_path: Path, profile: str) -> None:
    rng = random.Random(3)
    pages = [
        {"id": f"{name}-{day}", "source": "souq", "date": f"2024-03-{day:02}", "text": made(day, rng)}
        for day in range(1, 29)
        for name, made in MADE.items()
    ]
    other = [{"id": f"other-{n}", "source": "souq" if n % 2 else "wasat", "text": article(rng)} for n in range(120)]
    path = write_lines(tmp_path / "pages.jsonl", pages + other)
    chosen = RunSettings(CleanSettings(profile=profile), MatchSettings(), workers=1, max_removed=1.0)
    run([path], tmp_path / "out", chosen)
    own = {page["id"]: page["text"] for page in pages}
    assert [line for line in lines(tmp_path / "out", "removed") if line["id"] in own] == []
    kept = {line["id"]: line["text"] for line in lines(tmp_path / "out", "documents") if line["id"] in own}
    assert kept == own


def test_what_the_recipes_of_a_site_tell_in_numbers_stays(tmp_path: Path) -> None:
    """Each tells how long it takes and for how many it is; the line below, the same on all, is furniture."""
    pages = [
        {
            "id": dish,
            "source": "مطبخ الدار",
            "text": f"طريقة عمل {dish}\nمدة التحضير: {15 + number} دقيقة\nعدد الأشخاص: {2 + number}\nالمقادير\n"
            f"كيلو لحم\nكوب أرز\nطريقة التحضير\n1. يسلق اللحم مع ورق الغار ساعة كاملة.\n"
            f"2. يضاف المرق والبهارات ثم يترك {dish} على نار هادئة.\nشاركي الوصفة مع صديقاتك",
        }
        for number, dish in enumerate(_DISHES)
    ]
    cuts = _cuts(tmp_path, pages)
    assert not [cut for cut in cuts if any(character.isdigit() for character in cut)]
    assert sum("شاركي" in cut for cut in cuts) == len(pages)


def test_a_sentence_on_all_pages_of_a_source_is_mostly_cut(tmp_path: Path) -> None:
    rng = random.Random(5)
    disclaimer = "التعليقات المنشورة لا تعبر عن رأي الصحيفة بل عن رأي أصحابها."
    pages = [{"id": f"{number}", "source": "nile", "text": f"{article(rng)}\n{disclaimer}"} for number in range(15)]
    assert sum(disclaimer in cut for cut in _cuts(tmp_path, pages)) >= 12


def test_labels_before_numbers_of_their_own_line_stay(tmp_path: Path) -> None:
    """The numbers vary from recipe to recipe; the labels above them are the same on all, and the last
    sentence on half."""
    pages = [
        {
            "id": dish,
            "source": "مطبخ الدار",
            "text": f"طريقة عمل {dish}\nمدة التحضير\n{15 + number}\nعدد الأشخاص\n{2 + number}\nالمقادير\nكيلو لحم\n"
            f"كوب أرز\nطريقة التحضير\nيسلق اللحم مع ورق الغار ساعة كاملة.\n"
            f"يضاف المرق ثم يترك {dish} على نار هادئة.\nتقدم ساخنة مع {('السلطة', 'الخبز')[number % 2]} للضيوف.",
        }
        for number, dish in enumerate(_DISHES)
    ]
    assert _cuts(tmp_path, pages) == []


@pytest.mark.parametrize("card", ["الوقت\n{}\nالصعوبة\nسهلة\nعدد الأشخاص\n{}", "مستوى الصعوبة\nمتوسط\nعدد الحصص\n{1}"])
@pytest.mark.parametrize("place", ["above the ingredients", "at the end"])
def test_the_card_of_a_recipe_stays(tmp_path: Path, card: str, place: str) -> None:
    """A line each for a label and its value; some values are words."""
    pages = []
    for number, dish in enumerate(_DISHES):
        filled = card.format(f"{30 + number} دقيقة", 2 + number % 4)
        lead = f"طريقة عمل {dish}\nتشرح الشيف سعاد أسرار {dish} بطعم المطاعم، مع بدائل لمن لا يجد كل المكونات في السوق."
        steps = f"المقادير\nكيلو لحم\nكوب أرز\nالخطوات\nيضاف المرق والبهارات ثم يترك {dish} على نار هادئة."
        parts = [lead, filled, steps] if place == "above the ingredients" else [lead, steps, filled]
        text = "\n".join([*parts, "شارك الخبر\nفيسبوك\nتويتر"])
        pages.append({"id": dish, "source": "مطبخ الدار", "text": text})
    assert {cut.strip() for cut in _cuts(tmp_path, pages)} == {"شارك الخبر", "فيسبوك", "تويتر"}


_SUBJECTS = ("إخلاء مأجور", "مطالبة مالية", "قسمة عقار", "فسخ عقد")


@pytest.mark.parametrize("profile", ["conservative", "balanced"])
def test_the_cells_of_a_list_of_cases_stay(tmp_path: Path, profile: str) -> None:
    """A cell a line, without numbers between them; the same cells return on a page and from page to page."""
    rng = random.Random(7)
    pages = []
    for day in range(1, 13):
        cases = [
            f"رقم الدعوى\n{rng.randint(100, 999)}/2024\nالمدعي\n{rng.choice(('سعاد حسن', 'كمال نور', 'ليلى مراد'))}\n"
            f"الموضوع\n{rng.choice(_SUBJECTS)}\nالقرار\n{rng.choice(('لسماع الشهود', 'للتدقيق', 'للمرافعة'))}"
            for _ in range(4)
        ]
        head = (
            f"قائمة الدعاوى المنظورة يوم {day} {MONTH}\nتنظر محكمة البداية اليوم في الدعاوى الآتية بحسب جدولها المعلن."
        )
        pages.append({"id": f"list-{day}", "source": "المحكمة", "text": "\n".join([head, *cases])})
    assert _cuts(tmp_path, pages, profile) == []


def test_a_sentence_that_stories_of_one_event_share_stays(tmp_path: Path) -> None:
    """Agencies end each story of a war with the same background; other lines that the pages repeat may go."""
    rng = random.Random(5)
    background = "وكانت الحرب قد اندلعت في أبريل من العام الماضي، وأدت إلى نزوح ملايين السكان بحسب الأمم المتحدة."
    texts = [f"{article(rng)}\n{background}" if number < 12 else article(rng) for number in range(15)]
    pages = [{"id": f"{number}", "source": "sudan", "text": text} for number, text in enumerate(texts)]
    assert not [cut for cut in _cuts(tmp_path, pages) if background in cut]


def _cuts(folder: Path, pages: list[dict[str, str]], profile: str = "balanced") -> list[str]:
    """The texts that a run over some pages, which are one crawl, removes from them."""
    path = write_lines(folder / "pages.jsonl", pages)
    chosen = RunSettings(CleanSettings(profile=profile), MatchSettings(), workers=1, max_removed=1.0)
    run([path], folder / "out", chosen)
    return [cut["text"] for cut in lines(folder / "out", "removed")]
