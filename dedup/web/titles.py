"""Finds the headline of a page among the titles that its markup states, and the site's name beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from dedup.web.features import BIT
from dedup.web.lines import Seen
from dedup.web.shown import Shown, key, tidy, words_in
from dedup.web.topics import FEWEST, MOSTLY

DOTS = ("...", "…", "..")
"""What stands behind a title that is cut."""
MOST_PARTS = 16
"""The parts of a title, between marks, that are looked at: what has more is no headline."""
_HEADLINE, _LINKED, _MARKED = BIT["h1"], BIT["link-all"], BIT["prop-headline"]
_BETWEEN_SITES = re.compile(r"\s+[-–—|•·:«]{1,2}\s+|\s*[|»›>]{1,2}\s*|\s*:{2,}\s*")
_LONGEST_SITE, _LONGEST_FOOTER = 5, 200  # words of a site's name, and characters of a line that has it; chosen
_OF_ALL_PAGES = frozenset(
    map(
        words_in,
        ("تفاصيل الخبر", "عرض الخبر", "تفاصيل", "التفاصيل", "الخبر", "خبر", "الاخبار", "اخبار", "news", "details"),
    )
)
"""Titles of pages that sites give to all of them."""
_LONGEST_VALUE = 1000  # characters of a title, or of what an `itemprop` stands on: a summary takes less


def headline_among(sure: Sequence[str], likely: Sequence[str], outlet: str, seen: Seen, shown: Shown) -> str:
    """The headline: the first stated title, without the site's name, that is also a line of the page; else the first.

    The page's only `h1` comes before that, if it has a stated title of `FEWEST` words or more in it, see `_headed`.
    Titles are taken from `sure`, then from `likely`; `outlet` is the site's name. Those that are too long or only the
    site's name or `تفاصيل الخبر` are passed over; empty where no other is stated. Of several parts of a title that are
    lines, such as the headline and the site's name in a logo, one of `FEWEST` words or more counts, then one in an
    `h1`, then the one with the most words. The first may be cut, see `_marked`, or, without `sure`, hold more than the
    headline of the page, see `_on_page`.
    """
    site = key(outlet) if outlet else ""
    unusable = {"", site, *_OF_ALL_PAGES}
    titles = list(filter(is_short, [*sure, *likely]))
    if heading := _headed(titles, site, seen, shown):
        return heading
    first = ""
    for text in titles:
        parts = [part for part in _without_site(tidy(text).strip(": "), site) if key(part) not in unusable]
        lines = [part for part in parts if shown.has(key(part))]
        if lines:
            heads = {shown.words(number) for number, line in enumerate(seen.lines) if line.bits & _HEADLINE}
            return max(lines, key=lambda part: (_is_long(part), key(part) in heads, len(key(part).split())))
        first = first or next(iter(parts), "")
    if sure and not first.endswith(DOTS):
        return _marked(first, seen, shown) or first
    return _on_page(first, seen, shown) or _longer_on_page(titles, site, seen, shown) or first


def _headed(titles: Sequence[str], site: str, seen: Seen, shown: Shown) -> str:
    """The only `h1` of a page that is no link, if it goes on where a stated title of at least half its words stops, or
    begins words before that; else empty. The parts of titles count that have `FEWEST` words or more, and one word
    before a title, `الموضوع:`, does not.
    """
    heads = [number for number, line in enumerate(seen.lines) if line.bits & _HEADLINE]
    if len(heads) != 1 or seen.lines[heads[0]].bits & _LINKED:
        return ""
    heading, own = tidy(seen.lines[heads[0]].text), shown.words(heads[0])
    if not is_short(heading):
        return ""
    for text in titles:
        for part in map(key, _without_site(tidy(text), site)):
            size, is_last = len(part.split()), f" {own}".endswith(f" {part}")
            more = len(own.split()) - size
            if size >= FEWEST and is_last < more <= size and f" {part} " in f" {own} ":
                return heading
    return ""


def _on_page(title: str, seen: Seen, shown: Shown) -> str:
    """The line that shows a headline as a whole which `title` cuts, with dots at its end, or which is most of `title`;
    empty for none. Both have `FEWEST` words or more. An `h1` goes before other lines; prose, and a line that is one
    link, is no headline that `title` cuts.
    """
    own = key(title)
    count, is_cut = len(own.split()), title.endswith(DOTS)
    bits = [line.bits for line in seen.lines] if count >= FEWEST else []
    for number in sorted(range(len(bits)), key=lambda number: not bits[number] & _HEADLINE):
        line = shown.folded[number]
        beside = is_cut and not bits[number] & _HEADLINE and (bits[number] & _LINKED or seen.lines[number].is_prose)
        if len(line) > _LONGEST_FOOTER or line.endswith(DOTS) or beside:
            continue
        words = shown.words(number)
        size = len(words.split())
        whole = is_cut and words.startswith(own)
        if size >= FEWEST and (whole or (MOSTLY * count <= size and f" {words} " in f" {own} ")):
            return tidy(seen.lines[number].text)
    return ""


def _marked(title: str, seen: Seen, shown: Shown) -> str:
    """The line that `itemprop` calls the headline and that goes on where a title of `FEWEST` words or more stops; empty
    for none.
    """
    own = key(title)
    for number, line in enumerate(seen.lines if len(own.split()) >= FEWEST else ()):
        if line.bits & _MARKED and is_short(line.text) and shown.words(number).startswith(f"{own} "):
            return tidy(line.text)
    return ""


def _longer_on_page(titles: Sequence[str], site: str, seen: Seen, shown: Shown) -> str:
    """The line that begins with a part of a title, of `FEWEST` words or more and at least half of its words; empty for
    none. Prose, and a line that is one link, is no such line.
    """
    found = (key(part) for text in titles for part in _without_site(tidy(text), site))
    parts = [part for part in found if len(part.split()) >= FEWEST]
    for number, line in enumerate(seen.lines):
        if parts and not (line.is_prose or line.bits & _LINKED) and is_short(line.text):
            own = shown.words(number)
            if any(own.startswith(f"{part} ") and len(own.split()) <= 2 * len(part.split()) for part in parts):
                return tidy(line.text)
    return ""


def is_of_site(name: str, title: str) -> bool:
    """Whether a stated name may be the site's: it is short, no address, and part of the `title`, but not all of it."""
    words, whole = key(name), key(title)
    return 0 < len(words.split()) <= _LONGEST_SITE and "." not in name and words != whole and words in whole


