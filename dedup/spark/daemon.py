"""The process that Spark's Python workers are forked from: it has loaded what all of them need.

A session names it in `spark.python.daemon.module`. A worker then starts at once; forked from Spark's own, it would take
two seconds to load modules, kernels and weights.
"""

from __future__ import annotations

import gc


def load() -> None:
    """Import the stages, compile the kernels and make a cleaner, then freeze all objects for the garbage collector."""
    import pyspark.worker  # noqa: F401  # loaded for the workers that are forked

    import dedup.spark.stages  # noqa: F401  # the same
    from dedup.boilerplate import Cleaner
    from dedup.kernel import compile_kernels

    compile_kernels()
    Cleaner()
    gc.freeze()  # workers share these pages of memory as long as nobody writes to them


if __name__ == "__main__":
    from pyspark.daemon import manager

    load()
    manager()
