"""The ids of the documents of a run: each id is given out once, even where several records have the same."""

from __future__ import annotations

from collections.abc import Sequence


class Identities:
    """Gives out ids in the order of the input. An id that is taken gets the first of `~2`, `~3`... that is free."""

    def __init__(self) -> None:
        self._next: dict[str, int] = {}

    def page(self, wanted: str, articles: Sequence[int]) -> list[str]:
        """The ids of a page's documents: `wanted`, then `<page>#2`... by the numbers of all `articles` but the first.

        `<page>` is the id that the page got. Each id that is taken is replaced by a free one, as the class says.
        """
        page = self._free(wanted)
        return [page, *(self._free(f"{page}#{number}") for number in articles[1:])]

    def _free(self, wanted: str) -> str:
        """The wanted id or, if it is taken, the first free one of `<id>~2`, `<id>~3`...; it is taken from then on."""
        number = self._next.get(wanted)
        if number is None:
            self._next[wanted] = 2
            return wanted
        while (numbered := f"{wanted}~{number}") in self._next:
            number += 1
        self._next[wanted] = number + 1
        self._next[numbered] = 2
        return numbered
