"""Reads the outputs of a run once: samples, extremes, and counts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from dedup.boilerplate.rules import counted_rule
from dedup.dates import read_recorded
from dedup.files.outputs import line_decoder, output_lines
from dedup.output import Origin, Passage, Rejection, Removed
from dedup.report.sampling import Lowest, Strata, priority
from dedup.stats import FieldNames, Stats

# All chosen.
_LOOKED_THROUGH = 400  # pairs of near duplicates whose texts are checked for differences in numbers only
_FEW_CHARACTERS = 12  # the largest difference of lengths, in characters, of texts that differ only in numbers
_LISTED = 24  # items that are kept for a list
_SEVERAL = 8 * _LISTED  # cuts that are kept, of which a list shows a few of each rule
_REJECTED_OF_A_REASON = 5  # rejected records that are kept of each reason
_LEAST_CHARACTERS = 200  # characters of the shortest page whose loss is listed
_LONGEST_TEXT = 1_000  # characters of a cut that are kept
_PLAIN = (str, int, float)  # types of the source of a record
_DAY = re.compile(r"\d{4}-\d\d-\d\d(?=[T ]|$)", re.ASCII)


class Pair(NamedTuple):
    """A dropped document, its page, and the kept document that stands for it."""

    id: str
    page: str
    kept: str
    kind: str
    jaccard: float
    containment: float


class Loss(NamedTuple):
    """A page, how many characters it had, and how many of them were cut."""

    page: str
    characters: int
    cut: int


@dataclass
class Findings:
    """What one reading of the outputs collects.

    By page id: `sources`, and `lengths` in code points, of all pages. By document id: `kept_pages` and `kept_lengths`
    of the kept documents that stand for others. `days`: how many documents of each day were kept and dropped.
    `cut_by_rule`: how many characters each rule cut in each source. `cuts`, `pairs` (of dropped documents) and
    `alike_pairs` (near ones of nearly equal length) are numbers. Extremes: `unsure` (cuts of least confidence),
    `longest`, `losses` (pages that lost most), `near` and `contained` (pairs of lowest score). Samples: the others.
    """

    sources: dict[str, str] = field(default_factory=dict)
    lengths: dict[str, int] = field(default_factory=dict)
    days: dict[str, list[int]] = field(default_factory=dict)
    kept_pages: dict[str, str] = field(default_factory=dict)
    kept_lengths: dict[str, int] = field(default_factory=dict)
    cuts: int = 0
    cut_by_rule: dict[tuple[str, str], int] = field(default_factory=dict)
    strata: Strata[Removed] = field(default_factory=Strata)
    unsure: Lowest[Removed] = field(default_factory=lambda: Lowest(_SEVERAL))
    longest: Lowest[Removed] = field(default_factory=lambda: Lowest(_SEVERAL))
    losses: Lowest[Loss] = field(default_factory=lambda: Lowest(_LISTED))
    pairs: int = 0
    near: Lowest[Pair] = field(default_factory=lambda: Lowest(_LISTED))
    contained: Lowest[Pair] = field(default_factory=lambda: Lowest(_LISTED))
    alike: Lowest[Pair] = field(default_factory=lambda: Lowest(_LOOKED_THROUGH))
    alike_pairs: int = 0
    passages: Strata[Passage] = field(default_factory=Strata)
    rejected: list[Rejection] = field(default_factory=list)


def look_through(run: Path, stats: Stats) -> Findings:
    """Read every output of the run in a folder once. Raises `DedupError` where one is missing or broken."""
    found = Findings()
    _read_documents(run, stats.options.clean.fields, found)
    _read_cuts(run, found)
    _read_passages(run, found)
    _read_rejected(run, found)
    return found


def pages_of(document: str) -> tuple[str, ...]:
    """The ids that the page of a document may have: its own and, if that ends in `#` and digits, the part before."""
    host, mark, number = document.rpartition("#")
    return (document, host) if mark and number.isdecimal() else (document,)


def _read_documents(run: Path, fields: FieldNames, found: Findings) -> None:
    """Read the documents, kept, dropped and empty, into `found`; `fields` name their source and date.

    Collected are the sources and lengths of pages, the days of documents, and the pairs of dropped ones. The day of an
    article split off is its extracted date; of other documents the recorded one, else the extracted one. Empty
    documents count as dropped. A document dropped because the index has it makes no pair.
    """
    kind, members = _document_type(fields)
    decoded = line_decoder(kind, run)
    near: list[tuple[Pair, int]] = []
    stand_for: set[str] = set()
    for name in ("duplicates", *(("empty",) if (run / "empty.jsonl").exists() else ()), "documents"):
        is_dropped = name != "documents"
        for document in map(decoded, output_lines(run, name, members)):
            origin: Origin = document.dedup
            page, length = origin.parent or document.id, sum([end - start for start, end in origin.spans])
            found.lengths[page] = found.lengths.get(page, 0) + length
            if not origin.parent:
                found.sources[page] = _source_of(document.source, origin)
            if day := (not origin.parent and _day(document.date)) or origin.extracted.published[:10]:
                found.days.setdefault(day, [0, 0])[is_dropped] += 1
            if name == "duplicates" and not origin.indexed:
                pair = Pair(document.id, page, origin.kept, origin.kind, origin.jaccard, origin.containment)
                stand_for.add(origin.kept)
                _add_pair(pair, found)
                if origin.kind == "near":
                    near.append((pair, length))
            elif document.id in stand_for:
                found.kept_pages[document.id], found.kept_lengths[document.id] = page, length
    _choose_alike(near, found)


def _add_pair(pair: Pair, found: Findings) -> None:
    """Count a pair, and offer it to the list of its kind, lowest score first; exact copies have no list."""
    found.pairs += 1
    if pair.kind == "near":
        found.near.offer((pair.jaccard, found.pairs), pair)
    elif pair.kind == "contained":
        found.contained.offer((pair.containment, found.pairs), pair)


def _choose_alike(near: Iterable[tuple[Pair, int]], found: Findings) -> None:
    """Offer the near pairs that may differ only in numbers, and count them: those of nearly equal length.

    `near` has the length of the dropped document of each. A pair whose kept document was not read is left out.
    """
    for pair, length in near:
        kept = found.kept_lengths.get(pair.kept)
        if kept is not None and abs(kept - length) <= _FEW_CHARACTERS:
            found.alike_pairs += 1
            found.alike.offer((priority(pair.id.encode("utf-8", "surrogatepass")), found.alike_pairs), pair)


def _document_type(fields: FieldNames) -> tuple[type[Any], tuple[str, ...]]:
    """A struct type for a document's line, with the user's names of the source and the date, and its members' names.

    A source or date whose name is that of another member is always None.
    """
    rename: dict[str, str] = {}
    for name, called in (("source", fields.source), ("date", fields.date)):
        is_taken = called in ("id", "dedup", "text") or called in rename.values()
        rename[name] = f"\0{name}" if is_taken else called  # no record has such a name: the value stays None
    kind = msgspec.defstruct(
        "_Document",
        [("id", str), ("dedup", Origin), ("source", Any, None), ("date", Any, None)],
        rename=rename,
        gc=False,
    )
    return kind, ("id", "dedup", *rename.values())


def _source_of(recorded: Any, origin: Origin) -> str:
    """The source of a page: its field, else the outlet that it credits.

    The field counts if it is a number or a text that is not blank.
    """
    if isinstance(recorded, _PLAIN) and (written := str(recorded)) and not written.isspace():
        return written
    return origin.extracted.source


def _day(date: Any) -> str:
    """The day of a date as ISO 8601, empty where it cannot be read."""
    if date is None or date == "":
        return ""
    written = str(date)
    match = _DAY.match(written)
    return _read_day(match[0] if match else written)


@lru_cache(maxsize=1 << 14)
def _read_day(written: str) -> str:
    """The day of a date as ISO 8601, empty where it cannot be read; cached."""
    return read_recorded(written).iso[:10]


def _read_cuts(run: Path, found: Findings) -> None:
    """Read the cuts into `found`, with their texts shortened, and the losses of the pages.

    The length of a page grows by that of its cuts. Losses of pages of fewer than `_LEAST_CHARACTERS` are not offered.
    `found.sources` must be filled before.
    """
    lost: dict[str, int] = {}
    decoded = line_decoder(Removed, run)
    for line in output_lines(run, "removed", ()):
        cut, key = decoded(line), priority(line)
        if len(cut.text) > _LONGEST_TEXT:
            cut.text = cut.text[:_LONGEST_TEXT]
        length = cut.end - cut.start
        lost[cut.id] = lost.get(cut.id, 0) + length
        rule, source = counted_rule(cut.rule), found.sources.get(cut.id, "")
        found.cuts += 1
        found.cut_by_rule[rule, source] = found.cut_by_rule.get((rule, source), 0) + length
        found.strata.offer((cut.label, rule, source), key, cut)
        found.unsure.offer((cut.confidence, key, found.cuts), cut)
        found.longest.offer((-length, key, found.cuts), cut)
    for number, (page, cut_characters) in enumerate(lost.items()):
        whole = found.lengths[page] = found.lengths.get(page, 0) + cut_characters
        if whole >= _LEAST_CHARACTERS:
            found.losses.offer((-cut_characters / whole, -whole, number), Loss(page, whole, cut_characters))


def _read_passages(run: Path, found: Findings) -> None:
    """Offer each repeated passage of a run to the sample `found.passages`, by its kind and source.

    `found.sources` must be filled before. The source is that of the passage's document, else of the first of its pages
    that is known, else empty. A run without passages offers none.
    """
    decoded = line_decoder(Passage, run)
    for line in output_lines(run, "passages", ()):
        passage = decoded(line)
        source = found.sources.get(passage.id)
        if source is None:
            source = next((found.sources[page] for page in pages_of(passage.id) if page in found.sources), "")
        found.passages.offer((passage.kind, source), priority(line), passage)


def _read_rejected(run: Path, found: Findings) -> None:
    """Read the first `_REJECTED_OF_A_REASON` rejected records of each reason into `found`."""
    seen = Counter[str]()
    for rejection in map(line_decoder(Rejection, run), output_lines(run, "rejected", ())):
        seen[rejection.reason] += 1
        if seen[rejection.reason] <= _REJECTED_OF_A_REASON:
            found.rejected.append(rejection)
