"""The command `dedup`: options in, progress and summaries out, errors as sentences, exit codes 0, 1 and 2."""

from __future__ import annotations

import sys
from typing import NoReturn

from dedup.cli.interrupts import STOPPED, ignore_interrupts, watch_interrupts


def main() -> NoReturn:
    """Run the command line. Exits 0 when done, 1 when stopped, 2 for wrong usage; never shows a traceback."""
    try:
        watch_interrupts()
        from dedup.cli.entry import main as run  # what takes a while can be stopped too

        run()
    except KeyboardInterrupt:
        sys.stderr.write(STOPPED)
        sys.exit(1)
    finally:
        ignore_interrupts()
