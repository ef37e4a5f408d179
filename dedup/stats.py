"""The contents of `stats.json` as types: shared by what writes the file and what reads it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Literal, NamedTuple

import msgspec

from dedup.errors import DedupError
from dedup.files.outputs import no_finished_run
from dedup.files.seals import sealed_members

Measure = Literal["cut", "dropped"]
"""A field of `Shares`."""


class RunCounts(msgspec.Struct, frozen=True, omit_defaults=True):
    """How many pages were read, how many documents they gave, and what became of these.

    `appended` documents were split off a page. `kept` documents stay. `empty` ones have no words left; they are among
    the kept ones, unless empty documents are dropped. `duplicates` repeat another document, by kind. `indexed` ones are
    in the standing index. `passages` counts repeated passages, by kind, and `passages_cut` those of which any
    sentence was cut, None where none was to be. `mostly_repeated` counts kept documents that share half of their
    characters or more with an earlier one, in passages: a lower `near` drops some. `renamed` counts pages whose id had
    occurred before. `rejected` counts what could not be read, `skipped` records of web archives that hold no page, both
    by reason.
    """

    pages: int
    documents: int
    kept: int
    empty: int
    appended: int
    duplicates: Mapping[str, int]
    indexed: int
    passages: Mapping[str, int]
    renamed: int
    rejected: Mapping[str, int]
    skipped: Mapping[str, int] = {}
    passages_cut: int | None = None
    mostly_repeated: int = 0


class Characters(msgspec.Struct, frozen=True):
    """Numbers of code points: of all pages, cut from them, in documents dropped as duplicate or as empty, and kept."""

    read: int
    cut: int
    duplicate: int
    empty: int
    kept: int
    cut_by_label: Mapping[str, int]
    cut_by_rule: Mapping[str, int]


class Dates(msgspec.Struct, frozen=True):
    """The dates of the records: how many were read and, by form (digits as 9), how many were not.

    `unread` dates have no form that can be read safely. `impossible` ones are read, but are no date of news, such as
    1970-01-01. The most frequent forms come first, the others are summed as `…`. Records without a date are not
    counted.
    """

    read: int
    unread: Mapping[str, int]
    impossible: Mapping[str, int]


class Noticed(msgspec.Struct, frozen=True):
    """How many pages have a certain problem, the name of one of them, and what to do about it."""

    pages: int
    example: str
    remedy: str

    def __add__(self, other: Noticed) -> Noticed:
        """The sum of two counts, with the shorter of the two examples (of equally long ones the first in order)."""
        first = min(self, other, key=lambda own: (len(own.example), own.example))
        return Noticed(self.pages + other.pages, first.example, first.remedy)


class Shares(NamedTuple):
    """The share of the characters that were cut, and of the documents that were dropped."""

    cut: float
    dropped: float


class SourceFigures(msgspec.Struct, frozen=True):
    """What became of the pages of one source.

    Of its `characters` code points, `cut` were cut; `rules` are the three rules that cut most, each with how many. Of
    its `documents`, `dropped` are duplicates or in the standing index. `unusual` names the shares that are far above
    those of most sources.
    """

    source: str
    pages: int
    documents: int
    dropped: int
    characters: int
    cut: int
    rules: Mapping[str, int]
    unusual: tuple[Measure, ...] = ()

    @property
    def shares(self) -> Shares:
        """The shares of the characters cut, and of the documents dropped; 0 of no characters or documents."""
        return Shares(self.cut / (self.characters or 1), self.dropped / (self.documents or 1))


LEAST_PAGES = 5
"""Sources with fewer pages are not compared: chance decides their shares. Chosen."""
MANY_PAGES = 20
"""Sources with so many pages set the measure, if there are enough of them. Chosen."""


class Sources(msgspec.Struct, frozen=True):
    """The figures of all `number` sources: one by one for those with most pages, as sums for `others` (None if none).

    `median_cut` and `median_dropped` are the medians over the sources with at least 20 pages or, where these are fewer
    than three, with at least 5; None where these are fewer than three, too. The share of a source with at least 5 pages
    is unusual where it is above the median by more than 0.2, by more than five times the median absolute deviation, and
    by more than chance explains in so many pages; without a median none is. Unusual sources are always listed.
    """

    number: int = 0
    median_cut: float | None = None
    median_dropped: float | None = None
    listed: tuple[SourceFigures, ...] = ()
    others: SourceFigures | None = None

    @property
    def unusual(self) -> list[SourceFigures]:
        """The listed sources of which the share of characters cut, or of documents dropped, is unusual."""
        return [figures for figures in self.listed if figures.unusual]


class Cluster(msgspec.Struct, frozen=True):
    """A kept document and the number of documents it stands for, itself included."""

    id: str
    source: str
    size: int


class FieldNames(msgspec.Struct, frozen=True):
    """The names of the fields that hold the source and the date of a record."""

    source: str
    date: str


class CleaningOptions(msgspec.Struct, frozen=True):
    """The options of cleaning that readers of `stats.json` need."""

    fields: FieldNames
    profile: str


class Thresholds(msgspec.Struct, frozen=True):
    """The thresholds for duplicates."""

    near: float
    contained: float


class Options(msgspec.Struct, frozen=True):
    """The options of a run that readers of `stats.json` need."""

    clean: CleaningOptions
    match: Thresholds


class InputSize(msgspec.Struct, frozen=True):
    """The number of bytes read."""

    bytes: int


class Versions(msgspec.Struct, frozen=True):
    """The version of the package that wrote the run."""

    dedup: str


class Stats(msgspec.Struct, frozen=True):
    """The members of `stats.json` that its readers need."""

    counts: RunCounts
    noticed: Mapping[str, Noticed]
    characters: Characters
    sources: Sources
    clusters: tuple[Cluster, ...]
    options: Options
    versions: Versions
    input: InputSize


def read_stats(run: Path) -> Stats:
    """The contents of `stats.json` in the folder of a finished run. Raises `DedupError` where there is none or it is
    damaged.
    """
    return decoded_stats(msgspec.json.encode(_members(run)), run / "stats.json")


def decoded_stats(data: bytes, path: Path) -> Stats:
    """The contents of a `stats.json` from its bytes; members that `Stats` does not have are ignored.

    Raises `DedupError`, which names `path`, where a member is missing or of another type, or the bytes are no JSON.
    """
    try:
        return msgspec.json.decode(data, type=Stats)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise DedupError(
            f"{path} has not the numbers that a report shows: it is not from `dedup clean`, or from another version; "
            "run `dedup clean` again"
        ) from error


def read_sources(run: Path) -> Sources:
    """The figures by source in the folder of a finished run; no other member is decoded.

    Raises `DedupError` where there are none, or `stats.json` is missing or was changed.
    """
    try:
        return msgspec.json.decode(_members(run)["sources"], type=Sources)
    except (KeyError, msgspec.DecodeError, UnicodeDecodeError) as error:
        raise DedupError(
            f"{run / 'stats.json'} has no figures by source: it is not from `dedup clean`, or from an older version; "
            "run `dedup clean` again"
        ) from error


def _members(run: Path) -> dict[str, msgspec.Raw]:
    """The members of `stats.json` in a folder, undecoded. Raises `DedupError` where it is missing, damaged or
    changed.
    """
    path = run / "stats.json"
    try:
        return sealed_members(path)
    except FileNotFoundError as error:
        raise no_finished_run(run, path.name) from error
    except OSError as error:
        raise DedupError(f"{path}: {error.strerror}; check its permissions") from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise DedupError(f"{path} is not from `dedup clean`, or was changed since; run `dedup clean` again") from error
