"""Read inputs as a run does: find, chunk, parse."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import pytest

from dedup.files import LARGEST_PAGE, Chunk, Fields, Inputs, Record, Rejected, find_inputs, parse_chunk, read_chunks

SEEDS = Path(__file__).parents[2] / "seeds"


def skip_without_reader(name: str) -> None:
    """Skip the test where a file of this name is a web page or a web archive, and what reads them is not installed."""
    if {".html", ".warc"} & set(Path(name).suffixes):
        for package in ("resiliparse", "fastwarc"):
            pytest.importorskip(package, reason=f"web pages need {package}: pip install '.[web]'")


def read_all(
    *paths: Path | str | Inputs,
    chunk_bytes: int = 1 << 20,
    encoding: str = "utf-8",
    fields: Fields | None = None,
    page_bytes: int = LARGEST_PAGE,
) -> list[Record | Rejected]:
    """What a run finds in the given inputs, in order (files that are skipped apart)."""
    found: list[Record | Rejected] = []
    for item in read_chunks(_inputs(paths), chunk_bytes, encoding, page_bytes=page_bytes):
        if isinstance(item, Chunk):
            found += parse_chunk(item, fields or Fields(), encoding)
        else:
            found.append(item)
    return found


def _inputs(given: Sequence[Path | str | Inputs]) -> Inputs:
    """Inputs that are found already, or those under some paths."""
    found = [one for one in given if isinstance(one, Inputs)]
    return found[0] if found else find_inputs([one for one in given if not isinstance(one, Inputs)])


def records(items: Iterable[Record | Rejected]) -> list[Record]:
    return [item for item in items if isinstance(item, Record)]


def rejections(items: Iterable[Record | Rejected]) -> list[Rejected]:
    return [item for item in items if isinstance(item, Rejected)]


def seed_lines() -> bytes:
    """The five seed pages as JSON lines."""
    pages: list[dict[str, Any]] = [
        {"id": path.stem, "source": "seed", "text": path.read_text("utf-8")} for path in sorted(SEEDS.glob("*.txt"))
    ]
    return b"".join(json.dumps(page, ensure_ascii=False).encode() + b"\n" for page in pages)
