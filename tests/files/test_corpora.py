"""The corpora beside the repository are read whole."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import zstandard

from dedup.files import encode_json
from tests.files.reading import read_all, records

DATA = Path(__file__).parents[3] / "shared" / "data"


@pytest.mark.shared
@pytest.mark.skipif(not DATA.exists(), reason="the corpora are not here")
@pytest.mark.parametrize("name", ["hespress_jazeera.jsonl.zst", "newspapers_by_country.jsonl.zst"])
def test_a_corpus_is_read_as_the_standard_library_reads_it(name: str) -> None:
    with (DATA / name).open("rb") as file, zstandard.ZstdDecompressor().stream_reader(file) as stream:
        lines = stream.read().splitlines()
    items = read_all(DATA / name)
    assert len(items) == len(lines)
    for item, line in zip(records(items), lines, strict=True):
        written = json.loads(
            b'{"id":%b,"text":%b,%b}' % (encode_json(item.input_id), encode_json(item.text), item.fields)
        )
        assert written == json.loads(line)
