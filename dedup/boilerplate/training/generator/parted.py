"""Text whose sentences stand on several lines, as where a link, a name in another script or bold type was a line of its
own.
"""

import re

from .draw import Draw
from .wordings import words

_FOREIGN = re.compile(r"[A-Za-z][A-Za-z0-9&.'’-]*(?: [A-Za-z0-9][A-Za-z0-9&.'’-]*)*")
_LEAST = 8  # words of a text that is parted
_MOST = 5  # words of a line that a link or bold type makes


def parted(draw: Draw, text: str, foreign: float = 0.5) -> str:
    """A text with line breaks around one to three of its phrases: mostly names in Latin letters, if it has any.

    A break stands before and behind a phrase, or at one of its ends. Where the text has no Latin letters, a Latin name
    is put into it with probability `foreign`. A text of fewer than eight words is not changed.
    """
    if len(text.split(" ")) < _LEAST:
        return text
    if not _FOREIGN.search(text) and draw.chance(foreign):
        parts = text.split(" ")
        at = draw.between(2, len(parts) - 2)
        text = " ".join([*parts[:at], draw.pick(words()["latin_names"]), *parts[at:]])
    names = [found.span() for found in _FOREIGN.finditer(text)]
    spans = names if names and draw.chance(0.8) else [_phrase(draw, text) for _ in range(draw.between(1, 3))]
    ends = draw.pick(("both", "both", "before", "behind"))
    for first, last in sorted(set(draw.some(spans, 1, 3)), reverse=True):
        before, phrase, behind = text[:first], text[first:last], text[last:]
        if ends != "behind" and before.endswith(" "):
            before = before[:-1] + "\n"
        if ends != "before" and behind.startswith(" "):
            behind = "\n" + behind[1:]
        text = before + phrase + behind
    return text


def _phrase(draw: Draw, text: str) -> tuple[int, int]:
    """The start and the end of one to five words of a text, which are not its first or last ones."""
    parts = text.split(" ")
    first = draw.between(1, len(parts) - 3)
    last = min(first + draw.between(1, _MOST), len(parts) - 1)
    start = len(" ".join(parts[:first])) + 1
    return start, start + len(" ".join(parts[first:last]))
