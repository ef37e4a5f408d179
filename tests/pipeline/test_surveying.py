"""The survey: stretches left out before they are merged are those that prove nothing."""

from __future__ import annotations

import json
from pathlib import Path

from dedup.boilerplate.repetition import count_lines, merge_counts, weigh
from dedup.files import Chunk, Fields
from dedup.pipeline.parts import Part
from dedup.pipeline.surveying import SurveyJob, load_evidence, survey_chunk, weigh_survey
from tests.pipeline.crawls import paragraphs


def pages(number: int) -> list[str]:
    """Pages of one source, all but every seventh with the same two lines around what they say."""
    said = paragraphs()
    return [
        f"الصفحة الرئيسية للموقع\n{said[at % len(said)]}\n{said[-1 - at % len(said)]}\n"
        + ("تابعوا صفحتنا الرسمية" if at % 7 else f"خبر {at}")
        for at in range(number)
    ]


def test_the_evidence_is_that_of_all_counts(tmp_path: Path) -> None:
    texts = pages(60)
    parts = []
    for number in range(6):
        lines = [json.dumps({"source": "bbc", "text": text}) for text in texts[number * 10 :][:10]]
        part = Part.raw(Chunk(number, "jsonl", "in.jsonl", "", 1, "\n".join(lines).encode()), "", tmp_path)
        parts.append(tmp_path / f"{number}.npz")
        assert survey_chunk(SurveyJob(part, parts[-1], Fields(), "utf-8")).pages == 10
    weigh_survey(parts, tmp_path / "evidence.npz")
    whole = weigh(merge_counts([count_lines(texts, ["bbc"] * len(texts))]))
    assert load_evidence(tmp_path / "evidence.npz") == whole
    assert len(whole.found) >= 2
