"""The shape of a stretch of folded text: is it a headline, a sentence, a list item, a run of topic words?"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib import resources

from dedup.arabic.view import view
from dedup.boilerplate.joins import vocabulary
from dedup.boilerplate.lines import (
    DOTS,
    ELLIPSIS,
    ENDING_AT,
    FULL_STOP,
    HEADLINE_WORDS,
    SENTENCE,
    SENTENCE_WORDS,
    Line,
    is_paragraph,
)

_HEADING_WORDS = 3
_MANY = 40
_CLOSERS = "»\"”’')\\]"
_BEHIND_STOP = "»\"”’')]" + "".join(filter(str.isspace, map(chr, range(0x3001))))
_FINAL = (".", "!", "?", "؟", "…")
_BULLET = re.compile(r"(?:[•●▪■◦‣*·♦►▶←☐]+|[-–—ـ]+(?=[ ])|\d{1,2}[ ]*[-.)](?=[ ]))[ ]*")
_TITLE = re.compile(r"^(?:(?:ا\.[ ]?)?[دامن]\.[ ]*|(?:الدكتور|الاستاذ|المهندس|الشيخ|الدكتوره|الاستاذه)[ ]+)")
_INNER_STOP = re.compile(
    rf"(?<=[^\W\d_]{{2}})\.[{_CLOSERS}]*"
    r"(?:[ ]+(?=[^\W\d_])|(?<=[^\W\d_]{3}\.)(?=[ء-ي]{3})|(?<=[ء-ي]{3}\.)(?=[a-z]{3}))"
)
_DOTS = re.compile(rf"(?:\.\.|…|؟)[{_CLOSERS}\s]*$")
_WORD = re.compile(r"[^\W_]+")
_PRESENT = re.compile(r"[يت]\w{3,}")  # a verb: `أحمد كمال يفتتح`
_FUNCTION_WORDS = frozenset(
    """
    في من على علي الى الي عن ان انه انها اذا ثم قد لم لن لا ما هو هي هذا هذه ذلك تلك الذي التي الذين كان كانت بعد قبل
    بين خلال مع حتى حتي او بل كما لكن حيث عند منذ وقد وكان وفي ومن وعلى وعلي وقال قال وان اي كل
    """.split()
)


def words(text: str) -> list[str]:
    """The words of a folded text."""
    return _WORD.findall(text)


def count_words(text: str) -> int:
    """How many words a folded text has; of more than 40, as if it had 40: every rule asks for fewer."""
    return len(_WORD.split(text, _MANY)) - 1


def ends_sentence(text: str) -> bool:
    """Whether the text ends in final punctuation, closing quotes and brackets allowed."""
    return text.rstrip(_BEHIND_STOP).endswith(_FINAL)


def bullet(text: str) -> str:
    """The list mark a line begins with, reduced to its kind: `•`, `1`, or empty."""
    match = _BULLET.match(text)
    if not match or match.end() == len(text):
        return ""
    mark = match.group().strip()
    return "1" if mark[0].isdigit() else mark[0]


def after_bullet(text: str) -> int:
    """How many characters of the line are list mark and blanks."""
    match = _BULLET.match(text)
    return match.end() if match else 0


@dataclass(slots=True)
class Form:
    """What a stretch of text looks like: its words, how it ends (bits of `scan`); its text if that may hold a stop."""

    words: int
    shape: int
    text: str = ""

    @property
    def holds_sentence(self) -> bool:
        """Whether a sentence of some length ends before the text does."""
        stop = _INNER_STOP.search(self.text)
        return stop is not None and count_words(self.text[: stop.end()]) >= SENTENCE_WORDS

    @property
    def is_sentence(self) -> bool:
        """Running text: finished by a full stop and not short, or too long for a headline."""
        return is_paragraph(self.words, self.shape)

    @property
    def is_headline(self) -> bool:
        """Could stand over an article: two to 28 words, no full stop at the end."""
        return (
            2 <= self.words <= HEADLINE_WORDS
            and (self.shape & (FULL_STOP | ELLIPSIS)) != FULL_STOP
            and not self.holds_sentence
        )

    @property
    def is_truncated(self) -> bool:
        """Ends in an ellipsis, as a teaser cut to length does."""
        return bool(self.shape & ELLIPSIS)

    @property
    def is_remark(self) -> bool:
        """Ends as sentences do, and not as a heading of a few words may."""
        return self.is_finished and not (self.words <= _HEADING_WORDS and bool(self.shape & DOTS))

    @property
    def is_finished(self) -> bool:
        """Ends in final punctuation."""
        return bool(self.shape & SENTENCE)


def form(text: str) -> Form:
    """The form of any stretch of folded text."""
    return Form(count_words(text), _shape(text), text)


def _shape(text: str) -> int:
    """How a text ends, as bits of `scan`."""
    closed = text.rstrip(_BEHIND_STOP)
    if not closed.endswith(_FINAL):
        return 0
    shape = SENTENCE | (FULL_STOP if closed.endswith(".") else 0)
    shape |= ELLIPSIS if closed.endswith(("...", "…")) else 0
    return shape | (DOTS if closed.endswith(("..", "…", "؟")) else 0)


def line_form(line: Line, text: str) -> Form:
    """The form of a whole line, as the scan has seen it."""
    if line.words > HEADLINE_WORDS or line.shape & FULL_STOP or line.row[ENDING_AT] == line.start:
        return Form(line.words, line.shape)  # no headline anyway, or one stretch without a stop
    return Form(line.words, line.shape, text)


def are_topics(text: str) -> bool:
    """A run of topic words: short, unterminated, hardly a function word in it."""
    found = words(text)
    if not found or len(found) > 40 or ends_sentence(text) or _INNER_STOP.search(text):
        return False
    return sum(word in _FUNCTION_WORDS for word in found) <= max(len(found) // 6, len(found) > 3)


def says_something(text: str) -> bool:
    """Holds a function word, as sentences do and names of outlets hardly ever."""
    return any(word in _FUNCTION_WORDS or word in ("قال", "قالت") for word in words(text))


def opens_inside(text: str) -> bool:
    """Begins with a function word."""
    first = _WORD.match(text)
    return first is not None and first.group() in _FUNCTION_WORDS


def is_name(text: str) -> bool:
    """Could be one or two people's names: two to six words, letters only, no function word."""
    found = words(text)
    if not 1 <= len(found) <= 6 or any(word.isdigit() for word in found):
        return False
    if not _FUNCTION_WORDS.isdisjoint(_without_ali(found)):
        return False
    return not re.search(r"[،.:;؛«»\"()]", text.strip(" :.-–"))


