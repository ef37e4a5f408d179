"""The outputs of a run, given as inputs: documents are read, the rest is known and passed over with a sentence."""

from __future__ import annotations

import gzip
import shutil
from pathlib import Path

import pytest

from dedup.errors import DedupError
from dedup.files import find_inputs
from dedup.pipeline import run
from dedup.pipeline.comparison import CompareSettings, compare_files
from tests.pipeline.crawls import lines, records, settings, write_lines

OTHERS = ("duplicates.jsonl", "passages.jsonl", "rejected.jsonl", "removed.jsonl", "stats.json", "report.html")


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("run")
    inputs = write_lines(folder / "in.jsonl", [{"id": "no text"}, *records(30)])
    run([inputs], folder / "out", settings(report=True))
    return folder / "out"


def test_of_an_output_folder_the_documents_are_read(out: Path, tmp_path: Path) -> None:
    inputs = find_inputs([out])
    assert [file.name for file in inputs.files] == ["documents.jsonl"]
    assert {item.where: item.reason for item in inputs.skipped} == dict.fromkeys(OTHERS, "run-output")
    assert all("documents.jsonl holds" in item.detail for item in inputs.skipped)
    summary = run([out], tmp_path / "again", settings())
    assert summary.pages == len(lines(out, "documents"))
    assert summary.rejected == {"run-output": 6}


@pytest.mark.parametrize("name", [name for name in OTHERS if name.endswith(".jsonl")])
def test_an_output_by_itself_is_known_by_its_lines(out: Path, tmp_path: Path, name: str) -> None:
    for copy in (
        tmp_path / f"crawl-{name}",
        tmp_path / f"copy.{name}.gz",
        tmp_path / "ndjson.ndjson",
        tmp_path / "copy",
    ):
        content = (out / name).read_bytes()
        copy.write_bytes(gzip.compress(content) if copy.suffix == ".gz" else content)
    inputs = find_inputs([tmp_path])
    assert inputs.files == ()
    assert [item.reason for item in inputs.skipped] == ["run-output"] * 4
    with pytest.raises(DedupError, match=r"nothing to read in .*: a run of dedup|nothing to read in .* run of dedup"):
        run([out / name], tmp_path / "again", settings())


@pytest.mark.slow
def test_shards_and_documents_without_words_are_known_too(tmp_path: Path) -> None:
    crawl = records(30)
    inputs = write_lines(tmp_path / "in.jsonl", [{"id": "none", "text": "..."}, *crawl, *crawl[:3]])
    for kind in ("jsonl", "parquet"):
        out = tmp_path / kind
        options = settings(format=kind, shard_bytes=5_000, drop_empty=True)
        summary = run([inputs], out, options)
        documents = [name for name in summary.files if name.startswith("documents-")]
        assert len(documents) > 1
        found = find_inputs([out])
        assert [file.name for file in found.files] == documents
        assert all(f"documents-*.{kind} holds" in item.detail for item in found.skipped)
        assert "empty.jsonl" in {item.where for item in found.skipped}
        assert {name for name in summary.files if name not in documents} <= {item.where for item in found.skipped}


def test_empty_outputs_are_known_by_the_folder_they_lie_in(tmp_path: Path) -> None:
    inputs = write_lines(tmp_path / "in.jsonl", [{"id": "1", "text": "نص قصير عن الطقس"}])
    run([inputs], tmp_path / "out", settings(format="parquet"))
    found = find_inputs([tmp_path / "out"])
    assert [file.name for file in found.files] == ["documents.parquet"]
    assert all("documents.parquet holds" in item.detail for item in found.skipped)
    assert {item.reason for item in found.skipped} == {"run-output"}


def test_of_texts_in_files_the_files_are_read(tmp_path: Path) -> None:
    inputs = write_lines(tmp_path / "in.jsonl", records(10))
    run([inputs], tmp_path / "out", settings(format="txt"))
    found = find_inputs([tmp_path / "out"])
    assert {file.kind for file in found.files} == {"text"}
    assert len(found.files) == len(lines(tmp_path / "out", "documents"))
    assert "documents.jsonl" in {item.where for item in found.skipped}
    others = [item.detail for item in found.skipped if item.where != "documents.jsonl"]
    assert all("the folder documents holds" in detail for detail in others)


def test_the_outputs_of_a_comparison_are_known(out: Path, tmp_path: Path) -> None:
    compare_files(out / "documents.jsonl", out / "documents.jsonl", CompareSettings(min_words=10), tmp_path / "shared")
    found = find_inputs([tmp_path / "shared"])
    assert found.files == ()
    assert {item.reason for item in found.skipped} == {"run-output"}


def test_records_that_only_look_alike_are_read(out: Path, tmp_path: Path) -> None:
    write_lines(tmp_path / "removed.jsonl", [{"id": "1", "text": "نص", "label": "sport", "start": 1}])
    write_lines(tmp_path / "rejected.jsonl", [{"where": "x", "reason": "y", "detail": "z", "text": "نص"}])
    write_lines(tmp_path / "duplicates.jsonl", [{"text": "نص", "dedup": {"kept": 1}}])
    (tmp_path / "stats.json").write_text('{"text": "نص", "versions": {}}', "utf-8")
    shutil.copy(out / "documents.jsonl", tmp_path / "mine.jsonl")
    assert len(find_inputs([tmp_path]).files) == 5
