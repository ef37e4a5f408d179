"""Compiles every kernel of the package ahead of its first use, for container images and shared caches."""

from __future__ import annotations

from importlib import import_module

from dedup.compilation import NOT_KEPT
from dedup.errors import DedupError

HOMES = (
    "dedup.boilerplate",
    "dedup.duplicates",
    "dedup.duplicates.pairs",
    "dedup.index.folder.checksums",
    "dedup.index.core.postings",
    "dedup.index.core.verification",
    "dedup.index.folder.vocabulary",
    "dedup.passages.rewording",
    "dedup.pipeline.comparison",
    "dedup.pipeline.run",
)
"""Modules that together import every module with kernels."""


def warm_up() -> tuple[int, int]:
    """Compile every kernel that is not on disk yet; returns the number of kernels, and how many were compiled.

    Raises `DedupError` where compiled kernels cannot be kept on disk.
    """
    from dedup.kernel import compile_kernels, kernels_are_kept

    for home in HOMES:
        import_module(home)
    ready, compiled = compile_kernels()
    if not kernels_are_kept():
        raise DedupError(f"nothing is warmed up: {NOT_KEPT}")
    return ready, compiled
