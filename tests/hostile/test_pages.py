"""What is promised of every page, on pages that nobody wrote."""

from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path

import pytest

from dedup.boilerplate import Cleaner
from dedup.boilerplate.labels import ONE
from tests.boilerplate.invariants import alike, check, check_cuts, check_running_text
from tests.boilerplate.models import random_model
from tests.boilerplate.texts import SEEDS
from tests.hostile.pages import GROWING, mutated_pages
from tests.pipeline.crawls import article

CLEANERS = [
    Cleaner(),
    Cleaner(profile="aggressive"),
    Cleaner(profile="conservative", appended="keep"),
    Cleaner(model=random_model(3, cut=2 * ONE, gate=40 * ONE)),
]
PARTS = 8
_BYTES_A_CHARACTER = 550
_MEASURED = """
import sys
import dedup
from tests.hostile.pages import grown

def peak():
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmHWM")) << 10

kind, characters = sys.argv[1], int(sys.argv[2])
dedup.clean_text(grown(kind, 3_000))
text = grown(kind, characters)
before = peak()
dedup.clean_text(text)
print((peak() - before) // characters)
"""


@pytest.mark.parametrize("part", range(PARTS))
def test_mutated_pages_are_taken_apart_as_promised(part: int, large: bool) -> None:
    """The large run is 100,000 pages."""
    for number, text in enumerate(mutated_pages(12_500 if large else 25, seed=part)):
        cleaner = CLEANERS[number % len(CLEANERS)]
        page = cleaner.clean(text)
        check(text, page)
        check_cuts(text, page)
        check_running_text(text, page, cleaner)


@pytest.mark.parametrize("part", range(PARTS))
def test_mutated_pages_do_not_depend_on_what_nobody_sees(part: int, large: bool) -> None:
    """A line break more, CRLF for LF, a byte order mark and a no-break space for a blank change no decision."""
    for number, text in enumerate(mutated_pages(500 if large else 10, seed=100 + part)):
        cleaner = CLEANERS[number % len(CLEANERS)]
        assert alike(text, f"{text}\n", cleaner)
        assert alike(text, f"\ufeff{text}", cleaner)
        assert alike(text, text.replace(" ", "\u00a0"), cleaner)
        unbroken = text.replace("\r", "")
        assert alike(unbroken, unbroken.replace("\n", "\r\n"), cleaner)


def test_what_was_kept_stays_when_it_is_cleaned_again() -> None:
    pages = [*SEEDS, *(article(random.Random(number), 30) for number in range(40))]
    kept = [own.text for page in CLEANERS[0].clean_all(pages) for own in page.articles]
    again = [own.text for page in CLEANERS[0].clean_all(kept) for own in page.articles]
    assert sum(map(len, kept)) - sum(map(len, again)) < sum(map(len, kept)) / 300


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="only Linux tells the memory used")
@pytest.mark.parametrize("kind", GROWING)
def test_memory_for_a_character_is_bounded(kind: str, large: bool) -> None:
    """Lines of one letter take most: each is a segment, and often a span."""
    if kind != "letters" and not large:
        pytest.skip("the kind that takes most is enough: --large")
    command = [sys.executable, "-c", _MEASURED, kind, str(8_000_000 if large else 300_000)]
    measured = int(subprocess.run(command, capture_output=True, check=True, cwd=Path(__file__).parents[2]).stdout)
    print(f"{kind}: {measured} bytes a character")
    assert measured <= _BYTES_A_CHARACTER
