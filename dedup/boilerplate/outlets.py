"""Reads the outlet from source lines and bylines, and from the titles of sites."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from itertools import dropwhile, takewhile

from dedup.arabic.folding import fold
from dedup.arabic.view import view
from dedup.boilerplate.credit_words import (
    LONGEST_NAME,
    PUBLISHED_IN,
    REMEMBERED,
    Part,
    Word,
    is_any_of,
    joined,
    parts_of,
    printed,
    trim,
)
from dedup.boilerplate.lexicon.lists import lines_of, words_of
from dedup.dates.printed import find_dates

_FIRST_IN = re.compile(r"\W*(?:نشر|نشرت)\s+(?:هذ[اه]\s[^\n]*?\s|ل?اول\s+مره\s+)في\s+")
_IN, _DATED = "في", re.compile(r"\W*(?:يوم\b|[^\n]*\d)")
_BEFORE_DATE = re.compile(r"(?<!\w)(?:يوم|بتاريخ)\s*\Z")
_BEHIND_DATE = re.compile(r"[\s،,|–-]*الساعه\s*\d{1,2}(?::\d\d)?(?:\s*(?:صباحا|مساء|ظهرا|[صم](?!\w)))?")
_OPENING = '"«“‹'
_MOTTO = re.compile(r"\s+[-–—|]\s+|(?<=\S)\s*:{2,}\s*")
_POINTING = frozenset(("هذا", "هذه", "منقول", "منقوله"))
"""Words that begin no name: `هذا المقال يعبر عن رأي كاتبه`, `منقول للفائدة`."""
_FIRST = fold("أول")
"""What a motto has before a medium: `أول صحيفة إلكترونية`."""
_LONGEST_MEDIUM = 4
"""Words of a medium and its name. Chosen."""
# How a credit is announced, in folded words.
_CREDIT = re.compile(
    r"\w{0,3}مصدر(?:[ ]الخبر)?|المصادر|(?:نقلا|منقوله?)[ ](?:عن|من)|نشرت?[ ](?:هذ[اه][ ]\w+[ ])?(?:في|علي)(?!\w)|"
    r"بال(?:اتفاق|تعاون)[ ]مع|رابط[ ]الخبر|(?<!\w)(?:source|via)(?!\w)"
)

_LINKS = re.compile(
    r"(?:اقرا|اقراوا|اقرءوا)(?:\s*$|\s?(?:ايضا|المزيد)(?!\w))|(?:طالع|شاهد)\s?(?:ايضا|المزيد)(?!\w)|"
    r"(?:ال)?كلمات\s(?:ال)?(?:دلاليه|مفتاحيه)|الوسوم\s?:"
)
"""The heading of links or of topics in folded words, or its first one, which a credit may run into, also without a
space: `رويترزإقرأ`.
"""


def before_links(text: str) -> str:
    """A credit up to the heading of links or of topics in it; all of it where there is none."""
    seen = view(text)
    links = _LINKS.search(seen.text)
    return text[: int(seen.offsets[links.start()])] if links else text


def _parted_at_dates(text: str) -> str:
    """A credit with a bar in the place of each date: `البيان 12 يوليو 2023` names البيان."""
    if not any(map(str.isdigit, text)):
        return text
    seen = view(text)
    for found in reversed(find_dates(seen.text)):
        before = _BEFORE_DATE.sub("", seen.text[: found.start])
        behind = _BEHIND_DATE.match(seen.text, found.end)
        end = behind.end() if behind else found.end
        text = f"{text[: int(seen.offsets[len(before)])]}|{text[int(seen.offsets[end]) :]}"
    return text


def _is_place_of(part: Part, others: Sequence[Part]) -> bool:
    """Whether a part of a credit stands before a known outlet between slashes; parts of addresses do not count."""
    if not others or not part.behind == others[0].behind == "/" or part.words[0].folded.isascii():
        return False
    return joined(others[0].words) in lines_of("outlets")


@lru_cache(REMEMBERED)
def read_source(text: str) -> str | None:
    """The outlet that a credit names, the first of several, as printed; None where it names only places, or nothing.

    What stands before a wording such as `المصدر` is skipped, and so is `نشر هذا المقال أول مرة في`. An agency, a desk
    (`المكتب الإعلامي`), or a place that is also an outlet, counts only where no other outlet follows. The search ends
    at more than six words, which are a headline, and at another heading (`الطبعة:`) or that of links.

    >>> read_source('المصدر: صحيفة "البيان" الإماراتية')
    'البيان'
    """
    text = _parted_at_dates(before_links(text))
    seen = view(text)
    if first_in := _FIRST_IN.match(seen.text):
        text = text[int(seen.offsets[first_in.end()]) :]
        seen = view(text)
    outlets = lines_of("outlets")
    credit = None if fold(text) in outlets else _CREDIT.search(seen.text)
    if credit:
        text = text[int(seen.offsets[credit.end()]) :]
    credited, last_resort = credit is not None, None
    parts = list(parts_of(text))
    for number, part in enumerate(parts, 1):
        words = _before_buttons(_without_medium(part.words))
        medium, follows = is_any_of(part.words[0].folded, "medium"), number < len(parts)
        name = joined(words)
        if not words or (medium and part.behind in _OPENING and follows):
            credited = credited or medium
        elif name in words_of("agencies") or all(is_any_of(word.folded, "desk") for word in words):
            last_resort = last_resort or printed(text, words)
        elif is_any_of(words[0].folded, "other") or name.replace(" ", "").isdigit():
            continue
        elif is_any_of(words[0].folded, "profession") and not medium and name not in outlets:
            continue  # `*روائي`
        elif _is_initials(name) and name not in outlets:
            continue
        elif name in lines_of("places") and not medium:
            last_resort = printed(text, words) if credited and name in outlets else last_resort
        elif _is_place_of(part, parts[number:]) and not medium and name not in outlets:
            continue  # a place before an agency: `كلباء / وام /`
        elif not (credited or medium or name in outlets) and part.behind == ":" and follows:
            if number > 1 or len(part.words) > 1 or is_any_of(part.words[0].folded, "field"):
                return last_resort  # here begins a heading of another kind: `الطبعة: العربية`
            credited = True  # a site's own word for its source: `المأخذ: البيان المغاربي`
        else:
            words = list(dropwhile(lambda word: is_any_of(word.folded, "button"), words)) or words
            if words[-1].folded == "كلمات" and joined(words[:-1]) in outlets:
                words = words[:-1]  # of a heading of topics: `رويترز كلمات`
            found = printed(text, words).removeprefix("www.")
            is_name = found and len(words) <= LONGEST_NAME and words[0].folded not in _POINTING
            return found if is_name else last_resort
    return last_resort


def _before_buttons(words: Sequence[Word]) -> Sequence[Word]:
    """The words before that of a button that shares or prints the page, as behind `رويترز شارك هذا المقال`."""
    before = list(takewhile(lambda word: not is_any_of(word.folded, "sharing"), words))
    return before or words


def _is_initials(name: str) -> bool:
    """Whether a folded name is the initials of an agency, its desk or an editor, or the half of a day behind a time:
    `ش`, `س م`, `مل`, `35 ص`.
    """
    parts = name.split()
    return not name.isascii() and (all(len(own) == 1 or own.isdigit() for own in parts) or len(name) == 2)


@lru_cache(REMEMBERED)
def outlet_in(byline: str) -> str | None:
    """The first known outlet that byline lines name, or any that `نشر في` announces, as printed, or None.

    A name that is also that of a place counts only behind a medium such as `صحيفة`.

    >>> outlet_in("دمشق-سانا"), outlet_in("كتب: سعيد حسن")
    ('سانا', None)
    """
    announced = PUBLISHED_IN.search(byline)
    byline = byline[announced.end() :] if announced else byline
    if announced and _IN in announced[0].split() and not _DATED.match(byline):
        return read_source(byline.partition("\n")[0])
    for part in parts_of(byline):
        words = _without_medium(part.words)
        name = joined(words)
        medium = words[:1] != [part.words[0]]
        if name in lines_of("outlets") and (medium or name not in lines_of("places")):
            return printed(byline, words)
    return None


def is_of_agencies(name: str) -> bool:
    """Whether a name is no outlet's but says that agencies wrote: `وكالات`."""
    return fold(name) in words_of("agencies")


