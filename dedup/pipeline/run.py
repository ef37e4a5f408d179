"""A run of `dedup clean`, from inputs to outputs: the stages in their order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import NamedTuple

import msgspec

from dedup.errors import DedupError
from dedup.index import Index
from dedup.pipeline.figures.summary import RunSummary, rounded, summarized
from dedup.pipeline.outputs.names import REPORT, STATS
from dedup.pipeline.progress import Progress, Silence
from dedup.pipeline.settings import RunSettings
from dedup.pipeline.stages.check import check_input
from dedup.pipeline.stages.clean import clean
from dedup.pipeline.stages.find import expected_bytes, opened
from dedup.pipeline.stages.join import join
from dedup.pipeline.stages.look_up import look_up, note_addition, standing_index
from dedup.pipeline.stages.match import match
from dedup.pipeline.stages.passages import find_passages
from dedup.pipeline.stages.prepare import prepare
from dedup.pipeline.stages.report import report
from dedup.pipeline.stages.survey import survey
from dedup.pipeline.stages.write import write
from dedup.pipeline.work import folder
from dedup.pipeline.work.addition import apply_addition
from dedup.pipeline.work.commit import Commit, apply_commit, apply_earlier_commit, publish_dry_run, write_commit
from dedup.pipeline.work.context import RunContext
from dedup.pipeline.work.disk import disk_errors_explained
from dedup.pipeline.work.guard import check_removal
from dedup.pipeline.work.reader import Reader
from dedup.pipeline.work.replacing import check_replaceable, record_input, unfinished_input
from dedup.pipeline.work.resume import fingerprint
from dedup.pipeline.work.workers import Workers

_UNDATED = (
    "--keep latest: no document has a date, so of several the one that comes first in the input stays; "
    "--date-field names the field that has the dates"
)


def run(
    inputs: Sequence[Path | str],
    out: Path,
    settings: RunSettings | None = None,
    progress: Progress | None = None,
) -> RunSummary:
    """Clean and deduplicate files and folders into the folder `out`, as `dedup clean` does.

    An input may also be an address such as s3://bucket/crawl, or "-" for standard input.

    The outputs appear in `out` whole, at the end. A run that is interrupted, or stopped by an error, leaves a
    work folder there, from which the same call goes on. Raises `DedupError` for everything that a user can
    do something about.
    """
    out, settings, progress = Path(out), settings or RunSettings(), progress or Silence()
    with disk_errors_explained(out), opened(inputs, out, settings, progress) as (found, work):
        context = RunContext(found, out, settings, progress, work)
        return _dry_run(context) if settings.dry_run else _full_run(context)


class _Finished(NamedTuple):
    """The summary of a run whose files are finished in the work folder, and checksums of some or all of these."""

    summary: RunSummary
    checksums: Mapping[str, str]


def _stages(context: RunContext, reader: Reader, workers: Workers, index: Index | None) -> _Finished:
    """Go through the stages from survey to report; returns the summary, and the checksums that the report stage took.

    Raises `DedupError` where the check stage refuses the input and where too much would be removed, checked before and
    after passages are cut. The addition to the index is only written down, in a dry run not even that. Without a report
    there are no checksums.
    """
    settings, work = context.settings, context.work
    with context.stage("survey", expected_bytes(context.found.inputs)):
        surveyed = survey(context, reader, workers)
    with context.stage("clean", surveyed.size):
        cleaned = clean(context, workers, surveyed)
    check_input(context, cleaned)
    seen = look_up(context, cleaned, index)
    with context.stage("match"):
        matched = match(cleaned.chunks, work.table, settings, seen)
    if settings.match.keep == "latest" and matched.ids and not any(matched.dates):
        context.progress.note(_UNDATED)
    outcome = matched.outcome()
    check_removal(cleaned.counts, outcome, settings.max_removed)
    with context.stage("passages"):
        repeated = find_passages(context, workers, cleaned, matched)
    with context.stage("write", cleaned.counts.size):
        written = write(context, workers, cleaned, matched, repeated)
        counts = cleaned.counts + written.counts
        check_removal(counts, outcome, settings.max_removed)
        repeated = repeated.without(written.emptied)
        joined = join(context, cleaned, repeated)
    if index is not None and not settings.dry_run:
        note_addition(context, cleaned, matched, written.emptied)
    if joined.replaced:
        lone = "lone surrogate" if joined.replaced == 1 else "lone surrogates"
        context.progress.note(f"{joined.replaced:,} {lone} became U+FFFD: Parquet cannot hold them, JSON lines can")
    by_source = chain((chunk.sources() for chunk in cleaned.chunks), [written.by_source(matched)])
    passages: dict[str, int] = dict(sorted(Counter(match.kind for match in repeated.matches).items()))
    summary = summarized(
        out=context.out,
        files=joined.files,
        counts=counts,
        by_source=by_source,
        outcome=outcome,
        passages=passages,
        input_fingerprint=cleaned.fingerprint,
        input_origins=context.found.origins,
        seconds=context.seconds,
        passages_cut=written.passages if settings.passages == "drop" else None,
        mostly_repeated=len(repeated.mostly),
    )
    if not settings.report:
        return _Finished(summary, {})
    with context.stage("report"):
        checksums = report(context, summary)
    return _Finished(msgspec.structs.replace(summary, seconds=rounded(context.seconds)), checksums)


def _from_start(context: RunContext, index: Index | None) -> _Finished:
    """Claim the work folder, start the reader and the workers, and go through the stages.

    Finished work of an unfinished run with the same cleaning options is used again unless `fresh` is set. A note says
    so, and says where the work of another input is lost.
    """
    settings, work, origins = context.settings, context.work, context.found.origins
    other = unfinished_input(work, origins)
    resumed = work.claim(fingerprint(settings.clean), fresh=settings.fresh)
    record_input(work, origins)
    if other:
        seen = ", ".join(other.seen_from_here(context.out))
        context.progress.note(f"an unfinished run on another input ({seen}) had left its work here: it is discarded")
    elif resumed:
        context.progress.note("going on with an earlier, unfinished run")
    with Reader(context.found.inputs, settings.clean, work.input) as reader:
        with context.stage("prepare"):
            prepare(settings.clean)
        with Workers(settings.processes, prepare, settings.clean) as workers:
            reader.leave_parsing_to_workers()
            return _stages(context, reader, workers, index)


def _full_run(context: RunContext) -> RunSummary:
    """Complete the commit of an earlier run, if it was interrupted; then do this run, unless it was the same one.

    The same one has the same options and input files; `fresh` always does the run again. What was kept is added to the
    index after the files are renamed, and the work folder is removed at the end. Raises `DedupError` where OUT holds
    the result of other inputs, unless `overwrite` is set.
    """
    settings, work, out, origins = context.settings, context.work, context.out, context.found.origins
    owner = fingerprint(settings)
    earlier = apply_earlier_commit(work, out)
    if earlier and earlier.indexes and not settings.fresh:
        apply_addition(work, None, settings.index)
    if not settings.overwrite:
        # Again, since the earlier commit may have put a result there.
        check_replaceable(out, origins, indexed=bool(settings.index), redo=settings.redo)
    if earlier and (earlier.owner, earlier.inputs) == (owner, origins.listing) and not settings.fresh:
        context.progress.note("an earlier run had ended but for renaming its files; that is done now")
        summary = earlier.summary
    else:
        work.commit.unlink(missing_ok=True)
        with standing_index(settings) as index:
            summary, checksums = _from_start(context, index)
            commit = Commit(owner, origins.listing, summary, index is not None, dict(checksums))
            write_commit(work, commit, settings)
            apply_commit(work, out)
            apply_addition(work, index)
    folder.remove(work)
    return summary


def _dry_run(context: RunContext) -> RunSummary:
    """Do a run without its documents: returns its numbers, and puts its report, if it has one, in OUT.

    Raises `DedupError` where OUT holds the result of a run, or one that is not yet renamed. The work folder stays.
    """
    if context.work.commit.exists() or (context.out / STATS).exists():
        raise DedupError(
            f"--out {context.out} holds the result of a run, whose report a dry run would replace; choose another"
        )
    with standing_index(context.settings) as index:
        summary, _ = _from_start(context, index)
    publish_dry_run(context.work, context.out)
    return msgspec.structs.replace(summary, files=[REPORT] if context.settings.report else [])
