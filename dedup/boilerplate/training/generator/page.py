"""A page while it is written: pieces of text with their labels, joined by the white space of the site."""

import re
from dataclasses import dataclass

from ..gold import GoldSpan
from .draw import Draw

_EDGE = " \n\r\t\u00a0"
_LINES = re.compile(r"[\r\n]+")

# Kinds of gaps before a piece.
LINE, PARAGRAPH, ITEM, SPACE, FUSE = "line", "paragraph", "item", "space", "fuse"


@dataclass(frozen=True, slots=True)
class Layout:
    """The white space of a site between blocks, paragraphs and items; of several strings one is drawn each time.

    `start` is the white space at the beginning. `glue` is the probability that a block of furniture follows without a
    break.
    """

    line: tuple[str, ...] = ("\n",)
    paragraph: tuple[str, ...] = ("\n",)
    item: tuple[str, ...] = ("\n",)
    start: str = ""
    glue: float = 0.0


_LINED: tuple[tuple[float, Layout], ...] = (
    (26.0, Layout()),
    (7.0, Layout(("\r\n", "\r\n", "\r\n\r\n"), ("\r\n",), ("\r\n",))),
    (4.0, Layout(("\n",), ("\n",), ("\n",), "\u00a0\u00a0\u00a0\u00a0")),
    (3.0, Layout(("\n\t",), ("\n",), ("\n\t\t",), "\t")),
    (3.0, Layout(("\n", " \n"), (" \n", "  \n"), ("\n",), " ")),
)
_SPACED: tuple[tuple[float, Layout], ...] = (
    (12.0, Layout(("\n\n",), ("\n\n",), ("\n",))),
    (7.0, Layout(("\n\n",), ("\n\n",), ("\n  ",))),
    (4.0, Layout(("\n\n",), ("\n\n",), ("\n\n",))),
    (6.0, Layout(("\n", "\n", "\n\n", "\n\n\n", "\n \n"), ("\n", "\n\n"), ("\n", "\n", "\n\n"))),
    (5.0, Layout(("\n\n",), ("\n",), ("\n",))),
    (5.0, Layout(("\n\u00a0\n", "\n"), ("\n\u00a0\n", "\n\u00a0"), ("\n",))),
    (4.0, Layout(("\r\n\r\n",), ("\r\n\r\n",), ("\r\n",))),
    (4.0, Layout(("\n    ", "\n"), ("\n    ",), ("\n\t",), "\n            ")),
)
_RUNNING: tuple[tuple[float, Layout], ...] = (
    (4.0, Layout((" ",), (" ",), (" ",))),
    (2.0, Layout((" ", "  ", ""), (" ", "  "), (" ", " ", ""))),
    (2.0, Layout(("", " "), ("",), ("", " "))),
    (2.0, Layout(("\n", "", " "), ("",), ("", " "), "\n            ")),
    (2.0, Layout(("\n",), (" ", " ", ""), ("\n",))),
    (1.0, Layout(("\u00a0", " "), ("\u00a0 ", " "), ("\u00a0",))),
)
# Styles of white space: a line for each block, blank lines, blocks joined to the text, hardly a line break.
STYLES = ("lines", "spaced", "glued", "run")


def layout_of(draw: Draw, style: str) -> Layout:
    """A random layout of `style`, one of STYLES, with a random `glue`; any other style counts as "spaced".

    `glue` is 0.2 to 0.8 for "glued" and "run", else 0.1 or, mostly, 0.
    """
    if style == "run":
        plain, glue = draw.weighted(_RUNNING), draw.pick((0.2, 0.5, 0.8))
    elif style == "glued":
        plain, glue = draw.weighted(_LINED + _SPACED), draw.pick((0.3, 0.5, 0.8))
    else:
        plain, glue = draw.weighted(_LINED if style == "lines" else _SPACED), draw.pick((0.0, 0.0, 0.0, 0.1))
    return Layout(plain.line, plain.paragraph, plain.item, plain.start, glue)


class Page:
    """Collects pieces of text with their labels."""

    def __init__(self, layout: Layout, draw: Draw) -> None:
        """An empty page."""
        self.layout = layout
        self.draw = draw
        self.last_label = ""
        self._parts: list[str] = []
        self._pieces: list[tuple[int, str, int]] = []
        self._length = 0

    def __len__(self) -> int:
        """The number of pieces so far."""
        return len(self._pieces)

    def gap(self, join: str) -> str:
        """White space for a kind of gap, drawn anew each time: of the layout for LINE, PARAGRAPH and ITEM.

        For SPACE it is one or two blanks or a no-break space, for FUSE nothing; any other name counts as LINE.
        """
        draw, layout = self.draw, self.layout
        if join == FUSE:
            return ""
        if join == SPACE:
            return draw.pick((" ", " ", " ", " ", "\u00a0", "  "))
        if join == PARAGRAPH:
            return draw.pick(layout.paragraph)
        return draw.pick(layout.item if join == ITEM else layout.line)

    def add(self, text: str, label: str, article: int = 0, join: str = LINE) -> None:
        """Write the lines of `text` as pieces with one label: the first line after the gap `join`, others after ITEM.

        `article` is the number of the article that they belong to, 0 for none. Lines are stripped and empty ones left
        out; where the first is empty, all come after ITEM. The first piece of a page comes after `layout.start`.
        """
        for index, line in enumerate(_LINES.split(text)):
            line = line.strip(_EDGE)
            if not line:
                continue
            between = ITEM if index else join
            self._write(self.gap(between) if self._pieces else self.layout.start)
            self._pieces.append((self._length, label, article))
            self._write(line)
            self.last_label = label

    def furniture(self, text: str, label: str, article: int = 0, join: str = LINE) -> None:
        """Write pieces as `add` does; but LINE becomes FUSE or SPACE with the probability `glue` of the layout."""
        if join == LINE and self._pieces and self.layout.glue and self.draw.chance(self.layout.glue):
            join = FUSE if self.draw.chance(0.7) else SPACE
        self.add(text, label, article, join)

    def trail(self, white: str) -> None:
        """Write white space behind what is written so far; it belongs to the last piece."""
        self._write(white)

    def finish(self) -> tuple[str, tuple[GoldSpan, ...]]:
        """The text of the page, and one span a piece, up to the start of the next piece; together they cover the text.

        The last span includes the white space at the end. A page without pieces raises `ValueError`.
        """
        text = "".join(self._parts)
        starts = [start for start, _, _ in self._pieces[1:]] + [len(text)]
        spans = []
        start = 0
        for end, (_, label, article) in zip(starts, self._pieces, strict=True):
            spans.append(GoldSpan(start, end, label, article))
            start = end
        return text, tuple(spans)

    def _write(self, text: str) -> None:
        """Append text."""
        self._parts.append(text)
        self._length += len(text)
