"""Texts in groups for one call of a kernel each: few calls, and arrays that fit the cache of the processor."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

Item = TypeVar("Item")

GROUP_CHARACTERS = 65_536
"""Characters in a group, at least: 256 KB of code points. Chosen."""


def grouped(items: Iterable[Item], text_of: Callable[[Item], str]) -> Iterator[list[Item]]:
    """Yield the items in order, in groups: each ends with the item that fills it up to `GROUP_CHARACTERS` characters.

    `text_of` gives the text of an item, whose characters count. The last group may have fewer; none is empty.
    """
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
