"""The whole job on Apache Spark: the same rows as on one machine. Needs the extra `spark`, and Java."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from dedup.spark.requirements import require_packages

if TYPE_CHECKING:
    from dedup.spark.api import Cleaned, Deduplicated, clean, find_duplicates, run

if sys.argv[:1] != ["-m"]:  # `python -m dedup.spark` is a command: it says so itself, without a traceback
    require_packages()

__all__ = ["Cleaned", "Deduplicated", "clean", "find_duplicates", "run"]


def __getattr__(name: str) -> Any:
    """A public name, imported from `dedup.spark.api` when it is asked for. Raises AttributeError for any other name.

    Executors need the stages only, and so do not import `api`.
    """
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from dedup.spark import api

    return getattr(api, name)
