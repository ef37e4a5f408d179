"""Texts in groups that one call of a kernel takes in: few calls, and arrays that stay in the processor's cache."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

Item = TypeVar("Item")

GROUP_CHARACTERS = 65_536


def grouped(items: Iterable[Item], text_of: Callable[[Item], str]) -> Iterator[list[Item]]:
    """The items in order, as many at a time as hold 65,536 characters of text, or end with one that goes beyond."""
    group: list[Item] = []
    characters = 0
    for item in items:
        group.append(item)
        characters += len(text_of(item))
        if characters >= GROUP_CHARACTERS:
            yield group
            group, characters = [], 0
    if group:
        yield group