def is_medium_named(text: str) -> bool:
    """Whether a text is a medium and its name, at most four words with blanks between them: `صحيفة الجزيرة اليومية`.

    A motto may stand behind a dash, a bar or colons.
    """
    first = next(parts_of(_MOTTO.split(text.lstrip(": "))[0]), None)
    if first is None or first.behind:
        return False
    return 1 < len(first.words) <= _LONGEST_MEDIUM and is_any_of(first.words[0].folded, "medium")


def has_medium(text: str) -> bool:
    """Whether one of the parts of a title, between a dash, a bar or colons, begins with a medium, or with `أول` and a
    medium: `:: شبكة الغور`, `أول صحيفة إلكترونية`.
    """
    firsts = (next(parts_of(part), None) for part in _MOTTO.split(text))
    begun = ([word.folded for word in first.words] for first in firsts if first is not None)
    return any(is_any_of(words[words[0] == _FIRST and len(words) > 1], "medium") for words in begun)


def first_name(text: str) -> str:
    """What stands before a motto, as printed: `جريدة الميناء` of `جريدة الميناء - يومية سياسية`."""
    return trim(_MOTTO.split(text.lstrip(": "))[0])


def may_name_site(text: str) -> bool:
    """Whether a text beside a headline may name the site: it names an outlet, or begins with no place or section."""
    words = [word.folded for part in parts_of(text) for word in part.words]
    if len(words) == 1 and words[0] in words_of("press"):
        return False  # `الأخبار` is a page of most sites
    return bool(words) and (outlet_in(text) is not None or not {words[0], " ".join(words)} & _elsewhere())


