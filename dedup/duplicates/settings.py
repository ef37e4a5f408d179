"""The options of document matching, checked when they are made."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from numbers import Integral, Real
from typing import get_args

from dedup.arabic import fold
from dedup.errors import ArgumentError
from dedup.minhash import SHINGLE_WORDS
from dedup.names import Keep, bare

CONTAINED_WORDS = 30
"""The default of the least length of a contained document, in words.

Measured by reading the contained documents that `find_duplicates(contained_words=1)` finds. In 31,030 newspaper
articles, those shorter than 20 words are names or captions, those from 30 words on short reports; 2 of 759 have 20 to
29 words. In 20,394 encyclopedia articles, those shorter than 30 words are mostly stubs of one sentence that a list has
too.
"""
_SOURCES_NAMED = 5  # the most frequent sources that an error names; chosen


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchSettings:
    """When two documents match, and which of them stays.

    `near` is the least Jaccard similarity of near duplicates. `contained` is the least share of a document's shingles
    that a larger document must have to contain it. Both are above 0 and at most 1. A document of fewer than
    `contained_words` words is contained in none: a caption or a headline is no copy of the article that has it too.
    Runs of five words that a document repeats count once there.

    Of documents that match, one from an earlier source in `prefer` stays before one from a later or unlisted source.
    Then `keep` decides, see `Keep`. Of equal ones the earlier row stays.

    Raises ArgumentError, which names the option, where a value is out of range.
    """

    near: float = 0.8
    contained: float = 0.9
    keep: Keep = "earliest"
    prefer: tuple[str, ...] = ()
    contained_words: int = CONTAINED_WORDS

    def __post_init__(self) -> None:
        """Check every option, and take blanks around the sources in `prefer` away, as around those of documents.

        Raises ArgumentError for the first that is out of range, unknown or repeated.
        """
        for option, value in (("near", self.near), ("contained", self.contained)):
            if isinstance(value, bool) or not isinstance(value, Real) or not 0 < value <= 1:
                share = "; 80% is 0.8" if isinstance(value, Real) and 10 <= value <= 100 else ""
                raise ArgumentError(f"must be above 0 and at most 1, got {value!r}{share}", option)
        words = self.contained_words
        if isinstance(words, bool) or not isinstance(words, Integral) or words < 1:
            raise ArgumentError(f"must be a whole number, at least 1, got {self.contained_words!r}", "contained_words")
        if self.keep not in get_args(Keep):
            raise ArgumentError(f"must be one of {', '.join(get_args(Keep))}, got {self.keep!r}", "keep")
        object.__setattr__(self, "prefer", tuple(map(bare, self.prefer)))
        repeated = {source for source in self.prefer if self.prefer.count(source) > 1}
        if repeated:
            raise ArgumentError(f"names a source twice: {', '.join(sorted(repeated))}", "prefer")

    @property
    def contained_shingles(self) -> int:
        """The least number of shingles of a contained document."""
        return least_shingles(self.contained_words)


def least_shingles(words: int) -> int:
    """The number of shingles of a document of so many words, if it repeats no run of words; at least 1."""
    return max(words - SHINGLE_WORDS + 1, 1)


def unknown_source(prefer: Sequence[str], sources: Iterable[str] | Mapping[str, int]) -> str:
    """A clause about the first source of `prefer` that no document has; empty where all of `prefer` occur.

    `sources` are those of the documents, or the number of documents by source; empty ones do not count. The clause
    names the source that is most similar after folding, else the most frequent ones, or says that no document has a
    source.
    """
    if not prefer:
        return ""
    known = Counter(sources)
    del known[""]
    for wanted in prefer:
        if wanted in known:
            continue
        if not known:
            return f"no document has a source, {wanted!r} neither"
        by_folded = {fold(source): source for source in sorted(known)}
        if near := get_close_matches(fold(wanted), by_folded, 1):
            return f"no document is of the source {wanted!r}; did you mean {by_folded[near[0]]!r}?"
        frequent = [repr(source) for source, _ in known.most_common(_SOURCES_NAMED)]
        more = f" and {len(known) - _SOURCES_NAMED:,} more" if len(known) > _SOURCES_NAMED else ""
        return f"no document is of the source {wanted!r}; there are {', '.join(frequent)}{more}"
    return ""
