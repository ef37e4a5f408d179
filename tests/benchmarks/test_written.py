"""The pages that were written to test the labeller are gold: their spans tile their texts."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks.boilerplate_gold import CONTENT, LABELS, read_gold

WRITTEN = Path(__file__).parents[2] / "benchmarks" / "written"


@pytest.mark.parametrize(("name", "number"), [("pages", 60), ("web", 30)])
def test_spans_of_written_pages_tile_their_texts(name: str, number: int) -> None:
    pages = read_gold(WRITTEN / f"{name}.jsonl", WRITTEN)
    assert len({page.id for page in pages}) == number
    for page in pages:
        assert "".join(page.text[span.start : span.end] for span in page.spans) == page.text
        assert [span.start for span in page.spans[1:]] == [span.end for span in page.spans[:-1]]
        assert {span.label for span in page.spans} <= set(LABELS)
        assert all((span.article > 0) == span.is_content for span in page.spans if span.label in CONTENT)


def test_what_pages_of_the_web_show_is_in_their_markup() -> None:
    for line in (WRITTEN / "web.jsonl").read_text("utf-8").splitlines():
        record = json.loads(line)
        assert record["html"].lstrip().startswith("<")
        assert any(word in record["html"] for word in record["text"].split()[:5])
