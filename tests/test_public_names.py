"""What `import dedup` offers: listed in one place, defined in another, described in a third; and how it is called."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any, get_args

import dedup

ROOT = Path(__file__).parent.parent
SOURCE = ROOT / "dedup" / "__init__.py"
REFERENCE = (ROOT / "docs" / "reference" / "python.md").read_text("utf-8")
README = (ROOT / "README.md").read_text("utf-8")
NAMES = sorted(set(dedup.__all__) - {"__version__"})
DATA = {"documents", "document", "left", "right", "pages", "inputs", "given", "text", "html", "url", "evidence"}
DATA |= {"location", "path", "arrays"}
"""Arguments that are given by position: what a call is about."""
ALSO_BY_PLACE = {("DuplicateResult.rethreshold", "near")}


def types_of_imports() -> set[str]:
    """The names that type checkers see."""
    nodes = ast.walk(ast.parse(SOURCE.read_text("utf-8")))
    found = {alias.name for node in nodes if isinstance(node, ast.ImportFrom) for alias in node.names}
    return {name for name in found if name in dedup.__all__}


def test_names_are_listed_once_and_defined_where_stated() -> None:
    assert list(dedup.__all__) == sorted(set(dedup.__all__))
    assert sorted({*dedup._HOMES, "minhash"}) == NAMES  # which is a property: a subpackage has the name too
    assert types_of_imports() == set(NAMES)
    for name, home in dedup._HOMES.items():
        module = import_module(home)
        assert name in vars(module), (name, home)
        assert name in getattr(module, "__all__", [name]), (name, home)


def test_the_reference_describes_every_name() -> None:
    described = {name.rpartition(".")[2] for name in re.findall(r"^::: (dedup[\w.]*)", REFERENCE, re.MULTILINE)}
    described |= {
        name for group in re.findall(r"members: \[([^\]]+)\]", REFERENCE) for name in re.split(r",\s*", group)
    }
    aliases = set(re.findall(r"^\| `(\w+)` \|", REFERENCE, re.MULTILINE))
    assert [name for name in dedup.__all__ if name not in described | aliases] == []
    assert [name for name in aliases if inspect.isclass(getattr(dedup, name))] == []


def test_the_values_of_aliases_are_those_of_the_reference() -> None:
    rows = re.findall(r"^\| `(\w+)` \| ([^|]+) \|", REFERENCE, re.MULTILINE)
    literals = {name: get_args(getattr(dedup, name)) for name, values in rows if "`" in values}
    assert {name: tuple(re.findall(r"`([\w-]+)`", values)) for name, values in rows if name in literals} == literals


def test_the_values_of_options_are_those_of_the_readme() -> None:
    rows = dict(re.findall(r"^\| `--(\w+) ([\w-]+(?:\\\|[\w-]+)+)`", README, re.MULTILINE))
    aliases = {"keep": dedup.Keep, "appended": dedup.Appended, "profile": dedup.Profile}
    for name, alias in aliases.items():
        assert set(rows[name].split("\\|")) == set(get_args(alias))


def public_calls() -> Iterator[tuple[str, Callable[..., Any]]]:
    """The public functions, and the public methods of public classes that have code of their own."""
    for name in NAMES:
        value = getattr(dedup, name)
        if inspect.isfunction(value):
            yield name, value
        if inspect.isclass(value):
            for part, own in vars(value).items():
                bare = own.__func__ if isinstance(own, (staticmethod, classmethod)) else own
                if not part.startswith("_") and inspect.isfunction(bare):
                    yield f"{name}.{part}", bare
    yield "Cleaner", dedup.Cleaner.__init__


def test_options_are_given_by_name() -> None:
    by_place = {
        (call, name)
        for call, function in public_calls()
        for name, one in inspect.signature(function).parameters.items()
        if one.kind is one.POSITIONAL_OR_KEYWORD and name not in ("self", "cls")
    }
    assert {(call, name) for call, name in by_place if name not in DATA} - ALSO_BY_PLACE == set()


def test_options_of_one_name_have_one_default() -> None:
    """But how long a passage must be, and of which kind: two collections share more than one repeats."""
    defaults: dict[str, set[Any]] = {}
    for call, function in public_calls():
        for name, one in inspect.signature(function).parameters.items():
            if one.default is not one.empty and not call.startswith(("Index.", "DuplicateResult.")):
                defaults.setdefault(name, set()).add(one.default)
    differing = {name: values for name, values in defaults.items() if len(values) > 1}
    assert differing.keys() == {"kinds", "min_words", "source", "title"}
    assert differing["source"] == {"", "source"}  # the publisher of one page; the name of a column of many
    assert differing["title"] == {"", "title"}


def test_results_are_of_public_types() -> None:
    """What calls return and what the fields of results hold, by the names in their annotations."""
    hints = [str(function.__annotations__.get("return")) for _, function in public_calls()]
    for name in NAMES:
        if inspect.isclass(value := getattr(dedup, name)) and value.__module__ != "dedup.boilerplate.crawl_evidence":
            own = vars(value).get("__annotations__", {})
            hints += [str(hint) for field, hint in own.items() if not field.startswith("_")]
    answered = {name for hint in hints for name in re.findall(r"\b[A-Z]\w+", hint)}
    assert answered >= {"Page", "DuplicateResult", "PassageResult", "Match", "Shares", "Stated", "Printed"}
    foreign = {"Any", "Iterator", "None", "LeanMinHash", "NDArray", "Path"}
    assert answered - set(dedup.__all__) - foreign == set()
