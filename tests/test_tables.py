"""Columns and fields that a call does not read for their names are told."""

from __future__ import annotations

import warnings

import pytest

import dedup
from dedup import find_duplicates
from dedup.errors import DedupWarning
from tests.test_given import HEALTH, MATCH, TABLES


@pytest.mark.parametrize("kind", ["records", "pandas", "polars", "Arrow"])
def test_a_column_in_another_case_is_told_with_its_argument(kind: str) -> None:
    rows = TABLES[kind]({"ID": [1, 2], "text": [HEALTH, MATCH], " Source": ["سبق", "واس"], "DATE": ["2024", "2024"]})
    with pytest.warns(DedupWarning, match="some .*s are not read") as told:
        find_duplicates(rows)
    (warning,) = told
    told_arguments = "give id='ID', source=' Source', date='DATE', or, to read none, id=None, source=None, date=None"
    assert str(warning.message).endswith(told_arguments)
    assert warning.filename == __file__
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        find_duplicates(rows, id="ID", source=" Source", date="DATE")
        find_duplicates(rows, id=None, source=None, date=None)


def test_only_columns_that_a_call_reads_are_told() -> None:
    rows = [{"id": 1, "ID": 2, "text": HEALTH, "Date": "2024", "Title": "عنوان"}]
    with pytest.warns(DedupWarning, match=r"the field 'Date' is not read.*: give date='Date', or"):
        find_duplicates(rows)
    with pytest.warns(DedupWarning, match=r"the field 'Title' is not read.*: give title='Title', or"):
        list(dedup.Cleaner().clean_all(rows))


def test_a_column_of_another_usual_name_is_told() -> None:
    """The first of the names for the same thing; only where the default is to be read and is missing."""
    rows = [{"url": "a", "text": HEALTH, "site": "سبق", "created_at": "2024", "published": "2023", "source": "واس"}]
    with pytest.warns(DedupWarning, match=r"give date='published', or, to read none, date=None$"):
        find_duplicates(rows)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        find_duplicates(rows, date="created_at")
        list(dedup.Cleaner().clean_all(rows))
