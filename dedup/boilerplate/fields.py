"""What is cut but worth keeping: source, date, byline and tags of each article, read from its metadata pieces."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from dedup.arabic.folding import fold
from dedup.arabic.view import View
from dedup.boilerplate.dates import read_date
from dedup.boilerplate.forms import words

_LABEL_END = r"[ ]*[:：/|–—-]?[ ]*"
_SEPARATORS = re.compile(r"\s*[،,;؛|/\n•·]\s*|\s+-\s+|\s*#")
_LONGEST_TAG = 6
_LONGEST_NAME = 6
"""Words of a publisher; more behind a heading are a headline."""
_MEDIUM = re.compile(r"(?:صحيفة|جريدة|موقع|وكالة|شبكة|قناة)[ ]\w+")
_AROUND = " \t\r\n\xa0:.*|"


class Metadata(NamedTuple):
    """A metadata span: its label, the rule that cut it (it names the heading words), its text as read and as a view."""

    label: str
    rule: str
    text: str
    view: View


class Extracted(NamedTuple):
    """The fields of one article; None or () where the page shows none."""

    source: str | None = None
    published: str | None = None
    byline: str | None = None
    tags: tuple[str, ...] = ()


def extract(metadata: Sequence[Metadata], prose: Callable[[], str]) -> Extracted:
    """Read the fields from an article's metadata spans; `prose` gives the folded text of the page's articles.

    Of several credits the last is the publisher: an agency credited by the original page stands before it.
    """
    by_label: dict[str, list[Metadata]] = {}
    for item in metadata:
        by_label.setdefault(item.label, []).append(item)
    sources = [name for item in by_label.get("source", ()) if (name := _payload(item))]
    bylines = [name for item in by_label.get("byline", ()) if (name := _payload(item))]
    dates = [item.view.text for item in by_label.get("pubdate", ())]
    return Extracted(
        source=sources[-1] if sources else None,
        published=next(
            (iso for text in dates if (iso := read_date(text))),
            _payload_of_first(by_label.get("pubdate", ())),
        ),
        byline=bylines[0] if bylines else None,
        tags=_tags([_payload(item) for item in by_label["tags"]], prose) if "tags" in by_label else (),
    )


def _payload_of_first(items: Sequence[Metadata]) -> str | None:
    return (_payload(items[0]) or None) if items else None


def _payload(item: Metadata) -> str:
    """The text without its heading words."""
    heading = item.rule.partition(":")[2]
    at = _heading_pattern(heading).match(item.view.text) if heading else None
    start = int(item.view.offsets[at.end()]) if at else 0
    rest = item.text[start:].strip(_AROUND)
    if item.label != "source":
        return rest.strip(_AROUND + "-–—") if item.label == "byline" else rest
    if named := _MEDIUM.search(item.text[:start]):
        return named.group()  # `رابط الخبر بصحيفة الوئام: ...`, with a headline behind it
    if len(words(rest)) > _LONGEST_NAME:
        return ""  # a headline
    return rest or item.text.strip(_AROUND)  # an outlet's name is all of the phrase


@lru_cache(maxsize=4096)
def _heading_pattern(heading: str) -> re.Pattern[str]:
    return re.compile(r"[^\w]*" + re.escape(heading).replace(r"\ ", "[ ]+") + _LABEL_END)


def _tags(lines: Iterable[str], prose: Callable[[], str]) -> tuple[str, ...]:
    """Topic words, each once under folding, in the order of the page."""
    known = ""
    tags: dict[str, str] = {}
    for line in lines:
        parts = [part for part in _SEPARATORS.split(line) if part.strip()]
        if len(parts) <= 1:
            known = known or f" {' '.join(words(prose()))} "
            parts = _split_run(line.split(), known)
        for tag in parts:
            if tag:
                shown = " ".join(tag.replace("_", " ").split())
                key = fold(shown)
                if key:
                    tags.setdefault(key, shown)
    return tuple(tags.values())


def _split_run(run: Sequence[str], known: str) -> list[str]:
    """Cut words that only blanks separate into tags: the longest stretches that the article itself uses.

    A definite word after a definite word that the article does not use together is taken as noun and adjective.
    """
    folded = ["" if "_" in word else fold(word) for word in run]
    tags: list[str] = []
    at = 0
    while at < len(run):
        length = _known_length(folded, at, known)
        if length == 1 and _are_noun_and_adjective(folded[at : at + 2]) and _known_length(folded, at + 1, known) == 1:
            length = 2
        tags.append(" ".join(run[at : at + length]))
        at += length
    return tags


def _known_length(folded: Sequence[str], at: int, known: str) -> int:
    """How many words from `at` the article uses as they stand; at least one."""
    longest = 1
    for size in range(2, min(_LONGEST_TAG, len(folded) - at) + 1):
        if not folded[at + size - 1] or f" {' '.join(folded[at : at + size])} " not in known:
            break  # nor does it use any longer stretch
        longest = size
    return longest


def _are_noun_and_adjective(folded: Sequence[str]) -> bool:
    return len(folded) == 2 and all(word.startswith("ال") for word in folded) and folded[1].endswith(("يه", "ي"))
