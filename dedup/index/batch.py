"""Documents on their way into an index, or to be looked up in it: words, fingerprints and keys, as arrays."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from dedup.dates import iso_dates
from dedup.duplicates import Fingerprints, fingerprints_of_words, word_sequences
from dedup.duplicates.table import offsets_of
from dedup.minhash import Bands, band_keys
from dedup.model import Document, Id

DOCUMENTS_AT_ONCE = 1024
_CHARACTERS_AT_ONCE = 4 << 20

# One shingle in 12 is a key by which containers are found: of the documents with 50 words that another contains to
# 0.9, 97.2% share at least one with it (1 - (11/12)^41), of those with 100 words 99.9%.
_SAMPLED = np.uint64(12)

_DATE = re.compile(r"(\d{4})(?:-?(\d\d)(?:-?(\d\d)(?:[T ].*)?)?)?", re.DOTALL)
EPOCH = datetime.date(1970, 1, 1)


@dataclass(frozen=True, slots=True, eq=False)
class Batch:
    """n documents: `ids`; `days` int32 (n,), see `day_of`; the hashes of their words; and their fingerprints.

    Document i has the words `words[word_offsets[i]:word_offsets[i + 1]]`.
    """

    ids: Sequence[str]
    days: NDArray[np.int32]
    words: NDArray[np.uint64]
    word_offsets: NDArray[np.int64]
    prints: Fingerprints

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def sizes(self) -> NDArray[np.int64]:
        """The number of shingles of each document."""
        return np.diff(self.prints.offsets)

    @classmethod
    def of(cls, documents: Sequence[Document]) -> Batch:
        """Fold and hash some documents."""
        return cls.of_words(
            [str(document.id) for document in documents],
            known_days(map(day_of, iso_dates(document.date for document in documents))),
            *word_sequences([document.text for document in documents]),
        )

    @classmethod
    def of_words(
        cls, ids: Sequence[str], days: NDArray[np.int32], words: NDArray[np.uint64], word_offsets: NDArray[np.int64]
    ) -> Batch:
        """Documents whose words are hashed already."""
        return cls(ids, days, words, word_offsets, fingerprints_of_words(words, word_offsets))

    def take(self, rows: NDArray[np.int64]) -> Batch:
        """Some of the documents, in the order of `rows`."""
        prints = self.prints
        words, word_offsets = _taken(self.words, self.word_offsets, rows)
        shingles, offsets = _taken(prints.shingles, prints.offsets, rows)
        taken = Fingerprints(shingles, offsets, prints.signatures[rows], prints.exact_keys[rows])
        return Batch([self.ids[row] for row in rows.tolist()], self.days[rows], words, word_offsets, taken)

    def parts(self, bands: Bands, keys: int) -> Iterator[Batch]:
        """Some of the documents at a time, in turn, that are found by about so many keys, see `look_ups`."""
        before = offsets_of(bands.count + 1 + self.sizes // int(_SAMPLED))
        numbers = before[1:] // max(keys, 1)
        for rows in np.split(np.arange(len(self)), np.flatnonzero(np.diff(numbers)) + 1):
            if len(rows):
                yield self if len(rows) == len(self) else self.take(rows)


@dataclass(frozen=True, slots=True, eq=False)
class LookUps:
    """What documents are found by: `keys` uint64 (m,), the document `owners` int64 (m,) of each, of `documents`.

    The first `bands` of them are of signature bands, the last `exact` of whole texts; those between are sampled
    shingles.
    """

    keys: NDArray[np.uint64]
    owners: NDArray[np.int64]
    bands: int
    exact: int
    documents: int

    def parts(self, keys: int) -> Iterator[LookUps]:
        """Those of some documents at a time, in turn, of about so many keys."""
        before = offsets_of(np.bincount(self.owners, minlength=self.documents))
        first = 0
        while first < self.documents:
            stop = max(int(np.searchsorted(before, before[first] + keys, side="right")) - 1, first + 1)
            chosen = (self.owners >= first) & (self.owners < stop)
            exact = int(chosen[len(chosen) - self.exact :].sum())
            yield LookUps(
                self.keys[chosen], self.owners[chosen], int(chosen[: self.bands].sum()), exact, self.documents
            )
            first = stop


def look_ups(prints: Fingerprints, bands: Bands) -> LookUps:
    """The keys of some documents; those without words have none."""
    sizes = np.diff(prints.offsets)
    filled = np.flatnonzero(sizes)
    banded = band_keys(prints.signatures[filled], bands)
    sampled = np.flatnonzero(prints.shingles % _SAMPLED == 0)
    return LookUps(
        np.concatenate([banded.ravel(), prints.shingles[sampled], prints.exact_keys[filled, 0]]),
        np.concatenate(
            [np.repeat(filled, bands.count), np.searchsorted(prints.offsets, sampled, side="right") - 1, filled]
        ),
        banded.size,
        len(filled),
        len(sizes),
    )


def id_keys(ids: Iterable[str]) -> NDArray[np.uint64]:
    """The keys by which documents are found by id, uint64 (n,)."""
    digests = b"".join(blake2b(name.encode("utf-8", "surrogatepass"), digest_size=8).digest() for name in ids)
    return np.frombuffer(digests, "<u8").astype(np.uint64, copy=False)


def day_of(date: str) -> int | None:
    """An ISO 8601 date as days since 1970-01-01, a month or year as its first day; None for anything else."""
    match = _DATE.fullmatch(date or "")
    if match is None:
        return None
    try:
        return (datetime.date(int(match[1]), int(match[2] or 1), int(match[3] or 1)) - EPOCH).days
    except ValueError:
        return None


def known_days(days: Iterable[int | None]) -> NDArray[np.int32]:
    """Days, today (UTC) for those that are None; int32 (n,)."""
    today = (datetime.datetime.now(datetime.timezone.utc).date() - EPOCH).days
    return np.array([today if day is None else day for day in days], np.int32)


def date_of(day: int) -> str:
    """A day as an ISO 8601 date."""
    return (EPOCH + datetime.timedelta(days=day)).isoformat()


def in_blocks(documents: Iterable[Document], at_once: int = DOCUMENTS_AT_ONCE) -> Iterator[list[Document]]:
    """Documents in blocks of limited size, `at_once` of them at most, in which no id occurs twice."""
    block: dict[Id, Document] = {}
    characters = 0
    for document in documents:
        if block and (len(block) == at_once or characters >= _CHARACTERS_AT_ONCE or document.id in block):
            yield list(block.values())
            block, characters = {}, 0
        block[document.id] = document
        characters += len(document.text)
    if block:
        yield list(block.values())


def _taken(
    values: NDArray[np.uint64], offsets: NDArray[np.int64], rows: NDArray[np.int64]
) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    """Some runs of values, one after the other, and their offsets."""
    sizes = np.diff(offsets)[rows]
    taken = offsets_of(sizes)
    places = np.repeat(offsets[rows] - taken[:-1], sizes) + np.arange(taken[-1])
    return values[places], taken
