"""Imports run one way, and the picture in the documentation shows those that there are."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.architecture import (
    FLOORS,
    PAGE,
    ROOT,
    SHARED,
    circle,
    imports,
    modules_by_room,
    picture,
    runs_back_up,
    shown,
    tabled,
)

PAGES = [PAGE, ROOT / "CONTRIBUTING.md"]
FOUND = imports(ROOT / "dedup")


def test_no_import_runs_back_up() -> None:
    assert runs_back_up(FOUND) == []


def test_no_circle_of_imports() -> None:
    assert circle(FOUND) == []


def test_training_is_imported_by_commands_alone() -> None:
    training = "dedup.boilerplate.training"
    users = [one for one in FOUND if one.of.startswith(training) and not one.by.startswith(training)]
    assert {one.by for one in users} == {"dedup.cli.train", "dedup.cli.gold"}
    assert not any(one.at_load for one in users)


def test_the_picture_shows_the_imports() -> None:
    drawn = picture(FOUND)
    assert shown() == drawn, f"run python -m tests.architecture, or paste into {PAGE.name}:\n{drawn}"


def test_the_table_names_every_room_and_module() -> None:
    assert tabled() == modules_by_room(ROOT / "dedup")


def test_every_room_that_is_named_is_there() -> None:
    inside = {path.stem for path in (ROOT / "dedup").iterdir()}
    named = {room for rooms in FLOORS for room in rooms} - SHARED.keys()
    assert named | {module for modules in SHARED.values() for module in modules} <= inside


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_file_that_a_page_names_is_there(page: Path) -> None:
    named = set(re.findall(r"`((?:dedup|tests|docs|benchmarks|\.ci)/[\w./-]*)`", page.read_text("utf-8")))
    assert named
    assert [name for name in sorted(named) if not (ROOT / name).exists()] == []


def written(folder: Path, modules: dict[str, str]) -> Path:
    """A package named `dedup` of some modules."""
    for name, code in modules.items():
        path = folder / "dedup" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(code, encoding="utf-8")
    return folder / "dedup"


@pytest.mark.parametrize(
    ("module", "code", "problem"),
    [
        ("arabic/words.py", "from dedup.files import read", "dedup.arabic.words, line 1, imports dedup.files: "),
        ("arabic/words.py", "def f():\n    import dedup.cli", "line 2, imports dedup.cli: cli is a face"),
        ("arabic/words.py", "from ..pipeline import run", "imports dedup.pipeline: pipeline is not below arabic"),
        ("web/page.py", "from dedup import files", "dedup.web.page, line 1, imports dedup.files: "),
        ("files/kinds.py", "from dedup.passages import find", "passages is not below files"),
        ("model.py", "from dedup.arabic import fold", "imports dedup.arabic: arabic is not below data"),
        ("scrapy/items.py", "from dedup.cli import main", "imports dedup.cli: cli is a face"),
        ("cli/app.py", "import dedup", "import the module that defines the name"),
    ],
)
def test_imports_of_higher_rooms_are_found(module: str, code: str, problem: str, tmp_path: Path) -> None:
    others = dict.fromkeys(("files/__init__.py", "pipeline/__init__.py"), "")
    (told,) = runs_back_up(imports(written(tmp_path, {**others, module: code})))
    assert problem in told


def test_imports_of_lower_rooms_are_no_problem(tmp_path: Path) -> None:
    modules = {
        "files/kinds.py": "from dedup.errors import DedupError\nfrom dedup.files.whole import written_aside",
        "cli/app.py": "import typer\nfrom dedup import __version__\nfrom dedup.pipeline import run",
        "__init__.py": "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from dedup.index import Index",
    }
    assert runs_back_up(imports(written(tmp_path, modules))) == []


def test_circles_between_modules_are_found(tmp_path: Path) -> None:
    modules = {"files/one.py": "import dedup.files.two", "files/two.py": "from dedup.files import one, whole"}
    found = circle(imports(written(tmp_path, modules)))
    assert set(found) == {"dedup.files.one", "dedup.files.two"}
    late = (
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from dedup.files import one\ndef f():\n    import {}"
    )
    modules["files/two.py"] = late.format("dedup.files.one")
    assert circle(imports(written(tmp_path, modules))) == []


def test_the_picture_leaves_out_what_follows(tmp_path: Path) -> None:
    modules = {
        "files/kinds.py": "import dedup.errors",
        "pipeline/run.py": "import dedup.files.kinds\nimport dedup.errors",
        "cli/app.py": "import dedup.pipeline.run",
    }
    drawn = picture(imports(written(tmp_path, modules)))
    assert re.findall(r"(\w+) --> (\w+)", drawn) == [("cli", "pipeline"), ("pipeline", "files"), ("files", "ground")]
