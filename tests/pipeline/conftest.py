from __future__ import annotations

from pathlib import Path

import pytest

from dedup.pipeline import run
from tests.pipeline.crawls import settings, write_crawl


@pytest.fixture(scope="session")
def crawl(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small crawl; not to be written to."""
    return write_crawl(tmp_path_factory.mktemp("crawl") / "crawl")


@pytest.fixture(scope="session")
def crawl_run(crawl: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The outputs of a plain run over the crawl; not to be written to."""
    out = tmp_path_factory.mktemp("run") / "out"
    run([crawl], out, settings(batch_bytes=20_000, report=True))
    return out
