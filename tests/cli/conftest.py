from __future__ import annotations

from pathlib import Path

import pytest

from tests.pipeline.crawls import records, write_lines


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    return write_lines(tmp_path / "in.jsonl", records(20))
