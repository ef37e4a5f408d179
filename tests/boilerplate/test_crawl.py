from __future__ import annotations

from collections.abc import Sequence
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dedup.boilerplate.counting import Counts, count, merge
from dedup.boilerplate.crawl_evidence import weigh
from dedup.boilerplate.evidence import crawl as room
from dedup.boilerplate.evidence.crawl import headline_keys, source_hash
from dedup.boilerplate.finding import find_atoms
from dedup.boilerplate.lexicon.table import Table, lookup, lookup_compact
from tests.arabic.reference import reference_hash, reference_mix64
from tests.boilerplate.pages import HEADLINE, LEAD, OTHER_HEADLINE, PAGE
from tests.boilerplate.reference import crawl as reference
from tests.boilerplate.reference.atoms import reference_atoms
from tests.boilerplate.reference.segments import reference_segments
from tests.boilerplate.texts import (
    BREAKS,
    DATES,
    GLUED,
    LINKS,
    MENU,
    ONE_LINE,
    REPEATS,
    SEEDS,
    any_text,
    composed,
    small,
)
from tests.searches import examples

Told = tuple[str, str, str]
"""A page of a crawl: its text, its source and its title."""

TITLES = st.sampled_from(
    ["", HEADLINE, OTHER_HEADLINE, "كتاب الجسر النهر المدينة", "كتاب الجسر النهر المدينة في 12", "الجسر"]
)
SOURCES = st.sampled_from(["أ", "ب", ""])
HEADED = st.one_of(small, composed, TITLES, TITLES.map(lambda title: f"{title} ، {title}\n{title}{LEAD}"))
CRAWLS = st.lists(st.tuples(HEADED, SOURCES, TITLES), max_size=10)


def told(pages: Sequence[Told]) -> list[reference.Page]:
    found = []
    for text, source, title in pages:
        atoms = reference_atoms(text)
        found.append(reference.Page(atoms, reference_segments(atoms), source, title))
    return found


def counted(pages: Sequence[Told]) -> Counts:
    texts, sources, titles = ([page[column] for page in pages] for column in range(3))
    return count(find_atoms(texts), sources, titles)


def others(number: int) -> list[Told]:
    """Pages of the source `أ` that share nothing, for a crawl that is large enough to be read."""
    return [(f"خبر{chr(0x628 + place) * 5}", "أ", "") for place in range(number)]


def rows(counts: Counts) -> dict[tuple[int, int], int]:
    keys = zip(counts.keys.tolist(), counts.sources.tolist(), strict=True)
    return dict(zip(keys, counts.documents.tolist(), strict=True))


def assert_equal(left: Counts, right: Counts) -> None:
    assert left.pages == right.pages
    for name in ("keys", "sources", "documents", "headlines"):
        assert getattr(left, name).tolist() == getattr(right, name).tolist()


def assert_agree(seen: Sequence[Told], pages: Sequence[Told]) -> None:
    """The kernel finds in pages what the reference finds, of a crawl of others."""
    texts, sources, titles = ([page[column] for page in pages] for column in range(3))
    group, documents = room.crawl(find_atoms(texts), weigh(counted(seen)), sources, titles)
    known = told(seen)
    found = [reference.crawl(page, known) for page in told(pages)]
    assert group.atoms.tolist() == [row for page in found for row in page[0]]
    assert group.segments.tolist() == [row for page in found for row in page[1]]
    assert documents.tolist() == [number for page in found for number in page[2]]


def shapes(source: str) -> list[Told]:
    texts = [PAGE, MENU, GLUED, LINKS, DATES, BREAKS, REPEATS, ONE_LINE, *SEEDS]
    return [(text, source, HEADLINE if number % 2 else "") for number, text in enumerate(texts)]


# -- counting ------------------------------------------------------------------------------------------------------


@given(CRAWLS)
@settings(max_examples=examples(120))
def test_counts_are_those_of_plain_python(pages: list[Told]) -> None:
    counts = counted(pages)
    plain = reference.counts(told(pages))
    assert rows(counts) == {
        (reference.hashed(key), source_hash(source)): pages for (key, source), pages in plain.items()
    }
    assert counts.pages == {source_hash(s): number for s, number in reference.by_source(told(pages)).items()}


@given(st.lists(st.tuples(st.one_of(any_text, HEADED), SOURCES, TITLES), max_size=10), st.randoms(), st.integers(1, 4))
@settings(max_examples=examples(120))
def test_counts_are_the_same_in_any_order_and_in_any_batches(pages: list[Told], random: Random, size: int) -> None:
    whole = counted(pages)
    shuffled = list(pages)
    random.shuffle(shuffled)
    merged = merge(counted(shuffled[at : at + size]) for at in range(0, len(shuffled), size))
    assert_equal(merge([merged]), merge([whole]))
    assert rows(merged) == rows(whole)


@given(CRAWLS)
@settings(max_examples=examples(90))
def test_a_page_counts_once_however_often_it_says_a_line(pages: list[Told]) -> None:
    once, twice = (
        counted([("\n".join(["أول سطر", *[text] * times]), source, title) for text, source, title in pages])
        for times in (1, 2)
    )
    assert rows(once) == rows(twice)


def test_nothing_has_no_evidence() -> None:
    for nothing in (merge([]), counted([]), merge([counted([])])):
        assert rows(nothing) == {}
        assert nothing.pages == {}
        assert_agree([], [(PAGE, "أ", HEADLINE), ("", "أ", "")])


# -- evidence ------------------------------------------------------------------------------------------------------


@given(CRAWLS, CRAWLS)
@settings(max_examples=examples(100))
def test_kernel_and_reference_agree_on_any_crawl(seen: list[Told], pages: list[Told]) -> None:
    assert_agree(seen, pages)
    assert_agree(seen + pages, pages)


