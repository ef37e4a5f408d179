"""Reads the author from bylines, and tells credits from other lines."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache
from itertools import dropwhile, takewhile

from dedup.boilerplate.credit_words import (
    LONGEST_NAME,
    PUBLISHED_IN,
    REMEMBERED,
    Word,
    is_any_of,
    joined,
    parts_of,
    printed,
)
from dedup.boilerplate.lexicon.lists import lines_of, words_of

_HEADINGS = ("writing", "picturing", "helping")  # kinds of words of `credit_words.txt` that announce a name
_SIGNING = frozenset(("كتب", "كتبت", "بقلم"))
"""Headings of a name that also count behind other words. Chosen: few others are as sure."""
_LONGEST_COMPANY = 3  # words; a longer name may be a person with a company; chosen
_LINKING = frozenset(("ابو", "ابي", "ام", "ابن", "بن", "ال"))
"""Words of a name that another follows."""
_ANNOUNCED = 3
"""How sure a name is that a word such as `كتب` announces: the most there is."""


def is_credit(text: str) -> bool:
    """Whether each part of a line is an outlet, a place or a section, or the line begins with `بقلم` or `المصدر`.

    A line without words is one too. The parts are what punctuation separates.
    """
    known = _credited()
    for number, part in enumerate(parts_of(text)):
        if not number and part.words[0].folded in ("بقلم", "المصدر"):
            return True
        if joined(part.words) not in known:
            return False
    return True


@cache
def _credited() -> frozenset[str]:
    """The names that a line may hold and still be a credit."""
    return lines_of("outlets") | lines_of("places") | lines_of("sections")


def read_byline(text: str) -> str | None:
    """The name of the author in byline lines, as printed; None where they name only places, roles, outlets or pictures.

    Of several names the surest counts, then the first: one announced as by `كتب`, then one with a given name or a
    title. Names announced as of photographers are passed over.

    >>> read_byline("الرياض - كتب: د. سعاد حسن (تصوير: كمال نور)")
    'د. سعاد حسن'
    """
    return sure_author(text)[1]


def read_announced(text: str) -> str | None:
    """The name in a line of other metadata that a word such as `كتب` or `بقلم` announces, as printed, or None.

    >>> read_announced("بقلم: سعاد حسن 3 مايو 2024")
    'سعاد حسن'
    """
    sure, name = sure_author(text)
    return name if sure == _ANNOUNCED else None


def is_of_role(text: str) -> bool:
    """Whether a text is no person: it begins with a desk or a medium and goes on with no given name, or is a company in
    up to `_LONGEST_COMPANY` words.
    """
    first = next(parts_of(text), None)
    if first is None:
        return False
    words = [word.folded for word in first.words]
    if is_any_of(words[0], "role"):
        return len(words) == 1 or words[1] not in lines_of("names")
    return len(words) <= _LONGEST_COMPANY and any(is_any_of(word, "company") for word in words)


def read_published(text: str) -> str | None:
    """The name before `نشر في` in a line that names an outlet, as printed, or None.

    >>> read_published("جمال حسننشر في المساء"), read_published("المصدر: المساء")
    ('جمال حسن', None)
    """
    name, *outlet = PUBLISHED_IN.split(text, maxsplit=1)
    return read_byline(name) if outlet else None


@lru_cache(REMEMBERED)
def sure_author(text: str) -> tuple[int, str | None]:
    """The surest name in byline lines, as printed, or None, and how sure it is: 0 for none, as from `_name`."""
    text = PUBLISHED_IN.split(text, maxsplit=1)[0]
    best, name, heading = 0, None, ""
    behind = ""
    parts = list(parts_of(text))
    for part, after in zip(parts, [*parts[1:], None], strict=False):
        words, before, behind = _before_day(part.words, after.words[0] if after else None), behind, part.behind
        if "@" in before or ("@" in behind and part.words[-1].folded.isascii()):
            continue  # a mail address, an account
        at = next((at for at, word in enumerate(words[:-1]) if word.folded in _SIGNING), 0)
        words = words[at:]  # `أرشيفية كتبت سعاد حسن`
        while words and (words[0].folded == "و" or is_any_of(words[0].folded, *_HEADINGS)):
            kind = next((kind for kind in _HEADINGS[:2] if is_any_of(words[0].folded, kind)), "")
            heading = heading if heading == "writing" else kind or heading
            words = words[1:]
        if len(words) > 1 and words[-1].folded == "في":
            words = words[:-1]  # `مرسلة بواسطة غيمة في 11:47 م`
        if not words:
            if [word.folded for word in part.words] == ["عرض", "كتب"] and "\n" in behind:
                heading = ""  # an entry of a menu announces no name on the next line
            continue
        sure, own = _name(words, heading == "writing") if heading != "picturing" else (0, ())
        if sure > best:
            best, name = sure, printed(text, own)
        heading = ""
    return best, name or None


def _before_day(words: Sequence[Word], following: Word | None) -> Sequence[Word]:
    """The words before the day of the week of a date, as in `نهى عادل الثلاثاء 9 أبريل`; all where there is none.

    Without a number behind it, `الخميس` may be a name, and so it may behind a single word or `بن`. `following` is the
    word behind them, None at the end.
    """
    for at, (word, after) in enumerate(zip(words, (*words[1:], following), strict=True)):
        if word.folded in lines_of("weekdays") and after and after.folded[0].isdigit():
            before = words[: at - (at > 0 and words[at - 1].folded == "يوم")]
            return words if before and (len(before) == 1 or before[-1].folded in _LINKING) else before
    return words


def _name(words: Sequence[Word], announced: bool) -> tuple[int, Sequence[Word]]:
    """How sure the words begin with a name, and the words of the name with its titles.

    3 where a heading such as `كتب` announces it (`announced`), 2 with a given name or a title, 1 for other words. 0 and
    no words, even if announced, for places, outlets, roles, more than six words, two scripts, and words that say too
    little. Latin words before two Arabic ones are skipped, and so is a first word that is a place or has the article
    where a given name follows.
    """
    arabic = list(dropwhile(lambda word: word.folded.isascii(), words))
    words = arabic if len(arabic) > 1 else words  # `Next Previous سعاد حسن`
    if len(words) > 2 and words[1].folded in lines_of("names") and _is_outside_names(words[0].folded):
        words = words[1:]  # `الحسيمة خالد الزيتوني`
    titles = list(takewhile(lambda word: is_any_of(word.folded, "title"), words))
    rest: list[Word] = []
    for word in words[len(titles) :]:
        if not _goes_on(word.folded, rest):
            break
        rest.append(word)
    rest = _without_end(rest)
    whole = joined(rest)
    if (
        not 0 < len(rest) <= LONGEST_NAME
        or whole in lines_of("places")
        or whole in lines_of("outlets")
        or max(len(word.folded) for word in rest) < 3  # `م.ع`
        or len({word.folded.isascii() for word in rest}) > 1
    ):
        return 0, ()
    first = rest[0].folded
    given = first in lines_of("names") or first in words_of("definite") or bool(titles)
    if len(rest) == 1 and (first.startswith("ال") or not (announced or given) or len(titles) + 1 < len(words)):
        return 0, ()  # `أمين منطقة جازان`
    if _is_outside_names(first) and not (given or announced):
        return 0, ()
    return _ANNOUNCED if announced else 2 if given else 1, [*titles, *rest]


def _without_end(words: list[Word]) -> list[Word]:
    """The words of a name without what stands behind two or more of them: words in Latin letters, or a last place, as
    in `أحمد كمال القاهرة`.
    """
    arabic = list(takewhile(lambda word: not word.folded.isascii(), words))
    words = arabic if len(arabic) > 1 else words
    if len(words) < 3 or words[-1].folded not in lines_of("places") or is_any_of(words[-1].folded, "surname"):
        return words
    return words if words[-2].folded in _LINKING else words[:-1]


def _is_outside_names(folded: str) -> bool:
    """Whether a folded first word is a place, or has the article and is neither a title nor a name listed with it."""
    definite = folded.startswith("ال") and not is_any_of(folded, "definite", "title")
    return definite or folded in lines_of("places")


def _goes_on(folded: str, before: Sequence[Word]) -> bool:
    """Whether a folded word continues the name made of the words before it, which may be none.

    After `ابو`, `بن` and the like every word does; else all but professions, roles, headings such as `كتب`, and words
    that begin with a digit or `لل`.
    """
    if before and before[-1].folded in _LINKING:
        return True  # `محمد أبو شعر`
    return not (folded[0].isdigit() or folded.startswith("لل") or is_any_of(folded, "profession", "role", *_HEADINGS))
