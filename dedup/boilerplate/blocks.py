"""What the lines of a page are to each other: posts and their signatures, cards, credits behind a line, headlines."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import takewhile
from typing import NamedTuple

from dedup.boilerplate import forms, positions
from dedup.boilerplate.buttons import take_buttons
from dedup.boilerplate.foreign import take_foreign
from dedup.boilerplate.forms import form
from dedup.boilerplate.fused import take_fused
from dedup.boilerplate.headings import settle_headings
from dedup.boilerplate.joins import WordEnds
from dedup.boilerplate.lines import DASHED, ELLIPSIS, ENDING_AT, HEADLINE_WORDS, SENTENCE, Line, is_paragraph
from dedup.boilerplate.outlets import outlet_at
from dedup.boilerplate.page import PageUnits
from dedup.boilerplate.pieces import PROSE, Piece
from dedup.boilerplate.repetition import NO_EVIDENCE, OVER, Evidence

_PAIRS = (("(", ")"), ("«", "»"), ("“", "”"))
_CLOSING = frozenset('")»”')
_STOP = re.compile(r"[^.]\.[ ]")
_DASH = re.compile(r"[ ]+[-–—|][ ]+")
_DIGIT = re.compile(r"\d")
_CARD_ECHO = 0.2
_ASIDE = 100
_HEADING_WORDS, _LOOK_AHEAD = 5, 12
_SPEECHES = 2  # what stands before a colon oftener than this on one page is a speaker or the like
_BELOW_TITLE = frozenset({"pubdate", "byline", "caption", "ad", "share", "source", "embed_meta", "other"})


class Surroundings(NamedTuple):
    """What is known beyond the page: its source, what the crawl repeats, and where in the page that opens a line."""

    source: str = ""
    evidence: Evidence = NO_EVIDENCE
    openings: Sequence[tuple[int, int, int]] = ()


def arrange(
    text: str,
    lines: Sequence[tuple[Line, list[Piece]]],
    word_ends: WordEnds,
    known: Surroundings,
) -> list[Piece]:
    """Settle what single lines cannot: returns all pieces of the page in order, labelled."""
    page = PageUnits(text, lines, word_ends)
    if known.evidence.found or any(not unit.is_paragraph or unit.form.shape & DASHED for unit in page.units):
        _take_embeds(page)
        _split_cards(page)
        positions.keep_speakers(page.units)
        positions.take_edges(page.units)
        _take_endings(page)
        _take_repeated(page, known)
        take_buttons(page)
        take_foreign(page)
        positions.take_topics(page.units)
        settle_headings(page)
        positions.take_tail(page.units)
        positions.take_signatures(page.units)
    _name_headlines(page)
    return [unit.piece for unit in page.units]


def is_running_text(text: str, lines: Sequence[tuple[Line, list[Piece]]]) -> bool:
    """Whether a page is paragraphs alone, and none that `arrange` would find anything in, crawls aside."""
    return all(len(pieces) == 1 and pieces[0].is_prose and _is_plain(text, line) for line, pieces in lines)


def _is_plain(text: str, line: Line) -> bool:
    if not is_paragraph(line.words, line.shape) or (line.words <= HEADLINE_WORDS and line.shape & ELLIPSIS):
        return False  # no paragraph, or one that could be a headline
    if not line.shape & SENTENCE and line.row[ENDING_AT] > line.start:
        return False  # a credit may hang behind it
    return not line.shape & DASHED or _teaser_place(text, line.start, line.end) is None


def _take_embeds(page: PageUnits) -> None:
    """The text before a post's signature is the post."""
    post: int | None = None  # what stands before, other signatures passed over
    if sum(unit.piece.is_prose for unit in page.units) == 1:
        return  # the page is nothing but a post
    for index, unit in enumerate(page.units):
        if unit.piece.rule == "tweet-signature" and post is not None and page.units[post].piece.is_prose:
            page.label(post, "embed", "post-before-signature", 0.95)
        if unit.piece.label != "embed_meta":
            post = index


def _take_endings(page: PageUnits) -> None:
    """Credits and labels that hang behind the last sentence of a line."""
    for index in range(len(page.units) - 1, -1, -1):
        unit = page.units[index]
        if unit.line is None or unit.form.shape & SENTENCE:
            continue  # as most lines
        start, label, rule = positions.credit_ending(unit)
        if label:
            page.split(index, start)
            page.label(index + 1, label, rule, 0.75)
            page.units[index + 1].piece.article = 1 if label == "source" else 0


