"""Live coverage: pages that tell of one event in many short entries, each with its time, a headline or both.

Below their headline and a sentence or two they look like lists of headlines with teasers, but every entry is content.
"""

from collections.abc import Callable

from . import buttons, chrome, metadata, related
from .dates import ago
from .draw import Draw
from .lists import content
from .materials import Article, sentences_of
from .page import LINE, PARAGRAPH
from .site import Block, Site, Writer

_TITLES = (
    "{}", "{}", "{}", "تغطية مباشرة.. {}", "تغطية مباشرة: {}", "مباشر | {}", "مباشر: {}", "لحظة بلحظة.. {}",
    "{} - تغطية مستمرة", "{}.. لحظة بلحظة", "تغطية حية: {}", "{} (تغطية متواصلة)", "آخر التطورات: {}", "بالدقيقة | {}",
)  # fmt: skip
_FORMS = (
    ("{time}", "{head}", "{text}"), ("{time}", "{head}", "{text}"), ("{time}", "{head}", "{text}"),
    ("{time} | {head}", "{text}"), ("{time} - {head}", "{text}"), ("{head}", "{text}"), ("{head}", "{text}"),
    ("{head}", "{time}", "{text}"), ("{time}", "{text}"), ("{time}: {text}",), ("{head} ({time})", "{text}"),
)  # fmt: skip
"""The lines of an entry."""
_HALVES = ("", "", "", "", " ص", " م", " مساء", " بتوقيت غرينتش", " GMT", " بالتوقيت المحلي")
_AGO, _OF_ONE_EVENT, _FRAMED = (
    0.35,
    0.6,
    0.5,
)  # shares of the sites, but for the second, of entries; chosen, as all here
_ABOVE = (chrome.path, chrome.section_line, metadata.published, metadata.byline, buttons.share)
_BELOW = (buttons.share, metadata.topics, metadata.source, related.listing, related.cards, chrome.footer)


def coverage(site: Site) -> Block:
    """A block that writes a page of live coverage: a headline, one or two sentences, and 3 to 12 entries.

    The form of entries and of their times, and what stands around are the same on all pages of a site.
    """
    draw = site.draw
    framed, form, title, gap = (
        draw.chance(_FRAMED), draw.pick(_FORMS), draw.pick(_TITLES), draw.pick((LINE, PARAGRAPH)),
    )  # fmt: skip
    top = [make(site) for make in draw.some(_ABOVE, 0, 2)] if framed else []
    tail = [make(site) for make in draw.some(_BELOW, 1, 3)] if framed else []
    times, most, low = _times(draw), draw.pick((1, 1, 2, 2, 3)), draw.between(3, 6)

    def write(page: Writer) -> None:
        """Write one page."""
        for block in top:
            block(page)
        page.add(title.format(page.article.title or page.short(4, 9)), "title", page.number)
        content(page, page.site.spell(" ".join(_opening(page.article, page.draw.between(1, 2)))), PARAGRAPH)
        count = page.draw.between(low, 2 * low)
        for stamp in times(page.draw, count):
            about = page.article.title if page.draw.chance(_OF_ONE_EVENT) else ""
            _entry(page, site.article(page.draw, about, titled=True), form, stamp, most, gap)
        for block in tail:
            block(page)

    return write


def _entry(page: Writer, told: Article, form: tuple[str, ...], stamp: str, most: int, gap: str) -> None:
    """Write an entry in lines of the form, with up to `most` sentences; a line with the headline alone is a subhead."""
    head = told.title if page.draw.chance(0.6) and told.title else page.words_of(told.paragraphs[0], 3, 7)
    text = page.site.spell(" ".join(_opening(told, page.draw.between(1, most))))
    for number, line in enumerate(form):
        written = line.format(time=stamp, head=head, text=text)
        label = "body" if "{text}" in line or line == "{time}" else "subhead"
        page.add(written, label, page.number, LINE if number else gap)


def _opening(told: Article, count: int) -> list[str]:
    """The first `count` sentences of an article, or those of its first paragraph."""
    return sentences_of(told.paragraphs[0])[:count]


def _times(draw: Draw) -> Callable[[Draw, int], list[str]]:
    """A function that makes so many times of entries: of one day, or how long ago, the newest mostly first."""
    if draw.chance(_AGO):
        return lambda page, count: [ago(page) for _ in range(count)]
    half, hours, newest = draw.pick(_HALVES), draw.pick(("{:02d}", "{}")), draw.chance(0.7)

    def clocks(page: Draw, count: int) -> list[str]:
        """Times of day in order."""
        most = 11 if half in (" ص", " م", " مساء") else 22
        minutes = sorted((page.between(60, 60 * most + 59) for _ in range(count)), reverse=newest)
        return [f"{hours.format(at // 60)}:{at % 60:02d}{half}" for at in minutes]

    return clocks
