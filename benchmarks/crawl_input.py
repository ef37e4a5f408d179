"""The user's crawl as one file of JSON lines, as all programs read it, and made larger with word noise."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from pathlib import Path

from dedup.files import Chunk, Fields, Record, encode_json, find_inputs, parse_chunk, read_chunks

_CHUNK_BYTES = 4 << 20
NOISE = 0.2
"""The share of words replaced in a copy: of its 5-shingles a third stay, so that it repeats nothing."""


def write_crawl(inputs: Sequence[Path], target: Path, fields: Fields, scale: int) -> int:
    """Write every record of the inputs, then `scale` - 1 noisy copies of each; returns the bytes written."""
    with target.open("wb") as file:
        for copy in range(scale):
            noise = random.Random(copy)
            for place, record in enumerate(_records(inputs, fields)):
                text = with_noise(record.text, noise, NOISE) if copy else record.text
                file.write(_line(f"{place}.{copy}", record, text))
    return target.stat().st_size


def read_texts(inputs: Sequence[Path], size: int) -> list[str]:
    """The first texts of the inputs, about `size` bytes of them in UTF-8."""
    texts: list[str] = []
    for record in _records(inputs, Fields()):
        if size <= 0:
            break
        texts.append(record.text)
        size -= len(record.text.encode("utf-8", "surrogatepass"))
    return texts


def _records(inputs: Sequence[Path], fields: Fields) -> Iterator[Record]:
    for chunk in read_chunks(find_inputs(inputs), _CHUNK_BYTES):
        if isinstance(chunk, Chunk):
            yield from (record for record in parse_chunk(chunk, fields) if isinstance(record, Record))


def with_noise(text: str, noise: random.Random, share: float) -> str:
    """About this share of the words, by chance, become other words of the page."""
    words = text.split(" ")
    for _ in range(int(share * len(words))):
        words[noise.randrange(len(words))] = words[noise.randrange(len(words))]
    return " ".join(words)


def _line(identity: str, record: Record, text: str) -> bytes:
    members = (("id", identity), ("source", record.source), ("date", record.date), ("text", text))
    return b"{" + b",".join(b'"%b":%b' % (name.encode(), encode_json(value)) for name, value in members) + b"}\n"
