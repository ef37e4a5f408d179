"""Names of Arabic news outlets and agencies, to tell a credit or the site behind a headline from prose."""

from __future__ import annotations

import re
from functools import cache
from importlib import resources

from dedup.arabic.view import view

# `موقع 24`, or a name with a number, runs into the text behind it; a name in Latin letters ends where Arabic begins.
_NUMBERED = re.compile(r"(?:[ء-ي]+[ ]){1,2}\d+(?=[ء-ي«\"])")
_LATIN = re.compile(r"[a-z][a-z.]*(?:[ ][a-z.]+){0,2}[ ]*(?=[ء-ي«\"])")


@cache
def _names() -> re.Pattern[str]:
    source = resources.files("dedup.boilerplate") / "outlets.txt"
    folded = (view(name).text for name in source.read_text(encoding="utf-8").splitlines() if name)
    return re.compile(f"(?:{'|'.join(map(re.escape, sorted(folded, key=len, reverse=True)))})")


def outlet_at(text: str, start: int, end: int) -> int | None:
    """Where the name of a site that begins at `start` of a folded view ends, blanks behind it too; None for no site."""
    for pattern in (_NUMBERED, _LATIN):
        match = pattern.match(text, start, end)
        if match:
            return match.end()
    match = _names().match(text, start, end)
    if match is None:
        return None
    stop = match.end()
    while stop < end and text[stop] == " ":
        stop += 1
    return stop


def is_outlet(folded: str) -> bool:
    """Whether a folded text is the name of a known outlet, alone or with others (`سبق + وكالات`)."""
    parts = [part.strip() for part in re.split(r"[+،,/&-]", folded) if part.strip()]
    return bool(parts) and all(_names().fullmatch(part) for part in parts)
