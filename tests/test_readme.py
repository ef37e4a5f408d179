"""Every example of the README and of the documentation does what it says there."""

from __future__ import annotations

import contextlib
import importlib.util
import io
import json
import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest
import zstandard

from dedup import clean_text, find_duplicates
from dedup.cli.explain import marked_page
from dedup.model import CONTENT_LABELS, LABELS, METADATA_LABELS
from tests import shown
from tests.processes import dedup

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
_BLOCK = re.compile(r"^```([^\n]*)\n(.*?)^```", re.MULTILINE | re.DOTALL)


def blocks(page: Path, kind: str) -> list[str]:
    return [code for named, code in _BLOCK.findall(page.read_text(encoding="utf-8")) if named == kind]


def commands(page: Path) -> list[str]:
    lines = "\n".join(blocks(page, "sh")).splitlines()
    return [line.split("  #")[0].strip() for line in lines if line.startswith("dedup ")]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where a reader stands: in the repository, with some files of their own."""
    shutil.copytree(ROOT / "seeds", tmp_path / "seeds")
    shutil.copytree(ROOT / "seeds", tmp_path / "pages")
    shutil.copytree(ROOT / "docs" / "examples", tmp_path / "docs" / "examples")
    record = '{"id": "crawl-1", "text": "افتتح أمير المنطقة معرض الكتاب بحضور عدد من الأدباء."}\n'
    (tmp_path / "crawl.jsonl.zst").write_bytes(zstandard.ZstdCompressor().compress(record.encode()))
    return tmp_path


@pytest.mark.parametrize(
    "page", [page for page in PAGES if commands(page) or blocks(page, "python")], ids=lambda page: page.stem
)
def test_a_page_read_from_top_to_bottom(page: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands and Python in their order, in one folder: what one writes, the next may read."""
    monkeypatch.chdir(folder)
    missing = set[str]()
    for kind, code in _BLOCK.findall(page.read_text(encoding="utf-8")):
        if kind.startswith("text ") and kind.endswith(".tsv"):
            Path(kind.removeprefix("text ")).write_text(code, encoding="utf-8")
        elif kind == "sh":
            run_commands(code, folder)
        elif kind == "python":
            absent = {name for name in re.findall(r"^(?:import|from) (\w+)", code, re.M) if not present(name)}
            missing |= absent
            if not absent:
                run_python(code, page)
    if missing:
        pytest.skip(f"examples of {page.name} need {', '.join(sorted(missing))}, which is not installed")


def present(name: str) -> bool:
    return importlib.util.find_spec(name) is not None


def run_commands(code: str, folder: Path) -> None:
    for line in code.splitlines():
        command = line.split("  #")[0].strip()
        if command.startswith(("cp ", "mkdir ")):
            subprocess.run(command, shell=True, check=True, cwd=folder)  # the pages are ours
        if not command.startswith("dedup "):
            continue
        done = dedup(*shlex.split(command)[1:], folder=folder)
        assert done.returncode == 0, (command, done.stderr)
        assert "Traceback" not in done.stderr


def run_python(code: str, page: Path) -> None:
    promised = re.findall(r"print\(.*\)\s*# (.+)$", code, re.MULTILINE)
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(code, page.name, "exec"), {})  # the examples as they are printed
    assert printed.getvalue().splitlines()[: len(promised)] == promised


def test_the_readme_runs_its_main_commands() -> None:
    named = {command.split()[1] for command in commands(ROOT / "README.md")}
    assert {"clean", "explain", "restore", "compare", "phrases", "index", "warmup"} <= named


@pytest.mark.parametrize("page", [page for page in PAGES if blocks(page, "text before")], ids=lambda page: page.stem)
def test_a_page_before_and_after(page: Path) -> None:
    (before,), (after,) = blocks(page, "text before"), blocks(page, "text after")
    cleaned = clean_text(before)
    assert cleaned.text == after
    assert "[-المصدر: النيل-]" in marked_page(before, cleaned).plain
    first = json.loads((ROOT / "docs" / "examples" / "crawl.jsonl").read_text("utf-8").splitlines()[0])
    assert first["text"] == before


def test_what_the_readme_shows_of_a_run_is_what_it_gives(tmp_path: Path) -> None:
    made, written = shown.shown(tmp_path / "out"), shown.blocks()
    assert made.keys() == written.keys()
    for name, block in made.items():
        assert shown.without_reasons(block) == shown.without_reasons(written[name]), "run python -m tests.shown"


def test_an_edit_costs_what_the_table_says() -> None:
    table = (ROOT / "docs" / "files.md").read_text("utf-8").partition("## What an edit costs")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| (\d+) \| (.*) \|$", table, re.MULTILINE)
    assert len(rows) == 6
    for words, told in rows:
        text = [f"كلمة{place}" for place in range(int(words))]
        for edits, similarity in zip((1, 2, 3, 5), told.split(" | "), strict=True):
            places = [(at + 1) * len(text) // (edits + 1) for at in range(edits)]
            edited = [f"غير{place}" if place in places else word for place, word in enumerate(text)]
            (match,) = find_duplicates([("a", " ".join(text)), ("b", " ".join(edited))], near=0.1).duplicates
            assert f"{match.jaccard:.2f}" == f"0{similarity}"


def test_every_label_is_described() -> None:
    table = (ROOT / "docs" / "labels.md").read_text("utf-8").partition("In doubt")[0]
    described = dict(re.findall(r"^\| `(\w+)` \|.*\| ([^|]+) \|$", table, re.MULTILINE))
    assert described.keys() == LABELS
    assert {label for label, becomes in described.items() if becomes == "stays"} == CONTENT_LABELS
    assert {label for label, becomes in described.items() if "field" in becomes} == METADATA_LABELS


def test_links_lead_somewhere() -> None:
    for page in PAGES:
        for target in re.findall(r"\]\(([^)#]+?)(?:#[^)]*)?\)", page.read_text("utf-8")):
            assert target.startswith("http") or (page.parent / target).exists(), (page.name, target)


def test_the_reference_names_every_option() -> None:
    """The reference of the commands is made when the documentation is built; here from the same code."""
    spec = importlib.util.spec_from_file_location("commands", ROOT / "docs" / "hooks" / "commands.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    made = module.on_page_markdown("<!-- commands -->")
    for part in ("## dedup clean", "## dedup index check", "## dedup warmup", "--out", "--near", "[default: 0.8]"):
        assert part in made
    assert "\x1b" not in made


def test_the_readme_has_the_figures_of_the_decisions() -> None:
    tables = [(ROOT / name).read_text("utf-8") for name in ("README.md", "docs/decisions.md")]
    (own, whole) = (
        re.findall(r"^(\| `(?:conservative|balanced|aggressive)` [^\n]*%) \|", text, re.M) for text in tables
    )
    assert len(own) == len(whole) == 3
    assert all(full.startswith(short) for short, full in zip(own, whole, strict=True))
