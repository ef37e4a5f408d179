"""`dedup explain OUT --id ID`: shows why a run did not keep a document, beside the one that stands for it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from rich.text import Text

from dedup.cli.explain import wrapped
from dedup.cli.terminal import console as terminal
from dedup.cli.terminal import isolated, one_line, say_json
from dedup.errors import DedupError
from dedup.files import is_run
from dedup.files.outputs import document_text, line_decoder, output_lines
from dedup.output import Document, Origin
from dedup.report.differences import Stretch, side_by_side
from dedup.report.wording import counted

_WHY = {"exact": "an exact copy of", "near": "a near duplicate of", "contained": "contained in"}


class Dropped(NamedTuple):
    """A document that a run dropped: its id, its text and why, and the text of the kept one; empty if that is in the
    standing index.
    """

    id: str
    text: str
    origin: Origin
    kept_text: str


def run_at(path: Path) -> Path | None:
    """The folder of the finished run that a path is, or whose texts it is; None for other paths, and for runs on Spark,
    whose outputs are folders.
    """
    folder = path.parent if path.name == "documents" else path
    return folder if is_run(folder) and not (folder / "duplicates.jsonl").is_dir() else None


def find_dropped(run: Path, document_id: str) -> Dropped:
    """The document with this id that the run in a folder dropped as a repetition.

    Raises `DedupError` where there is none, saying what became of the document, and where an output is broken or
    missing.
    """
    dropped = _document(run, "duplicates", document_id)
    if dropped is None:
        raise DedupError(f"{run}: {_told(run, document_id)}")
    origin = dropped.dedup
    kept = None if origin.indexed else _document(run, "documents", origin.kept)
    texts = [document_text(run, one.id, one.text) if one else "" for one in (dropped, kept)]
    return Dropped(dropped.id, texts[0], origin, texts[1])


def _told(run: Path, document_id: str) -> str:
    """What became of a document that was not dropped as a repetition, or that there is none with this id."""
    if _document(run, "documents", document_id):
        return f"{document_id} was kept; to see what its cuts rest on, give the input of the run in place of its result"
    if (run / "empty.jsonl").is_file() and _document(run, "empty", document_id):
        return f"{document_id} has no word left; what was cut of it is in removed.jsonl"
    return f"no document has the id {document_id}; ids are those of documents.jsonl and duplicates.jsonl"


def _document(run: Path, name: str, document_id: str) -> Document | None:
    """The first document with this id in an output of a run."""
    decoded = line_decoder(Document, run)
    lines = map(decoded, output_lines(run, name, ("id", "dedup", "text")))
    return next((document for document in lines if document.id == document_id), None)


def print_dropped(dropped: Dropped) -> None:
    """Print why a document was dropped, with its scores, and both texts where they differ.

    What one of them has and the other has not is between `[-` and `-]`; of equal words between, only some are shown.
    """
    console, origin = terminal(), dropped.origin
    console.print(Text(one_line(dropped.id), style="bold"), soft_wrap=True)
    where = " of the standing index" if origin.indexed else ""
    console.print(Text(f"not kept: {_WHY[origin.kind]} {isolated(one_line(origin.kept))}{where}"), soft_wrap=True)
    console.print(
        Text(f"Jaccard similarity {origin.jaccard:.3f}; {origin.containment:.1%} of it is in the other", style="dim"),
        soft_wrap=True,
    )
    if not dropped.kept_text or origin.kind == "exact":
        return
    sides = side_by_side(dropped.text, dropped.kept_text)
    for heading, words, side in (
        (dropped.id, sides.left_words, sides.left),
        (origin.kept, sides.right_words, sides.right),
    ):
        more = "" if sides.is_whole else " or more"
        title = f"=== {isolated(one_line(heading))}: {counted(words, 'word')}{more} that the other has not ==="
        console.print(Text(title, style="bold green"), soft_wrap=True)
        for line in _marked(side).split("\n"):
            for part in wrapped(line, console.width):
                console.print(part, soft_wrap=True)


def _marked(side: Sequence[Stretch]) -> Text:
    """The stretches of a text, those that differ between `[-` and `-]`."""
    shown = Text()
    for stretch in side:
        shown.append(" " if shown else "")
        if stretch.left_out:
            shown.append(f"[… {stretch.left_out:,} words …]", style="dim")
        elif stretch.differs:
            shown.append(f"[-{stretch.text}-]", style="bold red")
        else:
            shown.append(stretch.text)
    return shown


def print_dropped_json(dropped: Dropped) -> None:
    """Print why a document was dropped as one line of JSON: its id, the id of the kept one, the kind and the scores."""
    own = dropped.origin
    say_json(
        {"id": dropped.id, "kept": own.kept, "kind": own.kind, "jaccard": own.jaccard, "containment": own.containment,
         "indexed": own.indexed}
    )  # fmt: skip
