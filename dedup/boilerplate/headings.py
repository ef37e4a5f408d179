"""What a heading opens: a list of headlines, an appended article, or nothing more."""

from __future__ import annotations

import re
import sys
from itertools import islice

from dedup.boilerplate import forms
from dedup.boilerplate.joins import glued_places, hard_joins, openings, opens_paragraph
from dedup.boilerplate.page import PageUnits
from dedup.boilerplate.pieces import Unit

_ECHO = 0.34
_SURE, _LISTED = 0.72, 0.9
_ARTICLE_LINES = 2
_BODY_LINES = 3
_LIST_LINES = 2
_UNMARKED_LINES = 3
_HEADLINE_LEAST = 4
_ITEM_WORDS = 25
_ITEM_LENGTH = 15
_LOOK_AHEAD = 40
_HEADING_WORDS = 5


def settle_headings(page: PageUnits) -> None:
    """Decide for every related heading what it opens, and where the page's articles begin."""
    _Headings(page).settle()


def _closes(unit: Unit) -> bool:
    """Whether a unit surely tells the article's source or topics."""
    return unit.piece.label in ("source", "tags") and unit.piece.confidence >= _SURE and not unit.is_open_credit


class _Headings:
    def __init__(self, page: PageUnits) -> None:
        self.page = page
        self.text = page.text
        self.units = page.units

    def settle(self) -> None:
        """Go down the page once."""
        article, index = 1, 0
        told = tail = False  # whether the article has running text; whether its credits have passed
        while index < len(self.units):
            unit = self.units[index]
            unit.piece.article = article
            told = told or unit.is_paragraph
            tail = tail or (told and _closes(unit))
            if tail and unit.alone and forms.bullet(unit.text):
                index = self._take_list(index, article)
                continue
            label = unit.piece.label
            announced = label == "related_head" or (
                told and (tail or label == "repeated_line") and self._announces(index, tail)
            )
            if announced:
                index, opened = self._open(index, tail)
                opened = opened and told
            else:
                opened = tail and self._begins_article(index)
            if opened:
                article += 1
                told = tail = False
                self.units[index].piece.article = article
            if not announced or opened:
                index += 1

    def _take_list(self, index: int, article: int) -> int:
        """Cut a list of headlines below the credits that nothing announces; returns where to go on."""
        run = self._run(index)
        if len(run) >= _LIST_LINES and self._are_listed(run):
            self._label_items(run, _LISTED)
        else:
            for item in run:
                self.units[item].piece.article = article
        return index + max(1, len(run))

    def _announces(self, index: int, tail: bool) -> bool:
        """Whether a few words, below the credits or repeated by the crawl, stand over a list or another article."""
        unit = self.units[index]
        repeated = unit.piece.label == "repeated_line"
        if not (repeated or (tail and unit.alone)) or unit.form.words > _HEADING_WORDS or unit.form.is_remark:
            return False
        if ":" in unit.text.rstrip(" :"):
            return False  # `مدير التصوير: سامي نبيل`, a line of a list itself
        items = self._items(index + 1, _LOOK_AHEAD)
        marked = bool(items) and bool(forms.bullet(self.units[items[0]].text))
        after = items[-1] + 1 if items else index
        article = len(items) == 1 and self._is_followed(after) and self._is_title(items[0], after, 1, tail)
        if not (article or self._are_announced(items, marked, repeated)):
            return False
        rule = unit.piece.rule if repeated else "heading-by-position"
        self.page.label(index, "related_head", rule, 0.8)
        return True

    def _are_announced(self, items: list[int], marked: bool, repeated: bool) -> bool:
        """Whether lines are headlines enough to be a list: more must speak for it where neither mark nor crawl does."""
        if marked or len(items) < _LIST_LINES:
            return len(items) >= _LIST_LINES
        units = [self.units[item] for item in items]
        finished = sum(unit.form.is_remark for unit in units)
        long = sum(unit.form.words >= _HEADLINE_LEAST for unit in units)
        return 2 * finished <= len(units) and (repeated or (len(units) >= _UNMARKED_LINES and 2 * long >= len(units)))

    def _begins_article(self, index: int) -> bool:
        """Whether a headline below the credits stands over running text that takes up its words."""
        unit = self.units[index]
        if not unit.alone or not unit.form.is_headline or not self._is_followed(index + 1):
            return False
        lead = self.page.text_from(index + 1)
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
        sure = min(_LISTED, unit.piece.confidence) if unit.piece.rule.startswith("repeated-heading") else _LISTED
        if items and self._is_followed(after) and self._is_title(items[-1], after, len(items), tail):
            self._label_items(items[:-1], sure)
            return items[-1], True
        self._label_items(items, sure)
        return after, False

    def _same_line_payload(self, head: int, tail: bool) -> int:
        """Items on the heading's own line; stays prose where it is the title of an appended article."""
        index = head + 1
        unit = self.units[index]
        if not self._is_marked(head) and self._goes_on(head):
            self._demote(head)
            return index + 1
        if unit.form.is_headline and unit.last:
            if tail and self._is_followed(index + 1):
                return index
            if not (tail or self._is_marked(head) or self.units[head].piece.risk == "low"):
                self._demote(head)
                return index + 1
            self.page.label(index, "related_item", "heading-with-item", 0.9)
            return index + 1
        if unit.form.is_finished or unit.form.holds_sentence:
            body = self._body_in_run(head)
            if body is not None:
                self.page.split(index, body)
            elif not self._is_marked(head):
                self._demote(head)
                return index + 1
            elif unit.form.words > _ITEM_WORDS or opens_paragraph(self.text, unit.piece.start):
                return index + 1
        return self._label_glued(index)

    def _goes_on(self, head: int) -> bool:
        """Whether what stands behind a heading goes on with its sentence: `في نفس السياق ذكر المدير أن ...`."""
        risk, behind = self.units[head].piece.risk, self.units[head + 1]
        if behind.text[0] in "،,":
            return True
        doubtful = risk == "high" or (risk == "med" and forms.opens_inside(behind.text))
        return doubtful and not behind.form.is_headline

    def _label_glued(self, index: int) -> int:
        """Headlines run into one another: a span each, where the join shows; returns the unit behind them."""
        start, end = self.units[index].piece.start, self.units[index].piece.end
        joins = {*hard_joins(self.text, start, end, self.page.word_ends), *glued_places(self.text, start, end)}
        cuts: list[int] = []
        for join in sorted(joins):
            if min(join - (cuts[-1] if cuts else start), end - join) >= _ITEM_LENGTH:
                cuts.append(join)
        self.page.split(index, *cuts)
        after = index + len(cuts) + 1
        for item in range(index, after):
            self.page.label(item, "related_item", "items-after-heading", 0.85)
        return after

    def _is_marked(self, head: int) -> bool:
        """Whether the heading ends in a colon or the like, is in another script, or is glued to what follows."""
        piece = self.units[head].piece
        wording = self.text[piece.start : piece.end].rstrip(" ")
        return not wording[-1].isalnum() or wording[-1] <= "z" or piece.rule.startswith("glued:")

    def _demote(self, head: int) -> None:
        """The wording of a heading opens a sentence: it is prose."""
        self.units[head].restore()

    def _body_in_run(self, head: int) -> int | None:
        """Where the article resumes in a run of glued headlines that ends as a sentence.

        The last paragraph opener before the first full stop that a headline has run into; failing that, the last
        place there that can only be a join.
        """
        unit = self.units[head + 1]
        start = unit.piece.start
        stop = re.search(r"[^ .]{2}\.[ »\"]|$", unit.text)
        limit = start + (stop.start() if stop else len(unit.text))
        hard = hard_joins(self.text, start, limit, self.page.word_ends)
        soft = glued_places(self.text, start, limit)
        opening = [place for place in (*hard, *soft) if opens_paragraph(self.text, place)]
        opening += openings(self.text, start, limit)
        if opening:
            return min(opening)
        return max(hard or (soft if self._is_marked(head) else []), default=None)

    def _items(self, at: int, most: int = sys.maxsize) -> list[int]:
        """The list that begins at `at`: headlines, and a teaser here and there; empty where it is none."""
        run = self._run(at, most)
        return run if self._are_listed(run) else []

    def _are_listed(self, run: list[int]) -> bool:
        return sum(self.units[index].form.is_sentence for index in run) * 2 <= len(run)

    def _run(self, at: int, most: int = sys.maxsize) -> list[int]:
        """The lines from `at` that could be entries of one list."""
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
        return items

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
        lead = self.page.text_from(after)
        echo = forms.echo(unit.text, lead)
        if count == 1:
            return tail or (not lead.startswith("و") and (echo >= _ECHO or self._has_paragraphs(index)))
        return tail and echo >= 0.5

    def _has_paragraphs(self, index: int) -> bool:
        """Whether an article of some length stands before."""
        paragraphs = (unit for unit in self.units[max(0, index - _LOOK_AHEAD) : index] if unit.is_paragraph)
        return sum(1 for _ in islice(paragraphs, _BODY_LINES)) == _BODY_LINES

    def _label_items(self, items: list[int], sure: float) -> None:
        for index in items:
            unit = self.units[index]
            teaser = unit.form.is_truncated or unit.form.is_sentence
            self.page.label(index, "related_teaser" if teaser else "related_item", "list-after-heading", sure)

    def _is_followed(self, at: int) -> bool:
        """Whether running text enough for an article follows."""
        return self.page.has_paragraphs(at, _ARTICLE_LINES)
