"""The fields of a web page: those that its markup states, else those that its text shows; both are kept."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from itertools import accumulate
from typing import TYPE_CHECKING

from dedup.arabic.folding import fold
from dedup.arabic.view import view
from dedup.boilerplate.credits import is_of_role, read_announced, read_byline
from dedup.boilerplate.fields import tells_of_update
from dedup.boilerplate.lexicon.phrases import load_shipped
from dedup.boilerplate.outlets import first_name, has_medium, is_medium_named, may_name_site, outlet_in
from dedup.boilerplate.topics import parted_tags
from dedup.dates.printed import read_date
from dedup.dates.relative import relative_day
from dedup.model import CONTENT_LABELS, Page, Printed

if TYPE_CHECKING:
    from dedup.web import WebPage

_LONGEST_TOPIC = 6
"""The most words of a link that is a topic; what has more, or a mark inside, is a headline. Chosen."""
_HEADLINE = re.compile(r"[:؟?!]|\.\.")
_LISTED = re.compile(r"[،,;؛|]")
_EVENING = re.compile(r"(\d{4}-\d\d-\d\d)T2[0-3]:[\d:.]+(?:Z|[+]00:?00)", re.ASCII)
"""The last four hours of a day of UTC: Arab countries are up to four hours ahead."""
_ANNOUNCED = re.compile(r"(?:\w+\s*[:/]|بقلم\s)\s*(\S.*)")
_LONGEST_SITE = 5
"""The most words of a site's name. Chosen."""
_ANYWHERE = frozenset(map(fold, ("في", "من", "على", "عن", "إلى", "مع", "و")))
"""Words that any two titles may share."""
_LONGEST_NAME = 4
"""The most words of a name that a class gives. Chosen."""
_LINES_OF_SITE = {"title": 1, "meta": 2}
"""The fewest lines of a page, all cut, that show that a title is the site's name, as a header and a footer do, by the
elements that state the title. Chosen.
"""
_LINKED = 1 / 3
"""The share of the characters of topics that must be in links, so that these tell where topics begin and end. Chosen:
above are lists of links under a heading, below are lists with commas and a link or two.
"""
_LOOKED_AT = 100
"""Topics that are looked for in the article, so that time stays linear. Chosen."""
_SPOKEN, _UNSPOKEN, _LONG_WORD = 0.4, 0.25, 3
"""The least share of the words of a headline, of three letters or more, that its article uses, and the largest of those
of a title that is the site's. Chosen: on web pages written to test the labeller, headlines have .43 or more, sites' and
sections' names .33 or less.
"""
_LEAST_OF_TITLE = 3
"""The fewest words that a headline keeps without the buttons behind it. Chosen."""


def with_stated(page: Page, web: WebPage, captured: str = "") -> Page:
    """The page with the host's fields that markup states in place of those read from its text, which `printed` keeps.

    Fields that are not stated stay, but buttons behind a headline; links tell where topics begin and end. A title that
    only `title` or `meta` elements state gives way to one in the text with other words, if it is a medium and its name,
    or is cut wherever the page shows it. Where neither markup nor text states them, the source is that name, or what
    stands beside the headline in the `title`, and the byline is that of an element whose class says author; such an
    element also tells where a byline in the text begins and ends. A stated author that begins with a desk or a company
    or is an outlet is none; the site's name is none where the text has a byline. Topics that only the page's head
    states give way to others that links show, if the article speaks of those.

    The day of a stated date counts as written, whatever its zone, but for an evening in UTC, see `_day`. Where no other
    date is found, a relative one in the text is counted back from `captured`, the time at which the page was fetched
    (ISO 8601), if given. `dated_by` says where the date is from.
    """
    stated, host = web.stated, page.articles[0]
    printed = Printed(host.title, host.source, host.published, host.byline, host.tags)
    byline = _person(stated.author, web.hints.site if host.byline else "") or _as_hinted(
        host.byline, _name_in(web.hints.writer)
    )
    is_site = _names_site(page, stated.title, host.title or "", web.hints.title_of)
    is_other = is_site or _is_of_other(page, stated.title, host.title or "", web.hints.title_of)
    site = first_name(stated.title) if is_site else web.hints.site
    site = site if len(site.split()) <= _LONGEST_SITE else ""
    site = site if site and may_name_site(site) and fold(site) != fold(byline or "") else ""
    linked = _linked_topics(page, web.anchors)
    keywords = stated.keywords
    if web.hints.keywords and linked is not None and _are_spoken_of(page, keywords, linked):
        keywords = ()
    relative = None
    if not (stated.published or host.published) and captured:
        dates = (page.original[span.start : span.end] for span in page.spans if span.label == "pubdate")
        relative = relative_day(view("\n".join(dates)).text, captured)
    published = _day(stated.published, page) or host.published or relative
    host = replace(
        host,
        title=(None if is_other else stated.title) or _without_buttons(page, web.anchors, host.title),
        source=stated.outlet or host.source or site or None,
        published=published,
        byline=byline,
        tags=_topics(page, keywords, host.tags if linked is None else linked, host.tags, byline),
    )
    dated_by = "markup" if stated.published else "text" if printed.published else "capture" if relative else ""
    return replace(page, articles=(host, *page.articles[1:]), stated=stated, printed=printed, dated_by=dated_by)


