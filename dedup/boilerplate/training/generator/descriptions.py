"""Sites that people described as data: their blocks in order, with wordings and labels.

A description is a line of JSON: `site`, its name; `kind`, a sentence on it; and `page`, a list of steps. A step is

- `"title"`: the headline; `"body"`, `"body:1"`, `"body:some"`, `"body:rest"`: the text, or its first paragraph, one to
  three more, those that are left; `"article"`: a whole second article; `"article:teaser"`: the beginning of one;
- `{"line": [[label, text], ...]}`: a line, in pieces that stand directly behind one another; a text is a string or a
  list of alternatives, with places such as `{title}` or `{date}`;
- `{"rows": steps, "times": [1, 3]}`: steps that come so often; `{"any": steps}`: one of them, drawn for each page;
- `{"between": steps}`: steps that are written once between two paragraphs of the text that follows.

Objects may have `chance`, the share of the pages that have it, and `join`: `line`, `paragraph`, `space` or `fuse`.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias

from dedup.names import CONTENT, FURNITURE, METADATA

from .wordings import DATA

Step: TypeAlias = str | Mapping[str, Any]

OBJECTS = ("line", "rows", "any", "between")
"""The kinds of steps that are objects."""
_NAMED = ("title", "body", "body:1", "body:some", "body:rest", "article", "article:teaser")
_JOINS = ("line", "paragraph", "space", "fuse")
PLACES = (
    "house", "title", "own", "teaser", "sentence", "quote", "lead", "name", "writer", "city", "outlet", "date", "ago",
    "clock", "n", "year", "tag", "section", "network", "url", "mail", "phone", "handle", "word",
)  # fmt: skip
"""The names of places in texts."""


@dataclass(frozen=True, slots=True)
class Description:
    """A site: its name, and the steps of a page."""

    name: str
    steps: tuple[Step, ...]

    @property
    def parts(self) -> tuple[tuple[Step, ...], tuple[Step, ...], tuple[Step, ...]]:
        """The steps before the first one of the text, those from it to the last one of the text, and those behind.

        Without a step of the text all are in the middle.
        """
        own = [at for at, step in enumerate(self.steps) if is_text(step)]
        if not own:
            return (), self.steps, ()
        return self.steps[: own[0]], self.steps[own[0] : own[-1] + 1], self.steps[own[-1] + 1 :]


@cache
def descriptions(folder: Path = DATA / "described") -> tuple[Description, ...]:
    """The described sites of a folder, else of the package, in the order of their files' names; read once."""
    return tuple(
        read_description(line)
        for path in sorted(folder.glob("*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
        if line.strip()
    )


def read_description(line: str) -> Description:
    """The description of a line of JSON. Raises ValueError where it is not JSON or a step is not as it should be.

    Without `site` or `page` it raises KeyError.
    """
    record = json.loads(line)
    for step in record["page"]:
        _check(step)
    return Description(record["site"], tuple(record["page"]))


def _check(step: Step) -> None:
    """Raise ValueError where a step, or one within it, is not as it should be.

    A name must be one of `_NAMED`, and not stand directly in `between`. An object must have exactly one of `OBJECTS`,
    not empty, and beside it only `chance` (0 to 1), `times` (a list of the least and the most) and a known `join`.
    """
    if not isinstance(step, Mapping):
        if step not in _NAMED:
            raise ValueError(f"unknown step {step!r}")
        return
    kinds = [name for name in OBJECTS if name in step]
    if len(kinds) != 1 or set(step) - {*OBJECTS, "chance", "times", "join"}:
        raise ValueError(f"not one of {', '.join(OBJECTS)}: {step!r}")
    if not step[kinds[0]]:
        raise ValueError(f"nothing in {step!r}")
    if step.get("join", "line") not in _JOINS:
        raise ValueError(f"unknown join in {step!r}")
    chance, times = step.get("chance", 1), step.get("times", [1, 1])
    if not isinstance(chance, int | float) or not 0 <= chance <= 1:
        raise ValueError(f"a chance is from 0 to 1, not {chance!r}")
    if not (isinstance(times, list) and [type(each) for each in times] == [int, int] and 0 <= times[0] <= times[1]):
        raise ValueError(f"times are the least and the most, not {times!r}")
    if kinds[0] == "line":
        for label, text in step["line"]:
            _check_piece(label, text)
        return
    for inner in step[kinds[0]]:
        if kinds[0] == "between" and isinstance(inner, str):
            raise ValueError(f"{inner!r} cannot stand between two paragraphs of the text")
        _check(inner)


def _check_piece(label: str, text: str | Sequence[str]) -> None:
    """Raise ValueError where a label or a place is not known, or an alternative is empty or more than a line."""
    if label not in (*CONTENT, *METADATA, *FURNITURE):
        raise ValueError(f"unknown label {label!r}")
    alternatives = [text] if isinstance(text, str) else text
    if not isinstance(alternatives, list) or not alternatives or not all(map(_is_line, alternatives)):
        raise ValueError(f"no text, or more than a line: {text!r}")
    for place in re.findall(r"\{(\w+)\}", " ".join(alternatives)):
        if place not in PLACES:
            raise ValueError(f"unknown place {place!r} in {text!r}")


def _is_line(text: object) -> bool:
    """Whether an alternative is a text of one line that is not blank."""
    return isinstance(text, str) and bool(text.strip()) and len(text.splitlines()) == 1


def between_paragraphs(of: Sequence[Description]) -> tuple[Step, ...]:
    """The `between` steps of all descriptions, in order; those within other steps are left out."""
    return tuple(step for each in of for step in each.steps if not isinstance(step, str) and "between" in step)


def is_text(step: Step) -> bool:
    """Whether a step is `body` or one of its parts (`body:1` and so on), or an `any` step with such an alternative.

    An `article` step is not, and steps within `rows` or `between` do not count.
    """
    if isinstance(step, str):
        return step.startswith("body")
    return any(map(is_text, step.get("any", ())))
