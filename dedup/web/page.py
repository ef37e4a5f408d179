"""A web page ready for cleaning: its visible text, the features of each line, and what its markup states."""

from __future__ import annotations

from dataclasses import dataclass, field

from dedup.model import Stated
from dedup.web.decoding import decoded
from dedup.web.lines import read_lines
from dedup.web.shown import Shown
from dedup.web.source import canonical
from dedup.web.stated import Hints, read_stated
from dedup.web.stating import stating_bits

__all__ = ["Stated", "WebPage", "page_from_html"]


@dataclass(frozen=True, slots=True)
class WebPage:
    """The visible `text` of a page, with a newline between lines, and what its markup says.

    `url` is where the page was found. `markup`: for each line the bits of its features, see `dedup.web.features`.
    `stated`: what the markup states of the page. `anchors`: the texts of its links, each with the number of its line.
    `hints`: what the markup hints at.
    """

    text: str
    url: str = ""
    markup: tuple[int, ...] = field(default=(), repr=False)
    stated: Stated = field(default_factory=Stated)
    anchors: tuple[tuple[str, int], ...] = field(default=(), repr=False)
    hints: Hints = field(default_factory=Hints, repr=False)


def page_from_html(html: str | bytes, url: str = "") -> WebPage:
    """Read a page of HTML: one line of text a visible block, the features of each, and what the markup states.

    List items, table rows, captions and text between `br` are lines of their own. Scripts, styles, templates and
    options of forms are left out, and so are hidden elements, unless all text or all prose is hidden. Bytes are decoded
    as by `dedup.web.decoding.decoded` without a header. `url` is where the page was found. Reads any input. Raises
    DedupError where resiliparse is missing.
    """
    seen = read_lines(canonical(html if isinstance(html, str) else decoded(html)))
    text = "\n".join(line.text for line in seen.lines)
    shown = Shown(text)
    found = read_stated(seen, shown, url)
    return WebPage(text, url, stating_bits(seen, shown, found), found.stated, tuple(seen.anchors), found.hints)
