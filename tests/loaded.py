"""What the process has loaded from which those of `tests.processes` are forked: the command, its kernels, its data."""

from __future__ import annotations

import gc
import pkgutil
from contextlib import suppress
from importlib import import_module

import dedup
from dedup.warmup import warm_up

_ROOMS = ("arabic", "boilerplate", "cli", "files", "pipeline", "report")

for _room in _ROOMS:
    for _module in pkgutil.walk_packages(import_module(f"dedup.{_room}").__path__, f"dedup.{_room}."):
        with suppress(ImportError):  # of an extra that is not installed
            if ".training" not in _module.name:
                import_module(_module.name)
for _name in ("duckdb", "rich.console", "rich.progress", "rich.table", "typer.rich_utils"):
    import_module(_name)
warm_up()
dedup.clean_text("عنوان\nنص الخبر")  # the weights and the lists of words
gc.freeze()  # the collector of a fork would walk over all of it, and so copy it
