"""The numbers of a run that its report repeats: members of `stats.json`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import msgspec

from dedup.errors import DedupError
from dedup.files.seals import sealed_members


class Counts(msgspec.Struct, frozen=True):
    """Pages, documents and what became of them."""

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


class Characters(msgspec.Struct, frozen=True):
    """Code points of all pages, and where they went."""

    read: int
    cut: int
    duplicate: int
    empty: int
    kept: int
    cut_by_label: Mapping[str, int]
    cut_by_rule: Mapping[str, int]


class Source(msgspec.Struct, frozen=True):
    """What became of the pages of a source; `rules` cut most from them."""

    source: str
    pages: int
    documents: int
    dropped: int
    characters: int
    cut: int
    rules: Mapping[str, int]
    unusual: tuple[str, ...] = ()

    @property
    def share_cut(self) -> float:
        """The share of the characters that was cut."""
        return self.cut / (self.characters or 1)

    @property
    def share_dropped(self) -> float:
        """The share of the documents that was dropped."""
        return self.dropped / (self.documents or 1)


class Sources(msgspec.Struct, frozen=True):
    """The figures of the sources with most pages, and the sums over the others."""

    number: int
    median_cut: float
    median_dropped: float
    listed: tuple[Source, ...]
    others: Source | None = None


class Cluster(msgspec.Struct, frozen=True):
    """A kept document, and how many documents it stands for, itself among them."""

    id: str
    source: str
    size: int


class Noticed(msgspec.Struct, frozen=True):
    """Pages with something wrong in their texts, one of them, and what to do."""

    pages: int
    example: str
    remedy: str


class Dates(msgspec.Struct, frozen=True):
    """How many dates were read, and the forms of those that were not."""

    read: int
    unread: Mapping[str, int]
    impossible: Mapping[str, int]


class Fields(msgspec.Struct, frozen=True):
    """What the members of a record are called."""

    source: str
    date: str


class Cleaning(msgspec.Struct, frozen=True):
    """The options of cleaning that the report names."""

    fields: Fields
    profile: str


class Matching(msgspec.Struct, frozen=True):
    """The thresholds of duplicates."""

    near: float
    contained: float


class Options(msgspec.Struct, frozen=True):
    """The options that the report names."""

    clean: Cleaning
    match: Matching
    passages: str


class Input(msgspec.Struct, frozen=True):
    """How many bytes were read."""

    bytes: int


class Versions(msgspec.Struct, frozen=True):
    """Which version of the package it was."""

    dedup: str


class Stats(msgspec.Struct, frozen=True):
    """The members of `stats.json` that the report is made from."""

    counts: Counts
    dates: Dates
    noticed: Mapping[str, Noticed]
    characters: Characters
    sources: Sources
    clusters: tuple[Cluster, ...]
    options: Options
    versions: Versions
    input: Input


def read_stats(run: Path) -> Stats:
    """The numbers of the finished run in a folder. Raises `DedupError` where there is none, or not of `dedup clean`."""
    path = run / "stats.json"
    try:
        members = sealed_members(path)
    except FileNotFoundError as error:
        raise DedupError(f"{run} holds no finished run: there is no stats.json in it") from error
    except OSError as error:
        raise DedupError(f"{path}: {error.strerror}; check its permissions") from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise DedupError(f"{path} is not from `dedup clean`; give the folder that it wrote") from error
    return decoded_stats(msgspec.json.encode(members), path)


def decoded_stats(data: bytes, path: Path) -> Stats:
    """The numbers from the content of a `stats.json`. Raises `DedupError`, which names `path`, where one is missing."""
    try:
        return msgspec.json.decode(data, type=Stats)
    except msgspec.DecodeError as error:
        raise DedupError(
            f"{path} has not the numbers that a report shows: it is not from `dedup clean`, or from another version; "
            "run `dedup clean` again"
        ) from error
