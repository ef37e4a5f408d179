"""Prepare stage: `CleanSettings` in; this process has a cleaner and all compiled kernels after it."""

from __future__ import annotations

from typing import NamedTuple

from dedup.boilerplate import Cleaner
from dedup.pipeline.settings import CleanSettings


class Prepared(NamedTuple):
    """The cleaner of a process, and the settings that it was built from."""

    cleaner: Cleaner
    settings: CleanSettings


class _Process:
    """What this process has, once it is prepared."""

    prepared: Prepared | None = None


_process = _Process()


def prepare(settings: CleanSettings) -> None:
    """Build the cleaner of this process, and load or compile every kernel that cleaning needs."""
    from dedup.kernel import compile_kernels

    cleaner = settings.cleaner()
    compile_kernels()
    cleaner.clean("قال الوزير")
    _process.prepared = Prepared(cleaner, settings)


def prepared() -> Prepared:
    """What `prepare` built last in this process, where it must have been called."""
    assert _process.prepared is not None
    return _process.prepared
