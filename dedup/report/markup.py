"""Writes untrusted text as HTML that shows it, does not interpret it, and keeps every character recoverable."""

from __future__ import annotations

import re

import regex
from markupsafe import Markup

_SHOWN_MARKS = 8  # combining marks on a letter that are drawn; chosen
_TOO_MANY_MARKS = regex.compile(rf"\p{{M}}{{{_SHOWN_MARKS + 1}}}")
_MANY_MARKS = regex.compile(rf"\p{{M}}{{{_SHOWN_MARKS + 1},}}")
_ARABIC, _LATIN = regex.compile(r"\p{Arabic}+"), regex.compile(r"\p{Latin}+")
_LETTERS_LOOKED_AT = 2_000  # characters of a text that its direction is found from; chosen
# The Unicode abbreviations of controls.
_NAMES = {
    0x00: "NUL", 0x07: "BEL", 0x08: "BS", 0x0B: "VT", 0x0C: "FF", 0x1B: "ESC", 0x7F: "DEL",
    0x202A: "LRE", 0x202B: "RLE", 0x202C: "PDF", 0x202D: "LRO", 0x202E: "RLO",
    0x2066: "LRI", 0x2067: "RLI", 0x2068: "FSI", 0x2069: "PDI",
}  # fmt: skip
# Controls, characters that change the direction of text, and those that HTML cannot hold or reads otherwise.
_NOT_SHOWN = [*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20), *range(0x7F, 0xA0), *range(0x202A, 0x202F)]
_NOT_SHOWN += [*range(0x2066, 0x206A), 0xFFFE, 0xFFFF, *range(0xD800, 0xE000)]
_ESCAPED = {ord("&"): "&amp;", ord("<"): "&lt;", ord(">"): "&gt;", ord('"'): "&quot;", ord("'"): "&#39;"}
# What is shown in place of a character. The script of the page restores the character where a page is exported.
_IN_TEXT = {
    **{code: f'<i data-c="{code}">{_NAMES.get(code) or f"{code:04X}"}</i>' for code in _NOT_SHOWN},
    0x0D: '<i data-c="13"></i>',
    **_ESCAPED,
}
_SPECIAL = re.compile(f"[{re.escape(''.join(map(chr, _IN_TEXT)))}]")  # four times as fast as `str.translate` on Arabic
_IN_ATTRIBUTES = {**{code: f"\\u{code:04x}" for code in _NOT_SHOWN}, 0x0D: " ", 0x0A: " ", **_ESCAPED}


def shown(text: str) -> Markup:
    """A text as HTML, in which controls, direction marks and lone surrogates are shown by their names or code points.

    Of more than `_SHOWN_MARKS` combining marks in a row, the others are counted and not drawn.
    """
    return Markup(escaped(text))


def escaped(text: str) -> str:
    """The same as `shown`, as a plain string."""
    if _TOO_MANY_MARKS.search(text) is None:
        return _written(text)
    return "".join(_with_few_marks(text))


def in_attribute(text: str) -> Markup:
    """A text as the value of an attribute in double quotes.

    Line ends become spaces, controls escapes; of many combining marks only the first are kept, with an ellipsis.
    """
    return Markup(_MANY_MARKS.sub(lambda marks: marks[0][:_SHOWN_MARKS] + "…", text).translate(_IN_ATTRIBUTES))


def direction(text: str) -> str:
    """The direction of a text: `rtl` where it has Arabic letters, at least half as many as Latin ones, else `ltr`.

    Only the first `_LETTERS_LOOKED_AT` characters count.
    """
    beginning = text[:_LETTERS_LOOKED_AT]
    arabic, latin = (sum(map(len, letters.findall(beginning))) for letters in (_ARABIC, _LATIN))
    return "rtl" if arabic and 2 * arabic >= latin else "ltr"


def shortened(text: str, most: int) -> str:
    """The words of a text on one line, cut to at most `most` characters and an ellipsis.

    It is cut at a space, or at `most` characters where there is none. Only the first 4 * `most` characters are read; a
    longer text always gets an ellipsis.
    """
    words = " ".join(text[: 4 * most].split())
    if len(words) <= most and len(text) <= 4 * most:
        return words
    return f"{words[:most].rpartition(' ')[0] or words[:most]}…"


def _written(text: str) -> str:
    """A text as HTML: special characters escaped, those that cannot be shown replaced by elements that name them."""
    return _SPECIAL.sub(lambda special: _IN_TEXT[ord(special[0])], text)


def _with_few_marks(text: str) -> list[str]:
    """The parts of a text as HTML; of each long run of combining marks, the first `_SHOWN_MARKS` are drawn.

    The others are counted in a visible element, and kept in its attribute.
    """
    parts, at = list[str](), 0
    for marks in _MANY_MARKS.finditer(text):
        drawn, rest = marks.start() + _SHOWN_MARKS, marks.end()
        hidden = ",".join(map(str, map(ord, text[drawn:rest])))
        parts.append(_written(text[at:drawn]))
        parts.append(f'<i data-c="{hidden}">+{rest - drawn:,} marks</i>')
        at = rest
    parts.append(_written(text[at:]))
    return parts
