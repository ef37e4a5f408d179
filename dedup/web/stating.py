"""Features of lines that the markup states: the headline, the date, the author, topics; and of lines before and after
it.
"""

from __future__ import annotations

from collections.abc import Sequence

from dedup.dates.printed import find_dates
from dedup.web.features import BIT
from dedup.web.lines import Line, Seen
from dedup.web.shown import Shown, key, words_of
from dedup.web.stated import Found

_HEADING = BIT["h1"] | BIT["h2"] | BIT["class-title"] | BIT["prop-headline"]
_ITEM = BIT["li"]
_SAME = 0.7  # of the words
_LONGEST_BODY = 100_000  # characters of a stated text that lines are looked for in, so that time stays linear
_LONGEST_DATE = 60  # characters of a line that gives one


def stating_bits(seen: Seen, shown: Shown, found: Found) -> tuple[int, ...]:
    """The feature bits of each line, with those for what is stated added; `shown` has the lines of `seen`.

    What is stated are the headline, with the lines before and after it, author, outlet, section, topics, date and text.
    """
    lines = seen.lines
    bits = [line.bits for line in lines]
    if not lines:
        return ()
    _mark_equal(bits, shown, found)
    _mark_headline(bits, shown, found)
    _mark_dates(bits, shown.folded, found.stated.published)
    _mark_body(bits, lines, shown, found)
    return tuple(bits)


def _mark_equal(bits: list[int], shown: Shown, found: Found) -> None:
    """Set the bits of lines whose words are those of the author, outlet, section or a topic, or contain the author's.

    Lines that are over 12 characters longer than the longest of these are passed over.
    """
    stated = found.stated
    told: dict[str, int] = {}
    for texts, name in (
        ((stated.author,), "states-author"),
        (stated.keywords, "states-keyword"),
        ((stated.outlet,), "states-outlet"),
        ((stated.section,), "states-section"),
    ):
        for text in texts:
            if text and (words := key(text)):
                told[words] = told.get(words, 0) | BIT[name]
    if not told:
        return
    longest = max(map(len, told)) + 12
    author = key(stated.author) if stated.author else ""
    for number, line in enumerate(shown.folded):
        if len(line) > longest:
            continue
        words = shown.words(number)
        if words in told:
            bits[number] |= told[words]
        elif author and f" {author} " in f" {words} ":
            bits[number] |= BIT["states-author"]


def _mark_headline(bits: list[int], shown: Shown, found: Found) -> None:
    """Set the bits of lines with the words of the headline, and of all lines before and after the first of them.

    A line has exactly these words in order, or shares most of its words with them (Dice above `_SAME`); of one-word
    headlines none is looked for. The first of these lines that is marked up as a heading goes before others. Where
    there is none, it is the page's only `h1`, if it has just one; else nothing is set.
    """
    title = key(found.stated.title) if found.stated.title else ""
    own = set(title.split())
    first = -1
    if len(own) > 1:
        for number, line in enumerate(shown.folded):
            if len(line) > 2 * len(title) + 12 or 2 * len(line) < len(title):
                continue
            words = set(shown.words(number).split())
            if shown.words(number) == title:
                bits[number] |= BIT["h-states"]
            elif 2 * len(own & words) > _SAME * (len(own) + len(words)):
                bits[number] |= BIT["h-part"]
            else:
                continue
            if first < 0 or (bits[number] & _HEADING and not bits[first] & _HEADING):
                first = number
    if first < 0:
        headings = [number for number, own in enumerate(bits) if own & BIT["h1"]]
        first = headings[0] if len(headings) == 1 else -1
    if first < 0:
        return
    for number in range(len(bits)):
        if number != first:
            bits[number] |= BIT["before-headline"] if number < first else BIT["behind-headline"]


def _mark_dates(bits: list[int], folded: Sequence[str], published: str) -> None:
    """Set the bit of lines of at most `_LONGEST_DATE` characters that have the stated day, and that of items of lists,
    no longer, that have any day.
    """
    for number, line in enumerate(folded):
        if len(line) > _LONGEST_DATE:
            continue
        is_item = bits[number] & _ITEM and any(map(str.isdigit, line))
        if is_item or (published and published[:4] in line):
            days = find_dates(line)
            if published and any(day.iso == published[:10] for day in days):
                bits[number] |= BIT["states-date"]
            if is_item and days:
                bits[number] |= BIT["dated"]


def _mark_body(bits: list[int], lines: Sequence[Line], shown: Shown, found: Found) -> None:
    """Set the bits of lines that are in the stated text of the article, and of those that begin as its summary does.

    Where no text is stated, the latter are set on prose only. Lines of fewer than 30 characters are passed over, and
    only the first `_LONGEST_BODY` characters of a text are used.
    """
    body = f" {words_of(found.body[:_LONGEST_BODY])} " if found.body else ""
    summary = words_of(found.description[:_LONGEST_BODY]) if found.description else ""
    for number, line in enumerate(lines):
        if len(line.text) < 30:
            continue
        words = shown.words(number) if body or (summary and line.is_prose) else ""
        if body and words and f" {words} " in body:
            bits[number] |= BIT["states-body"]
        if summary and words and (words.startswith(summary[:60]) or summary.startswith(words[:60])):
            bits[number] |= BIT["states-description"]
