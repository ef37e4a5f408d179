"""The phrase list: wordings of furniture as data, and the table in which kernels look them up."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path

import numpy as np

from dedup.arabic.folding import fold
from dedup.arabic.words import spelled_words
from dedup.boilerplate.lexicon.table import Table
from dedup.errors import DedupError
from dedup.kernel import mix64
from dedup.model import CONTENT_LABELS, LABELS

KINDS = ("heading", "prefix", "line", "inline", "suffix")
RISKS = ("low", "med", "high")
CATEGORIES = (
    "ads", "comments", "cookies", "date", "media", "nav", "related", "share", "source", "tags", "widget"
)  # fmt: skip
"""The categories of the shipped list."""
LONGEST = 8
"""The number of first words by which a phrase is looked up. Chosen."""

# A value in the table: the bit GOES_ON where longer phrases begin with these words, and from bit NUMBER_SHIFT on the
# number of the phrase with just these words, 0 for none.
GOES_ON, NUMBER_SHIFT = 1, 1
USER = 64
"""Numbers from here on are phrases of the user, in the order given; a lower number is a category and a risk."""
_NOT_OF_WORDINGS = {"repeated_line", "repeated_passage"}  # labels of repetitions, which no wording has
_NO_WORDS = re.compile(r"https?://|www\.|@|\A\W*\d+\W*\Z")
_COLUMNS = ("phrase", "category", "kind", "label", "risk")


@dataclass(frozen=True, slots=True)
class Phrase:
    """A wording of furniture.

    `kind` says where it occurs: a `heading` announces what follows, a `prefix` begins a line whose rest belongs to it,
    a `line` is a whole line, an `inline` phrase may also be inside prose, a `suffix` ends a line. `label` is the label
    of spans that the words are cut with. `risk` says how often prose has the words: `low`, `med` or `high`. `category`
    groups the shipped phrases.
    """

    text: str
    category: str = "user"
    kind: str = "line"
    label: str = "other"
    risk: str = "med"

    @property
    def folded(self) -> str:
        """The folded words, joined by single spaces."""
        return fold(self.text)


def not_shipped(given: Iterable[Phrase]) -> tuple[Phrase, ...]:
    """Those of some phrases that do not come with the package, or in which anything differs from those that do.

    The others are evidence already; as the user's, each would be cut wherever it stands, also words that prose has.
    """
    phrases = tuple(given)
    shipped = frozenset(load_shipped()) if phrases else ()
    return tuple(phrase for phrase in phrases if phrase not in shipped)


@cache
def load_shipped() -> tuple[Phrase, ...]:
    """The phrases that come with the package."""
    source = resources.files("dedup.boilerplate.lexicon") / "phrases.tsv"
    return tuple(_parse(source.read_text(encoding="utf-8").splitlines(), "phrases.tsv"))


def load_phrase_file(path: str | Path) -> tuple[Phrase, ...]:
    """Read the phrases of a user: tab-separated, with a header line and at least the columns `phrase` and `label`.

    Further columns are `category`, `kind` and `risk`. Raises DedupError for a file that cannot be read or is not UTF-8,
    for a missing column and for a wrong phrase; it names the file and, where it can, the line.
    """
    return tuple(_parse(_lines_of(Path(path)), str(path)))


def problems_in(path: Path) -> list[str]:
    """What is wrong with the phrases of a user, a sentence for each line with a wrong one; empty where all are right.

    Wrong is also a phrase that stands on an earlier line with the same kind, as only the last of them counts, and one
    with an address or an account, or of a number alone, which is never found.
    Raises DedupError for a file that cannot be read or is not UTF-8, and for a missing column.
    """
    problems: list[str] = []
    lines: dict[tuple[str, str], int] = {}
    for number, phrase in _numbered(_lines_of(path), str(path)):
        before = lines.setdefault((phrase.folded, phrase.kind), number)
        problem = problem_of(phrase)
        if problem is None and _NO_WORDS.search(phrase.text):
            problem = "addresses, accounts and a number alone are not found as phrases; name the words beside them."
        if problem is None and before < number:
            problem = (
                f"this {phrase.kind} stands on line {before} already, and the last one counts; remove one of them."
            )
        if problem:
            problems.append(f"{path}, line {number}: {problem}")
    return problems


def _lines_of(path: Path) -> list[str]:
    """The lines of a phrase file. Raises DedupError where it cannot be read or is not UTF-8."""
    try:
        return path.read_text(encoding="utf-8-sig").splitlines()
    except OSError as error:
        raise DedupError(f"{path}: cannot read the phrase list ({error.strerror}); check the path.") from error
    except UnicodeDecodeError as error:
        raise DedupError(f"{path}: not UTF-8 at byte {error.start}; save the phrase list as UTF-8.") from error


def phrase_table(shipped: Iterable[Phrase], added: Iterable[Phrase] = ()) -> Table:
    """A table of every phrase and every beginning of one, by the hash of its words.

    A value has the bit GOES_ON where longer phrases begin with the words and, from bit NUMBER_SHIFT on, the number of
    the phrase, 0 for none; those of `added` go from USER on. Only the first eight words of a phrase count; of phrases
    alike in these the last one does. The hash of the words w1..wk is `mix64(hash(w1..wk-1) ^ mix64(hash(wk)))`, that of
    one word its own.
    """
    numbers: dict[int, int] = {}
    numbered = [(phrase, _number(phrase)) for phrase in shipped]
    numbered += [(phrase, USER + place) for place, phrase in enumerate(added)]
    for phrase, number in numbered:
        state = np.zeros(1, dtype=np.uint64)
        hashes = spelled_words(phrase.folded).hashes[:LONGEST]
        for place in range(len(hashes)):
            state = hashes[:1].copy() if place == 0 else mix64(state ^ mix64(hashes[place : place + 1]))
            key = int(state[0])
            if place < len(hashes) - 1:
                numbers[key] = numbers.get(key, 0) | GOES_ON
            else:
                numbers[key] = (numbers.get(key, 0) & GOES_ON) | number << NUMBER_SHIFT
    return Table.of(np.array(list(numbers), dtype=np.uint64), np.array(list(numbers.values()), dtype=np.int64))


def _number(phrase: Phrase) -> int:
    """The number of a shipped phrase, from 1: it stands for its category and for whether its risk is high."""
    category = CATEGORIES.index(phrase.category) if phrase.category in CATEGORIES else len(CATEGORIES)
    return 1 + 2 * category + (phrase.risk == "high")


def _parse(lines: list[str], name: str) -> Iterator[Phrase]:
    """Yield the phrases of the lines of a file, as `_numbered`.

    Raises DedupError, which names the file and the line, also for a phrase that `problem_of` objects to.
    """
    for number, phrase in _numbered(lines, name):
        if problem := problem_of(phrase):
            raise DedupError(f"{name}, line {number}: {problem}")
        yield phrase


def _numbered(lines: list[str], name: str) -> Iterator[tuple[int, Phrase]]:
    """Yield the phrases of the lines of a file, unchecked, with the numbers of their lines; empty rows are skipped.

    The first line names the columns. An empty or missing category is `user`, kind `line`, risk `med`. Raises
    DedupError, which names the file and the line, where the column `phrase` or `label` is missing, or where a row has
    more cells than there are columns.
    """
    header, *rows = [line.split("\t") for line in lines] or [[]]
    missing = {"phrase", "label"} - set(header)
    if missing:
        raise DedupError(
            f"{name}, line 1: no column {' or '.join(sorted(missing))}; "
            f"the first line names the columns, separated by tabs ({' '.join(_COLUMNS)}), as that of "
            "`dedup phrases --tsv` does."
        )
    for number, row in enumerate(rows, 2):
        if any(map(str.strip, row[len(header) :])):
            raise DedupError(
                f"{name}, line {number}: more cells than the first line has columns; separate columns with single tabs."
            )
        cells = dict(zip(header, map(str.strip, row), strict=False))
        if not any(cells.values()):
            continue
        phrase = Phrase(
            cells.get("phrase", ""),
            cells.get("category") or "user",
            cells.get("kind") or "line",
            cells.get("label", ""),
            cells.get("risk") or "med",
        )
        yield number, phrase


def problem_of(phrase: Phrase) -> str | None:
    """A sentence that says what is wrong with a phrase of a user, the first thing found; None where nothing is.

    Wrong is a text that is no string or has no words, a label that is unknown, of content or of repetitions, and an
    unknown kind or risk.
    """
    if not isinstance(phrase.text, str):
        return "the phrase is no string."
    if not phrase.folded:
        return "the phrase is empty."
    for value, allowed, column in (
        (phrase.label, sorted(LABELS - CONTENT_LABELS - _NOT_OF_WORDINGS), "label"),
        (phrase.kind, KINDS, "kind"),
        (phrase.risk, RISKS, "risk"),
    ):
        if value not in allowed:
            return f"{column} {value!r} is not one of {', '.join(allowed)}."
    return None
