"""Errors for inputs of which nothing, or not all, could be read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from dedup.errors import DedupError
from dedup.files import Rejected

_FEW = 3
"""Examples that an error names. Chosen."""
_EMPTY = "empty"
_PASSED_OVER = frozenset({_EMPTY, "hidden", "linked-again", "output-folder", "run-output"})
"""Reasons for which a file is passed over although nothing is wrong with it."""


def is_fault(reasons: Iterable[str]) -> bool:
    """Whether any of these reasons for rejection is a fault of the input; `empty` or `hidden`, for example, is none."""
    return not _PASSED_OVER.issuperset(reasons)


def only_empty(reasons: Iterable[str]) -> bool:
    """Whether some reasons for rejection say that there are empty files, and nothing that is a fault."""
    found = set(reasons)
    return _EMPTY in found and not is_fault(found)


def first_of_each_reason(rejected: Iterable[Rejected]) -> list[str]:
    """The detail of the first rejection of each reason: mostly, all others are wrong in the same way."""
    details: dict[str, str] = {}
    for item in rejected:
        details.setdefault(item.reason, item.detail)
    return list(details.values())


def nothing_readable(rejected: int, details: Sequence[str]) -> DedupError:
    """The error for inputs without one readable record, given the number of rejections and some of their details."""
    return DedupError(f"not one record could be read{examples(details, rejected)}")


def strictly_rejected(reasons: Mapping[str, int], details: Sequence[str]) -> DedupError:
    """The error for a `--strict` run in which something was rejected, given the numbers by reason and some details."""
    counted = ", ".join(f"{number:,} {reason}" for reason, number in sorted(reasons.items()))
    rejected = sum(reasons.values())
    return DedupError(
        f"--strict: {rejected:,} of the inputs were rejected ({counted}){examples(details, rejected)}. "
        "Nothing was written; without --strict they are listed in rejected.jsonl"
    )


def examples(details: Sequence[str], number: int) -> str:
    """The end of a sentence with the first `_FEW` details of `number` rejections, as `: a; b (and 5 more)`.

    Without details it is empty.
    """
    if not details:
        return ""
    more = number - len(details[:_FEW])
    return f": {'; '.join(details[:_FEW])}{f' (and {more:,} more)' if more else ''}"
