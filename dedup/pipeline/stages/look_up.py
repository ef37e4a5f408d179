"""Look-up stage: `Cleaned` and the standing `Index` in, the documents that the index has (`Match`, by row) out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from contextlib import contextmanager
from hashlib import blake2b
from itertools import chain
from pathlib import Path

from dedup.index import Index, MissingIndexError, is_server
from dedup.model import Match
from dedup.pipeline.outputs.strings import as_bytes
from dedup.pipeline.settings import RunSettings
from dedup.pipeline.stages.clean import Cleaned
from dedup.pipeline.stages.match import Matched
from dedup.pipeline.work.addition import Batch, documents_of, write_addition
from dedup.pipeline.work.context import RunContext
from dedup.pipeline.work.replacing import replaced_input


@contextmanager
def standing_index(settings: RunSettings) -> Iterator[Index | None]:
    """The index of a run, open for writing, or None where it has none, or where a dry run would make a new one.

    Raises `DedupError` now, not at the end of the run, where another process writes to it.
    """
    location = settings.index
    if not location or (settings.dry_run and not is_server(location) and not Path(location).exists()):
        yield None
        return
    match = settings.match
    read_only = settings.dry_run and is_server(location)
    try:
        opened = Index.open(
            location,
            near=match.near,
            contained=match.contained,
            contained_words=match.contained_words,
            read_only=read_only,
        )
    except MissingIndexError:
        yield None
        return
    with opened as index:
        if not read_only:
            index.start_writing()
        yield index


def look_up(context: RunContext, cleaned: Cleaned, index: Index | None) -> dict[int, Match]:
    """The matches of the documents that the index has, by row; none without an index. Nothing is added to it.

    What an earlier run of the same input added does not count, nor, with `redo`, what was added since the run whose
    result is in OUT: see `_batch`.
    """
    if index is None:
        return {}
    with context.stage("index"):
        documents = chain.from_iterable(map(documents_of, cleaned.chunks))
        batch = _batch(context, cleaned)
        matches = index.check_all(documents, batch=batch.name, replaces=batch.replaces)
        return {row: match for row, match in enumerate(matches) if match is not None}


def _batch(context: RunContext, cleaned: Cleaned) -> Batch:
    """The name of the run's input in the index and, with `redo`, that of the input whose result OUT holds."""
    earlier = replaced_input(context.out) if context.settings.redo else None
    return Batch(_name(cleaned.fingerprint, context.found.origins.paths), _name(*earlier) if earlier else "")


def _name(fingerprint: str, paths: Sequence[str]) -> str:
    """The name of an input in the index: a hash of its content and of its paths as seen from OUT.

    The same files at another path, as when a feed has not changed since yesterday, are another input.
    """
    return blake2b("\0".join([fingerprint, *paths]).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def note_addition(context: RunContext, cleaned: Cleaned, matched: Matched, emptied: Set[str]) -> None:
    """Write down that the kept documents are to be added to the index once the outputs have their names.

    With `drop_empty`, documents without a word are left out, and so are the `emptied` ones, given by id.
    """
    dropped = matched.dropped() | (matched.wordless & context.settings.drop_empty)
    ids = [
        [
            None if dropped[row] or matched.ids[row] in emptied else as_bytes(matched.ids[row])
            for row in matched.chunk_rows(number)
        ]
        for number in range(len(matched.chunk_starts) - 1)
    ]
    write_addition(context.work, context.settings, _batch(context, cleaned), ids)
