"""The fields of a web page: those that its markup states, else those that its text shows; both are kept."""

from __future__ import annotations

from dataclasses import replace

from dedup.arabic.view import view
from dedup.dates.relative import relative_day
from dedup.model import Page, Printed, Stated


def with_stated(page: Page, stated: Stated, captured: str = "") -> Page:
    """The page with the host's fields that markup states in place of those read from its text, which `printed` keeps.

    Fields that are not stated stay. The day of a stated date counts as written, whatever its zone. Where no other date
    is found, a relative one in the text is counted back from `captured`, the time at which the page was fetched (ISO
    8601), if given. `dated_by` says where the date is from.
    """
    host = page.articles[0]
    printed = Printed(host.title, host.source, host.published, host.byline, host.tags)
    relative = None
    if not (stated.published or host.published) and captured:
        dates = (page.original[span.start : span.end] for span in page.spans if span.label == "pubdate")
        relative = relative_day(view("\n".join(dates)).text, captured)
    published = stated.published[:10] or host.published or relative
    host = replace(
        host,
        title=stated.title or host.title,
        source=stated.outlet or host.source,
        published=published,
        byline=stated.author or host.byline,
        tags=stated.keywords or host.tags,
    )
    dated_by = "markup" if stated.published else "text" if printed.published else "capture" if relative else ""
    return replace(page, articles=(host, *page.articles[1:]), stated=stated, printed=printed, dated_by=dated_by)
