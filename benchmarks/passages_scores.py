"""What reported passages are worth: PAN's measures on annotated cases, and checks of each row against the texts."""

from __future__ import annotations

import math
import xml.etree.ElementTree as ElementTree
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from dedup.arabic import fold, words

Json = dict[str, Any]
_SHINGLE = 5


class Match(NamedTuple):
    """A span of a suspicious text and one of a source; a case, or a detection of one."""

    id: str
    of: str
    start: int
    end: int
    of_start: int
    of_end: int
    obfuscation: str = ""


@dataclass(frozen=True, slots=True)
class Plagdet:
    """Macro-averaged measures of detections, and the recall of each kind of obfuscation."""

    plagdet: float
    precision: float
    recall: float
    granularity: float
    by_obfuscation: Mapping[str, float]


def read_cases(folder: Path) -> list[Match]:
    """The cases of a folder of PAN XML files, one file for each suspicious document."""
    cases = []
    for path in sorted(folder.glob("*.xml")):
        for feature in ElementTree.parse(path).getroot().iter("feature"):
            if feature.get("name") == "plagiarism" and feature.get("source_reference"):
                names = ("this_offset", "this_length", "source_offset", "source_length")
                at, length, of, of_length = (int(feature.get(name, 0)) for name in names)
                source = Path(feature.get("source_reference", "")).stem
                kind = feature.get("obfuscation", "")
                cases.append(Match(path.stem, source, at, at + length, of, of + of_length, kind))
    return sorted(set(cases))


def detections(rows: Iterable[Json]) -> list[Match]:
    """Rows of `passages.jsonl` as detections; documents are known by their file names without endings."""
    names = ("start", "end", "of_start", "of_end")
    return sorted({Match(Path(row["id"]).stem, Path(row["of"]).stem, *(row[name] for name in names)) for row in rows})


def plagdet(cases: Sequence[Match], found: Sequence[Match]) -> Plagdet:
    """F1 of precision and recall, over the binary logarithm of 1 + granularity.

    Source: Potthast, Stein, Barron-Cedeno and Rosso, An Evaluation Framework for Plagiarism Detection, COLING 2010.
    """
    cases_of, found_of = _by_documents(cases), _by_documents(found)
    recalls = [_coverage(case, found_of[case.id, case.of]) for case in cases]
    precisions = [_coverage(one, cases_of[one.id, one.of])[0] for one in found]
    hits = [number for _, number in recalls if number]
    by_kind = defaultdict(list)
    for case, (share, _) in zip(cases, recalls, strict=True):
        by_kind[case.obfuscation].append(share)
    precision, recall, granularity = _mean(precisions), _mean([share for share, _ in recalls]), _mean(hits) or 1.0
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    kinds = {kind: _mean(shares) for kind, shares in sorted(by_kind.items())}
    return Plagdet(f1 / math.log2(1 + granularity), precision, recall, granularity, kinds)


def faults(row: Json, texts: Mapping[str, str]) -> list[str]:
    """What is wrong with an exact or near row, found without the code that made it; nothing where all holds.

    Half of the words of both spans, at least, must also align in order, by `difflib`.
    """
    one, other = (
        fold(texts[row["id"]][row["start"] : row["end"]]),
        fold(texts[row["of"]][row["of_start"] : row["of_end"]]),
    )
    span, of_span = one.split(), other.split()
    ours, theirs = _shingles(span), _shingles(of_span)
    aligned = SequenceMatcher(None, span, of_span, autojunk=False).ratio()
    wrong = {
        "similarity": abs(row["similarity"] - len(ours & theirs) / max(len(ours | theirs), 1)) > 1e-12,
        "kind": (one == other) != (row["kind"] == "exact"),
        "alignment": aligned < 0.5,
        "end": _next_equal(row, texts),
    }
    return [name for name, is_wrong in wrong.items() if is_wrong]


