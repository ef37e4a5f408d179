"""What is said where the result of a run is given in place of its input."""

from __future__ import annotations

import json
import shlex
from contextlib import suppress
from pathlib import Path

from dedup.files import is_run
from dedup.pipeline import CleanSettings
from dedup.pipeline.figures.origins import FROM_STANDARD_INPUT, Origins


def where_its_cuts_are(folder: Path) -> str:
    """A clause on where to see what a finished run in a folder took out, with the input to give; empty for no run.

    The folder may also be that of the texts of a run with `--format txt`.
    """
    folder = folder.parent if folder.name == "documents" else folder
    if not (is_run(folder) and (folder / "removed.jsonl").is_file()):
        return ""
    inputs = [path for path in _inputs(folder) if not path.startswith(FROM_STANDARD_INPUT)]
    command = " ".join(("dedup explain", shlex.quote(inputs[0]), *_options(folder), "--id ID")) if inputs else ""
    return (
        f"its cuts are listed in {folder / 'removed.jsonl'}; documents that it did not keep, with what they repeat, in "
        f"{folder / 'duplicates.jsonl'}, and dedup explain {shlex.quote(str(folder))} --id ID shows one; to see what "
        f"cuts rest on, give its input{command and f': {command}'}"
    )


def note_on(file: str) -> str:
    """A sentence that a file holds what a run has cleaned, and where its cuts are listed; else empty.

    It is for files in the folder of a finished run whose names begin with `documents`, and for its text files.
    """
    path = Path(file)
    is_table = path.name.startswith("documents")
    folders = [path.parent] if is_table else [folder for folder in path.parents if folder.name == "documents"]
    cuts = next(filter(None, map(where_its_cuts_are, folders)), "")
    return f"{file} holds what a run has cleaned already: {cuts}" if cuts else ""


def _options(folder: Path) -> list[str]:
    """The options of a finished run that name fields or the profile, where they are not the usual ones; none where its
    statistics do not tell.
    """
    usual = CleanSettings()
    with suppress(OSError, ValueError, KeyError, TypeError, AttributeError):
        own = json.loads((folder / "stats.json").read_text("utf-8"))["options"]["clean"]
        fields = [
            (f"--{role}-field", name)
            for role, name in own["fields"].items()
            if name != getattr(usual.fields, role) and not (role == "text" and own["fields"].get("html"))
        ]
        profile = [("--profile", own["profile"])] if own["profile"] != usual.profile else []
        return [f"{option} {shlex.quote(value)}" for option, value in (*fields, *profile)]
    return []


def _inputs(folder: Path) -> list[str]:
    """The paths of the inputs of a finished run, as seen from here; none where its statistics do not name them."""
    with suppress(OSError, ValueError, KeyError, TypeError):
        paths = json.loads((folder / "stats.json").read_text("utf-8"))["input"]["paths"]
        return Origins([str(path) for path in paths], "").seen_from_here(folder)
    return []
