"""The runs of a page: what holds whatever was decoded."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from dedup.boilerplate.decoder import Decoded
from dedup.boilerplate.finding import find_atoms
from dedup.boilerplate.keeping import corrected
from dedup.boilerplate.labels import FIRST_CUT, number_of
from dedup.boilerplate.runs import Run, find_runs
from tests.boilerplate.pages import BODY, HEADLINE, LEAD, OTHER_LEAD
from tests.boilerplate.texts import MENU, ONE_LINE


def labelled(*pieces: tuple[str, str], marked: bool = False) -> list[Run]:
    """The runs of a page that was decoded as these labels of its pieces; `marked`: it has markup."""
    text = "".join(piece for _, piece in pieces)
    atoms = find_atoms([text])
    ends = np.cumsum([len(piece) for _, piece in pieces])
    labels = [number_of(pieces[int(np.searchsorted(ends, start, side="right"))][0], 1) for start in atoms.rows[:, 0]]
    numbers = np.array(labels, dtype=np.int64)
    (found,) = find_runs(atoms, Decoded(numbers, (numbers < FIRST_CUT).astype(np.int64)), [marked])
    return list(found)


def governed(*pieces: tuple[str, str]) -> list[Run]:
    """The runs of `labelled` after what prepositions tell."""
    return list(corrected("".join(piece for _, piece in pieces), labelled(*pieces)))


@pytest.mark.parametrize(
    ("time", "cut"),
    [
        ("10:30 صباحاصرح ", "10:30 "), ("02:05 ممن ", "02:05 "), ("10:30 صباحا ", "10:30 صباحا "),
        ("10:30 م ", "10:30 م "), ("10:30 بتوقيت القاهرة ", "10:30 بتوقيت القاهرة "), ("10:30\n", "10:30\n"),
    ],
)  # fmt: skip
def test_a_word_fused_to_a_time_is_not_lost_with_it(time: str, cut: str) -> None:
    day = "الثلاثاء 12 مارس 2024 الساعة "
    pieces = [("title", f"{HEADLINE}\n"), ("pubdate", f"{day}{time}"), ("body", f"{LEAD} {BODY}")]
    text, runs = "".join(piece for _, piece in pieces), governed(*pieces)
    (date,) = [at for at, run in enumerate(runs) if run.label == "pubdate"]
    assert text[runs[date].start : runs[date + 1].start] == day + cut
    assert all(before.last == after.first for before, after in itertools.pairwise(runs))


@pytest.mark.parametrize(
    ("title", "stays"), [("د. ", True), ("أ. د. ", True), ("م.ع\n", False), ("سعاد حسن - ", False)]
)
def test_the_title_of_somebody_named_behind_it_is_no_byline(title: str, stays: bool) -> None:
    told = governed(("byline", title), ("title", f"{HEADLINE}\n"), ("body", f"{LEAD} {BODY}"))
    assert [run.label for run in told] == (["title", "body"] if stays else ["byline", "title", "body"])
    assert told[0].start == 0


@pytest.mark.parametrize(
    ("credit", "stays"),
    [
        ("محمد البقمي- سبق- الرياض: نسفت ", "نسفت "), ("محمد البقمي- سبق: أماط ", "أماط "),
        ("سبق- الرياض: سعاد ", ""), ("كتب: أماط ", ""), ("سبق- الرياض: ", ""), ("المصدر: سبق ", ""),
        ("الناقد أديب حسن محمد ", "الناقد أديب حسن محمد "), ("عبّر د. محمد الجفري ", "عبّر د. محمد الجفري "),
        ("الناقد أديب حسن محمد - ", ""), ("كتب محمد الجفري ", ""), ("أكد محمد الجفري\n", ""),
        ("إسلام آباد - ", "إسلام آباد - "), ("سبق - ", ""), ("إسلام آباد\n", ""),
    ],
)  # fmt: skip
def test_a_credit_takes_nothing_of_the_sentence_behind_it(credit: str, stays: str) -> None:
    pieces = [("title", f"{HEADLINE}\n"), ("byline", credit), ("body", f"{LEAD} {BODY}")]
    text, runs = "".join(piece for _, piece in pieces), governed(*pieces)
    body = next(run for run in runs if run.label == "body")
    assert text[body.start :] == f"{stays}{LEAD} {BODY}"
    assert all(before.last == after.first for before, after in itertools.pairwise(runs))


@pytest.mark.parametrize(
    ("number", "stays"), [("1. ", True), ("٢- ", True), ("(3) ", True), ("عبر ", False), ("", False)]
)
def test_a_network_that_is_an_item_of_a_list_is_no_button(number: str, stays: bool) -> None:
    pieces = [("title", f"{HEADLINE}\n"), ("body", f"{LEAD}\n{number}"), ("share", "واتساب\n"), ("body", f"{BODY}\n")]
    assert ("share" not in [run.label for run in governed(*pieces)]) == stays


@pytest.mark.parametrize(("lines", "label"), [(1, "body"), (24, "body"), (25, "nav"), (90, "nav")])
def test_a_page_that_is_one_long_list_of_links_is_cut(lines: int, label: str) -> None:
    told = labelled(*[("nav", f"دليل المواقع {number} - موقع يهتم بأخبار المدن\n") for number in range(lines)])
    assert {run.label for run in told} == {label}


@pytest.mark.parametrize("line", ["2019", "8:20", "٢٠١٩", "- 6.30"])
def test_a_year_or_a_time_amid_text_is_no_date(line: str) -> None:
    told = labelled(("title", f"{HEADLINE}\n"), ("pubdate", f"{line}\n"), ("body", f"{LEAD}\n"))
    assert {run.label for run in told} == {"title", "body"}


@pytest.mark.parametrize(
    "line", ["12/3/2024", "20150721", "8:20 مساء", "12 مارس", "14:05:00", "12/3", "3-2019", "24.1"]
)
def test_what_names_a_day_or_more_than_a_time_may_be_a_date(line: str) -> None:
    told = labelled(("title", f"{HEADLINE}\n"), ("pubdate", f"{line}\n"), ("body", f"{LEAD}\n"))
    assert [run.label for run in told] == ["title", "pubdate", "body"]


def test_what_the_markup_says_of_a_time_counts() -> None:
    told = labelled(("title", f"{HEADLINE}\n"), ("pubdate", "14:05\n"), ("body", f"{LEAD}\n"), marked=True)
    assert [run.label for run in told] == ["title", "pubdate", "body"]


def test_a_time_beside_other_metadata_is_a_date() -> None:
    told = labelled(("byline", "ليلى العطار\n"), ("pubdate", "14:05\n"), ("body", f"{LEAD}\n"))
    assert [run.label for run in told] == ["byline", "pubdate", "body"]


def test_the_only_running_text_stays_and_what_is_cut_with_it() -> None:
    assert [run.label for run in labelled(("title", "عنوان\n"), ("other", f"سطر\n{LEAD}\n"))] == ["title", "body"]
    assert [run.label for run in labelled(("other", f"سطر\n{LEAD}\nسطر\n"), ("share", "شارك\n"))] == ["body", "share"]


def test_running_text_is_cut_where_other_running_text_stays() -> None:
    assert [run.label for run in labelled(("other", f"{LEAD}\n"), ("body", f"{BODY} {OTHER_LEAD}\n"))] == [
        "other",
        "body",
    ]


def test_prose_full_of_commas_is_running_text() -> None:
    lead = (
        "وقالت الوزارة، في بيان نشر أمس، إن العمل يبدأ الشهر المقبل، وإن الشركات المحلية تنفذه، وإن كلفته مليونا دينار."
    )
    assert [run.label for run in labelled(("body", f"{lead}\n"), ("other", f"{LEAD}\n"))] == ["body", "other"]
    assert [run.label for run in labelled(("other", f"{lead}\n"))] == ["body"]


def test_a_page_that_one_cut_would_empty_stays() -> None:
    assert [run.label for run in labelled(("nav", MENU))] == ["body"]
    assert {run.label for run in labelled(("nav", MENU), ("share", "شارك"))} == {"nav", "share"}


def test_all_but_the_body_is_parted_at_lines() -> None:
    found = labelled(("title", "عنوان\nعنوان\n"), ("body", f"{LEAD}\n{BODY}\n"), ("related_item", "خبر\nخبر آخر\n"))
    assert [run.label for run in found] == ["title", "title", "body", "related_item", "related_item"]


def test_one_line_has_the_runs_that_its_labels_have() -> None:
    found = labelled(("nav", "الرئيسية | سياسة "), ("body", f"{LEAD} "), ("share", "شارك "), ("body", ONE_LINE))
    assert [run.label for run in found] == ["nav", "body", "share", "body"]


def test_a_colon_belongs_to_the_cut_before_it() -> None:
    cut, text = labelled(("related_head", "اقرأ المزيد"), ("body", f" : {LEAD}\n{BODY}\n"))
    assert (cut.label, cut.last, text.label) == ("related_head", 3, "body")
    (page,) = labelled(("related_head", "عنوان"), ("body", ": "))
    assert page.label == "body"


@pytest.mark.parametrize("word", ["مع", "إلى", "برئاسة", "حول"])
@pytest.mark.parametrize("label", ["title", "body"])
def test_a_name_that_a_preposition_governs_is_no_byline(word: str, label: str) -> None:
    pieces = ((label, f"وزارة الزراعة تبحث خطة جديدة {word} "), ("byline", "سيد حسن"))
    told = labelled(*pieces, ("pubdate", "\n2024/3/1\n"), ("body", LEAD))
    found = governed(*pieces, ("pubdate", "\n2024/3/1\n"), ("body", LEAD))
    assert [run.label for run in told] == [label, "byline", "pubdate", "body"]
    assert [run.label for run in found] == [label, "pubdate", "body"]
    assert found[0].last == told[1].last


def test_a_line_that_goes_on_behind_a_governed_name_stays_one_run() -> None:
    found = governed(("title", "حوار مع "), ("byline", "سيد حسن "), ("title", "عن الزراعة\n"), ("title", f"{LEAD}\n"))
    assert [run.label for run in found] == ["title", "title"]


@pytest.mark.parametrize(
    "pieces",
    [
        (("title", f"{HEADLINE} مع\n"), ("byline", "سيد حسن\n"), ("body", LEAD)),
        (("title", f"{HEADLINE}\n"), ("byline", "القاهرة - من سيد حسن\n"), ("body", LEAD)),
        (("body", f"{LEAD} "), ("byline", "سيد حسن")),
        (("nav", "تواصل مع "), ("byline", "سيد حسن\n"), ("body", LEAD)),
    ],
)
def test_other_bylines_stay(pieces: tuple[tuple[str, str], ...]) -> None:
    assert governed(*pieces) == labelled(*pieces)


@pytest.mark.parametrize("before", ["تحقيق عن: ", "لقاء «مع» ", "حوار مع", "حوار مع / "])
def test_a_preposition_governs_a_name_behind_a_blank_alone(before: str) -> None:
    assert [run.label for run in governed(("title", before), ("byline", "سيد حسن\n"), ("body", LEAD))][1] == "byline"


@pytest.mark.parametrize("label", ["nav", "byline", "comments", "tags"])
def test_a_question_on_a_line_amid_text_stays(label: str) -> None:
    pieces = (("body", f"{LEAD}\n"), (label, "ما الكتاب الذي غير حياتك؟ \r\n"), ("body", f"{BODY}\n"))
    assert [run.label for run in labelled(*pieces)] == ["body", label, "body"]
    assert [run.label for run in governed(*pieces)] == ["body"]
    heads = (("subhead", "البدايات\n"), (label, "ما الكتاب الذي غير حياتك؟\n"), ("subhead", "القراءة\n"))
    assert [run.label for run in governed(*heads)] == ["subhead", "body", "subhead"]


@pytest.mark.parametrize(
    "pieces",
    [
        (("body", f"{LEAD}\n"), ("related_item", "هل تعود الأسواق إلى النمو؟\n"), ("body", f"{BODY}\n")),
        (("body", f"{LEAD}\n"), ("nav", "هل أعجبك المقال؟\n"), ("share", "شارك\n"), ("body", f"{BODY}\n")),
        (("body", f"{LEAD}\n"), ("nav", "هل أعجبك المقال؟ نعم\n"), ("body", f"{BODY}\n")),
        (("body", f"{LEAD} "), ("nav", "هل أعجبك المقال؟\n"), ("body", f"{BODY}\n")),
        (("body", f"{LEAD}\n"), ("nav", "هل أعجبك المقال؟\n")),
    ],
)
def test_other_questions_that_are_cut_stay_cut(pieces: tuple[tuple[str, str], ...]) -> None:
    assert governed(*pieces) == labelled(*pieces)


POST = [("embed", "صباح الخير يا وطن\n"), ("embed_meta", "مها (@maha)\n")]


@pytest.mark.parametrize(
    ("line", "stays"),
    [
        ("وأضاف في منشور آخر:", True), ("علق أحد المغردين:", True), ("كتب المحامي على حسابه: ", True),
        ("وليد السعدي:", False), ("تغريدة الوزير:", False), ("وأضاف:", False), ("وأضاف في منشور آخر", False),
    ],
)  # fmt: skip
def test_what_introduces_a_post_is_none_of_it(line: str, stays: bool) -> None:
    pieces = [("title", f"{HEADLINE}\n"), ("body", f"{LEAD}\n"), ("embed", f"{line}\n"), *POST, ("body", BODY)]
    told = governed(*pieces)
    assert [run.label for run in told] == [
        "title", "body", *([] if stays else ["embed"]), "embed", "embed_meta", "body"
    ]  # fmt: skip


def test_a_line_of_a_post_stays_with_it_where_no_text_is_before_or_no_post_behind() -> None:
    line = ("embed", "وأضاف في منشور آخر:\n")
    for pieces in ([line, *POST, ("body", BODY)], [("body", f"{LEAD}\n"), line, ("body", BODY)]):
        assert governed(*pieces) == labelled(*pieces)


@pytest.mark.parametrize(
    ("label", "cut", "given"),
    [
        ("pubdate", "مجانا 10-07-2024 ", "مجانا "), ("pubdate", "عامين 2024/07/17 12:16 ", "عامين "),
        ("byline", "هدف بواسطة: جواد كاظم ", "هدف "), ("pubdate", "الأربعاء 10-07-2024 ", ""),
        ("pubdate", "تحديث 10-07-2024 ", ""), ("pubdate", "القاهرة 10-07-2024 ", ""), ("byline", "كتب: جواد كاظم ", ""),
        ("byline", "سعاد حسن: جواد كاظم ", ""),
    ],
)  # fmt: skip
def test_the_last_word_of_a_headline_is_not_lost_with_what_is_behind(label: str, cut: str, given: str) -> None:
    pieces = [("title", f"{HEADLINE} "), (label, cut), ("body", f"{LEAD} {BODY}")]
    text, runs = "".join(piece for _, piece in pieces), governed(*pieces)
    at = next(at for at, run in enumerate(runs) if run.label == label)
    assert text[runs[at].start : runs[at + 1].start] == cut[len(given) :]
    assert all(before.last == after.first for before, after in itertools.pairwise(runs))
