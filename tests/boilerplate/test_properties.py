"""What is promised of every page whatever the labeller says: of the shipped one and of labellers of random numbers."""

from __future__ import annotations

import pickle
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from dedup.arabic import groups
from dedup.boilerplate import Cleaner, clean_text
from dedup.boilerplate.counting import count
from dedup.boilerplate.crawl_evidence import CrawlEvidence, weigh
from dedup.boilerplate.evidence import GROUPS, ROWS, places
from dedup.boilerplate.finding import find_atoms
from dedup.boilerplate.labels import ONE
from dedup.boilerplate.lexicon.phrases import load_shipped
from dedup.boilerplate.weights import PROFILES, Layer, Parameters, Weights, shipped_weights
from tests.boilerplate.invariants import alike, check, check_cuts, check_running_text, fields
from tests.boilerplate.models import SIZE, random_model, random_weights
from tests.boilerplate.pages import (
    BODY,
    CLOSING,
    HEADLINE,
    LEAD,
    OTHER_BODY,
    OTHER_HEADLINE,
    OTHER_LEAD,
    SEED_NAMES,
    seed,
)
from tests.boilerplate.texts import HUGE, MADE_UP, drawn, small
from tests.searches import examples

APPENDED = ("split", "drop", "keep")
SHIPPED = [Cleaner(profile=profile, appended=appended) for profile in PROFILES for appended in APPENDED]
# Labellers of random numbers that cut much, with the gate shut, half open and open.
RANDOM = [
    Cleaner(profile=profile, appended=appended, model=random_model(number, cut=2 * ONE, gate=gate * ONE))
    for number, (profile, appended, gate) in enumerate(
        [
            ("balanced", "split", 0), ("aggressive", "split", 40), ("conservative", "keep", -4),
            ("balanced", "drop", 40), ("aggressive", "keep", -60), ("balanced", "split", -2),
        ]
    )
]  # fmt: skip
CLEANERS = [*SHIPPED, *RANDOM]
COPIES = [pickle.loads(pickle.dumps(cleaner)) for cleaner in CLEANERS]

PHRASES = st.sampled_from([phrase.text for phrase in load_shipped()])
SENTENCES = st.sampled_from([LEAD, BODY, CLOSING, OTHER_LEAD, OTHER_BODY])
LINES = st.one_of(
    PHRASES, SENTENCES, st.sampled_from([HEADLINE, OTHER_HEADLINE, "12 سبتمبر 2023", "المصدر: رويترز"]), drawn
)
pages = st.one_of(drawn, small, st.lists(LINES, max_size=12).map("\n".join), st.lists(LINES, max_size=6).map("".join))
cleaners = st.sampled_from(CLEANERS)
random_cleaners = st.sampled_from(RANDOM)


# -- spans and articles --------------------------------------------------------------------------------------------


@given(pages, st.integers(0, len(CLEANERS) - 1))
@example("\x01\x02\x03", 4)
@example("\ud800\nإقرأ أيضاً:\ud800", 4)
@example("المصدر:\u200f\u064b\n\u064b", 4)
@example("تاريخ النشر: 99/99/2023", 4)
@example("تاريخ النشر: ٣١ فبراير ٢٠٢٣", 4)
@settings(max_examples=examples(300))
def test_any_text_is_taken_apart_without_loss(text: str, number: int) -> None:
    page = CLEANERS[number].clean(text)
    check(text, page)
    assert CLEANERS[number].clean(text) == page
    assert COPIES[number].clean(text) == page


@pytest.mark.parametrize("text", MADE_UP, ids=lambda text: ascii(text[:12]))
def test_pages_of_many_shapes_are_taken_apart_without_loss(text: str) -> None:
    for cleaner in CLEANERS:
        check(text, cleaner.clean(text))


@pytest.mark.parametrize("name", SEED_NAMES)
def test_seeds_are_taken_apart_without_loss(name: str) -> None:
    for cleaner in CLEANERS:
        check(seed(name), cleaner.clean(seed(name)))


@pytest.mark.parametrize(
    "text",
    [*HUGE, "قال " * 50_000, f"{BODY} " * 1_000, "إقرأ أيضاً: " * 1_000, "- " * 50_000, "\x01\x02 " * 8_000],
    ids=lambda text: ascii(text[:6]),
)
def test_a_huge_line_is_taken_apart_without_loss(text: str) -> None:
    check(text, clean_text(text))