def _day(stated: str, page: Page) -> str:
    """The day of a stated moment; the next one if the text shows that below the headline, not as a day of change, and
    the moment is late in the evening of UTC, when it is tomorrow where the page is from. Empty where nothing is stated.
    """
    moment = _EVENING.fullmatch(stated)
    shown = page.articles[0].published or ""
    if not moment or shown != (date.fromisoformat(moment[1]) + timedelta(days=1)).isoformat():
        return stated[:10]
    headline = next((span.end for span in page.spans if span.label == "title"), len(page.original))
    lines = [page.original[s.start : s.end] for s in page.spans if s.label == "pubdate" and s.start >= headline]
    is_shown = any(read_date(view(line).text) == shown and not tells_of_update(line) for line in lines)
    return shown if is_shown else stated[:10]


def _topics(
    page: Page, stated: tuple[str, ...], shown: tuple[str, ...], printed: tuple[str, ...], byline: str | None
) -> tuple[str, ...]:
    """The stated topics, or those of the text where none is stated, or one beside several that the article speaks of.

    `printed`: those that the text tells without its links. Of others, the lines of the article, as its contents list
    them, are left out; of all the author.
    """
    if len(stated) > 1 or (stated and not _are_spoken_of(page, stated, shown)):
        found = stated
    else:
        kept = [page.original[span.start : span.end] for span in page.spans if span.is_content] if shown else []
        lines = {fold(line) for part in kept for line in part.split("\n")} - set(map(fold, printed))
        found = tuple(topic for topic in shown if fold(topic) not in lines) or shown
    others = tuple(topic for topic in found if fold(topic) != fold(byline or ""))
    return others or found


def _are_spoken_of(page: Page, topics: Sequence[str], others: Sequence[str]) -> bool:
    """Whether the article speaks of at least two, and half, of some other topics, which none of `topics` is among."""
    folded = set(map(fold, others[:_LOOKED_AT]))
    text = fold(page.text) if len(folded) > 1 else ""
    spoken = sum(own in text for own in folded)
    return spoken > 1 and 2 * spoken >= len(folded) and folded.isdisjoint(map(fold, topics))


def _without_buttons(page: Page, anchors: Sequence[tuple[str, int]], title: str | None) -> str | None:
    """The headline of the text without buttons behind it on its line: `... طباعة أرسل إلى صديق` in a row of a table.

    Buttons are links with a listed wording. It is left as it is where less than three words would remain.
    """
    start = page.original.find(title) if title else -1
    if not title or start < 0:
        return title
    line = page.original.count("\n", 0, start)
    left = title
    for own in reversed([" ".join(raw.split()) for raw, number in anchors if number == line]):
        if not left.endswith(f" {own}") or fold(own) not in _buttons():
            break
        left = left[: -len(own)].rstrip()
    return left if len(left.split()) >= _LEAST_OF_TITLE else title


