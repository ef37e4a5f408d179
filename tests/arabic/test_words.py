from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given

from dedup.arabic import code_points, fold, spelled_words, word_hash, words
from tests.arabic.reference import any_text, reference_hash, reference_spelled_hash, reference_words

ROOT = Path(__file__).parents[2]
GOLD = ROOT.parent / "shared" / "gold" / "pages.jsonl"


def spans(text: str) -> list[str]:
    found = words(text)
    return [text[start:end] for start, end in zip(found.starts, found.ends, strict=True)]


def check_against_reference(text: str) -> None:
    found = words(text)
    expected = reference_words(text)
    assert found.hashes.tolist() == [reference_hash(word) for word, _, _ in expected]
    assert found.starts.tolist() == [start for _, start, _ in expected]
    assert found.ends.tolist() == [end for _, _, end in expected]


@given(any_text)
def test_words_equal_the_reference(text: str) -> None:
    check_against_reference(text)


@given(any_text)
def test_spelled_words_are_told_apart_by_every_letter(text: str) -> None:
    found, alike = spelled_words(text), words(text)
    assert found.hashes.tolist() == [reference_spelled_hash(word) for word, _, _ in reference_words(text)]
    assert (found.starts.tolist(), found.ends.tolist()) == (alike.starts.tolist(), alike.ends.tolist())


@given(any_text)
def test_a_hash_is_the_hash_of_the_folded_word(text: str) -> None:
    assert words(text).hashes.tolist() == [word_hash(word) for word in fold(text).split()]


@given(any_text)
def test_code_points_are_those_of_the_text(text: str) -> None:
    points = code_points(text)
    assert points.dtype == np.uint32
    assert points.tolist() == list(map(ord, text))


@given(any_text)
def test_words_are_in_order_and_inside_the_text(text: str) -> None:
    found = words(text)
    assert len(found) == len(found.hashes) == len(found.starts) == len(found.ends)
    assert np.all(found.starts < found.ends)
    assert np.all(np.diff(found.starts) >= 0)
    assert np.all(np.diff(found.ends) >= 0)
    assert np.all(found.ends <= len(text))


def test_dtypes_are_fixed_even_for_no_words() -> None:
    for text in ("", "،", "نص", "ﷺ"):
        found = words(text)
        assert (found.hashes.dtype, found.starts.dtype, found.ends.dtype) == (np.uint64, np.int64, np.int64)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("قال «الوزيرُ»، أمس.", ["قال", "الوزيرُ", "أمس"]),
        ("\u200fكتابـــ\u064b\u200f نعم", ["كتابـــ\u064b\u200f", "نعم"]),
        ("محمد ﷺ نبي", ["محمد", "ﷺ", "ﷺ", "ﷺ", "ﷺ", "نبي"]),
        ("سﷺس", ["س", "ﷺ", "ﷺ", "ﷺ", "ﷺ", "س"]),
        ("نص⑴نص", ["نص", "⑴", "نص"]),
        ("عبداـﷲ قال", ["عبداـﷲ", "قال"]),
        ("نص\u200bنص", ["نص", "نص"]),
        ("ـ \u200f \u0654", []),
    ],
)
def test_spans_hold_the_word_and_no_separator(text: str, expected: list[str]) -> None:
    assert spans(text) == expected


def test_words_of_the_seed_pages() -> None:
    for path in (ROOT / "seeds").iterdir():
        check_against_reference(path.read_text(encoding="utf-8"))


@pytest.mark.shared
@pytest.mark.skipif(not GOLD.exists(), reason="needs ../shared")
def test_words_of_real_pages() -> None:
    for line in GOLD.read_text(encoding="utf-8").splitlines()[:100]:
        check_against_reference(json.loads(line)["text"])


def test_short_words_do_not_collide() -> None:
    letters = "ابتثجحخدذرزسشصضطظعغفقكلمنهويء0123456789"
    short = [a + b + c for a in letters for b in ("", *letters) for c in ("", *letters) if b or not c]
    assert len({word_hash(word) for word in short}) == len(set(short))
    assert word_hash("ا") != word_hash("اا") != word_hash("")


@pytest.mark.parametrize("text", ["لله", "ﷲ", "اﷲ", "لﷲ", "لِلَّهِ", "ﻟﻠﻪ"])
def test_a_ligature_of_two_words_equals_both(text: str) -> None:
    for conjunction in ("", "و", "ف"):
        assert words(conjunction + text).hashes.tolist() == [word_hash(f"{conjunction}الله")]


def test_no_other_words_are_alike() -> None:
    apart = ["الله", "والله", "فالله", "بالله", "اللهم", "للهم", "يتخلله", "يتخالله", "له"]
    assert len({word_hash(word) for word in apart}) == len(apart)
