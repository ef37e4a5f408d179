"""Report stage: `RunSummary` and the finished files in, `report.html` and the checksums of the files out."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress

from dedup.pipeline.figures.summary import RunSummary, stats_json
from dedup.pipeline.outputs.names import REPORT
from dedup.pipeline.work.commit import checksums_of
from dedup.pipeline.work.context import RunContext


def report(context: RunContext, summary: RunSummary) -> dict[str, str]:
    """Write the report of a run, a dry one too, whose other files are finished. Returns the checksums of these files.

    There are none for a dry run, or where a file cannot be read. Raises `DedupError` where an output is broken. The
    report shows nothing that differs between two runs of the same input.
    """
    from dedup.report import write_report

    finished = context.work.finished
    with _checksums_meanwhile(context, () if context.settings.dry_run else summary.files) as checksums:
        write_report(finished, finished / REPORT, stats=stats_json(summary, context.settings, {}))
    return checksums


@contextmanager
def _checksums_meanwhile(context: RunContext, files: Sequence[str]) -> Iterator[dict[str, str]]:
    """Compute the checksums of files in a thread while the context lasts: hashing releases the interpreter.

    The dict is empty at first, and complete at the end of the context; it stays empty where a file could not be read,
    and no OSError is raised here. Where the context ends with an error, the thread is not waited for.
    """
    checksums = dict[str, str]()

    def take() -> None:
        with suppress(OSError):  # `write_commit` reads the files again, and raises the error
            checksums.update(checksums_of(context.work, files))

    beside = threading.Thread(target=take, daemon=True)  # Ctrl-C does not wait for it
    beside.start()
    yield checksums
    beside.join()
