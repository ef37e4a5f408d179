"""On real news: what `decide` finds against every pair that shares a shingle."""

from __future__ import annotations

import io
import json
from collections import Counter, defaultdict
from itertools import combinations, islice
from pathlib import Path

import pytest

from dedup.duplicates import DuplicateResult, find_duplicates
from dedup.duplicates.settings import CONTAINED_WORDS, least_shingles
from dedup.model import Document
from tests.duplicates.oracle import shingles_of

NEWS = Path(__file__).parents[3] / "shared" / "data" / "saudinewsnet.jsonl.zst"
RECORDS = 3000
Shingles = dict[str, frozenset[tuple[str, ...]]]

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not NEWS.exists(), reason="the corpora are not beside the repository"),
]


@pytest.fixture(scope="module")
def documents() -> list[Document]:
    import zstandard

    with NEWS.open("rb") as file:
        lines = io.TextIOWrapper(zstandard.ZstdDecompressor().stream_reader(file), "utf-8", newline="\n")
        records = [json.loads(line) for line in islice(lines, RECORDS)]
    return [Document(str(at), record["text"], record["source"], record["date"]) for at, record in enumerate(records)]


@pytest.fixture(scope="module")
def found(documents: list[Document]) -> DuplicateResult:
    return find_duplicates(documents)


@pytest.fixture(scope="module")
def shingles(documents: list[Document]) -> Shingles:
    return {document.id: shingles_of(document.text) for document in documents}


def test_the_scores_are_those_of_the_shingles(found: DuplicateResult, shingles: Shingles) -> None:
    assert len(found.kept) + len(found.duplicates) == RECORDS
    kept = {document.id for document in found.kept}
    assert {duplicate.kind for duplicate in found.duplicates} == {"exact", "near", "contained"}
    for duplicate in found.duplicates:
        dropped, stays = shingles[duplicate.id], shingles[duplicate.kept]
        assert duplicate.kept in kept
        assert duplicate.jaccard == len(dropped & stays) / len(dropped | stays)
        assert duplicate.containment == len(dropped & stays) / len(dropped)
        assert duplicate.jaccard >= 0.8 or duplicate.containment >= 0.9


def test_no_kept_document_covers_another(found: DuplicateResult, shingles: Shingles) -> None:
    having: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for document in found.kept:
        for shingle in shingles[document.id]:
            having[shingle].append(document.id)
    common = Counter(pair for ids in having.values() for pair in combinations(ids, 2))
    for (one, other), shared in common.items():
        smaller = min(len(shingles[one]), len(shingles[other]))
        assert shared / smaller < 0.9 or smaller < least_shingles(CONTAINED_WORDS)
        assert shared / (len(shingles[one]) + len(shingles[other]) - shared) < 0.8


def test_a_second_run_finds_the_same(documents: list[Document], found: DuplicateResult) -> None:
    assert find_duplicates(iter(documents)) == found
