"""The fields of a web page: those that its markup states, else those that its text shows; both are kept."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import accumulate
from typing import TYPE_CHECKING

from dedup.arabic.folding import fold
from dedup.arabic.view import view
from dedup.boilerplate.credits import outlet_in, trim
from dedup.dates.relative import relative_day
from dedup.model import CONTENT_LABELS, Page, Printed

if TYPE_CHECKING:
    from dedup.web import WebPage

_LONGEST_TOPIC = 6
"""The most words of a link that is a topic; what has more, or a mark inside, is a headline. Chosen."""
_LONGEST_OUTLET = 5
"""The most words of a stated title that may name the site. Chosen."""
_HEADLINE = re.compile(r"[:؟?!]|\.\.")


def with_stated(page: Page, web: WebPage, captured: str = "") -> Page:
    """The page with the host's fields that markup states in place of those read from its text, which `printed` keeps.

    Fields that are not stated stay. Where links show where topics begin and end, the topics of the text are those. A
    title that is stated, but is cut where the page shows it, gives way to one in the text with none of its words: it
    names the site, which is the source then if no other is stated. The day of a stated date counts as written, whatever
    its zone. Where no other date is found, a relative one in the text is counted back from `captured`, the time at
    which the page was fetched (ISO 8601), if given. `dated_by` says where the date is from.
    """
    stated, host = web.stated, page.articles[0]
    linked = _linked_topics(page, web.anchors)
    host = host if linked is None else replace(host, tags=linked)
    printed = Printed(host.title, host.source, host.published, host.byline, host.tags)
    title, outlet = stated.title, stated.outlet
    if title and host.title and _names_the_site(page, title, host.title):
        title, outlet = host.title, outlet or title
    relative = None
    if not (stated.published or host.published) and captured:
        dates = (page.original[span.start : span.end] for span in page.spans if span.label == "pubdate")
        relative = relative_day(view("\n".join(dates)).text, captured)
    published = stated.published[:10] or host.published or relative
    host = replace(
        host,
        title=title or host.title,
        source=outlet or host.source,
        published=published,
        byline=stated.author or host.byline,
        tags=stated.keywords or host.tags,
    )
    dated_by = "markup" if stated.published else "text" if printed.published else "capture" if relative else ""
    return replace(page, articles=(host, *page.articles[1:]), stated=stated, printed=printed, dated_by=dated_by)


def _names_the_site(page: Page, title: str, shown: str) -> bool:
    """Whether a stated title has no word of `shown`, and names an outlet or is a line of the page that is cut."""
    words = fold(title).split()
    if set(words) & set(fold(shown).split()):
        return False
    if len(words) <= _LONGEST_OUTLET and outlet_in(title):
        return True
    lines = ((span, fold(page.original[span.start : span.end]).split("\n")) for span in page.spans)
    kept = [span.label in CONTENT_LABELS for span, own in lines if " ".join(words) in map(str.strip, own)]
    return bool(kept) and not any(kept)


def _linked_topics(page: Page, anchors: Sequence[tuple[str, int]]) -> tuple[str, ...] | None:
    """The texts of the links in the topics of the host, each once, if they are at least a third of these; else None.

    `anchors` are the texts of the links of the page, each with the number of its line. Links of more than
    `_LONGEST_TOPIC` words or with a colon, a question or exclamation mark or dots are headlines.
    """
    spans = [span for span in page.spans if span.label == "tags" and span.article <= 1]
    if not spans or not anchors:
        return None
    found: dict[str, str] = {}
    letters = 0
    for start, text in _placed(page.original, anchors):
        if any(span.start <= start < span.end for span in spans):
            letters += len(text)
            topic = trim(text.replace("#", " ").replace("_", " "))
            if topic and len(topic.split()) <= _LONGEST_TOPIC and not _HEADLINE.search(topic):
                found.setdefault(fold(topic), topic)
    return tuple(found.values()) if 3 * letters >= sum(span.end - span.start for span in spans) else None


def _placed(text: str, anchors: Sequence[tuple[str, int]]) -> Iterator[tuple[int, str]]:
    """Yield where each link begins in a text, and its own text with white space folded."""
    starts = [0, *accumulate(len(line) + 1 for line in text.split("\n"))]
    at = 0
    for raw, line in anchors:
        own = " ".join(raw.split())
        place = text.find(own, max(at, starts[line]))
        if own and place >= 0:
            at = place + len(own)
            yield place, own
