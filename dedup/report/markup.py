"""Text of others in HTML: shown, never obeyed, and recoverable to the last character from what is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

import regex

if TYPE_CHECKING:
    from markupsafe import Markup

_SHOWN_MARKS = 8
_MANY_MARKS = regex.compile(rf"\p{{M}}{{{_SHOWN_MARKS + 1},}}")
_ARABIC_OR_LATIN = regex.compile(r"(\p{Arabic})|\p{Latin}")
_LETTERS_LOOKED_AT = 2_000
_NAMES = {
    0x00: "NUL", 0x07: "BEL", 0x08: "BS", 0x0B: "VT", 0x0C: "FF", 0x1B: "ESC", 0x7F: "DEL",
    0x202A: "LRE", 0x202B: "RLE", 0x202C: "PDF", 0x202D: "LRO", 0x202E: "RLO",
    0x2066: "LRI", 0x2067: "RLI", 0x2068: "FSI", 0x2069: "PDI",
}  # fmt: skip
# Controls, what turns the text around it, and what HTML cannot hold or reads as something else.
_NOT_SHOWN = [*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20), *range(0x7F, 0xA0), *range(0x202A, 0x202F)]
_NOT_SHOWN += [*range(0x2066, 0x206A), 0xFFFE, 0xFFFF, *range(0xD800, 0xE000)]
_ESCAPED = {ord("&"): "&amp;", ord("<"): "&lt;", ord(">"): "&gt;", ord('"'): "&quot;", ord("'"): "&#39;"}
# A mark for a character: the page's script puts the character itself back in its place where a page is exported.
_IN_TEXT = {
    **{code: f'<i data-c="{code}">{_NAMES.get(code) or f"{code:04X}"}</i>' for code in _NOT_SHOWN},
    0x0D: '<i data-c="13"></i>',
    **_ESCAPED,
}
_IN_ATTRIBUTES = {**{code: f"\\u{code:04x}" for code in _NOT_SHOWN}, 0x0D: " ", 0x0A: " ", **_ESCAPED}


def shown(text: str) -> Markup:
    """A text as HTML. Controls, marks of direction and lone surrogates are named; of piled-up accents few are drawn."""
    from markupsafe import Markup

    if _MANY_MARKS.search(text) is None:
        return Markup(text.translate(_IN_TEXT))
    return Markup("".join(_with_few_marks(text)))


def in_attribute(text: str) -> Markup:
    """A text as the value of an attribute between double quotes."""
    from markupsafe import Markup

    return Markup(_MANY_MARKS.sub(lambda marks: marks[0][:_SHOWN_MARKS] + "…", text).translate(_IN_ATTRIBUTES))


def direction(text: str) -> str:
    """Which way a text runs: `rtl` where it has at least half as many Arabic letters as Latin ones."""
    arabic = latin = 0
    for letter in _ARABIC_OR_LATIN.finditer(text[:_LETTERS_LOOKED_AT]):
        if letter[1]:
            arabic += 1
        else:
            latin += 1
    return "rtl" if arabic and 2 * arabic >= latin else "ltr"


def shortened(text: str, most: int) -> str:
    """The words of a text on one line, of at most so many characters."""
    words = " ".join(text[: 4 * most].split())
    if len(words) <= most and len(text) <= 4 * most:
        return words
    return f"{words[:most].rpartition(' ')[0] or words[:most]}…"


def _with_few_marks(text: str) -> list[str]:
    """The text with the rest of each long run of combining marks in an attribute."""
    parts, at = list[str](), 0
    for marks in _MANY_MARKS.finditer(text):
        drawn, rest = marks.start() + _SHOWN_MARKS, marks.end()
        hidden = ",".join(map(str, map(ord, text[drawn:rest])))
        parts.append(text[at:drawn].translate(_IN_TEXT))
        parts.append(f'<i data-c="{hidden}">+{rest - drawn:,} marks</i>')
        at = rest
    parts.append(text[at:].translate(_IN_TEXT))
    return parts
