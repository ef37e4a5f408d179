"""Matching where all documents repeat each other: every answer is right, and memory stays within what is said."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

import dedup
from dedup.passages.seeds import LISTED
from tests.hostile.matching import near_copies, nested, of_one_sentence, of_one_shingle, periodic, renamed
from tests.passages.oracle import folded, jaccard, longest_runs
from tests.processes import python

# What a call may take beside the texts: so much at work, and for each match that it returns.
_MEGABYTES = 700
_BYTES_A_MATCH = 700

_MEASURED = """
import json, resource, sys
import dedup
from tests.hostile import matching
documents = eval(sys.argv[1], vars(matching))
dedup.compare(documents[:2], documents[:1]), dedup.find_passages(documents[:2]), dedup.find_duplicates(documents[:2])
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
found = eval(sys.argv[2], {**vars(matching), "dedup": dedup, "documents": documents})
print(json.dumps([len(found), (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024]))
"""


def measured(documents: str, call: str) -> tuple[int, float]:
    """How much is found, and how many MB finding it takes, in a process of its own."""
    run = python(_MEASURED, documents, call)
    assert run.returncode == 0, run.stderr
    number, megabytes = json.loads(run.stdout)
    return number, megabytes


@pytest.mark.slow
@pytest.mark.parametrize(
    ("documents", "call", "small", "big"),
    [
        ("near_copies({})", "dedup.compare(documents, renamed(documents, 'right'))", 600, 4_000),
        ("of_one_sentence({})", "dedup.compare(documents, renamed(documents, 'right'))", 600, 4_000),
        ("periodic({}, 10_000, 10)", "dedup.compare(documents, renamed(documents, 'right'))", 5, 50),
        ("periodic({}, 10_000, 64)", "dedup.compare(documents, renamed(documents, 'right'))", 5, 50),
        ("periodic({}, 10_000, 10)", "dedup.find_passages(documents)", 10, 200),
        ("near_copies({})", "dedup.find_passages(documents)", 1000, 4_000),
        ("of_one_sentence({})", "dedup.find_passages(documents)", 1000, 20_000),
        ("nested({})", "dedup.find_passages(documents)", 200, 2_000),
        ("of_one_shingle({})", "dedup.find_passages(documents)", 200, 4_000),
        ("giants({})", "dedup.find_duplicates(documents).duplicates", 1, 20),
        ("near_copies({})", "dedup.find_duplicates(documents).duplicates", 1000, 20_000),
        ("near_copies({}, changed=5)", "dedup.find_duplicates(documents).kept", 1000, 20_000),
        ("variants({})", "dedup.find_duplicates(documents).duplicates", 1000, 20_000),
        ("of_one_sentence({})", "dedup.find_duplicates(documents).duplicates", 1000, 20_000),
    ],
)
def test_memory_grows_with_what_is_found_alone(documents: str, call: str, small: int, big: int, large: bool) -> None:
    number, megabytes = measured(documents.format(big if large else small), call)
    print(f"{documents}, {call}: {number:,} found, {megabytes:,.0f} MB")
    assert megabytes <= _MEGABYTES + _BYTES_A_MATCH * number / 1e6


def test_all_matches_of_near_copies_are_right() -> None:
    left, right = near_copies(12, seed=1), renamed(near_copies(12, seed=2), "r")
    texts = dict(left + right)
    found = dedup.compare(left, right, kinds=("exact", "near"))
    assert {(match.id, match.of) for match in found} == {(one, other) for one, _ in left for other, _ in right}
    for match in found:
        span = folded(texts[match.id][match.start : match.end])
        of_span = folded(texts[match.of][match.of_start : match.of_end])
        assert match.similarity == jaccard(span, of_span)


def test_of_a_frequent_passage_the_stated_number_is_listed() -> None:
    left = of_one_sentence(3 * LISTED)
    found = dedup.compare(left, renamed(left, "r"), kinds=("exact",))
    per_document = Counter(match.id for match in found)
    assert set(per_document) == {name for name, _ in left}
    assert max(per_document.values()) <= LISTED + 1


@pytest.mark.parametrize("period", [3, 10, 64])
def test_periodic_texts_are_matched_word_by_word(period: int) -> None:
    documents = periodic(2, 20 * period, period)
    left, right = documents[0], documents[1]
    found = dedup.compare([left], renamed([right], "r"), kinds=("exact",), min_words=5)
    runs = longest_runs(folded(left[1]), folded(right[1]), 5)
    assert found
    for match in found:
        first, of_first = len(folded(left[1][: match.start])), len(folded(right[1][: match.of_start]))
        assert (first, of_first, len(folded(left[1][match.start : match.end]))) in runs


def test_each_nested_text_is_told_of_those_before_it() -> None:
    documents = nested(40)
    found = dedup.find_passages(documents)
    assert Counter(match.id for match in found) == {name: at for at, (name, _) in enumerate(documents) if at}
    texts = dict(documents)
    assert all(texts[match.id][match.start : match.end] == texts[match.of] for match in found)
    backwards = [(name, text) for (name, _), (_, text) in zip(documents, reversed(documents), strict=True)]
    assert {match.of for match in dedup.find_passages(backwards)} == {"000000"}


def test_texts_of_one_shingle_are_one_cluster() -> None:
    """Texts of less than five words are shingles of their own."""
    result = dedup.find_duplicates(of_one_shingle(300))
    assert len(result.kept) == 5
    assert max(map(len, result.clusters)) == 296


def test_near_copies_are_checked_in_bulk_as_one_by_one(tmp_path: Path, large: bool) -> None:
    known, new = (
        near_copies(copies, seed, changed=1)
        for copies, seed in ((1200 if large else 250, 1), (1000 if large else 120, 2))
    )
    with dedup.Index.open(tmp_path / "index") as index:
        index.add_all(known)
        found = index.check_all(new)
        assert None not in found
        assert found[:20] == [index.check(document) for document in new[:20]]


def test_a_text_of_a_short_period_is_told_whole() -> None:
    """So long that not every repetition in it is compared with all words behind it."""
    text = " ".join(["قال", "الوزير", "أمس", "إن"] * 10_000)
    found = dedup.find_passages([("a", text)])
    ends = [match.end for match in found]
    assert [match.start for match in found[1:]] == [end + 1 for end in ends[:-1]]
    assert ends[-1] == len(text)
    assert all(text[match.start : match.end] == text[match.of_start : match.of_end] for match in found)
