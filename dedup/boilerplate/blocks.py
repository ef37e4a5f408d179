"""What the lines of a page are to each other: lists under a heading, embedded posts, glued-on articles, headlines."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from dedup.boilerplate import forms, positions
from dedup.boilerplate.forms import form, line_form
from dedup.boilerplate.joins import glued_places, hard_joins, openings, opens_paragraph
from dedup.boilerplate.outlets import outlet_at
from dedup.boilerplate.pieces import Piece, Unit
from dedup.boilerplate.repetition import NO_EVIDENCE, Evidence
from dedup.boilerplate.scan import DASHED, HEADLINE_WORDS, Line

_STOP = re.compile(r"[^.]\.[ ]")
_DASH = re.compile(r"[ ]+[-–—|][ ]+")
_ECHO = 0.34
_CARD_ECHO = 0.2
_SURE = 0.72
_ASIDE = 100
_ARTICLE_LINES = 2
_BODY_LINES = 3
_LIST_LINES = 2
_ITEM_WORDS = 25
_ITEM_LENGTH = 15
_LOOK_AHEAD = 40
_HEADING_WORDS = 5


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What is known beyond the page: its source, and what the crawl repeats."""

    source: str = ""
    evidence: Evidence = NO_EVIDENCE


def arrange(
    text: str,
    lines: Sequence[tuple[Line, list[Piece]]],
    ends_word: Callable[[int], bool],
    known: Surroundings,
) -> list[Piece]:
    """Settle what single lines cannot: returns all pieces of the page in order, labelled."""
    page = _PageBlocks(text, lines, ends_word)
    if any(not unit.is_paragraph or unit.form.shape & DASHED for unit in page.units):
        page.take_embeds()
        page.split_cards()
        positions.take_edges(page.units)
        page.take_endings()
        page.take_repeated(known)
        positions.take_topics(page.units)
        page.settle_headings()
        positions.take_tail(page.units)
        positions.take_signatures(page.units)
    page.name_headlines()
    return [unit.piece for unit in page.units]


