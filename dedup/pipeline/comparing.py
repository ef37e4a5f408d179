"""`dedup compare`: two collections read, compared, and the passages they share written whole or not at all."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from dedup.errors import DedupError
from dedup.files import Fields, Record, Rejected, find_inputs, open_whole, parse_chunk, read_chunks
from dedup.model import Document, PassageKind, PassageMatch
from dedup.pipeline.dates import iso_date
from dedup.pipeline.identity import Identities
from dedup.pipeline.lines import passage_line, rejected_line
from dedup.pipeline.plan import OUTPUTS, STATS, checked_inputs, expected_bytes, nothing_readable
from dedup.pipeline.progress import Progress, Silence
from dedup.pipeline.summary import versions
from dedup.pipeline.workfolder import ContentKey

if TYPE_CHECKING:
    from dedup.boilerplate import Cleaner

FILES = ("passages.jsonl", "rejected.jsonl", STATS)
_CHUNK_BYTES = 4 << 20


@dataclass(frozen=True, slots=True)
class CompareSettings:
    """The options of `dedup compare`.

    With `clean`, the articles of each page are compared instead of its text. `kinds` and `min_words` are those
    of `dedup.compare`.
    """

    fields: Fields = field(default_factory=Fields)
    encoding: str = "utf-8"
    clean: bool = False
    kinds: tuple[PassageKind, ...] = ("exact", "near", "reworded")
    min_words: int = 25

    def __post_init__(self) -> None:
        from dedup.passages import PassageSettings

        PassageSettings(self.kinds, self.min_words)


@dataclass(frozen=True, slots=True)
class Collection:
    """One side of a comparison: its documents in input order, what of it could not be read, and a hash of it all."""

    documents: Sequence[Document]
    rejected: Sequence[Rejected]
    size: int
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two collections, the passages they share, and the seconds it took to read and to compare them."""

    left: Collection
    right: Collection
    matches: Sequence[PassageMatch]
    seconds: Mapping[str, float]


def compare_files(
    left: Path, right: Path, settings: CompareSettings, out: Path | None = None, progress: Progress | None = None
) -> Comparison:
    """Compare what two files or folders hold; with `out`, write the outputs there.

    Raises `DedupError` where a side has nothing to read, or `out` is not free.
    """
    from dedup.passages import compare

    if out is not None:
        _check_free(out)
    progress = progress or Silence()
    started = time.perf_counter()
    ours, theirs = (_collection(path, out, settings, progress) for path in (left, right))
    read = time.perf_counter()
    progress.stage("compare", 0)
    matches = compare(ours.documents, theirs.documents, settings.kinds, settings.min_words)
    seconds = {"read": read - started, "compare": time.perf_counter() - read}
    comparison = Comparison(ours, theirs, matches, {stage: round(spent, 3) for stage, spent in seconds.items()})
    if out is not None:
        _write(comparison, settings, out)
    return comparison


def _check_free(out: Path) -> None:
    """Refuse to mix with the results of `dedup clean`."""
    others = [name for name in OUTPUTS if name not in FILES and (out / name).exists()]
    if others:
        raise DedupError(f"--out {out} holds {others[0]} of another run; choose an empty or new folder")


def _collection(path: Path, out: Path | None, settings: CompareSettings, progress: Progress) -> Collection:
    inputs = find_inputs([path]) if out is None else checked_inputs([path], out)
    progress.stage("read", expected_bytes(inputs))
    documents, rejected = list[Document](), list(inputs.skipped)
    key, identities, size = ContentKey(), Identities(), 0
    cleaner = _cleaner() if settings.clean else None
    for chunk in read_chunks(inputs, _CHUNK_BYTES, settings.encoding):
        if isinstance(chunk, Rejected):
            rejected.append(chunk)
            continue
        key.update(chunk)
        size += chunk.size
        records = parse_chunk(chunk, settings.fields, settings.encoding)
        for record in records:
            if isinstance(record, Record):
                documents += _documents(record, identities, cleaner)
            else:
                rejected.append(record)
        progress.advance(len(records), chunk.size)
    if not documents:
        raise nothing_readable(len(rejected), [item.detail for item in rejected])
    return Collection(documents, rejected, size, key.hexdigest)


def _cleaner() -> Cleaner:
    from dedup.boilerplate import Cleaner

    return Cleaner()


def _documents(record: Record, identities: Identities, cleaner: Cleaner | None) -> Iterator[Document]:
    """The record as it is or, with a cleaner, each of its articles."""
    if cleaner is None:
        texts, numbers = [record.text], [1]
    else:
        articles = cleaner.clean(record.text, record.source).articles
        texts, numbers = [article.text for article in articles], [article.number for article in articles]
    for identity, text in zip(identities.page(record.input_id, numbers), texts, strict=True):
        yield Document(identity, text, record.source, iso_date(record.date))


def _write(comparison: Comparison, settings: CompareSettings, out: Path) -> None:
    out.mkdir(parents=True, exist_ok=True)
    with open_whole(out / "passages.jsonl") as file:
        file.writelines(map(passage_line, comparison.matches))
    with open_whole(out / "rejected.jsonl") as file:
        for side in (comparison.left, comparison.right):
            file.writelines(map(rejected_line, side.rejected))
    with open_whole(out / STATS) as file:
        file.write(_stats(comparison, settings))


def _stats(comparison: Comparison, settings: CompareSettings) -> bytes:
    sides = {"left": comparison.left, "right": comparison.right}
    stats = {
        "counts": {
            "documents": {name: len(side.documents) for name, side in sides.items()},
            "characters": {name: sum(len(one.text) for one in side.documents) for name, side in sides.items()},
            "rejected": {name: len(side.rejected) for name, side in sides.items()},
            "passages": dict(Counter(match.kind for match in comparison.matches)),
            "common": sum(match.common for match in comparison.matches),
            "clusters": len({match.cluster for match in comparison.matches}),
        },
        "seconds": comparison.seconds,
        "options": settings,
        "versions": versions(),
        "input": {name: {"bytes": side.size, "fingerprint": side.fingerprint} for name, side in sides.items()},
    }
    return msgspec.json.format(msgspec.json.encode(stats), indent=2) + b"\n"
