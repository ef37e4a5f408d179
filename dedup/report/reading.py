"""One look through the outputs of a run: what is sampled, what stands out, and how much there is of everything."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from dedup.boilerplate.rules import counted_rule
from dedup.dates import read_recorded
from dedup.files.outputs import decoded_line, output_lines
from dedup.report.sampling import Lowest, Strata, priority
from dedup.report.stats import Fields, Stats

LOOKED_THROUGH = 400
"""Pairs of near duplicates that are searched for differences in numbers only."""
_FEW_CHARACTERS = 12  # more than numbers and dates differ by
_LISTED = 24
_SEVERAL = 8 * _LISTED  # from which some of each rule are listed
_REJECTED_OF_A_REASON = 5
_LEAST_CHARACTERS = 200  # of a page whose loss is worth a look
_DAY = re.compile(r"\d{4}-\d\d-\d\d(?=[T ]|$)", re.ASCII)


class Cut(msgspec.Struct, frozen=True, gc=False):
    """A removed span; its text is read later, where it is shown."""

    id: str
    start: int
    end: int
    label: str
    rule: str
    confidence: float


class Pair(NamedTuple):
    """A dropped document, the kept one that stands for it, and the page that the dropped one is of."""

    id: str
    page: str
    kept: str
    kind: str
    jaccard: float
    containment: float


class Loss(NamedTuple):
    """A page, how many characters it had, and how many were cut."""

    page: str
    characters: int
    cut: int


class Passage(msgspec.Struct, frozen=True, gc=False):
    """A line of `passages.jsonl`."""

    id: str
    start: int
    end: int
    of: str
    of_start: int
    of_end: int
    kind: str
    similarity: float
    common: bool = False


class Rejection(msgspec.Struct, frozen=True, gc=False):
    """A line of `rejected.jsonl`."""

    where: str
    reason: str
    detail: str
    raw: str = ""


@dataclass
class Findings:
    """What one look through the outputs brings.

    `sources` are those of the pages by id, `kept_pages` the pages of kept documents that stand for others, `days` how
    many documents of each day were kept and dropped.
    """

    sources: dict[str, str] = field(default_factory=dict)
    lengths: dict[str, int] = field(default_factory=dict)
    days: dict[str, list[int]] = field(default_factory=dict)
    kept_pages: dict[str, str] = field(default_factory=dict)
    cuts: int = 0
    strata: Strata[Cut] = field(default_factory=Strata)
    unsure: Lowest[Cut] = field(default_factory=lambda: Lowest(_SEVERAL))
    longest: Lowest[Cut] = field(default_factory=lambda: Lowest(_LISTED))
    losses: Lowest[Loss] = field(default_factory=lambda: Lowest(_LISTED))
    pairs: int = 0
    near: Lowest[Pair] = field(default_factory=lambda: Lowest(_LISTED))
    contained: Lowest[Pair] = field(default_factory=lambda: Lowest(_LISTED))
    alike: Lowest[Pair] = field(default_factory=lambda: Lowest(LOOKED_THROUGH))
    alike_pairs: int = 0
    passages: Strata[Passage] = field(default_factory=Strata)
    rejected: list[Rejection] = field(default_factory=list)

    def length(self, page: str) -> int:
        """The code points of a page."""
        return self.lengths.get(page, 0)


class _Extracted(msgspec.Struct, gc=False):
    source: str = ""
    published: str = ""


class _Origin(msgspec.Struct, gc=False):
    parent: str
    spans: list[tuple[int, int]]
    extracted: _Extracted
    kept: str = ""
    kind: str = ""
    jaccard: float = 0.0
    containment: float = 0.0
    indexed: bool = False


def look_through(run: Path, stats: Stats) -> Findings:
    """Read every output of the run in a folder once. Raises `DedupError` where one is missing or broken."""
    found = Findings()
    near = _read_documents(run, stats.options.clean.fields, found)
    for pair, own, of in near:
        if (length := found.lengths.get(f"\0{of}")) is not None and abs(length - own) <= _FEW_CHARACTERS:
            found.alike_pairs += 1
            found.alike.offer((priority(pair.id.encode("utf-8", "surrogatepass")), found.alike_pairs), pair)
    _read_cuts(run, found)
    for line in output_lines(run, "passages", ()):
        passage = decoded_line(line, Passage, run)
        source = next((found.sources[page] for page in pages_of(passage.id) if page in found.sources), "")
        found.passages.offer((passage.kind, source), priority(line), passage)
    _read_rejected(run, found)
    return found


def pages_of(document: str) -> tuple[str, ...]:
    """What the page of a document may be called: as the document, or for an article split off, without its number."""
    host, mark, number = document.rpartition("#")
    return (document, host) if mark and number.isdecimal() else (document,)


def _read_cuts(run: Path, found: Findings) -> None:
    lost = Counter[str]()
    decode = msgspec.json.Decoder(Cut).decode
    sources, strata, unsure, longest = found.sources, found.strata, found.unsure, found.longest
    for line in output_lines(run, "removed", ()):
        try:
            cut = decode(line)
        except (msgspec.DecodeError, UnicodeDecodeError):
            cut = decoded_line(line, Cut, run)
        key = priority(line)
        found.cuts += 1
        length = cut.end - cut.start
        lost[cut.id] += length
        strata.offer((cut.label, counted_rule(cut.rule), sources.get(cut.id, "")), key, cut)
        unsure.offer((cut.confidence, key, found.cuts), cut)
        longest.offer((-length, key, found.cuts), cut)
    for number, (page, cut_characters) in enumerate(lost.items()):
        whole = found.lengths[page] = found.lengths.get(page, 0) + cut_characters
        if whole >= _LEAST_CHARACTERS:
            found.losses.offer((-cut_characters / whole, -whole, number), Loss(page, whole, cut_characters))


def _read_documents(run: Path, fields: Fields, found: Findings) -> list[tuple[Pair, int, str]]:
    """Take in all documents; near pairs with the length of the dropped document, and the kept document's id."""
    near: list[tuple[Pair, int, str]] = []
    stand_for: set[str] = set()
    kind, members = _document_type(fields)
    for name in ("duplicates", *(("empty",) if (run / "empty.jsonl").exists() else ()), "documents"):
        dropped = name != "documents"
        for document, source, date in _documents(run, name, kind, members):
            origin: _Origin = document.dedup
            page, length = origin.parent or document.id, sum(end - start for start, end in origin.spans)
            found.lengths[page] = found.lengths.get(page, 0) + length
            if not origin.parent:
                found.sources[page] = _source_of(source, document.id, origin)
            if day := _day(date if not origin.parent else "") or origin.extracted.published[:10]:
                found.days.setdefault(day, [0, 0])[dropped] += 1
            if name == "duplicates" and not origin.indexed:
                pair = Pair(document.id, page, origin.kept, origin.kind, origin.jaccard, origin.containment)
                found.pairs += 1
                stand_for.add(origin.kept)
                if origin.kind == "near":
                    near.append((pair, length, origin.kept))
                    found.near.offer((pair.jaccard, found.pairs), pair)
                elif origin.kind == "contained":
                    found.contained.offer((pair.containment, found.pairs), pair)
            elif document.id in stand_for:
                found.kept_pages[document.id] = page
                found.lengths[f"\0{document.id}"] = length
    return near


