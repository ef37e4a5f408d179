"""Documents that are added to an index or looked up in it, as arrays: words, days, fingerprints."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dedup.dates import iso_dates
from dedup.duplicates import Fingerprints, fingerprints_of_words, word_sequences
from dedup.index.core.days import day_of, known_days
from dedup.index.core.keys import expected_keys
from dedup.minhash import Bands
from dedup.model import Document, Id
from dedup.rows import offsets_of

DOCUMENTS_AT_ONCE = 1024
"""Documents in a block: enough to spread the cost of a call, few enough for the memory. Chosen, not measured."""

_CHARACTERS_AT_ONCE = 4 << 20  # a block ends when it has this many characters, some 8 MB of UTF-8; chosen


@dataclass(frozen=True, slots=True, eq=False)
class Batch:
    """n documents: their `ids`; `days` int32 (n,), see `day_of`; the hashes of their words; their fingerprints.

    Document i has the words `words[word_offsets[i]:word_offsets[i + 1]]`, uint64; offsets int64 (n + 1,).
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
        """The number of shingles of each document, int64 (n,)."""
        return self.prints.sizes

    @classmethod
    def of(cls, documents: Sequence[Document]) -> Batch:
        """The batch of these documents, with their words folded and hashed and their ids as strings.

        A document without a date, or with one that cannot be read, gets today (UTC). A warning counts those that cannot
        be read.
        """
        return cls.of_words(
            [str(document.id) for document in documents],
            known_days(map(day_of, iso_dates(document.date for document in documents))),
            *word_sequences([document.text for document in documents]),
        )

    @classmethod
    def of_words(
        cls, ids: Sequence[str], days: NDArray[np.int32], words: NDArray[np.uint64], word_offsets: NDArray[np.int64]
    ) -> Batch:
        """A batch of documents whose words are hashed already; computes their fingerprints from these."""
        return cls(ids, days, words, word_offsets, fingerprints_of_words(words, word_offsets))

    def take(self, rows: NDArray[np.int64]) -> Batch:
        """The documents `rows`, in that order."""
        prints = self.prints
        words, word_offsets = _taken(self.words, self.word_offsets, rows)
        shingles, offsets = _taken(prints.shingles, prints.offsets, rows)
        taken = Fingerprints(shingles, offsets, prints.signatures[rows], prints.exact_keys[rows])
        return Batch([self.ids[row] for row in rows.tolist()], self.days[rows], words, word_offsets, taken)

    def parts(self, bands: Bands, keys: int) -> Iterator[Batch]:
        """Yield the batch in parts of consecutive documents that together have about `keys` lookup keys each.

        The number of keys is estimated, see `expected_keys`. An empty batch has no parts.
        """
        before = offsets_of(expected_keys(self.sizes, bands))
        numbers = before[1:] // max(keys, 1)
        for rows in np.split(np.arange(len(self)), np.flatnonzero(np.diff(numbers)) + 1):
            if len(rows):
                yield self if len(rows) == len(self) else self.take(rows)


def in_blocks(documents: Iterable[Document], at_once: int = DOCUMENTS_AT_ONCE) -> Iterator[list[Document]]:
    """Yield documents in blocks, in order; no block is empty.

    A block ends when it has `at_once` documents or 4 million characters, or before a document whose id it has already.
    """
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
    """The values of some rows, `values[offsets[row]:offsets[row + 1]]` each, joined; and the new offsets."""
    sizes = np.diff(offsets)[rows]
    taken = offsets_of(sizes)
    places = np.repeat(offsets[rows] - taken[:-1], sizes) + np.arange(taken[-1])
    return values[places], taken
