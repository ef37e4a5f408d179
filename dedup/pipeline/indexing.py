"""The standing index in a run: what was seen before is looked up in it, what is kept is added when the run is done."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path

import msgspec

from dedup.addresses import masked
from dedup.duplicates import MatchSettings
from dedup.errors import DedupError
from dedup.files.seals import read_sealed, write_sealed
from dedup.index import Index, is_address
from dedup.model import Document, Match
from dedup.pipeline.lines import decoded_text
from dedup.pipeline.matching import Matched
from dedup.pipeline.records import ChunkFile, as_bytes, as_text, is_whole
from dedup.pipeline.settings import RunSettings
from dedup.pipeline.workfolder import WorkFolder

_REMEDY = "the outputs are complete, but not in the index; run the same command again with --fresh"


class Addition(msgspec.Struct, array_like=True):
    """What is to be added to an index: the ids of the kept documents of each chunk, None for each other one.

    `batch` names the input of the run, so that the same input can be run again.
    """

    location: str
    near: float
    contained: float
    contained_words: int
    batch: str
    ids: list[list[bytes | None]]


def opened_for_run(location: str, settings: MatchSettings) -> Index:
    """The index of a run, with the right to write: it is needed at the end, so another's is an error now."""
    index = Index.open(
        location, near=settings.near, contained=settings.contained, contained_words=settings.contained_words
    )
    try:
        index.start_writing()
    except BaseException:
        index.close()
        raise
    return index


def seen_before(index: Index, chunks: Sequence[ChunkFile], batch: str) -> dict[int, Match]:
    """The documents that the index covers, by row; it counts as it was before `batch` was added."""
    documents = chain.from_iterable(map(_documents, chunks))
    matches = index.check_all(documents, batch=batch)
    return {row: match for row, match in enumerate(matches) if match is not None}


def promise_addition(work: WorkFolder, settings: RunSettings, batch: str, matched: Matched) -> None:
    """Note in the work folder what is to be added once the outputs have their names."""
    dropped = matched.dropped() | (matched.wordless & settings.drop_empty)
    location = settings.index
    ids = [
        [None if dropped[row] else as_bytes(matched.ids[row]) for row in matched.chunk_rows(number)]
        for number in range(len(matched.chunk_starts) - 1)
    ]
    place = masked(location) if is_address(location) else str(Path(location).resolve())
    thresholds = settings.match.near, settings.match.contained, settings.match.contained_words
    write_sealed(work.addition, msgspec.msgpack.encode(Addition(place, *thresholds, batch, ids)))


def keep_addition(work: WorkFolder, index: Index | None, given: str = "") -> None:
    """Add what is noted, if it is still to be done, to the open index or else to the one that is named.

    The note has no password: that is in the address `given`, if it is of the same index, or in the environment. The
    note goes when what was added is on the disk.
    """
    if not work.addition.exists():
        return
    addition = msgspec.msgpack.decode(read_sealed(work.addition, _REMEDY), type=Addition)
    paths = sorted(work.chunks.iterdir())
    if len(paths) != len(addition.ids) or not all(map(is_whole, paths)):
        raise DedupError(f"{work.chunks} is not what dedup wrote; {_REMEDY}")
    chunks = [ChunkFile(path) for path in paths]
    documents = (
        Document(as_text(name), document.text, date=document.date)
        for chunk, ids in zip(chunks, addition.ids, strict=True)
        for document, name in zip(_documents(chunk), ids, strict=True)
        if name is not None
    )
    try:
        if index is not None:
            index.add_all(documents, batch=addition.batch)
            index.sync()
        else:
            location = given if masked(given) == addition.location else addition.location
            near, contained, words = addition.near, addition.contained, addition.contained_words
            with Index.open(location, near=near, contained=contained, contained_words=words) as named:
                named.add_all(documents, batch=addition.batch)
    except DedupError as error:
        raise DedupError(
            f"{error}. The outputs are complete, but what was kept is not in the index yet: the same command adds it, "
            "--fresh gives it up"
        ) from error
    work.addition.unlink()


def _documents(chunk: ChunkFile) -> Iterator[Document]:
    """The documents of a chunk, as cleaned, numbered: they have no ids yet."""
    entries = (entry for page in chunk.pages() for entry in page.documents)
    for number, (entry, date) in enumerate(zip(entries, chunk.index().dates, strict=True)):
        yield Document(str(number), decoded_text(entry.text), date=date)
