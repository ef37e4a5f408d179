"""The wordings of furniture: lists of phrases, a grammar that composes others, and their division into two parts.

A hash of its folded form assigns every wording: a fifth is held back for pages of evaluation, the others are for
training. Names of outlets, networks, months and the like are in both parts.
"""

import csv
import math
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import product
from pathlib import Path
from typing import Protocol

from .draw import Draw

DATA = Path(__file__).parent / "data"
LISTED = ("inventory.tsv", "ui_ar.tsv")
"""The files of a folder of phrases that wordings are read from."""
HELD_BACK = 5  # one in so many wordings is held back; chosen

_MARKS = re.compile("[\u064b-\u0652\u0670\u0640\u200b-\u200f\u202a-\u202e]")
_LETTERS = str.maketrans("أإآٱىیکةؤئ", "ااااييكهءء")
_EDGES = " \t.:؟?!،؛|/-–—»«>…*#()[]"
_UNFIT = re.compile(r"[<>$\\]|NAME|HANDLE|HH|\bN\b|DD|X\"|…|\{date\}|%[sd1]|[A-Z]_[A-Z]|\[[a-z]+\]")
_FILL = re.compile(r"\{([a-z]+)\}")
_SPACE_BEFORE_STOP = re.compile(r" +([.،:])")

# The categories of the grammar that phrases of an inventory belong to, by category and by subcategory.
_INVENTORY = {
    "related": "related",
    "share": "share",
    "date": "date",
    "tags": "tags",
    "comments": "comments",
    "widget": "widget",
    "media": "media",
    "ads": "ads",
    "nav": "nav",
    "cookies": "cookies",
}
_INVENTORY_PARTS = {
    "readmore": "readmore",
    "byline": "byline",
    "source_credit": "source_label",
    "legal_credit": "legal",
}


def folded(wording: str) -> str:
    """The form in which different spellings of a wording are equal: lower case, without vowel marks and marks at its
    edges, with one letter for its variants; the wording itself where nothing is left.
    """
    return _MARKS.sub("", wording).translate(_LETTERS).lower().strip(_EDGES) or wording


def is_held_back(wording: str) -> bool:
    """Whether a wording is held back from training pages, as a fifth are; all spellings with one folded form agree."""
    return zlib.crc32(folded(wording).encode()) % HELD_BACK == 0


