"""The annotations that ship: ids, offsets and labels of the scheme, no texts."""

from __future__ import annotations

import json
from importlib import resources
from typing import Any

import pytest

from dedup.model import CONTENT_LABELS, LABELS, METADATA_LABELS

FOLDER = resources.files("dedup.boilerplate.training") / "annotations"
NOTES: list[dict[str, Any]] = [
    json.loads(line)
    for file in sorted(FOLDER.iterdir(), key=lambda entry: entry.name)
    if file.name.endswith(".jsonl")
    for line in file.read_text(encoding="utf-8").splitlines()
]


def test_there_are_many() -> None:
    assert len(NOTES) > 900
    assert len({(note["corpus"], note["id"]) for note in NOTES}) == len(NOTES)


@pytest.mark.parametrize("corpus", sorted({note["corpus"] for note in NOTES}))
def test_spans_tile_and_labels_are_those_of_the_scheme(corpus: str) -> None:
    for note in NOTES:
        if note["corpus"] != corpus:
            continue
        assert note.keys() == {"id", "corpus", "text", "spans"}
        assert len(note["text"]) == 16  # a hash of the text, not the text
        place = 0
        for start, end, label, article, sure in note["spans"]:
            assert start == place < end
            assert label in LABELS
            assert (article > 0) == (label in CONTENT_LABELS | METADATA_LABELS)
            assert isinstance(sure, bool)
            place = end
