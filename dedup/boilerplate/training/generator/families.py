"""The families of layouts, their frequencies, and which of them are held back.

A family is a kind of page in a style of white space, such as "newspaper/columnist/spaced".
"""

import zlib
from collections.abc import Callable

from . import aggregator, daily, feeds, newspaper, openings, whole_page, woven
from .site import Block, Site

# The weights below are frequencies relative to one another. Chosen, to cover what real sites do.
Kind = Callable[[Site], Block]
Styles = dict[str, float]

LINED: Styles = {"lines": 4.0, "spaced": 3.0, "glued": 1.5, "run": 0.5}
EVEN: Styles = {"lines": 3.0, "spaced": 3.0, "glued": 2.0, "run": 2.0}
PLAIN: Styles = {"lines": 5.0, "spaced": 4.0, "run": 2.0}
FEEDS: Styles = {"lines": 5.0, "spaced": 4.0}
RUN: Styles = {"lines": 1.5, "spaced": 1.5, "glued": 1.0, "run": 6.0}

KINDS: dict[str, tuple[float, Styles, Kind]] = {
    "aggregator/host": (16.0, EVEN, aggregator.host),
    "aggregator/appended": (6.0, EVEN, aggregator.appended),
    "aggregator/three articles": (3.0, EVEN, aggregator.three_articles),
    "aggregator/credited": (6.0, EVEN, aggregator.credited),
    "aggregator/reprint": (7.0, EVEN, aggregator.reprint),
    "newspaper/clean": (16.0, PLAIN, newspaper.clean),
    "newspaper/clean with traps": (13.0, PLAIN, newspaper.clean_with_traps),
    "newspaper/encyclopedia": (3.0, PLAIN, newspaper.encyclopedia),
    "newspaper/bylined": (6.0, LINED, newspaper.bylined),
    "newspaper/headed": (2.5, LINED, newspaper.headed),
    "newspaper/dated": (4.0, FEEDS, newspaper.dated),
    "newspaper/columnist": (4.0, LINED, newspaper.columnist),
    "newspaper/agency": (4.0, LINED, newspaper.agency),
    "newspaper/credited": (5.0, EVEN, newspaper.credited),
    "newspaper/house": (3.5, LINED, newspaper.house),
    "newspaper/gallery": (2.5, LINED, newspaper.gallery),
    "newspaper/signed off": (4.0, EVEN, newspaper.signed_off),
    "newspaper/leaking": (2.0, LINED, newspaper.leaking),
    "newspaper/glued heading": (5.0, RUN, newspaper.glued_heading),
    "newspaper/posted": (6.0, RUN, newspaper.posted),
    "newspaper/interrupted": (4.0, EVEN, newspaper.interrupted),
    "newspaper/blog": (2.0, RUN, newspaper.blog),
    "newspaper/listed": (3.0, LINED, newspaper.listed),
    "newspaper/magazine": (3.0, LINED, newspaper.magazine),
    "newspaper/sport": (3.5, PLAIN, newspaper.sport),
    "newspaper/kitchen": (2.0, PLAIN, newspaper.kitchen),
    "newspaper/talk": (4.0, PLAIN, newspaper.talk),
    "newspaper/letters": (3.0, PLAIN, newspaper.letters),
    "newspaper/doubled": (1.5, PLAIN, newspaper.doubled),
    "newspaper/pictured": (3.0, EVEN, newspaper.pictured),
    "newspaper/opened": (6.0, LINED, openings.opened),
    "newspaper/foreign posts": (6.0, RUN, woven.foreign_quotes),
    "newspaper/glued ads": (2.0, RUN, woven.glued_ads),
    "newspaper/running headlines": (5.0, RUN, woven.glued_headlines),
    "newspaper/mixed insets": (3.0, RUN, woven.mixed),
    "newspaper/glued columns": (2.0, EVEN, woven.glued_columns),
    "newspaper/daily": (6.0, PLAIN, daily.daily),
    "newspaper/daily among news": (6.0, PLAIN, daily.daily_among_news),
    "newspaper/review": (2.5, PLAIN, daily.review),
    "newspaper/review among news": (2.5, PLAIN, daily.review_among_news),
    "page/menus": (2.5, LINED, whole_page.menus),
    "page/portal": (1.5, LINED, whole_page.portal),
    "page/side bars": (1.5, LINED, whole_page.side_bars),
    "page/threads": (1.5, LINED, whole_page.threads),
    "page/farms": (1.2, LINED, whole_page.farms),
    "page/forms": (1.0, LINED, whole_page.forms),
    "page/tickers": (1.0, LINED, whole_page.tickers),
    "page/plain": (1.5, RUN, whole_page.plain),
    "page/paths": (1.5, LINED, whole_page.paths),
    "page/untidy": (1.0, LINED, whole_page.untidy),
    "page/footed": (1.0, LINED, whole_page.footed),
    "page/feeds": (3.5, FEEDS, whole_page.feeds_around),
    "page/index": (2.4, FEEDS, whole_page.index),
    "page/directory": (1.8, FEEDS, whole_page.directories),
    "newspaper/in a row": (4.0, FEEDS, feeds.in_a_row),
}


def _hash(text: str) -> int:
    """A hash of a text, from 0 to 2**32 - 1, the same on every machine."""
    return zlib.crc32(text.encode())


def is_held_back_family(kind: str, style: str) -> bool:
    """Whether a family is held back: a few kinds in all styles, and some styles of the other kinds."""
    return _hash(f"family {kind}") % 11 == 0 or _hash(f"{kind} in {style}") % 7 == 0


def families(held_back: bool) -> list[tuple[float, tuple[str, str]]]:
    """The families that are held back, or those that are not: (weight, (kind, style)).

    A weight is that of the kind, times the style's share; the weights do not add up to 1.
    """
    return [
        (weight * share / sum(styles.values()), (kind, style))
        for kind, (weight, styles, _) in KINDS.items()
        for style, share in styles.items()
        if is_held_back_family(kind, style) == held_back
    ]
