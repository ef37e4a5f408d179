"""The card of the weights: what they were made from, and how good they are on pages left out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from dedup.boilerplate.evidence import GROUPS

Row = Mapping[str, float | int | None]


def write_card(
    path: Path,
    facts: str,
    tables: Mapping[str, Mapping[str, Row]],
    reliability: Sequence[tuple[float, int, float]],
) -> None:
    """Write the card to `path` as Markdown.

    `tables`: by profile and set of pages the measures; `reliability`: as `calibration.reliability` gives it; `facts`:
    what the weights were made from.
    """
    parts = [_HEAD, "## Scores\n", _MEASURES]
    for profile, rows in tables.items():
        parts.append(f"### {profile}\n\n{_table(rows)}")
    parts.append(f"## Confidence\n\n{_CONFIDENCE}\n\n{_reliability(reliability)}")
    parts.append(f"## Evidence\n\n{_evidence()}")
    parts.append(f"## Made from\n\n```\n{facts}\n```\n")
    path.write_text("\n".join(parts), encoding="utf-8")


_HEAD = """# The weights of the labeller

Written by `python -m dedup.boilerplate.training`; not by hand. The weights were trained on real pages of Arabic news
sites (corpora of research licences, which are not part of this package), on annotations of some of them, and on pages
that a generator composed, from its own lists and after sites that people described. They hold no text.
"""
_MEASURES = """Every figure is of pages that the networks which labelled them had not seen: for each third of the
publishers several networks, trained without it, without the gold pages and without the layouts and wordings held back;
their scores are averaged as those of the shipped ones. These were trained on everything. Percentages of visible
characters; `by page` is the mean over pages.
"""
_CONFIDENCE = "Of the atoms cut with a confidence on publishers left out, the share that is rightly cut:"


def _table(rows: Mapping[str, Row]) -> str:
    """The measures of sets of pages as a table of Markdown; columns are those of the first set, None is a dash."""
    names = list(next(iter(rows.values())))
    lines = ["| pages | " + " | ".join(names) + " |", "|---" * (len(names) + 1) + "|"]
    for name, row in rows.items():
        lines.append(f"| {name} | " + " | ".join("–" if value is None else f"{value}" for value in row.values()) + " |")
    return "\n".join(lines) + "\n"


def _reliability(rows: Sequence[tuple[float, int, float]]) -> str:
    """The reliability of confidences as a table of Markdown; those with which nothing was cut are left out."""
    lines = ["| confidence | atoms | rightly cut |", "|--:|--:|--:|"]
    lines += [f"| {confidence} | {count:,} | {right:.3f} |" for confidence, count, right in rows if count]
    return "\n".join(lines) + "\n"


def _evidence() -> str:
    """The list of all features as Markdown, group by group."""
    lines = []
    for name, group in GROUPS.items():
        lines.append(f"**{name}**\n")
        features = [*group.ATOM_FEATURES, *group.SEGMENT_FEATURES]
        lines += [f"- {feature.name}: {feature.meaning}; {feature.example}" for feature in features]
        lines.append("")
    return "\n".join(lines)
