"""Pages the tests of this folder share, and the way they read a cleaned one."""

from __future__ import annotations

from pathlib import Path

from dedup.boilerplate import Cleaner, clean_text
from dedup.model import Page

SEEDS = Path(__file__).parents[2] / "seeds"
SEED_NAMES = sorted(path.name for path in SEEDS.glob("*.txt"))

HEADLINE = "افتتاح جسر جديد فوق النهر في المدينة القديمة"
LEAD = "افتتح وزير النقل صباح أمس جسرا جديدا فوق النهر يربط بين ضفتي المدينة القديمة بعد عامين من العمل."
BODY = "وأوضح الوزير أن الجسر يتسع لأربع حارات في كل اتجاه، وأن كلفته بلغت خمسين مليون دولار."
CLOSING = "وتوقع مهندسون أن يخفف الجسر زحام الصباح بنسبة الثلث قبل نهاية العام المقبل."
PAGE = f"{HEADLINE}\n{LEAD}\n{BODY}\n{CLOSING}\n"

OTHER_HEADLINE = "بلدية المدينة القديمة تعلن خطة لتجديد الحدائق العامة"
OTHER_LEAD = "أعلنت البلدية خطة لتجديد الحدائق العامة في المدينة القديمة وزراعة عشرة آلاف شجرة خلال الربيع."
OTHER_BODY = "وقال رئيس البلدية إن العمل في الحدائق يبدأ من الحي الشمالي ثم ينتقل إلى بقية الأحياء."


def seed(name: str) -> str:
    """A seed page as it is on disk."""
    return (SEEDS / name).read_bytes().decode("utf-8")


def pieces(text: str, cleaner: Cleaner | None = None) -> list[tuple[str, str]]:
    """The spans of a page in order: label, and text without outer blanks."""
    page = cleaner.clean(text) if cleaner else clean_text(text)
    return [(span.label, text[span.start : span.end].strip()) for span in page.spans]


def cut(text: str, cleaner: Cleaner | None = None) -> list[tuple[str, str]]:
    """What is removed from a page: label, and text without outer blanks."""
    page = cleaner.clean(text) if cleaner else clean_text(text)
    return [(span.label, text[span.start : span.end].strip()) for span in page.removed]


def kept(text: str, page: Page) -> str:
    """Everything that stays, of all articles, in the order of the page."""
    return "".join(text[span.start : span.end] for span in page.spans if span.is_content)


def inked(text: str) -> str:
    """A text without its blanks."""
    return "".join(text.split())