class _PageBlocks:
    def __init__(self, text: str, lines: Sequence[tuple[Line, list[Piece]]], ends_word: Callable[[int], bool]) -> None:
        self.text = text
        self.ends_word = ends_word
        self.units = [unit for line, pieces in lines for unit in self._units(line, pieces)]

    def _units(self, line: Line, pieces: list[Piece]) -> Iterator[Unit]:
        if len(pieces) == 1:
            yield self._unit(pieces[0], True, True, line)
            return
        for index, piece in enumerate(pieces):
            first = not any(before.is_prose for before in pieces[:index])
            last = not any(after.is_prose for after in pieces[index + 1 :])
            yield self._unit(piece, first, last, None)

    def _unit(self, piece: Piece, first: bool, last: bool, line: Line | None) -> Unit:
        text = self.text[piece.start : piece.end]
        return Unit(piece, first, last, text, line_form(line, text) if line else form(text), line)

    # -- embedded posts -----------------------------------------------------------------------------------------

    def take_embeds(self) -> None:
        """The text before a post's signature is the post."""
        for index, unit in enumerate(self.units):
            if unit.piece.rule != "tweet-signature":
                continue
            before = index - 1
            while before >= 0 and self.units[before].piece.label == "embed_meta":
                before -= 1
            if before >= 0 and self.units[before].piece.is_prose:
                self._label(before, "embed", "post-before-signature", 0.95)

    # -- endings of lines ---------------------------------------------------------------------------------------

    def take_endings(self) -> None:
        """Credits and labels that hang behind the last sentence of a line."""
        for index in range(len(self.units) - 1, -1, -1):
            start, label, rule = positions.credit_ending(self.units[index])
            if label:
                self._split(index, start)
                self._label(index + 1, label, rule, 0.75)
                self.units[index + 1].piece.article = 1 if label == "source" else 0

    # -- what the crawl repeats -----------------------------------------------------------------------------------

    def take_repeated(self, known: Surroundings) -> None:
        """Lines, headings and endings that many pages of the source have."""
        if not known.evidence.found:
            return
        positions.take_repeated(self.units, known.evidence, known.source)
        for index in range(len(self.units) - 1, 0, -1):
            self._take_repeated_heading(index, known)
            start, pages = positions.repeated_ending(self.units[index], known.evidence, known.source)
            if pages:
                self._split(index, start)
                self._label(index + 1, "repeated_line", f"repeated-ending:source={known.source},docs={pages}", 0.85)

    def _take_repeated_heading(self, index: int, known: Surroundings) -> None:
        payload, label, pages = positions.repeated_heading(self.units[index], self.text, known.evidence, known.source)
        rule = f"repeated-heading:source={known.source},docs={pages}"
        if label == "related_item":  # what the heading announces is settled with the lines below it
            self._split(index, payload)
            self._label(index, "related_head", rule, 0.85)
        elif label:
            self.units[index].cut(label, rule, 0.85)

    # -- cards: a headline with its site, and the teaser behind it ------------------------------------------------

    def split_cards(self) -> None:
        """`headline - site` at the start of a line, its teaser right behind it."""
        for index in range(len(self.units) - 1, -1, -1):
            unit = self.units[index]
            if not unit.piece.is_prose or not unit.first or not unit.form.shape & DASHED:
                continue
            teaser = self._teaser_place(unit)
            if teaser is not None:
                self._split(index, teaser)
                self._label(index, "related_item", "card", 0.85)
                self._label(index + 1, "related_teaser", "card", 0.85)

    def _teaser_place(self, unit: Unit) -> int | None:
        """Where the teaser of a card begins; None where the line is no card."""
        start, end = unit.piece.start, unit.piece.end
        dash = _DASH.search(self.text, start, end)
        if dash is None:
            return None
        headline = self.text[start : dash.start()]
        if (
            headline.count("(") > headline.count(")")
            or headline.count('"') % 2
            or headline.count("«") > headline.count("»")
        ):
            return None
        if not 3 <= len(forms.words(headline)) <= HEADLINE_WORDS or _STOP.search(headline):
            return None
        site = outlet_at(self.text, dash.end(), end)
        if site is None:
            return None
        spaced = self.text[site - 1] == " " and self.text[site - 2] > "z"
        if spaced and _DASH.search(self.text, site, min(end, site + _ASIDE)):
            return None  # an aside between dashes
        one_word = " " not in self.text[dash.end() : site].strip(" ")
        if spaced and one_word and forms.echo(headline, self.text[site:end]) < _CARD_ECHO:
            return None  # `الخليج`, `الحدث` and `البيان` are words too
        if self.text[site - 1] == "." or not form(self.text[site:end]).is_sentence:
            return None
        return site

    # -- what a heading announces ---------------------------------------------------------------------------------

    def settle_headings(self) -> None:
        """Decide for every related heading what it opens: items, an appended article, or nothing more."""
        article, index = 1, 0
        told = tail = False  # whether the article has running text; whether its credits have passed
        while index < len(self.units):
            unit = self.units[index]
            unit.piece.article = article
            told = told or unit.is_paragraph
            tail = tail or (told and unit.piece.label in ("source", "tags") and unit.piece.confidence >= _SURE)
            if tail and unit.alone and forms.bullet(unit.text):
                index = self._take_list(index)
                continue
            announced = unit.piece.label == "related_head" or self._announces(index, tail)
            if announced:
                index, opened = self._open(index, tail)
            else:
                opened = tail and self._begins_article(index)
            if opened:
                article += 1
                told = tail = False
                self.units[index].piece.article = article
            if not announced or opened:
                index += 1

    def _take_list(self, index: int) -> int:
        """Cut a list of headlines below the credits that nothing announces; returns where to go on."""
        items = self._items(index)
        if len(items) < _LIST_LINES:
            return index + 1
        self._label_items(items)
        return index + len(items)

    def _announces(self, index: int, tail: bool) -> bool:
        """Whether a few words, below the credits or repeated by the crawl, stand over a list or another article."""
        unit = self.units[index]
        repeated = unit.piece.label == "repeated_line"
        if not (repeated or (tail and unit.alone)) or unit.form.words > _HEADING_WORDS or unit.form.is_remark:
            return False
        items = self._items(index + 1, _LOOK_AHEAD)
        marked = bool(items) and bool(forms.bullet(self.units[items[0]].text))
        article = bool(items) and self._sentences_from(items[-1] + 1) >= _ARTICLE_LINES
        if not ((len(items) >= _LIST_LINES and (marked or repeated)) or (article and len(items) == 1)):
            return False
        rule = unit.piece.rule if repeated else "heading-by-position"
        self._label(index, "related_head", rule, 0.8)
        return True

    def _begins_article(self, index: int) -> bool:
        """Whether a headline below the credits stands over running text that takes up its words."""
        unit = self.units[index]
        if not unit.alone or not unit.form.is_headline or self._sentences_from(index + 1) < _ARTICLE_LINES:
            return False
        lead = self._text_from(index + 1)
        return not lead.startswith("و") and forms.echo(unit.text, lead) >= _ECHO

    def _open(self, head: int, tail: bool) -> tuple[int, bool]:
        """Label what follows the heading; returns where to go on, and whether a new article begins there."""
        unit = self.units[head]
        at = head + 1
        if not unit.last and at < len(self.units) and self.units[at].piece.is_prose:
            at = self._same_line_payload(head, tail)
            if self.units[head].piece.is_prose:
                return at, False
            if at == head + 1:
                return at, True
            if self.units[head + 1].piece.is_prose:
                return at, False
            if not tail:
                return at, False
        items = self._items(at)
        after = at + len(items)
        sentences = self._sentences_from(after)
        if sentences >= _ARTICLE_LINES and items and self._is_title(items[-1], after, len(items), tail):
            self._label_items(items[:-1])
            return items[-1], True
        self._label_items(items)
        return after, False

    def _same_line_payload(self, head: int, tail: bool) -> int:
        """Items on the heading's own line; stays prose where it is the title of an appended article."""
        index = head + 1
        unit = self.units[index]
        if unit.form.is_headline and unit.last:
            if tail and self._sentences_from(index + 1) >= _ARTICLE_LINES:
                return index
            if not (tail or self._is_marked(head) or self.units[head].piece.risk == "low"):
                self._demote(head)
                return index + 1
            self._label(index, "related_item", "heading-with-item", 0.9)
            return index + 1
        if unit.form.is_finished or unit.form.holds_sentence:
            body = self._body_in_run(head)
            if body is not None:
                self._split(index, body)
            elif not self._is_marked(head):
                self._demote(head)
                return index + 1
            elif unit.form.words > _ITEM_WORDS or opens_paragraph(self.text, unit.piece.start):
                return index + 1
        return self._label_glued(index)

    def _label_glued(self, index: int) -> int:
        """Headlines run into one another: a span each, where the join shows; returns the unit behind them."""
        start, end = self.units[index].piece.start, self.units[index].piece.end
        joins = {*hard_joins(self.text, start, end, self.ends_word), *glued_places(self.text, start, end)}
        for join in sorted(joins):
            piece = self.units[index].piece
            if min(join - piece.start, piece.end - join) >= _ITEM_LENGTH:
                self._split(index, join)
                self._label(index, "related_item", "items-after-heading", 0.85)
                index += 1
        self._label(index, "related_item", "items-after-heading", 0.85)
        return index + 1

    def _is_marked(self, head: int) -> bool:
        """Whether the heading ends in a colon or the like, is in another script, or is glued to what follows."""
        piece = self.units[head].piece
        wording = self.text[piece.start : piece.end].rstrip(" ")
        return not wording[-1].isalnum() or wording[-1] <= "z" or piece.rule.startswith("glued:")

    def _demote(self, head: int) -> None:
        """The wording of a heading opens a sentence: it is prose."""
        piece = self.units[head].piece
        piece.label, piece.rule, piece.confidence, piece.risk = "body", "body", 1.0, ""

    def _body_in_run(self, head: int) -> int | None:
        """Where the article resumes in a run of glued headlines that ends as a sentence.

        The last paragraph opener before the first full stop that a headline has run into; failing that, the last
        place there that can only be a join.
        """
        unit = self.units[head + 1]
        start = unit.piece.start
        stop = re.search(r"[^ .]{2}\.[ »\"]|$", unit.text)
        limit = start + (stop.start() if stop else len(unit.text))
        hard = hard_joins(self.text, start, limit, self.ends_word)
        soft = glued_places(self.text, start, limit)
        opening = [place for place in (*hard, *soft) if opens_paragraph(self.text, place)]
        opening += openings(self.text, start, limit)
        if opening:
            return min(opening)
        return max(hard or (soft if self._is_marked(head) else []), default=None)

    def _items(self, at: int, most: int = sys.maxsize) -> list[int]:
        """The run of list entries from `at`: headlines, and a teaser here and there."""
        items: list[int] = []
        mark = ""
        for index in range(at, min(len(self.units), at + most)):
            unit = self.units[index]
            if not (unit.piece.is_prose and unit.first and unit.last):
                break
            if not items:
                mark = forms.bullet(unit.text)
            listed = self._is_listed(index, mark) if mark else self._is_entry(index, bool(items))
            if not listed:
                break
            items.append(index)
        long = sum(self.units[index].form.is_sentence for index in items)
        return items if long * 2 <= len(items) else []

    def _is_listed(self, index: int, mark: str) -> bool:
        """Whether the line carries the list's mark, or stands between two that do."""
        if forms.bullet(self.units[index].text) == mark:
            return True
        if index + 1 < len(self.units) and forms.bullet(self.units[index + 1].text) == mark:
            return True
        return self.units[index].form.is_truncated

    def _is_entry(self, index: int, started: bool) -> bool:
        unit = self.units[index]
        if unit.text.endswith(":"):
            return False
        if unit.form.is_headline and not forms.bullet(unit.text):
            return True
        return (started and not unit.form.is_finished) or unit.form.is_truncated

    def _is_title(self, index: int, after: int, count: int, tail: bool) -> bool:
        """Whether the last headline before running text stands over that text."""
        unit = self.units[index]
        if forms.bullet(unit.text) or not unit.form.is_headline:
            return False
        lead = self._text_from(after)
        echo = forms.echo(unit.text, lead)
        if count == 1:
            return tail or (not lead.startswith("و") and (echo >= _ECHO or self._has_paragraphs(index)))
        return tail and echo >= 0.5

    def _has_paragraphs(self, index: int) -> bool:
        """Whether an article of some length stands before."""
        paragraphs = (unit for unit in self.units[max(0, index - _LOOK_AHEAD) : index] if unit.is_paragraph)
        return sum(1 for _ in islice(paragraphs, _BODY_LINES)) == _BODY_LINES

    def _sentences_from(self, at: int) -> int:
        """How many lines of running text an article begun before `at` would have; the first must follow at once."""
        count = 0
        for place, unit in enumerate(self.units[at:], at):
            if unit.piece.label in ("source", "tags"):
                break
            if unit.piece.is_prose and unit.first and unit.form.is_sentence:
                count += 1
                if count >= _ARTICLE_LINES:
                    break
            elif not count and unit.piece.label not in (
                "ad",
                "embed",
                "embed_meta",
                "pubdate",
                "byline",
                "caption",
            ):
                if unit.piece.is_prose and not unit.first and unit.form.is_sentence and place > at:
                    count += 1
                    continue
                break
        return count

    def _text_from(self, at: int) -> str:
        """The first running text from `at`."""
        return next((unit.text for unit in self.units[at : at + 4] if unit.piece.is_prose), "")

    def _label_items(self, items: list[int]) -> None:
        for index in items:
            unit = self.units[index]
            teaser = unit.form.is_truncated or unit.form.is_sentence
            self._label(index, "related_teaser" if teaser else "related_item", "list-after-heading", 0.9)

    # -- headlines ------------------------------------------------------------------------------------------------

    def name_headlines(self) -> None:
        """An article's first line, if it reads as a headline, is its title; short lines inside are subheads."""
        seen: set[int] = set()
        for index, unit in enumerate(self.units):
            piece = unit.piece
            if not piece.is_prose:
                continue
            lone = (unit.first and unit.last) or (unit.last and piece.article not in seen)
            if lone and unit.form.is_headline and self._prose_follows(index, piece.article):
                if piece.article not in seen:
                    piece.label, piece.rule = "title", "first-headline"
                elif unit.form.words <= 10 and not unit.form.is_finished:
                    piece.label, piece.rule = "subhead", "headline-in-body"
            seen.add(piece.article)

    def _prose_follows(self, index: int, article: int) -> bool:
        for unit in self.units[index + 1 :]:
            if unit.piece.is_prose:
                return unit.piece.article == article and len(unit.text) > len(self.units[index].text)
            if unit.piece.label not in (
                "pubdate",
                "byline",
                "caption",
                "ad",
                "share",
                "source",
                "embed_meta",
                "other",
            ):
                return False
        return False

    # -- small things ---------------------------------------------------------------------------------------------

    def _label(self, index: int, label: str, rule: str, confidence: float) -> None:
        piece = self.units[index].piece
        piece.label, piece.rule, piece.confidence, piece.article = label, rule, confidence, 0

    def _split(self, index: int, at: int) -> None:
        """Cut the unit at offset `at` of the view into two."""
        unit = self.units[index]
        left, right = unit.piece, Piece(at, unit.piece.end, article=unit.piece.article)
        left.end = at
        self.units[index : index + 1] = [
            self._unit(left, unit.first, False, None),
            self._unit(right, False, unit.last, None),
        ]
