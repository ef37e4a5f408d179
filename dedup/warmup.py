"""Every kernel of the package compiled ahead of its first use: for images, and for machines that share a cache."""

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
"""What all modules with kernels are imported by."""


def warm_up() -> tuple[int, int]:
    """Compile every kernel that is not on disk yet; returns how many there are, and how many of them were not.

    Raises `DedupError` where the results cannot be kept.
    """
    from dedup.kernel import compile_kernels, kernels_are_kept

    for home in HOMES:
        import_module(home)
    ready, compiled = compile_kernels()
    if not kernels_are_kept():
        raise DedupError(f"nothing is warmed up: {NOT_KEPT}")
    return ready, compiled
