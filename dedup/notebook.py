"""How pages and results look in a notebook: self-contained HTML in which every text is escaped."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html import escape
from typing import TYPE_CHECKING, Any

from dedup.colours import colour_of

if TYPE_CHECKING:
    from dedup.model import Article, Page, Span

ROWS_SHOWN = 10
"""Rows of a result that a notebook shows; chosen."""
_LONGEST = 80  # characters of a text in a table; chosen

_NOT_IN_HTML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_NOTE = "font-size:.8em;opacity:.75"  # the style of notes


def page_html(page: Page) -> str:
    """The HTML of a page, from right to left: the text as read, each cut in the colour of its label, with its rule.

    Above it stand the numbers of articles, cuts and characters cut, the labels that occur, and the fields of each
    article.
    """
    removed = sum(span.end - span.start for span in page.removed)
    share = f", {removed / len(page.original):.1%}" if page.original else ""
    head = (
        f"{_counted(len(page.articles), 'article')}, {_counted(len(page.removed), 'cut')} "
        f"({removed:,} of {_counted(len(page.original), 'character')}{share})"
    )
    labels = " ".join(_marked(label, label) for label in dict.fromkeys(span.label for span in page.removed))
    text = "".join(_spans(page))
    return (
        f'<div dir="rtl" style="max-width:56em"><div dir="ltr" style="{_NOTE}">{escape(head)} {labels}</div>'
        f"{''.join(map(_fields, page.articles))}"
        f'<div style="white-space:pre-wrap;overflow-wrap:anywhere;line-height:1.8;text-align:right">{text}</div></div>'
    )


def result_html(head: str, names: Sequence[str], rows: Sequence[Sequence[Any]], count: int) -> str:
    """The HTML of a result: `head`, and a table of `rows`, the first of `count`; long texts in it are shortened.

    Without rows, only `head`. A line below says how many of `count` are shown, if not all.
    """
    if not rows:
        return f"<div><code>{_escaped(head)}</code></div>"
    cells = "".join(f"<th>{_escaped(name)}</th>" for name in names)
    lines = "".join(f"<tr>{''.join(map(_cell, row))}</tr>" for row in rows)
    more = f'<div style="{_NOTE}">the first {len(rows)} of {count:,}</div>' if count > len(rows) else ""
    return f"<div><code>{_escaped(head)}</code><table><tr>{cells}</tr>{lines}</table>{more}</div>"


def _fields(article: Article) -> str:
    """The fields of an article as an HTML line, empty where it has none."""
    found = {
        "title": article.title,
        "source": article.source,
        "published": article.published,
        "byline": article.byline,
        "tags": " · ".join(article.tags),
    }
    values = [f"<b>{name}</b> <bdi>{_escaped(value)}</bdi>" for name, value in found.items() if value]
    return f'<div dir="ltr" style="{_NOTE}">article {article.number}: {", ".join(values)}</div>' if values else ""


def _spans(page: Page) -> Iterable[str]:
    """Yield the HTML of the spans of a page in their order, with a line where an appended article begins."""
    article = 1
    for span in page.spans:
        if span.is_content and span.article > article:
            article = span.article
            yield f'<div dir="ltr" style="{_NOTE};border-top:1px solid;margin-top:.5em">article {article}</div>'
        text = page.original[span.start : span.end]
        yield _escaped(text) if span.is_content else _cut_html(text, span)


def _cut_html(text: str, span: Span) -> str:
    """The HTML of a cut: marked, with its label behind it, and its rule and confidence as a tooltip.

    `text` is the text of the cut alone; it is escaped, and white space at its end is not marked.
    """
    body = text.rstrip()
    title = f"{span.label} · {span.rule} · {span.confidence:g}"
    note = f'<small dir="ltr" style="{_NOTE}"> {escape(span.label)}</small>'
    return f"{_marked(body, span.label, title, note)}{_escaped(text[len(body) :])}"


def _marked(text: str, label: str, title: str = "", note: str = "") -> str:
    """A text as an HTML mark in the colour of a label, with the tooltip `title`; both are escaped.

    `note` is HTML that follows the text inside the mark.
    """
    style = f"background:{colour_of(label).notebook}4d;color:inherit;unicode-bidi:isolate"  # 4d: of ff, 30% opaque
    return f'<mark style="{style}" title="{_escaped(title)}">{_escaped(text)}{note}</mark>'


def _cell(value: Any) -> str:
    """A value as a cell of an HTML table: a text on one line, cut after `_LONGEST` characters; empty for None.

    A float has three significant digits. Only texts are escaped.
    """
    if isinstance(value, str):
        words = " ".join(value[: 4 * _LONGEST].split())
        return f'<td dir="auto">{_escaped(words if len(words) <= _LONGEST else words[:_LONGEST] + "…")}</td>'
    return f"<td>{'' if value is None else f'{value:.3g}' if isinstance(value, float) else value}</td>"


def _escaped(text: str) -> str:
    """Text with its HTML escaped, and a replacement character for each character that HTML cannot hold."""
    return escape(_NOT_IN_HTML.sub("\ufffd", text))


def _counted(number: int, noun: str) -> str:
    """A number and a noun, in the plural unless the number is 1."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
