"""The entry point: runs a command, and turns errors into sentences and exit codes."""

from __future__ import annotations

import io
import sys
import warnings
from collections.abc import Sequence
from typing import NoReturn, TextIO

from dedup.cli.app import app
from dedup.cli.choices import KINDS
from dedup.cli.compiling import watch_compilation
from dedup.cli.failures import fail, report_bug
from dedup.cli.interrupts import INTERRUPTED
from dedup.cli.passwords import hide_passwords
from dedup.cli.terminal import say, silence_stdout
from dedup.compilation import leave_out_scipy
from dedup.errors import DedupError, DedupWarning, UsageError


def main() -> NoReturn:
    """Run the command line and end the process. No traceback reaches the user.

    Exits 0 when done, 1 when stopped, 2 for wrong usage, 130 for Ctrl-C. An unexpected error is reported as a bug.
    Passwords among the arguments are hidden from the list of processes, and stdout and stderr are set to escape what
    their encoding lacks.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # the encoding of the terminal may lack characters of ids
            stream.reconfigure(errors="backslashreplace")
    hide_passwords(sys.argv)
    warnings.showwarning = _show_warning
    watch_compilation()
    leave_out_scipy()
    try:
        app(_spread(sys.argv[1:]), prog_name="dedup")
    except UsageError as error:
        fail(str(error), 2)
    except DedupError as error:
        fail(str(error))
    except KeyboardInterrupt:
        fail("stopped", INTERRUPTED)
    except Exception as error:
        if isinstance(error, OSError) and _is_of_stdout(error):
            silence_stdout()
            fail("standard output cannot be written: the disk is full; free some space, or write elsewhere")
        report_bug(error)
    sys.exit(0)


def _is_of_stdout(error: OSError) -> bool:
    """Whether an error says that a disk is full, and is of no file: those of files are told where they are written."""
    from dedup.files.whole import FULL

    return error.errno in FULL and error.filename is None


def _show_warning(
    message: Warning | str,
    category: type[Warning],
    filename: str,
    lineno: int,
    file: TextIO | None = None,  # noqa: ARG001  # warnings go to stderr like all messages
    line: str | None = None,
) -> None:
    """Print a warning to stderr: a DedupWarning as a sentence, others in Python's own form. `file` is ignored."""
    sentence = warnings.formatwarning(message, category, filename, lineno, line)
    if issubclass(category, DedupWarning):
        sentence = f"dedup: {message}\n"
    say(sentence.rstrip("\n"), error=True)


def _spread(arguments: Sequence[str]) -> list[str]:
    """The arguments, with `--kinds exact near` turned into `--kinds exact --kinds near`, which the parser needs."""
    spread: list[str] = []
    for argument in arguments:
        if argument in KINDS and spread[-2:-1] == ["--kinds"] and spread[-1] in KINDS:
            spread.append("--kinds")
        spread.append(argument)
    return spread
