"""The names that `import dedup` offers."""

from __future__ import annotations

import builtins
import inspect
import re
import subprocess
import sys
import types
from collections.abc import Iterator
from pathlib import Path
from typing import get_args, get_type_hints

import pytest

import dedup

ROOT = Path(__file__).parents[2]


def test_every_public_name_is_there() -> None:
    assert all(getattr(dedup, name) is not None for name in dedup.__all__)
    assert set(dedup.__all__) <= set(dir(dedup))
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        dedup.nothing  # noqa: B018  # that it is missing is the point


def test_minhash_is_the_function_whatever_was_imported() -> None:
    import dedup.minhash

    text = "قال وزير الخارجية إن المفاوضات مستمرة"
    assert dedup.minhash(text).jaccard(dedup.minhash(text)) == 1.0


def test_importing_the_package_loads_nothing_heavy() -> None:
    code = "import sys, dedup, dedup.cli; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split()
    assert not {"numpy", "numba", "duckdb", "msgspec", "datasketch", "regex", "pyarabic"} & set(loaded)


def documented() -> Iterator[tuple[str, str]]:
    """The names of all that the package offers, of the classes' own public parts too, with their docstrings."""
    callables = (types.FunctionType, staticmethod, classmethod, property)
    for name in dedup.__all__:
        value = getattr(dedup, name)
        if inspect.isclass(value) or inspect.isfunction(value):
            yield name, inspect.getdoc(value) or ""
        if inspect.isclass(value):
            homes = [home for home in value.__mro__ if home.__module__.startswith("dedup.")]
            for part, own in (pair for home in homes for pair in vars(home).items()):
                if not part.startswith("_") and isinstance(own, callables):
                    yield f"{name}.{part}", inspect.getdoc(own) or ""


def test_all_that_docstrings_name_is_offered() -> None:
    """Classes are named with a capital in backticks or after "Raises", functions with the package."""
    documents = dict(documented())
    assert [name for name, text in documents.items() if not text] == []
    pattern = re.compile(r"(?:`|\bRaises `?|; )([A-Z][a-z]\w*)(?:`|s? (?:for|where))|`(dedup\.[\w.]+)")
    named = {
        (where, (found[1] or found[2]).removeprefix("dedup."))
        for where, text in documents.items()
        for found in pattern.finditer(text)
    }
    assert {name for _, name in named} >= {"DedupError", "ArgumentError", "MatchSettings", "PassageMatch", "Phrase"}
    assert {
        (where, name) for where, name in named if name not in dedup.__all__ and not hasattr(builtins, name)
    } == set()


def test_options_have_types_that_name_their_values() -> None:
    from dedup.boilerplate.weights import PROFILES

    assert get_args(dedup.Profile) == PROFILES
    for function, option, values in (
        (dedup.Cleaner.__init__, "profile", get_args(dedup.Profile)),
        (dedup.Cleaner.__init__, "appended", get_args(dedup.Appended)),
        (dedup.find_duplicates, "keep", get_args(dedup.Keep)),
    ):
        assert get_args(get_type_hints(function)[option]) == values
        assert inspect.signature(function).parameters[option].default in values
    assert get_args(get_type_hints(dedup.find_passages)["kinds"]) == (dedup.PassageKind,)


def test_types_of_values_are_those_of_the_command_line() -> None:
    from dedup.cli import choices

    assert get_args(dedup.Appended) == choices.APPENDED
    assert get_args(dedup.Keep) == choices.KEEP
    assert get_args(dedup.Profile) == choices.PROFILES
