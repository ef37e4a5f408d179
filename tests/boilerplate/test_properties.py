from __future__ import annotations

import pickle

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from dedup.arabic import groups
from dedup.boilerplate import Cleaner, clean_text
from dedup.boilerplate.phrases import load_shipped
from dedup.boilerplate.repetition import NO_EVIDENCE
from dedup.model import LABELS, Page
from tests.boilerplate.crawls import crawl, page
from tests.boilerplate.pages import BODY, HEADLINE, LEAD, OTHER_HEADLINE, SEED_NAMES, seed

PHRASES = [phrase.text for phrase in load_shipped()]
CLEANERS = [
    Cleaner(profile, appended=appended)
    for profile in ("conservative", "balanced", "aggressive")
    for appended in ("split", "drop", "keep")
]
COPIES = [pickle.loads(pickle.dumps(cleaner)) for cleaner in CLEANERS]

# What pages are made of, in any order: furniture, prose, marks and accidents, with and without blanks between.
fragments = st.one_of(
    st.sampled_from(PHRASES),
    st.sampled_from([HEADLINE, LEAD, BODY, OTHER_HEADLINE, "قال الوزير", "كتاب", "روسيا", "2023", "12 سبتمبر 2023"]),
    st.sampled_from(
        ["— RT (@RT) June 19, 2024", "pic.twitter.com/Ab1", "https://e.org/a.jpg", "a@e.org", "@name", "(رويترز)"]
    ),
    st.sampled_from([*" \n:.،؟!…»«()-–—|/•*_#ـ\r\t\x00\x1a\u00a0\u200f\u202b\u064b\u0654\ud800\u2028", ". ", "\n\n"]),
    st.text(st.characters(), max_size=5),
)
pages = st.lists(fragments, max_size=40).map("".join)
any_text = st.one_of(pages, st.text(st.characters()))


def check(text: str, page: Page) -> None:
    """What holds for every page: spans tile it, articles are made of it, labels and numbers are the contract's."""
    assert [span.start for span in page.spans] == [0, *(span.end for span in page.spans)][: len(page.spans)]
    assert (page.spans[-1].end if page.spans else 0) == len(text)
    for span in page.spans:
        assert span.start < span.end
        assert span.label in LABELS
        assert 0 <= span.confidence <= 1
        assert span.rule
        assert span.article >= 1 or not span.is_content
    assert [article.number for article in page.articles] == sorted({article.number for article in page.articles})
    assert page.articles[0].number == 1
    for article in page.articles:
        assert article.text == "".join(text[start:end] for start, end in article.spans)
        assert all(before[1] < after[0] for before, after in zip(article.spans, article.spans[1:], strict=False))
        covered = [at for start, end in article.spans for at in (start, end)]
        assert covered == sorted(covered)
    content = sum(span.end - span.start for span in page.spans if span.is_content)
    assert content == sum(len(article.text) for article in page.articles)


@given(any_text, st.integers(0, len(CLEANERS) - 1))
@example("\x01\x02\x03", 4)
@example("\ud800\nإقرأ أيضاً:\ud800", 4)
@example("إقرأ أيضاً:" * 3, 4)
@example("المصدر:\u200f\u064b\n\u064b", 4)
@example("تاريخ النشر: 99/99/2023", 4)
@example("تاريخ النشر: ٣١ فبراير ٢٠٢٣", 4)
@settings(max_examples=2000)
def test_any_text_is_taken_apart_without_loss(text: str, number: int) -> None:
    page = CLEANERS[number].clean(text)
    check(text, page)
    assert CLEANERS[number].clean(text) == page
    assert COPIES[number].clean(text) == page


@given(any_text)
def test_nothing_of_a_text_cut_by_no_rule_is_removed(text: str) -> None:
    page = Cleaner(without=tuple({span.rule for span in clean_text(text).removed})).clean(text)
    check(text, page)


@given(any_text)
def test_splitting_dropping_and_keeping_appended_articles_agree(text: str) -> None:
    split, drop, keep = (Cleaner(appended=mode).clean(text) for mode in ("split", "drop", "keep"))
    assert drop.text == split.text
    assert len(drop.articles) == len(keep.articles) == 1
    assert sorted(keep.text) == sorted("".join(article.text for article in split.articles))


@pytest.mark.parametrize("name", SEED_NAMES)
@pytest.mark.parametrize("number", range(len(CLEANERS)))
def test_seeds_are_taken_apart_without_loss(name: str, number: int) -> None:
    page = CLEANERS[number].clean(seed(name))
    check(seed(name), page)
    assert COPIES[number].clean(seed(name)) == page


@pytest.mark.parametrize(
    ("unit", "times"),
    [("ا", 200_000), ("قال ", 50_000), ("\n", 100_000), (f"{BODY} ", 1_000), ("إقرأ أيضاً: ", 1_000), ("- ", 50_000)],
)
def test_a_huge_line_is_taken_apart_without_loss(unit: str, times: int) -> None:
    check(unit * times, clean_text(unit * times))


def test_a_cleaner_is_equal_to_its_copy() -> None:
    assert COPIES == CLEANERS
    assert pickle.loads(pickle.dumps(Cleaner(phrases=["سطر خاص"]))) == Cleaner(phrases=["سطر خاص"])
    assert Cleaner() != Cleaner("aggressive")


@pytest.mark.parametrize("repeated", ["اقرأ أيضا: المصدر: ", "وسوم: كلمة كلمة ", "تويتر ", "\x01\x02 "])
def test_what_a_line_has_beyond_thousands_of_beginnings_stays(repeated: str) -> None:
    text = repeated * 8_000
    page = clean_text(text)
    assert "".join(text[span.start : span.end] for span in page.spans) == text
    assert len(page.spans) < 5_000


SLOT = "فسحة المعلنين"
REPEATED = [page(number, **{"middle" if number % 2 else "ending": SLOT}) for number in range(40)]
EVIDENCE = crawl(REPEATED, source="bbc")
FUSED = f"{LEAD}\n{SLOT}{BODY}\n"


@given(
    st.lists(
        st.tuples(st.one_of(any_text, st.sampled_from([*REPEATED, FUSED])), st.sampled_from(["", "bbc", "رويترز"]))
    ),
    st.sampled_from([1, 300, 10_000]),
)
def test_many_pages_are_taken_apart_as_each_is(batch: list[tuple[str, str]], together: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(groups, "GROUP_CHARACTERS", together)
        for evidence in (NO_EVIDENCE, EVIDENCE):
            alone = [CLEANERS[4].clean(text, source, evidence) for text, source in batch]
            assert list(CLEANERS[4].clean_all(batch, evidence)) == alone


def test_an_opening_alone_keeps_a_page_from_being_passed_over() -> None:
    (found,) = CLEANERS[4].clean_all([(FUSED, "bbc")], EVIDENCE)
    assert [FUSED[span.start : span.end] for span in found.removed] == [SLOT]
