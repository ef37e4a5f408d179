"""Files that commands write: a file of the user's in their place stays."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

import dedup
from dedup.boilerplate.weights import shipped_weights
from dedup.cli.app import app
from dedup.cli.targets import check_target, is_weights
from tests.pipeline.crawls import records, write_lines

RUNNER = CliRunner()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a crawl, a finished run on it and an index."""
    folder = tmp_path_factory.mktemp("targets")
    write_lines(folder / "in.jsonl", records(5))
    command = ["clean", str(folder / "in.jsonl"), "--out", str(folder / "out"), "--workers", "1", "--no-report"]
    assert RUNNER.invoke(app, command).exit_code == 0
    with dedup.Index.open(folder / "index") as index:
        index.add(dedup.Document("a", "أعلنت البلدية خطة لتجديد الحدائق العامة في المدينة القديمة"))
    return folder


@pytest.mark.parametrize(
    ("command", "given", "option"),
    [(["report"], "out", ["--out"]), (["explain"], "in.jsonl:1", ["--html"]), (["index", "export"], "index", [])],
    ids=["report", "page", "index"],
)
def test_another_file_stays_and_an_earlier_output_is_replaced(
    command: list[str], given: str, option: list[str], folder: Path, tmp_path: Path
) -> None:
    taken, new = tmp_path / "taken", tmp_path / "new"
    data = (folder / "in.jsonl").read_bytes()
    taken.write_bytes(data)
    new.touch()
    call = [*command, str(folder / given), *option]
    done = RUNNER.invoke(app, [*call, str(taken)])
    assert done.exit_code == 1
    assert f"{taken} is there already and is no " in str(done.exception)
    assert taken.read_bytes() == data
    for _ in range(2):
        assert RUNNER.invoke(app, [*call, str(new)]).exit_code == 0
        assert new.stat().st_size
    for place in (tmp_path, tmp_path / ("x" * 300)):
        done = RUNNER.invoke(app, [*call, str(place)])
        assert done.exit_code in (1, 2)
        assert isinstance(done.exception, (SystemExit, dedup.DedupError))


def test_annotated_pages_are_not_replaced_by_weights(tmp_path: Path) -> None:
    gold, weights = tmp_path / "gold.jsonl", tmp_path / "my.weights"
    text = "أعلنت البلدية خطة"
    span = {"start": 0, "end": len(text), "label": "BODY", "art": 1}
    write_lines(gold, [{"id": "a", "source": "s", "text": text, "spans": [span]}])
    data = gold.read_bytes()
    done = RUNNER.invoke(app, ["train", str(gold), "--out", str(gold)])
    assert f"{gold} is there already and is no file of weights" in str(done.exception)
    assert gold.read_bytes() == data
    shipped_weights().write(weights)
    check_target(weights, is_weights, "file of weights")
