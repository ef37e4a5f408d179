"""What the markup of a page states: headline, date, author, outlet and topics, wherever it states them.

In order of trust: JSON-LD of an article, Open Graph and `article:` properties, other `meta` elements, elements with an
`itemprop`, the `title`. Classes that say author, and what the `title` has beside the headline, are hints. What clearly
belongs to the site (its name as a headline, its own keywords) is not used.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from html import unescape
from itertools import chain
from typing import Any, NamedTuple

from dedup.arabic.view import view
from dedup.dates import read_recorded
from dedup.dates.printed import find_dates
from dedup.model import Stated
from dedup.web.features import BIT
from dedup.web.json_ld import (
    articles_in,
    headlines_of,
    names_in,
    own_article,
    persons_in,
    sites_in,
    texts_in,
    videos_in,
)
from dedup.web.lines import Seen
from dedup.web.names import is_bare_name, is_name
from dedup.web.shown import Shown, key, tidy
from dedup.web.titles import DOTS, MOST_PARTS, headline_among, is_of_site, is_short, parts_of_title, site_beside
from dedup.web.topics import stated_topics

_ATTRIBUTE = re.compile(r'(?:^| )([^\s=]+)="([^"]*)"')
_HEADLINE = BIT["h1"]
_DAY = re.compile(r"((?:19|20)\d\d)-(\d\d)-(\d\d)(?!\d)", re.ASCII)
_MOMENT = re.compile(r"[\d-]{10}[T ](\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?)[ ]?(Z|[-+]\d\d:?\d\d|)", re.ASCII)
_MONTH_FIRST = re.compile(r"([1-9]\d?)/([1-9]\d?)/(\d{4})[, ]+\d{1,2}:\d\d(?::\d\d)? ?[AP]M\b", re.ASCII)
_TITLES = ("og:title", "twitter:title")
_DATES = (
    "article:published_time", "og:article:published_time", "datepublished", "dc.date.issued", "dcterms.created",
    "pubdate", "publishdate", "publish-date", "publish_date", "parsely-pub-date", "sailthru.date", "dc.date", "date",
    "article.published", "cxenseparse:recs:publishtime", "og:published_time",
)  # fmt: skip
_AUTHORS = ("author", "article:author", "dc.creator", "dcterms.creator", "parsely-author", "sailthru.author")
_WRITTEN_BY = frozenset(map(key, ("written by", "كُتب بواسطة", "بواسطة", "الكاتب", "écrit par")))
"""What Twitter's cards call the author, in `twitter:label1`, whose name is in `twitter:data1`: Yoast writes these."""
_OF_ONE_DATE = 2  # elements: a `time` and a `meta`; chosen
_NEAR = 3  # lines above a headline, one of which may name the author; chosen


class Hints(NamedTuple):
    """What the markup hints at, for what neither it nor the text states; empty where it does not.

    `writer`: the text of an element below the headline whose class says author or writer. `site`: what the `title`
    has beside the headline, if another line or title has it, too. `title_of`: `title` or `meta` where only elements of
    that name state a title, which at times is the site's name. `keywords`: whether only the `keywords` of a `meta`
    element state the topics.
    """

    writer: str = ""
    site: str = ""
    title_of: str = ""
    keywords: bool = False


class Found(NamedTuple):
    """What is stated and hinted at, and two texts that only help to recognise lines: a summary, and the text of the
    article.
    """

    stated: Stated
    description: str = ""
    body: str = ""
    hints: Hints = Hints()


def read_stated(seen: Seen, shown: Shown, url: str = "") -> Found:
    """What a document states; `shown` has its visible lines, `url` is where it was found.

    Of each kind, the first usable statement is taken, mostly of JSON-LD, then of `meta` elements, of elements with an
    `itemprop`, of those below the headline that name the author or the time, and of the `title`; what is not stated is
    empty.
    """
    metas = _metas(seen.metas)
    canonical = _canonical(seen.links, metas)
    article = own_article(articles_in(seen.data), canonical or url.partition("#")[0], seen.title)
    properties = _properties(seen)
    outlet = _outlet(article, metas, seen)
    videos = videos_in(seen.data)
    likely = [text for name in _TITLES for text in metas.get(name, ())]
    sure = [*headlines_of(article), *_of_page(properties.get("headline", ()), [*likely, seen.title], seen, shown)]
    title = headline_among(sure, [*likely, seen.title, *(name for name, _ in videos)], outlet, seen, shown)
    outlet = outlet or _site_in_headlines(metas, title, seen.title)
    head = _head(seen, shown, title)
    dates = _dates(article, metas, properties, _times(seen, head), head)
    dates += _in_title(seen.title)
    dates += (day for name, day in videos if title and f" {key(title)} " in f" {key(name)} ")
    authors = _authors(article, metas, properties, seen, head)
    words = key(title) if title else "", key(outlet) if outlet else ""
    topics = stated_topics([*texts_in(article.get("keywords"))], metas, seen, shown, *words)
    sections = "، ".join(dict.fromkeys(map(tidy, texts_in(article.get("articleSection")))))
    stated = Stated(
        title=title,
        published=next(filter(None, map(_date, dates)), ""),
        author=next((name for name in map(tidy, authors) if is_name(name, outlet)), ""),
        outlet=outlet,
        section=sections or _first(metas.get("article:section", ())),
        keywords=topics.stated,
        language=seen.language.lower(),
        canonical=canonical,
    )
    hints = Hints(
        writer=next((unescape(text) for text, _ in _at_headline(seen.writers, head)), ""),
        site="" if outlet else site_beside(title, seen, shown, likely),
        title_of="" if sure or not title else "meta" if likely else "title",
        keywords=topics.is_of_head,
    )
    return Found(stated, _description(article, metas), _first(texts_in(article.get("articleBody"))), hints)


