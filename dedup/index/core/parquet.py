"""Export and import of an index as a Parquet file: to move it, to merge it with another, to create one elsewhere."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from glob import escape
from hashlib import blake2b
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dedup.arabic import FOLDING_VERSION
from dedup.errors import DedupError
from dedup.files.parquet_sql import file_pattern, quoted
from dedup.files.read_parquet import connected
from dedup.files.whole import written_aside
from dedup.index.core.batch import DOCUMENTS_AT_ONCE, Batch
from dedup.index.core.days import EPOCH, known_days
from dedup.minhash import HASH_VERSION
from dedup.rows import offsets_of

_MASK = 2**64 - 1
# The range of `datetime.date`, in days since 1970-01-01.
_FIRST_DAY, _LAST_DAY = (date.toordinal() - EPOCH.toordinal() for date in (datetime.date.min, datetime.date.max))
# id, day, words, checksum, number of documents in the file
_Row = tuple[str | None, int | None, list[int | None] | None, int | None, int | None]
_COLUMNS = "id VARCHAR, date DATE, words UBIGINT[], folding INTEGER, hashing INTEGER, checksum UBIGINT"


def write_parquet_index(batches: Iterator[Batch], target: Path) -> int:
    """Write documents to a Parquet file, one row each; returns how many.

    The columns are `id`; `date`; `words`, the 64-bit hashes of the folded words in order, from which everything else is
    computed; `folding` and `hashing`, the versions by which words were folded and hashed; `checksum`, of id, date and
    words; and `documents`, the number of all rows. Lone surrogates in ids become `?`. `target` is replaced once the new
    file is complete. Raises `DedupError` where the file cannot be written.
    """
    import duckdb

    written = 0
    with written_aside(target) as aside:
        _remove_rows(aside)  # of an export that was killed
        try:
            with connected() as connection:
                spill = quoted(str(aside.with_name(f"{aside.name}.rows")))
                connection.execute(f"ATTACH {spill} AS spill; CREATE TABLE spill.rows ({_COLUMNS})")
                for batch in batches:
                    _insert(connection, batch)
                    written += len(batch)
                rows = f"SELECT *, {written}::BIGINT AS documents FROM spill.rows"
                connection.execute(f"COPY ({rows}) TO {quoted(str(aside))} (FORMAT parquet, COMPRESSION zstd)")
        except duckdb.Error as error:
            reason = str(error).partition("\n")[0]
            raise DedupError(
                f"{target} cannot be written ({reason}); free some space, or choose another path"
            ) from error
        finally:
            _remove_rows(aside)
    return written


def _remove_rows(aside: Path) -> None:
    """Remove the files in which the rows of an export are collected."""
    for leftover in aside.parent.glob(f"{escape(aside.name)}.rows*"):
        leftover.unlink()


def is_export(path: Path) -> bool:
    """Whether a Parquet file has the very columns that `write_parquet_index` writes, of whatever version."""
    import duckdb

    try:
        with connected() as connection:
            source = f"read_parquet({file_pattern(path)}, hive_partitioning = false)"
            described = connection.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()
    except duckdb.Error:
        return False
    written = {column.split()[0] for column in _COLUMNS.split(", ")} | {"documents"}
    return {name for name, *_ in described} == written


def read_parquet_index(path: Path) -> Iterator[Batch]:
    """Read the documents of a Parquet file that `write_parquet_index` or another program wrote, block by block.

    `date` may be missing or null: such documents get today (UTC). `checksum` and `documents` may be missing. Raises
    `DedupError` where the file lacks a column, is damaged, or has words that another version of folding or hashing
    made; where the number of documents is wrong, after the last block.
    """
    import duckdb

    source = f"read_parquet({file_pattern(path)}, hive_partitioning = false)"
    try:
        with connected() as connection:
            described = connection.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()
            columns = {name: kind for name, kind, *_ in described}
            _check(connection, source, columns, path)
            day = "date_diff('day', DATE '1970-01-01', date::DATE)" if "date" in columns else "NULL"
            checksum = "checksum::UBIGINT" if "checksum" in columns else "NULL"
            documents = "documents::BIGINT" if "documents" in columns else "NULL"
            rows = connection.execute(f"SELECT id::VARCHAR, {day}, words, {checksum}, {documents} FROM {source}")
            read, stated = 0, set[int | None]()
            while some := rows.fetchmany(DOCUMENTS_AT_ONCE):
                yield _batch(some, path, checked="checksum" in columns)
                read += len(some)
                stated.update(row[-1] for row in some)
            if "documents" in columns and stated - {read}:
                raise DedupError(
                    f"{path} has {read:,} documents, not as many as its column documents says: write it again; if you "
                    "left some out, leave out that column too"
                )
    except (duckdb.Error, UnicodeDecodeError) as error:
        reason = str(error).partition("\n")[0]
        raise DedupError(f"{path} cannot be read as a Parquet file of an index ({reason})") from error


def _insert(connection: Any, batch: Batch) -> None:
    """Insert documents, in order, into the table `spill.rows`, with their checksums and the current versions.

    A lone surrogate in an id becomes `?`.
    """
    sizes = np.diff(batch.word_offsets)
    names = [name.encode("utf-8", "replace").decode("utf-8") for name in batch.ids]
    connection.register(
        "documents",
        {
            "number": np.arange(len(batch)),
            "id": np.array(names, object),
            "day": batch.days,
            "checksum": _checksums(names, batch),
        },
    )
    connection.register(
        "words",
        {"number": np.repeat(np.arange(len(batch)), sizes), "place": np.arange(len(batch.words)), "word": batch.words},
    )
    connection.execute(
        "INSERT INTO spill.rows SELECT id, DATE '1970-01-01' + day, coalesce(list, []), "
        f"{FOLDING_VERSION}, {HASH_VERSION}, checksum FROM documents LEFT JOIN "
        "(SELECT number, list(word ORDER BY place) AS list FROM words GROUP BY number) USING (number) ORDER BY number"
    )


def _check(connection: Any, source: str, columns: Mapping[str, str], path: Path) -> None:
    """Raise `DedupError` where a needed column is missing, or the words are of another type or version.

    The needed columns are `id`, `words`, `folding` and `hashing`; only the type of `words` is checked. `source` is the
    SQL that reads the file.
    """
    for needed in ("id", "words", "folding", "hashing"):
        if needed not in columns:
            raise DedupError(
                f"{path} has no column {needed}: an index file has id, words, folding, hashing, and date if known; "
                "texts are read by `dedup clean --index`"
            )
    if columns["words"] not in ("UBIGINT[]", "BIGINT[]"):
        raise DedupError(f"{path}: the column words holds {columns['words']}, not lists of 64-bit integers")
    for folding, hashing in connection.execute(f"SELECT DISTINCT folding, hashing FROM {source}").fetchall():
        if (folding, hashing) != (FOLDING_VERSION, HASH_VERSION):
            raise DedupError(
                f"{path} has words of folding {folding} and hashing {hashing}, this version of dedup has "
                f"{FOLDING_VERSION} and {HASH_VERSION}; make the index from the texts instead"
            )


def _checksums(names: Sequence[str], batch: Batch) -> NDArray[np.uint64]:
    """The checksum of each document, uint64 (n,): of its id, its day and its words."""
    heads = b"".join(
        blake2b(f"{day} {name}".encode(), digest_size=8).digest()
        for name, day in zip(names, batch.days.tolist(), strict=True)
    )
    return np.frombuffer(heads, "<u8") ^ batch.prints.exact_keys[:, 0]


def _batch(rows: list[_Row], path: Path, *, checked: bool) -> Batch:
    """Rows of the file as documents; one without a date gets today (UTC), and signed words become unsigned.

    Raises `DedupError` for a null in id or words, for a date outside the years 1 to 9999 and, if `checked`, for a
    document that does not fit its checksum.
    """
    names, days, lists, checksums, _ = zip(*rows, strict=True)
    if None in names or None in lists or any(None in words for words in lists):
        raise DedupError(f"{path} has a row without an id, without words, or with a null among them; mend or remove it")
    if any(day is not None and not _FIRST_DAY <= day <= _LAST_DAY for day in days):
        raise DedupError(f"{path} has a date outside the years 1 to 9999; mend or remove it")
    words = np.array([word & _MASK for word in chain.from_iterable(lists)], np.uint64)  # Spark's integers are signed
    batch = Batch.of_words(names, known_days(days), words, offsets_of([len(words) for words in lists]))
    if checked and list(checksums) != _checksums(names, batch).tolist():
        raise DedupError(f"{path} is damaged: a document is not what its checksum says; export it again")
    return batch
