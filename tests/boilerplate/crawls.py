"""Crawls of made-up news pages, and what a cleaner that knows them cuts."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from dedup.arabic.view import folded_points
from dedup.boilerplate import Cleaner
from dedup.boilerplate.lines import WHOLE
from dedup.boilerplate.repetition import Evidence, count_lines, weigh
from dedup.boilerplate.scan import find_lines
from dedup.model import Page

PLACES = "المستشفى المدرسة الميناء المتحف الملعب السوق الحديقة المطار المكتبة المسرح المصنع الملجأ المصرف".split()
DEEDS = "افتتاح تجديد إغلاق توسعة ترميم بيع هدم تأجير إنارة حماية تنظيف".split()
SOURCE = "صحيفة المدينة القديمة"


def page(number: int, top: str = "", head: str = "", middle: str = "", ending: str = "", tail: str = "") -> str:
    """A news page that no other number has; lines of furniture go above, between and below its paragraphs."""
    place, deed = PLACES[number % 13], DEEDS[number // 13 % 11]
    lines = (
        top,
        f"{deed} {place} في الحي {'الشمالي' if number % 2 else 'الجنوبي'}",
        head,
        f"أعلنت البلدية أمس {deed} {place} بعد أعوام من العمل المتواصل الذي شارك فيه سكان الحي كلهم.",
        middle,
        f"وقال المدير إن {place} سيستقبل الزوار كل يوم ابتداء من الأسبوع المقبل كما جاء في البيان. {ending}".strip(),
        tail,
    )
    return "".join(f"{line}\n" for line in lines if line)


def crawl(pages: Sequence[str], others: int = 0, source: str = SOURCE) -> Evidence:
    """What a source repeats that has these pages and others without furniture."""
    texts = [*pages, *(page(1000 + number) for number in range(others))]
    return weigh(count_lines(texts, [source] * len(texts)))


def cuts(text: str, evidence: Evidence, source: str = SOURCE) -> list[tuple[str, str]]:
    return [(s.label, text[s.start : s.end].strip()) for s in cleaned(text, evidence, source).removed]


def cleaned(text: str, evidence: Evidence, source: str = SOURCE) -> Page:
    return Cleaner().clean(text, source, evidence)


def stretch(line: str) -> int:
    """The hash of a whole line."""
    return int(lines(line)[0, WHOLE])


def lines(text: str) -> NDArray[np.int64]:
    return find_lines(folded_points(text)[0])
