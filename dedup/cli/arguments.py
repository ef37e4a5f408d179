"""Options that several commands have, and functions that make options of one kind alike."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperOption

from dedup.cli.choices import APPENDED, PROFILES, one_of, shown
from dedup.cli.options import share

INPUT, CLEANING, MATCHING, OUTPUT, RUNNING = "Input", "Cleaning", "Matching", "Output", "Running"
"""The groups of options in the help."""


class Command(TyperCommand):
    """A subcommand that refuses an option that is given twice: the last would win without a word."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Parse the arguments. An option with one value that has two is a usage error."""
        *_, given = self.make_parser(ctx).parse_args(args=[*args])
        options = [one for one in given if isinstance(one, TyperOption) and not (one.multiple or one.is_flag)]
        if twice := next((one for place, one in enumerate(options) if one in options[:place]), None):
            ctx.fail(f"{twice.opts[0]} is given twice: leave one of them out")
        return super().parse_args(ctx, args)


def option(help_text: str, group: str | None = None, *names: str, **more: Any) -> Any:
    """An option in a group of the help, for None the default one. `more` are arguments of `typer.Option`.

    `names`, such as `--out` and `-o`, take the place of the one that typer derives from the parameter.
    """
    return typer.Option(*names, help=help_text, rich_help_panel=group, **more)


def choice(values: tuple[str, ...], help_text: str, group: str | None = None, *names: str, **more: Any) -> Any:
    """An option that takes one of `values`; any other is a usage error. `names` and `more` are those of `option`."""
    return option(help_text, group, *names, parser=one_of(values), metavar=shown(values), **more)


def share_option(help_text: str, group: str | None = None, *names: str, **more: Any) -> Any:
    """An option that takes a share, such as 0.8 or 80%. `names` and `more` are those of `option`."""
    return option(help_text, group, *names, parser=share, metavar="SHARE", **more)


def flag(help_text: str, group: str | None, *names: str) -> Any:
    """An option without a value."""
    return option(help_text, group, *names, metavar="")


def existing_file(help_text: str, group: str | None = None) -> Any:
    """An option that names an existing file. Whether it can be read is checked when it is read."""
    return option(help_text, group, metavar="FILE", exists=True, dir_okay=False, readable=False)


FinishedRun = Annotated[
    Path,
    typer.Argument(metavar="OUT", exists=True, file_okay=False, readable=False, help="The folder of a finished run."),
]
Phrases = Annotated[Path | None, existing_file("A phrase file to add to the shipped list.", CLEANING)]
Profile = Annotated[str, choice(PROFILES, "How sure a cut must be; in doubt, text is kept.", CLEANING)]
Appended = Annotated[
    str,
    choice(APPENDED, "What becomes of a second article on a page: a document of its own, cut, or left in.", CLEANING),
]
Without = Annotated[
    list[str] | None,
    option(
        "Take evidence away before anything is decided: crawl, echo, form, markup (of web pages), place, wording, "
        "or one wording as "
        "removed.jsonl names it, such as 'wording:اقرأ أيضا'. May be given several times.",
        CLEANING,
        metavar="EVIDENCE",
    ),
]
Model = Annotated[
    Path | None,
    existing_file(
        "Weights to decide by, as `dedup train` writes them, instead of those that ship with the package.", CLEANING
    ),
]
MaxPage = Annotated[
    str,
    option(
        "The largest record or text file that is read, uncompressed; a larger one is rejected.",
        INPUT,
        metavar="SIZE",
    ),
]
Encoding = Annotated[
    str, option("The encoding of files that are not UTF-8 and have no byte order mark.", INPUT, metavar="NAME")
]
IdField = Annotated[str, option("Where records hold their id.", INPUT, metavar="NAME")]
TextField = Annotated[str, option("Where records hold their text.", INPUT, metavar="NAME")]
HtmlField = Annotated[
    str | None, option("Where records hold a page of HTML, to read in place of a text.", INPUT, metavar="NAME")
]
SourceField = Annotated[str, option("Where records hold their publisher.", INPUT, metavar="NAME")]
DateField = Annotated[str, option("Where records hold their date.", INPUT, metavar="NAME")]
TitleField = Annotated[str, option("Where records hold their title.", INPUT, metavar="NAME")]
Quiet = Annotated[bool, flag("No summary, and no progress.", OUTPUT, "--quiet", "-q")]
Overwrite = Annotated[
    bool,
    flag(
        "Replace the result of another input in OUT; without it, only one of the same input is replaced.",
        OUTPUT,
        "--overwrite",
    ),
]