def _documents(run: Path, name: str, kind: type[Any], members: tuple[str, ...]) -> Iterator[tuple[Any, Any, Any]]:
    decode: Callable[[bytes], Any] = msgspec.json.Decoder(kind).decode
    for line in output_lines(run, name, members):
        try:
            document = decode(line)
        except (msgspec.DecodeError, UnicodeDecodeError):
            document = decoded_line(line, kind, run)
        yield document, document.source, document.date


def _document_type(fields: Fields) -> tuple[type[Any], tuple[str, ...]]:
    """A struct of a document's line, whose members for the source and the date may be called anything."""
    own: dict[str, str] = {"id": "id", "dedup": "dedup"}
    rename = {"source": fields.source, "date": fields.date}
    for name, called in list(rename.items()):
        if called in own.values() or called == "text":
            rename[name] = f"\0{name}"  # what is the document's own is neither
        own[name] = rename[name]
    if rename["source"] == rename["date"]:
        rename["date"] = "\0date"
    kind = msgspec.defstruct(
        "_Document",
        [("id", str), ("dedup", _Origin), ("source", Any, None), ("date", Any, None)],
        rename=rename,
        gc=False,
    )
    return kind, ("id", "dedup", rename["source"], rename["date"])


def _source_of(recorded: Any, page: str, origin: _Origin) -> str:
    """The source of a page: its field, else the outlet that it credits, else the folder of its text file."""
    if isinstance(recorded, str | int | float) and str(recorded).strip():
        return str(recorded)
    folder, slash, _ = page.partition("/")
    return folder if slash and page.endswith(".txt") else origin.extracted.source


def _day(date: Any) -> str:
    if date is None or date == "":
        return ""
    written = str(date)
    match = _DAY.match(written)
    return _read_day(match[0] if match else written)


@lru_cache(maxsize=1 << 14)
def _read_day(written: str) -> str:
    return read_recorded(written).iso[:10]


def _read_rejected(run: Path, found: Findings) -> None:
    seen = Counter[str]()
    for line in output_lines(run, "rejected", ()):
        rejection = decoded_line(line, Rejection, run)
        seen[rejection.reason] += 1
        if seen[rejection.reason] <= _REJECTED_OF_A_REASON:
            found.rejected.append(rejection)
