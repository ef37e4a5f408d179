"""`dedup warmup`: compiles all kernels now instead of on first use."""

from __future__ import annotations

from dedup.cli.terminal import say


def warmup() -> None:
    """Compile all kernels now: for images, and before the first run of a machine.

    They are kept beside the package or, where that cannot be written, in the user's cache folder; NUMBA_CACHE_DIR
    names another.
    """
    from dedup.warmup import warm_up

    ready, compiled = warm_up()
    say(f"{ready} kernels are ready; compiled now: {compiled}")
