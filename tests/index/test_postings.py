from __future__ import annotations

import itertools
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from dedup import DedupError
from dedup.index.core.postings import GROWTH, Found, Run, find, look_up, merged, postings, runs_to_merge
from dedup.index.folder.run_files import BLOCK, RunFile, look_up_all, write_merged

# Few keys, so that they meet; and the ends of their range.
beginnings = st.integers(0, 3) | st.integers(0, 2**32 - 1) | st.sampled_from([0, 2**31, 2**32 - 1])
keys = st.builds(lambda begin, rest: (begin << 32) | rest, beginnings, st.integers(0, 2**32 - 1))
pairs = st.lists(st.tuples(keys, st.integers(0, 2**32 - 1)), max_size=60)


def run_of(some: Iterable[tuple[int, int]]) -> Run:
    listed = list(some)
    return postings(np.array([key for key, _ in listed], np.uint64), np.array([row for _, row in listed], np.int64))


def reference_find(run: list[int], key: int) -> tuple[int, int]:
    """Where the postings of a key begin and end, one after the other."""
    prefix = key >> 32
    begin = sum(1 for posting in run if posting >> 32 < prefix)
    return begin, begin + sum(1 for posting in run if posting >> 32 == prefix)


@given(pairs, st.lists(keys, max_size=20), st.data())
def test_the_kernel_finds_what_its_twin_finds_from_any_guess(
    stored: list[tuple[int, int]], wanted: list[int], data: st.DataObject
) -> None:
    run = run_of(stored)
    guesses = data.draw(st.lists(st.integers(0, len(run)), min_size=len(wanted), max_size=len(wanted)))
    found = find(run, np.array(wanted, np.uint64), np.array(guesses, np.int64))
    assert [tuple(column) for column in found.T.tolist()] == [reference_find(run.tolist(), key) for key in wanted]


@given(st.lists(pairs, max_size=4), st.lists(keys, max_size=20), st.integers(1, 5))
def test_look_up_gives_the_first_rows_of_each_key_run_by_run(
    runs: list[list[tuple[int, int]]], wanted: list[int], limit: int
) -> None:
    found = look_up([run_of(run) for run in runs], np.array(wanted, np.uint64), limit)
    for place, key in enumerate(wanted):
        rows = [row for run in runs for row in sorted(row for other, row in run if other >> 32 == key >> 32)]
        assert found.totals[place] == len(rows)
        assert found.rows[found.queries == place].tolist() == rows[:limit]


@given(st.lists(pairs, max_size=5))
def test_merged_runs_hold_all_postings_in_order(runs: list[list[tuple[int, int]]]) -> None:
    assert merged([run_of(run) for run in runs]).tolist() == sorted(
        run_of(pair for run in runs for pair in run).tolist()
    )


@given(st.lists(st.integers(1, 10_000), min_size=1, max_size=200))
def test_runs_stay_few_and_each_is_several_times_the_next(lengths: list[int]) -> None:
    runs: list[int] = []
    for length in lengths:
        runs.append(length)
        number = runs_to_merge(runs)
        runs[-number:] = [sum(runs[-number:])]
    assert sum(runs) == sum(lengths)
    assert all(one >= GROWTH * other for one, other in itertools.pairwise(runs))


@pytest.fixture(scope="module")
def large() -> tuple[Run, Run]:
    """Two runs of some thousand blocks together; one key has more postings than a block."""
    rng = np.random.default_rng(1)
    hashes = rng.integers(0, 2**64, 1_000_000, dtype=np.uint64)
    hashes[: 3 * BLOCK] = hashes[0]
    rows = np.arange(len(hashes))
    return postings(hashes[:800_000], rows[:800_000]), postings(hashes[800_000:], rows[800_000:])


@pytest.fixture
def in_file(large: tuple[Run, Run], tmp_path: Path) -> RunFile:
    return RunFile(tmp_path, write_merged(large, tmp_path, 0, len(large)))


def some_keys(large: tuple[Run, Run], number: int) -> NDArray[np.uint64]:
    rng = np.random.default_rng(2)
    known = np.concatenate(large)[rng.integers(0, 1_000_000, number // 2)]
    repeated = np.sort(large[0])[np.flatnonzero(np.diff(large[0] >> np.uint64(32)) == 0)[:1]]
    return np.concatenate([known, rng.integers(0, 2**64, number // 2, dtype=np.uint64), repeated])


def same(one: Found, other: Found) -> bool:
    def listed(found: Found) -> list[tuple[int, int]]:
        return sorted(zip(found.queries.tolist(), found.rows.tolist(), strict=True))

    return listed(one) == listed(other)


def test_a_file_holds_the_merged_runs(large: tuple[Run, Run], in_file: RunFile) -> None:
    assert (in_file.whole == merged(large)).all()


@pytest.mark.parametrize("number", [2, 20, 20_000])
def test_blocks_of_a_file_hold_what_the_whole_holds(large: tuple[Run, Run], in_file: RunFile, number: int) -> None:
    wanted, limit = some_keys(large, number), 2 * BLOCK
    assert in_file.serves_blocks(number) == (number < 1000)
    expected = look_up([merged(large)], wanted, limit)
    assert len(expected.rows) > number // 2
    assert same(look_up([in_file.excerpt(wanted, limit)], wanted, limit), expected)
    found = look_up_all([in_file], [], wanted, limit, 1 << 20)
    assert same(found, expected)
    assert (np.minimum(found.totals, limit + 1) == np.minimum(expected.totals, limit + 1)).all()


def test_a_run_without_postings_is_read_as_others(tmp_path: Path) -> None:
    empty = RunFile(tmp_path, write_merged([run_of([])], tmp_path, 0, 0))
    found = look_up_all([empty], [run_of([(5 << 32, 7)])], np.array([5 << 32, 6 << 32], np.uint64), 10, 1)
    assert (found.queries.tolist(), found.rows.tolist()) == ([0], [7])


@pytest.mark.parametrize("number", [2, 20_000])
def test_a_block_that_is_not_what_was_written_is_refused(large: tuple[Run, Run], tmp_path: Path, number: int) -> None:
    run = write_merged(large, tmp_path, 0, 9)
    wanted = some_keys(large, number)
    path = tmp_path / run.name
    at = 8 * int(np.searchsorted(merged(large) >> np.uint64(32), wanted[0] >> np.uint64(32)))
    data = bytearray(path.read_bytes())
    data[at] ^= 1
    path.write_bytes(data)
    with pytest.raises(DedupError, match="is damaged: its file postings"):
        look_up_all([RunFile(tmp_path, run)], [], wanted, 10, 1 << 20)
