"""Two texts side by side."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedup.report.differences import differ_in_numbers, side_by_side, whole

_WORDS = st.lists(st.sampled_from("قال الوزير أمس إن العمل بدأ في القاهرة 12 2024".split()), max_size=40).map(" ".join)


@given(_WORDS, _WORDS)
def test_every_word_is_shown_or_counted(left: str, right: str) -> None:
    sides = side_by_side(left, right)
    for text, stretches in ((left, sides.left), (right, sides.right)):
        assert sum(len(stretch.text.split()) + stretch.left_out for stretch in stretches) == len(text.split())
    assert [s.text for s in sides.left if not s.differs] == [s.text for s in sides.right if not s.differs]


@given(_WORDS, _WORDS)
def test_whole_texts_are_shown_whole(left: str, right: str) -> None:
    sides = whole(left, right)
    assert " ".join(stretch.text for stretch in sides.left if stretch.text) == left
    assert " ".join(stretch.text for stretch in sides.right if stretch.text) == right


def test_different_words_are_marked_but_not_spellings() -> None:
    sides = side_by_side("أكّد الوزير إيران اليوم", "اكد الوزير ايران أمس")
    assert [stretch.text for stretch in sides.left if stretch.differs] == ["اليوم"]
    assert [stretch.text for stretch in sides.right if stretch.differs] == ["أمس"]


def test_differences_of_long_texts_are_found_wherever_they_stand() -> None:
    words = [f"كلمة{number}" for number in range(5000)]
    whole_text = " ".join(words)
    for place in (0, 1500, 4999):
        sides = side_by_side(" ".join([*words[:place], "أخرى", *words[place + 1 :]]), whole_text)
        assert [stretch.text for stretch in sides.left if stretch.differs] == ["أخرى"]
        assert (sides.left_words, sides.right_words, sides.is_whole) == (1, 1, True)
    end = side_by_side(" ".join(words[4000:]), whole_text)
    assert (end.left_words, end.is_whole) == (0, False)
    assert not any(stretch.differs for stretch in end.left)


def test_signs_alone_are_no_difference() -> None:
    sides = side_by_side("قال الوزير – أمس – إن العمل بدأ .", "قال الوزير أمس إن العمل بدأ")
    assert (sides.left_words, sides.right_words) == (0, 0)
    assert not any(stretch.differs for stretch in (*sides.left, *sides.right))


@pytest.mark.parametrize(
    ("left", "right", "same"),
    [
        ("سعر الذهب 120 ريالا", "سعر الذهب ١٣٥ ريالا", True),
        ("عقد يوم الأحد 3 مارس", "عقد يوم الخميس 7 نيسان", True),
        ("سعر الذهب 120 ريالا", "سعر الفضة 120 ريالا", False),
        ("سعر الذهب", "سعر الذهب 120", False),
    ],
)
def test_numbers_and_dates_are_told_from_other_words(left: str, right: str, same: bool) -> None:
    assert differ_in_numbers(left, right) is same
