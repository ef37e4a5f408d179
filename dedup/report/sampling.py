"""Samples that are the same for the same run, by checksums of lines, and that represent small groups."""

from __future__ import annotations

from bisect import insort
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from itertools import groupby
from typing import Generic, TypeVar
from zlib import crc32

Item = TypeVar("Item")
_SEED = 0x5EED  # of the checksums; arbitrary
_PER_STRATUM = 4  # items that are kept of a stratum; chosen


def priority(line: bytes) -> int:
    """A pseudorandom number for a line, the same for the same line; lines with the lowest numbers are sampled."""
    return crc32(line, _SEED)


class Lowest(Generic[Item]):
    """Keeps the `most` items with the lowest keys."""

    def __init__(self, most: int) -> None:
        """`most`: how many items to keep."""
        self._most = most
        self._items: list[tuple[tuple[float, ...], Item]] = []

    def offer(self, key: tuple[float, ...], item: Item) -> None:
        """Keep an item if fewer than `most` are kept, else in place of the highest if its key is lower.

        All keys must differ.
        """
        if len(self._items) < self._most:
            insort(self._items, (key, item), key=_key)
        elif self._most and key < self._items[-1][0]:
            self._items.pop()
            insort(self._items, (key, item), key=_key)

    def __iter__(self) -> Iterator[Item]:
        """The items, the lowest key first."""
        return (item for _, item in self._items)

    def __len__(self) -> int:
        """The number of items kept."""
        return len(self._items)


class Strata(Generic[Item]):
    """Keeps the `most` items with the lowest keys of every stratum, and in `sizes` the number of all that were offered.

    A stratum is named by a tuple such as (label, rule, source).
    """

    def __init__(self, most: int = _PER_STRATUM) -> None:
        """`most`: how many items of each stratum to keep."""
        self._most = most
        self._strata: dict[tuple[Hashable, ...], list[tuple[int, Item]]] = {}
        self.sizes: dict[tuple[Hashable, ...], int] = {}

    def offer(self, stratum: tuple[Hashable, ...], key: int, item: Item) -> None:
        """Count an item, and keep it if its key is among the lowest of its stratum; the earlier of equal keys stays."""
        held = self._strata.get(stratum)
        if held is None:
            self._strata[stratum] = [(key, item)]
            self.sizes[stratum] = 1
            return
        self.sizes[stratum] += 1
        if len(held) < self._most:
            insort(held, (key, item), key=_first)
        elif key < held[-1][0]:
            held.pop()
            insort(held, (key, item), key=_first)

    def first(self, stratum: tuple[Hashable, ...]) -> Item | None:
        """The item of a stratum with the lowest key, None where there is none."""
        held = self._strata.get(stratum)
        return held[0][1] if held else None

    def in_turn(self) -> Iterator[Item]:
        """Yield all items kept, alternating between the first parts of the names of strata.

        Among those with the same first part, the second parts alternate, and so on: labels, then rules, then sources.
        """
        ordered = sorted(self._strata.items(), key=lambda entry: tuple(map(str, entry[0])))
        return _in_turn([(stratum, [item for _, item in held]) for stratum, held in ordered], 0)


def _in_turn(strata: Sequence[tuple[tuple[Hashable, ...], Sequence[Item]]], level: int) -> Iterator[Item]:
    """Yield the items of strata whose names are equal before the part `level`, alternating between the values of that.

    The strata are sorted by name.
    """
    if len(strata) == 1:
        yield from strata[0][1]
        return
    groups = [list(group) for _, group in groupby(strata, key=_name_at(level))]
    yield from alternating(_in_turn(group, level + 1) for group in groups)


def _name_at(level: int) -> Callable[[tuple[tuple[Hashable, ...], object]], Hashable]:
    """A function that gives the part of a stratum's name at this level."""
    return lambda entry: entry[0][level]


def alternating(iterators: Iterable[Iterator[Item]]) -> Iterator[Item]:
    """Yield one item of each iterator in turn, until all have ended."""
    left = list(iterators)
    while left:
        remaining = []
        for iterator in left:
            for item in iterator:
                yield item
                remaining.append(iterator)
                break
        left = remaining


def _key(entry: tuple[tuple[float, ...], object]) -> tuple[float, ...]:
    """The key of an entry of `Lowest`."""
    return entry[0]


def _first(entry: tuple[int, object]) -> int:
    """The key of an entry of `Strata`."""
    return entry[0]
