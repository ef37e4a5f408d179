"""Recognises text that was decoded with a wrong encoding (mojibake), or whose letters are written as escapes."""

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


def _utf8_read_as(encoding: str, others: str = "", sign: bytes = _ALEF) -> _Misreading:
    """UTF-8 that was decoded with another encoding, in which each Arabic letter became two characters.

    The proof is three such pairs in a row. `others` are characters that may be the second of a pair beside those of the
    encoding. `sign`: a byte that every such text has.
    """
    lead = re.escape(b"\xd8\xd9\xda\xdb".decode(encoding))
    rest = re.escape(bytes(range(0x80, 0xC0)).decode(encoding, "ignore") + others)
    return _Misreading(sign.decode(encoding), re.compile(f"(?:[{lead}][{rest}]){{3}}"))


_C1 = "".join(map(chr, range(0x80, 0xA0)))  # the control characters to which latin-1 decodes bytes 80 to 9F
_MISREADINGS = (
    _utf8_read_as("cp1252", _C1),
    _utf8_read_as("cp1256"),
    _utf8_read_as("mac_roman"),
    _utf8_read_as("cp1250", _C1),
    _utf8_read_as("cp1251", _C1),
    _utf8_read_as("cp1253", _C1),
    _utf8_read_as("cp437"),
    _utf8_read_as("cp720", sign=b"\xd8"),  # to it the alef's second byte is a letter
    _utf8_read_as("cp850"),
    # UTF-8 that was decoded with the wrong encoding twice.
    _Misreading("Ã", re.compile("(?:[Ã].[Â]?.){3}")),
    # One-byte Arabic decoded as latin-1 or cp1252: "Ç" is the alef of the article; three words of accented letters.
    _Misreading("Ç", re.compile(r"(?:\b[À-ÿ]{3,}\b.*?){3}", re.DOTALL)),
    # The same as cp437: the article, three times.
    _Misreading("╟", re.compile("(?:╟ß.*?){3}", re.DOTALL)),
)


class _Escapes(NamedTuple):
    """A way to write Arabic letters as escapes: what each begins with, and a pattern for three letters in a row."""

    sign: str
    letter: re.Pattern[str]
    proof: re.Pattern[str]


def _escapes(sign: str, letter: str) -> _Escapes:
    """The escapes of which each matches `letter`."""
    return _Escapes(sign, re.compile(letter), re.compile(f"(?:{letter}){{3}}"))


_ESCAPES = (  # as in JSON, as Python shows bytes, and as in mail (quoted-printable)
    _escapes(r"\u06", r"\\u06[0-9a-fA-F]{2}"),
    _escapes(r"\xd", r"\\xd[89ab]\\x[89ab][0-9a-f]"),
    _escapes("=D", r"=D[89AB](?:=\r?\n)?=[89AB][0-9A-F](?:=\r?\n)?"),
)
_IN_ADDRESSES = _escapes("%", r"%[dD][89abAB]%[89abAB][0-9a-fA-F]")
_WORD, _OF_ADDRESSES = re.compile(r"\S+"), ("://", "www.")

_FEWEST_LOST = 8
"""The fewest characters in the place of lost letters that show that hardly any letter is left. Chosen."""
_FEWEST_REPLACED = 4
"""The fewest U+FFFD that show that letters are lost. Chosen: of one emoji that is cut, up to three remain."""
_MOST_STRAY = 100
"""The characters of a text for each U+FFFD beyond which these are strays. Chosen: every twentieth letter is a ة."""


def has_lost_letters(text: str) -> bool:
    """Whether letters of a text are lost: more than one in a hundred characters, and at least four, are U+FFFD.

    It is true also where question marks and U+FFFD are more than a fifth of the text.
    """
    replaced = text.count("\ufffd")
    return (replaced >= _FEWEST_REPLACED and _MOST_STRAY * replaced > len(text)) or _is_lost(text)


def _is_lost(text: str) -> bool:
    """Whether more than a fifth of a text, and at least eight characters, are question marks and U+FFFD."""
    lost = text.count("?") + text.count("\ufffd")
    return lost >= _FEWEST_LOST and 5 * lost > len(text)


def has_escaped_letters(text: str) -> bool:
    r"""Whether Arabic letters of a text are written as escapes, such as `\u0633`, three in a row.

    Those of addresses, such as `%D8%B3`, count only where the text has more of them than of Arabic letters, and none
    within an address.
    """
    if any(way.sign in text and way.proof.search(text) for way in _ESCAPES):
        return True
    return _IN_ADDRESSES.sign in text and bool(_IN_ADDRESSES.proof.search(text)) and _is_escaped(text)


def _is_escaped(text: str) -> bool:
    """Whether a text has more Arabic letters that are written as escapes, outside of addresses, than others."""
    outside = _WORD.sub(lambda word: "" if any(sign in word[0] for sign in _OF_ADDRESSES) else word[0], text)
    escaped = sum(len(way.letter.findall(outside)) for way in (*_ESCAPES, _IN_ADDRESSES) if way.sign in outside)
    return escaped > len(_ARABIC.findall(text))


def is_misread(text: str) -> bool:
    """Whether a text, or only a part, looks like Arabic decoded with a wrong encoding; lost letters do not count."""
    return any(sign in text and proof.search(text) for sign, proof in _MISREADINGS)


def is_arabic(text: str) -> bool:
    """Whether at least half of the letters of a text are Arabic; true for a text without letters."""
    return 2 * len(_ARABIC.findall(text)) >= sum(map(str.isalpha, text))


def is_unreadable(text: str) -> bool:
    """Whether a text, and not only some lines of it, was decoded with a wrong encoding or is written as escapes.

    More than a fifth of it is lost; or it has more escaped letters than others; or `is_misread` holds, and less than
    half of the letters are Arabic or more than a fifth are ط and ظ: so cp1256 reads the lead bytes of UTF-8, and in
    Arabic text they are one in fifty.
    """
    if _is_lost(text) or (has_escaped_letters(text) and _is_escaped(text)):
        return True
    if not is_misread(text):
        return False
    return not is_arabic(text) or 5 * (text.count("ط") + text.count("ظ")) > sum(map(str.isalpha, text))
