"""Wrong usage: exit code 2, and a sentence that names the option and the remedy."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import get_args

import numpy as np
import pytest
from typer.testing import CliRunner

from dedup.boilerplate.weights import shipped_weights
from dedup.cli.app import app
from dedup.cli.options import byte_size
from dedup.names import Keep
from tests.pipeline.crawls import SEEDS
from tests.processes import COMMAND, dedup


@pytest.mark.parametrize("arguments", [("--help",), ("clean", "--help"), ("--version",)])
def test_help_and_version(arguments: tuple[str, ...]) -> None:
    command = [sys.executable, "-c", COMMAND, *arguments]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0
    assert "dedup" in done.stdout


@pytest.mark.slow
def test_an_option_given_twice_is_refused(tmp_path: Path) -> None:
    for arguments in (
        ("clean", SEEDS, "-o", tmp_path / "out", "--text-field", "body", "--text-field", "content"),
        ("index", "check", tmp_path / "index", SEEDS, "--text-field", "body", "--text-field", "content"),
    ):
        done = dedup(*arguments)
        assert (done.returncode, "--text-field is given twice" in done.stderr) == (2, True), done.stderr


def test_switches_take_no_value() -> None:
    for command in ("clean", "compare", "explain", "phrases"):
        options = [line for line in dedup(command, "--help").stdout.splitlines() if "bool" in line]
        assert all("--help" in line for line in options), options


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (("--shard-size", "0"), "--shard-size"),
        (("--memory", "4"), "'4' is not a size"),
        (("--max-page", "16"), "'16' is not a size"),
        (("--near", "1.5"), "--near"),
        (("--near", "0"), "--near"),
        (("--near", "nan"), "--near"),
        (("--near", "most"), "'most' is no share, such as 0.8 or 80%"),
        (("--near", "80"), "'80' is above 1; did you mean 80%?"),
        (("--near", "180%"), "--near"),
        (("--contained", "-1"), "--contained"),
        (("--keep", "newest"), "--keep"),
        (("--format", "xml"), "--format"),
        (("--workers", "0"), "--workers"),
        (("--max-removed", "2"), "--max-removed"),
        (("--batch-size", "4 parsecs"), "--batch-size"),
        (("--encoding", "klingon"), "--encoding"),
        (("--profile", "wild"), "--profile"),
        (("--phrases", "missing.tsv"), "--phrases"),
        (("--model", "missing.weights"), "--model"),
        (("--without", "phrase:المصدر"), "--without"),
        (("--without", "crwal:repeated-line"), "--without"),
        (("--cross-source", "--passages", "off"), "--cross-source"),
        (("--unknown",), "--unknown"),
    ],
)
def test_wrong_usage_names_the_option(pages: Path, tmp_path: Path, arguments: tuple[str, ...], named: str) -> None:
    done = CliRunner().invoke(app, ["clean", str(pages), "--out", str(tmp_path / "out"), *arguments])
    assert done.exit_code == 2
    assert named in done.output
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (
            ("clean", "--keep", "earlist"),
            f"'earlist' is none of {', '.join(get_args(Keep))}; did you mean 'earliest'?",
        ),
        (("clean", "--keep", "newest"), "'newest' is none of earliest, latest, longest, first; did you mean 'latest'?"),
        (("clean", "--format", "JSON"), "'JSON' is none of jsonl, parquet, txt; did you mean 'jsonl'?"),
        (("clean", "--profile", "wild"), "'wild' is none of conservative, balanced, aggressive"),
        (("clean", "--passages", "none"), "'none' is none of report, drop, off"),
        (("clean", "--without", "crwal"), "did you mean 'crawl'?"),
        (("compare", "--kinds", "rewording"), "did you mean 'reworded'?"),
        (("restore", "--format", "text"), "did you mean 'txt'?"),
    ],
)
def test_an_unknown_value_names_the_nearest(tmp_path: Path, arguments: tuple[str, ...], told: str) -> None:
    inputs = [str(SEEDS)] * (2 if arguments[0] == "compare" else 1)
    done = CliRunner().invoke(app, [arguments[0], *inputs, "-o", str(tmp_path / "out"), *arguments[1:]])
    assert done.exit_code == 2
    assert told in " ".join(done.output.replace("│", " ").split())
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [(("clean", str(SEEDS), "-o", ""), "an empty path"), (("restore", str(SEEDS), "-o", "-"), "into a folder")],
)
def test_results_go_into_a_folder_with_a_name(tmp_path: Path, arguments: tuple[str, ...], told: str) -> None:
    done = dedup(*arguments, folder=tmp_path)
    assert done.returncode == 2
    assert told in done.stderr
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("command", ["clean", "explain"])
@pytest.mark.parametrize("content", [b"", b"no weights", b"cut short", b"other arrays"])
def test_a_file_that_holds_no_weights_is_wrong_usage(pages: Path, tmp_path: Path, content: bytes, command: str) -> None:
    model = tmp_path / "my.weights"
    if content == b"cut short":
        shipped_weights().write(model)
        content = model.read_bytes()[:5000]
    model.write_bytes(content)
    if content == b"other arrays":
        with model.open("wb") as file:
            np.savez(file, table=np.zeros(3))
    arguments = [command, str(pages), "--model", str(model)]
    done = CliRunner().invoke(app, arguments if command == "explain" else [*arguments, "--out", str(tmp_path / "out")])
    assert done.exit_code == 2
    assert "--model" in done.output
    assert "not a file of weights" in " ".join(done.output.replace("│", " ").split())
    assert not (tmp_path / "out").exists()


def test_an_input_that_does_not_exist(tmp_path: Path) -> None:
    done = dedup("clean", tmp_path / "nowhere", "--out", tmp_path / "out")
    assert done.returncode == 2
    assert "nowhere" in done.stderr


def test_a_preferred_source_that_no_page_has_costs_no_work(pages: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    done = dedup("clean", pages, "--out", out, "--prefer", "sorce 1", "--quiet")
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "--prefer" in done.stderr
    assert "did you mean 'source 1'?" in done.stderr
    assert [path.name for path in out.iterdir()] == [".dedup-work"]
    assert "the same `dedup clean` goes on from it" in dedup("stats", out).stderr
    again = dedup("clean", pages, "--out", out, "--prefer", "source 1")
    assert again.returncode == 0, again.stderr
    assert "going on with an earlier" in again.stderr


def test_a_wording_that_no_list_has_is_told(tmp_path: Path) -> None:
    seed, own = sorted(SEEDS.glob("*.txt"))[0], tmp_path / "mine.tsv"
    own.write_text("phrase\tlabel\nتابعونا هنا دائما\tshare\n", encoding="utf-8")
    listed = ("--without", "wording:اقرأ أيضاً", "--without", "wording:تابعونا هنا دائمًا", "--phrases", own)
    assert dedup("explain", seed, "--json", *listed).stderr == ""
    for command in (("explain", seed, "--json"), ("clean", seed, "-o", tmp_path / "out", "--quiet")):
        done = dedup(*command, "--without", "wording:اقرا ايضن")
        assert done.returncode == 0
        assert "no phrase list has this wording" in done.stderr
        assert done.stderr.count("\n") == 1
        assert "did you mean" in done.stderr


@pytest.mark.parametrize(
    ("written", "size"),
    [("500KB", 500 << 10), ("4 GB", 4 << 30), ("1.5g", 3 << 29), ("20000", 20_000), ("2MiB", 2 << 20)],
)
def test_sizes_are_read_as_people_write_them(written: str, size: int) -> None:
    assert byte_size(written, "--memory") == size
