"""Buttons and requests to readers whose wording no list has, known by whom they address and what they name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice

from dedup.boilerplate import forms
from dedup.boilerplate.lines import SENTENCE, SENTENCE_WORDS
from dedup.boilerplate.page import PageUnits
from dedup.boilerplate.pieces import PROSE, Unit
from dedup.model import CONTENT_LABELS

_NETWORK = re.compile(
    r"(?<!\w)[وبل]?(?:ال)?(?:تويتر|فيس[ ]?بوك|واتس[ ]?[اآ]ب|انست[غقج]رام|ت[ي]?لي?[غجق]رام|يوتيوب|سناب[ ]?شات"
    r"|تيك[ ]?توك|لينكد[ ]?ا?ن|جوجل[ ]نيوز|twitter|facebook|whatsapp|instagram|telegram|youtube|snapchat|tiktok"
    r"|linkedin|google[ ](?:news|play)|app[ ]store)(?!\w)"
)
"""Networks and shops of apps, with the prefixes of Arabic."""
_OURS = re.compile(r"(?<!\w)[وبل]?(?:تطبيق|قنات|صفحت|حساب|نشرت|موقع|منصت|مجموعت)(?:نا|اتنا)(?!\w)")
"""What an outlet asks readers to install or to follow: `قناتنا`."""
_CHANNEL = re.compile(r"(?<!\w)(?:عبر|علي)[ ](?:ال)?تطبيق(?!\w)")
_ADDRESSED = ("نا", "وا")
"""How a verb ends with `us` behind it, or in the plural of a request: `راسلنا`, `انضموا`; past verbs do so too."""
_WORD = re.compile(r"[^\W\d_]+")
_PAGE = re.compile(
    r"(?!ال|في[ ]|من[ ]|عن[ ]|و)[^\W\d_]{3,}[ ](?:هذا[ ]|هذه[ ])?"
    r"ال(?:مقال|مقاله|خبر|موضوع|صفحه|قصه|تقرير|منشور|تدوينه|رابط|محتوي|فيديو|مقطع)[ ]*:?"
)
"""A deed done to the page itself: `اطبع الصفحة`, `نسخ الرابط`."""
_MOST_WORDS, _FEW_WORDS = 10, 3
_LEAD = 60
_SEVERAL = 2
_SURE = 0.75
_BUTTONS = frozenset({"share", "comments", "nav", "ad"})


def take_buttons(page: PageUnits) -> None:
    """Requests to share or to follow, on lines of their own, behind a sentence, or before other furniture."""
    unfinished = [index for index, unit in enumerate(page.units) if not unit.form.shape & SENTENCE]
    for index in reversed(unfinished):
        unit = page.units[index]
        if not index or not (unit.piece.label == PROSE or _is_doubtful(unit)):
            continue
        if unit.first and unit.last:
            _take_line(page, index)
        if unit.ending and unit.piece.is_prose and 1 <= unit.ending.words <= _MOST_WORDS:
            _take_ending(page, index)


def is_furniture(unit: Unit) -> bool:
    """Whether a unit is surely none of an article's text."""
    return unit.piece.label not in CONTENT_LABELS and unit.piece.confidence >= _SURE


def _take_line(page: PageUnits, index: int) -> None:
    unit = page.units[index]
    beside = unit.line is None and unit.alone  # all the prose of a line of furniture
    if beside and _take_lead(page, index):
        return
    rule = _request(unit.text, _is_apart(page.units, index)) if unit.form.words <= _MOST_WORDS else ""
    if rule:
        page.label(index, "share", rule, 0.8)
    elif beside and unit.form.words <= _FEW_WORDS and _is_before(page.units, index, _BUTTONS):
        page.label(index, "other", "before-buttons", 0.75)


def _take_lead(page: PageUnits, index: int) -> bool:
    """Cut a request at the start of a line of furniture; it ends with the network it names."""
    unit = page.units[index]
    networks = [match.end() for match in _NETWORK.finditer(unit.text, 0, _LEAD)] if _is_addressed(unit.text) else []
    found = (
        bool(networks) and networks[-1] < len(unit.text) and any(map(is_furniture, page.units[index + 1 : index + 2]))
    )
    if found:
        page.split(index, unit.piece.start + networks[-1])
        page.label(index, "share", "network-request", 0.8)
    return found


def _take_ending(page: PageUnits, index: int) -> None:
    unit = page.units[index]
    if unit.ending is None or unit.form.words - unit.ending.words < SENTENCE_WORDS:
        return
    rule = _request(unit.text[unit.ending.start - unit.piece.start :].strip(" "), apart=True)
    if rule:
        page.split(index, unit.ending.start)
        page.label(index + 1, "share", rule, 0.8)


def _request(text: str, apart: bool) -> str:
    """The rule by which a few words are a request to share or to follow; empty for none."""
    addressed = _is_addressed(text)
    if not (addressed or apart) or "«" in text or forms.bullet(text):
        return ""  # a list of networks, the name of a programme
    networks = sum(1 for _ in islice(_NETWORK.finditer(text), _SEVERAL))
    if addressed and (networks or (apart and _CHANNEL.search(text))):
        return "network-request"
    if apart and networks >= _SEVERAL:
        return "network-row"
    if apart and _OURS.search(text):
        return "network-request"
    return "page-button" if apart and _PAGE.fullmatch(text) else ""


def _is_addressed(text: str) -> bool:
    first = _WORD.match(text)
    return first is not None and first.group().endswith(_ADDRESSED)


def _is_apart(units: Sequence[Unit], index: int) -> bool:
    """Whether furniture stands above or below, or nothing below."""
    return index + 1 == len(units) or is_furniture(units[index - 1]) or is_furniture(units[index + 1])


def _is_before(units: Sequence[Unit], index: int, labels: frozenset[str]) -> bool:
    return index + 1 < len(units) and units[index + 1].piece.label in labels and is_furniture(units[index + 1])


def _is_doubtful(unit: Unit) -> bool:
    """Whether a phrase that is as often prose is all that speaks for a cut."""
    return unit.piece.label == "share" and bool(unit.piece.risk) and unit.piece.confidence < _SURE
