"""Ends a command with one sentence on stderr and an exit code."""

from __future__ import annotations

import os
import sys
from functools import partial
from pathlib import Path
from typing import NoReturn

from dedup.cli.passwords import without_passwords
from dedup.cli.terminal import one_line, say


def fail(sentence: str, status: int = 1) -> NoReturn:
    """End with one sentence on stderr. The status is 1 for an error, 2 for wrong usage, `INTERRUPTED` for Ctrl-C."""
    say(f"dedup: {one_line(sentence)}", error=True)
    sys.exit(status)


def report_bug(error: Exception, log: Path | None = None) -> NoReturn:
    """End with status 1 and a sentence that names the error and the file of its traceback: `log`, or a temporary file.

    Passwords among the arguments of the command are replaced by stars.
    """
    path = _written(error, log)
    fail(
        f"a bug in dedup stopped this command ({type(error).__name__}: {without_passwords(str(error), sys.argv)}); "
        f"please report it to the maintainers with the file {path}"
    )


def _written(error: Exception, log: Path | None) -> Path:
    """Write the traceback of an error, with versions and the command line without passwords, to a file; its path.

    The file is `log`, which is replaced, or a temporary file where `log` is None or cannot be written. Only its owner
    can read it.
    """
    import tempfile
    import traceback

    from dedup import __version__

    details = "".join(traceback.format_exception(error))
    content = f"dedup {__version__}, Python {sys.version}\n{' '.join(sys.argv)}\n\n{details}"
    content = without_passwords(content, sys.argv)
    data = content.encode("utf-8", "backslashreplace")
    if log is not None and log.parent.is_dir():
        try:
            log.unlink(missing_ok=True)
            with open(
                log, "xb", opener=partial(os.open, mode=0o600)
            ) as file:  # readable by its owner only, like temporary files
                file.write(data)
        except OSError:
            pass  # for example a full disk: the temporary file may be on another one
        else:
            return log
    with tempfile.NamedTemporaryFile(prefix="dedup-", suffix=".log", delete=False) as temporary:
        temporary.write(data)
    return Path(temporary.name)
