"""What pages, names and messages hold is shown in the terminal, and never obeyed by it."""

from __future__ import annotations

import json
import random
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedup.cli.terminal import isolated, one_line, visible
from tests.pipeline.crawls import article, write_lines
from tests.processes import ROOT, dedup, on_a_terminal

EVIL = "\x1b]0;taken\x07\x1b[2J\x9b31m\x85\x7f\u202egnp\u2067\u2066\r\b"
OURS = re.compile(r"\x1b\[[0-9;]*[mKA-H]|\x1b\[\?25[lh]")  # colours, and the progress bars' moves
OBEYED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066\u2067]")
MODULES = sorted((ROOT / "dedup" / "cli").rglob("*.py"))


def obeyed(written: str) -> list[str]:
    """The control characters in some output that are not ours."""
    return OBEYED.findall(OURS.sub("", written))


@pytest.fixture(scope="module")
def evil(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Records with all that a page can bring, in a file with such a name."""
    folder = tmp_path_factory.mktemp("evil")
    text = article(random.Random(1))
    pages = [
        {
            "id": f"{EVIL}{number}",
            "source": f"source {EVIL}",
            "title": EVIL,
            "date": f"{EVIL} 2023",
            "text": f"{text}{EVIL}\nاقرأ أيضا: {EVIL} خبر آخر\nالمصدر: {EVIL}\nكلمات دلالية: {EVIL}، أخبار",
        }
        for number in range(3)
    ]
    path = write_lines(folder / f"name {EVIL.replace('/', '')}.jsonl", pages)
    with path.open("ab") as file:
        file.write(b"broken \x1b[31m\n")
    return path


@pytest.mark.slow
def test_no_command_passes_on_what_a_page_or_a_name_holds(evil: Path, tmp_path: Path, large: bool) -> None:
    out = tmp_path / f"out {EVIL}"
    index = tmp_path / "index"
    commands: list[tuple[object, ...]] = [
        ("explain", evil, "--id", f"{EVIL}0"),
        ("explain", evil, "--id", f"{EVIL}9"),
        ("clean", evil, "--out", out, "--workers", 1, "--max-removed", 1, "--index", index),
        ("stats", out),
        ("sample", out),
        ("report", out, "--out", tmp_path / f"report {EVIL}"),
        ("compare", evil, evil),
        ("index", "check", index, evil),
        ("clean", tmp_path / EVIL, "--out", tmp_path / "other"),
    ]
    others: list[tuple[object, ...]] = [
        ("explain", evil),
        ("explain", evil, "--id", f"{EVIL}0", "--html", tmp_path / f"page {EVIL}"),
        ("explain", "--gold", evil),
        ("clean", evil, "--out", tmp_path / "strict", "--workers", 1, "--strict"),
        ("restore", out, "--out", tmp_path / f"pages {EVIL}"),
        ("restore", evil.parent, "--out", tmp_path / "pages"),
        ("compare", evil, evil, "--out", tmp_path / f"compared {EVIL}"),
        ("index", "check", index, evil, "--json"),
        ("index", "check", tmp_path / EVIL, evil),
        ("clean", evil, "--out", tmp_path / "other", "--without", EVIL),
        (EVIL,),
    ]
    for command in commands + others * large:
        done = dedup(*command)
        assert not obeyed(done.stdout), (command, done.stdout)
        assert not obeyed(done.stderr), (command, done.stderr)
        assert "Traceback" not in done.stderr
        assert "a bug in dedup" not in done.stderr, done.stderr


def test_nor_where_the_output_is_a_terminal(evil: Path, tmp_path: Path) -> None:
    for command in (
        ("explain", evil, "--id", f"{EVIL}0"),
        ("clean", evil, "--out", tmp_path / f"out {EVIL}", "--workers", 1, "--max-removed", 1),
    ):
        written = on_a_terminal(*command)
        assert r"\x1b]0;taken\x07" in written
        assert not obeyed(written.replace("\r", "")), written  # bars and ends of lines


def test_files_keep_what_a_page_holds(evil: Path, tmp_path: Path) -> None:
    assert dedup("clean", evil, "--out", tmp_path / "out", "--workers", 1, "--max-removed", 1).returncode == 0
    kept = json.loads((tmp_path / "out" / "documents.jsonl").read_text("utf-8").split("\n")[0])
    assert (kept["id"], kept["source"], kept["title"]) == (f"{EVIL}0", f"source {EVIL}", EVIL)


def test_json_on_stdout_says_the_same(evil: Path) -> None:
    done = dedup("explain", evil, "--id", f"{EVIL}0", "--json")
    assert not obeyed(done.stdout)
    assert json.loads(done.stdout)["id"] == f"{EVIL}0"


@given(st.text())
def test_shown_text_has_nothing_to_obey(text: str) -> None:
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", visible(text))
    assert not re.search("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u2028\u2029]", one_line(text))
    assert isolated(text)[1:-1] == one_line(text)


@given(st.text(st.characters(exclude_categories=["Cc", "Cf", "Zl", "Zp"])))
def test_ordinary_text_is_shown_as_it_is(text: str) -> None:
    assert visible(text) == one_line(text) == text


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.stem)
def test_nothing_is_printed_but_through_the_terminal(module: Path) -> None:
    if module.name in ("terminal.py", "console.py", "interrupts.py"):
        pytest.skip("the way itself")
    code = module.read_text("utf-8")
    assert not re.search(r"(?<![\w.])print\(|typer\.echo|Console\(|std(out|err)\.write\((?!STOPPED)", code)
