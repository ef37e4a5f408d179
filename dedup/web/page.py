"""A web page as it is taken apart: its visible text, what its markup says of each line, and what it states."""

from __future__ import annotations

from dataclasses import dataclass, field

from dedup.arabic.view import view
from dedup.model import Stated
from dedup.web.decoding import decoded
from dedup.web.lines import read_lines
from dedup.web.source import canonical
from dedup.web.stated import read_stated
from dedup.web.stating import stating_bits

__all__ = ["Stated", "WebPage", "page_from_html"]


@dataclass(frozen=True, slots=True)
class WebPage:
    """The visible `text` of a page, its lines parted by newlines, and what its markup says.

    `url` is where the page was found. `markup`: for each line a sum of bits, see `dedup.web.features`. `stated`: what
    the markup states of the page.
    """

    text: str
    url: str = ""
    markup: tuple[int, ...] = field(default=(), repr=False)
    stated: Stated = field(default_factory=Stated)


def page_from_html(html: str | bytes, url: str = "") -> WebPage:
    """Read a page of HTML: one line of text for each visible block, and what its markup says.

    List items, table rows, captions and what `br` parts are lines of their own; scripts, styles, templates, the
    options of forms and hidden elements are left out. Bytes are decoded by their byte order mark, by what a `meta`
    element says, or by what they look like. `url` is where the page was found. Reads whatever it is given; raises
    DedupError where resiliparse is missing.
    """
    seen = read_lines(canonical(html if isinstance(html, str) else decoded(html)))
    text = "\n".join(line.text for line in seen.lines)
    folded = view(text).text.split("\n") if text else []
    found = read_stated(seen, folded)
    return WebPage(text, url, stating_bits(seen, folded, found), found.stated)
