"""Parquet files that were made or changed to do harm: refused with a sentence, or imported as they were written."""

from __future__ import annotations

import random
from pathlib import Path

import duckdb
import pytest

from dedup import DedupError, Index, Match
from dedup.arabic import FOLDING_VERSION
from dedup.minhash import HASH_VERSION
from tests.index.streams import stream

VERSIONS = f"{FOLDING_VERSION} AS folding, {HASH_VERSION} AS hashing"


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("export")
    with Index.open(folder / "index") as index:
        index.add_all(stream(40, seed=41))
        index.export_to(folder / "index.parquet")
    return folder / "index.parquet"


def answers(index: Index, file: Path) -> tuple[int, list[Match | None]]:
    return index.import_from(file), index.check_all(stream(40, seed=41))


@pytest.mark.slow
def test_a_file_with_other_bytes_is_refused_or_read_as_it_was(exported: Path, tmp_path: Path, large: bool) -> None:
    rng, refused = random.Random(1), 0
    with Index.open(tmp_path / "whole") as index:
        expected = answers(index, exported)
    data, file = exported.read_bytes(), tmp_path / "damaged.parquet"
    trials = 1000 if large else 60
    for trial in range(trials):
        changed = bytearray(data)
        at = rng.randrange(len(data))
        if trial % 5 == 0:
            del changed[at:]
        elif trial % 5 == 1:
            changed[at : at + 16] = rng.randbytes(16)
        else:
            changed[at] ^= 1 << rng.randrange(8)
        file.write_bytes(changed)
        with Index.open(tmp_path / f"index-{trial}") as index:
            try:
                found = answers(index, file)
            except DedupError:
                refused += 1
            else:
                assert found == expected, (trial, at)
    assert refused > trials / 2


@pytest.mark.slow
@pytest.mark.parametrize(
    "select",
    [
        "SELECT '\\xFF\\xFE'::BLOB AS id, [1::UBIGINT] AS words, {0}",
        "SELECT ['a', 'b'] AS id, [1::UBIGINT] AS words, {0}",
        "SELECT 'a' AS id, []::UBIGINT[] AS words, {0}",
        "SELECT 'a' AS id, [0::UBIGINT, 18446744073709551615::UBIGINT] AS words, {0}",
        "SELECT 'a' AS id, [1::UBIGINT] AS words, 'infinity'::DATE AS date, {0}",
        "SELECT 'a' AS id, [1::UBIGINT] AS words, 'soon' AS date, {0}",
        "SELECT 'a' AS id, [1::UBIGINT] AS words, 5 AS date, {0}",
        "SELECT 'a' AS id, [[1::UBIGINT]] AS words, {0}",
        "SELECT 'a' AS id, [1::UBIGINT] AS words, 'x' AS folding, 'y' AS hashing",
        "SELECT 'a' AS id, [1::UBIGINT] AS words, NULL AS folding, NULL AS hashing",
        "SELECT 'a' AS id, [1::UBIGINT] AS words, 'x' AS checksum, {0}",
        "SELECT 'a' AS id, [1::UBIGINT] AS words, NULL::UBIGINT AS checksum, {0}",
        "SELECT 'a' AS id, [1::UBIGINT] AS words, 7 AS documents, {0}",
        "SELECT 'a' AS id, [1::UBIGINT] AS words, 'x' AS documents, {0}",
        "SELECT 'a' AS id, [1::UBIGINT] AS words, {0} WHERE false",
        "SELECT repeat('a', 5000000) AS id, [1::UBIGINT] AS words, {0}",
        "SELECT chr(0) || 'a' AS id, range(300000)::UBIGINT[] AS words, {0}",
        "SELECT 'a' AS id, repeat([7::UBIGINT], 100000) AS words, {0}",
        'SELECT \'a\' AS "ID", [1::UBIGINT] AS "Words", {0}',
    ],
)
def test_whatever_a_file_holds_ends_in_an_index_or_a_sentence(tmp_path: Path, select: str) -> None:
    file = tmp_path / "crafted.parquet"
    with duckdb.connect() as connection:
        connection.execute(f"COPY ({select.format(VERSIONS)}) TO '{file}' (FORMAT parquet)")
    sentence = ""
    with Index.open(tmp_path / "index") as index:
        try:
            number = index.import_from(file)
        except DedupError as error:
            sentence = str(error)
    if sentence:
        assert str(file) in sentence
        assert "\n" not in sentence
        return
    with Index.open(tmp_path / "index", read_only=True) as index:
        assert len(index) == index.stats().documents == number <= 1
        assert index.check(("x", "نص آخر")) is None


def test_a_row_that_was_changed_or_left_out_is_told(exported: Path, tmp_path: Path) -> None:
    changed = tmp_path / "changed.parquet"
    for select, told in (
        ("* REPLACE ('other' AS id)", "not what its checksum says"),
        ("* REPLACE (words[2:] AS words)", "not what its checksum says"),
        ("* REPLACE (date + 1 AS date)", "not what its checksum says"),
    ):
        with duckdb.connect() as connection:
            connection.execute(f"COPY (SELECT {select} FROM '{exported}') TO '{changed}' (FORMAT parquet)")
        with Index.open(tmp_path / "index") as index, pytest.raises(DedupError, match=told):
            index.import_from(changed)
    with duckdb.connect() as connection:
        connection.execute(f"COPY (SELECT * FROM '{exported}' LIMIT 9) TO '{changed}' (FORMAT parquet)")
    with Index.open(tmp_path / "index") as index:
        with pytest.raises(DedupError, match="leave out that column too"):
            index.import_from(changed)
        with duckdb.connect() as connection:
            connection.execute(
                f"COPY (SELECT id, date, words, folding, hashing FROM '{exported}' LIMIT 9) TO '{changed}'"
            )
        index.import_from(changed)
        assert len(index) == 9