@given(pages)
@example("0»0\u030000000<0O1فف4ف0\rAAرف À00A À A Ç1A a À و\x17و.\r0:;0:\r1Ā")  # an article on both sides of the host
@settings(max_examples=examples(120))
def test_splitting_dropping_and_keeping_appended_articles_agree(text: str) -> None:
    for number in (0, 1):
        model = random_model(number, cut=2 * ONE)
        split, drop, keep = (Cleaner(appended=mode, model=model).clean(text) for mode in APPENDED)
        assert drop.text == split.text
        assert len(drop.articles) == len(keep.articles) == 1
        # Sorted, for running text that one cut would have taken is the host's, also behind an appended article.
        kept = ["".join(text.split()) for text in (keep.text, "".join(article.text for article in split.articles))]
        assert sorted(kept[0]) == sorted(kept[1])


# -- where a page is cut -------------------------------------------------------------------------------------------


@given(pages, random_cleaners)
@settings(max_examples=examples(200))
def test_no_cut_is_inside_a_word_unless_something_proves_a_join(text: str, cleaner: Cleaner) -> None:
    check_cuts(text, cleaner.clean(text))


@pytest.mark.parametrize("text", MADE_UP, ids=lambda text: ascii(text[:12]))
def test_no_cut_is_inside_a_word_of_pages_of_many_shapes(text: str) -> None:
    for cleaner in CLEANERS:
        check_cuts(text, cleaner.clean(text))


@given(pages, random_cleaners)
@settings(max_examples=examples(200))
def test_one_cut_empties_no_page_and_takes_not_all_running_text(text: str, cleaner: Cleaner) -> None:
    check_running_text(text, cleaner.clean(text), cleaner)


# -- what a cut does not depend on ---------------------------------------------------------------------------------


BLANK_LINES = st.text(st.sampled_from(" \t\u00a0\n\r\u2003"), max_size=6)


@given(pages, BLANK_LINES, cleaners)
@settings(max_examples=examples(100))
def test_blanks_at_the_end_change_nothing(text: str, blanks: str, cleaner: Cleaner) -> None:
    assert alike(text, text + blanks, cleaner)


@given(
    st.lists(LINES.map(lambda line: " ".join(line.split())), max_size=10), cleaners, st.sampled_from([" ", "\t ", "  "])
)
@settings(max_examples=examples(100))
def test_blanks_at_the_ends_of_lines_change_nothing(lines: list[str], cleaner: Cleaner, blanks: str) -> None:
    assert alike("\n".join(lines), "\n".join(line + blanks for line in lines), cleaner)


@given(pages, cleaners)
@settings(max_examples=examples(100))
def test_how_lines_end_changes_nothing(text: str, cleaner: Cleaner) -> None:
    text = text.replace("\r", "")
    assert alike(text, text.replace("\n", "\r\n"), cleaner)


@given(pages, cleaners)
@settings(max_examples=examples(100))
def test_a_byte_order_mark_in_front_changes_nothing(text: str, cleaner: Cleaner) -> None:
    assert alike(text, f"\ufeff{text}", cleaner)


# -- many pages ----------------------------------------------------------------------------------------------------

NOTICE = "نشرة البلدية المسائية بين يديك"
REPEATED = [f"{HEADLINE} {number}\n{LEAD}\n{NOTICE}\n{BODY}\n{OTHER_HEADLINE}\n" for number in range(8)]


def known(texts: Sequence[str], source: str = "بلدية") -> CrawlEvidence:
    return weigh(count(find_atoms(texts), [source] * len(texts), [OTHER_HEADLINE] * len(texts)))


EVIDENCE = known(REPEATED)
TOLD = st.tuples(
    st.one_of(pages, st.sampled_from(REPEATED)),
    st.sampled_from(["", "بلدية", "رويترز"]),
    st.sampled_from(["", OTHER_HEADLINE]),
)
WITH_PHRASES = Cleaner(phrases=[NOTICE, "كتاب"], without=["echo"])


