"""Finds appended articles that the labeller has left in the article above them, by what their headlines say."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import accumulate

from dedup.arabic.folding import fold
from dedup.boilerplate.labels import HOST
from dedup.boilerplate.lexicon.phrases import load_shipped
from dedup.boilerplate.runs import Run
from dedup.web.features import BIT

# All constants below are chosen.
_LEAST_BEFORE, _LEAST_AFTER = 40, 30  # words of the article above an appended headline, and of the text below it
_LEAST_HEADLINE, _LEAST_KEYS = 4, 3  # words of a headline, and keys of these
_LOOKED_AT = 60  # words of the text below
_OWN, _FURTHER, _ABOVE = 0.4, 0.3, 0.4
"""The least share of a headline's keys that the text below has; by how much this must exceed their share in the article
above; and the least share of the keys of the headline above that are in its own article.
"""
_STILL = 0.25
"""The largest share of the keys of the headline above that the text below has: with more, its subject is still that."""
_GOES_ON = re.compile(
    r"(?:و(?:في|من|عن|علي|كان|كانت|قد|حول|قال|قالت|اضاف|اضافت|اكد|اكدت|اوضح|اوضحت|اشار|اشارت|تابع|ذكر|حسب|بحسب)|كما|اما|فيما|"
    r"لكن)(?!\w)"
)
"""How the text of a subheading may begin, and that of an article does not."""
_DATING = ("pubdate", "byline", "source")
_BESIDE = (*_DATING, "caption")
"""Labels that may stand between a headline and its text."""
_WORD = re.compile(r"[^\W\d_]{4,}")
_PARTICLES = re.compile(r"\A(?:[وف]?(?:ال|بال|كال|لل)|[وفبلك])(?=\w{3})")
_KEY_LETTERS, _LONGEST_HEADING = 5, 4


@dataclass(slots=True)
class _Article:
    """An article so far: its number as labelled and as split, its headline, and what its text says.

    `keys` are those of its words, and `words` their number, before the run with the number `read`.
    """

    labelled: int
    number: int
    headline: str
    read: int
    keys: set[str] = field(default_factory=set)
    words: int = 0

    def read_to(self, text: str, runs: Sequence[Run], at: int) -> None:
        """Read on to the run with the number `at`: each is read once, so that time stays linear."""
        for number in range(self.read, at):
            if _is_text_of(runs[number], self.labelled):
                own = _written(text, runs, number)
                self.words += len(own.split())
                self.keys.update(_keys(own))
        self.read = at


def split_appended(text: str, runs: Sequence[Run], lines: Sequence[int] = ()) -> Sequence[Run]:
    """The runs of a page, of which a headline inside an article begins an article of its own where the text below says
    what it says, the article above does not, and that says what the headline above it does, as the text below does not.

    It is labelled as a title or as a related headline without a heading such as `اقرأ أيضا`, is no question, and has at
    least 40 words of the article above it and 30 of its own below, which do not begin as a text goes on. It stands
    behind a cut, or a date or credit stands below it: subheads of a feature are taken up by the text below them, too.
    On a web page, of which `lines` has the features of each line, see `dedup.web.features`, it is an `h1` instead:
    headings inside an article are lower. Numbers of later articles rise. The very `runs` are returned where there is
    none. Of 2,910 pages of newspapers, three are split, all of them round-ups.
    """
    found: list[Run] = []
    numbers, last = {0: 0}, 0  # by the number of an article as labelled, that of its first part; the last one given
    article: _Article | None = None
    highest = _starts_of_highest(text, lines)
    for at, run in enumerate(runs):
        may_begin = run.start in highest if lines else at > 0 and _is_apart(runs, at)
        if article and may_begin and _begins_article(text, runs, at, article):
            last += 1
            article = _Article(article.labelled, last, _written(text, runs, at), at + 1)
            found.append(run._replace(label="title", article=last))
            continue
        if run.article not in numbers:
            last = max(last + 1, run.article)
            numbers[run.article] = last
        is_of_it = article is not None and run.article == article.labelled
        number = article.number if article and is_of_it else numbers[run.article]
        found.append(run if run.article == number else run._replace(article=number))
        if run.label == "title" and not is_of_it:
            article = _Article(run.article, number, _written(text, runs, at), at + 1)
    return found if found != list(runs) else runs


def _starts_of_highest(text: str, lines: Sequence[int]) -> frozenset[int]:
    """Where the lines of a web page begin that are a heading of the highest level."""
    starts = accumulate((len(line) + 1 for line in text.split("\n")), initial=0) if lines else ()
    return frozenset(start for start, bits in zip(starts, lines, strict=False) if bits & BIT["h1"])


def _written(text: str, runs: Sequence[Run], at: int) -> str:
    """The text of the run with the number `at`."""
    return text[runs[at].start : runs[at + 1].start if at + 1 < len(runs) else len(text)]


def _begins_article(text: str, runs: Sequence[Run], at: int, above: _Article) -> bool:
    """Whether the run with the number `at` is the headline of an article that is appended to the one `above`."""
    if runs[at].label not in ("title", "related_item") or runs[at].article not in (0, above.labelled):
        return False
    headline = _written(text, runs, at)
    is_long = len(headline.split()) >= _LEAST_HEADLINE
    if not is_long or headline.rstrip().endswith((".", "؟", "?")) or _is_headed(headline):
        return False
    below = _words_below(text, runs, at, above.labelled)
    if len(below) < _LEAST_AFTER or _are_alike(headline, below) or _GOES_ON.match(fold(below[0])):
        return False
    said = set(_keys(" ".join(below)))
    own = _share(headline, said)
    if own < _OWN or _share(above.headline, said) > _STILL:
        return False
    above.read_to(text, runs, at)
    is_told = above.words >= _LEAST_BEFORE and _share(above.headline, above.keys) >= _ABOVE
    return is_told and own - _share(headline, above.keys) >= _FURTHER


def _words_below(text: str, runs: Sequence[Run], at: int, article: int) -> list[str]:
    """The first words of the text of an article behind the run with the number `at`, at most `_LOOKED_AT`."""
    found: list[str] = []
    for number in range(at + 1, len(runs)):
        if _is_text_of(runs[number], article):
            found += _written(text, runs, number).split(maxsplit=_LOOKED_AT)[:_LOOKED_AT]
        elif runs[number].label not in _BESIDE:
            break
        if len(found) >= _LOOKED_AT:
            break
    return found[:_LOOKED_AT]


def _is_text_of(run: Run, article: int) -> bool:
    """Whether a run is text of the article with a number, and no title."""
    return run.label in HOST and run.label != "title" and run.article == article


def _is_apart(runs: Sequence[Run], at: int) -> bool:
    """Whether a run follows a cut, or a date or credit follows it."""
    return runs[at - 1].label not in HOST or (at + 1 < len(runs) and runs[at + 1].label in _DATING)


def _is_headed(headline: str) -> bool:
    """Whether a headline has the heading of links in front: `اقرأ أيضا: ...`."""
    words = fold(headline).split()
    return any(" ".join(words[:count]) in _headings() for count in range(1, min(len(words), _LONGEST_HEADING) + 1))


@cache
def _headings() -> frozenset[str]:
    """The folded headings of links to other pages."""
    return frozenset(phrase.folded for phrase in load_shipped() if phrase.label == "related_head")


def _are_alike(headline: str, below: Sequence[str]) -> bool:
    """Whether a line and the words below it begin with the same word, as the items of a list do."""
    return fold(headline).split()[:1] == fold(below[0]).split()[:1]


def _keys(text: str) -> list[str]:
    """The keys of the words of a text: of those of four letters or more, the first five without particles."""
    return [_PARTICLES.sub("", word, count=1)[:_KEY_LETTERS] for word in _WORD.findall(fold(text))]


def _share(headline: str, known: set[str]) -> float:
    """The share of the keys of a headline that are among `known`; 0 where it has fewer than three."""
    keys = _keys(headline)
    return sum(key in known for key in keys) / len(keys) if len(keys) >= _LEAST_KEYS else 0.0
