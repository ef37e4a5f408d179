"""What an index was made with: stored in it, and compared with what it is opened with."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from numbers import Integral, Real
from typing import Any

import msgspec

from dedup.arabic import FOLDING_VERSION
from dedup.duplicates.settings import CONTAINED_WORDS, least_shingles
from dedup.errors import ArgumentError, DedupError
from dedup.minhash import HASH_VERSION, NUM_PERM, SEED, SHINGLE_WORDS, Bands, choose_bands

NEAR, CONTAINED = 0.8, 0.9
"""The thresholds of an index made without saying which."""

_EXPORT_AND_IMPORT = "write its documents with `dedup index export` and read them into a new index with `import`"


@dataclass(frozen=True, slots=True)
class IndexSettings:
    """The thresholds by which an index says that a document was seen, as `MatchSettings` describes them."""

    near: float = NEAR
    contained: float = CONTAINED
    contained_words: int = CONTAINED_WORDS

    def __post_init__(self) -> None:
        for name, value in (("near", self.near), ("contained", self.contained)):
            if not isinstance(value, Real) or not 0 < value <= 1:
                raise ArgumentError(f"must be above 0 and at most 1, got {value!r}", name)
        if not isinstance(self.contained_words, Integral) or self.contained_words < 1:
            raise ArgumentError(f"must be a whole number, at least 1, got {self.contained_words!r}", "contained_words")

    @classmethod
    def given(cls, near: float | None, contained: float | None, contained_words: int | None) -> IndexSettings:
        """Thresholds, with those that are None as in an index made without saying."""
        return cls(
            NEAR if near is None else near,
            CONTAINED if contained is None else contained,
            CONTAINED_WORDS if contained_words is None else contained_words,
        )

    @property
    def contained_shingles(self) -> int:
        """The least number of shingles of a contained document."""
        return least_shingles(self.contained_words)

    @property
    def bands(self) -> Bands:
        """The bands by which near duplicates are found."""
        return _bands(self.near)


_bands = cache(choose_bands)


class Makeup(msgspec.Struct, frozen=True):
    """All that decides which keys and scores an index holds; one made otherwise does not compare."""

    near: float
    contained: float
    contained_words: int = 1  # as in an index of before there was such a limit
    folding: int = FOLDING_VERSION
    hashing: int = HASH_VERSION
    shingle_words: int = SHINGLE_WORDS
    num_perm: int = NUM_PERM
    seed: int = SEED

    @classmethod
    def of(cls, settings: IndexSettings) -> Makeup:
        """The make-up of an index made now."""
        return cls(settings.near, settings.contained, settings.contained_words)

    def opened(
        self, where: str, near: float | None, contained: float | None, contained_words: int | None
    ) -> IndexSettings:
        """The settings to open an index of this make-up with; None takes what it has.

        Raises `DedupError`, naming the index and the remedy, where it cannot be opened so.
        """
        now = Makeup(self.near, self.contained)
        for name in ("folding", "hashing", "shingle_words", "num_perm", "seed"):
            stored, current = getattr(self, name), getattr(now, name)
            if stored != current:
                raise DedupError(
                    f"{where} was made by a version of dedup with {name}={stored}, this one has {current}, so their "
                    "hashes do not compare; use that version, or make a new index from the texts"
                )
        wanted = {"near": near, "contained": contained, "contained_words": contained_words}
        for name, value in wanted.items():
            stored = getattr(self, name)
            if value is not None and value != stored:
                raise DedupError(
                    f"{where} was made with {name}={stored}, not {value}; "
                    f"open it with {stored}, or {_EXPORT_AND_IMPORT}"
                )
        return IndexSettings(self.near, self.contained, self.contained_words)


def described(data: bytes, kind: Any, where: str, form: int) -> Any:
    """The description of an index as a struct. Raises `DedupError` where it is none, or not in format `form`."""
    found = _decoded(data, _Format, where).format
    if found != form:
        raise DedupError(
            f"{where} has format {found}, this version of dedup reads {form}: with the version that wrote it, "
            "`dedup index export` it; with this one, `import` that into a new index"
        )
    return _decoded(data, kind, where)


class _Format(msgspec.Struct):
    format: int = 0


def _decoded(data: bytes, kind: Any, where: str) -> Any:
    try:
        return msgspec.json.decode(data, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise DedupError(
            f"{where} is not an index of dedup, or is damaged ({error}): check the path, or put back a copy"
        ) from error
