"""Words that lost the space between them, and words that only look so."""

from __future__ import annotations

import pytest

from dedup.boilerplate.atoms import END, START
from dedup.boilerplate.finding import find_atoms


def words(text: str) -> list[str]:
    """The atoms of a text."""
    return [text[start:end] for start, end in find_atoms([text]).rows[:, [START, END]].tolist()]


@pytest.mark.parametrize(
    "halves",
    [
        ("روسيا", "المصدر"),
        ("الخبر", "منذ"),
        ("الوطن", "قال"),
        ("الصحة", "كما"),
        ("إعلان", "وفي"),
        ("الجيش", "والشعب"),
        ("نتنياهو", "والرئيس"),
        ("العدان", "وأشارت"),
        ("حولاف", "وكانت"),
        ("كوشوف", "الجزيرة"),
        ("اللاعبين", "من"),
        ("بيروت", "دمشق", "وكالات"),
        ("الزهراوي", "تابعونا"),
        ("غلادكوف", "حاورها"),
        ("غلادكوف", "الوسوم"),
        ("بالجامعات", "للمزيد"),
    ],
)
def test_a_lost_space_is_found(halves: tuple[str, ...]) -> None:
    assert words("".join(halves)) == list(halves)


@pytest.mark.parametrize(
    "word",
    [
        "طالبهم",
        "كامبالا",
        "والهزال",
        "الورقة",
        "وبالمدرسة",
        "الخوالدة",
        "القواسمة",
        "البوعلي",
        "السويعد",
        "الفواخرة",
        "المواعدة",
        "المسلماني",
        "المستخدمات",
        "استكشفت",
        "ويستوردها",
        "بشهواتهم",
        "وقنواتهم",
        "وبعنفوانها",
        "ومصروفاتها",
        "المتدرجات",
        "التأليفي",
        "أنفسكما",
        "الاستعمالية",
        "بالجدولية",
    ],
)
def test_a_word_stays_whole(word: str) -> None:
    assert words(word) == [word]