@cache
def _buttons() -> frozenset[str]:
    """The folded listed wordings of lines that share or print a page."""
    return frozenset(phrase.folded for phrase in load_shipped() if phrase.category in ("share", "widget"))


def _name_in(text: str) -> str | None:
    """The name of an author in a text that should hold one: two to four words without digits; else None."""
    name = read_byline(text) or ""
    return name if 2 <= len(name.split()) <= _LONGEST_NAME and not any(map(str.isdigit, name)) else None


def _person(author: str, site: str) -> str:
    """A stated author without what announces the name; empty for a desk, a company, an outlet and `site`."""
    if is_of_role(author) or outlet_in(author) == author or (site and fold(author) == fold(site)):
        return ""
    return _unannounced(author)


def _unannounced(author: str) -> str:
    """A stated author without what announces the name: `حاورها: سعاد حسن`, `كتب/ سعاد حسن`, `بقلم سعاد حسن`."""
    found = _ANNOUNCED.match(author)
    return found[1] if found and read_announced(author) else author


def _as_hinted(byline: str | None, hinted: str | None) -> str | None:
    """The byline, or the name that an element holds where one is within the other: `خالد` of `خالد جمعة`; None for
    neither.
    """
    if not byline or not hinted:
        return byline or hinted
    one, other = f" {fold(byline)} ", f" {fold(hinted)} "
    return hinted if one in other or other in one else byline


def _names_site(page: Page, title: str, shown: str, title_of: str) -> bool:
    """Whether a stated title is the site's and not the headline, see `_is_strange` and `_is_cut`.

    `shown` is the headline in the text. False where either is empty, where they share half of the words of `shown`, and
    where other elements than `title_of` state the title.
    """
    words, others = fold(title).split(), fold(shown).split()
    least = _LINES_OF_SITE.get(title_of, 0)
    if not least or not words or 2 * len(set(words) & set(others)) >= len(others):
        return False
    return _is_strange(page, title, others, title_of) or _is_cut(page, words, least)


def _is_strange(page: Page, title: str, shown: Sequence[str], title_of: str) -> bool:
    """Whether a title has no word of `shown`, the folded words of the headline in the text, but such as `في`, and is a
    medium and its name; or is stated by `title` alone, has half of its words nowhere in the article, and has a medium
    in it or is shorter than any headline.
    """
    words = set(fold(title).split())
    if (words & set(shown)) - _ANYWHERE:
        return False
    if is_medium_named(title):
        return True
    is_short = len(words) <= _LEAST_OF_TITLE
    if title_of != "title" or len(shown) <= _LEAST_OF_TITLE or not (is_short or has_medium(title)):
        return False
    return 2 * len(words - set(fold(page.text).split())) >= len(words)


def _is_of_other(page: Page, title: str, shown: str, title_of: str) -> bool:
    """Whether a title that `title` or `meta` elements state is of something else, such as a blog or another article: it
    has no word of `shown`, the headline in the text, and the article speaks of that and hardly of the title.
    """
    words, others = fold(title).split(), fold(shown).split()
    if title_of not in _LINES_OF_SITE or not words or (set(words) & set(others)) - _ANYWHERE:
        return False
    below = [page.original[span.start : span.end] for span in page.spans if span.label in ("body", "subhead")]
    known = set(fold(" ".join(below)).split())
    known |= {word[1:] for word in known if word[0] in "وفبلك"}

    def share(words: Iterable[str]) -> float:
        """The share of the article's words among those of three letters or more."""
        long = {word for word in words if len(word) >= _LONG_WORD}
        return len(long & known) / len(long) if long else 0.0

    return len(others) >= _LEAST_OF_TITLE and share(others) >= _SPOKEN and share(words) <= _UNSPOKEN


def _is_cut(page: Page, words: Sequence[str], least: int) -> bool:
    """Whether the folded words of a title are in at least so many lines that are cut, and are no line that stays."""
    own = " ".join(words)
    cut = 0
    for span in page.spans:
        lines = list(map(fold, page.original[span.start : span.end].split("\n")))
        if span.label in CONTENT_LABELS and own in lines:
            return False
        cut += span.label not in CONTENT_LABELS and any(
            own in line if len(words) > 1 else own in line.split() for line in lines
        )
    return cut >= least


