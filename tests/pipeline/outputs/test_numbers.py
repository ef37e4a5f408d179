"""Ids and sources that are numbers: the same as text to a run, numbers still in its outputs."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

from dedup.duplicates import MatchSettings
from dedup.pipeline import run
from tests.pipeline.crawls import SEEDS, article, lines, settings


def write(path: Path, *rows: dict[str, Any]) -> Path:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


def test_numeric_sources_count_as_text_does(tmp_path: Path) -> None:
    rng = random.Random(1)
    story, others = article(rng), [article(rng) for _ in range(40)]
    ways = {"int": int, "float": float, "str": str}
    kept = {}
    for name, way in ways.items():
        rows = [{"id": f"story-{source}", "source": way(source), "text": story} for source in (11, 12)]
        rows += [
            {"id": f"n{at}", "source": way(100 + at % 20), "text": f"{text}\nوالله ولي التوفيق"}
            for at, text in enumerate(others)
        ]
        out = tmp_path / name
        prefer = MatchSettings(prefer=("12",))
        run([write(tmp_path / f"{name}.jsonl", *rows)], out, settings(match=prefer))
        kept[name] = [(document["id"], document["text"]) for document in lines(out, "documents")]
        sources = [document["source"] for document in lines(out, "documents")]
        assert sources[0] == way(12)
        assert {type(source) for source in sources} == {way}
    assert "story-12" in dict(kept["int"])
    assert "story-11" not in dict(kept["int"])
    assert kept["int"] == kept["float"] == kept["str"]


def test_an_appended_article_has_the_source_of_its_page(tmp_path: Path) -> None:
    pages = [path.read_text("utf-8") for path in sorted(SEEDS.glob("*.txt"))]
    rows = [{"id": number, "source": 7, "text": text} for number, text in enumerate(pages)]
    run([write(tmp_path / "crawl.jsonl", *rows)], tmp_path / "out", settings())
    documents = lines(tmp_path / "out", "documents")
    assert any(document["dedup"]["parent"] for document in documents)
    assert [document["source"] for document in documents] == [7] * len(documents)


def test_ids_are_text_and_numbers_stay_beside_them(tmp_path: Path) -> None:
    rng = random.Random(2)
    ids = [float("nan"), 1.5, 12345678901234567890, 3, 3, "", "  ", None, "a"]
    rows = [{"id": identity, "text": article(rng)} for identity in ids]
    run([write(tmp_path / "crawl.jsonl", *rows)], tmp_path / "out", settings(appended="keep"))
    found = [(document["id"], document.get("input_id")) for document in lines(tmp_path / "out", "documents")]
    assert found == [
        ("crawl.jsonl:1", None),
        ("1.5", 1.5),
        ("12345678901234567890", 12345678901234567890),
        ("3", 3),
        ("3~2", 3),
        ("crawl.jsonl:6", None),
        ("crawl.jsonl:7", None),
        ("crawl.jsonl:8", None),
        ("a", None),
    ]
