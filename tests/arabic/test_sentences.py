from __future__ import annotations

import pytest
from hypothesis import given

from dedup.arabic import sentence_ends
from tests.arabic.reference import any_text


def sentences(text: str) -> list[str]:
    ends = sentence_ends(text)
    return [text[start:end].strip() for start, end in zip([0, *ends], ends, strict=False)]


@pytest.mark.parametrize(
    "expected",
    [
        ["وصل الوزير أمس.", "وغادر اليوم."],
        ["هل وصل؟", "نعم!", "لا أدري…", "ثم ماذا"],
        ["عجبا؟!", "قال..", "ثم سكت..."],
        ["قال «نعم.»", "ثم (مضى!)", "وعاد."],
        ["یہ درست ہے۔", "شکریہ۔"],
        ["أكد د. أحمد أن م. سعيد حضر.", "ثم مضى."],
        ["نقلت (أ.ف.ب) عن أ.د. علي ذلك.", "وانتهى."],
        ["ارتفع 3.5 بالمئة، أي ٣.٥ نقطة.", "وهبط."],
        ["موقع www.aljazeera.net والبريد a.b@c.com معروفان.", "نعم."],
        ["كتب J. K. Rowling ذلك.", "وانتهى."],
        ["حدث عام 2015 م.", "وقبله عام 1436هـ.", "وبعده."],
        ["1. افتح التطبيق.", "2. اضغط."],
    ],
)
def test_sentences_part_where_a_reader_parts_them(expected: list[str]) -> None:
    assert sentences(" ".join(expected)) == expected
    assert sentences("\r\n".join(expected)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("يوم الخميس.وقال الوزير", ["يوم الخميس.", "وقال الوزير"]),
        ('قال."نعم" ثم مضى', ["قال.", '"نعم" ثم مضى']),
        ("عنوان بلا نقطة\nثم متن", ["عنوان بلا نقطة", "ثم متن"]),
        ("- - -\n***\n...", []),
        ("نص بلا نهاية \x00", ["نص بلا نهاية"]),
        ("", []),
    ],
)
def test_sentences_without_the_usual_space_and_stop(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


@given(any_text)
def test_ends_increase_and_follow_something_visible(text: str) -> None:
    ends = sentence_ends(text)
    assert ends == sorted(set(ends))
    assert all(0 < end <= len(text) and not text[end - 1].isspace() for end in ends)


def test_long_runs_of_stops_take_no_longer_than_their_length() -> None:
    assert sentence_ends(". " * 200_000 + "نعم") == [400_003]
