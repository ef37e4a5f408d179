"""What stands between a headline and the first paragraph, each on a line: the date, counters and buttons, as themes of
blogs print them, whose numbers look like a table to the labeller; and the author with a place or an outlet, which looks
like a part of the headline.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dedup.arabic.folding import fold
from dedup.arabic.view import view
from dedup.boilerplate.atoms import START, Atoms
from dedup.boilerplate.credit_words import Word, is_any_of, joined, parts_of
from dedup.boilerplate.labels import LABELS, ONE
from dedup.boilerplate.lexicon.lists import lines_of
from dedup.boilerplate.lexicon.phrases import load_shipped
from dedup.dates.printed import find_dates

# All constants below are chosen.
_SURE = 24 * ONE
"""What the place adds to the score of a label: clearly more than a network's for the body."""
_LOOKED_AT = 1000  # characters from the beginning of a page
_PARAGRAPH = 60  # characters of the shortest line that is a paragraph
_LONGEST_DATE = 60  # characters
_CREDITED_PARAGRAPH = 100
"""Characters of the shortest line that ends the search for authors: headlines are shorter."""
_CREDIT = re.compile(r"""^[^\n\d.،,؟?!"«»…:/|–—-]{2,30}[-–—/|:][^\n\d.،,؟?!"«»…:/|–—-]{5,30}$""", re.MULTILINE)
"""A short line in two parts, such as `الرياض - سعاد حسن`."""
_NAME_WORDS = range(2, 5)
_COUNTER = re.compile(r"^[^\S\n]*\d{1,7}[^\S\n]*$", re.MULTILINE)
_MOST_COUNTERS = 3
_MARKS = re.compile(r"[^\w\n]+")
_LINE = re.compile(r"[^\n]+")
_OTHER = "other"


class Told(NamedTuple):
    """A stretch of a page, in code points, and its label."""

    start: int
    end: int
    label: str


def apply_head_block(scores: NDArray[np.int32], atoms: Atoms, texts: Sequence[str]) -> None:
    """Raise the scores of the labels of such lines, (a, labels) int32, in place; `texts` are the pages of `atoms`."""
    for page, text in enumerate(texts):
        told = [*head_block(text), *author_lines(text)]
        if not told:
            continue
        first, last = atoms.atom_bounds[page : page + 2].tolist()
        starts = atoms.rows[first:last, START] - int(atoms.bounds[page])
        for start, end, label in told:
            begin, stop = np.searchsorted(starts, (start, end)) + first
            scores[begin:stop, LABELS.index(label)] += _SURE


def head_block(text: str) -> list[Told]:
    """The lines of the block right above the first paragraph of a page, if it has a date, a button and one to three
    numbers: numbers below a date alone may be prices, or that of a chapter.

    Each is a date (`pubdate`), a number of up to seven digits or marks (`other`), or a button (`share`); others end the
    block, which begins below another line. Empty where there is none.
    """
    if not _COUNTER.search(text, 0, _LOOKED_AT):
        return []
    lines = [line for line in _LINE.finditer(text, 0, _LOOKED_AT) if line[0].strip()]
    paragraph = next((at for at, line in enumerate(lines) if len(line[0]) >= _PARAGRAPH), 0)
    block = list(_upwards(lines[:paragraph]))
    labels = {told.label for told in block}
    numbers = sum(_COUNTER.fullmatch(text, told.start, told.end) is not None for told in block)
    return block if labels > {"pubdate", "share"} and 0 < numbers <= _MOST_COUNTERS and len(block) < paragraph else []


def author_lines(text: str) -> list[Told]:
    """The lines of two parts between the first line and the first paragraph or sentence that name an author (`byline`).

    One part is a name that begins with a given name, the other has up to four words, none of which is what a person is.
    Before a name with a colon, and behind a name, it is a place or an outlet.
    """
    found = []
    for number, line in enumerate(_LINE.finditer(text, 0, _LOOKED_AT)):
        if number and _CREDIT.fullmatch(line[0]) and _names_author(line[0]):
            found.append(Told(*line.span(), "byline"))
        elif (number and len(line[0]) >= _CREDITED_PARAGRAPH) or line[0].rstrip('"»” \t\r\xa0').endswith("."):
            break
    return found


def _names_author(line: str) -> bool:
    """Whether one of the two parts of a line is a person, and the other may be where or for whom they write."""
    parts = list(parts_of(line))
    if len(parts) != 2 or any(map(_is_profession, (word.folded for part in parts for word in part.words))):
        return False
    (one, mark), (other, _) = parts
    if _is_name(other):
        return len(one) < _NAME_WORDS.stop and (mark != ":" or _is_known(one))
    return mark != ":" and _is_name(one) and _is_known(other)


def _is_profession(folded: str) -> bool:
    return is_any_of(folded, "profession") or (
        len(folded) > len("ال") and is_any_of(folded.removeprefix("ال"), "profession")
    )


def _is_name(words: Sequence[Word]) -> bool:
    is_person = len(words) in _NAME_WORDS and words[0].folded in lines_of("names")
    return is_person and not any(is_any_of(word.folded, "role") for word in words)


def _is_known(words: Sequence[Word]) -> bool:
    return joined(words) in lines_of("places") or joined(words) in lines_of("outlets")


def _upwards(lines: Sequence[re.Match[str]]) -> Iterator[Told]:
    """Yield the lines of a block from its last one up."""
    for line in reversed(lines):
        label = _label_of(line[0])
        if not label:
            return
        yield Told(*line.span(), label)


def _label_of(line: str) -> str:
    """The label of a line in such a block; empty for any other line."""
    if _COUNTER.fullmatch(line) or _MARKS.fullmatch(line):
        return _OTHER
    if fold(line) in _buttons():
        return "share"
    return "pubdate" if len(line) <= _LONGEST_DATE and _is_date(line) else ""


def _is_date(line: str) -> bool:
    """Whether a line is a date and nothing but marks around it."""
    seen = view(line).text
    found = find_dates(seen)
    return len(found) == 1 and not any(map(str.isalnum, seen[: found[0].start] + seen[found[0].end :]))


@cache
def _buttons() -> frozenset[str]:
    """The folded wordings of buttons that share a page, and the names of networks."""
    return lines_of("networks") | {phrase.folded for phrase in load_shipped() if phrase.category == "share"}
