"""What is known of each document when it is compared: its fingerprint, and the table of them all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dedup.arabic import words
from dedup.kernel import UINT64S, kernel, mix64
from dedup.minhash import NUM_PERM, shingle_set, signature

_FIRST_SEED, _SECOND_SEED = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xD1B54A32D192ED03)


@kernel(UINT64S)
def exact_key(word_hashes: Any) -> Any:
    """Hash a sequence of words, uint64 (n,), to 128 bits, uint64 (2,): too many for chance collisions.

    The halves start from different seeds and mix differently (MurmurHash3's and SplitMix64's finalisers). No
    words give (0, 0); the lowest bit of every other key is set, so nothing else does.
    """
    key = np.zeros(2, np.uint64)
    if len(word_hashes) == 0:
        return key
    first, second = _FIRST_SEED, _SECOND_SEED
    for word in word_hashes:
        first = mix64(first ^ word)
        second ^= word
        second = (second ^ (second >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        second = (second ^ (second >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        second ^= second >> np.uint64(31)
    key[0], key[1] = first | np.uint64(1), second
    return key


@dataclass(frozen=True, slots=True, eq=False)
class Fingerprint:
    """All that matching needs of one text.

    `shingles` uint64, sorted and unique; `signature` uint32 (128,), their MinHash; `exact_key` uint64 (2,), a
    hash of the folded word sequence, (0, 0) for a text without words; `words`, their number.
    """

    shingles: NDArray[np.uint64]
    signature: NDArray[np.uint32]
    exact_key: NDArray[np.uint64]
    words: int


def fingerprint(text: str) -> Fingerprint:
    """Fold a text and hash it for matching. Takes any `str`."""
    hashes = words(text).hashes
    shingles = shingle_set(hashes)
    return Fingerprint(shingles, signature(shingles), exact_key(hashes), len(hashes))


@dataclass(frozen=True, slots=True, eq=False)
class DocumentTable:
    """The fingerprints of n documents as arrays, and what the choice between them needs.

    `shingles` uint64, row i has `shingles[offsets[i]:offsets[i + 1]]`; `offsets` int64 (n + 1,); `signatures`
    uint32 (n, 128); `exact_keys` uint64 (n, 2); `lengths` int64 (n,), in characters; `dates`, ISO 8601 or
    empty; `sources`. Raises ValueError where the arrays do not describe the same number of documents.
    """

    shingles: NDArray[np.uint64]
    offsets: NDArray[np.int64]
    signatures: NDArray[np.uint32]
    exact_keys: NDArray[np.uint64]
    lengths: NDArray[np.int64]
    dates: Sequence[str]
    sources: Sequence[str]

    def __post_init__(self) -> None:
        columns = {
            "offsets": len(self.offsets) - 1,
            "signatures": len(self.signatures),
            "exact_keys": len(self.exact_keys),
            "lengths": len(self.lengths),
            "dates": len(self.dates),
            "sources": len(self.sources),
        }
        if len(set(columns.values())) > 1:
            raise ValueError(f"the columns of a table must describe the same documents, got {columns}")
        if self.offsets[-1] != len(self.shingles):
            raise ValueError(f"the last offset is {self.offsets[-1]}, but there are {len(self.shingles)} shingles")

    def __len__(self) -> int:
        return len(self.lengths)

    @property
    def sizes(self) -> NDArray[np.int64]:
        """The number of shingles of each document, (n,)."""
        return np.diff(self.offsets)

    @classmethod
    def from_fingerprints(
        cls,
        fingerprints: Iterable[Fingerprint],
        lengths: Sequence[int],
        dates: Sequence[str],
        sources: Sequence[str],
    ) -> DocumentTable:
        """Lay fingerprints out as a table, in their order. The other columns are described at the class."""
        prints = list(fingerprints)
        offsets = np.zeros(len(prints) + 1, dtype=np.int64)
        np.cumsum([len(one.shingles) for one in prints], out=offsets[1:])
        # The empty first piece gives concatenate a type when there are no documents.
        return cls(
            np.concatenate([np.empty(0, dtype=np.uint64), *(one.shingles for one in prints)]),
            offsets,
            np.array([one.signature for one in prints], dtype=np.uint32).reshape(-1, NUM_PERM),
            np.array([one.exact_key for one in prints], dtype=np.uint64).reshape(-1, 2),
            np.asarray(lengths, dtype=np.int64),
            dates,
            sources,
        )
