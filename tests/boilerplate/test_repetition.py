from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dedup.boilerplate import Cleaner
from dedup.boilerplate.repetition import (
    CONCENTRATION,
    HEAD,
    LABEL,
    LINE,
    MIN_DOCUMENTS,
    NO_EVIDENCE,
    OVER,
    REMARK,
    REMARK_DOCUMENTS,
    TAIL,
    Evidence,
    LineCounts,
    count_lines,
    merge_counts,
    repeats,
    source_hash,
    weigh,
)
from tests.boilerplate.crawls import DEEDS, PLACES, SOURCE, cleaned, crawl, cuts, lines, page, stretch
from tests.boilerplate.pages import BODY, OTHER_BODY, OTHER_HEADLINE, OTHER_LEAD
from tests.boilerplate.reference import normal_form

NEWLINE = "\n"
NOTICE = "نشرة البلدية المسائية بين يديك"


def rows(counts: LineCounts) -> dict[tuple[int, int], tuple[int, int]]:
    columns = (counts.keys, counts.sources, counts.documents, counts.edges)
    return {(k, s): (d, e) for k, s, d, e in zip(*(column.tolist() for column in columns), strict=True)}


# -- counting ------------------------------------------------------------------------------------------------------


def reference_counts(texts: Sequence[str], sources: Sequence[str]) -> Counter[tuple[int, str, str]]:
    """Pages by kind of stretch, its words and source, in plain Python; for lines of letters, blanks and `.:`."""
    counts: Counter[tuple[int, str, str]] = Counter()
    for text, source in zip(texts, sources, strict=True):
        counts.update(
            {(kind, words, source) for line in text.split("\n") for kind, words in stretches(line.strip(" "))}
        )
    return counts


def stretches(line: str) -> list[tuple[int, str]]:
    words = normal_form(line)
    count = len(words.split())
    if not count:
        return []
    dotted = line.endswith("..") and count <= 3
    if line.endswith(".") and not dotted:
        return [(REMARK, words)] if count <= 12 else []
    found = [
        (kind, words) for kind, size in ((LINE, range(13)), (LABEL, range(3)), (OVER, range(2, 6))) if count in size
    ]
    parts = re.findall(r"[^.]*[^. :][^.]*\.+|[^.]+$", line)
    ending = normal_form(parts[-1]) if parts else ""
    if re.match(r".*[ء-ي].*\.", line) and not line.endswith(".") and 1 <= len(ending.split()) <= 6:
        found.append((TAIL, ending))
    heading = line[: line.index(":")] if ":" in line else ""
    if 1 <= len(heading.split()) <= 4 and "." not in heading:
        found.append((HEAD, normal_form(heading)))
    return found


WORDS = st.sampled_from("كتاب نهر جبل مدينة سوق باب".split())
RUNS = st.lists(WORDS, min_size=1, max_size=5).map(" ".join)
PLAIN_LINES = st.one_of(
    RUNS,
    RUNS.map("{}.".format),
    RUNS.map("{}..".format),
    st.lists(WORDS, min_size=11, max_size=14).map(" ".join),
    st.tuples(RUNS, RUNS).map(". ".join),
    st.tuples(RUNS, RUNS).map(": ".join),
    st.just(""),
)
CRAWLS = st.lists(
    st.tuples(st.lists(PLAIN_LINES, max_size=6).map("\n".join), st.sampled_from(["أ", "ب", ""])), max_size=12
)


@given(CRAWLS)
@settings(max_examples=40)
def test_counts_are_those_of_plain_python(pages: list[tuple[str, str]]) -> None:
    texts, sources = [text for text, _ in pages], [source for _, source in pages]
    counts = count_lines(texts, sources)
    expected = reference_counts(texts, sources)
    assert counts.pages == {source_hash(source): count for source, count in Counter(sources).items()}
    assert sorted(zip((counts.keys & 7).tolist(), counts.sources.tolist(), counts.documents.tolist(), strict=True)) == (
        sorted((kind, source_hash(source), count) for (kind, _, source), count in expected.items())
    )


TEXTS = st.one_of(st.text(st.characters()), st.lists(PLAIN_LINES, max_size=8).map("\n".join))
ANY_CRAWL = st.lists(st.tuples(TEXTS, st.one_of(st.sampled_from(["أ", ""]), st.text(max_size=3))), max_size=10)


