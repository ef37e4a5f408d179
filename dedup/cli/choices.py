"""The values that options of the commands choose from, and what to say of others."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import typer

KEEP = ("earliest", "latest", "longest", "first")
"""Which of several documents that match stays."""

APPENDED = ("split", "drop", "keep")
"""What becomes of a second article glued on after the first."""

PROFILES = ("conservative", "balanced", "aggressive")
"""How sure a cut must be."""

PASSAGES = ("report", "drop", "off")
"""What becomes of passages that documents repeat."""

OUTPUT_FORMATS = ("jsonl", "parquet", "txt")
"""The form of the clean documents."""

ENGINES = ("machine", "spark")
"""Where a run is worked off."""

LANGUAGES = ("ar",)
"""The languages that pages can be told to be in."""

KINDS = ("exact", "near", "reworded")
"""How a passage repeats another."""

ORDERS = ("pages", "cut", "dropped")
"""What sources are listed by, the highest first."""

LABELS = (
    "pubdate",
    "byline",
    "source",
    "tags",
    "related_head",
    "related_item",
    "related_teaser",
    "embed",
    "embed_meta",
    "caption",
    "share",
    "ad",
    "comments",
    "nav",
    "readmore",
    "other",
    "repeated_line",
    "repeated_passage",
)
"""The labels of what is cut."""

RESTORED_FORMATS = ("jsonl", "txt")
"""The form of restored pages."""


def one_of(values: tuple[str, ...]) -> Callable[[str], str]:
    """A parser for an option that takes one of these values; of others it names the nearest."""

    def parse(given: str) -> str:
        if given not in values:
            raise typer.BadParameter(f"{given!r} is none of {', '.join(values)}{did_you_mean(given, values)}")
        return given

    return parse


def shown(values: tuple[str, ...]) -> str:
    """The values as the help shows them."""
    return f"[{'|'.join(values)}]"


def did_you_mean(given: str, known: Iterable[str]) -> str:
    """`; did you mean 'crawl'?` for what is close to something known, else nothing."""
    from difflib import get_close_matches

    by_folded = {name.casefold(): name for name in known}
    nearest = get_close_matches(given.casefold(), by_folded, n=1, cutoff=0.5)
    starting = [name for folded, name in by_folded.items() if given and folded.startswith(given.casefold())]
    found = starting[0] if len(starting) == 1 else by_folded[nearest[0]] if nearest else ""
    return f"; did you mean {found!r}?" if found else ""
