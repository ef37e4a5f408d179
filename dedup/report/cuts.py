"""A sample of the cuts of a run, to read in a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from dedup.arabic.folding import fold
from dedup.boilerplate.rules import counted_rule
from dedup.files.outputs import line_decoder, no_finished_run, output_lines
from dedup.files.seals import check_outputs
from dedup.output import Removed
from dedup.report.sampling import Strata, priority

_LONGEST = 400  # characters of a cut that are kept; chosen


class CutSample(NamedTuple):
    """A sample of cuts, and how many cuts there are to sample from."""

    cuts: Sequence[Removed]
    of: int


def sample_cuts(run: Path, number: int, label: str = "", rule: str = "") -> CutSample:
    """`number` cuts of a finished run, with this `label` and with `rule` as a part of their rule, where given.

    The words of a rule are known in every spelling, since `stats.json` has that of the list and a cut that of its page.
    Labels alternate, and rules within a label. The text of a cut is shortened to `_LONGEST` characters. The same run
    gives the same cuts. Raises `DedupError` where the folder holds no finished run, or an output is broken.
    """
    if not (run / "stats.json").is_file():
        raise no_finished_run(run, "stats.json")
    folded = fold(rule)
    strata: Strata[Removed] = Strata(number)
    decoded = line_decoder(Removed, run)
    for line in output_lines(run, "removed", ()):
        cut = decoded(line)
        if (not label or cut.label == label) and (rule in cut.rule or (folded and folded in fold(cut.rule))):
            cut.text = cut.text[:_LONGEST]
            strata.offer((cut.label, counted_rule(cut.rule)), priority(line), cut)
    check_outputs(run, "removed")
    return CutSample(list(islice(strata.in_turn(), number)), sum(strata.sizes.values()))
