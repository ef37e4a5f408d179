"""Names of Arabic news outlets and agencies, to tell a credit or the site behind a headline from prose."""

from __future__ import annotations

import re
from functools import cache
from importlib import resources

from dedup.arabic.view import view
from dedup.boilerplate.joins import split_word, vocabulary

# `موقع 24`, or a name with a number, that runs into the text behind it.
_NUMBERED = re.compile(
    r"(?:موقع|قناه|اخبار|شبكه|تلفزيون|وكاله|بوابه)[ ](?:[ء-ي]+[ ])?\d{1,3}(?=[ء-ي«])|ال[ء-ي]+[ ]\d{2,3}(?=[ء-ي«])"
)
# A name in Latin letters that says it is a medium; it ends where Arabic begins.
_LATIN = re.compile(
    r"(?:[a-z0-9.]+[ ]){0,2}(?:arabic|arabia|news|net|tv|online|post|times|press|today|[a-z]+[ ]?24|com)[ ]*(?=[ء-ي«])"
)

_BETWEEN_NAMES = "+،,/&-" + "".join(filter(str.isspace, map(chr, range(0x3001))))


@cache
def _names() -> re.Pattern[str]:
    source = resources.files("dedup.boilerplate") / "outlets.txt"
    folded = (view(name).text for name in source.read_text(encoding="utf-8").splitlines() if name)
    return re.compile(f"(?:{'|'.join(map(re.escape, sorted(folded, key=len, reverse=True)))})")


def outlet_at(text: str, start: int, end: int) -> int | None:
    """Where the name of a site that begins at `start` of a folded view ends, blanks behind it too; None for no site.

    A letter must follow: the text that the name stands before.
    """
    for pattern in (_NUMBERED, _LATIN):
        match = pattern.match(text, start, end)
        if match:
            return match.end()
    match = _names().match(text, start, end)
    if match is None:
        return None
    stop = match.end()
    glued = re.compile(r"[ء-ي]+").match(text, stop, end)
    if glued and text[stop - 1].isalpha() and text[stop - 1] > "z":
        whole = text[start:stop].rsplit(" ", 1)[-1] + glued.group()
        if whole in vocabulary() or not (glued.group() in vocabulary() or split_word(glued.group())):
            return None
    while stop < end and text[stop] == " ":
        stop += 1
    return stop if stop < end and (text[stop] >= "ء" or text[stop] in '«"') else None


def is_outlet(folded: str) -> bool:
    """Whether a folded text is the name of a known outlet, alone or with others (`سبق + وكالات`)."""
    if not _names().match(folded.lstrip(_BETWEEN_NAMES)):
        return False
    parts = [part.strip() for part in re.split(r"[+،,/&-]", folded) if part.strip()]
    return bool(parts) and all(_names().fullmatch(part) for part in parts)
