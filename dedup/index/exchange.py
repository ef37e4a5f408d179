"""An index as a Parquet file: to move it, to merge it with another, to build or read one elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np

from dedup.arabic import FOLDING_VERSION
from dedup.duplicates.table import offsets_of
from dedup.errors import DedupError
from dedup.files.read_parquet import SETTINGS, file_pattern, quoted
from dedup.files.whole import written_aside
from dedup.index.batch import DOCUMENTS_AT_ONCE, Batch, known_days
from dedup.minhash import HASH_VERSION

_COLUMNS = "id VARCHAR, date DATE, words UBIGINT[], folding INTEGER, hashing INTEGER"


def write_parquet_index(batches: Iterator[Batch], target: Path) -> int:
    """Write documents as rows; returns how many.

    The columns are `id`; `date`; `words`, the 64-bit hashes of the folded words in order, from which all else follows;
    `folding` and `hashing`, the versions by which words were folded and hashed. Lone surrogates in ids become U+FFFD.
    Raises `DedupError` where the file cannot be written.
    """
    import duckdb

    written = 0
    with written_aside(target) as aside:
        try:
            with duckdb.connect(config=SETTINGS) as connection:
                spill = quoted(str(aside.with_name(f"{aside.name}.rows")))
                connection.execute(f"ATTACH {spill} AS spill; CREATE TABLE spill.rows ({_COLUMNS})")
                for batch in batches:
                    _insert(connection, batch)
                    written += len(batch)
                connection.execute(f"COPY spill.rows TO {quoted(str(aside))} (FORMAT parquet, COMPRESSION zstd)")
        except duckdb.Error as error:
            reason = str(error).partition("\n")[0]
            raise DedupError(
                f"{target} cannot be written ({reason}); free some space, or choose another path"
            ) from error
        finally:
            for leftover in target.parent.glob(f"{aside.name}.rows*"):
                leftover.unlink()
    return written


def read_parquet_index(path: Path) -> Iterator[Batch]:
    """The documents of a file that `write_parquet_index`, or another program, wrote; `date` may be missing or null.

    Raises `DedupError` where it is none, or its words were hashed by a version that does not compare.
    """
    import duckdb

    source = f"read_parquet({file_pattern(path)}, hive_partitioning = false)"
    try:
        with duckdb.connect(config=SETTINGS) as connection:
            columns = {name for name, *_ in connection.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()}
            _check(connection, source, columns, path)
            day = "date_diff('day', DATE '1970-01-01', date::DATE)" if "date" in columns else "NULL"
            rows = connection.execute(f"SELECT id::VARCHAR, {day}, coalesce(words, []) FROM {source}")
            while some := rows.fetchmany(DOCUMENTS_AT_ONCE):
                yield _batch(some)
    except duckdb.Error as error:
        reason = str(error).partition("\n")[0]
        raise DedupError(f"{path} cannot be read as a Parquet file of an index ({reason})") from error


def _insert(connection: Any, batch: Batch) -> None:
    """Add rows to the table: words lie in one long column and are put together to lists there."""
    sizes = np.diff(batch.word_offsets)
    names = [name.encode("utf-8", "replace").decode("utf-8") for name in batch.ids]
    connection.register(
        "documents", {"number": np.arange(len(batch)), "id": np.array(names, object), "day": batch.days}
    )
    connection.register(
        "words",
        {"number": np.repeat(np.arange(len(batch)), sizes), "place": np.arange(len(batch.words)), "word": batch.words},
    )
    connection.execute(
        "INSERT INTO spill.rows SELECT id, DATE '1970-01-01' + day, coalesce(list, []), "
        f"{FOLDING_VERSION}, {HASH_VERSION} FROM documents LEFT JOIN "
        "(SELECT number, list(word ORDER BY place) AS list FROM words GROUP BY number) USING (number) ORDER BY number"
    )


def _check(connection: Any, source: str, columns: set[str], path: Path) -> None:
    for needed in ("id", "words", "folding", "hashing"):
        if needed not in columns:
            raise DedupError(
                f"{path} has no column {needed}: an index file has id, words, folding, hashing, and date if known; "
                "texts are read by `dedup clean --index`"
            )
    current = (FOLDING_VERSION, HASH_VERSION)
    versions = connection.execute(f"SELECT DISTINCT folding, hashing FROM {source}").fetchall()
    for version in versions:
        if version != current:
            raise DedupError(
                f"{path} has words of folding and hashing {version}, this version of dedup has {current}; "
                "make the index from the texts instead"
            )


def _batch(rows: list[tuple[str, int | None, list[int]]]) -> Batch:
    days = known_days(day for _, day, _ in rows)
    words = np.fromiter(chain.from_iterable(row[2] for row in rows), np.uint64)
    sizes = np.array([len(row[2]) for row in rows], np.int64)
    return Batch.of_words([name for name, *_ in rows], days, words, offsets_of(sizes))
