"""The fingerprints of documents, and the table of them that matching works on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dedup.arabic import words
from dedup.arabic.groups import grouped
from dedup.kernel import INT64S, UINT64S, kernel, mix64
from dedup.minhash import shingle_sets, signatures
from dedup.rows import offsets_of

# Seeds of the two halves of an exact key: the golden gamma of SplitMix64, and an arbitrary odd number. An index stores
# keys that were made with them.
_FIRST_SEED, _SECOND_SEED = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xD1B54A32D192ED03)


@dataclass(frozen=True, slots=True, eq=False)
class Fingerprints:
    """What matching needs of n texts.

    `shingles` uint64: those of text i are `shingles[offsets[i]:offsets[i + 1]]`, sorted and unique. `offsets` int64 (n
    + 1,). `signatures` uint32 (n, 128): their MinHashes. `exact_keys` uint64 (n, 2): hashes of the sequences of folded
    words, (0, 0) for a text without words.
    """

    shingles: NDArray[np.uint64]
    offsets: NDArray[np.int64]
    signatures: NDArray[np.uint32]
    exact_keys: NDArray[np.uint64]

    @property
    def sizes(self) -> NDArray[np.int64]:
        """The number of shingles of each text, (n,)."""
        return np.diff(self.offsets)


def fingerprints(texts: Iterable[str]) -> Fingerprints:
    """The fingerprints of texts: folds them and hashes their words. Takes any `str`."""
    groups = [fingerprints_of_words(*_words(group)) for group in grouped(texts, str)]
    groups = groups or [fingerprints_of_words(*_words([]))]
    sizes = np.concatenate([group.sizes for group in groups])
    return Fingerprints(
        np.concatenate([group.shingles for group in groups]),
        offsets_of(sizes),
        np.concatenate([group.signatures for group in groups]),
        np.concatenate([group.exact_keys for group in groups]),
    )


def word_sequences(texts: Iterable[str]) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    """The hashes of the folded words of n texts, concatenated, and the offsets of the texts in them, int64 (n + 1,)."""
    groups = [_words(group) for group in grouped(texts, str)] or [_words([])]
    sizes = np.concatenate([np.diff(offsets) for _, offsets in groups])
    return np.concatenate([hashes for hashes, _ in groups]), offsets_of(sizes)


def _words(texts: Sequence[str]) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    """The same as `word_sequences`, for a few texts at a time."""
    found = words("\n".join(texts))  # no word goes over the end of a line
    begins = offsets_of([len(text) + 1 for text in texts])
    return found.hashes, np.searchsorted(found.starts, begins)


def fingerprints_of_words(word_hashes: NDArray[np.uint64], word_offsets: NDArray[np.int64]) -> Fingerprints:
    """The fingerprints of n sequences of words, laid out as by `word_sequences`."""
    shingles, offsets = shingle_sets(word_hashes, word_offsets)
    return Fingerprints(shingles, offsets, signatures(shingles, offsets), exact_keys(word_hashes, word_offsets))


@kernel(UINT64S, INT64S)
def exact_keys(word_hashes: Any, offsets: Any) -> Any:
    """Hash each of n sequences of words to 128 bits, uint64 (n, 2), so that chance collisions are negligible.

    Sequence i is `word_hashes[offsets[i]:offsets[i + 1]]`. The two halves have different seeds and mixers (the
    finalisers of MurmurHash3 and of SplitMix64). A sequence without words gives (0, 0); no other does, since the lowest
    bit of its first half is set.
    """
    keys = np.zeros((len(offsets) - 1, 2), np.uint64)
    for row in range(len(keys)):
        first, second = _FIRST_SEED, _SECOND_SEED
        for word in word_hashes[offsets[row] : offsets[row + 1]]:
            first = mix64(first ^ word)
            second ^= word
            second = (second ^ (second >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
            second = (second ^ (second >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
            second ^= second >> np.uint64(31)
        if offsets[row] < offsets[row + 1]:
            keys[row, 0], keys[row, 1] = first | np.uint64(1), second
    return keys


@dataclass(frozen=True, slots=True, eq=False)
class DocumentTable:
    """The fingerprints of n documents, and what the preference between them needs.

    `lengths` int64 (n,), in characters. `dates`: ISO 8601 or empty. `sources`: names or empty. Raises ValueError where
    the arrays do not describe the same number of documents.
    """

    prints: Fingerprints
    lengths: NDArray[np.int64]
    dates: Sequence[str]
    sources: Sequence[str]

    def __post_init__(self) -> None:
        """Raises ValueError where the columns differ in length, or the last offset is not the number of shingles."""
        columns = {
            "offsets": len(self.prints.offsets) - 1,
            "signatures": len(self.prints.signatures),
            "exact_keys": len(self.prints.exact_keys),
            "lengths": len(self.lengths),
            "dates": len(self.dates),
            "sources": len(self.sources),
        }
        if len(set(columns.values())) > 1:
            raise ValueError(f"the columns of a table must describe the same documents, got {columns}")
        last, shingles = self.prints.offsets[-1], len(self.prints.shingles)
        if last != shingles:
            raise ValueError(f"the last offset is {last}, but there are {shingles} shingles")

    def __len__(self) -> int:
        """The number of documents."""
        return len(self.lengths)

    @property
    def sizes(self) -> NDArray[np.int64]:
        """The number of shingles of each document, (n,)."""
        return self.prints.sizes

    @classmethod
    def of(cls, texts: Sequence[str], dates: Sequence[str], sources: Sequence[str]) -> DocumentTable:
        """The table of texts, in their order, with the fingerprints and the length in characters of each.

        `dates` and `sources` have an entry for each text; their values are passed on unchecked. Raises ValueError where
        there are more or fewer.
        """
        return cls(fingerprints(texts), np.array([len(text) for text in texts], np.int64), dates, sources)
