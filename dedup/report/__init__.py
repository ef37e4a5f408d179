"""The report of a run: one HTML file with what was done and what to check first, which records a reader's
judgements.
"""

from __future__ import annotations

from pathlib import Path

SAMPLE = 200
"""The default number of cuts in the sample. Chosen."""


def write_report(run: Path, path: Path, sample: int = SAMPLE, stats: bytes | None = None) -> None:
    """Write the report of the run whose outputs are in the folder `run` to the file `path`.

    `sample`: how many cuts are sampled. `stats`: the content of `stats.json`, where it is not written yet. Raises
    `DedupError` where the folder holds no finished run, or an output is broken.
    """
    from dedup.files.whole import open_whole
    from dedup.report.building import select
    from dedup.report.rendering import report_html
    from dedup.stats import decoded_stats, read_stats

    numbers = read_stats(run) if stats is None else decoded_stats(stats, run / "stats.json")
    html = report_html(numbers, select(run, numbers, sample))
    with open_whole(path) as file:
        file.write(html)
