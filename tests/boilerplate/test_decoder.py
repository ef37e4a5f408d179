from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from dedup.boilerplate.decoder import COSTS, decode
from dedup.boilerplate.finding import find_atoms
from dedup.boilerplate.labels import APPENDED, FIRST_CUT, LABELS, number_of
from dedup.boilerplate.runs import find_runs
from tests.boilerplate.pages import BODY, CLOSING, LEAD, OTHER_LEAD, PAGE
from tests.boilerplate.reference import decoder as reference
from tests.boilerplate.reference.atoms import reference_atoms
from tests.boilerplate.reference.cards import with_cells
from tests.boilerplate.reference.segments import reference_segments
from tests.boilerplate.texts import DATES, GLUED, LINKS, LIST, MADE_UP, MARKS, MENU, SEEDS, TAGS, drawn, small
from tests.searches import examples

ONE = reference.ONE
DrawScores = Callable[[int, int], NDArray[np.int32]]
PRICES = st.sampled_from([0, ONE, 3 * ONE, -ONE])
COST = st.sampled_from(
    [reference.Costs(*COSTS), reference.Costs(0, 0, 0, 0, 0, 0), reference.Costs(100, 5_000, 900, 2_000, 0, 300)]
)
PAGES = st.one_of(small, drawn, st.sampled_from([PAGE, GLUED, LINKS, DATES, MARKS, TAGS, MENU, LIST, LEAD, ""]))


def drawn_scores(atoms: int, seed: int) -> NDArray[np.int32]:
    """Scores as a labeller might give them: long stretches that favour one label, ties, and noise."""
    random = np.random.default_rng(seed)
    scores = random.integers(-4, 5, (atoms, len(LABELS))) * random.choice([1, 500, ONE])
    for _ in range(int(random.integers(0, 8))):
        first = int(random.integers(0, atoms + 1))
        last = first + int(random.integers(0, 30))
        scores[first:last, random.integers(len(LABELS))] += random.integers(1, 9) * ONE
    if random.integers(2) and atoms > 20:  # a list of links with one item, which looks like a headline or like topics
        head, item, end = np.sort(random.integers(5, atoms, 3))
        scores[: random.integers(5), number_of("body", 1)] += 30 * ONE
        scores[head:item, number_of("related_head", 0)] += 30 * ONE
        scores[item:end, random.choice([number_of("title", 1), number_of("tags", 1)])] += 30 * ONE
        scores[end:, number_of("nav", 0)] += random.integers(2) * 30 * ONE
    if random.integers(2):  # a headline and its text, of another article
        first, size = int(random.integers(0, atoms + 1)), int(random.integers(3, 9))
        scores[first : first + size, number_of("title", 2)] += 30 * ONE
        scores[first + size : first + size + int(random.integers(1, 60)), number_of("body", 2)] += 30 * ONE
    return scores.astype(np.int32)


def drawn_scores_of_one_article(atoms: int, seed: int) -> NDArray[np.int32]:
    """Scores by which nothing is appended, no list has a heading and no card is cut: only the best sequence counts."""
    scores = drawn_scores(atoms, seed)
    for label in ("related_head", "nav", "other", "tags"):
        scores[:, number_of(label, 0)] = scores.min(initial=0) - 30 * ONE
    scores[:, APPENDED:FIRST_CUT] = scores[:, :APPENDED].min(axis=1, keepdims=True) - ONE
    return scores


def drawn_scores_of_a_card(atoms: int, seed: int) -> NDArray[np.int32]:
    """Scores by which the first atoms are body, and others are cut more or less surely."""
    random = np.random.default_rng(seed)
    scores = random.integers(-ONE, ONE, (atoms, len(LABELS)))
    scores[: random.integers(13, 25), number_of("body", 1)] += 30 * ONE
    for _ in range(int(random.integers(1, 4))):
        cut, begin = number_of(random.choice(["nav", "other", "tags", "share"]), 0), random.integers(15, 30)
        scores[begin : begin + random.integers(30), cut] += random.integers(1, 9) * ONE
    return scores.astype(np.int32)


def on_four_lines(text: str) -> str:
    """A text without its line breaks behind the third: too few lines for a table or a card."""
    lines = text.splitlines()
    return "\n".join([*lines[:3], " ".join(lines[3:])])


