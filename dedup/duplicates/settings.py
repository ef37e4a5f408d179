"""The options of document matching, validated once."""

from __future__ import annotations

from dataclasses import dataclass
from numbers import Real
from typing import Literal, get_args

from dedup.errors import ArgumentError

Keep = Literal["earliest", "longest", "first"]


@dataclass(frozen=True, slots=True)
class MatchSettings:
    """When two documents match, and which of them stays.

    `near` is the least Jaccard similarity of near duplicates; `contained` the least share of a document's
    shingles that a larger one must have to stand for it. Both are above 0 and at most 1. Of documents that
    match, one from an earlier source in `prefer` stays before one from a later or unlisted source; then
    `keep` decides: the `earliest` date (unknown dates last), the `longest` text in characters, or the `first`
    row. Whatever is left equal goes to the earlier row.

    Raises ArgumentError, which names the option, where a value is out of range.
    """

    near: float = 0.8
    contained: float = 0.9
    keep: Keep = "earliest"
    prefer: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for option, value in (("near", self.near), ("contained", self.contained)):
            if not isinstance(value, Real) or not 0 < value <= 1:
                raise ArgumentError(f"must be above 0 and at most 1, got {value!r}", option)
        if self.keep not in get_args(Keep):
            raise ArgumentError(f"must be one of {', '.join(get_args(Keep))}, got {self.keep!r}", "keep")
        repeated = {source for source in self.prefer if self.prefer.count(source) > 1}
        if repeated:
            raise ArgumentError(f"names a source twice: {', '.join(sorted(repeated))}", "prefer")