def _outlet(article: dict[str, Any], metas: dict[str, list[str]], seen: Seen) -> str:
    """The stated outlet: the publisher in JSON-LD, the name of the site in `meta` elements, or a site in JSON-LD whose
    name the `title` has.
    """
    return _first(
        [
            *names_in(article.get("publisher")), *metas.get("og:site_name", ()), *metas.get("application-name", ()),
            *(name for name in sites_in(seen.data) if is_of_site(name, seen.title)),
        ]
    )  # fmt: skip


def _site_in_headlines(metas: dict[str, list[str]], title: str, whole: str) -> str:
    """An `og:title` that has nothing to do with the headline `title` and is part of the page's `title`, `whole`: some
    sites have their name where pages have their headline. Empty without one.
    """
    own = key(title)
    others = (name for name in metas.get("og:title", ()) if name in whole and not name.endswith(DOTS))
    return next((name for name in others if own not in key(name) and key(name) not in own), "")


def _authors(
    article: dict[str, Any],
    metas: dict[str, list[str]],
    properties: dict[str, list[tuple[str, int]]],
    seen: Seen,
    head: range,
) -> Iterator[str]:
    """Yield the stated authors, the surest first: of JSON-LD, of `meta` elements, of the cards for networks, of an
    `itemprop` in the lines of `head`, and of elements there whose `rel` or `itemprop` names the author.
    """
    yield from persons_in(article.get("author"))
    for name in _AUTHORS:
        yield from metas.get(name, ())
    yield from _of_cards(metas)
    yield from (text for text, line in properties.get("author", ()) if line in head)
    named = [(unescape(text), line) for text, line in seen.authors]
    yield from (text for text, _ in _at_headline([one for one in named if is_bare_name(one[0])], head))


def _description(article: dict[str, Any], metas: dict[str, list[str]]) -> str:
    """The stated summary of the article; empty without one."""
    written = metas.get("og:description", ()), metas.get("description", ())
    return _first(chain(texts_in(article.get("description")), *written))


def _of_page(headlines: Sequence[tuple[str, int]], titles: Sequence[str], seen: Seen, shown: Shown) -> list[str]:
    """Those of the headlines of elements, given with their lines, that a title or an `h1` has as well, or a single one
    above the prose: others are of other articles' cards. All, where the page has neither title nor `h1`.
    """
    told = [key(text) for text in dict.fromkeys(titles) if text][:MOST_PARTS]
    heads = {shown.words(number) for number, line in enumerate(seen.lines) if line.bits & _HEADLINE}
    texts = list(dict.fromkeys(text for text, _ in headlines))
    prose = next((number for number, line in enumerate(seen.lines) if line.is_prose), 0)
    if not (told or heads) or (len(texts) == 1 and headlines[0][1] < prose):
        return texts
    return [text for text in texts if key(text) in heads or any(key(text) in own for own in told)]


def _dates(
    article: dict[str, Any],
    metas: dict[str, list[str]],
    properties: dict[str, list[tuple[str, int]]],
    times: Sequence[str],
    head: range,
) -> list[str]:
    """The stated dates of publication as written: of JSON-LD, of `meta` elements, of an `itemprop`, of `times`, those
    below the headline; then that of an `itemprop` far from the lines of `head`, if they are one or two of one day:
    other articles have theirs there.

    Last comes the date at which the article was created, of JSON-LD.
    """
    named = properties.get("datepublished", ())
    near = [text for text, line in named if not (head and line) or head.start - 1 - _NEAR <= line < head.stop]
    is_own = len(named) <= _OF_ONE_DATE and len({text[:10] for text, _ in named}) == 1
    far = [text for text, _ in named] if is_own else []
    return [
        *texts_in(article.get("datePublished")),
        *(text for name in _DATES for text in metas.get(name, ())),
        *near,
        *times,
        *far,
        *texts_in(article.get("dateCreated")),
    ]


def _in_title(title: str) -> list[str]:
    """The parts of a `title` that are nothing but a date: `... | صوت الراين | 18.05.2014`."""
    parts = [view(part).text.strip() for part in parts_of_title(title)]
    return [part for part in parts if any((found.start, found.end) == (0, len(part)) for found in find_dates(part))]


