"""The scores of a page counted by hand, and of real pages as the scorer of record counts them."""

from __future__ import annotations

import importlib.util
import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from benchmarks.boilerplate_baselines import Baseline, keep_c4_lines
from benchmarks.boilerplate_gold import LABELS, GoldPage, read_gold
from benchmarks.boilerplate_ours import Crawl
from benchmarks.boilerplate_scores import Prediction, reliability, score
from dedup.boilerplate import Cleaner
from tests.benchmarks.pages import HEAD, HOST, NOTHING, PERFECT, SECOND, SOURCE, TEXT, gold_page, place

SHARED = Path(__file__).parents[3] / "shared"


def test_nothing_removed():
    scores = score([gold_page()], [NOTHING])
    assert scores.any_article.f1 == pytest.approx(2 * 31 / (2 * 31 + 19))
    assert scores.host.f1 == pytest.approx(2 * 16 / (2 * 16 + 34))
    assert (scores.prose_removed, scores.furniture_left, scores.metadata_left) == (0, 1, 1)
    assert (scores.fused.hits, scores.fused.chances) == (0, 1)
    assert scores.labels.share is None
    assert not scores.tells_articles
    assert not scores.damaged


def test_everything_right():
    scores = score([gold_page()], [PERFECT])
    assert (scores.any_article.f1, scores.host.f1) == (1, 1)
    assert (scores.prose_removed, scores.furniture_left, scores.metadata_left) == (0, 0, 0)
    assert (scores.fused.share, scores.appended.share, scores.labels.share) == (1, 1, 1)


def test_a_cut_one_character_late_misses_the_join():
    start, end, label = SOURCE
    scores = score([gold_page()], [Prediction(((start + 1, end, label), HEAD), (HOST, SECOND))])
    assert scores.fused.share == 0
    assert scores.metadata_left == pytest.approx(1 / 10)
    assert scores.any_article.too_many == 1


def test_removed_prose_is_counted_and_the_page_is_damaged():
    start, _ = place(1)
    scores = score([gold_page()], [Prediction(((start, start + 5, "tags"),))])
    assert scores.prose_removed == pytest.approx(5 / 31)
    assert scores.damaged == ["bridge"]
    assert scores.labels.share == 0


def test_related_labels_count_as_alike_and_unknown_as_wrong():
    start, end, _ = HEAD
    assert score([gold_page()], [Prediction(((start, end, "related_item"),))]).labels.share == 1
    assert score([gold_page()], [Prediction(((start, end, "repeated_line"),))]).labels.share == 0


@pytest.mark.parametrize(
    ("articles", "share"),
    [
        ((HOST, SECOND), 1),
        ((HOST,), 0),
        ((HOST, (2, (place(4),))), 0),  # a third of it
        ((HOST, (2, (place(0), place(4), place(5)))), 0),  # with the host's headline
        ((HOST, (2, (place(3), place(4), place(5)))), 1),  # what is removed is no part of an article
    ],
)
def test_an_appended_article_is_found_whole_or_not(articles, share):
    scores = score([gold_page()], [Prediction((SOURCE, HEAD), articles)])
    assert scores.appended.share == share


def test_skipped_spans_do_not_count():
    scores = score([gold_page(skipped=2)], [Prediction((HEAD,), (HOST, SECOND))])
    assert scores.any_article.f1 == 1
    assert scores.metadata_left is None
    assert scores.fused.chances == 0


def test_cuts_are_counted_by_their_confidence():
    (start, end, _), (head, _, _) = SOURCE, HEAD
    body, _ = place(1)
    sure, unsure = (start, end, 0.9), (body, start + 3, 0.5)
    found = reliability(
        [gold_page(), gold_page(skipped=2)], [[sure, (head, head + 1, 0.9), (body, body, 0.7)], [unsure]]
    )
    assert {confidence: (cuts, rate.hits, rate.chances) for confidence, (cuts, rate) in found.items()} == {
        0.5: (1, 0, 9),  # the end of the cut lies in a skipped span
        0.9: (2, 11, 11),
    }


