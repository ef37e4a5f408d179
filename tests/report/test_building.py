"""What the report shows of texts: what is likeliest to be wrong first, and of no kind too much."""

from __future__ import annotations

import random
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest

from dedup.pipeline import run
from dedup.report.building import Selection, select
from dedup.stats import read_stats
from tests.pipeline.crawls import article, lines, settings, tiled, write_lines

_TAGS = "السياسة الاقتصاد الرياضة الثقافة القاهرة بغداد الرباط الجزائر تونس بيروت دمشق الكويت".split()


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run over four sources of twenty pages, of which one has tags and some near copies."""
    folder = tmp_path_factory.mktemp("selected")
    pages = []
    for number in range(80):
        source, text = number % 4, article(random.Random(number), 4)
        tags = f"كلمات مفتاحية: {' '.join(random.Random(number).sample(_TAGS, 10))}\n" if source == 3 else ""
        pages.append({"id": f"{number}", "source": f"site {source}", "text": f"{text}\n{tags}المصدر: وكالات"})
    near = [{**page, "id": f"near {page['id']}", "text": f"عاجل {page['text']}"} for page in pages[:6]]
    run([write_lines(folder / "in.jsonl", pages + near)], folder / "out", settings())
    return folder / "out"


@pytest.fixture(scope="module")
def selected(out: Path) -> Selection:
    return select(out, read_stats(out), 50)


def test_the_least_sure_cuts_come_first_and_few_of_a_rule(selected: Selection) -> None:
    sure = [shown.cut.confidence for shown in selected.unsure]
    assert sure
    assert sure == sorted(sure)
    assert max(Counter(shown.cut.rule for shown in selected.unsure).values()) <= 4


def test_longest_cuts_come_first_few_of_a_rule_and_source(out: Path, selected: Selection) -> None:
    lengths = [shown.cut.end - shown.cut.start for shown in selected.longest]
    assert lengths == sorted(lengths, reverse=True)
    assert lengths[0] == max(cut["end"] - cut["start"] for cut in lines(out, "removed"))
    assert max(Counter((shown.cut.rule, shown.source) for shown in selected.longest).values()) <= 4
    assert all(shown.source == f"site {int(shown.cut.id.split()[-1]) % 4}" for shown in selected.longest)


def test_pages_that_lost_most_come_first(out: Path, selected: Selection) -> None:
    lost = Counter[str]()
    for cut in lines(out, "removed"):
        lost[cut["id"]] += cut["end"] - cut["start"]
    shares = [lost[page] / len(text) for page, text in tiled(out).items() if len(text) >= 200]
    shown = [own.loss.cut / own.loss.characters for own in selected.losses]
    assert shown == sorted(shares, reverse=True)[: len(shown)]


def test_a_rule_that_cuts_far_more_in_one_source_is_named(selected: Selection) -> None:
    shares = [own.median - own.share for own in selected.unusual]
    assert shares == sorted(shares)
    assert shares[-1] < -0.02
    (named,) = (own for own in selected.unusual if own.example and "كلمات مفتاحية" in own.example.cut.rule)
    assert named.source == "site 3"


def test_duplicates_with_the_lowest_scores_come_first(out: Path, selected: Selection) -> None:
    scores = [shown.pair.jaccard for shown in selected.near]
    assert scores == sorted(scores)
    dropped = [own["dedup"]["jaccard"] for own in lines(out, "duplicates") if own["dedup"]["kind"] == "near"]
    assert scores[0] == min(dropped)


def test_the_sample_has_every_label_and_every_listed_page(out: Path, selected: Selection) -> None:
    labels = {cut["label"] for cut in lines(out, "removed")}
    assert {shown.cut.label for shown in selected.sample[: len(labels)]} == labels
    pages = {page.id for page in selected.pages}
    assert {shown.cut.id for shown in (*selected.unsure, *selected.longest)} <= pages
    assert all(one.end <= other.start for page in selected.pages for one, other in pairwise(page.pieces))
