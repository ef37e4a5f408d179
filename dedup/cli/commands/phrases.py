"""`dedup phrases`: prints or checks a list of phrases."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from dedup.cli.arguments import existing_file, flag
from dedup.cli.terminal import one_line, say


def phrases(
    check: Annotated[Path | None, existing_file("Check a phrase file of your own.")] = None,
    as_file: Annotated[
        bool,
        flag("Print the list as a phrase file: to change, and to give to --phrases.", None, "--tsv"),
    ] = False,
) -> None:
    """List the shipped phrases, or check a phrase file."""
    from dedup.boilerplate.lexicon import load_phrase_file, load_shipped
    from dedup.cli.phrases import print_phrase_file, print_phrases, stop_at_problems

    if check is not None:
        stop_at_problems(check)
    found = load_shipped() if check is None else load_phrase_file(check)
    if as_file:
        print_phrase_file(found)
    elif check is None:
        print_phrases(found)
    else:
        say(f"{one_line(str(check))}: {len(found):,} phrases, all as they should be")
