"""What `dedup` does with files: a run of `dedup clean`, and two smaller jobs.

- `run`: the stages of a run in order. `stages/`: one module for each stage.
- `work/`: the work folder, resuming, worker processes, the removal guard, the commit of the outputs.
- `outputs/`: what the lines and files of a run hold. `figures/`: its numbers.
- `settings`: the options. `progress`: what a run reports while it goes on.
- `comparison`: `dedup compare`. `stream`: `dedup clean -o -`. `collection`: texts read at once, for commands without a
  run.
"""

from dedup.pipeline.figures.summary import RunSummary
from dedup.pipeline.progress import Progress
from dedup.pipeline.run import run
from dedup.pipeline.settings import CleanSettings, RunSettings

__all__ = ["CleanSettings", "Progress", "RunSettings", "RunSummary", "run"]