def _of_cards(metas: dict[str, list[str]]) -> list[str]:
    """The author that the cards for Twitter state, beside a label that says so."""
    labels = zip(metas.get("twitter:label1", ()), metas.get("twitter:data1", ()), strict=False)
    return [name for label, name in labels if key(label) in _WRITTEN_BY]


def _head(seen: Seen, shown: Shown, title: str) -> range:
    """The lines between the headline and the first prose after it, with that; empty without a headline or prose.

    Other lines name the day of the visit, or dates and authors of other articles. The headline is the last line before
    the prose that equals `title`, in an `h1` if any is, else the last `h1`.
    """
    if not (seen.times or seen.authors or seen.writers or seen.properties):
        return range(0)
    own = key(title) if title else ""
    heads = [number for number, line in enumerate(seen.lines) if line.bits & _HEADLINE]
    equal = [number for number in range(len(seen.lines)) if own and shown.words(number) == own]
    equal = [number for number in equal if seen.lines[number].bits & _HEADLINE] or equal or heads[-1:]
    if not equal:
        return range(0)
    headlines = frozenset(equal)  # some are as long as prose
    behind = (number for number in range(equal[0], len(seen.lines)) if number not in headlines)
    last = next((number for number in behind if seen.lines[number].is_prose), -1)
    first = max((number for number in equal if number < last), default=last)
    return range(first + 1, last + 1)


def _at_headline(named: Sequence[tuple[str, int]], head: range) -> list[tuple[str, int]]:
    """The texts with their lines that are in `head`; without any, the only one in the lines above the headline."""
    below = [one for one in named if one[1] in head]
    above = [one for one in named if head and head.start - 1 - _NEAR <= one[1] < head.start - 1]
    return below or (above if len(above) == 1 else [])


def _times(seen: Seen, head: range) -> list[str]:
    """The dates of the `time` elements in the lines of `head`."""
    return [
        unescape(dict(_ATTRIBUTE.findall(attributes)).get("datetime", ""))
        for attributes, line in seen.times
        if line in head
    ]


def _metas(elements: Iterable[str]) -> dict[str, list[str]]:
    """The contents of `meta` elements, without empty ones, by their `property`, `name` and `itemprop` in lower case."""
    found: dict[str, list[str]] = {}
    for attributes in elements:
        own = dict(_ATTRIBUTE.findall(attributes))
        content = tidy(unescape(own.get("content", "")))
        for kind in ("property", "name", "itemprop"):
            if content and own.get(kind):
                found.setdefault(own[kind].strip().lower(), []).append(content)
    return found


def _properties(seen: Seen) -> dict[str, list[tuple[str, int]]]:
    """The values of elements with an `itemprop`, by its name in lower case: `datetime`, else `content`, else the line;
    each with the number of its line.

    The line is the text of that in which the element begins. Values that are too long, see `is_short`, are left out.
    """
    found: dict[str, list[tuple[str, int]]] = {}
    for attributes, line in seen.properties:
        own = dict(_ATTRIBUTE.findall(attributes))
        value = own.get("datetime") or own.get("content") or (seen.lines[line].text if line < len(seen.lines) else "")
        if not is_short(value):
            continue
        for name in own.get("itemprop", "").lower().split():
            if name == "author" and "content" not in own:
                continue  # `Seen.authors` has those that hold a name
            found.setdefault(name, []).append((tidy(unescape(value)), line))
    return found


def _canonical(links: Iterable[str], metas: dict[str, list[str]]) -> str:
    """The canonical address of the page: of the first `link` with `rel="canonical"`, else of `og:url`; else empty."""
    for attributes in links:
        own = dict(_ATTRIBUTE.findall(attributes))
        if "canonical" in own.get("rel", "").lower().split() and own.get("href"):
            return unescape(own["href"]).strip()
    return _first(metas.get("og:url", ()))


def _first(texts: Iterable[str]) -> str:
    """The first text that is not empty, tidied; else the empty string."""
    return next((text for text in map(tidy, texts) if text), "")


def _date(written: str) -> str:
    """A date in ISO 8601, with time and zone as written if all is ISO 8601, else only the day; empty for no date.

    Other forms, such as a number of seconds or a month, are read as by `iso_date`. With AM or PM in Latin capitals, and
    without zeros before single digits, the month comes before the day.
    """
    written = tidy(written)
    if match := _DAY.match(written):
        if not read_recorded(match[0]).iso:
            return ""
        moment = _MOMENT.fullmatch(written)
        return f"{match[0]}T{moment[1]}{moment[2]}" if moment and read_recorded(written).iso else match[0]
    if match := _MONTH_FIRST.match(written):
        month, day, year = (int(part) for part in match.groups())
        if iso := read_recorded(f"{year}-{month:02}-{day:02}").iso:
            return iso
    found = find_dates(view(written[:200]).text)
    if found:
        return found[0].iso
    return read_recorded(written).iso
