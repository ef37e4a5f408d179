"""The versions of everything that can change the result of a run."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import suppress
from importlib import metadata

from dedup.pipeline.settings import CleanSettings, tables_hash


def versions(cleaning: CleanSettings | None = None) -> dict[str, str]:
    """Versions of this package, of folding, of Python and of other packages.

    With `cleaning`, also hashes of weights and tables, and the versions of the packages that read web pages, if
    installed.
    """
    from dedup import __version__
    from dedup.arabic import FOLDING_VERSION

    cleans = {} if cleaning is None else {"model": cleaning.model_hash(), "tables": tables_hash()}
    readers = {} if cleaning is None else dict(_installed("resiliparse", "fastwarc"))

    return {
        "dedup": __version__,
        "folding": str(FOLDING_VERSION),
        **cleans,
        "python": sys.version.partition(" ")[0],
        **{package: metadata.version(package) for package in ("msgspec", "numba", "numpy", "pyarabic", "regex")},
        **readers,
    }


def _installed(*packages: str) -> Iterator[tuple[str, str]]:
    """Those of some optional packages that are installed, with their versions."""
    for package in packages:
        with suppress(metadata.PackageNotFoundError):
            yield package, metadata.version(package)