def assert_agree(
    texts: Sequence[str], seed: int, price: int, costs: reference.Costs, draw: DrawScores = drawn_scores
) -> None:
    """Labels, articles and runs of a group of pages are those that the reference gives each."""
    atoms = find_atoms(texts)
    scores = draw(len(atoms.rows), seed)
    decoded = decode(atoms, scores, price, costs)
    marked = [bool((seed + page) % 3) for page in range(len(texts))]
    for page, (text, found) in enumerate(zip(texts, find_runs(atoms, decoded, marked), strict=True)):
        own = slice(*atoms.atom_bounds[page : page + 2])
        plain, rows = reference_atoms(text), scores[own].tolist()
        segments = reference_segments(plain)
        labels, articles = [LABELS[label] for label in decoded.labels[own]], decoded.articles[own].tolist()
        best = reference.best_labels(plain, segments, rows, price, costs)
        best = with_cells(plain, best, rows, price)
        assert (labels, articles) == reference.with_whole_lists(*reference.articles(best, rows))
        first = own.start
        assert [(run.first - first, run.last - first, run.label, run.article) for run in found] == [
            tuple(run) for run in reference.runs(plain, segments, labels, articles, marked=marked[page])
        ]
        assert [run.start for run in found] == [plain[run.first - first].start for run in found]


@given(st.lists(PAGES, max_size=3), st.integers(0, 2**32), PRICES, COST)
@settings(max_examples=examples(150))
def test_kernels_and_reference_agree_on_any_pages_and_scores(
    texts: list[str], seed: int, price: int, costs: reference.Costs
) -> None:
    assert_agree(texts, seed, price, costs)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4))
def test_kernels_and_reference_agree_on_pages_together(seed: int) -> None:
    assert_agree([*MADE_UP, SEEDS[0], ""], seed, ONE, reference.Costs(*COSTS))


@pytest.mark.parametrize("seed", range(12))
def test_kernels_and_reference_agree_on_a_page_alone(seed: int) -> None:
    assert_agree([PAGE], seed, ONE, reference.Costs(*COSTS))


CELLS = st.tuples(
    st.sampled_from(["الوقت", "عدد الأشخاص", "السعرات للحصة", "لا يصلح هذا السطر لها", "a"]),
    st.sampled_from(["5", "30 دقيقة", "سهلة", "1.5", "|", "قبل 3"]),
)
CARDS = st.lists(CELLS, max_size=6).map(
    lambda cells: "\n".join([LEAD, *(line for cell in cells for line in cell), CLOSING])
)


@given(CARDS, st.integers(0, 2**32), st.integers(-ONE, 2 * ONE))
@settings(max_examples=examples(300))
def test_kernels_and_reference_agree_on_cards(text: str, seed: int, price: int) -> None:
    assert_agree([text], seed, price, reference.Costs(*COSTS), drawn_scores_of_a_card)


@given(PAGES.map(on_four_lines), st.integers(0, 2**32), PRICES)
@settings(max_examples=examples(100))
def test_no_other_labels_score_more(text: str, seed: int, price: int) -> None:
    """The sequence found is no worse than others near it: one label all along, and one atom or segment changed.

    A page of four lines has no table, whose cells stay whatever they score.
    """
    atoms, costs = find_atoms([text]), reference.Costs(*COSTS)
    scores = drawn_scores_of_one_article(len(atoms.rows), seed)
    labels = [LABELS[label] for label in decode(atoms, scores, price).labels]
    plain = reference_atoms(text)
    page = (plain, reference_segments(plain), scores.tolist(), price, costs)
    most = reference.total(*page, labels)
    random = np.random.default_rng(seed)
    for segment in page[1]:
        other = LABELS[random.integers(len(LABELS))]
        first, last = segment.first, segment.last
        assert reference.total(*page, [*labels[:first], *[other] * (last - first), *labels[last:]]) <= most
    for other in set(LABELS):
        assert reference.total(*page, [other] * len(plain)) <= most


@given(PAGES, st.integers(0, 2**32), st.integers(-4 * ONE, 4 * ONE), st.integers(0, 4 * ONE))
@settings(max_examples=examples(100))
def test_a_higher_price_of_prose_labels_no_fewer_atoms_content(text: str, seed: int, price: int, more: int) -> None:
    atoms = find_atoms([text])
    scores = drawn_scores_of_one_article(len(atoms.rows), seed)
    kept = [int((decode(atoms, scores, amount).labels < FIRST_CUT).sum()) for amount in (price, price + more)]
    assert kept[0] <= kept[1]


@given(PAGES, st.integers(0, 2**32), COST)
@settings(max_examples=examples(100))
def test_no_label_changes_in_a_word_or_before_its_full_stop(text: str, seed: int, costs: reference.Costs) -> None:
    atoms = find_atoms([text])
    labels = decode(atoms, drawn_scores(len(atoms.rows), seed), 0, costs).labels.tolist()
    plain = reference_atoms(text)
    for at in range(1, len(plain)):
        if labels[at] != labels[at - 1]:
            assert reference.cost_before(plain, at, False, costs) < float("inf")


