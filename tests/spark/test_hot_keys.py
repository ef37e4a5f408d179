"""Work on shingles that very many documents share is spread over all tasks, and counts what one machine counts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
import pytest

pa = pytest.importorskip("pyarrow", reason="pyarrow is not installed: pip install 'dedup-arabic[spark]'")
pytest.importorskip("pyspark", reason="pyspark is not installed: pip install 'dedup-arabic[spark]'")

BUCKETS, DOCUMENTS, TASKS = 16, 4000, 2
COMMON = np.uint64(77)
MOST = np.iinfo(np.uint64).max


@pytest.fixture(scope="module")
def texts() -> list[np.ndarray[Any, Any]]:
    """The shingles of documents that all share one; the others are shared by few, or by nobody."""
    rng = np.random.default_rng(5)
    known = rng.integers(MOST, size=DOCUMENTS, dtype=np.uint64)
    return [
        np.unique(np.append(np.append(rng.choice(known, 6), rng.integers(MOST, size=6, dtype=np.uint64)), COMMON))
        for _ in range(DOCUMENTS)
    ]


def given(texts: list[np.ndarray[Any, Any]]) -> Iterator[Any]:
    """The documents, as the tasks get them."""
    from dedup.spark.arrays import arrow_schema, batch, binary

    schema = arrow_schema("row long, size int, shingles binary")
    for task in range(TASKS):
        rows = range(task, len(texts), TASKS)
        own = [texts[row] for row in rows]
        yield batch(schema, {"row": list(rows), "size": list(map(len, own)), "shingles": binary(own)})


def exchanged(batches: Iterable[Any]) -> dict[int, list[Any]]:
    """Rows by their bucket, as Spark brings them together."""
    found: dict[int, list[Any]] = defaultdict(list)
    for own in batches:
        for place, bucket in enumerate(own.column("bucket").to_pylist()):
            found[bucket].append(own.slice(place, 1))
    return found


def loads(buckets: dict[int, list[Any]]) -> list[int]:
    return [sum(len(row.column("rows")[0].as_py()) for row in rows) for rows in buckets.values()]


def test_a_shingle_of_all_documents_is_counted_by_no_task_alone(texts: list[np.ndarray[Any, Any]]) -> None:
    from dedup.duplicates import MatchSettings
    from dedup.duplicates.candidates import document_frequency, slots_for
    from dedup.spark.arrays import joined
    from dedup.spark.containers import _ByShingle, _Frequency, _Probes, _Side

    shingles = np.concatenate(texts)
    offsets = np.cumsum([0, *map(len, texts)])
    wanted = document_frequency(shingles, offsets, np.arange(len(texts)))
    slots = slots_for(len(shingles))
    counted = exchanged(row for own in given(texts) for row in _ByShingle(slots, BUCKETS)(iter([own])))
    assert max(loads(counted)) < 1.5 * np.median(loads(counted))
    told = exchanged(row for rows in counted.values() for row in _Frequency(slots, BUCKETS)(iter(rows)))
    found = [
        (row, shingle, frequency)
        for rows in told.values()
        for own in rows
        for row, shingle, frequency in zip(
            joined(own.column("rows"), np.int64)[0].tolist(),
            joined(own.column("shingles"), np.uint64)[0].tolist(),
            joined(own.column("frequency"), np.uint8)[0].tolist(),
            strict=True,
        )
    ]
    rows = np.repeat(np.arange(len(texts)), np.diff(offsets))
    often = wanted > 1
    assert sorted(found) == sorted(
        zip(rows[often].tolist(), shingles[often].tolist(), wanted[often].tolist(), strict=True)
    )
    shared = [own for rows in told.values() for own in _Probes(MatchSettings())(iter(rows))]
    index = exchanged(row for row in _Side(False, BUCKETS)(iter(shared)))
    assert max(loads(index)) < 2 * np.median(loads(index))


def test_documents_meet_at_a_common_shingle() -> None:
    from dedup.duplicates import MatchSettings
    from dedup.spark.arrays import arrow_schema, batch, binary
    from dedup.spark.containers import SHARED, _Meet, _Side

    rows = list(range(300))
    columns: dict[str, Any] = {
        "row": rows,
        "size": [1] * len(rows),
        "shingles": binary([np.array([COMMON])] * len(rows)),
    }
    columns |= {"is_common": [b"\x01"] * len(rows)}
    shared = batch(arrow_schema(SHARED), columns)
    asking = shared.slice(7, 1)
    sides = [*_Side(False, BUCKETS)(iter([shared])), *_Side(True, BUCKETS)(iter([asking]))]
    pairs = [
        pair
        for own in exchanged(sides).values()
        for met in _Meet(MatchSettings())(iter(own))
        for pair in zip(met.column("row").to_pylist(), met.column("other").to_pylist(), strict=True)
    ]
    assert sorted(pairs) == [(7, other) for other in rows if other != 7]


def test_a_band_of_all_documents_is_gathered_by_no_task_alone() -> None:
    from dedup.spark.arrays import arrow_schema, batch, binary
    from dedup.spark.hot_keys import _Members, _PairUp

    rng = np.random.default_rng(7)
    rows = np.arange(DOCUMENTS)
    alone = rng.integers(1 << 62, size=DOCUMENTS)
    alone[1::100] = alone[::100]  # some pairs share another band
    bands = binary(np.array([77, *rng.integers(1 << 62, size=4), own]) for own in alone)
    made = batch(
        arrow_schema("row long, size int, bands binary"), {"row": rows, "size": [9] * len(rows), "bands": bands}
    )
    members = [
        row for task in range(TASKS) for row in _Members(256, BUCKETS)(iter([made.take(pa.array(rows[task::TASKS]))]))
    ]
    buckets = exchanged(members)
    counts = [len(own) for own in buckets.values()]
    assert max(counts) < 1.5 * np.median(counts)
    found = [row for own in buckets.values() for pairs in _PairUp(0.8, 256)(iter(own)) for row in pairs.to_pylist()]
    hot = sorted(row["row"] for row in found if row["key"] == 77)
    assert hot == rows.tolist()
    pairs = {(row["row"], row["other"]) for row in found if row["key"] is None}
    assert pairs == {(row, row + 1) for row in range(0, DOCUMENTS, 100)}