@cache
def _elsewhere() -> frozenset[str]:
    """The folded names of places and sections, and of pages of statements."""
    return lines_of("places") | lines_of("sections") | {"البيانات", "بيانات"}


def _without_medium(words: Sequence[Word]) -> list[Word]:
    """The words of an outlet's name, up to the first that opens another kind of credit, without the media that lead it
    and the nation behind these: `صحيفة حريت التركية` is `حريت`.

    A medium stays where the listed name needs it (`شبكة قدس`), where a number follows, and with the nation where only a
    word such as `الصحافة` would be left or, but for newspapers, a place; without a medium a nation stays.
    `words` is not empty; the result may be.
    """
    outlets = lines_of("outlets")
    own = whole = [words[0], *takewhile(lambda word: not is_any_of(word.folded, "other"), words[1:])]
    while own and is_any_of(own[0].folded, "medium") and not (len(own) > 1 and own[1].folded.isdigit()):
        rest = own[1:]
        if len(own) > 2 and rest[0].folded == "انباء" and joined(own) in outlets:
            return own  # وكالة أنباء الشرق الأوسط, not the newspaper
        if rest and rest[0].folded in ("انباء", "الانباء") and joined(rest := rest[1:]) not in outlets:
            return own  # وكالة الأنباء السعودية
        if joined(own) in outlets and joined(rest) not in outlets:
            return own  # شبكة قدس
        own = rest
        whose = own[-1].folded if len(own) > 1 and joined(own) not in outlets else ""
        if whose in words_of("nation") or re.fullmatch("لل.+|ال.+يه", whose):
            own = own[:-1]
        if len(own) == 1 and _is_too_little(own[0], whole[: whole.index(own[0])]):
            return whole  # وكالة الصحافة الفرنسية, تلفزيون سوريا
    return own


def _is_too_little(word: Word, media: Sequence[Word]) -> bool:
    """Whether a word names no outlet without the `media` before it: `الصحافة` or, but for newspapers, a place."""
    if word.folded in lines_of("outlets"):
        return False
    is_paper = any(is_any_of(medium.folded, "paper") for medium in media)
    return word.folded in words_of("press") or (not is_paper and word.folded in lines_of("places"))
