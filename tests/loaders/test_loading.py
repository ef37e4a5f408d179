"""Outputs load as they are in the programs that come next, with nothing lost on the way."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import zstandard

from dedup.pipeline import run
from tests.loaders.loaders import LOADERS, Row
from tests.pipeline.crawls import SEEDS, paragraphs, settings, write_lines

DATA = Path(__file__).parents[3] / "shared" / "data"
LINES = ("documents", "duplicates", "removed", "passages", "rejected")
EXTRACTED = ("title", "source", "published", "byline", "tags")
loaders = pytest.mark.parametrize("loader", list(LOADERS))


def late_crawl() -> Iterator[dict[str, Any]]:
    """Pages of which the first say nothing of themselves; then come tags, dates, credits and appended articles."""
    rng = random.Random(5)
    seeds = [seed.read_text("utf-8") for seed in sorted(SEEDS.glob("*.txt"))]
    words = sorted({word for paragraph in paragraphs() for word in paragraph.split() if word.isalpha()})
    for place in range(150):
        yield {"url": f"https://example.org/{place}", "text": " ".join(rng.sample(words, 80))}
    for place in range(3):
        quote = " ".join([*rng.sample(words, 80), paragraphs()[0]])
        yield {"url": f"https://example.org/quote/{place}", "text": quote}
    for place, seed in enumerate(seeds):
        yield {"url": f"https://example.org/late/{place}", "text": seed}
        yield {"url": f"https://example.org/late/{place}", "text": seed + "\n", "dedup": {"article": 1}}


@pytest.fixture(scope="module")
def late_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("late")
    pages = write_lines(folder / "in" / "pages.jsonl", late_crawl())
    with pages.open("ab") as file:
        file.write(b"not json\n")
    (folder / "in" / "picture.png").write_bytes(b"\x89PNG")
    run([folder / "in"], folder / "out", settings())
    return folder / "out"


@pytest.fixture(scope="module")
def late_shards(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("shards")
    pages = write_lines(folder / "pages.jsonl", late_crawl())
    run([pages], folder / "out", settings(format="parquet", shard_bytes=50_000))
    return folder / "out"


def written(path: Path) -> list[Row]:
    return [json.loads(line) for line in path.read_bytes().splitlines()]


def told(rows: list[Row]) -> list[list[Any]]:
    """What rows of documents say, whatever stands for nothing: in order, without empty tags and dates."""
    return [
        [
            row["id"],
            row["text"],
            row["dedup"]["parent"] or None,
            *(_plain(row["dedup"]["extracted"][n]) for n in EXTRACTED),
        ]
        for row in rows
    ]


def _plain(value: Any) -> object:
    if value is None or isinstance(value, str):
        return value or None
    if hasattr(value, "isoformat"):
        return str(value)[:10]
    return [tag for tag in value if tag]


@loaders
def test_what_only_late_lines_have_is_loaded_too(loader: str, late_run: Path) -> None:
    rows = written(late_run / "documents.jsonl")
    loaded = LOADERS[loader]([late_run / "documents.jsonl"], True)
    assert told(loaded) == told(rows)
    assert sum(bool(row["dedup"]["parent"]) for row in loaded) == 5
    assert any(tags for *_, tags in told(loaded)[150:])
    assert not any(tags for *_, tags in told(loaded)[:100])


@loaders
@pytest.mark.parametrize("name", LINES)
def test_every_output_is_loaded_whole(loader: str, name: str, late_run: Path) -> None:
    rows = written(late_run / f"{name}.jsonl")
    assert rows
    loaded = LOADERS[loader]([late_run / f"{name}.jsonl"], True)
    assert len(loaded) == len(rows)
    assert {key for row in rows for key in row} - set(loaded[0]) in (set(), {"dedup"} - set(loaded[0]))


@loaders
def test_shards_of_parquet_are_loaded_as_one_table(loader: str, late_run: Path, late_shards: Path) -> None:
    shards = sorted(late_shards.glob("documents-*.parquet"))
    assert len(shards) > 3
    loaded = sorted(told(LOADERS[loader](shards, False)))  # Spark reads the largest file first
    assert loaded == sorted(told(written(late_run / "documents.jsonl")))


@loaders
def test_the_outputs_of_the_seeds(loader: str, tmp_path: Path) -> None:
    run([SEEDS], tmp_path / "out", settings())
    loaded = LOADERS[loader]([tmp_path / "out" / "documents.jsonl"], False)
    assert told(loaded) == told(written(tmp_path / "out" / "documents.jsonl"))


@pytest.fixture(scope="module", params=["hespress_jazeera", "newspapers_by_country", "saudinewsnet"])
def crawl_run(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run over the first 20 MB of a corpus: twice of what any loader looks at before it decides on types."""
    folder = tmp_path_factory.mktemp("corpus")
    path = DATA / f"{request.param}.jsonl.zst"
    if not path.exists():
        pytest.skip("the corpora are not here")
    with path.open("rb") as file, zstandard.ZstdDecompressor().stream_reader(file) as stream:
        data = stream.read(20 << 20)
    (folder / "in.jsonl").write_bytes(data[: data.rindex(b"\n") + 1])
    run([folder / "in.jsonl"], folder / "out", settings(workers=2))
    return folder / "out"


@pytest.mark.shared
@loaders
def test_the_outputs_of_a_crawl(loader: str, crawl_run: Path) -> None:
    for name in LINES:
        rows = written(crawl_run / f"{name}.jsonl")
        if rows:
            loaded = LOADERS[loader]([crawl_run / f"{name}.jsonl"], False)
            assert len(loaded) == len(rows)
            if "dedup" in rows[0] and loader != "pandas":  # which reads ids such as "7" as numbers
                assert told(loaded) == told(rows)
