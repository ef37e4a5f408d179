"""`dedup train`: trains the shipped weights further on a user's annotated pages."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from dedup.cli.targets import check_target, is_weights
from dedup.cli.terminal import one_line, say
from dedup.errors import DedupError

_MISSING = (
    "no page has a span labelled {}: if the site has such lines, annotate some, since lines that are labelled as text "
    "will stay"
)


def train(gold: Sequence[Path], out: Path, base: Path | None, seed: int) -> None:
    """Train weights further on files of annotated pages, `gold`, and write them to the file `out`.

    `base` is the file of the weights to start from, None for those of the package. `seed` seeds what is random. Raises
    DedupError where annotated pages or an article in them are missing, where `base` is no file of weights, where `out`
    cannot be written and, after all that, where packages for training are missing.
    """
    from dedup.boilerplate.training.gold import checked_lesson, missing_metadata
    from dedup.boilerplate.weights import Weights

    pages = checked_lesson(gold)
    weights = None if base is None else Weights.read(base)
    if not out.absolute().parent.is_dir() or out.is_dir():
        raise DedupError(f"{out}: cannot write the weights there; give a file in a folder that exists.")
    check_target(out, is_weights, "file of weights")
    try:
        from dedup.boilerplate.training.teach import teach
    except ModuleNotFoundError as error:
        raise DedupError(f"dedup train needs {error.name}: pip install 'dedup-arabic[train]'") from error
    if missing := missing_metadata(pages):
        say(_MISSING.format(", ".join(missing)), error=True)
    taught = teach(pages, weights, seed, lambda line: say(line, error=True))
    try:
        taught.write(out)
    except OSError as error:
        raise DedupError(f"{out}: cannot write the weights ({error.strerror}); choose another place.") from error
    say(one_line(f"{out}: weights for `dedup clean --model {out}`"))
    say(one_line(f"where they differ from your pages: `dedup explain --gold {gold[0]} --model {out}`"), error=True)
