from __future__ import annotations

import re
from pathlib import Path

import pytest

from dedup.errors import DedupError
from dedup.names import WORK_FOLDER
from dedup.pipeline import run
from dedup.pipeline.outputs.cutting import RULE as PASSAGES
from dedup.pipeline.work import guard
from tests.pipeline.crawls import NAMES, SEEDS, lines, paragraphs, settings, write_lines


def copies(folder: Path, number: int) -> Path:
    text = "\n".join(paragraphs()[:5])
    return write_lines(folder / "in.jsonl", [{"id": f"page-{n}", "source": "bbc", "text": text} for n in range(number)])


def test_two_copies_are_no_reason_to_stop(tmp_path: Path) -> None:
    run([copies(tmp_path, 2)], tmp_path / "out", settings())
    assert len(lines(tmp_path / "out", "duplicates")) == 1


def test_too_many_duplicates_stop_the_run_with_the_cluster(tmp_path: Path) -> None:
    inputs, out = copies(tmp_path, 30), tmp_path / "out"
    with pytest.raises(
        DedupError, match=r"96.7% of the documents.*30 documents, kept is page-0 \(source bbc\).*--max-removed 1"
    ):
        run([inputs], out, settings())
    assert not [name for name in NAMES if (out / name).exists()]


def test_work_done_before_the_guard_stopped_is_used_again(tmp_path: Path) -> None:
    inputs, out = copies(tmp_path, 30), tmp_path / "out"
    with pytest.raises(DedupError):
        run([inputs], out, settings())
    chunk = next((out / WORK_FOLDER / "chunks").iterdir())
    before = chunk.stat().st_mtime_ns
    run([inputs], tmp_path / "other", settings(max_removed=1.0))
    with pytest.raises(DedupError):
        run([inputs], out, settings())
    assert chunk.stat().st_mtime_ns == before
    assert run([inputs], out, settings(max_removed=1.0)).kept == 1


def test_too_much_cut_stops_the_run_with_the_rule(tmp_path: Path) -> None:
    with pytest.raises(DedupError, match=r"of the characters.*the rule .* alone cut .*--without.*--max-removed 1"):
        run([SEEDS], tmp_path / "out", settings(max_removed=0.1))


def test_the_advice_can_be_followed(tmp_path: Path) -> None:
    with pytest.raises(DedupError) as caught:
        run([SEEDS], tmp_path / "out", settings(max_removed=0.1))
    advice = re.search(r'--without (?:"([^"]+)"|(\S+)) takes', str(caught.value))
    assert advice is not None
    evidence = advice[1] or advice[2]
    run([SEEDS], tmp_path / "without", settings(without=(evidence,)))


@pytest.mark.parametrize(
    ("rule", "advice"),
    [
        ("form", "--without form takes"),
        ("echo:title", "--without echo takes"),
        ("crawl:repeated-line", "--without crawl takes"),
        ("wording", "--without wording takes"),
        ("wording:المصدر", "--without wording:المصدر takes"),
        ("wording:إقرأ أيضا", '--without "wording:إقرأ أيضا" takes'),
        ("user:نهاية الخبر", "--phrases"),
        (PASSAGES, "--passages report"),
    ],
)
def test_the_advice_fits_the_rule(rule: str, advice: str) -> None:
    assert advice in guard._remedy(rule)


@pytest.mark.parametrize("value", [-0.1, 1.5, float("nan")])
def test_a_share_is_between_0_and_1(value: float) -> None:
    with pytest.raises(ValueError, match="--max-removed"):
        settings(max_removed=value)
