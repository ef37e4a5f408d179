"""Spellings: what sites do to letters, marks and spaces, in one wording or in all their texts."""

import re
from collections.abc import Callable

from .draw import Draw

Spelling = Callable[[str], str]

_STRETCHABLE = re.compile("[بتثجحخسشصضطظعغفقكلمنهيئ](?=[\u0621-\u064a])")
_BIDI = "\u200f\u200e\u202b\u202c\u200d"
_TASHKEEL = "\u064e\u064f\u0650\u0651\u0652\u064b"
_QUOTES = (('"', '"'), ("«", "»"), ("“", "”"), ("”", "“"), ("'", "'"))


def unchanged(text: str) -> str:
    """The text itself."""
    return text


def stretched(draw: Draw, text: str) -> str:
    """The text with one to five tatweels at one place inside a word; unchanged where no letter can be stretched."""
    places = [match.end() for match in _STRETCHABLE.finditer(text)]
    if not places:
        return text
    at = draw.pick(places)
    return text[:at] + "ـ" * draw.between(1, 5) + text[at:]


def misspelt(draw: Draw, text: str) -> str:
    """A wording with rare random changes, drawn anew each time and mostly none; several may come together.

    They are tatweel, an invisible sign, alef without hamza, Persian letters, heh for teh marbuta, vowel marks, and
    no-break spaces for all spaces.
    """
    if draw.chance(0.07):
        text = stretched(draw, text)
    if draw.chance(0.05) and len(text) > 4:
        at = draw.between(1, len(text) - 1)
        text = text[:at] + draw.pick(_BIDI) + text[at:]
    if draw.chance(0.06):
        text = text.replace("أ", "ا").replace("إ", "ا")
    if draw.chance(0.03):
        text = text.replace("ي", "ی").replace("ك", "ک")
    if draw.chance(0.03):
        text = text.replace("ة", "ه")
    if draw.chance(0.03):
        text = marked(draw, text)
    return text.replace(" ", "\u00a0") if draw.chance(0.04) else text


def marked(draw: Draw, text: str) -> str:
    """The text with random vowel marks after about one in eight of its Arabic letters."""
    parts = []
    for letter in text:
        parts.append(letter)
        if "\u0621" <= letter <= "\u064a" and draw.chance(0.12):
            parts.append(draw.pick(_TASHKEEL))
    return "".join(parts)


def manner(draw: Draw) -> Spelling:
    """The spelling of a site's articles, as a function of a text: one habit in all texts or, mostly, none.

    Habits concern letters, spaces (of no width too), commas, the last full stop, digits, direction marks and HTML
    entities.
    """
    return draw.weighted(
        (
            (70.0, unchanged),
            (3.0, lambda text: text.replace("أ", "ا").replace("إ", "ا")),
            (4.0, lambda text: re.sub("ي\\b", "ى", text)),
            (2.0, lambda text: text.replace("ي", "ی").replace("ك", "ک")),
            (3.0, lambda text: text.replace("ة ", "ه ")),
            (4.0, lambda text: text.replace("، ", " ، ").replace(". ", " . ")),
            (3.0, lambda text: text.replace("، ", "،")),
            (4.0, lambda text: text.replace(" في ", " في\u00a0")),
            (2.0, lambda text: "\u200f" + text + "\u200f"),
            (2.0, lambda text: "\u202b" + text + "\u202c"),
            (2.0, lambda text: text.replace("، ", ",  ")),
            (4.0, lambda text: text.rstrip(".")),
            (2.0, lambda text: text.replace(" و", " و ")),
            (2.0, lambda text: text.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))),
            (0.5, lambda text: text.replace(" ", "\u200b")),
            (0.5, lambda text: text.replace("، ", "،\u200b ")),
            (2.0, lambda text: text.replace("&", "&amp;").replace('"', "&quot;")),
        )
    )


def with_entities(draw: Draw, text: str) -> str:
    """The text with one entity of HTML in the place of some of its spaces, or of all.

    The entity and the share of the spaces, a tenth at least, are drawn anew each time.
    """
    entity, rate = draw.pick(("&nbsp;", "&nbsp;", " &nbsp;", "&#160;", "&nbsp; ")), draw.pick((0.1, 0.3, 0.6, 1.0))
    return "".join(entity if letter == " " and draw.chance(rate) else letter for letter in text)


def quoted(draw: Draw, text: str) -> str:
    """The text in a random kind of quotation marks."""
    left, right = draw.pick(_QUOTES)
    return left + text + right