def changes(text: str, at: int, before: int, behind: int) -> bool:
    """Whether the label changes at an atom where the scores change from one label to another."""
    atoms = find_atoms([text])
    scores = np.zeros((len(atoms.rows), len(LABELS)), dtype=np.int32)
    scores[:at, before] = scores[at:, behind] = 19 * ONE
    labels = decode(atoms, scores, 0).labels
    return bool(labels[at - 1] != labels[at])


@pytest.mark.parametrize(
    ("text", "at", "cut"),
    [
        ("الثلاثاء 4 مايو 2022م قال", 4, False),
        ("الثلاثاء 4 مايو 2022قال", 4, True),
        ("المدة ساعة و40 دقيقة", 3, False),
        ("المدة ساعة نحو40 دقيقة", 3, True),
    ],
)
def test_a_single_letter_stays_with_its_number(text: str, at: int, cut: bool) -> None:
    assert changes(text, at, number_of("pubdate", 0), number_of("body", 1)) == cut


@pytest.mark.parametrize(
    ("text", "at", "cut"),
    [("قال أمس و.م.ع اليوم", 6, False), ("قال أمس و.م.ع اليوم", 4, False), ("قال أمس.ع اليوم", 3, True)],
)
def test_an_abbreviation_with_full_stops_stays_whole(text: str, at: int, cut: bool) -> None:
    assert changes(text, at, number_of("source", 0), number_of("byline", 0)) == cut


@pytest.mark.parametrize(
    ("text", "at", "cut"),
    [
        ("اقرأ أيضا: فريق الأهلي", 2, False),
        ("اقرأ أيضا : فريق الأهلي", 2, False),
        ("اقرأ أيضا: فريق الأهلي", 3, True),
        ("فوز الأهلي :: صحيفة البلاد", 2, True),
    ],
)
def test_a_colon_stays_with_what_it_follows(text: str, at: int, cut: bool) -> None:
    assert changes(text, at, number_of("related_head", 0), number_of("body", 1)) == cut


@pytest.mark.parametrize(
    ("text", "at", "cut"),
    [
        ("قال<br />وأضاف", 1, True),
        ("قال<br />وأضاف", 2, False),
        ("قال<br />وأضاف", 4, False),
        ("قال<br />وأضاف", 5, True),
        ("قال</p>\n<p>وأضاف", 5, True),
        ("قال</p>\n<p>وأضاف", 6, False),
        ('<a\nhref="https://e.org/n/1">الخبر', 2, False),
        ('<a\nhref="https://e.org/n/1">الخبر', 7, False),
        ('<a\nhref="https://e.org/n/1">الخبر', 8, True),
        ("إذا كان x < y و a > b", 5, True),
        ("إذا كان <x من غير نهاية", 5, True),
    ],
)
def test_a_tag_of_html_stays_whole(text: str, at: int, cut: bool) -> None:
    assert changes(text, at, number_of("other", 0), number_of("body", 1)) == cut


@pytest.mark.parametrize("figures", ["24/12/2025", "24.12.2025", "2025-12-24", "10:45", "3.5", "1,245"])
def test_figures_joined_by_marks_stay_whole(figures: str) -> None:
    atoms = find_atoms([f"أسعار {figures} صرف"])
    scores = np.zeros((len(atoms.rows), len(LABELS)), dtype=np.int32)
    for at in range(len(scores)):
        scores[at, number_of("pubdate", 0) if at % 2 else number_of("body", 1)] = 19 * ONE
    labels = decode(atoms, scores, 0).labels
    assert labels[0] != labels[1]
    assert len(set(labels[1:-1].tolist())) == 1


@pytest.mark.parametrize(("between", "articles"), [("", {1}), ("إقرأ أيضاً:\n", {0, 1, 2})])
def test_an_appended_article_stands_behind_a_cut(between: str, articles: set[int]) -> None:
    """A headline amid a text begins no other article, however much what follows looks like one."""
    host = f"{LEAD}\n"
    atoms = find_atoms([f"{host}{between}{OTHER_LEAD}\n{BODY}\n"])
    starts = atoms.rows[:, 0]
    scores = np.zeros((len(atoms.rows), len(LABELS)), dtype=np.int32)
    scores[:, number_of("body", 1)] = 4 * ONE
    scores[starts >= len(host), number_of("body", 2)] = 9 * ONE
    scores[(starts >= len(host)) & (starts < len(host) + len(between)), number_of("related_head", 0)] = 19 * ONE
    assert set(decode(atoms, scores, 0).articles.tolist()) == articles


