"""The ends of sentences in Arabic text."""

from __future__ import annotations

import regex

# Full stops, question and exclamation marks and ellipses, with closing quotes and brackets after them: `نعم؟!»`.
# A straight quote before a letter does not close: it opens the next sentence: `قال."نعم"`.
_STOP = regex.compile(r"""[.!?؟…۔](?:[.!?؟…۔»”’)\]}›\u200e\u200f]|["'](?!\w))*""")
_WORD = regex.compile(r"[\p{L}\p{N}]")
# A single letter before a full stop is an abbreviation ("د. أحمد", "أ.ف.ب", "J. Rowling"), unless it is the
# sign of a year after its number ("2015 م.", "1436هـ.").
_SINGLE_LETTER = regex.compile(r"(?<![\p{L}\p{M}\p{N}ـ])(?<!\p{N}\s?(?=[مه]))\p{L}\p{M}*ـ?$")
# A sentence of only a number is the number of an item in a list: "1. ".
_ITEM_NUMBER = regex.compile(r"\s*\p{N}{1,3}")
# A stop inside a number, an address or a Latin abbreviation ends nothing: 3.5, ٣.٥, www.aljazeera.net, a@b.com,
# page?id=3, U.S.A
_INSIDE = regex.compile(r"[\p{Latin}\p{N}]$")
_GOES_ON = regex.compile(r"[\p{Latin}\p{N}/=&_%-]")
_CONTEXT = 8  # characters before a stop that are looked at: abbreviations with their marks are shorter; chosen
_BLANK = " \t\r\n\v\f\x00\x1c\x1d\x1e\x1f\x85\xa0\u2028\u2029\u200e\u200f\ufeff"


def sentence_ends(text: str) -> list[int]:
    """The offset after the last character of each sentence, in code points, ascending.

    A sentence ends after a full stop, question mark, exclamation mark or ellipsis with the closing quotes and brackets
    that follow, or with the last visible character of its line. A stop in a number or an address, after a single letter
    or after the number of a list item ends none. Text without a letter or digit is not a sentence.

    >>> sentence_ends("قال د. أحمد: النسبة 3.5 الخميس.وقال «نعم!» اليوم")
    [31, 42, 48]
    """
    ends: list[int] = []
    line_start = 0
    for line in text.splitlines(keepends=True):
        start, line_end = line_start, line_start + len(line.rstrip(_BLANK))
        for stop in _STOP.finditer(text, line_start, line_end):
            if _ends_sentence(text, start, stop):
                start = _append_end(ends, text, start, stop.end())
        _append_end(ends, text, start, line_end)
        line_start += len(line)
    return ends


def _append_end(ends: list[int], text: str, start: int, end: int) -> int:
    """Append `end` to `ends` if the text from `start` has a letter or digit; return `end`, the next start."""
    if _WORD.search(text, start, end):
        ends.append(end)
    return end


def _ends_sentence(text: str, start: int, stop: regex.Match[str]) -> bool:
    """Whether the stop ends the sentence from `start` on.

    A stop with further stops, closing quotes or brackets behind it always does. A bare one does not where the text
    around it goes on, as in a number or an address; a `.` also not after a single letter, or where the sentence so far
    is only the number of an item.
    """
    if len(stop.group()) > 1:
        return True
    before = text[max(start, stop.start() - _CONTEXT) : stop.start()]
    after = text[stop.end() : stop.end() + 1]
    if _INSIDE.search(before) and _GOES_ON.match(after):
        return False
    if stop.group() != ".":
        return True
    return not (_SINGLE_LETTER.search(before) or _ITEM_NUMBER.fullmatch(text, start, stop.start()))
