from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from dedup.duplicates import fingerprints_of_words
from dedup.index.core.candidates import COMPARED_AT_MOST, POSTINGS_PER_KEY, candidates, least_hits
from dedup.index.core.keys import LookupKeys
from dedup.index.core.postings import Found
from dedup.index.core.verification import count_common
from dedup.minhash import shingle_set

texts = st.lists(st.lists(st.integers(0, 6), max_size=25), min_size=1, max_size=5)


def laid_out(some: list[list[int]]) -> tuple[np.ndarray, np.ndarray]:
    words = np.array([word for text in some for word in text], np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    return words, np.cumsum([0, *map(len, some)], dtype=np.int64)


@given(texts, texts)
def test_the_kernel_counts_what_sets_share(indexed: list[list[int]], new: list[list[int]]) -> None:
    words, offsets = laid_out(indexed)
    prints = fingerprints_of_words(*laid_out(new))
    for owner in range(len(new)):
        owners = np.full(len(indexed), owner)
        places = np.arange(len(indexed))[::-1].copy()
        common = count_common(words, offsets, places, prints.shingles, prints.offsets, owners)[::-1]
        own = set(prints.shingles[prints.offsets[owner] : prints.offsets[owner + 1]].tolist())
        for place in range(len(indexed)):
            stored = shingle_set(words[offsets[place] : offsets[place + 1]])
            assert common[place] == len(own & set(stored.tolist()))


def one_document(bands: int, sampled: int) -> LookupKeys:
    keys = np.arange(bands + sampled, dtype=np.uint64)
    return LookupKeys(keys, np.zeros(len(keys), np.int64), bands, 0, 1)


def found(rows_of_keys: list[list[int]], totals: list[int] | None = None) -> Found:
    queries = [query for query, rows in enumerate(rows_of_keys) for _ in rows]
    return Found(
        np.array(queries, np.int64),
        np.array([row for rows in rows_of_keys for row in rows], np.int64),
        np.array(totals or [len(rows) for rows in rows_of_keys], np.int64),
    )


def test_one_band_is_enough_one_of_many_shingles_is_not() -> None:
    shared = [[7]] + [[3]] * 30 + [[5]]
    assert candidates(one_document(1, 31), found(shared), 0.9).rows.tolist() == [3, 7]


def test_frequent_shingles_count_only_where_all_are() -> None:
    frequent = found([[1], [2]], [POSTINGS_PER_KEY + 1, 1])
    assert candidates(one_document(0, 2), frequent, 0.9).rows.tolist() == [2]
    assert candidates(one_document(0, 1), found([[1]], [POSTINGS_PER_KEY + 1]), 0.9).rows.tolist() == [1]


def test_in_a_family_those_with_most_shared_keys_are_compared() -> None:
    family = list(range(COMPARED_AT_MOST + 50))
    pairs = candidates(one_document(2, 0), found([family, family[-20:]]), 0.9)
    assert pairs.rows.tolist() == family[: COMPARED_AT_MOST - 20] + family[-20:]


def test_a_container_is_passed_over_less_than_once_in_a_thousand() -> None:
    rng = np.random.default_rng(3)
    for sampled in (1, 2, 5, 10, 30, 100):
        hits = rng.binomial(sampled, 0.9, 100_000)
        least = least_hits(np.array([sampled]), 0.9)[0]
        assert least >= 1
        assert (hits[hits > 0] < least).mean() < 0.001