def covered_runs(documents: Mapping[str, str], rows: Iterable[Json], length: int) -> tuple[int, int]:
    """How many runs of `length` words two documents share, each place counted; how many of them lie in rows."""
    spans = defaultdict(list)
    for row in rows:
        spans[row["id"]].append((row["start"], row["end"]))
        spans[row["of"]].append((row["of_start"], row["of_end"]))
    runs, owners, covered = [], [], []
    for number, (name, text) in enumerate(documents.items()):
        found = words(text)
        inside = np.zeros(len(found), np.int64)
        for start, end in spans[name]:
            inside[np.searchsorted(found.starts, start) : np.searchsorted(found.starts, end)] = 1
        own = _run_hashes(found.hashes, length)
        total = np.concatenate([[0], np.cumsum(inside)])
        runs.append(own)
        owners.append(np.full(len(own), number))
        covered.append(total[length:][: len(own)] - total[: len(own)] == length)
    return _shared(np.concatenate(runs), np.concatenate(owners), np.concatenate(covered))


def _shared(runs: NDArray[np.uint64], owners: NDArray[np.int64], covered: NDArray[np.bool_]) -> tuple[int, int]:
    order = np.argsort(runs, kind="stable")
    runs, owners, covered = runs[order], owners[order], covered[order]
    starts = np.flatnonzero(np.concatenate([[True], runs[1:] != runs[:-1]]))
    several = np.maximum.reduceat(owners, starts) != np.minimum.reduceat(owners, starts)
    shared = np.repeat(several, np.diff([*starts, len(runs)]))
    return int(shared.sum()), int(covered[shared].sum())


def _run_hashes(hashes: NDArray[np.uint64], length: int) -> NDArray[np.uint64]:
    count = max(len(hashes) - length + 1, 0)
    runs = np.zeros(count, np.uint64)
    for place in range(length):
        runs = runs * np.uint64(0x9E3779B97F4A7C15) + hashes[place : place + count]
    return runs


def _next_equal(row: Json, texts: Mapping[str, str]) -> bool:
    """Whether the words right before, or right behind, both spans are the same."""
    one, other = texts[row["id"]], texts[row["of"]]
    before = _last(fold(one[: row["start"]]).split()), _last(fold(other[: row["of_start"]]).split())
    after = _last(fold(one[row["end"] :]).split()[:1]), _last(fold(other[row["of_end"] :]).split()[:1])
    return any(ours == theirs != "" for ours, theirs in (before, after))


def _last(found: Sequence[str]) -> str:
    return found[-1] if found else ""


def _shingles(span: Sequence[str]) -> set[tuple[str, ...]]:
    return {tuple(span[place : place + _SHINGLE]) for place in range(len(span) - _SHINGLE + 1)}


def _by_documents(matches: Iterable[Match]) -> defaultdict[tuple[str, str], list[Match]]:
    groups = defaultdict(list)
    for match in matches:
        groups[match.id, match.of].append(match)
    return groups


def _coverage(one: Match, others: Iterable[Match]) -> tuple[float, int]:
    """The share of a match's characters, both sides added, in others that meet it on both sides; their number."""
    meeting = [
        o
        for o in others
        if o.start < one.end and one.start < o.end and o.of_start < one.of_end and one.of_start < o.of_end
    ]
    length = one.end - one.start + one.of_end - one.of_start
    got = _union(one.start, one.end, ((o.start, o.end) for o in meeting))
    got += _union(one.of_start, one.of_end, ((o.of_start, o.of_end) for o in meeting))
    return got / max(length, 1), len(meeting)


def _union(start: int, end: int, intervals: Iterable[tuple[int, int]]) -> int:
    total, reach = 0, start
    for first, last in sorted(intervals):
        first, last = max(first, reach), min(last, end)
        if first < last:
            total, reach = total + last - first, last
    return total


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0


def read_rows(path: Path) -> Iterator[Json]:
    """The objects of a file of JSON lines."""
    import json

    with path.open(encoding="utf-8", newline="\n") as lines:
        yield from map(json.loads, lines)