@pytest.mark.parametrize(
    ("headline", "under", "text", "articles"),
    [
        ("فريق الملاحة يعود من رحلته", "13 مارس 2024\n", "appended", {0, 1, 2}),
        ("عودة الفريق", "13 مارس 2024\n", "appended", {0, 1, 2}),
        ("فريق الملاحة يعود من رحلته", "", "appended", {1, 2}),
        ("عودة الفريق", "", "appended", {1}),
        ("فريق الملاحة يعود من رحلته", "13 مارس 2024\n", "host", {0, 1}),
        ("فريق الملاحة يعود من رحلته", "", "host", {1}),
    ],
)
def test_a_headline_with_a_date_or_five_words_begins_an_article(
    headline: str, under: str, text: str, articles: set[int]
) -> None:
    """If the text below it does not look like the host's."""
    host, head = f"{LEAD}\n", f"{headline}\n"
    atoms = find_atoms([f"{host}{head}{under}{OTHER_LEAD}\n{BODY}\n"])
    starts = atoms.rows[:, 0]
    scores = np.zeros((len(atoms.rows), len(LABELS)), dtype=np.int32)
    scores[:, number_of("body", 1)] = 4 * ONE
    scores[starts >= len(host), number_of("body", 2)] = 9 * ONE if text == "appended" else -9 * ONE
    titled = (starts >= len(host)) & (starts < len(host + head))
    scores[titled, number_of("title", 2)] = 19 * ONE
    dated = (starts >= len(host + head)) & (starts < len(host + head + under))
    scores[dated, number_of("pubdate", 0)] = 19 * ONE
    decoded = decode(atoms, scores, 0)
    assert set(decoded.articles.tolist()) == articles
    assert set(decoded.articles[titled].tolist()) == {max(articles)}


@pytest.mark.parametrize(
    ("label", "under", "told"),
    [
        ("title", "", "related_item"),
        ("title", "حقوق النشر محفوظة\n", "related_item"),
        ("title", f"{OTHER_LEAD}\n", "related_item"),
        ("subhead", f"{OTHER_LEAD}\n", "related_item"),
        ("body", "", "body"),
    ],
)
def test_behind_a_heading_of_links_the_hosts_headline_is_an_item(label: str, under: str, told: str) -> None:
    host, head, item = f"{LEAD}\n", "إقرأ أيضاً:\n", "إغلاق مدارس في طبرق\n"
    atoms = find_atoms([host + head + item + under])
    place = np.searchsorted(np.cumsum([len(host), len(head), len(item)]), atoms.rows[:, 0], side="right")
    labels = ["body", "related_head", label, "body" if len(under) > len(head + item) else "nav"]
    scores = np.zeros((len(atoms.rows), len(LABELS)), dtype=np.int32)
    scores[np.arange(len(scores)), [number_of(labels[own], 1) for own in place]] = 19 * ONE
    assert {LABELS[own] for own in decode(atoms, scores, 0).labels[place == 2]} == {told}


@pytest.mark.parametrize(
    ("heads", "under"),
    [
        (("عودة الفريق", "غرق السفينة"), "13 مارس 2024\n"),
        (("فريق الملاحة يعود من رحلته", "غرق سفينة صيد قبالة الساحل"), ""),
    ],
)
def test_each_such_headline_begins_an_article(heads: tuple[str, str], under: str) -> None:
    page = f"{LEAD}\n" + "".join(f"{head}\n{under}{OTHER_LEAD}\n" for head in heads)
    atoms = find_atoms([page])
    scores = np.zeros((len(atoms.rows), len(LABELS)), dtype=np.int32)
    scores[:, number_of("body", 1)] = 4 * ONE
    scores[atoms.rows[:, 0] > len(LEAD), number_of("body", 2)] = 9 * ONE
    for line, label in ((heads[0], "title"), (heads[1], "title"), ("13 مارس 2024", "pubdate")):
        for place in range(len(page)):
            if page.startswith(line, place):
                inside = (atoms.rows[:, 0] >= place) & (atoms.rows[:, 0] < place + len(line))
                scores[inside, number_of(label, 2)] = 19 * ONE
    decoded = decode(atoms, scores, 0)
    assert set(decoded.articles[atoms.rows[:, 0] < len(LEAD)].tolist()) == {1}
    assert sorted(set(decoded.articles.tolist()) - {0}) == [1, 2, 3]