@given(ANY_CRAWL, st.randoms(), st.integers(1, 4))
@settings(max_examples=40)
def test_counts_are_the_same_in_any_order_and_in_any_batches(
    pages: list[tuple[str, str]],
    random: Random,
    size: int,
) -> None:
    whole = count_lines([text for text, _ in pages], [source for _, source in pages])
    shuffled = list(pages)
    random.shuffle(shuffled)
    parts = [
        count_lines([text for text, _ in batch], [source for _, source in batch])
        for batch in (shuffled[at : at + size] for at in range(0, len(shuffled), size))
    ]
    merged = merge_counts(parts)
    assert rows(merged) == rows(whole)
    assert merged.pages == whole.pages
    assert merged.keys.tolist() == whole.keys.tolist()
    assert weigh(merged) == weigh(whole)


@given(ANY_CRAWL)
@settings(max_examples=30)
def test_a_page_counts_once_however_often_it_says_a_line(pages: list[tuple[str, str]]) -> None:
    texts, sources = [text for text, _ in pages], [source for _, source in pages]
    once = count_lines(texts, sources)
    twice = count_lines([f"{text}\n{text}" for text in texts], sources)
    assert {key: documents for key, (documents, _) in rows(once).items()} == {
        key: documents for key, (documents, _) in rows(twice).items()
    }
    assert (once.edges <= once.documents).all()


def test_lone_surrogates_and_nuls_are_counted_like_any_text() -> None:
    texts = ["\ud800\x00 نشرة البلدية\n\udfff", "\x00", "", "نشرة\x00البلدية"]
    sources = ["\ud800", "\x00", "", "\ud800"]
    counts = count_lines(texts, sources)
    assert counts.pages == {source_hash("\ud800"): 2, source_hash("\x00"): 1, source_hash(""): 1}
    assert Cleaner().clean(texts[0], "\ud800", Evidence({(1, 2): 3})).spans[-1].end == len(texts[0])


def test_nothing_has_no_evidence() -> None:
    assert rows(count_lines([], [])) == rows(merge_counts([])) == {}
    assert merge_counts([]).pages == {}
    assert weigh(merge_counts([])) == weigh(count_lines([""], [""])) == NO_EVIDENCE


# -- evidence ------------------------------------------------------------------------------------------------------


def test_evidence_knows_a_stretch_by_its_kind_its_words_and_its_source() -> None:
    evidence = crawl([page(number, tail=NOTICE) for number in range(20)])
    hashed = stretch(f"• {NOTICE} ")
    assert [evidence.documents(kind, hashed, SOURCE) for kind in (LINE, REMARK)] == [20, 0]
    assert evidence.documents(LINE, hashed, "غيرها") == 0
    assert evidence.documents(LINE, stretch(f"{NOTICE} اليوم"), SOURCE) == 0
    assert NO_EVIDENCE.documents(LINE, hashed, SOURCE) == 0


@pytest.mark.parametrize(("documents", "found"), [(MIN_DOCUMENTS - 1, 0), (MIN_DOCUMENTS, MIN_DOCUMENTS)])
def test_a_line_needs_enough_pages(documents: int, found: int) -> None:
    evidence = crawl([page(number, tail=NOTICE) for number in range(documents)], others=40)
    assert evidence.documents(LINE, stretch(NOTICE), SOURCE) == found


@pytest.mark.parametrize(("others", "found"), [(990, 10), (991, 0)])
def test_a_line_needs_a_share_of_the_pages_of_its_source(others: int, found: int) -> None:
    evidence = crawl([page(number, tail=NOTICE) for number in range(10)], others)
    assert evidence.documents(LINE, stretch(NOTICE), SOURCE) == found


@pytest.mark.parametrize(("documents", "found"), [(REMARK_DOCUMENTS - 1, 0), (REMARK_DOCUMENTS, REMARK_DOCUMENTS)])
def test_a_finished_line_needs_more_pages(documents: int, found: int) -> None:
    evidence = crawl([page(number, tail=f"{NOTICE}.") for number in range(documents)])
    assert evidence.documents(REMARK, stretch(NOTICE), SOURCE) == found


@pytest.mark.parametrize(("foreign", "found"), [(2, 18), (3, 0)])
def test_a_line_of_several_sources_is_language(foreign: int, found: int) -> None:
    texts = [page(number, tail=NOTICE) for number in range(18 + foreign)]
    evidence = weigh(count_lines(texts, [SOURCE] * 18 + ["غيرها"] * foreign))
    assert CONCENTRATION == 18 / (18 + 2)
    assert evidence.documents(LINE, stretch(NOTICE), SOURCE) == found