def _take_repeated(page: PageUnits, known: Surroundings) -> None:
    """Lines, headings and endings that many pages of the source have."""
    if not known.evidence.found:
        return
    positions.take_repeated(page.units, known.evidence, known.source)
    headings = Counter(unit.line.heading.hash for unit in page.units if unit.line)
    for index in range(len(page.units) - 1, 0, -1):
        line = page.units[index].line
        if line and line.words <= _HEADING_WORDS:
            _take_repeated_announcer(page, index, line, known)
        if line and headings[line.heading.hash] <= _SPEECHES:
            _take_repeated_heading(page, index, known)
        start, pages = positions.repeated_ending(page.units[index], known.evidence, known.source)
        if pages:
            page.split(index, start)
            page.label(index + 1, "repeated_line", f"repeated-ending:source={known.source},docs={pages}", 0.85)
    take_fused(page, known.openings, known.evidence, known.source)


def _take_repeated_heading(page: PageUnits, index: int, known: Surroundings) -> None:
    payload, label, pages = positions.repeated_heading(page.units[index], page.text, known.evidence, known.source)
    rule = f"repeated-heading:source={known.source},docs={pages}"
    if label == "related_item":  # what the heading announces is settled with the lines below it
        page.split(index, payload)
        page.label(index, "related_head", rule, 0.85)
    elif label:
        page.units[index].cut(label, rule, 0.85)


def _take_repeated_announcer(page: PageUnits, index: int, line: Line, known: Surroundings) -> None:
    """A few words that many pages have over a headline, where they stand over one here too.

    Most lines of a table hold numbers: prices, hours, quantities.
    """
    pages = known.evidence.documents(OVER, line.whole.hash, known.source)
    unit, below = page.units[index], page.units[index + 1 : index + 1 + _LOOK_AHEAD]
    if not pages or not unit.alone or _DIGIT.search(unit.text):
        return
    listed = list(takewhile(lambda item: item.alone and item.form.is_headline, below))
    counted = sum(_DIGIT.search(item.text, forms.after_bullet(item.text)) is not None for item in listed)
    if listed and 2 * counted <= len(listed) and any(above.is_paragraph for above in page.units[:index]):
        page.label(index, "related_head", f"repeated-heading:source={known.source},docs={pages}", 0.85)


def _split_cards(page: PageUnits) -> None:
    """`headline - site` at the start of a line, its teaser right behind it."""
    for index in range(len(page.units) - 1, -1, -1):
        unit = page.units[index]
        if not unit.form.shape & DASHED or unit.piece.label != PROSE or not unit.first:
            continue
        teaser = _teaser_place(page.text, unit.piece.start, unit.piece.end)
        others = (other for other in page.units if other is not unit)
        if teaser is not None and any(other.is_paragraph for other in others):  # a card stands beside an article
            page.split(index, teaser)
            page.label(index, "related_item", "card", 0.85)
            page.label(index + 1, "related_teaser", "card", 0.85)


def _teaser_place(text: str, start: int, end: int) -> int | None:
    """Where the teaser of a card begins in a line, or what is left of one; None where it is no card."""
    dash = _DASH.search(text, start, end)
    if dash is None:
        return None
    site = outlet_at(text, dash.end(), end)
    if site is None:
        return None
    headline = text[start : dash.start()]
    if headline.count('"') % 2 or any(headline.count(opens) > headline.count(closes) for opens, closes in _PAIRS):
        return None
    if text[site : site + 1] in _CLOSING:
        return None  # the name ends what is quoted
    if not 3 <= forms.count_words(headline) <= HEADLINE_WORDS or _STOP.search(headline):
        return None
    spaced = text[site - 1] == " " and text[site - 2] > "z"
    if spaced and _DASH.search(text, site, min(end, site + _ASIDE)):
        return None  # an aside between dashes
    if spaced and " " not in text[dash.end() : site].strip(" "):
        return None  # `الخليج`, `الحدث` and `الخبر` are words and places too
    if spaced and forms.echo(headline, text[site:end]) < _CARD_ECHO:
        return None  # a sentence with a dash
    if text[site - 1] == "." or not form(text[site:end]).is_sentence:
        return None
    return site


def _name_headlines(page: PageUnits) -> None:
    """An article's first line, if it reads as a headline, is its title; short lines inside are subheads."""
    seen: set[int] = set()
    for index, unit in enumerate(page.units):
        piece = unit.piece
        if piece.label != PROSE:
            continue
        lone = (unit.first and unit.last) or (unit.last and piece.article not in seen)
        could_head = unit.form.is_headline and unit.text[-1] not in "،," and not positions.is_dateline(unit.text)
        if lone and could_head and _prose_follows(page, index, piece.article):
            if piece.article not in seen:
                piece.label, piece.rule = "title", "first-headline"
            elif unit.form.words <= 10 and not unit.form.is_finished:
                piece.label, piece.rule = "subhead", "headline-in-body"
        seen.add(piece.article)


def _prose_follows(page: PageUnits, index: int, article: int) -> bool:
    for place in range(index + 1, len(page.units)):
        unit = page.units[place]
        if unit.piece.is_prose:
            return unit.piece.article == article and len(unit.text) > len(page.units[index].text)
        if unit.piece.label not in _BELOW_TITLE:
            return False
    return False
