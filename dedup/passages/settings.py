"""The options of passage matching, validated once."""

from __future__ import annotations

from dataclasses import dataclass
from numbers import Integral
from typing import get_args

from dedup.errors import ArgumentError
from dedup.minhash import SHINGLE_WORDS
from dedup.names import PassageKind

KINDS: tuple[PassageKind, ...] = get_args(PassageKind)
"""What the numbers of kinds in `Passages` mean."""


@dataclass(frozen=True, slots=True)
class PassageSettings:
    """What counts as a repeated passage.

    `min_words` on both sides; `kinds` of passages to look for; with `cross_source`, only those that two sources
    share. Raises ArgumentError, which names the option.
    """

    kinds: tuple[PassageKind, ...] = ("exact", "near")
    min_words: int = 20
    cross_source: bool = False

    def __post_init__(self) -> None:
        if not self.kinds or not set(self.kinds) <= set(KINDS):
            raise ArgumentError(f"must be some of {', '.join(KINDS)}, got {', '.join(self.kinds) or 'none'}", "kinds")
        if not isinstance(self.min_words, Integral) or self.min_words < SHINGLE_WORDS:
            raise ArgumentError(f"must be at least {SHINGLE_WORDS}, got {self.min_words!r}", "min_words")
