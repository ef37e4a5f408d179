from __future__ import annotations

from dataclasses import replace
from typing import get_args

import pytest
from hypothesis import example, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from dedup.duplicates import MatchSettings, Resources, decide
from dedup.names import Keep
from tests.duplicates.oracle import Fate, Oracle, Text, containment, fates, jaccard, span, table_of
from tests.searches import examples

KEPT = Fate(None)
thresholds = st.sampled_from([0.05, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 1.0])


@st.composite
def texts(draw: st.DrawFn) -> Text:
    """A run of shingles with a few taken out and a few put in: copies, extracts and rewrites all occur."""
    start, size = draw(st.integers(0, 8)), draw(st.integers(0, 20))
    out, put = draw(st.sets(st.integers(0, 28), max_size=2)), draw(st.sets(st.integers(0, 40), max_size=2))
    return Text(
        frozenset(({*range(start, start + size)} - out) | (put if size else set())),
        wording=draw(st.integers(0, 1)),
        length=draw(st.integers(0, 3)),
        date=draw(st.sampled_from(["", "2015-07-21", "2015-07-21 02:51", "2016"])),
        source=draw(st.sampled_from(["", "bbc", "spa"])),
    )


settings = st.builds(
    MatchSettings,
    near=thresholds,
    contained=thresholds,
    keep=st.sampled_from(get_args(Keep)),
    prefer=st.sampled_from([(), ("spa",), ("spa", "bbc")]),
    contained_words=st.sampled_from([1, 1, 5, 6, 12, 20]),
)


def decided(*given_texts: Text, **options: object) -> list[Fate]:
    options = {"contained_words": 1} | options
    return fates(decide(table_of(given_texts), MatchSettings(**options)))  # type: ignore[arg-type]  # options by name


@hypothesis_settings(max_examples=examples(400))
@given(st.lists(texts(), max_size=9), settings)
def test_the_decisions_are_those_of_the_definition(given_texts: list[Text], chosen: MatchSettings) -> None:
    assert fates(decide(table_of(given_texts), chosen)) == Oracle(given_texts, chosen).fates()


@hypothesis_settings(max_examples=examples(400))
@given(st.lists(texts(), min_size=3, max_size=12), settings)
def test_decisions_are_the_oracles_in_large_groups_too(given_texts: list[Text], chosen: MatchSettings) -> None:
    """Packed documents are compared as others are."""
    found = fates(decide(table_of(given_texts), chosen, Resources(frequent=3)))
    assert found == Oracle(given_texts, chosen).fates()


@pytest.mark.slow
@hypothesis_settings(max_examples=400)
@given(st.lists(st.tuples(texts(), st.integers(0, 2)), min_size=2, max_size=14), settings, st.integers(2, 5))
def test_scanning_a_group_compares_only_who_shares_a_key(
    given_texts: list[tuple[Text, int]], chosen: MatchSettings, frequent: int
) -> None:
    """A group that is scanned as a whole gives what the lists of its keys give."""
    table = table_of([text for text, _ in given_texts], [signature for _, signature in given_texts])
    assert fates(decide(table, chosen, Resources(frequent=frequent))) == fates(decide(table, chosen))


@given(st.lists(texts(), max_size=9), settings)
def test_every_dropped_document_names_a_kept_one_that_covers_it(given_texts: list[Text], chosen: MatchSettings) -> None:
    found = fates(decide(table_of(given_texts), chosen))
    oracle = Oracle(given_texts, chosen)
    for row, fate in enumerate(found):
        if fate.kept_by is None:
            continue
        own, kept = given_texts[row].shingles, given_texts[fate.kept_by].shingles
        assert found[fate.kept_by] == KEPT
        assert (fate.jaccard, fate.containment) == (jaccard(own, kept), containment(own, kept))
        assert oracle.covers(fate.kept_by, oracle.original[row]) or fate.kind == "exact"
        assert (fate.kind == "exact") == (oracle.original[row] == oracle.original[fate.kept_by])


