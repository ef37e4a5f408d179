"""Check stage: `Cleaned` in; it raises an error where the input is so wrong that a result would mislead."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from itertools import chain

from dedup.errors import DedupError
from dedup.files import Rejected
from dedup.files.outputs import line_decoder
from dedup.output import Rejection
from dedup.pipeline.figures.named import unmet_name
from dedup.pipeline.stages.clean import Cleaned
from dedup.pipeline.work import folder
from dedup.pipeline.work.context import RunContext
from dedup.pipeline.work.rejections import first_of_each_reason, is_fault, nothing_readable, strictly_rejected


def check_input(context: RunContext, cleaned: Cleaned) -> None:
    """Raise `DedupError` where nothing could be read, no record has a field that the user named, or for `--strict`.

    With `--strict`, any rejection is an error, and is raised first. In the other cases the work folder is removed, and
    OUT if it is empty then: another run could use nothing of it. Inputs that hold only empty files and the like are no
    error.
    """
    counts = cleaned.counts
    if context.settings.strict and counts.rejected:
        raise strictly_rejected(counts.rejected, _details(context, cleaned))
    fault: DedupError | None = unmet_name(context.settings.clean.fields, counts)
    if not counts.pages and is_fault(counts.rejected):
        fault = nothing_readable(sum(counts.rejected.values()), _details(context, cleaned))
    if fault is not None:
        folder.remove(context.work)
        with suppress(OSError):
            context.out.rmdir()  # if nothing else is in it
        raise fault


def _details(context: RunContext, cleaned: Cleaned) -> list[str]:
    """The detail of the first rejection of each reason."""

    decoded = line_decoder(Rejection, context.out)

    def of_chunks() -> Iterator[Rejected]:
        for chunk in cleaned.chunks:
            for line in chunk.rejected().splitlines():
                told = decoded(line)
                yield Rejected(told.where, told.reason, told.detail)

    return first_of_each_reason(chain(cleaned.unread, of_chunks()))
