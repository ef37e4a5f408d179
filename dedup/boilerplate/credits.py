"""Reads names from credits: the author in a byline, the outlet in a source line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from importlib import resources
from itertools import chain, islice, takewhile
from typing import NamedTuple

from dedup.arabic.folding import fold
from dedup.arabic.view import view

_LISTS = resources.files("dedup.boilerplate.lexicon")
_WORDS = resources.files("dedup.boilerplate.lexicon") / "credit_words.txt"
_EDGES = " .,،؛;:|/\\*•-–—_ـ\"'«»“”‹›(){}[]#+<>~="
# Controls and lone surrogates become blanks; soft hyphens, zero-width spaces and direction marks are removed.
_UNSEEN: dict[int, str | None] = dict.fromkeys((*range(32), *range(0x7F, 0xA0), *range(0xD800, 0xE000)), " ")
_UNSEEN |= dict.fromkeys((0xAD, 0x61C, 0x200B, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2060, 0x2070), 0xFEFF))
_SEPARATOR = re.compile(r"""[\n|:/()\[\]{}<>*•,،؛;+@_"«»“”‹›]|(?<![a-z0-9])[-–—]|[-–—](?![a-z0-9])""")
_OPENING = '"«“‹'
_WORD = re.compile(r"[^\W_]+")
_HEADINGS = ("writing", "picturing", "helping")  # kinds of words of `credit_words.txt` that announce a name
_ANNOUNCED = 3
"""How sure a name is that a word such as `كتب` announces: the most there is."""
_LONGEST = 6
"""Words of a name; more words are a headline or a sentence. Chosen."""
_MOTTO = re.compile(r"\s+[-–—|]\s+")
_LONGEST_MEDIUM = 4
"""Words of a medium and its name. Chosen."""
_MOST = 24
"""Words of a part that are read: more than any credit has. Chosen."""
_REMEMBERED = 1024
"""Credits in the cache, with what they name: a crawl has few different ones, on many pages each. Chosen."""
# How a credit is announced, in folded words.
_CREDIT = re.compile(
    r"\w{0,3}مصدر(?:[ ]الخبر)?|المصادر|نقلا[ ](?:عن|من)|نشرت?[ ](?:هذ[اه][ ]\w+[ ])?(?:في|علي)(?!\w)|"
    r"بال(?:اتفاق|تعاون)[ ]مع|رابط[ ]الخبر|(?<!\w)(?:source|via)(?!\w)"
)

_LINKS = re.compile(
    r"(?:اقرا|اقراوا|اقرءوا)(?:\s*$|\s?(?:ايضا|المزيد)(?!\w))|(?:طالع|شاهد)\s?(?:ايضا|المزيد)(?!\w)|"
    r"(?:ال)?كلمات\s(?:ال)?(?:دلاليه|مفتاحيه)"
)
"""The heading of links or of topics in folded words, or its first one, which a credit may run into, also without a
space: `رويترزإقرأ`.
"""


class Word(NamedTuple):
    """A folded word and its offsets in the text as printed."""

    folded: str
    start: int
    end: int


class Part(NamedTuple):
    """The words between two separators (at least one), and `behind`: the separator after them, empty at the end."""

    words: tuple[Word, ...]
    behind: str


def tidy(text: str) -> str:
    """A text on one line with single blanks; controls and lone surrogates count as blanks.

    Soft hyphens, zero-width spaces and direction marks are removed.
    """
    return " ".join(text.translate(_UNSEEN).split())


def trim(text: str) -> str:
    """A text as `tidy` gives it, without the punctuation and brackets around it; `!`, `?`, `؟` and `…` stay."""
    return tidy(text).strip(_EDGES)


def is_credit(text: str) -> bool:
    """Whether each part of a line is an outlet, a place or a section, or the line begins with `بقلم` or `المصدر`.

    A line without words is one too. The parts are what punctuation separates.
    """
    known = _credited()
    for number, part in enumerate(_parts(text)):
        if not number and part.words[0].folded in ("بقلم", "المصدر"):
            return True
        if _joined(part.words) not in known:
            return False
    return True


