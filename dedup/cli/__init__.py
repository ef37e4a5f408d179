"""The command `dedup`: options in, progress and summaries out, errors as sentences, exit codes 0, 1, 2 and 130."""

from __future__ import annotations

import sys
from typing import NoReturn

from dedup.cli.interrupts import INTERRUPTED, STOPPED, ignore_interrupts, watch_interrupts


def main() -> NoReturn:
    """Run the command line and end the process; Ctrl-C, even while modules load, prints a sentence and no traceback.

    Exits 0 when done, 1 when stopped, 2 for wrong usage, 130 for Ctrl-C. Ctrl-C is ignored once the command has ended.
    """
    try:
        watch_interrupts()
        from dedup.cli.entry import main as run  # imported here, so that Ctrl-C works meanwhile

        run()
    except KeyboardInterrupt:
        sys.stderr.write(STOPPED)
        sys.exit(INTERRUPTED)
    finally:
        ignore_interrupts()
