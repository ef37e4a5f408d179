"""The fields of a web page: those that its markup states, else those that its text shows; both are kept."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import accumulate
from typing import TYPE_CHECKING

from dedup.arabic.folding import fold
from dedup.arabic.view import view
from dedup.boilerplate.credits import read_byline
from dedup.boilerplate.fields import parted_tags
from dedup.boilerplate.outlets import first_name, is_medium_named, may_name_site
from dedup.dates.relative import relative_day
from dedup.model import CONTENT_LABELS, Page, Printed

if TYPE_CHECKING:
    from dedup.web import WebPage

_LONGEST_TOPIC = 6
"""The most words of a link that is a topic; what has more, or a mark inside, is a headline. Chosen."""
_HEADLINE = re.compile(r"[:؟?!]|\.\.")
_LISTED = re.compile(r"[،,;؛|]")
_LONGEST_NAME = 4
"""The most words of a name that a class gives. Chosen."""
_LINKED = 1 / 3
"""The share of the characters of topics that must be in links, so that these tell where topics begin and end. Chosen:
above are lists of links under a heading, below are lists with commas and a link or two.
"""


def with_stated(page: Page, web: WebPage, captured: str = "") -> Page:
    """The page with the host's fields that markup states in place of those read from its text, which `printed` keeps.

    Fields that are not stated stay; links tell where topics begin and end. A title of the `title` element alone gives
    way to one in the text with none of its words, if it is a medium and its name, or is cut where the page shows it.
    Where neither markup nor text states them, the source is that medium, or what stands beside the headline in the
    `title`, and the byline is that of an element whose class says author.

    The day of a stated date counts as written, whatever its zone. Where no other date is found, a relative one in the
    text is counted back from `captured`, the time at which the page was fetched (ISO 8601), if given. `dated_by` says
    where the date is from.
    """
    stated, host = web.stated, page.articles[0]
    printed = Printed(host.title, host.source, host.published, host.byline, host.tags)
    byline = stated.author or host.byline or _name_in(web.hints.writer)
    is_site = web.hints.is_title_of_head and _names_site(page, stated.title, host.title or "")
    site = first_name(stated.title) if is_site and is_medium_named(stated.title) else web.hints.site
    site = site if site and may_name_site(site) and fold(site) != fold(byline or "") else ""
    linked = _linked_topics(page, web.anchors)
    relative = None
    if not (stated.published or host.published) and captured:
        dates = (page.original[span.start : span.end] for span in page.spans if span.label == "pubdate")
        relative = relative_day(view("\n".join(dates)).text, captured)
    published = stated.published[:10] or host.published or relative
    host = replace(
        host,
        title=host.title if is_site else stated.title or host.title,
        source=stated.outlet or host.source or site or None,
        published=published,
        byline=byline,
        tags=stated.keywords or (host.tags if linked is None else linked),
    )
    dated_by = "markup" if stated.published else "text" if printed.published else "capture" if relative else ""
    return replace(page, articles=(host, *page.articles[1:]), stated=stated, printed=printed, dated_by=dated_by)


def _name_in(text: str) -> str | None:
    """The name of an author in a text that should hold one: two to four words without digits; else None."""
    name = read_byline(text) or ""
    return name if 2 <= len(name.split()) <= _LONGEST_NAME and not any(map(str.isdigit, name)) else None


def _names_site(page: Page, title: str, shown: str) -> bool:
    """Whether a stated title has no word of `shown`, the headline in the text, and is a medium and its name or a line
    of the page that is cut. False where either is empty.
    """
    words, others = fold(title).split(), fold(shown).split()
    if not words or not others or set(words) & set(others):
        return False
    if is_medium_named(title):
        return True
    lines = ((span, fold(page.original[span.start : span.end]).split("\n")) for span in page.spans)
    kept = [span.label in CONTENT_LABELS for span, own in lines if " ".join(words) in map(str.strip, own)]
    return bool(kept) and not any(kept)


def _linked_topics(page: Page, anchors: Sequence[tuple[str, int]]) -> tuple[str, ...] | None:
    """The topics of the host, each link a topic of its own, if the share `_LINKED` of them is in links; else None.

    `anchors` are the texts of the links of the page, each with the number of its line. Links of more than
    `_LONGEST_TOPIC` words that are no list, or with a colon, a question or exclamation mark or dots, are headlines and
    no topics. Beside links, topics need a comma or another mark of lists.
    """
    spans = [(span.start, span.end) for span in page.spans if span.label == "tags" and span.article <= 1]
    if not spans or not anchors:
        return None
    starts = [start for start, _ in spans]
    pieces, linked, done = list[str](), 0, spans[0][0]
    for start, own in _placed(page.original, anchors):
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