def site_beside(headline: str, seen: Seen, shown: Shown, likely: Sequence[str]) -> str:
    """What may be the site's name in a `title` with the headline: its last part or, where that is the headline, its
    first.

    Marks such as ` | ` separate parts, and so does a colon right before the headline at the end. Empty where no line
    shows the headline, where it is not the other end, and for a part that has a digit or more than `_LONGEST_SITE`
    words, or that neither a short line has, in a logo or a footer, nor another title of `likely`.
    """
    title = seen.title
    if headline and title.endswith(headline) and title[: -len(headline)].endswith(": "):
        title = f"{title[: -len(headline) - 2]} | {headline}"
    parts = parts_of_title(title)
    if len(parts) < 2 or not headline or not shown.has(key(headline)):
        return ""
    if not (title.startswith(headline) or title.endswith(headline)):
        return ""
    name = parts[-1] if title.startswith(headline) else parts[0]
    words = key(name)
    if not words or len(name.split()) > _LONGEST_SITE or any(map(str.isdigit, name)) or words in key(headline):
        return ""
    short = (shown.words(number) for number, line in enumerate(shown.folded) if len(line) <= _LONGEST_FOOTER)
    others = (own for own in map(key, likely) if key(headline) not in own)
    return name if any(f" {words} " in f" {own} " for own in (*others, *short)) else ""


def parts_of_title(title: str) -> list[str]:
    """The parts of a title between marks such as ` | `, at most `MOST_PARTS`, without empty ones."""
    return [part.strip() for part in islice(_BETWEEN_SITES.split(title), MOST_PARTS) if part.strip()]


def is_short(text: str) -> bool:
    """Whether a text may be a title or a property: it has at most `_LONGEST_VALUE` characters."""
    return len(text) <= _LONGEST_VALUE


def _is_long(text: str) -> bool:
    """Whether a text has `FEWEST` words or more, as a headline: logos are shorter."""
    return len(key(text).split()) >= FEWEST


def _without_site(title: str, site: str) -> Iterator[str]:
    """Yield a title without the site's name, which a mark such as ` | ` parts from it; else all that may be the title.

    The name is a part whose folded words equal `site`, are in it, or have it in them and are less than twice as long.
    Without it, the whole title is yielded, then what is before each mark, from the last, then what is behind each mark,
    from the first, and what is behind the first colon.
    """
    marks = list(islice(_BETWEEN_SITES.finditer(title), MOST_PARTS))
    if site:
        for mark in marks:
            for rest, name in (
                (title[: mark.start()], title[mark.end() :]),
                (title[mark.end() :], title[: mark.start()]),
            ):
                if (own := key(name)) and (own == site or own in site or (site in own and len(own) < 2 * len(site))):
                    yield rest.strip()
                    return
    yield title
    for mark in reversed(marks):
        yield title[: mark.start()].strip()
    for mark in marks:
        yield title[mark.end() :].strip()
    if len((behind := title.partition(": ")[2]).split()) >= FEWEST:
        yield behind.strip()
