"""Renders the report as one HTML file of limited size, safe whatever the texts contain."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from hashlib import sha256
from importlib import resources
from typing import Any, TypeVar

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from dedup.colours import group_of, style_sheet
from dedup.report import wording
from dedup.report.building import Selection, ShownPair
from dedup.report.drawing import bar, timeline
from dedup.report.markup import direction, escaped, in_attribute, shortened, shown
from dedup.report.views import PageView, Piece
from dedup.stats import Stats

Item = TypeVar("Item")
_PAGES, _PAIRS, _PASSAGES, _ROWS = 1_350_000, 250_000, 300_000, 300_000
"""Bytes of the pages, of the pairs of one list, of the passages, and of the rows of one list; chosen so that a report
has less than 3 MB.
"""
_LISTED = 100  # sources, and rules, that are listed; chosen
_REJECTED = 40  # rejected records that are listed; chosen
_LOWEST = 6  # pairs of each kind on the first screen; chosen
_LONGEST_EXCERPT = 220  # characters; chosen
_LONGEST_NAME = 120  # characters; chosen
_ISOLATE, _END = "\u2068", "\u2069"  # text between them does not change the direction of the text around


def report_html(stats: Stats, chosen: Selection) -> bytes:
    """The report of a run as HTML, encoded in UTF-8; each list shows the first items that fit its limit in bytes."""
    macros = _macros()
    pages = _fitting(chosen.pages, macros.page, _PAGES)
    numbers = {view.id: number for number, view in enumerate(chosen.pages[: len(pages)], 1)}

    def rows(items: Iterable[Any], macro: Callable[..., Markup]) -> Sequence[Markup]:
        """The rows of a list, limited in bytes."""
        return _fitting(items, lambda item, _: macro(item, numbers), _ROWS)

    def pairs(items: Iterable[ShownPair], name: str) -> Sequence[Markup]:
        """The pairs of a list, limited in bytes; `name` is for their anchors."""
        return _fitting(items, lambda pair, number: macros.pair(pair, numbers, f"{name}-{number}"), _PAIRS)

    lists = {"near": chosen.near, "contained": chosen.contained, "numbers": chosen.numbers}
    found = chosen.found
    sources = sorted({view.source for view in chosen.pages[: len(pages)]} | {cut.source for cut in chosen.sample})
    context = {
        "stats": stats,
        "figures": wording.figures(stats),
        "documents": wording.document_parts(stats),
        "characters": wording.character_parts(stats),
        "timeline": timeline(found.days),
        "sources": stats.sources.listed[:_LISTED],
        "rules": list(stats.characters.cut_by_rule.items())[:_LISTED],
        "rules_in_all": len(stats.characters.cut_by_rule),
        "found": found,
        "unsure": rows(chosen.unsure, macros.cut_row),
        "longest": rows(chosen.longest, macros.cut_row),
        "losses": rows(chosen.losses, macros.loss_row),
        "unusual": rows(chosen.unusual, macros.unusual_row),
        "sample": rows(chosen.sample, macros.cut_row),
        "strata": len(found.strata.sizes),
        **{name: pairs(shown_pairs, name) for name, shown_pairs in lists.items()},
        "lowest": [
            (f"{name}-{number}", pair) for name in ("near", "contained") for number, pair in _first(lists[name])
        ],
        "numbers_looked_at": chosen.numbers_looked_at,
        "passages": _fitting(chosen.passages, lambda passage, _: macros.passage(passage, numbers), _PASSAGES),
        "rejected": found.rejected[:_REJECTED],
        "pages": pages,
        "labels": sorted({cut.cut.label for cut in chosen.sample}, key=list(wording.LABELS).index),
        "filter_sources": sources[:500],
    }
    return _whole("report.html", context)


def _first(pairs: Sequence[ShownPair]) -> Iterable[tuple[int, ShownPair]]:
    """The first `_LOWEST` pairs of a list, numbered from 1."""
    return enumerate(pairs[:_LOWEST], 1)


def page_html(view: PageView) -> bytes:
    """One cleaned page as an HTML file, encoded in UTF-8."""
    return _whole("explain.html", {"view": view, "page": _macros().page(view, 1, opened=True)})


def _whole(template: str, context: dict[str, Any]) -> bytes:
    """A template filled with values, with style, script and a policy that allows only these; encoded in UTF-8."""
    style, script = _asset("report.css") + style_sheet(), _asset("report.js")
    policy = (
        f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'; "
        "base-uri 'none'; form-action 'none'"
    )
    html = _environment().get_template(template).render(style=style, script=script, policy=policy, **context)
    return html.encode("utf-8")


def _fitting(items: Iterable[Item], html: Callable[[Item, int], Markup], most: int) -> Sequence[Markup]:
    """The HTML of the first items, at most `most` bytes; it ends before the first that does not fit.

    `html` gets each item and its number, from 1.
    """
    found: list[Markup] = []
    size = 0
    for number, item in enumerate(items, 1):
        made = html(item, number)
        size += len(made.encode("utf-8"))
        if size > most:
            break
        found.append(made)
    return found


def _pieces(pieces: Iterable[Piece]) -> Markup:
    """The text of a page as HTML: each piece in an element with its offsets, label, article and number.

    A kept piece whose article is not that of the kept one before it says that an article begins.
    """
    html, article = list[str](), 1
    for piece in pieces:
        begins = not piece.number and piece.article != article
        article = piece.article if begins else article
        html.append(_piece(piece, f' data-begins="article {article}"' if begins else ""))
    return Markup("".join(html))


def _piece(piece: Piece, more: str) -> str:
    """The HTML of a piece: a cut in a `mark`, behind which the white space at its end stands, or kept text.

    `more`: further attributes of kept text.
    """
    where = f"{piece.start} {piece.end} {piece.label} {piece.article} {piece.number}"
    if not piece.number:
        return f'<span data-at="{where}"{more}>{escaped(piece.text)}</span>'
    body = piece.text.rstrip()
    rest = escaped(piece.text[len(body) :])
    about = " · ".join(f"{_ISOLATE}{in_attribute(own)}{_END}" for own in piece.about)
    return (
        f'<span data-at="{where}"><mark class="g-{group_of(piece.label)}" data-n="{piece.number}" '
        f'dir="{direction(body)}" title="{about}">{escaped(body)}</mark>{rest}</span>'
    )


@cache
def _environment() -> Environment:
    """The environment of the templates, made once, with their filters and globals.

    Strings are written as by `shown`, unless they are Markup; an undefined name is an error.
    """

    def finalized(value: Any) -> Any:
        """A value for a template: texts escaped as `shown` does."""
        return shown(value) if isinstance(value, str) and not isinstance(value, Markup) else value

    environment = Environment(
        loader=FunctionLoader(_asset),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=finalized,
    )
    environment.filters.update(
        attribute=in_attribute,
        excerpt=lambda text: shortened(text, _LONGEST_EXCERPT),
        json=json.dumps,  # in ASCII, which attributes can hold
        name=lambda text: shortened(text, _LONGEST_NAME),
        share=wording.share,
        counted=wording.counted,
        group=group_of,
        direction=direction,
        way=lambda stretches: direction(" ".join(stretch.text for stretch in stretches)),
        pieces=_pieces,
        bar=bar,
    )
    environment.globals.update(label_sentences=wording.LABELS, gold_labels=wording.GOLD_LABELS)
    return environment


def _macros() -> Any:
    """The macros that templates share."""
    return _environment().get_template("parts.html").module


@cache
def _asset(name: str) -> Any:
    """A file of the page: a template, a style or a script."""
    return Markup(resources.files("dedup.report").joinpath("page", name).read_text("utf-8"))


def _hash(content: str) -> str:
    """The hash of a style or a script, in the form of a Content-Security-Policy."""
    return f"sha256-{b64encode(sha256(content.encode('utf-8')).digest()).decode('ascii')}"
