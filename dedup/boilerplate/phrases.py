"""The phrase list: boilerplate wordings as data, and one pattern that finds any of them in a folded view."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any, NamedTuple

from dedup.arabic.view import view
from dedup.boilerplate.trie import MARKER, OPENER, STRONG, trie
from dedup.errors import DedupError
from dedup.model import CONTENT_LABELS, LABELS

KINDS = ("heading", "prefix", "line", "inline", "suffix")
RISKS = ("low", "med", "high")
_MARKERS = ("@", "http", "www.", "pic.twitter", "t.co/")
_COLUMNS = ("phrase", "category", "kind", "label", "risk")


@dataclass(frozen=True, slots=True)
class Phrase:
    """A wording that marks furniture.

    `kind` says where it stands: `heading` announces what follows, `prefix` opens a line whose rest belongs to it,
    `line` is a whole line, `inline` may also be fused to prose, `suffix` ends a line. `risk` says how often the same
    words are prose: the higher, the more evidence around it a cut needs.
    """

    text: str
    category: str
    kind: str
    label: str
    risk: str = "med"

    @property
    def folded(self) -> str:
        """The words as they read in a folded view, single-spaced."""
        return " ".join(view(self.text).text.lower().split())


class Hit(NamedTuple):
    """A phrase found in a view at `start:end`, its words folded; `fused` when a letter follows without a space."""

    phrase: Phrase
    folded: str
    start: int
    end: int
    fused: bool = False


class PhraseBook:
    """Finds the longest phrase that begins at a place. Cheap to ask, picklable."""

    def __init__(self, phrases: Iterable[Phrase]) -> None:
        self._by_words = {phrase.folded: phrase for phrase in phrases}
        # A phrase ends at a word boundary, or where the script switches (`Relatedكوريا`).
        boundary = r"(?:(?!\w)|(?<=[a-z])(?=[ء-ي])|(?<=[ء-ي])(?=[a-z\d]))"
        pattern = _trie_pattern(self._by_words)
        self._anywhere = re.compile(pattern)
        self._bounded = re.compile(f"(?:{pattern}){boundary}")
        self._glued = re.compile(f"(?:{pattern})(?=[ء-ي])")
        self.trie = trie(
            [(words, _place_kind(words, phrase)) for words, phrase in self._by_words.items()]
            + [(mark, MARKER) for mark in _MARKERS]
        )

    def __reduce__(self) -> tuple[Any, ...]:
        return (PhraseBook, (tuple(self._by_words.values()),))

    def at(self, text: str, start: int, end: int) -> Hit | None:
        """The longest phrase standing at `start` with a word boundary behind it."""
        return self._hit(self._bounded.match(text, start, end), fused=False)

    def glued_at(self, text: str, start: int, end: int) -> Hit | None:
        """The longest phrase at `start` that runs into the next word without a space."""
        return self._hit(self._glued.match(text, start, end), fused=True)

    def begins(self, text: str, start: int, end: int) -> bool:
        """Whether the letters of a phrase stand at `start`, whatever stands behind them."""
        return self._anywhere.match(text, start, end) is not None

    def anywhere(self, text: str, start: int, end: int) -> Iterator[int]:
        """Every offset where the letters of a phrase begin, inside words too."""
        return (match.start() for match in self._anywhere.finditer(text, start, end))

    def _hit(self, match: re.Match[str] | None, *, fused: bool) -> Hit | None:
        if match is None:
            return None
        folded = " ".join(match.group().split())
        return Hit(self._by_words[folded], folded, match.start(), match.end(), fused)


@cache
def load_shipped() -> tuple[Phrase, ...]:
    """The phrases that come with the package."""
    source = resources.files("dedup.boilerplate") / "phrases.tsv"
    return tuple(_parse(source.read_text(encoding="utf-8").splitlines(), "phrases.tsv"))


def load_phrase_file(path: str | Path) -> tuple[Phrase, ...]:
    """Read a user's list: tab-separated, a header line, at least the columns `phrase` and `label`.

    Raises DedupError naming the file and the line.
    """
    path = Path(path)
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except OSError as error:
        raise DedupError(f"{path}: cannot read the phrase list ({error.strerror}); check the path.") from error
    except UnicodeDecodeError as error:
        raise DedupError(f"{path}: not UTF-8 at byte {error.start}; save the phrase list as UTF-8.") from error
    return tuple(_parse(lines, str(path)))


def _parse(lines: list[str], name: str) -> Iterator[Phrase]:
    header, *rows = [line.split("\t") for line in lines] or [[]]
    missing = {"phrase", "label"} - set(header)
    if missing:
        raise DedupError(
            f"{name}, line 1: no column {' or '.join(sorted(missing))}; "
            f"the first line names the columns, separated by tabs: {' '.join(_COLUMNS)}."
        )
    for number, row in enumerate(rows, 2):
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
        problem = _problem(phrase)
        if problem:
            raise DedupError(f"{name}, line {number}: {problem}")
        yield phrase


def _problem(phrase: Phrase) -> str | None:
    if not phrase.folded:
        return "the phrase is empty."
    for value, allowed, column in (
        (phrase.label, sorted(LABELS - CONTENT_LABELS), "label"),
        (phrase.kind, KINDS, "kind"),
        (phrase.risk, RISKS, "risk"),
    ):
        if value not in allowed:
            return f"{column} {value!r} is not one of {', '.join(allowed)}."
    return None


def _place_kind(words: str, phrase: Phrase) -> int:
    """Where the phrase is worth a look: several words of little risk anywhere, a heading wherever its colon follows."""
    strong = STRONG if " " in words and phrase.risk != "high" else 0
    return strong | (OPENER if phrase.kind in ("heading", "prefix") else 0)


def _trie_pattern(words: Iterable[str]) -> str:
    """One pattern for all phrases, longest first, common beginnings written once; a blank matches any run of blanks."""
    trie: dict[str, Any] = {}
    for word in words:
        node = trie
        for character in word:
            node = node.setdefault(character, {})
        node[""] = {}
    return _branches(trie)


def _branches(node: dict[str, Any]) -> str:
    if not node:
        return ""
    options = [
        ("[ ]+" if character == " " else re.escape(character)) + _branches(child)
        for character, child in sorted(node.items())
        if character
    ]
    if not options:
        return ""
    joined = options[0] if len(options) == 1 else f"(?:{'|'.join(options)})"
    if "" not in node:
        return joined
    return f"(?:{joined})?"