@lru_cache(maxsize=1)
def words() -> dict[str, tuple[str, ...]]:
    """The lists of `words.txt` by name: names, months, teams and the like; the file is read once.

    In the file, `""` is an empty entry, and an underscore at the start or end of an entry is a space.
    """
    lists: dict[str, list[str]] = {}
    current: list[str] = []
    for line in (DATA / "words.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("[") and line.endswith("]") and "%" not in line:
            current = lists.setdefault(line[1:-1], [])
        elif line and not line.startswith("# W"):
            entry = "" if line == '""' else line
            start, end = entry.startswith("_"), entry.endswith("_") and len(entry) > 1 and entry != "_____"
            current.append(" " * start + entry[start : len(entry) - end] + " " * end)
    return {name: tuple(entries) for name, entries in lists.items()}


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the grammar: one choice of each slot makes a wording."""

    slots: tuple[tuple[str, ...], ...]

    def draw(self, draw: Draw) -> str:
        """A random wording of the row, its places not yet filled."""
        return " ".join(part for part in (draw.pick(slot) for slot in self.slots) if part)


def _read_grammar(path: Path) -> dict[str, list[Row]]:
    """The rows of the grammar by category; lines without a tab or that begin with `#` are left out.

    In the file, `×` separates slots, `|` separates choices, `∅` is the empty choice and `¦` a bar.
    """
    rows: dict[str, list[Row]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("#") or "\t" not in line:
            continue
        category, slots = line.split("\t")
        row = Row(
            tuple(
                tuple("" if choice == "∅" else choice.replace("¦", "|") for choice in slot.split("|"))
                for slot in slots.split(" × ")
            )
        )
        rows.setdefault(category, []).append(row)
    return rows


def _read_inventory(path: Path, lists: dict[str, list[str]]) -> None:
    """Add the phrases of an inventory that can be used alone to the lists of their categories (in `lists`).

    Left out are those of high risk, of one character, of other kinds than heading, line, prefix and inline, with
    placeholders or signs of code, or of no known category; the subcategory goes before the category.
    """
    with path.open(encoding="utf-8", newline="") as lines:
        for record in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
            phrase = record["phrase"].replace("{name}", "{outlet}")
            category = _INVENTORY_PARTS.get(record.get("subcat") or "", _INVENTORY.get(record["category"], ""))
            fit = record["kind"] in ("heading", "line", "prefix", "inline") and not _UNFIT.search(phrase)
            if fit and category and len(phrase) > 1 and record["risk"] != "high":
                lists.setdefault(category, []).append(phrase)


@dataclass(frozen=True, slots=True)
class Wordings:
    """All wordings by category: those listed, and rows of a grammar."""

    listed: dict[str, tuple[str, ...]]
    grammar: dict[str, tuple[Row, ...]]
    _usable: dict[tuple[str, bool], tuple[str, ...]] = field(default_factory=dict)

    @classmethod
    def read(cls, phrases: Path | None = None) -> "Wordings":
        """The grammar of the package, and listed wordings from `inventory.tsv` and `ui_ar.tsv` of the folder `phrases`.

        Files that are missing are passed over; without `phrases` no wordings are listed. Repeated ones are kept once.
        """
        lists: dict[str, list[str]] = {}
        for name in LISTED:
            if phrases is not None and (Path(phrases) / name).is_file():
                _read_inventory(Path(phrases) / name, lists)
        grammar = _read_grammar(DATA / "composed.tsv")
        return cls(
            {category: tuple(dict.fromkeys(found)) for category, found in lists.items()},
            {category: tuple(rows) for category, rows in grammar.items()},
        )

    def fixed(self) -> list[str]:
        """All listed wordings, and the choices of grammar rows with one slot."""
        found = [wording for wordings in self.listed.values() for wording in wordings]
        for rows in self.grammar.values():
            for row in rows:
                if len(row.slots) == 1:
                    found += row.slots[0]
        return found

    def composed(self) -> Iterator[str]:
        """Yield every wording of the grammar rows with two or more slots, places not filled; rows with 30,000 or more
        wordings are left out.
        """
        for rows in self.grammar.values():
            for row in rows:
                if len(row.slots) > 1 and math.prod(map(len, row.slots)) < 30000:
                    yield from (" ".join(part for part in parts if part) for parts in product(*row.slots))

    def usable(self, category: str, held_back: bool) -> tuple[str, ...]:
        """The listed wordings of a category that are held back, or those that are not; none for an unknown category."""
        key = (category, held_back)
        if key not in self._usable:
            listed = self.listed.get(category, ())
            self._usable[key] = tuple(wording for wording in listed if is_held_back(wording) == held_back)
        return self._usable[key]

    def entries(self, name: str, held_back: bool) -> tuple[str, ...]:
        """The entries of a list of `words.txt` that are held back, or those that are not.

        An unknown list raises `KeyError`.
        """
        key = (f"words: {name}", held_back)
        if key not in self._usable:
            self._usable[key] = tuple(entry for entry in words()[name] if is_held_back(entry) == held_back)
        return self._usable[key]

    def draw(self, draw: Draw, category: str, held_back: bool) -> str:
        """A random wording of the category, held back or not, its places not yet filled.

        Where there are both, 40 % are listed ones and the others from the grammar; an invented word if the grammar
        gives no fit one in 200 draws. A category without any raises `IndexError`.
        """
        listed = self.usable(category, held_back)
        rows = self.grammar.get(category, ())
        if listed and (not rows or draw.chance(0.4)):
            return draw.pick(listed)
        for _ in range(200):
            wording = draw.pick(rows).draw(draw)
            if wording and is_held_back(wording) == held_back:
                return wording
        return draw.pseudo_word()


def fill(wording: str, values: "Places") -> str:
    """The wording with each of its places, such as `{n}`, filled by `values`; spaces before stops are left out."""
    if "{" in wording:
        wording = _FILL.sub(lambda match: values.value(match.group(1)), wording)
    return _SPACE_BEFORE_STOP.sub(r"\1", wording) if " ." in wording or " ،" in wording else wording


class Places(Protocol):
    """Fills the places of a wording; see `names.Names`."""

    def value(self, place: str) -> str:
        """The text for a place such as `outlet` or `n`."""
