"""Lines of a web page whose place in the markup tells much, whatever their words: captions, comments, answers of polls,
tickers, paragraphs that are one link, the standfirst, and the plain paragraphs of the article.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from dedup.boilerplate.labels import BODY, CONTENT, LABELS, ONE
from dedup.web.features import BIT, bits_of

# All constants below are chosen; numbers of atoms are sizes of lines.
_SURE = 24 * ONE  # prose goes, too
_LIKELY = 6 * ONE
_STANDFIRST = 10 * ONE
_PLAIN = 2 * ONE  # with more, disclaimers and the like stay, which stand in plain paragraphs, too
_CAPTION, _COMMENTS, _OTHER, _SUBHEAD = map(LABELS.index, ("caption", "comments", "other", "subhead"))
_CUT = slice(CONTENT, len(LABELS))
_FIGURE, _FIGCAPTION = BIT["figure"] | BIT["figcaption"], BIT["figcaption"]
_COMMENTED, _LINK, _SUBTITLE, _HEADLINE = (
    BIT[name] for name in ("class-comment-list", "link-all", "class-subtitle", "h-states")
)
_INSIDE, _BESIDE, _BEHIND = (BIT[name] for name in ("in-container", "outside-container", "behind-headline"))
_ASIDE, _ARTICLE, _RELATED = BIT["aside"], BIT["article"], BIT["class-related"]
_TEXT = bits_of(("class-subtitle", "prop-body", "states-body", "states-description"))
_HEADLINES = bits_of(("h-states", "h1", "prop-headline"))
_HEADINGS = _HEADLINES | bits_of(("h-part", "h2", "h3", "h4", "class-title"))
_NEVER_SURE = _HEADLINES | bits_of(("h2", "h3", "h4", "table", "cell", "prop-body"))
_ANSWER = bits_of(("class-poll", "label"))
_TICKER, _MARQUEE = BIT["class-ticker"] | BIT["before-headline"], BIT["marquee"]
_PARAGRAPH = bits_of(("p", "in-container", "behind-headline"))
_OF_ARTICLE = bits_of("class-body article section main prop-body states-body link-some a".split())
_NO_STANDFIRST = bits_of(
    "aside nav link-most link-all figure figcaption time button hidden states-date states-author states-outlet "
    "class-related class-list class-sidebar class-nav class-share class-caption class-gallery class-date class-author "
    "class-source class-comments class-tags class-ad class-hidden".split()
)
_LEAST_TEXT = 40  # between the first headline and the comments of readers
_LEAST_PARAGRAPH, _LONGEST_ANSWER = 15, 10


class Told(NamedTuple):
    """What the markup tells of a line: the number of the line, the labels whose scores it raises (one, or all that are
    cut), and by how much, in 1/2048.
    """

    line: int
    labels: int | slice
    more: int


def told_lines(lines: Sequence[int], sizes: Sequence[int]) -> Iterator[Told]:
    """Yield what the markup of a page tells of its lines; `lines`: the bits of each; `sizes`: its atoms.

    - Surely captions: the only line of text of a `figure`, in a `figcaption`.
    - Surely comments: see `_comments`.
    - Surely an answer of a poll: a short `label` in an element whose class says poll, or weather or prices, but not
      among most of the prose.
    - Likely cut, but for headings: a `marquee`, and a short line above the headline in an element whose class says
      ticker; and a paragraph beside the element with most of the prose, see `_is_beside`.
    - Likely a subhead: a paragraph that its class calls a subtitle, right behind the stated headline.
    - A little more likely body: a `p` of running text in the element with most of the prose, behind the headline, with
      nothing but `article` and the like around it.
    """
    headline = next((bits for bits in lines if bits & _HEADLINES), 0)
    for at, bits in enumerate(lines):
        long = sizes[at] >= _LEAST_PARAGRAPH
        if bits & _FIGCAPTION and not bits & _NEVER_SURE:
            beside = (*lines[max(at - 1, 0) : at], *lines[at + 1 : at + 2])
            if not any(other & _FIGURE for other in beside):
                yield Told(at, _CAPTION, _SURE)
        elif bits & _ANSWER == _ANSWER and sizes[at] <= _LONGEST_ANSWER and not bits & _INSIDE:
            yield Told(at, _OTHER, _SURE)
        elif _is_ticker(bits, long=long) or (long and _is_beside(bits, headline)):
            yield Told(at, _CUT, _LIKELY)
        elif long and bits & _SUBTITLE and at and lines[at - 1] & _HEADLINE and not bits & _NO_STANDFIRST:
            yield Told(at, _SUBHEAD, _STANDFIRST)
        elif long and bits & ~_OF_ARTICLE == _PARAGRAPH:
            yield Told(at, BODY, _PLAIN)
    yield from _comments(lines, sizes)


def _is_ticker(bits: int, *, long: bool) -> bool:
    """Whether a line is a `marquee`, or above the headline in an element whose class says ticker; a heading is none."""
    return not (long or bits & (_HEADINGS | _INSIDE)) and bool(bits & _TICKER == _TICKER or bits & _MARQUEE)


def _is_beside(bits: int, headline: int) -> bool:
    """Whether a paragraph beside the element with most of the prose is one link, or stands behind the headline in an
    `aside`, or in an `article` with a class that says related; no heading, and nothing of the page's text. `headline`:
    the bits of the headline, which stands in no such element.
    """
    if bits & _HEADINGS or not bits & _BESIDE:
        return False
    other = bits & _ASIDE & ~headline or (bits & _ARTICLE and bits & _RELATED & ~headline)
    return bool(bits & _LINK or (other and bits & _BEHIND and not bits & _TEXT))


def _comments(lines: Sequence[int], sizes: Sequence[int]) -> Iterator[Told]:
    """Yield the lines that are comments of readers for sure.

    They stand in elements whose class says list, body or content of comments, behind a headline and `_LEAST_TEXT` atoms
    of other text; no headline is among them. Headings, cells of tables and what the markup says is the article's text
    are none.
    """
    commented = [at for at, bits in enumerate(lines) if bits & _COMMENTED]
    headlines = [at for at, bits in enumerate(lines) if bits & _HEADLINES]
    if not commented or not headlines or any(lines[at] & _COMMENTED for at in headlines):
        return
    if sum(sizes[headlines[0] + 1 : commented[0]]) >= _LEAST_TEXT:
        yield from (Told(at, _COMMENTS, _SURE) for at in commented if not lines[at] & _NEVER_SURE)
