from __future__ import annotations

import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st

from dedup.duplicates import Resources
from dedup.duplicates.candidates import Keys, document_frequency
from dedup.duplicates.packing import PackedGroups
from tests.duplicates.test_candidates import laid_out

variants = st.builds(
    lambda out, put: ({*range(40)} - out) | put, st.sets(st.integers(0, 39), max_size=9), st.sets(st.integers(40, 60))
)


def groups_of(sets: list[set[int]], keys: list[list[int]], resources: Resources) -> PackedGroups:
    shingles, offsets = laid_out(sets)
    numbers = np.array([number for own in keys for number in own], np.int64)
    starts = np.cumsum([0, *map(len, keys)], dtype=np.int64)
    frequency = document_frequency(shingles, offsets, np.arange(len(sets)))
    return PackedGroups.of(shingles, offsets, Keys(starts, numbers), frequency, resources)


def unpacked(groups: PackedGroups, row: int) -> tuple[int, set[int]]:
    """The group of a packed document; its bits, and behind them its other shingles."""
    place = int(groups.places[row])
    words, others = map(int, groups.packed[place : place + 2])
    bits = groups.packed[place + 2 : place + 2 + words].tolist()
    rest = groups.packed[place + 2 + words : place + 2 + words + others].tolist()
    assert rest == sorted(set(rest))
    found = {-1 - 64 * number - bit for number, word in enumerate(bits) for bit in range(64) if word >> bit & 1}
    return int(groups.numbers[row]), found | set(rest)


@given(st.lists(variants | st.sets(st.integers(0, 99), max_size=50), min_size=2, max_size=12))
@example([{*range(30)}, {*range(29)} | {50}])
@example([{*range(40)} | {number} for number in range(40, 50)])
def test_packed_documents_share_bits_and_others_as_shingles(sets: list[set[int]]) -> None:
    groups = groups_of(sets, [[0]] * len(sets), Resources(frequent=2))
    packed = [row for row in range(len(sets)) if groups.places[row] >= 0]
    own = {row: unpacked(groups, row) for row in packed}
    assert {group for group, _ in own.values()} <= {0}
    for one in packed:
        for other in packed:
            if one != other:
                assert len(own[one][1] & own[other][1]) == len(sets[one] & sets[other])


def test_near_copies_are_packed_to_bits() -> None:
    copies = [{*range(200)} - {number} | {1000 + number} for number in range(100)]
    groups = groups_of(copies, [[0]] * 100, Resources(frequent=100))
    assert (groups.places >= 0).all()
    assert len(groups.packed) < 100 * 200 / 10


def test_who_shares_no_key_with_many_is_not_packed() -> None:
    copies = [{*range(200)} - {number} for number in range(10)]
    assert not len(groups_of(copies, [[0]] * 10, Resources(frequent=11)).places)
    alone = groups_of(copies, [[0]] * 8 + [[1], [1]], Resources(frequent=8))
    assert (alone.places >= 0).tolist() == [True] * 8 + [False] * 2


def test_documents_connected_through_others_are_one_group() -> None:
    copies = [{*range(200)} - {number} for number in range(9)]
    keys = [[3], [3], [3, 1], [1], [1], [2], [2], [2], []]
    groups = groups_of(copies, keys, Resources(frequent=3))
    assert [unpacked(groups, row)[0] for row in range(8)] == [0] * 5 + [1] * 3
    assert groups.places[8] == -1


def test_where_there_is_no_room_nothing_is_packed() -> None:
    copies = [{*range(200)} - {number} for number in range(10)]
    assert (groups_of(copies, [[0]] * 10, Resources(limit=100, frequent=2)).places == -1).all()


def test_documents_with_nothing_in_common_are_not_packed() -> None:
    others = [{*range(at, at + 50)} for at in range(0, 1000, 50)]
    twice = [one | {*range(2000 + at // 2 * 50, 2050 + at // 2 * 50)} for at, one in enumerate(others)]
    groups = groups_of(twice, [[0]] * len(twice), Resources(frequent=2))
    assert len(groups.packed) <= sum(map(len, twice)) // 3 + 3 * len(twice)
