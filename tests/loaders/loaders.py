"""The programs that outputs are loaded in, each as one function that gives rows; skipped where one is missing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.sparks import local_spark

Row = dict[str, Any]
FEW_LINES, FEW_BYTES = 100, 30_000
"""What a loader may look at before it decides on types, where a test has less than its default to offer."""


def with_datasets(paths: Sequence[Path], few: bool) -> list[Row]:
    datasets = pytest.importorskip("datasets", reason="Hugging Face datasets is not installed: see the extra tables")
    datasets.disable_progress_bars()
    kind = "parquet" if paths[0].suffix == ".parquet" else "json"
    options = {"chunksize": FEW_BYTES} if few and kind == "json" else {}
    cache_dir = str(paths[0].parent.parent / f"cache-{paths[0].stem}")
    loaded = datasets.load_dataset(
        kind, data_files=list(map(str, paths)), split="train", cache_dir=cache_dir, **options
    )
    return [dict(row) for row in loaded]


def with_polars(paths: Sequence[Path], few: bool) -> list[Row]:
    polars = pytest.importorskip("polars", reason="polars is not installed: see the extra tables")
    del few  # by default it looks at a hundred lines
    if paths[0].suffix == ".parquet":
        return list(polars.concat([polars.read_parquet(path) for path in paths]).to_dicts())
    return list(polars.concat([polars.read_ndjson(path) for path in paths]).to_dicts())


def with_pandas(paths: Sequence[Path], few: bool) -> list[Row]:
    pandas = pytest.importorskip("pandas", reason="pandas is not installed: see the extra tables")
    del few  # it looks at everything
    if paths[0].suffix == ".parquet":
        return list(pandas.concat([pandas.read_parquet(path) for path in paths]).to_dict("records"))
    return list(pandas.concat([pandas.read_json(path, lines=True) for path in paths]).to_dict("records"))


def with_duckdb(paths: Sequence[Path], few: bool) -> list[Row]:
    files = list(map(str, paths))
    read = f"read_parquet({files})" if paths[0].suffix == ".parquet" else f"read_json({files}{_sample(few)})"
    result = duckdb.connect().execute(f"SELECT * FROM {read}")
    names = [column[0] for column in result.description or ()]
    return [dict(zip(names, row, strict=True)) for row in result.fetchall()]


def _sample(few: bool) -> str:
    return f", sample_size = {FEW_LINES}" if few else ""


def with_spark(paths: Sequence[Path], few: bool) -> list[Row]:
    del few  # it looks at everything
    session = local_spark()
    files = list(map(str, paths))
    loaded = session.read.parquet(*files) if paths[0].suffix == ".parquet" else session.read.json(files)
    return [row.asDict(recursive=True) for row in loaded.collect()]


LOADERS: dict[str, Callable[[Sequence[Path], bool], list[Row]]] = {
    "datasets": with_datasets,
    "polars": with_polars,
    "pandas": with_pandas,
    "duckdb": with_duckdb,
    "spark": with_spark,
}
