"""What a page of HTML holds, as a browser without JavaScript reads it."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from html.parser import HTMLParser

_VOID = frozenset({"meta", "input", "br"})


@dataclass
class Seen:
    """The elements of a page, their attributes, its text, and the text of its annotated pieces by page."""

    tags: Counter[str] = field(default_factory=Counter)
    attributes: list[tuple[str, str, str]] = field(default_factory=list)
    pages: dict[object, str] = field(default_factory=dict)
    contents: dict[str, str] = field(default_factory=dict)
    text: str = ""


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.seen = Seen()
        self._open: list[tuple[str, bool, bool]] = []
        self._page: object = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        self.seen.tags[tag] += 1
        self.seen.attributes += [(tag, name, value) for name, value in values.items()]
        self._page = json.loads(values["data-id"]) if "data-id" in values else self._page
        in_piece = "data-at" in values or (bool(self._open) and self._open[-1][1])
        if in_piece and "data-c" in values:
            self._add("".join(chr(int(code)) for code in values["data-c"].split(",")))
        if tag not in _VOID and not (tag == "rect" and self.get_starttag_text().endswith("/>")):
            self._open.append((tag, in_piece, "data-c" in values))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.tags[tag] += 1
        self.seen.attributes += [(tag, name, value or "") for name, value in attrs]

    def handle_endtag(self, tag: str) -> None:
        if self._open:
            opened, *_ = self._open.pop()
            assert opened == tag, f"<{opened}> is closed by </{tag}>"

    def handle_data(self, data: str) -> None:
        self.seen.text += data
        if self._open and self._open[-1][1] and not self._open[-1][2]:
            self._add(data)
        if self._open and self._open[-1][0] in ("script", "style"):
            self.seen.contents[self._open[-1][0]] = data

    def _add(self, text: str) -> None:
        self.seen.pages[self._page] = self.seen.pages.get(self._page, "") + text


def read(html: str) -> Seen:
    """What a page holds; fails where an element is closed by another's tag."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.seen
