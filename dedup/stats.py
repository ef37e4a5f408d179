"""The numbers of a run, as `stats.json` holds them: for what writes them, and for what reads them again."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Literal, NamedTuple

import msgspec

from dedup.errors import DedupError
from dedup.files.seals import sealed_members

Measure = Literal["cut", "dropped"]


class RunCounts(msgspec.Struct, frozen=True, omit_defaults=True):
    """How many pages were read, how many documents these gave, and what became of them.

    `appended` documents were split off a page and `kept` ones stay; of `empty` ones no word remains: they are among the
    kept ones, unless they were to be dropped. `duplicates` repeat another document, by kind, `indexed` ones are in the
    standing index. `passages` are those that documents repeat, by kind, `renamed` the pages whose id was met before.
    `rejected` is what could not be read, `skipped` are records of web archives that hold no page, both by reason.
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


class Characters(msgspec.Struct, frozen=True):
    """Code points: of all pages, cut from them, in documents dropped as duplicates or as empty, and kept."""

    read: int
    cut: int
    duplicate: int
    empty: int
    kept: int
    cut_by_label: Mapping[str, int]
    cut_by_rule: Mapping[str, int]


class Dates(msgspec.Struct, frozen=True):
    """The dates of the records: how many were read, and by their forms (digits as 9) how many were not.

    `unread` are in no form that is read safely, `impossible` in one but no day that news may have, such as 1970-01-01;
    the most frequent forms first, the rest together as `…`. Records without a date are in none of them.
    """

    read: int
    unread: Mapping[str, int]
    impossible: Mapping[str, int]


class Noticed(msgspec.Struct, frozen=True):
    """How many pages have something wrong with them, the name of one, and what to do about that one."""

    pages: int
    example: str
    remedy: str

    def __add__(self, other: Noticed) -> Noticed:
        first = min(self, other, key=lambda own: (len(own.example), own.example))
        return Noticed(self.pages + other.pages, first.example, first.remedy)


class Shares(NamedTuple):
    """Shares of the characters cut, and of the documents dropped."""

    cut: float
    dropped: float


class SourceFigures(msgspec.Struct, frozen=True):
    """What became of the pages of a source.

    `cut` code points of `characters` were cut from them, `rules` cut most of these; `dropped` of the `documents` are
    duplicates, or in the standing index. `unusual` names the shares that are far above those of most sources.
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
        """The shares of the characters cut, and of the documents dropped."""
        return Shares(self.cut / (self.characters or 1), self.dropped / (self.documents or 1))


LEAST_PAGES = 20
"""Sources with fewer pages are not compared: their shares are chance."""


class Sources(msgspec.Struct, frozen=True):
    """The figures of all `number` sources: of those with most pages, and the sums over the `others`.

    `median_cut` and `median_dropped` are those of the sources with at least 20 pages, 0 where there are none. A source
    of these lost unusually much where its share is above the median by more than 0.2 and more than five times the
    median deviation from it; with fewer than three such sources, none did. These are always listed.
    """

    number: int = 0
    median_cut: float = 0.0
    median_dropped: float = 0.0
    listed: tuple[SourceFigures, ...] = ()
    others: SourceFigures | None = None

    @property
    def has_median(self) -> bool:
        """Whether a source has pages enough for the medians."""
        return any(figures.pages >= LEAST_PAGES for figures in self.listed)

    @property
    def unusual(self) -> list[SourceFigures]:
        """The sources that lost much more than the others."""
        return [figures for figures in self.listed if figures.unusual]


class Cluster(msgspec.Struct, frozen=True):
    """A kept document and the number of documents it stands for, itself included."""

    id: str
    source: str
    size: int


class FieldNames(msgspec.Struct, frozen=True):
    """What records call their source and their date."""

    source: str
    date: str


class CleaningOptions(msgspec.Struct, frozen=True):
    """Of the options of cleaning, those that readers need."""

    fields: FieldNames
    profile: str


class Thresholds(msgspec.Struct, frozen=True):
    """The thresholds of duplicates."""

    near: float
    contained: float


class Options(msgspec.Struct, frozen=True):
    """Of the options of a run, those that readers need."""

    clean: CleaningOptions
    match: Thresholds


class InputSize(msgspec.Struct, frozen=True):
    """How many bytes were read."""

    bytes: int


class Versions(msgspec.Struct, frozen=True):
    """Which version of the package it was."""

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
    """The numbers of the finished run in a folder. Raises `DedupError` where there is none, or not of `dedup clean`."""
    return decoded_stats(msgspec.json.encode(_members(run)), run / "stats.json")


def decoded_stats(data: bytes, path: Path) -> Stats:
    """The numbers from the content of a `stats.json`. Raises `DedupError`, which names `path`, where one is missing."""
    try:
        return msgspec.json.decode(data, type=Stats)
    except msgspec.DecodeError as error:
        raise DedupError(
            f"{path} has not the numbers that a report shows: it is not from `dedup clean`, or from another version; "
            "run `dedup clean` again"
        ) from error


def read_sources(run: Path) -> Sources:
    """The figures by source in the folder of a finished run. Raises `DedupError` where it has none."""
    try:
        return msgspec.json.decode(_members(run)["sources"], type=Sources)
    except (KeyError, msgspec.DecodeError) as error:
        raise DedupError(
            f"{run / 'stats.json'} has no figures by source: it is not from `dedup clean`, or from an older version; "
            "run `dedup clean` again"
        ) from error


def _members(run: Path) -> dict[str, msgspec.Raw]:
    path = run / "stats.json"
    try:
        return sealed_members(path)
    except FileNotFoundError as error:
        raise DedupError(f"{run} holds no finished run: there is no stats.json in it") from error
    except OSError as error:
        raise DedupError(f"{path}: {error.strerror}; check its permissions") from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise DedupError(f"{path} is not from `dedup clean`, or was changed since; run `dedup clean` again") from error
