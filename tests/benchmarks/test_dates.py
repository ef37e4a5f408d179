from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.dates import FORMS, main
from dedup.dates import iso_date


@pytest.mark.parametrize("group", FORMS)
def test_every_form_of_the_table_is_read_by_us(group: str) -> None:
    assert [(written, iso_date(written)) for written, _ in FORMS[group]] == list(FORMS[group])


def test_the_table_counts_what_is_right_and_what_is_wrong(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    zstandard = pytest.importorskip("zstandard")
    path = tmp_path / "dates.jsonl.zst"
    path.write_bytes(zstandard.compress(b'{"date":"2024-05-01"}\n{"date":"soon"}\n{}\n'))
    main([str(path)])
    ours = [line for line in capsys.readouterr().out.splitlines() if line.startswith("dedup ")]
    assert len(ours) == 2
    assert "9 of 9, 0 wrong" in ours[0]
    assert " 1 read " in ours[1]
