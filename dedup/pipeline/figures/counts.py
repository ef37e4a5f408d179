"""Sums over pages: of a chunk, of a source, of a run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

import msgspec

from dedup.pipeline.figures.noticing import together
from dedup.stats import Noticed

_MOST_FORMS = 1000
"""Forms of dates that are counted apart, so that a field with anything but dates in it stays small. Chosen."""
OTHER_FORMS = "…"
"""The name under which all other forms of dates are counted."""


class Counts(msgspec.Struct, array_like=True):
    """Sums over pages. Characters are code points; `size` is bytes of input; dicts count by name.

    - `by_label`, `by_rule`: characters cut. Rules are named as `counted_rule` names them, so there are few.
    - `rejected`: records and files that could not be read, by reason; `skipped`: records of web archives that hold
      no page, by reason.
    - `dated`: records whose date was read; `undated` could not be read, `misdated` are impossible days or placeholders,
      both by the form of the date.
    - `empty`, `empty_characters`: documents of which no word remains, known once they are written.
    - `noticed`: pages with something wrong in text or date.
    - `records`: pages whose records had fields; `met`: those that had a field which the user named, by its name;
      `present`: the names of the fields of the first of them, see `present_in`, if the user named any.
    """

    pages: int = 0
    documents: int = 0
    size: int = 0
    characters: int = 0
    by_label: dict[str, int] = {}
    by_rule: dict[str, int] = {}
    rejected: dict[str, int] = {}
    dated: int = 0
    undated: dict[str, int] = {}
    misdated: dict[str, int] = {}
    empty: int = 0
    empty_characters: int = 0
    noticed: dict[str, Noticed] = {}
    skipped: dict[str, int] = {}
    records: int = 0
    met: dict[str, int] = {}
    present: list[str] = []

    def __add__(self, other: Counts) -> Counts:
        """The sums of both. Of the forms of dates only the most frequent stay apart, see `_few`."""
        merged: dict[str, Any] = {
            "undated": _few(Counter(self.undated) + Counter(other.undated)),
            "misdated": _few(Counter(self.misdated) + Counter(other.misdated)),
            "noticed": _merged(self.noticed, other.noticed),
            "present": self.present or other.present,
        }
        for name in self.__struct_fields__:
            if name not in merged:
                merged[name] = _sum(getattr(self, name), getattr(other, name))
        return Counts(**merged)

    @property
    def cut(self) -> int:
        """Characters cut from pages, whatever the label."""
        return sum(self.by_label.values())


class SourceCounts(msgspec.Struct, array_like=True):
    """Sums over the pages of one source: code points read, code points cut, and those cut by each rule."""

    pages: int = 0
    characters: int = 0
    cut: int = 0
    by_rule: dict[str, int] = {}

    def add(self, other: SourceCounts) -> None:
        """Add the sums over other pages to these."""
        self.pages += other.pages
        self.characters += other.characters
        self.cut += other.cut
        for rule, characters in other.by_rule.items():
            self.by_rule[rule] = self.by_rule.get(rule, 0) + characters


def total(counts: Iterable[Counts]) -> Counts:
    """The sum of many counts."""
    return sum(counts, Counts())


def _sum(one: Any, other: Any) -> Any:
    """The sum of two numbers, or of two numbers by name; names whose sum is 0 are left out."""
    return dict(Counter(one) + Counter(other)) if isinstance(one, dict) else one + other


def _merged(one: dict[str, Noticed], other: dict[str, Noticed]) -> dict[str, Noticed]:
    """What was noticed on two sets of pages, added by name."""
    both = {name: together(name, one[name], other[name]) for name in one.keys() & other.keys()}
    return one | other | both


def _few(forms: Counter[str]) -> dict[str, int]:
    """The `_MOST_FORMS` most frequent forms, ties by name; the rest, if any, are summed up as `OTHER_FORMS`."""
    if len(forms) <= _MOST_FORMS:
        return dict(forms)
    ordered = sorted(forms.items(), key=lambda item: (-item[1], item[0]))
    rare = sum(number for _, number in ordered[_MOST_FORMS:])
    return dict(Counter(dict(ordered[:_MOST_FORMS])) + Counter({OTHER_FORMS: rare}))
