"""The values that options choose from, and the errors for other values."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import get_args

import typer

from dedup.names import (
    FURNITURE,
    METADATA,
    REPEATED,
    Appended,
    Format,
    Keep,
    PassageKind,
    Passages,
    Profile,
    RestoreFormat,
)

KEEP, APPENDED, PROFILES, PASSAGES = map(get_args, (Keep, Appended, Profile, Passages))
OUTPUT_FORMATS, RESTORED_FORMATS, KINDS = map(get_args, (Format, RestoreFormat, PassageKind))

ENGINES = ("machine", "spark")
"""What a run can be computed on."""

LANGUAGES = ("ar",)
"""The languages that --language takes."""

ORDERS = ("pages", "cut", "dropped")
"""The figures by which sources can be sorted, the highest first."""

_MEANT = {"newest": "latest", "last": "latest", "oldest": "earliest"}
"""Other words for values, which have fewer letters in common with them than with the opposite."""

CUT_LABELS = METADATA + FURNITURE + REPEATED
"""The labels of cuts."""


def one_of(values: tuple[str, ...]) -> Callable[[str], str]:
    """A parser for an option: it returns the given value if it is one of `values`, else it raises BadParameter.

    The error lists the values and suggests a similar one, if there is any. Upper and lower case are different.
    """

    def parse(given: str) -> str:
        """The given value, unchanged. Raises BadParameter if it is not in `values`."""
        if given not in values:
            meant = _MEANT.get(given.casefold(), given)
            raise typer.BadParameter(f"{given!r} is none of {', '.join(values)}{did_you_mean(meant, values)}")
        return given

    return parse


def shown(values: tuple[str, ...]) -> str:
    """Values as the help shows them: `[jsonl|txt]`."""
    return f"[{'|'.join(values)}]"


def did_you_mean(given: str, known: Iterable[str]) -> str:
    """`; did you mean 'crawl'?`, if one of the known names is similar to the given one; else empty.

    Case is ignored. If just one name begins with `given`, it is taken, else the most similar one.
    """
    from difflib import get_close_matches

    by_folded = {name.casefold(): name for name in known}
    nearest = get_close_matches(given.casefold(), by_folded, n=1, cutoff=0.5)
    starting = [name for folded, name in by_folded.items() if given and folded.startswith(given.casefold())]
    found = starting[0] if len(starting) == 1 else by_folded[nearest[0]] if nearest else ""
    return f"; did you mean {found!r}?" if found else ""