def _without_ali(found: list[str]) -> list[str]:
    """The words without the name علي, which folds as على does: it stands beside another name."""
    if "علي" not in found:
        return found
    beside = _listed("given_names.txt") - {"علي"} | {"بن", "ابن"}
    return [
        word
        for at, word in enumerate(found)
        if word != "علي" or not beside.intersection((*found[max(0, at - 1) : at], *found[at + 1 : at + 2]))
    ]


def _stem(word: str) -> str:
    for prefix in ("وال", "بال", "فال", "كال", "لل", "ال", "و", "ب", "ل", "ف"):
        if word.startswith(prefix) and len(word) - len(prefix) >= 3:
            return word[len(prefix) :]
    return word


def echo(headline: str, text: str) -> float:
    """The share of a headline's content words that the text says again, light prefixes aside."""
    wanted = {_stem(w) for w in words(headline) if len(w) > 2 and w not in _FUNCTION_WORDS}
    if not wanted:
        return 0.0
    said = {_stem(w) for w in words(text)}
    return len(wanted & said) / len(wanted)


def is_person(text: str, alone: bool = False) -> bool:
    """Reads as a person's name: up to five words, titles aside, one of the first two a common given name.

    Where it stands `alone`, nothing says that it is a name: no everyday word may come before the given name.
    """
    name = _TITLE.sub("", text.strip(" :*-–,"))
    found = words(name)
    given = _listed("given_names.txt")
    if not (2 <= len(found) <= 5 and is_name(name)):
        return False
    named = found[0] in given or (found[1] in given and not (alone and found[0] in vocabulary()))
    return named and not any(_PRESENT.fullmatch(word) and word not in given and word in vocabulary() for word in found)


def is_place(text: str) -> bool:
    """Whether a folded text is a city or country that Arabic datelines name."""
    return " ".join(text.split()) in _listed("places.txt")


@cache
def _listed(name: str) -> frozenset[str]:
    """The entries of a list that ships with the package, folded."""
    source = resources.files("dedup.boilerplate") / name
    return frozenset(view(entry).text for entry in source.read_text(encoding="utf-8").splitlines() if entry)
