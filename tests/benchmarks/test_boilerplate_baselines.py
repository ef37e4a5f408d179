"""What the baselines keep of a page, each by its own published rule."""

from __future__ import annotations

from itertools import pairwise

import pytest

from benchmarks.boilerplate_baselines import PEERS, RULES, Baseline
from benchmarks.boilerplate_gold import GoldPage

HEADLINE = "جسر جديد فوق النهر"
LEAD = "افتتح وزير النقل صباح أمس جسرا جديدا فوق النهر."
QUESTION = "فهل يخفف الجسر زحام الصباح في المدينة؟"
HEADING = "إقرأ أيضاً:"
ITEM = "بلدية المدينة تزرع الأشجار"
TEXT = "\n".join([HEADLINE, LEAD, "", "نعم.", QUESTION, HEADING, ITEM])


def kept(name: str, text: str = TEXT) -> list[str]:
    """The lines a baseline keeps."""
    baseline = next(rule for rule in RULES if rule.name.startswith(name))
    return [line for start, end in baseline.keep(text) for line in text[start:end].splitlines() if line]


def test_keep_everything():
    assert "\n".join(kept("keep")) == TEXT.replace("\n\n", "\n")


def test_c4_keeps_lines_of_five_words_with_a_final_mark():
    assert kept("C4") == [LEAD, QUESTION]


@pytest.mark.parametrize("heading", ["اقرأ أيضا", "إقرأ أيضاً:", "اقرا ايضا", "اقـرأ أيضا", "اقرأوا أيضا", "اقرأ أیضا"])
def test_cut_at_read_also_in_any_spelling(heading):
    assert kept("cut", TEXT.replace(HEADING, heading)) == [HEADLINE, LEAD, "نعم.", QUESTION]


def test_cut_at_read_also_needs_the_line_start():
    text = f"{LEAD}\nوقال: اقرأ أيضا في كتاب آخر."
    assert "\n".join(kept("cut", text)) == text


def test_phrase_lines_go_and_their_items_stay():
    assert kept("ad-hoc") == [HEADLINE, LEAD, "نعم.", QUESTION, ITEM]


@pytest.mark.parametrize("text", ["", "\n\n", " ", TEXT, f"\n{TEXT}\n\u200f\n", "\x00"])
@pytest.mark.parametrize("baseline", [*RULES, *PEERS], ids=lambda baseline: baseline.name)
def test_what_is_kept_and_what_is_removed_tile_the_page(baseline, text):
    if not baseline.is_installed:
        pytest.skip(f"{baseline.packages} not installed")
    removed = [(start, end) for start, end, _ in baseline.predict(GoldPage("", text, ())).removed]
    spans = sorted(span for span in [*baseline.keep(text), *removed] if span[0] < span[1])
    assert "".join(text[start:end] for start, end in spans) == text
    assert all(before[1] == after[0] for before, after in pairwise(spans))


def test_a_peer_that_cannot_be_imported_is_not_installed():
    assert not Baseline("nobody", RULES[0].keep, "no_such_module_here", "none").is_installed
