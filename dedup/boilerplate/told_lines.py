"""Lines of a web page whose place in the markup tells much, whatever their words: captions, comments, answers of polls,
tickers, paragraphs that are one link, the standfirst, and the plain paragraphs of the article.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from functools import reduce
from itertools import accumulate
from operator import and_
from typing import NamedTuple

from dedup.boilerplate.labels import BODY, FIRST_CUT, LABELS, ONE
from dedup.web.features import BIT, bits_of

# All constants below are chosen; numbers of atoms are sizes of lines.
_SURE = 24 * ONE  # prose goes, too
_LIKELY = 6 * ONE
_STANDFIRST = 10 * ONE
_PLAIN = 2 * ONE  # with more, disclaimers and the like stay, which stand in plain paragraphs, too
_CAPTION, _COMMENTS, _OTHER, _SUBHEAD, _TITLE = map(LABELS.index, ("caption", "comments", "other", "subhead", "title"))
_CUT = slice(FIRST_CUT, len(LABELS))
_FIGURE, _FIGCAPTION = BIT["figure"] | BIT["figcaption"], BIT["figcaption"]
_COMMENTED, _LINK, _SUBTITLE, _HEADLINE = (
    BIT[name] for name in ("class-comment-list", "link-all", "class-subtitle", "h-states")
)
_INSIDE, _BESIDE, _BEHIND = (BIT[name] for name in ("in-container", "outside-container", "behind-headline"))
_ASIDE, _ARTICLE, _RELATED, _SAME_ARTICLE = (
    BIT[name] for name in ("aside", "article", "class-related", "same-article")
)
_STATED = bits_of(("h1", "h-states"))
_TEXT = bits_of(("class-subtitle", "prop-body", "states-body", "states-description"))
_HEADLINES = bits_of(("h-states", "h1", "prop-headline"))
_HEADINGS = _HEADLINES | bits_of(("h-part", "h2", "h3", "h4", "class-title"))
_NEVER_SURE = _HEADLINES | bits_of(("h2", "h3", "h4", "table", "cell", "prop-body"))
_ANSWER = bits_of(("class-poll", "label"))
_TICKER, _MARQUEE = BIT["class-ticker"] | BIT["before-headline"], BIT["marquee"]
_PARAGRAPH = bits_of(("p", "in-container", "behind-headline"))
_OF_ARTICLE = bits_of("class-body article section main prop-body states-body link-some a same-article".split())
_SUBHEADS = frozenset(bits_of((name, "in-container", "behind-headline")) for name in ("h2", "h3", "h4"))
_AROUND_SUBHEADS = _OF_ARTICLE & ~bits_of(("link-some", "a"))
_LI, _ITEM = BIT["li"], bits_of(("li", "behind-headline"))
_OF_LIST = bits_of(
    "class-header class-body class-title class-subtitle class-list header article section main bold prop-body "
    "states-body in-container outside-container same-article".split()
)
_NO_STANDFIRST = bits_of(
    "aside nav link-most link-all figure figcaption time button hidden states-date states-author states-outlet "
    "class-related class-list class-sidebar class-nav class-share class-caption class-gallery class-date class-author "
    "class-source class-comments class-tags class-ad class-hidden".split()
)
_QUOTED = bits_of(("blockquote", "in-container", "behind-headline"))
_SAID, _EMBED = bits_of(("cite", "blockquote")), BIT["class-embed"]
_NO_QUOTATION = _NO_STANDFIRST | _EMBED | BIT["link-some"]
_IMAGED, _LONGEST_CAPTION = bits_of(("behind-image", "class-caption")), 40
_BOXES, _LARGEST_BOX = tuple(BIT[f"class-{name}"] for name in ("newsletter", "author-box", "vote")), 60
_AUTHOR, _LONGEST_WRITER = BIT["class-author"], 6
_NEWSLETTER, _VOTE, _FORM = BIT["class-newsletter"], BIT["class-vote"], bits_of(("form", "label", "button"))
_CELL = bits_of(("table", "cell"))
_TITLED, _LINKED = bits_of(("h2", "h3", "h4", "class-title")), bits_of(("link-most", "link-all"))
_LISTED = _LI | _CELL
_ELSEWHERE = bits_of("aside button class-related class-sidebar class-footer class-ad".split())
_LEAST_TEXT = 40  # between the first headline and the comments of readers
_LEAST_PARAGRAPH, _LONGEST_ANSWER, _LEAST_ITEM = 15, 10, 4


class Told(NamedTuple):
    """What the markup tells of a line: the number of the line, the labels whose scores it raises (one, or all that are
    cut), and by how much, in 1/2048.
    """

    line: int
    labels: int | slice
    more: int


def told_lines(lines: Sequence[int], sizes: Sequence[int], colons: Collection[int] = ()) -> Iterator[Told]:
    """Yield what the markup of a page tells of its lines; `lines`: the bits of each; `sizes`: its atoms; `colons`: the
    numbers of those that end in a colon.

    - Surely captions: see `_captions`.
    - Likely a headline: the stated one in an `h1`, unless it is a link.
    - Surely cut: boxes of a newsletter, of the author, and polls, see `_boxes`; below some text, boxes of related links
      and of the author, see `_boxes_below`.
    - Surely comments: see `_comments`.
    - Surely an answer of a poll: a short `label` in an element whose class says poll, or weather or prices, but not
      among most of the prose.
    - Likely cut, but for headings: a `marquee`, and a short line above the headline in an element whose class says
      ticker; and a paragraph or a line beside the element with most of the prose, see `_is_beside`, `_is_elsewhere`.
    - Likely a subhead: a paragraph that its class calls a subtitle, right behind the stated headline.
    - Surely body: who is quoted, in a `cite` in a `blockquote`, unless its class says that it is a post. Likely body: a
      `blockquote` in the element with most of the prose, with no link and nothing that says furniture around it.
    - Likely a subhead: an `h2` to `h4` right above such a paragraph, with no link. On 198 web pages written to test the
      labeller there are 99, all of the text, and two were cut behind boxes of links.
    - A little more likely body: a `p` of running text in the element with most of the prose, behind the headline, with
      nothing but `article` and the like around it.
    - Body or subheads: the items of plain lists, see `_plain_lists`.
    """
    headline = next((bits for name in (_HEADLINE, _HEADLINES) for bits in lines if bits & name), 0)
    is_of_articles = any(bits & _ARTICLE and bits & _INSIDE and not bits & _SAME_ARTICLE for bits in lines)
    captions, cards = _captions(lines, sizes), _cards(lines)
    around = headline | reduce(and_, (bits for bits in lines if bits & _INSIDE), ~0)
    for at, bits in enumerate(lines):
        long = sizes[at] >= _LEAST_PARAGRAPH
        is_other = (at in cards or not bits & _SAME_ARTICLE) and (
            (long and _is_beside(bits, headline, is_of_articles))
            or (not is_of_articles and _is_elsewhere(bits, around))
        )
        if at in captions:
            yield Told(at, _CAPTION, _SURE)
        elif bits & _STATED == _STATED and not bits & _LINK:
            yield Told(at, _TITLE, _LIKELY)
        elif bits & _ANSWER == _ANSWER and sizes[at] <= _LONGEST_ANSWER and not bits & (_INSIDE | _SAME_ARTICLE):
            yield Told(at, _OTHER, _SURE)
        elif _is_ticker(bits, long=long) or is_other:
            yield Told(at, _CUT, _LIKELY)
        elif long and bits & _SUBTITLE and at and _is_below(bits, lines[at - 1]):
            yield Told(at, _SUBHEAD, _STANDFIRST)
        elif bits & _SAID == _SAID and not bits & _EMBED:
            yield Told(at, BODY, _SURE)
        elif bits & _QUOTED == _QUOTED and not bits & _NO_QUOTATION:
            yield Told(at, BODY, _LIKELY)
        elif bits & ~_AROUND_SUBHEADS in _SUBHEADS and at + 1 < len(lines) and _is_paragraph(lines, sizes, at + 1):
            yield Told(at, _SUBHEAD, _LIKELY)
        elif _is_paragraph(lines, sizes, at):
            yield Told(at, BODY, _PLAIN)
    yield from _plain_lists(lines, sizes, colons)
    yield from _comments(lines, sizes)
    for box in _BOXES:
        yield from _boxes(lines, sizes, box)
    yield from _boxes_below(lines, sizes)


def _is_paragraph(lines: Sequence[int], sizes: Sequence[int], at: int) -> bool:
    """Whether a line is a `p` of running text in the element with most of the prose, with nothing else around it."""
    return sizes[at] >= _LEAST_PARAGRAPH and lines[at] & ~_OF_ARTICLE == _PARAGRAPH


def _is_below(bits: int, above: int) -> bool:
    """Whether the line above is the stated headline, and nothing that is not around that, too, says that this is no
    standfirst.
    """
    return bool(above & _HEADLINE) and not bits & _NO_STANDFIRST & ~above


def _is_ticker(bits: int, *, long: bool) -> bool:
    """Whether a line is a `marquee`, or above the headline in an element whose class says ticker; a heading is none."""
    return not (long or bits & (_HEADINGS | _INSIDE)) and bool(bits & _TICKER == _TICKER or bits & _MARQUEE)


def _captions(lines: Sequence[int], sizes: Sequence[int]) -> set[int]:
    """The lines that are captions for sure: the only line of text of a `figure`, in a `figcaption`; and a line right
    behind an image, in an element whose class says caption. Of the text, none where they are most of that: the text of
    photo essays stands in captions.
    """
    found = set()
    for at, bits in enumerate(lines):
        if bits & _FIGCAPTION and not bits & _NEVER_SURE:
            beside = (*lines[max(at - 1, 0) : at], *lines[at + 1 : at + 2])
            if not any(other & _FIGURE for other in beside):
                found.add(at)
        elif bits & _IMAGED == _IMAGED and sizes[at] <= _LONGEST_CAPTION and not bits & _HEADINGS:
            found.add(at)
    if not found:
        return found
    around = [at for at, bits in enumerate(lines) if bits & (_INSIDE | _SAME_ARTICLE)] or range(len(lines))
    text = sum(sizes[at] for at in around if sizes[at] >= _LEAST_PARAGRAPH and at not in found)
    own = found.intersection(around)
    return found if sum(sizes[at] for at in own) < text else found - own


def _is_beside(bits: int, headline: int, is_of_articles: bool) -> bool:
    """Whether a paragraph beside the element with most of the prose is one link, or stands behind the headline in an
    `aside`, or in an `article` with a class that says related; no heading, and nothing of the page's text. `headline`:
    the bits of the headline, which stands in no such element. `is_of_articles`: whether the text consists of `article`
    elements, as live reports do, so that one more is part of it.
    """
    if bits & _HEADINGS or not bits & _BESIDE:
        return False
    is_next = not is_of_articles and bits & _ARTICLE and bits & _RELATED & ~headline
    other = bits & _ASIDE & ~headline or is_next
    return bool(bits & _LINK or (other and bits & _BEHIND and not bits & _TEXT))


def _is_elsewhere(bits: int, around: int) -> bool:
    """Whether a line behind the headline, beside the element with most of the prose, is in an `aside`, a button, or an
    element whose class says related, sidebar, footer or advertisement, and is no headline and nothing of the page's
    text. `around`: the bits of the headline, and those of all lines of that element, which say nothing.

    On 46 web pages that were written or saved to test the labeller, all 1,330 such lines are furniture.
    """
    is_beside = bool(bits & _BESIDE and bits & _BEHIND)
    return is_beside and bool(bits & _ELSEWHERE & ~around) and not bits & (_HEADLINES | _TEXT)


def _runs(lines: Sequence[int], one: int, *others: int) -> Iterator[tuple[int, int]]:
    """Yield the first line and the line after the last of each run of lines that have a bit of `one` and of each of
    `others`.
    """
    first = -1
    for at, bits in enumerate((*lines, 0)):
        if all(bits & own for own in (one, *others)):
            first = at if first < 0 else first
        elif first >= 0:
            yield first, at
            first = -1


def _cards(lines: Sequence[int]) -> set[int]:
    """The lines of cards of other articles: of runs of lines beside the element with most of the prose, in an `aside`
    or an `article`, one of which is a heading that is a link.
    """
    found = set[int]()
    for first, last in _runs(lines, _BESIDE, _ASIDE | _ARTICLE):
        if any(bits & _TITLED and bits & _LINKED for bits in lines[first:last]):
            found.update(range(first, last))
    return found


def _plain_lists(lines: Sequence[int], sizes: Sequence[int], colons: Collection[int]) -> Iterator[Told]:
    """Yield the items of lists behind the headline that have two or more, all plain: without links, dates and the like.

    Those of a list above the element with most of the prose are subheads, if none is shorter than `_LEAST_ITEM` atoms;
    those inside, if not so short, are a little more likely body. All items of a list right behind a paragraph that ends
    in a colon, see `told_lines`, are likely body.
    """
    text = next((at for at, bits in enumerate(lines) if bits & _INSIDE), -1)
    for first, last in _runs(lines, _LI):
        if last == first + 1 or any(bits & ~_OF_LIST != _ITEM for bits in lines[first:last]):
            continue
        long = [at for at in range(first, last) if sizes[at] >= _LEAST_ITEM]
        before = first - 1
        if before in colons and sizes[before] >= _LEAST_PARAGRAPH and lines[before] & _INSIDE:
            yield from (Told(at, BODY, _LIKELY) for at in range(first, last))
        elif last > text:
            yield from (Told(at, BODY, _PLAIN) for at in long if lines[at] & _INSIDE)
        elif len(long) == last - first:
            yield from (Told(at, _SUBHEAD, _STANDFIRST) for at in long)


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


def _boxes(lines: Sequence[int], sizes: Sequence[int], box: int) -> Iterator[Told]:
    """Yield the lines of boxes: runs of lines in elements whose class says `box`, with at most `_LARGEST_BOX` atoms.

    What holds the headline, or text that the markup says is the article's, is no box. Articles have paragraphs, tables
    or the results of a vote in such elements, too: a box of a newsletter has a heading or something to press, and no
    table; a poll has a label, a button or a form, or links and no paragraph.
    """
    for first, last in _small_runs(lines, sizes, box):
        if _is_box(box, lines[first:last], max(sizes[first:last])):
            yield from (Told(at, _CUT, _SURE) for at in range(first, last))


def _small_runs(lines: Sequence[int], sizes: Sequence[int], box: int) -> Iterator[tuple[int, int]]:
    """Yield the runs of lines in elements whose class says `box` with at most `_LARGEST_BOX` atoms, which hold neither
    the headline nor text that the markup says is the article's.
    """
    for first, last in _runs(lines, box):
        if sum(sizes[first:last]) <= _LARGEST_BOX and not any(
            bits & (_HEADLINES | _TEXT) for bits in lines[first:last]
        ):
            yield first, last


def _boxes_below(lines: Sequence[int], sizes: Sequence[int]) -> Iterator[Told]:
    """Yield the lines of boxes behind `_LEAST_TEXT` atoms of the element with most of the prose.

    In elements whose class says related, inside of that one: links, and fewer and only short other lines. In elements
    whose class says author, behind its last paragraph: two lines or more, of which the first is as short as a name, and
    no list or table.
    """
    before = list(
        accumulate((size if bits & _INSIDE else 0 for bits, size in zip(lines, sizes, strict=True)), initial=0)
    )
    for first, last in _small_runs(lines, sizes, _RELATED):
        box = range(first, last)
        linked = sum(sizes[at] for at in box if lines[at] & _LINKED)
        unlinked = [sizes[at] for at in box if not lines[at] & _LINKED]
        is_of_links = sum(unlinked) < linked and max(unlinked, default=0) < _LEAST_PARAGRAPH
        if before[first] >= _LEAST_TEXT and is_of_links and any(lines[at] & _INSIDE for at in box):
            yield from (Told(at, _CUT, _SURE) for at in box)
    end = next((at for at in range(len(lines) - 1, -1, -1) if _is_last_text(lines, sizes, at)), len(lines))
    for first, last in _small_runs(lines, sizes, _AUTHOR):
        is_named = last - first > 1 and sizes[first] <= _LONGEST_WRITER
        is_plain = not any(bits & _LISTED for bits in lines[first:last])
        if before[first] >= _LEAST_TEXT and is_named and is_plain and first > end:
            yield from (Told(at, _CUT, _SURE) for at in range(first, last))


def _is_last_text(lines: Sequence[int], sizes: Sequence[int], at: int) -> bool:
    """Whether a line is a paragraph of the element with most of the prose, in no element whose class says author."""
    return sizes[at] >= _LEAST_PARAGRAPH and bool(lines[at] & _INSIDE) and not lines[at] & (_AUTHOR | _RELATED)


def _is_box(box: int, lines: Sequence[int], longest: int) -> bool:
    """Whether lines in an element whose class says `box` are a box, see `_boxes`; `longest`: the atoms of the longest
    of them.
    """
    around = 0
    for bits in lines:
        around |= bits
    if box == _VOTE:
        return bool(around & _FORM or (around & _LINKED and longest < _LEAST_PARAGRAPH))
    return box != _NEWSLETTER or (bool(around & (_FORM | _LINKED | _TITLED)) and not around & _CELL)
