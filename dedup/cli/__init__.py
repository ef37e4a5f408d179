"""The command `dedup`: options in, progress and summaries out, errors as sentences, exit codes 0, 1 and 2."""

from dedup.cli.main import main

__all__ = ["main"]
