"""The folding once more, a character at a time in plain Python: what table and kernel must equal."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import cache

from hypothesis import strategies as st

_DROPPED, _SEPARATOR, _HAMZA = "", " ", "\u0654"
_FOLDS = {
    **dict.fromkeys("أإآٱٲٳ", "ا"),
    **dict.fromkeys("ىیېے", "ي"),
    **dict.fromkeys("کڪ", "ك"),
    **dict.fromkeys("ةۃہھە", "ه"),
    **dict.fromkeys("ـ\u06e5\u06e6", _DROPPED),
    **dict.fromkeys("\u06dd\u08e2\u200b", _SEPARATOR),
    _HAMZA: _HAMZA,
}
_ALLAH = "\ufdf2"
# Signs that Unicode names by the words they show but, having been added late, does not decompose.
_SIGNS = {
    "\ufd40": "رحمه الله",
    "\ufd41": "رضي الله عنه",
    "\ufd42": "رضي الله عنها",
    "\ufd43": "رضي الله عنهم",
    "\ufd44": "رضي الله عنهما",
    "\ufd45": "رضي الله عنهن",
    "\ufd46": "صلي الله عليه واله",
    "\ufd47": "عليه السلام",
    "\ufd48": "عليهم السلام",
    "\ufd49": "عليهما السلام",
    "\ufd4a": "عليه الصلاه والسلام",
    "\ufd4b": "قدس سره",
    "\ufd4c": "صلي الله عليه واله وسلم",
    "\ufd4d": "عليها السلام",
    "\ufd4e": "تبارك وتعالي",
    "\ufd4f": "رحمهم الله",
    "\ufdcf": "سلامه علينا",
    "\ufdfd": "بسم الله الرحمن الرحيم",
    "\ufdfe": "سبحانه وتعالي",
    "\ufdff": "عز وجل",
}
# Of one word only, but no part of the word they stand beside: an abbreviated blessing, a currency.
_APART = "\ufdf5\ufdfc"

# Texts as they come: anything a str can hold, and runs of what Arabic text and its accidents are made of.
any_text = st.one_of(
    st.text(st.characters()),
    st.text(
        st.sampled_from(
            "اأإآوؤيئىیےةهۀۂکكپ٢۲2Aé ً\u0651\u0654\u0655\u0670ـ\u200b\u200c\u200f\ud800\x00،.؟_«\nﷺﻼﹰ½\u0301"
        )
    ),
    st.text(st.sampled_from("ااﺍأوفلله ًـ\u0654\u200bﷲﷲﷴﷵ﷽")),
)


def reference_words(text: str) -> list[tuple[str, int, int]]:
    """The folded words with their starts and ends."""
    words: list[tuple[str, int, int]] = []
    word, start, end = "", 0, 0
    for place, unit in _units(text):
        if unit == _ALLAH:
            for letter in "لله" if word.endswith("ا") else "الله":
                start, word, end = start if word else place, word + letter, place + 1
        elif unit == _SEPARATOR:
            if word:
                words.append((word, start, end))
            word = ""
        elif unit in (_DROPPED, _HAMZA):
            if word:
                end = place + 1
            if unit == _HAMZA and word.endswith(("و", "ي")):
                word = word[:-1] + "ء"
        else:
            start = start if word else place
            word, end = word + unit, place + 1
    return [*words, (word, start, end)] if word else words


def reference_hash(word: str) -> int:
    """The 64-bit hash of a folded word; `لله` and what is like it has that of `الله`."""
    for written in ("لالله", "لله"):
        if word in (written, "و" + written, "ف" + written):
            word = word.removesuffix(written) + "الله"
    return reference_spelled_hash(word)


def reference_spelled_hash(word: str) -> int:
    """The 64-bit hash of the letters of a folded word."""
    state = 1
    for letter in word:
        state = (state * 6364136223846793005 + ord(letter)) % 2**64
    return reference_mix64(state)


def reference_mix64(value: int) -> int:
    """MurmurHash3's fmix64."""
    value = (value ^ (value >> 33)) * 0xFF51AFD7ED558CCD % 2**64
    value = (value ^ (value >> 33)) * 0xC4CEB9FE1A85EC53 % 2**64
    return value ^ (value >> 33)


def _units(text: str) -> Iterator[tuple[int, str]]:
    for place, character in enumerate(text):
        for unit in _fold_character(character):
            yield place, unit


@cache
def _fold_character(character: str) -> list[str]:
    if character == _ALLAH:
        return [_ALLAH]
    if character in _SIGNS:
        return [_SEPARATOR, *_SIGNS[character], _SEPARATOR]
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", character).casefold())
    units = [_fold_decomposed(unit) for unit in decomposed]
    for place, unit in enumerate(units):
        if unit == _HAMZA and len(units) > 1:
            base = max((p for p in range(place) if units[p] != _DROPPED), default=place)
            units[base], units[place] = ("ء" if units[base] in "وي" else units[base]), _DROPPED
    is_mark = unicodedata.category(character).startswith("L") and not "".join(units).strip()
    if is_mark:
        return [_DROPPED]
    if character in _APART or " " in "".join(units).strip():
        return [_SEPARATOR, *units, _SEPARATOR]
    return units


def _fold_decomposed(character: str) -> str:
    if character in _FOLDS:
        return _FOLDS[character]
    category = unicodedata.category(character)
    if category in ("Mn", "Me", "Cf"):
        return _DROPPED
    if category == "Nd":
        return str(unicodedata.decimal(character))
    return character if category[0] in "LNM" or category in ("Co", "Cn") else _SEPARATOR