@cache
def _listed(name: str) -> frozenset[str]:
    """The folded lines of a list of the lexicon, such as `outlets`."""
    lines = (_LISTS / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(fold(line) for line in lines if line)


@cache
def _credited() -> frozenset[str]:
    """The names that a line may hold and still be a credit."""
    return _listed("outlets") | _listed("places") | _listed("sections")


@cache
def _kind(kind: str) -> frozenset[str]:
    """The folded words of a kind, such as `title`, in `credit_words.txt`."""
    lines = (line.partition(": ") for line in _WORDS.read_text(encoding="utf-8").splitlines())
    return frozenset(fold(" ".join(words for name, _, words in lines if name == kind)).split())


def _is(word: str, *kinds: str) -> bool:
    """Whether a folded word is of one of the kinds, as it is or without a first `و`, `ب` or `ل`.

    Nothing is taken from words of at most three letters.
    """
    forms = (word, word[1:]) if word[0] in "وبل" and len(word) > 3 else (word,)
    return any(form in _kind(kind) for kind in kinds for form in forms)


def _parts(text: str) -> Iterator[Part]:
    """Yield the parts of a text between separators, each with its first 24 words; parts without words are left out.

    Separators are line breaks, brackets, double quotation marks, commas, semicolons, bullets, any of `|:/*+@_`, and
    dashes that are not between Latin letters or digits.
    """
    seen = view(text)
    offsets = seen.offsets.tolist()
    start = 0
    for stop in chain(_SEPARATOR.finditer(seen.text), (None,)):
        end = stop.start() if stop else len(seen.text)
        words = tuple(
            Word(word.group(), offsets[word.start()], offsets[word.end()])
            for word in islice(_WORD.finditer(seen.text, start, end), _MOST)
        )
        if words:
            yield Part(words, stop.group() if stop else "")
        start = stop.end() if stop else end


def _joined(words: Sequence[Word]) -> str:
    """The folded words, joined by spaces."""
    return " ".join(word.folded for word in words)


def _printed(text: str, words: Sequence[Word]) -> str:
    """The text from the first to the last of `words` (at least one), as printed, with `trim` applied."""
    return trim(text[words[0].start : words[-1].end])


_PUBLISHED_IN = re.compile(r"(?<=\w\w)\s*نشر(?:\s+(?:في|بتاريخ)\s|\s*$)")
"""Behind a name, at times without a space, what begins the name of the outlet or the date: `جمال حسننشر في المساء`."""


@lru_cache(_REMEMBERED)
def read_byline(text: str) -> str | None:
    """The name of the author in byline lines, as printed; None where they name only places, roles, outlets or pictures.

    Of several names the surest counts, then the first: one announced as by `كتب`, then one with a given name or a
    title. Names announced as of photographers are passed over.

    >>> read_byline("الرياض - كتب: د. سعاد حسن (تصوير: كمال نور)")
    'د. سعاد حسن'
    """
    return _author(text)[1]


def read_announced(text: str) -> str | None:
    """The name in a line of other metadata that a word such as `كتب` or `بقلم` announces, as printed, or None.

    >>> read_announced("بقلم: سعاد حسن 3 مايو 2024")
    'سعاد حسن'
    """
    sure, name = _author(text)
    return name if sure == _ANNOUNCED else None


def read_published(text: str) -> str | None:
    """The name before `نشر في` in a line that names an outlet, as printed, or None.

    >>> read_published("جمال حسننشر في المساء"), read_published("المصدر: المساء")
    ('جمال حسن', None)
    """
    name, *outlet = _PUBLISHED_IN.split(text, maxsplit=1)
    return read_byline(name) if outlet else None


def _author(text: str) -> tuple[int, str | None]:
    """The surest name in byline lines, as printed, or None, and how sure it is: a number as from `_name`."""
    text = _PUBLISHED_IN.split(text, maxsplit=1)[0]
    best, name, heading = 0, None, ""
    behind = ""
    for part in _parts(text):
        words, before, behind = part.words, behind, part.behind
        if "@" in before or ("@" in behind and words[-1].folded.isascii()):
            continue  # a mail address, an account
        while words and (words[0].folded == "و" or _is(words[0].folded, *_HEADINGS)):
            kind = next((kind for kind in _HEADINGS[:2] if _is(words[0].folded, kind)), "")
            heading = heading if heading == "writing" else kind or heading
            words = words[1:]
        if not words:
            continue
        sure, own = _name(words, heading == "writing") if heading != "picturing" else (0, ())
        if sure > best:
            best, name = sure, _printed(text, own)
        heading = ""
    return best, name or None


def _name(words: Sequence[Word], announced: bool) -> tuple[int, Sequence[Word]]:
    """How sure the words begin with a name, and the words of the name with its titles.

    3 where a heading such as `كتب` announces it (`announced`), 2 with a given name or a title, 1 for other words. 0 and
    no words, even if announced, for places, outlets, roles, more than six words, two scripts, and words that say too
    little. A first word that is a place or has the article is skipped where a given name follows.
    """
    if len(words) > 2 and words[1].folded in _listed("names") and _is_outside_names(words[0].folded):
        words = words[1:]  # `الحسيمة خالد الزيتوني`
    titles = list(takewhile(lambda word: _is(word.folded, "title"), words))
    rest: list[Word] = []
    for word in words[len(titles) :]:
        if not _goes_on(word.folded, rest):
            break
        rest.append(word)
    whole = _joined(rest)
    if (
        not 0 < len(rest) <= _LONGEST
        or whole in _listed("places")
        or whole in _listed("outlets")
        or max(len(word.folded) for word in rest) < 3  # `م.ع`
        or len({word.folded.isascii() for word in rest}) > 1
    ):
        return 0, ()
    first = rest[0].folded
    given = first in _listed("names") or first in _kind("definite") or bool(titles)
    if len(rest) == 1 and (first.startswith("ال") or not (announced or given) or len(titles) + 1 < len(words)):
        return 0, ()  # `أمين منطقة جازان`
    if _is_outside_names(first) and not (given or announced):
        return 0, ()
    return _ANNOUNCED if announced else 2 if given else 1, [*titles, *rest]


def _is_outside_names(folded: str) -> bool:
    """Whether a folded first word is a place, or has the article and is neither a title nor a name listed with it."""
    definite = folded.startswith("ال") and not _is(folded, "definite", "title")
    return definite or folded in _listed("places")


def _goes_on(folded: str, before: Sequence[Word]) -> bool:
    """Whether a folded word continues the name made of the words before it, which may be none.

    After `ابو`, `بن` and the like every word does; else all but professions, roles, headings such as `كتب`, and words
    that begin with a digit or `لل`.
    """
    if before and before[-1].folded in ("ابو", "ابي", "ام", "ابن", "بن", "ال"):
        return True  # `محمد أبو شعر`
    return not (folded[0].isdigit() or folded.startswith("لل") or _is(folded, "profession", "role", *_HEADINGS))


def _before_links(text: str) -> str:
    """A credit up to the heading of links or of topics in it; all of it where there is none."""
    seen = view(text)
    links = _LINKS.search(seen.text)
    return text[: int(seen.offsets[links.start()])] if links else text


@lru_cache(_REMEMBERED)
def read_source(text: str) -> str | None:
    """The outlet that a credit names, the first of several, as printed; None where it names only places, or nothing.

    What stands before a wording such as `المصدر` is skipped. An agency, or a place that is also an outlet, counts only
    where no other outlet follows. The search ends at more than six words, which are a headline, and at another heading
    (`الطبعة:`) or that of links.

    >>> read_source('المصدر: صحيفة "البيان" الإماراتية')
    'البيان'
    """
    text = _before_links(text)
    seen = view(text)
    outlets = _listed("outlets")
    credit = None if fold(text) in outlets else _CREDIT.search(seen.text)
    if credit:
        text = text[int(seen.offsets[credit.end()]) :]
    credited, last_resort = credit is not None, None
    parts = list(_parts(text))
    for number, part in enumerate(parts, 1):
        words = _without_medium(part.words)
        medium, follows = words[:1] != [part.words[0]], number < len(parts)
        name = _joined(words)
        if not words or (medium and part.behind in _OPENING and follows):
            credited = credited or medium
        elif name in _kind("agencies"):
            last_resort = last_resort or _printed(text, words)
        elif _is(words[0].folded, "other") or name.replace(" ", "").isdigit():
            continue
        elif _is(words[0].folded, "profession") and not medium and name not in outlets:
            continue  # `*روائي`
        elif all(len(word.folded) == 1 for word in words) and not name.isascii() and name not in outlets:
            continue  # `ش`, `س م`: initials of an agency or of its desk
        elif name in _listed("places") and not medium:
            last_resort = _printed(text, words) if credited and name in outlets else last_resort
        elif not (credited or medium or name in outlets) and part.behind == ":" and follows:
            return last_resort  # here begins a heading of another kind: `الطبعة: العربية`
        else:
            if words[-1].folded == "كلمات" and _joined(words[:-1]) in outlets:
                words = words[:-1]  # of a heading of topics: `رويترز كلمات`
            found = _printed(text, words).removeprefix("www.")
            return found if found and len(words) <= _LONGEST else last_resort
    return last_resort


@lru_cache(_REMEMBERED)
def outlet_in(byline: str) -> str | None:
    """The first known outlet that byline lines name, as printed, or None.

    A name that is also that of a place counts only behind a medium such as `صحيفة`.

    >>> outlet_in("دمشق-سانا"), outlet_in("كتب: سعيد حسن")
    ('سانا', None)
    """
    byline = _PUBLISHED_IN.split(byline, maxsplit=1)[-1]
    for part in _parts(byline):
        words = _without_medium(part.words)
        name = _joined(words)
        medium = words[:1] != [part.words[0]]
        if name in _listed("outlets") and (medium or name not in _listed("places")):
            return _printed(byline, words)
    return None


def is_medium_named(text: str) -> bool:
    """Whether a text is a medium and its name, at most four words with blanks between them: `صحيفة الجزيرة اليومية`.

    A motto may stand behind a dash or a bar.
    """
    first = next(_parts(_MOTTO.split(text)[0]), None)
    if first is None or first.behind:
        return False
    return 1 < len(first.words) <= _LONGEST_MEDIUM and _is(first.words[0].folded, "medium")


def first_name(text: str) -> str:
    """What stands before a motto, as printed: `جريدة الميناء` of `جريدة الميناء - يومية سياسية`."""
    return trim(_MOTTO.split(text)[0])


def may_name_site(text: str) -> bool:
    """Whether a text beside a headline may name the site: it names an outlet, or begins with no place or section."""
    words = [word.folded for part in _parts(text) for word in part.words]
    return bool(words) and (outlet_in(text) is not None or not {words[0], " ".join(words)} & _elsewhere())


@cache
def _elsewhere() -> frozenset[str]:
    """The folded names of places and sections."""
    return _listed("places") | _listed("sections")


def _without_medium(words: Sequence[Word]) -> list[Word]:
    """The words of an outlet's name, up to the first that opens another kind of credit, without the media that lead it
    and the nation behind these: `صحيفة حريت التركية` is `حريت`.

    A medium stays where the listed name needs it (`شبكة قدس`) or a number follows; without a medium a nation stays.
    `words` is not empty; the result may be.
    """
    outlets = _listed("outlets")
    own = [words[0], *takewhile(lambda word: not _is(word.folded, "other"), words[1:])]
    while own and _is(own[0].folded, "medium") and not (len(own) > 1 and own[1].folded.isdigit()):
        rest = own[1:]
        if len(own) > 2 and rest[0].folded == "انباء" and _joined(own) in outlets:
            return own  # وكالة أنباء الشرق الأوسط, not the newspaper
        if rest and rest[0].folded in ("انباء", "الانباء") and _joined(rest := rest[1:]) not in outlets:
            return own  # وكالة الأنباء السعودية
        if _joined(own) in outlets and _joined(rest) not in outlets:
            return own  # شبكة قدس
        own = rest
        whose = own[-1].folded if len(own) > 1 and _joined(own) not in outlets else ""
        if whose in _kind("nation") or re.fullmatch("لل.+|ال.+يه", whose):
            own = own[:-1]
    return own