def test_scores_of_pages_add_up():
    scores = score([gold_page(), gold_page()], [PERFECT, NOTHING])
    assert scores.furniture_left == pytest.approx(1 / 2)
    assert scores.fused.share == pytest.approx(1 / 2)


def test_removed_blanks_do_not_count():
    blanks = tuple((at, at + 1, "nav") for at, character in enumerate(TEXT) if character.isspace())
    assert score([gold_page()], [Prediction(blanks)]).removed.sum() == 0


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.exists(), reason="the corpora are not beside the repository")
@pytest.mark.parametrize("sure", [False, True])
def test_same_numbers_as_the_scorer_of_record(sure):
    cleaner, dice = Cleaner(), random.Random(3)
    for name in ("pages.jsonl", "real.jsonl", "seeds.jsonl"):
        path = SHARED / "gold" / name
        pages = read_gold(path, path.parent, sure=sure)
        c4 = Baseline("C4", keep_c4_lines)
        for predictions in (
            [Crawl().predict(cleaner, page) for page in pages],
            [c4.predict(page) for page in pages],
            [_thrown(dice, page) for page in pages],
        ):
            _compare(path, pages, predictions, sure=sure)


def _compare(path: Path, pages: Sequence[GoldPage], predictions: Sequence[Prediction], *, sure: bool) -> None:
    record = _scorer_of_record()
    by_id = {record.key(page.id): _as_recorded(made) for page, made in zip(pages, predictions, strict=True)}
    theirs = record.score(record.read_gold(path), by_id, sure)
    ours = score(pages, predictions)
    assert ours.any_article.f1 == pytest.approx(theirs["any"]["micro"]["F"])
    assert ours.host.f1 == pytest.approx(theirs["host"]["micro"]["F"])
    assert 100 * ours.prose_removed == pytest.approx(theirs["prose"]["removed_pct"])
    assert len(ours.damaged) == theirs["prose"]["docs_body_loss_gt1pct"]
    assert 100 * ours.metadata_left == pytest.approx(theirs["left"]["metadata_pct"])
    assert 100 * ours.furniture_left == pytest.approx(theirs["left"]["furniture_pct"])
    for label, percent in theirs["left"]["per_label"].items():
        assert 100 * ours.left([label]) == pytest.approx(percent)
    fused, appended = theirs["boundaries"]["fused"], theirs["appended"]
    assert (ours.fused.hits, ours.fused.chances) == (fused["hit"], fused["n"])
    assert (ours.appended.hits if ours.tells_articles else None, ours.appended.chances) == (
        appended["hit"],
        appended["n"],
    )
    assert ours.labels.share == pytest.approx(theirs["labels"]["acc"])


def _as_recorded(made: Prediction) -> dict[str, Any]:
    removed = [{"start": start, "end": end, "label": label} for start, end, label in made.removed]
    if made.articles is None:
        return {"removed": removed}
    return {"removed": removed, "articles": [{"art": number, "spans": spans} for number, spans in made.articles]}


def _thrown(dice: random.Random, page: GoldPage) -> Prediction:
    """Cuts and articles that overlap one another as no tool would make them, some as the gold has them."""

    def spans(count: int) -> list[tuple[int, int]]:
        return [tuple(sorted(dice.sample(range(len(page.text) + 1), 2))) for _ in range(count)]

    removed = [(s.start, s.end, dice.choice([s.label, "other"])) for s in page.spans if dice.random() < 0.5]
    removed += [(start, end, dice.choice(LABELS).lower()) for start, end in spans(dice.randrange(2))]
    articles = [(dice.choice([1, 2, 2, 3]), tuple(spans(1))) for _ in range(dice.randrange(3))]
    for number in {span.article for span in page.spans if span.article > 1}:
        articles.append((number, tuple((s.start, s.end) for s in page.spans if s.article == number)))
    return Prediction(tuple(removed), tuple(articles))


def _scorer_of_record() -> Any:
    spec = importlib.util.spec_from_file_location("score_spans", SHARED / "tools" / "score_spans.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