@given(st.lists(texts(), max_size=9), settings)
@example([span(0, 20), span(0, 18), span(2, 20)], MatchSettings(near=1.0, contained=0.9, contained_words=1))
def test_no_kept_document_covers_another(given_texts: list[Text], chosen: MatchSettings) -> None:
    found = fates(decide(table_of(given_texts), chosen))
    oracle = Oracle(given_texts, chosen)
    kept = [row for row, fate in enumerate(found) if fate == KEPT and given_texts[row].shingles]
    assert not [(a, b) for a in kept for b in kept if a != b and oracle.covers(a, b)]
    assert len({oracle.original[row] for row in kept}) == len(kept)


@given(st.lists(texts(), max_size=9), settings)
def test_the_same_table_is_decided_the_same_way(given_texts: list[Text], chosen: MatchSettings) -> None:
    once, again = (fates(decide(table_of(given_texts), chosen)) for _ in range(2))
    assert once == again


def test_similarity_does_not_travel_along_a_chain() -> None:
    a, b, c = span(0, 100), span(10, 110), span(20, 120)
    assert decided(a, b, c) == [KEPT, Fate(0, "near", 90 / 110, 0.9), KEPT]
    assert decided(b, a, c) == [KEPT, Fate(0, "near", 90 / 110, 0.9), Fate(0, "near", 90 / 110, 0.9)]


def test_a_duplicate_names_the_most_similar_kept_document() -> None:
    assert decided(span(0, 100), span(20, 120), span(11, 111))[2] == Fate(1, "near", 91 / 109, 0.91)


@pytest.mark.parametrize("keep", get_args(Keep))
def test_a_text_stays_before_an_earlier_extract_of_it(keep: str) -> None:
    extract, whole = replace(span(10, 30), date="2015-01-01"), replace(span(0, 200), date="2015-01-02")
    assert decided(extract, whole, keep=keep) == [Fate(1, "contained", 0.1, 1.0), KEPT]


def test_an_extract_stays_if_no_kept_document_contains_it() -> None:
    kept, near_it, extract = span(0, 100), span(8, 108), span(98, 108)
    assert decided(kept, near_it, extract) == [KEPT, Fate(0, "near", 92 / 108, 0.92), KEPT]
    another = span(90, 300)
    assert decided(kept, near_it, extract, another)[2] == Fate(3, "contained", 10 / 210, 1.0)


def test_an_extract_of_a_contained_text_needs_a_kept_one() -> None:
    largest, middle, small = span(0, 200), span(105, 205), span(195, 205)
    assert decided(small, middle, largest) == [KEPT, Fate(2, "contained", 95 / 205, 0.95), KEPT]


def test_a_document_whose_keeper_goes_is_decided_again() -> None:
    preferred, near_it = span(0, 50), Text(frozenset({*range(50), *range(200, 210)}))
    container = span(0, 100)
    assert decided(preferred, near_it, container) == [Fate(1, "near", 50 / 60, 1.0), KEPT, KEPT]


def test_those_decided_again_are_decided_by_preference() -> None:
    keeper, container = replace(span(0, 50), date="2019"), replace(span(0, 100), date="2022")
    later = Text(frozenset({*range(50), *range(200, 210)}), date="2021")
    earlier = Text(frozenset({*range(50), *range(201, 211)}), date="2020")
    found = decided(later, earlier, keeper, container)
    assert found == [Fate(1, "near", 59 / 61, 59 / 60), KEPT, Fate(1, "near", 50 / 60, 1.0), KEPT]


def test_of_equal_matches_a_duplicate_names_the_preferred() -> None:
    before, after, between = span(0, 100), span(20, 120), span(10, 110)
    assert decided(before, after, between)[2].kept_by == 0
    assert decided(replace(before, date="2020"), replace(after, date="2019"), between)[2].kept_by == 1


def test_of_texts_containing_each_other_the_preferred_stays() -> None:
    a, b = replace(span(0, 100), date="2020"), replace(span(4, 104), date="2019")
    assert decided(a, b, near=0.95) == [Fate(1, "contained", 96 / 104, 0.96), KEPT]
    assert decided(a, b, near=0.95, keep="first") == [KEPT, Fate(0, "contained", 96 / 104, 0.96)]


