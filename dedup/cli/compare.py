"""`dedup compare`: finds the passages that two collections share, and writes them, or prints them side by side."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import typer
from rich.box import SIMPLE, SIMPLE_HEAD
from rich.table import Table
from rich.text import Text

from dedup.cli.failures import fail
from dedup.cli.interrupts import INTERRUPTED
from dedup.cli.options import byte_size, checked_encoding, usage_errors
from dedup.cli.progress import shown_progress
from dedup.cli.terminal import console as terminal
from dedup.cli.terminal import one_line
from dedup.files import Fields, RightFields
from dedup.model import PassageMatch
from dedup.pipeline.comparison import FILES, CompareSettings, Comparison, compare_files
from dedup.sizes import amount

# What each file holds, for the summary.
_CONTENTS = {
    "passages.jsonl": "shared passages: id in LEFT, of in RIGHT",
    "rejected.jsonl": "what could not be read, and why",
    "stats.json": "all numbers, options and versions",
}


@dataclass(frozen=True, slots=True)
class CompareOptions:
    """The options as they were given on the command line."""

    left: str
    right: str
    out: Path | None
    kinds: Sequence[Any]
    min_words: int
    clean: bool
    id_field: str
    text_field: str
    source_field: str
    right_id_field: str
    right_text_field: str
    right_source_field: str
    encoding: str
    max_page: str
    quiet: bool
    overwrite: bool

    def settings(self) -> CompareSettings:
        """The settings of the comparison. A wrong value is a usage error, and so is a folder without `out`."""
        if self.out is None and any(map(os.path.isdir, (self.left, self.right))):
            raise typer.BadParameter("folders need --out OUT; two files are shown side by side", param_hint="--out")
        with usage_errors():
            return CompareSettings(
                Fields(self.id_field, self.text_field, self.source_field),
                RightFields(self.right_id_field, self.right_text_field, self.right_source_field),
                encoding=checked_encoding(self.encoding),
                clean=self.clean,
                kinds=tuple(self.kinds),
                min_words=self.min_words,
                overwrite=self.overwrite,
                page_bytes=byte_size(self.max_page, "--max-page"),
            )


def compare_into(options: CompareOptions) -> None:
    """Run `dedup compare`, and print a summary, unless `quiet`, or, without --out, the passages in any case.

    Progress is shown only with --out and without `quiet`. Ctrl-C ends the command with status 130.
    """
    settings = options.settings()
    try:
        with shown_progress(quiet=options.quiet or options.out is None) as progress:
            comparison = compare_files(options.left, options.right, settings, options.out, progress)
    except KeyboardInterrupt:
        fail("stopped; nothing was written", INTERRUPTED)
    if options.out is None:
        print_side_by_side(comparison)
    elif not options.quiet:
        print_summary(comparison, options.out)
    if not comparison.matches and not options.quiet:
        print_too_short(comparison, settings.min_words)
    sys.stdout.flush()


def print_side_by_side(comparison: Comparison) -> None:
    """Print a table for each shared passage, with its two texts side by side, or `no shared passages`.

    The title has its kind and similarity, the headings the ids and offsets. Words that only one of the two has are
    coloured.
    """
    console = terminal()
    ours = {document.id: document.text for document in comparison.left.documents}
    theirs = {document.id: document.text for document in comparison.right.documents}
    if not comparison.matches:
        console.print("no shared passages")
    for match in comparison.matches:
        table = Table(title=_title(match), title_justify="left", title_style="bold", box=SIMPLE, expand=True)
        one, other = ours[match.id][match.start : match.end], theirs[match.of][match.of_start : match.of_end]
        table.add_column(_heading(str(match.id), match.start, match.end), ratio=1)
        table.add_column(_heading(str(match.of), match.of_start, match.of_end), ratio=1)
        table.add_row(_marked(one, other), _marked(other, one))
        console.print(table)


def print_too_short(comparison: Comparison, min_words: int) -> None:
    """Print, for each side, how many documents have fewer words than a passage, if any.

    Nothing is printed where no passage may have fewer words.
    """
    from dedup.arabic import words
    from dedup.minhash import SHINGLE_WORDS

    for name, side in (("LEFT", comparison.left), ("RIGHT", comparison.right)):
        short = sum(len(words(document.text)) < min_words for document in side.documents)
        if short and min_words > SHINGLE_WORDS:
            terminal().print(
                f"{short:,} of {len(side.documents):,} documents in {name} are shorter than a passage of {min_words} "
                f"words: lower --min-words, to {SHINGLE_WORDS} at least",
                soft_wrap=True,
            )


def print_summary(comparison: Comparison, out: Path) -> None:
    """Print a table of documents, sizes, rejections, passages by kind and seconds, and one of the files in `out`."""
    console = terminal()
    table = _table("Compared")
    for name, side in (("left", comparison.left), ("right", comparison.right)):
        table.add_row(f"documents, {name}", f"{len(side.documents):,}", amount(side.size))
        if side.rejected:
            table.add_row(f"[yellow]rejected, {name}[/yellow]", f"{len(side.rejected):,}")
    kinds = Counter(match.kind for match in comparison.matches)
    for kind in ("exact", "near", "reworded"):
        table.add_row(f"passages: {kind}", f"{kinds[kind]:,}")
    table.add_row("of these, common quotations", f"{sum(match.common for match in comparison.matches):,}")
    table.add_row("seconds", f"{sum(comparison.seconds.values()):,.1f}")
    console.print(table)
    files = _table(f"Files in {one_line(str(out))}")
    for name in FILES:
        files.add_row(name, _CONTENTS[name])
    console.print(files)


def _table(title: str) -> Table:
    """An empty table of the summary."""
    return Table(title=Text(title), title_justify="left", title_style="bold", box=SIMPLE_HEAD, show_header=False)


def _title(match: PassageMatch) -> Text:
    """The heading of a passage: its kind, its similarity, and whether it is a common quotation."""
    common = ", a common quotation" if match.common else ""
    return Text(f"{match.kind}, similarity {match.similarity:.2f}{common}")


def _heading(document: str, start: int, end: int) -> Text:
    """The id of a document and the place of a passage in it: `a1 1,200-1,350`."""
    return Text(f"{one_line(document)} {start:,}-{end:,}")


def _marked(text: str, other: str) -> Text:
    """A text on one line, in which the words that occur nowhere in `other` are yellow.

    Words are compared in folded form. A text without words is not coloured; its runs of white space become single
    spaces.
    """
    from dedup.arabic import words

    known = set(words(other).hashes.tolist())
    found = words(text)
    if not len(found):
        return Text(one_line(" ".join(text.split())))
    flat, at, shown = text.replace("\n", " "), 0, Text()
    for word, start, end in zip(found.hashes.tolist(), found.starts.tolist(), found.ends.tolist(), strict=True):
        shown.append(one_line(flat[at:start]))
        shown.append(one_line(flat[start:end]), style="" if word in known else "yellow")
        at = end
    return shown.append(one_line(flat[at:]))
