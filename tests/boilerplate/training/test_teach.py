"""`dedup train` teaches weights the furniture of a site from a few annotated pages."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from dedup import Cleaner, Page
from dedup.boilerplate.weights import Weights, shipped_weights
from tests.boilerplate.texts import SEEDS

pytest.importorskip("torch", reason="training needs torch: pip install '.[train]'")

LINE = "من دفتر الأيام ورقة جديدة"


def annotated(path: Path) -> list[str]:
    """Write a file of annotated pages of one site, which ends them in LINE; returns their texts."""
    texts = []
    with path.open("w", encoding="utf-8") as file:
        for number, seed in enumerate(SEEDS[:4]):
            body = "\n".join(line for line in seed.splitlines() if len(line.split()) > 20)[:900] + "\n"
            texts.append(body + LINE)
            spans = [
                {"start": 0, "end": len(body), "label": "body", "art": 1},
                {"start": len(body), "end": len(texts[-1]), "label": "nav", "art": 0},
            ]
            page = {"id": str(number), "source": "site", "text": texts[-1], "spans": spans}
            file.write(json.dumps(page, ensure_ascii=False) + "\n")
    return texts


def cut(page: Page) -> list[str]:
    """The texts of what was cut from a page."""
    return [page.original[span.start : span.end] for span in page.removed]


def test_what_is_taught_is_cut_and_the_rest_stays_known(tmp_path: Path) -> None:
    from dedup.boilerplate.training.gold import checked_lesson
    from dedup.boilerplate.training.teach import teach

    texts = annotated(tmp_path / "pages.jsonl")
    pages = checked_lesson([tmp_path / "pages.jsonl"])
    before: Weights = replace(shipped_weights(), networks=shipped_weights().networks[:1])  # the others take as long
    before.write(tmp_path / "before.npz")
    told = list[str]()
    teach(pages, before, 1, told.append).write(tmp_path / "after.npz")
    assert len(told) == 121  # a line for the network, and one for each round
    first, then = Cleaner(model=tmp_path / "before.npz"), Cleaner(model=tmp_path / "after.npz")
    for text in texts:
        assert LINE not in cut(first.clean(text))
        assert LINE in cut(then.clean(text))
    known, kept = (sum(len(cleaner.clean(seed).text) for seed in SEEDS) for cleaner in (first, then))
    assert abs(known - kept) < 0.01 * known
    fields = [[(page.tags, page.source, page.byline) for page in map(own.clean, SEEDS)] for own in (first, then)]
    assert fields[0] == fields[1]  # no page that was taught has such lines


def test_too_little_text_to_learn_from_is_an_error(tmp_path: Path) -> None:
    from dedup.boilerplate.training.gold import read_gold
    from dedup.boilerplate.training.teach import teach
    from dedup.errors import DedupError

    spans = [{"start": 0, "end": 6.0, "label": "title", "art": 1}, {"start": 6, "end": 9, "label": "body", "art": 1}]
    (tmp_path / "short.jsonl").write_text(json.dumps({"text": "عنوان\nنص.", "spans": spans}), "utf-8")
    with pytest.raises(DedupError, match="too little text to learn from"):
        teach(read_gold(tmp_path / "short.jsonl"), None, 1, print)


def test_labels_that_no_page_has_are_named(tmp_path: Path) -> None:
    from dedup.boilerplate.training.gold import missing_metadata, read_gold

    annotated(tmp_path / "pages.jsonl")
    assert missing_metadata(read_gold(tmp_path / "pages.jsonl")) == ["pubdate", "byline", "source", "tags"]
