"""What all stages of a run share: its inputs, options, folders and progress."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from dedup.files import Inputs
from dedup.pipeline.figures.origins import Origins
from dedup.pipeline.progress import Progress
from dedup.pipeline.settings import RunSettings
from dedup.pipeline.work.folder import WorkFolder


@dataclass(frozen=True, slots=True)
class Found:
    """The input files of a run, and where they come from."""

    inputs: Inputs
    origins: Origins


@dataclass(frozen=True, slots=True)
class RunContext:
    """One run, which holds the lock on its work folder. `seconds` are filled in stage by stage."""

    found: Found
    out: Path
    settings: RunSettings
    progress: Progress
    work: WorkFolder
    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def stage(self, name: str, total_bytes: int = 0) -> Iterator[None]:
        """Announce a stage with `total_bytes` bytes of input, and set `seconds[name]` when its block ends.

        No time is set where the block raises; a second stage of the same name replaces the first.
        """
        self.progress.stage(name, total_bytes)
        started = time.perf_counter()
        yield
        self.seconds[name] = time.perf_counter() - started