@pytest.mark.parametrize(("inside", "found"), [(4, 20), (5, 0)])
def test_a_line_must_stand_outside_the_running_text(inside: int, found: int) -> None:
    texts = [page(number, tail=NOTICE) for number in range(20 - inside)]
    texts += [page(number, middle=NOTICE) for number in range(20 - inside, 20)]
    assert crawl(texts).documents(LINE, stretch(NOTICE), SOURCE) == found


def test_numbers_alone_and_lines_too_long_to_repeat_are_never_found() -> None:
    for line in ("(1)", "2 - 1", "15/ 7 / 9", "١٢", "كلمة " * 13):
        assert crawl([page(number, tail=line, head=line) for number in range(30)]) == NO_EVIDENCE


# -- which pages need a closer look --------------------------------------------------------------------------------

SHORT, LONG = "نشرة البلدية", " ".join(["كلمة"] * 30)


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        (SHORT, True),
        (f"{LONG}\n{SHORT}", True),
        (f"{LONG}. {SHORT}", True),
        (f"{SHORT}: {LONG}", True),
        (f"{SHORT} اليوم", False),
        (LONG, False),
        (f"{LONG}. {LONG}.", False),
        ("", False),
    ],
)
def test_a_page_repeats_only_what_its_own_source_repeats(text: str, holds: bool) -> None:
    evidence = weigh(count_lines([f"{SHORT}\n{LONG}", f"{LONG}. {SHORT}", f"{SHORT}: {LONG}"] * 8, ["النخيل"] * 24))
    assert repeats(lines(text), evidence, "النخيل") is holds
    assert repeats(lines(text), evidence, "الواحة") is False
    assert repeats(lines(text), NO_EVIDENCE, "النخيل") is False


@pytest.mark.parametrize(
    "line",
    [
        "نشرة البلدية المسائية بين يديك",
        "للاشتراك في جوال المدينة ضع رقم {} ثم ابعث إلى {}",
        "راجعه لغويا قسم المحليات في الجريدة",
        "المدينة القديمة {} - {}",
    ],
)
@pytest.mark.parametrize("place", ["head", "tail"])
def test_a_line_that_a_source_repeats_is_cut(line: str, place: str) -> None:
    texts = [page(number, **{place: line.format(number, 8000 + number)}) for number in range(20)]
    evidence = crawl(texts, others=40)
    new = page(33, **{place: line.format(77, 4321)})
    assert cuts(new, NO_EVIDENCE) == cuts(new, evidence, "غيرها") == []
    assert cuts(new, evidence) == [("repeated_line", line.format(77, 4321))]
    assert cleaned(new, evidence).text == page(33)


def test_a_cut_says_by_its_rule_where_and_how_often_the_line_stands() -> None:
    evidence = crawl([page(number, tail=NOTICE) for number in range(20)], others=40)
    (span,) = cleaned(page(33, tail=NOTICE), evidence).removed
    assert span.rule == f"repeated-line:source={SOURCE},docs=20"
    assert Cleaner(without=["repeated-line"]).clean(page(33, tail=NOTICE), SOURCE, evidence).removed == ()


@pytest.mark.parametrize(
    "line",
    [
        "أخبار المحافظات",
        "ألا يا نسيم الصبح بلغ تحيتي",
        "وأما ما جاء في الصحف فهو كما يأتي",
        "في سطور",
    ],
    ids=("a section heading", "a verse", "an announcement", "a label"),
)
def test_a_line_inside_the_running_text_stays(line: str) -> None:
    texts = [page(number, middle=line) for number in range(30)]
    evidence = crawl(texts, others=20)
    assert cuts(texts[3], evidence) == []


def test_a_label_inside_the_running_text_is_cut_where_it_also_hangs_behind_sentences() -> None:
    texts = [page(number, middle="فسحة") for number in range(12)]
    hanging = [page(number, ending="فسحة") for number in range(12, 24)]
    assert cuts(texts[3], crawl([*texts, *hanging])) == [("repeated_line", "فسحة")]
    assert cuts(texts[3], crawl(texts, others=12)) == []


def test_the_closing_line_of_one_columnist_among_many_pages_stays() -> None:
    closing = "وللحديث صلة في الأسبوع المقبل"
    column = [page(number, tail=closing) for number in range(9)]
    assert cuts(column[0], crawl(column, others=950)) == []


