from __future__ import annotations

import datetime
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

import dedup
from dedup.model import Document, PassageMatch
from tests.passages.oracle import article, collections, folded, jaccard, runs, sentences


def checked(matches: list[PassageMatch], texts: dict[str, str]) -> None:
    """Spans begin and end with words, kinds and similarities hold, and the same row stands once."""
    assert len(set(matches)) == len(matches)
    for match in matches:
        span, of_span = texts[match.id][match.start : match.end], texts[match.of][match.of_start : match.of_end]
        assert span.strip() == span != ""
        assert match.id != match.of or match.of_end <= match.start
        assert (folded(span) == folded(of_span)) == (match.kind == "exact")
        assert match.similarity == jaccard(folded(span), folded(of_span))


def unseen_within(matches: list[PassageMatch], texts: dict[str, str], length: int) -> list[tuple[str, int]]:
    """The runs of words that a text has twice, apart, of which nothing lies in a match."""
    missed = []
    for name, text in texts.items():
        words = folded(text)
        covered = set[int]()
        for match in matches:
            if match.id == name:
                first = len(folded(text[: match.start]))
                covered.update(range(first, first + len(folded(text[match.start : match.end]))))
        first_at: dict[tuple[str, ...], int] = {}
        for place, run in enumerate(runs(words, length)):
            if first_at.setdefault(run, place) + length <= place and covered.isdisjoint(range(place, place + length)):
                missed.append((name, place))
    return missed


def uncovered(matches: list[PassageMatch], texts: dict[str, str], length: int) -> list[tuple[str, int]]:
    """The runs of words that a text before has too, of which some word lies in no match: by name and place."""
    holders: dict[tuple[str, ...], set[str]] = {}
    for name, text in texts.items():
        for run in runs(folded(text), length):
            holders.setdefault(run, set()).add(name)
    missed = []
    for name, text in texts.items():
        covered = set[int]()
        for match in matches:
            for identity, start, end in ((match.id, match.start, match.end), (match.of, match.of_start, match.of_end)):
                if identity == name:
                    first = len(folded(text[:start]))
                    covered.update(range(first, first + len(folded(text[start:end]))))
        missed += [
            (name, place)
            for place, run in enumerate(runs(folded(text), length))
            if min(holders[run]) < name and not covered.issuperset(range(place, place + length))
        ]
    return missed


def test_a_sentence_in_100_documents_makes_99_rows() -> None:
    wire = max(sentences(), key=len)
    documents = [Document(f"d{n:03}", f"خبر {n} جديد\n{wire}\nعدد {n} انتهى", date="2024-01-01") for n in range(100)]
    found = dedup.find_passages(documents, min_words=8, kinds=("exact",))
    assert [match.id for match in found] == [document.id for document in documents[1:]]
    assert {(match.of, match.cluster) for match in found} == {("d000", 1)}


def test_the_first_occurrence_is_by_date_then_as_given() -> None:
    line = max(sentences(), key=len)
    documents = [
        Document("c", line, date="2024-02-01"),
        Document("b", line, date="2024-01-01"),
        Document("a", line, date="2024-01-01"),
        Document("0", line),
    ]
    found = dedup.find_passages(documents, min_words=8)
    assert [(match.id, match.of) for match in found] == [("c", "b"), ("a", "b"), ("0", "b")]


def test_dates_in_any_form_decide_the_first_occurrence() -> None:
    line = max(sentences(), key=len)
    documents = [
        Document("a", line, date="2 آذار 2024"),
        Document("b", line, date=datetime.datetime(2024, 3, 1, 9, tzinfo=datetime.timezone.utc)),
        Document("c", line, date=1709370000),
    ]
    found = dedup.find_passages(documents, min_words=8)
    assert [(match.id, match.of) for match in found] == [("a", "b"), ("c", "b")]


def test_passages_within_a_source_do_not_count_across_sources() -> None:
    line = max(sentences(), key=len)
    documents = [
        Document("1", line, "sana", "2024-01-01"),
        Document("2", line, "sana", "2024-01-02"),
        Document("3", line, "spa", "2024-01-03"),
        Document("4", line, "sana", "2024-01-04"),
    ]
    within = dedup.find_passages(documents, min_words=8)
    across = dedup.find_passages(documents, cross_source=True, min_words=8)
    assert [(match.id, match.of) for match in within] == [("2", "1"), ("3", "1"), ("4", "1")]
    assert [(match.id, match.of) for match in across] == [("3", "1"), ("4", "3")]


