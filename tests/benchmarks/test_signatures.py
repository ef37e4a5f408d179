from __future__ import annotations

import pytest

from benchmarks.signatures import compared, markdown, sign_datasketch, sign_ours
from tests.pipeline.crawls import paragraphs


def test_estimates_are_as_good_as_128_slots_allow() -> None:
    rows = compared(paragraphs(), {"datasketch": sign_datasketch, "dedup": sign_ours})
    assert [row.name for row in rows] == ["datasketch", "dedup"]
    assert rows[0].times_datasketch == 1
    for row in rows:
        assert row.mean_error < 0.05
        assert row.mean_error <= row.largest_error < 0.25
    assert markdown(rows).count("\n") == 3


def test_a_tool_that_is_missing_is_left_out(capsys: pytest.CaptureFixture[str]) -> None:
    def sign_missing(_: object) -> object:
        raise ImportError

    (row,) = compared(paragraphs()[:3], {"rensa": sign_missing, "dedup": sign_ours})  # type: ignore[dict-item]  # never signs
    assert row.times_datasketch is None
    assert "Left out: rensa" in capsys.readouterr().out
