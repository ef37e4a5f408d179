"""Text that was decoded with a wrong encoding is recognised, and is not cleaned."""

from __future__ import annotations

import json
import urllib.parse
from collections.abc import Callable

import pytest

from dedup.arabic.misreading import has_escaped_letters, has_lost_letters, is_misread, is_unreadable
from dedup.boilerplate import Cleaner
from tests.boilerplate.texts import SEEDS

READINGS = [
    ("utf-8", "cp1252"),
    ("utf-8", "latin-1"),
    ("utf-8", "cp1256"),
    ("utf-8", "mac_roman"),
    ("utf-8", "cp1250"),
    ("utf-8", "cp1251"),
    ("utf-8", "cp1253"),
    ("utf-8", "cp437"),
    ("utf-8", "cp850"),
    ("cp1256", "latin-1"),
    ("cp1256", "cp437"),
]
LINES = [line for seed in SEEDS for line in seed.splitlines() if len(line) > 200]


def misread(text: str, right: str, wrong: str) -> str:
    """The text as it looks when its bytes are decoded with the wrong encoding; what has no character there is lost."""
    return text.encode(right, "ignore").decode(wrong, "ignore")


@pytest.mark.parametrize(("right", "wrong"), READINGS)
def test_a_misread_text_is_unreadable(right: str, wrong: str) -> None:
    for seed in SEEDS:
        assert is_unreadable(misread(seed, right, wrong))
        assert not is_unreadable(seed)


@pytest.mark.parametrize(("right", "wrong"), READINGS)
def test_a_text_with_a_misread_line_is_readable(right: str, wrong: str) -> None:
    for seed, line in zip(SEEDS, LINES, strict=False):
        text = f"{seed}\n{misread(line, right, wrong)[:150]}"
        assert is_misread(text)
        assert not is_unreadable(text)


@pytest.mark.parametrize(("right", "wrong"), READINGS)
def test_nothing_is_cut_of_a_misread_page(right: str, wrong: str) -> None:
    pages = [misread(seed, right, wrong) for seed in SEEDS]
    for text, page in zip(pages, Cleaner(profile="aggressive").clean_all(pages), strict=True):
        assert page.text == text
        assert not page.removed


def test_a_text_of_question_marks_is_unreadable() -> None:
    for seed in SEEDS:
        assert is_unreadable(seed.encode("latin-1", "replace").decode("latin-1"))
        assert is_unreadable(seed.encode("cp1256", "ignore").decode("utf-8", "replace"))


def test_a_text_that_lost_one_letter_of_the_alphabet_is_readable() -> None:
    for seed in SEEDS:
        lossy = seed.replace("ة", "\ufffd\ufffd")
        assert has_lost_letters(lossy)
        assert not is_unreadable(lossy)


@pytest.mark.slow
@pytest.mark.parametrize("escape", [json.dumps, urllib.parse.quote, lambda text: str(text.encode())])
def test_nothing_is_cut_of_a_page_written_as_escapes(escape: Callable[[str], str]) -> None:
    pages = [escape(seed) for seed in SEEDS] + ["\n".join(map(escape, seed.splitlines())) for seed in SEEDS]
    for text, page in zip(pages, Cleaner(profile="aggressive").clean_all(pages), strict=True):
        assert is_unreadable(text)
        assert page.text == text
        assert not page.removed


@pytest.mark.parametrize("address", ["", "https://ar.test/", "www."])
def test_a_long_word_of_escapes_takes_linear_time(address: str) -> None:
    """With the square of its length, this test would not end."""
    word = address + urllib.parse.quote(SEEDS[0].replace("/", " ")) * 100
    assert has_escaped_letters(word) is not bool(address)


def test_a_page_with_a_few_escapes_is_readable() -> None:
    for seed, line in zip(SEEDS, LINES, strict=False):
        assert not is_unreadable(f"{seed}\n{json.dumps(line[:30])}\nhttps://ar.test/{urllib.parse.quote(seed)}")
