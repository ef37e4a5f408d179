"""Gold pages of described sites: a file that the benchmark of cleaning reads, always the same."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks import described
from benchmarks.boilerplate_gold import LABELS, read_gold
from dedup.boilerplate.training.corpora import PRESS, WIKI
from tests.boilerplate.training.test_generator import MATERIALS


@pytest.fixture
def corpora(tmp_path: Path) -> Path:
    """Small corpora, each with the same articles."""
    records = [
        {"id": str(number), "title": article.title, "text": "\n".join(article.paragraphs)}
        for number, article in enumerate(MATERIALS.articles)
    ]
    for name in (*PRESS, WIKI):
        lines = "".join(json.dumps(record) + "\n" for record in records)
        (tmp_path / f"{name}.jsonl").write_text(lines, encoding="utf-8")
    return tmp_path


@pytest.mark.slow
def test_pages_are_gold_of_every_site(corpora: Path, capsys: pytest.CaptureFixture[str]) -> None:
    one, other = corpora / "one.jsonl", corpora / "other.jsonl"
    for out in (one, other):
        described.main([str(corpora), str(out), "--pages", "2"])
    pages = read_gold(one, corpora)
    sites = {page.group.rpartition("/")[0] for page in pages}
    assert f"{len(pages):,} pages of {len(sites)} sites" in capsys.readouterr().out
    assert len(pages) == 2 * len(sites) > 200
    assert {span.label for page in pages for span in page.spans} == set(LABELS)
    assert one.read_bytes() == other.read_bytes()
