"""Recognises text that was decoded with a wrong encoding (mojibake)."""

from __future__ import annotations

import re
from typing import NamedTuple

_ARABIC = re.compile("[\u0621-\u064a\u066e-\u06d3]")
_ALEF = "ا".encode()[-1:]  # the second byte of the most frequent letter, which every Arabic text has


class _Misreading(NamedTuple):
    """How a text looks that was decoded with the wrong encoding.

    `sign` is a character that occurs in every such text, `proof` a pattern that only such texts match. The pattern is
    tried only where the sign occurs; Python finds one character some fifty times as fast as two.
    """

    sign: str
    proof: re.Pattern[str]


def _utf8_read_as(encoding: str, others: str = "") -> _Misreading:
    """UTF-8 that was decoded with another encoding, in which each Arabic letter became two characters.

    The proof is three such pairs in a row. `others` are characters that may be the second of a pair beside those of the
    encoding.
    """
    lead = re.escape(b"\xd8\xd9\xda\xdb".decode(encoding))
    rest = re.escape(bytes(range(0x80, 0xC0)).decode(encoding, "ignore") + others)
    return _Misreading(_ALEF.decode(encoding), re.compile(f"(?:[{lead}][{rest}]){{3}}"))


_C1 = "".join(map(chr, range(0x80, 0xA0)))  # the control characters to which latin-1 decodes bytes 80 to 9F
_MISREADINGS = (
    _utf8_read_as("cp1252", _C1),
    _utf8_read_as("cp1256"),
    _utf8_read_as("mac_roman"),
    # UTF-8 that was decoded with the wrong encoding twice.
    _Misreading("Ã", re.compile("(?:[Ã].[Â]?.){3}")),
    # One-byte Arabic decoded as latin-1 or cp1252: "Ç" is the alef of the article; three words of accented letters.
    _Misreading("Ç", re.compile(r"(?:\b[À-ÿ]{3,}\b.*?){3}", re.DOTALL)),
)


_FEWEST_LOST = 8
"""The fewest characters in the place of lost letters that show that letters are lost. Chosen."""


def has_lost_letters(text: str) -> bool:
    """Whether more than a fifth of a text are characters that stand for letters which an encoding did not have.

    These are question marks and U+FFFD, at least eight of them.
    """
    lost = text.count("?") + text.count("\ufffd")
    return lost >= _FEWEST_LOST and 5 * lost > len(text)


def is_misread(text: str) -> bool:
    """Whether a text, or only a part, looks like Arabic decoded with a wrong encoding; lost letters do not count."""
    return any(sign in text and proof.search(text) for sign, proof in _MISREADINGS)


def is_arabic(text: str) -> bool:
    """Whether at least half of the letters of a text are Arabic; true for a text without letters."""
    return 2 * len(_ARABIC.findall(text)) >= sum(map(str.isalpha, text))


def is_unreadable(text: str) -> bool:
    """Whether a text, and not only some lines of it, was decoded with a wrong encoding.

    Either `has_lost_letters` holds; or `is_misread` does, and less than half of the letters are Arabic or more than a
    fifth are ط and ظ: so cp1256 reads the lead bytes of UTF-8, and in Arabic text they are one in fifty.
    """
    if has_lost_letters(text):
        return True
    if not is_misread(text):
        return False
    return not is_arabic(text) or 5 * (text.count("ط") + text.count("ظ")) > sum(map(str.isalpha, text))
