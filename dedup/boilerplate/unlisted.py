"""Buttons and labels whose wording no list has, known by whom they address, what they name, and their script."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice

from dedup.boilerplate import forms
from dedup.boilerplate.page import PageUnits
from dedup.boilerplate.pieces import PROSE, Unit
from dedup.boilerplate.scan import SENTENCE, SENTENCE_WORDS
from dedup.model import CONTENT_LABELS

_NETWORK = re.compile(
    r"(?<!\w)[وبل]?(?:ال)?(?:تويتر|فيس[ ]?بوك|واتس[ ]?[اآ]ب|انست[غقج]رام|ت[ي]?لي?[غجق]رام|يوتيوب|سناب[ ]?شات"
    r"|تيك[ ]?توك|لينكد[ ]?ا?ن|جوجل[ ]نيوز|twitter|facebook|whatsapp|instagram|telegram|youtube|snapchat|tiktok"
    r"|linkedin|google[ ](?:news|play)|app[ ]store)(?!\w)"
)
"""Networks and shops of apps, with the prefixes of Arabic."""
_CHANNEL = re.compile(r"(?<!\w)[وبل]?(?:تطبيق|(?:تطبيق|قنات|صفحت|حساب|نشرت|موقع|منصت)نا)(?!\w)")
"""What an outlet asks readers to install or to follow: `عبر تطبيق`, `قناتنا`."""
_ADDRESSED = ("نا", "وا")
"""How a verb ends with `us` behind it, or in the plural of a request: `راسلنا`, `انضموا`; past verbs do so too."""
_WORD = re.compile(r"[^\W\d_]+")
_PAGE = re.compile(
    r"(?!ال|في[ ]|من[ ]|عن[ ]|و)[^\W\d_]{3,}[ ](?:هذا[ ]|هذه[ ])?"
    r"ال(?:مقال|مقاله|خبر|موضوع|صفحه|قصه|تقرير|منشور|تدوينه|رابط|محتوي|فيديو|مقطع)[ ]*:?"
)
"""A deed done to the page itself: `اطبع الصفحة`, `نسخ الرابط`."""
_LATIN = re.compile(r"[a-z]{3,}(?:[ ][a-z]{2,}){0,2}")
_LATIN_OPENING = re.compile(r"[a-z]{4,}(?:[ ][a-z]{2,})?(?=[ء-ي«])")
_LATIN_ENDING = re.compile(r"(?:(?<=[ء-ي]{3}[.؟!])|(?<=[.؟!][»\")]))[a-z]{4,}$")
_MOST_WORDS, _FEW_WORDS = 10, 3
_SEVERAL = 2
_SURE = 0.75
_BUTTONS = frozenset({"share", "comments", "nav", "ad"})


def take_unlisted(page: PageUnits) -> None:
    """Requests to share, and labels in Latin letters, on lines of their own, behind a sentence, or before furniture."""
    scraped = any(map(_is_furniture, page.units))
    for index in range(len(page.units) - 1, 0, -1):
        unit = page.units[index]
        if unit.form.shape & SENTENCE or not (unit.piece.label == PROSE or _is_doubtful(unit)):
            continue
        if unit.form.words <= _MOST_WORDS and unit.first and unit.last:
            _take_line(page, index)
        if unit.ending and unit.piece.is_prose and 1 <= unit.ending.words <= _MOST_WORDS:
            _take_ending(page, index, scraped=scraped)
        elif scraped and unit.text[-1] <= "z" and unit.alone:
            _take_glued_ending(page, index)
    if scraped:
        _take_lone_label(page)
        _take_openings(page)


def _take_line(page: PageUnits, index: int) -> None:
    unit = page.units[index]
    rule = _request(unit.text, _is_apart(page.units, index))
    if rule:
        page.label(index, "share", rule, 0.8)
    elif unit.line is None and unit.alone and unit.form.words <= _FEW_WORDS and _is_before_button(page.units, index):
        page.label(index, "other", "before-buttons", 0.75)


def _take_lone_label(page: PageUnits) -> None:
    """The one line of a page in Latin letters, between two paragraphs: several are terms, or names in a list."""
    latin = [i for i, unit in enumerate(page.units) if unit.text[0] <= "z" and _LATIN.fullmatch(unit.text)]
    if len(latin) != 1 or not page.units[latin[0]].alone:
        return
    above, unit, below = (page.units[i : i + 1] for i in range(latin[0] - 1, latin[0] + 2))
    if above and below and above[0].is_paragraph and below[0].is_paragraph and _is_strange(page, unit[0].text):
        page.label(latin[0], "ad", "latin-label", 0.72)


def _take_ending(page: PageUnits, index: int, *, scraped: bool) -> None:
    unit = page.units[index]
    if unit.ending is None or unit.form.words - unit.ending.words < SENTENCE_WORDS:
        return
    text = unit.text[unit.ending.start - unit.piece.start :].strip(" ")
    rule = _request(text, apart=True)
    latin = scraped and " " not in text and _LATIN.fullmatch(text) is not None and _is_strange(page, text)
    if rule or latin:
        page.split(index, unit.ending.start)
        page.label(index + 1, "share" if rule else "ad", rule or "latin-label", 0.8 if rule else 0.72)


def _take_glued_ending(page: PageUnits, index: int) -> None:
    """A Latin label right behind a full stop: `3.5` and `alghad.jo` are no ends of sentences, Arabic before it is."""
    unit = page.units[index]
    match = _LATIN_ENDING.search(unit.text)
    if match and unit.form.words > SENTENCE_WORDS and _is_strange(page, match.group()):
        page.split(index, unit.piece.start + match.start())
        page.label(index + 1, "ad", "latin-label", 0.75)


def _take_openings(page: PageUnits) -> None:
    """A Latin label that has run into the Arabic behind it; what it announces is settled with the lines below."""
    told = False
    for index in range(len(page.units)):
        unit = page.units[index]
        latin = "a" <= unit.text[0] <= "z" and told and unit.piece.is_prose and unit.first
        match = _LATIN_OPENING.match(unit.text) if latin else None
        told = told or unit.is_paragraph
        if match and _is_strange(page, match.group()):
            announces = not unit.form.is_finished
            page.split(index, unit.piece.start + match.end())
            page.label(index, "related_head" if announces else "ad", "latin-label", 0.75)


def _request(text: str, apart: bool) -> str:
    """The rule by which a few words are a request to share or to follow; empty for none."""
    first = _WORD.match(text)
    addressed = first is not None and first.group().endswith(_ADDRESSED)
    if not (addressed or apart) or "«" in text or forms.bullet(text):
        return ""  # a list of networks, the name of a programme
    networks = sum(1 for _ in islice(_NETWORK.finditer(text), _SEVERAL))
    if addressed and (networks or (apart and _CHANNEL.search(text))):
        return "network-request"
    if apart and networks >= _SEVERAL:
        return "network-row"
    return "page-button" if apart and _PAGE.fullmatch(text) else ""


def _is_apart(units: Sequence[Unit], index: int) -> bool:
    """Whether furniture stands above or below, or nothing below."""
    if index + 1 == len(units):
        return True
    return any(map(_is_furniture, (units[index - 1], units[index + 1])))


def _is_doubtful(unit: Unit) -> bool:
    """Whether a phrase that is as often prose is all that speaks for a cut."""
    return unit.piece.label == "share" and bool(unit.piece.risk) and unit.piece.confidence < _SURE


def _is_furniture(unit: Unit) -> bool:
    return unit.piece.label not in CONTENT_LABELS and unit.piece.confidence >= _SURE


def _is_before_button(units: Sequence[Unit], index: int) -> bool:
    return index + 1 < len(units) and units[index + 1].piece.label in _BUTTONS and _is_furniture(units[index + 1])


def _is_strange(page: PageUnits, text: str) -> bool:
    """Whether the page says the words nowhere else: no name that the article is about."""
    return page.text.count(text) == 1
