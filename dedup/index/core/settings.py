"""The thresholds of an index, as stored in it and as checked when it is opened."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

import msgspec

from dedup.arabic import FOLDING_VERSION
from dedup.duplicates.settings import MatchSettings, least_shingles
from dedup.errors import DedupError
from dedup.minhash import HASH_VERSION, NUM_PERM, SEED, SHINGLE_WORDS, Bands, choose_bands

_EXPORT_AND_IMPORT = "write its documents with `dedup index export` and read them into a new index with `import`"

_DEFAULTS = MatchSettings()


class Thresholds(NamedTuple):
    """The thresholds that an index is opened with. None stands for the default of a new index, and for what an existing
    one has.
    """

    near: float | None = None
    contained: float | None = None
    contained_words: int | None = None


@dataclass(frozen=True, slots=True)
class IndexSettings:
    """The thresholds of an index; `MatchSettings` describes and checks them.

    Raises `ArgumentError`, which names the option, for a value out of range.
    """

    near: float = _DEFAULTS.near
    contained: float = _DEFAULTS.contained
    contained_words: int = _DEFAULTS.contained_words

    def __post_init__(self) -> None:
        MatchSettings(near=self.near, contained=self.contained, contained_words=self.contained_words)

    @classmethod
    def given(cls, thresholds: Thresholds) -> IndexSettings:
        """The thresholds given, with the defaults in the place of None."""
        return cls(**{name: value for name, value in thresholds._asdict().items() if value is not None})

    @property
    def contained_shingles(self) -> int:
        """The least number of shingles that a document must have to count as contained in another."""
        return least_shingles(self.contained_words)

    @property
    def bands(self) -> Bands:
        """The LSH bands by which near duplicates are found."""
        return _bands(self.near)


_bands = cache(choose_bands)


class StoredSettings(msgspec.Struct, frozen=True):
    """Everything that decides which keys and scores an index holds; indexes that differ in it cannot be compared.

    The thresholds, and the versions and sizes of folding, hashing, shingles and signatures.
    """

    near: float
    contained: float
    contained_words: int = 1  # in indexes older than this limit, which do not store it
    folding: int = FOLDING_VERSION
    hashing: int = HASH_VERSION
    shingle_words: int = SHINGLE_WORDS
    num_perm: int = NUM_PERM
    seed: int = SEED

    @classmethod
    def of(cls, settings: IndexSettings) -> StoredSettings:
        """What a new index with these settings stores."""
        return cls(settings.near, settings.contained, settings.contained_words)

    def checked(self, where: str, thresholds: Thresholds) -> IndexSettings:
        """The settings of this index; a threshold given must equal the stored one, None takes the stored one.

        Raises `DedupError`, which names the index (`where`) and the remedy, where a threshold given differs, or where
        folding, hashing, shingles or signatures are not those of this version of the package.
        """
        now = StoredSettings(self.near, self.contained)
        for name in ("folding", "hashing", "shingle_words", "num_perm", "seed"):
            stored, current = getattr(self, name), getattr(now, name)
            if stored != current:
                raise DedupError(
                    f"{where} was made by a version of dedup with {name}={stored}, this one has {current}, so their "
                    "hashes do not compare; use that version, or make a new index from the texts"
                )
        for name, value in thresholds._asdict().items():
            stored = getattr(self, name)
            if value is not None and value != stored:
                raise DedupError(
                    f"{where} was made with {name}={stored}, not {value}; "
                    f"open it with {stored}, or {_EXPORT_AND_IMPORT}"
                )
        return IndexSettings(self.near, self.contained, self.contained_words)


def decoded_description(data: bytes, kind: Any, where: str, form: int) -> Any:
    """The JSON description of an index, decoded as the struct `kind`.

    Raises `DedupError`, which names the index (`where`), where it cannot be decoded or has another format than `form`.
    """
    found = _decoded(data, _Format, where).format
    if found != form:
        raise DedupError(
            f"{where} has format {found}, this version of dedup reads {form}: with the version that wrote it, "
            "`dedup index export` it; with this one, `import` that into a new index"
        )
    return _decoded(data, kind, where)


class _Format(msgspec.Struct):
    """The one field that descriptions of all formats have."""

    format: int = 0


def _decoded(data: bytes, kind: Any, where: str) -> Any:
    """JSON as the struct `kind`. Raises `DedupError` where it is not that."""
    try:
        return msgspec.json.decode(data, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise DedupError(
            f"{where} is not an index of dedup, or is damaged ({error}): check the path, or put back a copy"
        ) from error
