"""The survey: what is left out before counts are merged could prove nothing, and how pages are parted is the same."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from dedup.boilerplate.counting import count, merge
from dedup.boilerplate.crawl_evidence import CrawlEvidence, weigh
from dedup.boilerplate.finding import find_atoms
from dedup.files import Chunk, Fields
from dedup.pipeline.stages import survey as room
from dedup.pipeline.stages.survey import SurveyJob, load_evidence, survey_chunk, weigh_survey
from dedup.pipeline.work.parts import Part
from tests.pipeline.crawls import Json, paragraphs


def records(number: int) -> list[Json]:
    """Pages of three sources, all but every seventh with the same two lines around what they say; some have a title."""
    said = paragraphs()
    return [
        {
            "source": ("bbc", "cnn", "")[at % 3],
            "title": f"عنوان الخبر رقم {at} في صحيفة اليوم" if at % 4 else None,
            "text": f"الصفحة الرئيسية للموقع\n{said[at % len(said)]}\n{said[-1 - at % len(said)]}\n"
            + ("تابعوا صفحتنا الرسمية" if at % 7 else f"خبر {at}"),
        }
        for at in range(number)
    ]


def surveyed(pages: list[Json], size: int, folder: Path) -> tuple[str, CrawlEvidence]:
    """The hash of the evidence of pages that come in chunks of this size, and the evidence."""
    folder.mkdir()
    paths = []
    for number, start in enumerate(range(0, len(pages), size)):
        own = pages[start : start + size]
        data = "\n".join(json.dumps(page) for page in own).encode()
        part = Part.raw(Chunk("jsonl", "in.jsonl", "", 1, data, number=number), "", folder)
        paths.append(folder / f"{number}.npz")
        assert survey_chunk(SurveyJob(part, paths[-1], Fields(), "utf-8")).pages == len(own)
    key = weigh_survey(paths, folder / "evidence.npz")
    return key, load_evidence(folder / "evidence.npz")


def assert_same(one: CrawlEvidence, other: CrawlEvidence) -> None:
    assert one.sources == other.sources
    for mine, theirs in ((one.repeated, other.repeated), (one.headlines, other.headlines)):
        assert np.array_equal(mine.keys, theirs.keys)
        assert np.array_equal(mine.values, theirs.values)


@pytest.fixture(scope="module")
def whole() -> CrawlEvidence:
    """The evidence of the pages, all counted at once and nothing left out."""
    pages = records(60)
    texts, sources, titles = ([page[name] or "" for page in pages] for name in ("text", "source", "title"))
    return weigh(merge([count(find_atoms(texts), sources, titles)]))


def test_there_is_something_to_find(whole: CrawlEvidence) -> None:
    assert set(whole.sources.values()) == {20}
    assert np.count_nonzero(whole.repeated.keys) >= 6
    assert np.count_nonzero(whole.headlines.keys) == 45 + 1  # they begin with the same three words


@pytest.mark.parametrize("size", [1, 7, 10, 60])
def test_the_evidence_is_that_of_all_counts(size: int, whole: CrawlEvidence, tmp_path: Path) -> None:
    assert_same(surveyed(records(60), size, tmp_path / "s")[1], whole)


def test_slots_that_many_keys_share_lose_nothing(
    whole: CrawlEvidence, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "_SLOTS", 8)
    monkeypatch.setattr(room, "_SLOT_SHIFT", np.uint64(61))
    assert_same(surveyed(records(60), 10, tmp_path / "s")[1], whole)


def test_a_slot_counts_no_further_than_it_must(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "_SLOT_SHIFT", np.uint64(62))
    slots = np.zeros(4, np.uint8)
    keys = np.array([1, 2, 1 << 62, 3 << 62, (3 << 62) + 1], np.uint64)
    for _ in range(2):
        room._add(slots, keys, np.array([1, 1000, 1, 1, 1]))
    assert slots.tolist() == [3, 2, 0, 3]


def test_the_hash_is_that_of_the_evidence(tmp_path: Path) -> None:
    pages = records(60)
    keys = [surveyed(pages, size, tmp_path / str(size))[0] for size in (9, 13)]
    assert keys[0] == keys[1]
    other = [page | {"title": "عنوان آخر لم يكن من قبل"} if at == 8 else page for at, page in enumerate(pages)]
    assert surveyed(other, 9, tmp_path / "other")[0] != keys[0]


def test_no_pages_have_no_evidence(tmp_path: Path) -> None:
    _, found = surveyed([], 1, tmp_path / "s")
    assert not found.repeated.keys.any()
    assert not found.headlines.keys.any()
    assert found.sources == {}
