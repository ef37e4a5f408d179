"""The same words as different keyboards, typesetters and exports write them."""

from __future__ import annotations

import re
from collections.abc import Callable

_JOINING = "بتثجحخسشصضطظعغفقكلمنهي"


def _lengthen(text: str) -> str:
    """A tatweel in every word, behind its first letter that joins on."""
    return re.sub(rf"(?<![ء-ي])([ء-ي]*?[{_JOINING}])(?=[ء-ي])", r"\1ـــ", text)


def _vowel(text: str) -> str:
    return re.sub(r"([ء-ي])(?=[ء-ي])", "\\1\u064e", text)


def _bare(text: str) -> str:
    return text.translate(str.maketrans("أإآ", "ااا", "\u064b\u064c\u064d"))


def _swap_hamza(text: str) -> str:
    return text.translate(str.maketrans("اأإ", "إاأ"))


def _egyptian(text: str) -> str:
    return re.sub("ة(?![ء-ي])", "ه", re.sub("ي(?![ء-ي])", "ى", text))


VARIANTS: dict[str, Callable[[str], str]] = {
    "as printed": str,
    "no hamza": _bare,
    "wrong hamza": _swap_hamza,
    "final ى and ه": _egyptian,
    "tatweel": _lengthen,
    "tashkeel": _vowel,
    "Persian kaf and yeh": lambda text: text.replace("ك", "ک").replace("ي", "ی"),
    "right-to-left marks": lambda text: "\u200f" + text.replace(" ", " \u200f"),
    "embedding": lambda text: f"\u202b{text}\u202c",
    "zero width joiners": lambda text: text.replace("ا", "ا\u200c"),
    "double spaces": lambda text: text.replace(" ", "  "),
    "no-break spaces": lambda text: text.replace(" ", "\u00a0"),
    "spaces of no width": lambda text: text.replace(" ", "\u200b"),
    "thin spaces and tabs": lambda text: text.replace(" ", "\u2009\t"),
    "decomposed hamza": lambda text: text.replace("أ", "ا\u0654").replace("إ", "ا\u0655").replace("آ", "ا\u0653"),
}