def _linked_topics(page: Page, anchors: Sequence[tuple[str, int]]) -> tuple[str, ...] | None:
    """The topics of the host, each link a topic of its own, if the share `_LINKED` of them is in links; else None.

    Lists that are not the page's are left out, see `_own_lists`. `anchors` are the texts of the links of the page, each
    with the number of its line. Links of more than `_LONGEST_TOPIC` words that are no list, or with a colon, a question
    or exclamation mark or dots, are headlines and no topics. Beside links, topics need a comma or another mark of
    lists.
    """
    spans = [(span.start, span.end) for span in page.spans if span.label == "tags" and span.article <= 1]
    if not spans or not anchors:
        return None
    links = list(_placed(page.original, anchors))
    spans = _own_lists(page.original, spans, links)
    starts = [start for start, _ in spans]
    pieces, linked, done = list[str](), 0, spans[0][0]
    for start, own in links:
        at = bisect_right(starts, start) - 1
        if at < 0 or start >= spans[at][1]:
            continue
        is_headline = (len(own.split()) > _LONGEST_TOPIC and not _LISTED.search(own)) or _HEADLINE.search(own)
        pieces += [*_listed(_between(page.original, spans, done, start)), "" if is_headline else own]
        linked += len(own)
        done = start + len(own)
    if not linked or linked < _LINKED * sum(end - start for start, end in spans):
        return None
    return parted_tags("\n".join([*pieces, *_listed(_between(page.original, spans, done, len(page.original)))]))


def _own_lists(text: str, spans: Sequence[tuple[int, int]], links: Sequence[tuple[int, str]]) -> list[tuple[int, int]]:
    """The spans of topics without those of lists that are no topics of the page, if others remain.

    Spans with only white space between them are one list. A list without links, a mark of lists and a heading is none
    of topics; one without a heading, below a list that has one, is the site's. `links`: the start and text of each,
    ascending.
    """
    lists: list[list[tuple[int, int]]] = []
    for start, end in spans:
        if lists and not text[lists[-1][-1][1] : start].strip():
            lists[-1].append((start, end))
        else:
            lists.append([(start, end)])
    starts = [start for start, _ in links]
    found, is_headed = list[tuple[int, int]](), False
    for own in lists:
        first, last = own[0][0], own[-1][1]
        inside = links[bisect_left(starts, first) : bisect_left(starts, last)]
        headed = ":" in text[first : inside[0][0] if inside else last]
        linked = sum(len(words) for _, words in inside) >= _LINKED * (last - first)
        if headed or (not is_headed and (linked or _LISTED.search(text, first, last))):
            found += own
        is_headed |= headed
    return found or list(spans)


def _listed(pieces: Iterable[str]) -> Iterator[str]:
    """Yield the lines of pieces between links that have a mark of lists: others are headings and labels."""
    yield from (line for piece in pieces for line in piece.splitlines() if _LISTED.search(line))


def _between(text: str, spans: Sequence[tuple[int, int]], first: int, last: int) -> Iterator[str]:
    """Yield the pieces of the spans (start, end), ascending, that lie between two places of the text."""
    for at in range(max(bisect_right(spans, (first, len(text))) - 1, 0), len(spans)):
        start, end = spans[at]
        if start >= last:
            break
        if max(start, first) < min(end, last):
            yield text[max(start, first) : min(end, last)]


def _placed(text: str, anchors: Sequence[tuple[str, int]]) -> Iterator[tuple[int, str]]:
    """Yield where each link begins in its line of a text, and its own text with white space folded."""
    starts = [0, *accumulate(len(line) + 1 for line in text.split("\n"))]
    at = 0
    for raw, line in anchors:
        own = " ".join(raw.split())
        place = text.find(own, max(at, starts[line]), starts[line + 1])
        if own and place >= 0:
            at = place + len(own)
            yield place, own
