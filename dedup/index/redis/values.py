"""A document of an index on a Redis server as one value: its day, its word hashes and its id.

Everything else, such as shingles and keys, is computed from the words.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from dedup.index.core.batch import Batch
from dedup.rows import offsets_of

_HEAD = np.dtype([("day", "<i4"), ("words", "<u4")])  # days since 1970-01-01; number of words
_WORD = np.dtype("<u8")


def packed(batch: Batch) -> list[bytes]:
    """The value of each document: day (int32), number of words (uint32), word hashes (uint64), id in UTF-8."""
    heads = np.zeros(len(batch), _HEAD)
    heads["day"], heads["words"] = batch.days, np.diff(batch.word_offsets)
    words, ends = batch.words.astype(_WORD, copy=False), batch.word_offsets.tolist()
    return [
        heads[row].tobytes() + words[ends[row] : ends[row + 1]].tobytes() + name.encode("utf-8", "surrogatepass")
        for row, name in enumerate(batch.ids)
    ]


def unpacked(values: Sequence[bytes]) -> Batch:
    """The documents of values that `packed` made. Raises `ValueError` for one too short, or whose id is not UTF-8."""
    heads = np.array([np.frombuffer(value, _HEAD, 1)[0] for value in values], _HEAD)
    ends = _HEAD.itemsize + _WORD.itemsize * heads["words"].astype(np.int64)
    if any(end > len(value) for value, end in zip(values, ends.tolist(), strict=True)):
        raise ValueError("a document has fewer words than it says")
    words = b"".join(value[_HEAD.itemsize : end] for value, end in zip(values, ends.tolist(), strict=True))
    return Batch.of_words(
        [value[end:].decode("utf-8", "surrogatepass") for value, end in zip(values, ends.tolist(), strict=True)],
        heads["day"].astype(np.int32),
        np.frombuffer(words, _WORD).astype(np.uint64, copy=False),
        offsets_of(heads["words"]),
    )