def test_an_ending_that_a_source_repeats_is_cut() -> None:
    credit = "محليات البلدية"
    texts = [page(number, ending=credit) for number in range(20)]
    evidence = crawl(texts, others=20)
    new = page(33, ending=credit)
    (span,) = cleaned(new, evidence).removed
    assert new[span.start : span.end].strip() == credit
    assert span.rule == f"repeated-ending:source={SOURCE},docs=20"
    assert cleaned(new, evidence).text.rstrip() == page(33).rstrip()
    assert cuts(new, evidence, "غيرها") == cuts(new, NO_EVIDENCE) == []
    assert cuts(page(33, ending=f"{credit}."), evidence) == []


def heading_pages(place: str) -> list[str]:
    return [page(n, **{place: f"بصمة البلدية: {PLACES[n % 13]} {DEEDS[n % 11]}"}) for n in range(20)]


@pytest.mark.parametrize("place", ["head", "tail"])
@pytest.mark.parametrize(
    ("label", "payload"), [("pubdate", "12 سبتمبر 2023"), ("source", "رويترز"), ("tags", "الجسر النهر الحي")]
)
def test_a_heading_that_a_source_repeats_is_cut_with_what_it_heads(place: str, label: str, payload: str) -> None:
    new = page(33, **{place: f"بصمة البلدية: {payload}"})
    assert cuts(new, crawl(heading_pages(place), others=40)) == [(label, f"بصمة البلدية: {payload}")]


def test_a_headline_behind_a_heading_that_a_source_repeats_is_an_item_and_a_sentence_is_prose() -> None:
    evidence = crawl(heading_pages("tail"), others=40)
    assert cuts(page(33, tail="بصمة البلدية: قال الوزير إن الجسر الجديد سيفتح قريبا."), evidence) == []
    new = page(33, tail="بصمة البلدية: سكان الحي الشمالي يطالبون بمدرسة جديدة")
    assert cuts(new, evidence) == [
        ("related_head", "بصمة البلدية:"),
        ("related_item", "سكان الحي الشمالي يطالبون بمدرسة جديدة"),
    ]


NEWS = ("سكان الحي الشمالي يطالبون بمدرسة جديدة", "فوز فريق المدينة بكأس الجمهورية")
OVER_NEWS = "من جعبة البلدية"


@pytest.mark.parametrize("mark", ["", "• "])
def test_a_line_that_a_source_repeats_heads_the_headlines_or_the_article_below_it_and_no_prose(mark: str) -> None:
    evidence = crawl([page(number, tail=OVER_NEWS) for number in range(20)], others=40)
    listed = page(33, tail=f"{OVER_NEWS}\n{mark}{NEWS[0]}\n{mark}{NEWS[1]}")
    items = [("related_item", f"{mark}{item}") for item in NEWS]
    assert cuts(listed, evidence) == [("related_head", OVER_NEWS), *items]
    appended = f"{OTHER_HEADLINE}\n{OTHER_LEAD}\n{OTHER_BODY}\n"
    result = cleaned(f"{page(33)}{OVER_NEWS}\n{appended}", evidence)
    assert [article.text for article in result.articles] == [page(33), appended]
    assert cleaned(f"{page(33)}{OVER_NEWS}\n{BODY}\n", evidence).text == f"{page(33)}{BODY}\n"


# -- titles --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("title", ["حالة الطقس", "كلمة البلدية", "أقوال الصحف المحلية صباح اليوم"])
def test_the_headline_of_a_daily_report_stays(title: str) -> None:
    reports = [f"{title}\n{page(number).partition(NEWLINE)[2]}" for number in range(31)]
    evidence = crawl(reports[:30], others=30)
    assert evidence.documents(LINE, stretch(title), SOURCE) == 30
    result = cleaned(reports[30], evidence)
    assert result.title == title
    assert result.text == reports[30]


def test_a_struck_line_above_the_headline_is_none() -> None:
    texts = [page(number, top="عدد الأسبوع من صحيفة المدينة القديمة | محليات") for number in range(20)]
    result = cleaned(page(33, top="عدد الأسبوع من صحيفة المدينة القديمة | محليات"), crawl(texts, others=20))
    assert [span.label for span in result.removed] == ["repeated_line"]
    assert result.text == page(33)