def test_kernel_and_reference_agree_on_pages_of_many_shapes() -> None:
    seen = [*shapes("أ"), *shapes("أ"), *shapes("أ")[:4], *shapes("ب")]
    assert_agree(seen, [*shapes("أ"), *shapes("ب"), *shapes("ج")])


def test_a_line_of_a_source_is_known_on_its_pages_only() -> None:
    notice = "نشرة البلدية المسائية بين يديك"
    seen = [(f"{PAGE}{number}\n{notice}\n", "أ", "") for number in range(20)]
    pages = [(f"{PAGE}{notice}\n", source, "") for source in ("أ", "ب")]
    _, documents = room.crawl(find_atoms([page[0] for page in pages]), weigh(counted(seen)), ["أ", "ب"], ["", ""])
    atoms = find_atoms([page[0] for page in pages])
    last = atoms.segment_bounds[1:] - 1
    assert documents[last].tolist() == [20, 0]


def test_lines_that_differ_in_a_number_are_not_the_same() -> None:
    seen = [(f"{PAGE}مدة التحضير: {number} دقيقة\n", "أ", "") for number in range(20)]
    atoms = find_atoms([seen[7][0]])
    _, documents = room.crawl(atoms, weigh(counted(seen)), ["أ"], [""])
    assert documents[-1] == 0


@pytest.mark.parametrize("pages", [2, 3])
def test_what_fewer_than_three_pages_have_is_not_known(pages: int) -> None:
    seen = [*[("نشرة البلدية المسائية", "أ", "")] * pages, *others(8)]
    _, documents = room.crawl(find_atoms([seen[0][0]]), weigh(counted(seen)), ["أ"], [""])
    assert documents.tolist() == [pages if pages > 2 else 0]


def test_a_source_of_few_pages_is_read_without_its_crawl() -> None:
    seen = [("نشرة البلدية المسائية", "أ", "")] * 7
    group, documents = room.crawl(find_atoms([seen[0][0]]), weigh(counted(seen)), ["أ"], [""])
    assert not documents.any()
    assert not group.atoms.any()
    assert not group.segments.any()


def test_anothers_headline_ends_though_text_is_glued_to_it() -> None:
    text = f"اقرأ أيضاً{OTHER_HEADLINE}وقال الوزير"
    atoms = find_atoms([text])
    known = weigh(counted([(PAGE, "أ", OTHER_HEADLINE), *others(8)]))
    group, _ = room.crawl(atoms, known, ["أ"], [""])
    inside = [at for at, value in enumerate(group.atoms[:, 0].tolist()) if 2 <= value <= 4]
    assert text[atoms.rows[inside[0], 0] : atoms.rows[inside[-1], 1]] == OTHER_HEADLINE


@pytest.mark.parametrize(
    "title", ["قمة G20 تبدأ اليوم في الرياض", "دراسة عن كوفيد19 في جدة", "ما قاله ﻻعب الهلال بعد المباراة"]
)
def test_a_headline_is_found_whatever_its_words_are_made_of(title: str) -> None:
    group, _ = room.crawl(find_atoms([f"{title}\n"]), weigh(counted([(PAGE, "أ", title), *others(8)])), ["أ"], [""])
    assert group.atoms[:, 0].tolist() == [2, *[3] * (len(group.atoms) - 2), 4]


def test_headline_keys_hash_the_beginning_and_all_words() -> None:
    words = "كتاب الجسر النهر المدينه".split()
    state, states = reference_hash(words[0]), []
    for word in words[1:]:
        state = reference_mix64(state ^ reference_mix64(reference_hash(word)))
        states.append(state)
    keys = headline_keys(["كتاب، الجسر: النهر المدينة", "كتاب الجسر النهر", "كلمة " * 25, ""])
    assert keys.tolist() == [[states[1], states[2]], [0, 0], [0, 0], [0, 0]]
    assert headline_keys([]).shape == (0, 2)


# -- the table that kernels look up --------------------------------------------------------------------------------


@given(st.lists(st.tuples(st.one_of(st.integers(0, 40), st.integers(0, 2**64 - 1)), st.integers(1, 2**32 - 1))))
def test_a_compact_table_gives_the_same(pairs: list[tuple[int, int]]) -> None:
    upper = {key >> 32: key for key, _ in pairs}  # of keys with the same upper half, one
    kept = {key: value for key, value in pairs if key in upper.values()}
    table = Table.of(np.array([*kept], np.uint64), np.array([*kept.values()], np.int64))
    slots = table.compact()
    for key in (*kept, *range(1, 60), 2**64 - 1):
        if key in kept or key >> 32 not in upper:
            assert lookup_compact(slots, np.uint64(key)) == lookup(table, np.uint64(key))


def test_a_value_too_large_for_a_compact_table_is_refused() -> None:
    for value in (-1, 2**32):
        with pytest.raises(ValueError, match="32 bits"):
            Table.of(np.array([7], np.uint64), np.array([value], np.int64)).compact()


@given(st.lists(st.tuples(st.one_of(st.integers(0, 40), st.integers(0, 2**64 - 1)), st.integers(1, 2**62))))
def test_a_table_is_a_dict(pairs: list[tuple[int, int]]) -> None:
    keys, values = np.array([key for key, _ in pairs], np.uint64), np.array([value for _, value in pairs], np.int64)
    table = Table.of(keys, values)
    expected = {key: value for key, value in pairs if key}
    assert {key: int(lookup(table, np.uint64(key))) for key in range(1, 60)} == {
        key: expected.get(key, 0) for key in range(1, 60)
    }
    assert all(lookup(table, np.uint64(key)) == value for key, value in expected.items())
    assert int((table.keys != 0).sum()) == len(expected)
    assert len(table.keys) >= 2 * len(expected)
