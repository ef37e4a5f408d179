"""The removal guard: a run that would remove nearly everything stops before it writes anything."""

from __future__ import annotations

from dedup.errors import DedupError
from dedup.pipeline.figures.counts import Counts
from dedup.pipeline.figures.outcome import Outcome
from dedup.pipeline.outputs.cutting import RULE as PASSAGES


def check_removal(counts: Counts, outcome: Outcome, limit: float) -> None:
    """Raise `DedupError` where more than the share `limit` of the documents or of the characters would be removed.

    Documents are removed as duplicates. Characters are removed when they are cut from pages, and with documents.
    A document that the standing index has counts neither as removed nor in the number of documents. Its characters are
    among all characters, but not removed; those cut from its page are.
    """
    documents, gone = outcome.documents - outcome.indexed, outcome.repeated
    if gone > limit * documents:
        raise DedupError(
            f"{_share(gone, documents)} of the documents would be dropped as duplicates "
            f"({gone:,} of {documents:,}, --max-removed {limit:g}); {_cluster_clause(outcome)}. "
            "Nothing was written. If this is right, allow it with --max-removed 1; "
            "to match more strictly, raise --near and --contained"
        )
    repeated = outcome.repeated_characters
    removed = counts.cut + repeated
    if removed > limit * counts.characters:
        raise DedupError(
            f"{_share(removed, counts.characters)} of the characters would be removed "
            f"({removed:,} of {counts.characters:,}: {counts.cut:,} cut from pages, "
            f"{repeated:,} in duplicates; --max-removed {limit:g}); "
            f"{_largest_cause(counts, outcome, repeated)}. "
            "Nothing was written. If this is right, allow it with --max-removed 1"
        )


def _largest_cause(counts: Counts, outcome: Outcome, repeated: int) -> str:
    """What removed most characters, duplicates or one rule, and which option changes that."""
    if repeated > counts.cut:
        return f"{_cluster_clause(outcome)}; to match more strictly, raise --near and --contained"
    rule, characters = max(counts.by_rule.items(), key=lambda item: (item[1], item[0]))
    return f"the rule {rule} alone cut {characters:,} of them; {_remedy(rule)}"


def _remedy(rule: str) -> str:
    """What to do against a rule: the option that switches it off or, for a phrase of the user, where to remove it."""
    group = rule.partition(":")[0]
    if group == PASSAGES:
        return "--passages report lists them and cuts nothing"
    if group == "user":
        return "take the wording out of the file of --phrases"
    evidence = rule if group == "wording" else group
    return f"--without {_quoted(evidence)} takes this evidence away"


def _cluster_clause(outcome: Outcome) -> str:
    """A clause with the size of the largest cluster and its kept document. There must be a cluster."""
    largest = outcome.clusters[0]
    source = f" (source {largest.source})" if largest.source else ""
    return f"the largest cluster has {largest.size:,} documents, kept is {largest.id}{source}"


def _share(part: int, whole: int) -> str:
    """The share of `part` in `whole` as text, in percent with one decimal."""
    return f"{part / whole:.1%}"


def _quoted(rule: str) -> str:
    """A rule as one argument of the command line: in double quotes where it has a space."""
    return f'"{rule}"' if " " in rule else rule
