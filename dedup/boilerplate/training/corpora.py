"""Reads the corpora: their records, the evidence of their crawls, and the annotations of the package for their
records.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from hashlib import blake2b
from importlib import resources
from pathlib import Path
from typing import Any, NamedTuple

from dedup.arabic.groups import grouped
from dedup.boilerplate.counting import count, merge
from dedup.boilerplate.crawl_evidence import CrawlEvidence, weigh
from dedup.boilerplate.finding import find_atoms
from dedup.boilerplate.training.gold import GoldPage, GoldSpan, open_lines
from dedup.errors import DedupError

PRESS = ("saudinewsnet", "newspapers_by_country", "hespress_jazeera")
"""The corpora of newspapers, which are taken as one crawl."""
FIELD = ("field",)
"""The corpus of pages of many sites, some of them whole pages: another crawl."""
WIKI = "wiki"


class Text(NamedTuple):
    """A record of a corpus."""

    id: str
    text: str
    source: str
    title: str


def corpus_file(folder: Path, name: str) -> Path:
    """The file of a corpus in a folder, plain or, if there is no plain one, compressed.

    Raises DedupError where there is neither.
    """
    for ending in (".jsonl", ".jsonl.zst"):
        if (folder / f"{name}{ending}").exists():
            return folder / f"{name}{ending}"
    raise DedupError(f"{folder}: there is no corpus {name}.jsonl or {name}.jsonl.zst in it")


def read_corpus(folder: Path, name: str) -> Iterator[Text]:
    """Yield the records of a corpus; a missing source or title is empty.

    Raises DedupError where the folder has no file of the corpus.
    """
    for line in open_lines(corpus_file(folder, name)):
        record = json.loads(line)
        yield Text(record["id"], record["text"], record.get("source") or "", record.get("title") or "")


def crawl_of(texts: Iterable[Text | GoldPage]) -> CrawlEvidence:
    """The crawl evidence of some pages, taken as one crawl."""
    parts = []
    for group in grouped(texts, lambda item: item.text):
        atoms = find_atoms([item.text for item in group])
        parts.append(count(atoms, [item.source for item in group], [item.title for item in group]))
    return weigh(merge(parts))


def annotated(corpora: Path, names: Sequence[str]) -> list[GoldPage]:
    """The records of corpora that the package has annotations for, as gold pages.

    Annotations hold ids, offsets and labels, not texts. A record whose text differs from the annotated one is left out.
    """
    notes = {note["id"]: note for note in _notes() if note["corpus"] in names}
    pages = []
    for name in names:
        for record in read_corpus(corpora, name):
            note = notes.get(record.id)
            if note is not None and note["corpus"] == name and note["text"] == text_hash(record.text):
                spans = tuple(GoldSpan(*span) for span in note["spans"])
                pages.append(GoldPage(record.id, record.text, spans, record.source, record.title, "annotated"))
    return pages


def text_hash(text: str) -> str:
    """A hash of a text, 16 hexadecimal digits, by which an annotation recognises the text that it was made on."""
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def _notes() -> Iterator[dict[str, Any]]:
    """Yield the annotations of the package, file by file in the order of their names."""
    folder = resources.files("dedup.boilerplate.training") / "annotations"
    for file in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if file.name.endswith(".jsonl"):
            for line in file.read_text(encoding="utf-8").splitlines():
                yield json.loads(line)
