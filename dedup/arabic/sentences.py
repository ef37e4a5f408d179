"""Where the sentences of Arabic text end."""

from __future__ import annotations

import regex

# Full stops, question and exclamation marks and ellipses, with the quotes and brackets closed there: `نعم؟!»`.
# A straight quote right before a letter opens the next sentence: `قال."نعم"`.
_STOP = regex.compile(r"""[.!?؟…۔](?:[.!?؟…۔»”’)\]}›\u200e\u200f]|["'](?!\w))*""")
_WORD = regex.compile(r"[\p{L}\p{N}]")
# What stands before a full stop that ends nothing: a single letter ("د. أحمد", "أ.ف.ب", "J. K. Rowling"), but not
# the sign of a year after its number ("2015 م.", "1436هـ."); a list item's number at the start of its line ("1. ").
_ABBREVIATION = regex.compile(r"(?<![\p{L}\p{M}\p{N}ـ])(?<!\p{N}\s?(?=[مه]))[\p{L}]\p{M}*ـ?$")
_ITEM_NUMBER = regex.compile(r"\s*\p{N}{1,3}$")
# A stop inside a number, an address or a Latin abbreviation: 3.5, ٣.٥, www.aljazeera.net, a@b.com, page?id=3, U.S.A
_INSIDE = regex.compile(r"[\p{Latin}\p{N}]$")
_GOES_ON = regex.compile(r"[\p{Latin}\p{N}/=&_%-]")
# Looking back further than this tells nothing about a stop.
_CONTEXT = 8
_BLANK = " \t\r\n\v\f\x00\x1c\x1d\x1e\x1f\x85\xa0\u2028\u2029\u200e\u200f\ufeff"


def sentence_ends(text: str) -> list[int]:
    """Offsets just after the end of each sentence, in code points, increasing.

    A sentence ends after its full stop, question or exclamation mark or ellipsis with the quotes and brackets closed
    there, or else with the last visible character of its line. What has no letter or digit is no sentence.

    >>> sentence_ends("قال د. أحمد: النسبة 3.5 الخميس.وقال «نعم!» اليوم")
    [31, 42, 48]
    """
    ends: list[int] = []
    start = line_start = 0
    for line in text.splitlines(keepends=True):
        line_end = line_start + len(line.rstrip(_BLANK))
        stops = (
            stop.end() for stop in _STOP.finditer(text, line_start, line_end) if _ends(text, stop, line_start)
        )
        for end in (*stops, line_end):
            if _WORD.search(text, start, end):
                ends.append(end)
            start = end
        line_start += len(line)
    return ends


def _ends(text: str, stop: regex.Match[str], line_start: int) -> bool:
    if len(stop.group()) > 1:
        return True
    before = text[max(line_start, stop.start() - _CONTEXT) : stop.start()]
    after = text[stop.end() : stop.end() + 1]
    if _INSIDE.search(before) and _GOES_ON.match(after):
        return False
    if stop.group() != ".":
        return True
    listed = stop.start() - line_start < _CONTEXT and _ITEM_NUMBER.fullmatch(before)
    return not listed and not _ABBREVIATION.search(before)