@pytest.mark.parametrize("times", [2, 3, 5])
def test_a_text_that_holds_its_body_twice_repeats_itself(times: int) -> None:
    title, body = "عنوان الخبر", article(random.Random(1), 4)
    text = "\n".join([title, *[body] * times, "انتهى"])
    found = dedup.find_passages([("a", text)])
    covered = {at for match in found for at in range(match.start, match.end)}
    assert {(match.id, match.of, match.kind, match.cluster) for match in found} == {("a", "a", "exact", 1)}
    assert all(match.of_end <= match.start for match in found)
    second, end = text.index(body, len(title) + len(body)), text.rindex("انتهى")
    assert {at for at in range(second, end) if text[at].isalnum()} <= covered
    assert covered.isdisjoint(range(second))
    assert dedup.find_passages([("a", text)], cross_source=True) == []


def test_a_changed_repetition_within_a_text_is_split() -> None:
    body = article(random.Random(1), 6).split()
    changed = [*body[:40], "ثم", *body[40:]]
    text = " ".join([*body, "فاصل بين النصين", *changed])
    one, other = dedup.find_passages([("a", text)])
    assert (one.id, one.of, one.kind, other.kind) == ("a", "a", "exact", "exact")
    assert text[one.end : other.start].split() == ["ثم"]


def test_rows_that_differ_in_their_numbers_are_no_repetition() -> None:
    row = "درجة الحرارة العظمى المتوقعة في {} {} والصغرى {} والرياح شمالية خفيفة إلى معتدلة السرعة والرطوبة {} بالمئة"
    cities = ["حلب", "دمشق", "حمص", "حماة", "درعا", "إدلب"]
    text = "\n".join(row.format(city, 30 + at, 18 + at, 40 + at) for at, city in enumerate(cities))
    assert dedup.find_passages([("a", text)], min_words=10) == []


def test_what_an_earlier_document_has_is_told_of_that_one() -> None:
    line = max(sentences(), key=len)
    found = dedup.find_passages([("a", line), ("b", f"{line}\nثم\n{line}")], min_words=8)
    assert [(match.id, match.of) for match in found] == [("b", "a"), ("b", "a")]


@pytest.mark.parametrize("period", [1, 2, 7, 30])
def test_a_text_of_one_phrase_takes_no_longer_than_another(period: int) -> None:
    words = [f"كلمة{number}" for number in range(period)]
    text = " ".join(words * (60_000 // period))
    found = dedup.find_passages([("a", text)])
    checked(found, {"a": text})
    assert len(found) < 20
    assert max(match.end for match in found) == len(text)


@given(collections(6))
def test_every_long_run_that_a_document_repeats_is_covered(documents: list[list[str]]) -> None:
    texts = {str(row): " ".join(words) for row, words in enumerate(documents)}
    found = dedup.find_passages(texts.items(), min_words=7)
    checked(found, texts)
    assert uncovered(found, texts, 7) == []
    assert unseen_within(found, texts, 7) == []


def test_long_runs_of_shared_sentences_are_covered() -> None:
    rng = random.Random(7)
    texts = {f"{n:02}": article(rng) for n in range(12)}
    found = dedup.find_passages(texts.items(), min_words=12)
    assert len(found) > 12
    checked(found, texts)
    assert uncovered(found, texts, 12) == []


@given(st.lists(st.text(max_size=60), max_size=4))
def test_any_text_is_taken(texts: list[str]) -> None:
    named = {str(row): text for row, text in enumerate(texts)}
    checked(dedup.find_passages(named.items(), min_words=5), named)
    for match in dedup.compare([(f"l{one}", text) for one, text in named.items()], named.items(), min_words=5):
        assert texts[int(match.id[1:])][match.start : match.end]
        assert texts[int(match.of)][match.of_start : match.of_end]


def test_compare_lists_every_pair() -> None:
    line = max(sentences(), key=len)
    found = dedup.compare([("a", line), ("b", line)], [("x", line), ("y", f"قال {line}")])
    assert [(match.id, match.of, match.kind) for match in found] == [
        (one, other, "exact") for one in "ab" for other in "xy"
    ]
    assert len({match.cluster for match in found}) == 2


def test_kinds_that_are_not_wanted_are_left_out() -> None:
    text = article(random.Random(2), 4)
    spelled = text.split()
    changed = " ".join([*spelled[:22], "ثم", *spelled[22:50], *spelled[52:]])
    near = dedup.compare([("a", changed)], [("b", text)])
    exact = dedup.compare([("a", changed)], [("b", text)], kinds=("exact",))
    assert [match.kind for match in near] == ["near"]
    assert {match.kind for match in exact} == {"exact"}


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"kinds": ("same",)}, "kinds= must be some of exact, near, reworded"),
        ({"kinds": ()}, "kinds= must be some of .*, got none"),
        ({"kinds": "near"}, "kinds= takes a list of kinds, got the single string 'near'"),
        ({"min_words": 2}, "min_words= must be at least 5, got 2"),
        ({"min_words": "9"}, "min_words= must be at least 5, got '9'"),
        ({"kinds": ("reworded",)}, "dedup.compare"),
    ],
)
def test_options_out_of_range_are_refused(options: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        dedup.find_passages([("a", "نص")], **options)  # type: ignore[arg-type]  # wrong on purpose
