"""Mistakes in a call are one kind of error, in the words of who made it."""

from __future__ import annotations

import pickle
import warnings
from collections.abc import Callable

import pytest
import typer

import dedup
from dedup.cli.options import usage_errors
from dedup.duplicates import MatchSettings
from dedup.errors import DedupWarning, warn
from dedup.passages import PassageSettings

MISTAKES: dict[str, tuple[Callable[[], object], str]] = {
    "threshold": (lambda: dedup.find_duplicates([], near=1.5), "near= must be above 0 and at most 1, got 1.5"),
    "no number": (
        lambda: dedup.find_duplicates([], contained="9"),
        "contained= must be above 0 and at most 1, got '9'",
    ),  # type: ignore[arg-type]
    "switch": (lambda: dedup.find_duplicates([], near=True), "near= must be above 0 and at most 1, got True"),
    "switch for a number": (
        lambda: dedup.find_duplicates([], contained_words=True),
        "contained_words= must be a whole number, at least 1, got True",
    ),
    "again": (lambda: dedup.find_duplicates([]).rethreshold(0), "near= must be above 0"),
    "choice": (lambda: dedup.find_duplicates([], keep="last"), "keep= must be one of earliest"),  # type: ignore[arg-type]
    "one source": (lambda: dedup.find_duplicates([], prefer="واس"), "prefer= takes a list of sources"),
    "twice": (lambda: dedup.find_duplicates([], prefer=["واس", "واس"]), "prefer= names a source twice: واس"),
    "words": (lambda: dedup.find_passages([], min_words=2), "min_words= must be at least 5, got 2"),
    "kind": (lambda: dedup.compare([], [], kinds=["same"]), "kinds= must be some of exact"),  # type: ignore[list-item]
    "profile": (lambda: dedup.Cleaner(profile="bold"), "profile 'bold' is not one of"),  # type: ignore[arg-type]
    "evidence": (lambda: dedup.Cleaner(without=["card"]), "there is no evidence 'card'"),
    "no list": (lambda: dedup.Cleaner(phrases="form"), "phrases and without are lists"),
    "ids": (lambda: dedup.find_duplicates([("a", ""), ("a", "")]), "the id 'a' occurs twice"),
    "document": (lambda: dedup.find_duplicates([7]), "documents are Documents or"),  # type: ignore[list-item]
    "page": (lambda: list(dedup.Cleaner().clean_all([7])), "the text of page 0 is no string"),  # type: ignore[list-item]
    "index": (lambda: dedup.Index.open("unused", near=7), "near= must be above 0 and at most 1, got 7"),
}


@pytest.mark.parametrize(("make", "message"), MISTAKES.values(), ids=MISTAKES.keys())
def test_every_mistake_in_a_call_is_one_kind_of_error(make: Callable[[], object], message: str) -> None:
    with pytest.raises(dedup.ArgumentError) as caught:
        make()
    assert message in str(caught.value)
    assert "--" not in str(caught.value)
    assert isinstance(caught.value, dedup.DedupError)
    assert isinstance(caught.value, ValueError)
    assert isinstance(caught.value, TypeError)
    again = pickle.loads(pickle.dumps(caught.value))
    assert (str(again), again.argument) == (str(caught.value), caught.value.argument)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: MatchSettings(near=0), "--near must be above 0 and at most 1, got 0"),
        (lambda: PassageSettings(min_words=1), "--min-words must be at least 5, got 1"),
        (lambda: dedup.find_duplicates([("a", ""), ("a", "")]), "the id 'a' occurs twice"),
    ],
)
def test_the_command_line_says_the_same_of_its_options(make: Callable[[], object], message: str) -> None:
    with pytest.raises(typer.BadParameter, match=message), usage_errors():
        make()


def test_code_of_a_module_without_a_name_is_warned_or_passed_over() -> None:
    with pytest.warns(DedupWarning, match="a sentence"):
        exec("warn('a sentence')", {"warn": warn})
    with warnings.catch_warnings(record=True):  # Python itself warns no module whose name is None
        exec("warn('a sentence')", {"warn": warn, "__name__": None})
