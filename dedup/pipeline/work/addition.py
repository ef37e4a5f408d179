"""The addition of a run to the standing index: written down before the outputs are renamed, carried out after that."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from dedup.addresses import masked
from dedup.errors import DedupError
from dedup.files.seals import read_sealed, write_sealed
from dedup.index import Index, is_server
from dedup.index.core.settings import Thresholds
from dedup.model import Document
from dedup.pipeline.outputs.lines import decoded_text
from dedup.pipeline.outputs.strings import as_text
from dedup.pipeline.settings import RunSettings
from dedup.pipeline.work.chunk_file import ChunkFile, is_whole
from dedup.pipeline.work.folder import WorkFolder

_REMEDY = "the outputs are complete, but not in the index; run the same command again with --fresh"


class Batch(msgspec.Struct, array_like=True, frozen=True):
    """The documents of a run in an index: a hash of its input, by which it is known when it is repeated, and that of
    the result in OUT that it replaces, empty for none.
    """

    name: str
    replaces: str


class Addition(msgspec.Struct, array_like=True):
    """What is to be added to which index.

    `location` is the path of the index, or its address without a password; `near`, `contained` and `contained_words`
    are its thresholds. `ids` has a list for each chunk: the id of each kept document, encoded by `as_bytes`, None for
    each other one. `batch` says by which names the index knows the run.
    """

    location: str
    near: float
    contained: float
    contained_words: int
    batch: Batch
    ids: list[list[bytes | None]]

    @property
    def thresholds(self) -> Thresholds:
        """The thresholds of the index."""
        return Thresholds(self.near, self.contained, self.contained_words)


def write_addition(work: WorkFolder, settings: RunSettings, batch: Batch, ids: Sequence[list[bytes | None]]) -> None:
    """Write to the work folder what is to be added to the index of the settings once the outputs are in OUT.

    `batch` and `ids` are as in `Addition`. A password in the address of the index is left out.
    """
    location = settings.index
    place = masked(location) if is_server(location) else str(Path(location).resolve())
    addition = Addition(
        location=place,
        near=settings.match.near,
        contained=settings.match.contained,
        contained_words=settings.match.contained_words,
        batch=batch,
        ids=list(ids),
    )
    write_sealed(work.addition, msgspec.msgpack.encode(addition))


def apply_addition(work: WorkFolder, index: Index | None, given: str = "") -> None:
    """Add to the index what `write_addition` noted, if it did, and remove the note once the index is on the disk.

    `index` is the open index of the run. Without it, the index that the note names is opened; its password comes from
    the address `given`, if that is of the same index, or from the environment. Raises `DedupError`, and keeps the note,
    where the note or the chunks are not what dedup wrote, or the index does not take the documents.
    """
    if not work.addition.exists():
        return
    addition = msgspec.msgpack.decode(read_sealed(work.addition, _REMEDY), type=Addition)
    paths = sorted(work.chunks.iterdir())
    if len(paths) != len(addition.ids) or not all(map(is_whole, paths)):
        raise DedupError(f"{work.chunks} is not what dedup wrote; {_REMEDY}")
    chunks, batch = [ChunkFile(path) for path in paths], addition.batch
    documents = (
        Document(as_text(name), document.text, date=document.date)
        for chunk, ids in zip(chunks, addition.ids, strict=True)
        for document, name in zip(documents_of(chunk), ids, strict=True)
        if name is not None
    )
    try:
        if index is not None:
            index.add_all(documents, batch=batch.name, replaces=batch.replaces)
            index.sync()
        else:
            location = given if masked(given) == addition.location else addition.location
            with Index.open(location, **addition.thresholds._asdict()) as named:
                named.add_all(documents, batch=batch.name, replaces=batch.replaces)
    except DedupError as error:
        raise DedupError(
            f"{error}. The outputs are complete, but what was kept is not in the index yet: the same command adds it, "
            "--fresh gives it up"
        ) from error
    work.addition.unlink()


def documents_of(chunk: ChunkFile) -> Iterator[Document]:
    """Yield the cleaned documents of a chunk, without sources. Their ids are their numbers in it, from "0" on."""
    entries = (entry for page in chunk.pages() for entry in page.documents)
    for number, (entry, date) in enumerate(zip(entries, chunk.index().dates, strict=True)):
        yield Document(str(number), decoded_text(entry.text), date=date)
