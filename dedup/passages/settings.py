"""The options of passage matching, validated once."""

from __future__ import annotations

from dataclasses import dataclass
from numbers import Integral
from typing import get_args

from dedup.errors import ArgumentError
from dedup.minhash import SHINGLE_WORDS
from dedup.names import PassageKind

KINDS: tuple[PassageKind, ...] = get_args(PassageKind)
"""The kinds of passages; `PassageTable` stores their places in this tuple."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PassageSettings:
    """What counts as a repeated passage.

    `min_words`: the least number of words, on both sides, at least 5. `kinds`: the kinds of passages to look for.
    `cross_source`: only passages that two sources share. Raises ArgumentError, which names the option, for a value out
    of range.
    """

    kinds: tuple[PassageKind, ...] = ("exact", "near")
    min_words: int = 20
    cross_source: bool = False

    def __post_init__(self) -> None:
        if not self.kinds or not set(self.kinds) <= set(KINDS):
            raise ArgumentError(f"must be some of {', '.join(KINDS)}, got {', '.join(self.kinds) or 'none'}", "kinds")
        if not isinstance(self.min_words, Integral) or self.min_words < SHINGLE_WORDS:
            raise ArgumentError(f"must be at least {SHINGLE_WORDS}, got {self.min_words!r}", "min_words")
