"""A run of `dedup clean`: stages, worker processes, the work folder it resumes from, the removal guard."""

from dedup.pipeline.progress import Progress
from dedup.pipeline.settings import CleanSettings, RunSettings
from dedup.pipeline.stages import run
from dedup.pipeline.summary import RunSummary

__all__ = ["CleanSettings", "Progress", "RunSettings", "RunSummary", "run"]
