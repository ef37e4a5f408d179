"""The report of a run: one HTML file that shows what was done, where to look first, and takes a reader's marks."""

from __future__ import annotations

from pathlib import Path

SAMPLE = 200
"""How many cuts are sampled, where nothing else is asked for."""


def write_report(run: Path, path: Path, sample: int = SAMPLE, stats: bytes | None = None) -> None:
    """Write the report of the run whose outputs lie in the folder `run`.

    `stats` are the numbers of the run, where its `stats.json` is not written yet. Raises `DedupError` where the folder
    holds no finished run, or an output is broken.
    """
    from dedup.files.whole import open_whole
    from dedup.report.building import select
    from dedup.report.rendering import report_html
    from dedup.stats import decoded_stats, read_stats

    numbers = read_stats(run) if stats is None else decoded_stats(stats, run / "stats.json")
    html = report_html(numbers, select(run, numbers, sample))
    with open_whole(path) as file:
        file.write(html)