def test_copies_follow_their_original() -> None:
    copy, later = replace(span(0, 60), date="2020"), replace(span(0, 60), date="2021")
    whole = replace(span(0, 100), date="2022")
    assert decided(later, copy) == [Fate(1, "exact", 1.0, 1.0), KEPT]
    assert decided(later, copy, whole) == [Fate(2, "contained", 0.6, 1.0)] * 2 + [KEPT]


def test_other_words_in_the_same_shingles_are_near_not_exact() -> None:
    assert decided(span(0, 9), replace(span(0, 9), wording=1), near=1.0)[1] == Fate(0, "near", 1.0, 1.0)


def test_thresholds_are_reached_at_equality() -> None:
    assert decided(span(0, 10), span(0, 8))[1].kind == "near"
    assert decided(span(0, 30), Text(frozenset({*range(9), 99})))[1].kind == "contained"
    assert decided(span(0, 30), span(0, 9), near=1.0, contained=1.0)[1].kind == "contained"
    assert decided(span(0, 100), Text(frozenset({*range(7), *range(200, 293)})), contained=0.07)[1] != KEPT


@pytest.mark.parametrize(("near", "contained"), [(0.9, 0.5), (0.5, 0.5), (1.0, 0.1)])
def test_near_may_be_above_contained(near: float, contained: float) -> None:
    half = Text(frozenset({*range(50), *range(200, 250)}))
    fate = decided(half, span(0, 120), near=near, contained=contained)[0]
    assert fate == Fate(1, "contained", 50 / 170, 0.5)


def test_documents_without_words_match_nothing() -> None:
    nothing = Text(frozenset())
    assert decided(nothing, nothing, span(0, 5)) == [KEPT] * 3


def test_no_documents_and_one() -> None:
    assert decided() == []
    assert decided(span(0, 5)) == [KEPT]


def test_unknown_dates_come_last_and_listed_sources_first() -> None:
    undated, dated = span(0, 9), replace(span(0, 9), date="2020")
    assert decided(undated, dated)[0].kept_by == 1
    agency = replace(span(0, 9), source="spa")
    assert decided(undated, dated, agency, prefer=("spa",))[1].kept_by == 2
    assert decided(agency, replace(dated, source="bbc"), prefer=("bbc", "spa"))[0].kept_by == 1


def test_many_near_copies_end_with_one() -> None:
    copies = [Text(frozenset({*range(300), 1000 + number})) for number in range(1000)]
    found = decided(*copies)
    assert found[0] == KEPT
    assert set(found[1:]) == {Fate(0, "near", 300 / 302, 300 / 301)}


def test_a_document_that_is_too_short_is_contained_in_nothing() -> None:
    article = span(0, 200)
    for words, caption in ((30, span(20, 46)), (12, span(20, 28)), (5, span(20, 21))):
        assert decided(caption, article, contained_words=words) == [
            Fate(1, "contained", pytest.approx(0, abs=1), 1.0),
            KEPT,
        ]
        assert decided(caption, article, contained_words=words + 1) == [KEPT, KEPT]


def test_a_short_copy_is_a_copy() -> None:
    headline = span(0, 8)
    assert decided(headline, headline, span(0, 9), contained_words=30)[:2] == [KEPT, Fate(0, "exact", 1.0, 1.0)]
    assert decided(headline, span(0, 9), contained_words=30)[1] == Fate(0, "near", 8 / 9, 8 / 9)


def test_the_latest_of_the_copies_stays() -> None:
    dates = ["2015-07-21", "", "2015-07-22T10:00:00", "2015-07-22", "2014"]
    copies = [replace(span(0, 50), date=date) for date in dates]
    assert [fate.kept_by for fate in decided(*copies, keep="latest")] == [2, 2, None, 2, 2]
    assert [fate.kept_by for fate in decided(*copies[:2], keep="latest")] == [None, 0]
    assert [fate.kept_by for fate in decided(*copies, keep="earliest")] == [4, 4, 4, 4, None]