@given(st.lists(TOLD, max_size=6), st.sampled_from([1, 300, 10_000]), st.sampled_from([*CLEANERS, WITH_PHRASES]))
@settings(max_examples=examples(80))
def test_many_pages_are_taken_apart_as_each_is(
    batch: list[tuple[str, str, str]], together: int, cleaner: Cleaner
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(groups, "GROUP_CHARACTERS", together)
        for evidence in (None, EVIDENCE):
            alone = [
                cleaner.clean(text, source=source, title=title, evidence=evidence) for text, source, title in batch
            ]
            assert list(cleaner.clean_all(batch, evidence)) == alone


def test_a_page_given_without_a_title_is_one_with_none() -> None:
    with_title, without_title = [(text, "بلدية", "") for text in REPEATED], [(text, "بلدية") for text in REPEATED]
    assert list(Cleaner().clean_all(without_title, EVIDENCE)) == list(Cleaner().clean_all(with_title, EVIDENCE))


def test_a_phrase_that_ends_one_page_and_begins_the_next_is_two() -> None:
    batch = [(f"{HEADLINE}\n{LEAD} {NOTICE}", ""), (f"{NOTICE}\n{LEAD}\n{BODY}\n", "")]
    assert list(WITH_PHRASES.clean_all(batch)) == [WITH_PHRASES.clean(text) for text, _ in batch]


def test_a_source_that_the_crawl_does_not_know_has_no_evidence() -> None:
    for cleaner in RANDOM:
        assert cleaner.clean(REPEATED[0], source="رويترز", evidence=EVIDENCE) == cleaner.clean(REPEATED[0])


# -- evidence taken away -------------------------------------------------------------------------------------------


def blinded(weights: Weights, group: str) -> Weights:
    """Weights for which a group says nothing: its rows of the table, and what its columns weigh, are zeros."""
    atom_columns, segment_columns = places(group)
    networks = []
    for network in weights.networks:
        table = network.table.copy()
        table[ROWS[atom_columns.start] : ROWS[atom_columns.stop]] = 0
        into = network.layers["into"].weights.copy()
        into[:, 6 * table.shape[1] :][:, segment_columns] = 0
        networks.append(Parameters(table, {**network.layers, "into": Layer(into, network.layers["into"].bias)}))
    # Who knows nothing of crawls pays for every page what a page alone costs.
    prices = {
        name: (alone, alone if group == "crawl" else crawled) for name, (alone, crawled) in weights.prices.items()
    }
    return Weights(tuple(networks), prices, weights.margins, weights.facts)


@pytest.mark.slow
@pytest.mark.parametrize("group", GROUPS)
@pytest.mark.parametrize("number", [None, 0, 3])
def test_without_a_group_pages_are_those_of_a_blind_labeller(
    group: str, number: int | None, tmp_path_factory: pytest.TempPathFactory
) -> None:
    model = None if number is None else random_model(number, cut=ONE)
    path = tmp_path_factory.mktemp("blind") / "blind.weights"
    blinded(shipped_weights() if model is None else Weights.read(model), group).write(path)
    seeing, blind = Cleaner(model=model, without=[group]), Cleaner(model=path)
    for text in [*map(seed, SEED_NAMES), *REPEATED[:2], *MADE_UP]:
        ours, theirs = (cleaner.clean(text, source="بلدية", evidence=EVIDENCE) for cleaner in (seeing, blind))
        assert [span[:4] for span in map(_told, ours.spans)] == [span[:4] for span in map(_told, theirs.spans)]
        assert [span.confidence for span in ours.spans] == [span.confidence for span in theirs.spans]
        assert fields(ours) == fields(theirs)


def _told(span: object) -> tuple[object, ...]:
    return tuple(getattr(span, name) for name in ("start", "end", "label", "article"))


@given(pages, st.sampled_from(sorted(GROUPS)), st.integers(0, 5))
@settings(max_examples=examples(100))
def test_no_rule_names_absent_evidence(text: str, group: str, number: int) -> None:
    page = Cleaner(without=[group], model=random_model(number, cut=2 * ONE)).clean(text)
    named = {span.rule.partition(":")[0] for span in page.removed}
    assert not named & {group, "crawl"}
    assert Cleaner(without=GROUPS).clean(text).spans == Cleaner(without=GROUPS).clean(text).spans


def test_absent_evidence_has_weight_zero() -> None:
    assert not any(network.table[list(ROWS[:-1])].any() for network in shipped_weights().networks)


def test_random_labellers_cut_much_and_keep_much() -> None:
    """Or what they are to show would be empty words."""
    kept = cut = 0
    labels = set()
    for cleaner in RANDOM:
        for name in SEED_NAMES:
            page = cleaner.clean(seed(name))
            kept += sum(span.end - span.start for span in page.spans if span.is_content)
            cut += sum(span.end - span.start for span in page.removed)
            labels |= {span.label for span in page.spans}
    assert 0.1 < kept / (kept + cut) < 0.9
    assert len(labels) > 8
    assert random_weights(0).networks[0].table.shape == (ROWS[-1], SIZE)
    assert np.abs(random_weights(0).networks[0].table).max() <= 127


def test_a_cleaner_is_equal_to_its_copy() -> None:
    assert COPIES == CLEANERS
    assert pickle.loads(pickle.dumps(Cleaner(phrases=["سطر خاص"]))) == Cleaner(phrases=["سطر خاص"])
    assert Cleaner() != Cleaner(profile="aggressive")
