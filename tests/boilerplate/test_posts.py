"""Posts keep their headline, and quotations those who said them."""

from __future__ import annotations

import pytest

from dedup import Cleaner, clean_text
from dedup.boilerplate.posts import keep_urgent
from dedup.boilerplate.runs import Run
from tests.boilerplate.pages import BODY, HEADLINE, LEAD

NEWS = (
    "زلزال بقوة 5 درجات يضرب شرق تركيا",
    "البنك المركزي يرفع سعر الفائدة",
    "الزمالك يفوز على الأهلي بهدفين لهدف",
    "مقتل جنديين في انفجار عبوة ناسفة شمال سيناء",
)


@pytest.mark.parametrize("below", ["", "\nوأفاد مراسلنا بأن التفاصيل ستعلن في مؤتمر صحفي يعقد بعد قليل في العاصمة."])
@pytest.mark.parametrize("mark", ["🔴 عاجل | ", "⚡ عاجل | ", "🛑 خبر عاجل | ", "🔴 #عاجل | ", "عاجل: ", "‼️عاجل‼️ "])
@pytest.mark.parametrize("news", NEWS)
def test_a_breaking_headline_is_kept(news: str, mark: str, below: str) -> None:
    assert news in clean_text(f"{mark}{news}{below}").text


def test_a_ticker_above_the_headline_goes() -> None:
    pieces = (("related_item", 0, f"عاجل | {NEWS[0]}\n"), ("title", 1, f"{HEADLINE}\n"), ("body", 1, LEAD))
    starts = [0, len(pieces[0][2]), len(pieces[0][2]) + len(pieces[1][2])]
    runs = [Run(at, at + 1, starts[at], label, article) for at, (label, article, _) in enumerate(pieces)]
    text = "".join(written for *_, written in pieces)
    assert keep_urgent(text, runs) is runs
    assert [run.label for run in keep_urgent(text, [runs[0], runs[2]._replace(start=starts[1])])] == ["title", "body"]


SAID = {
    "أحن إلى خبز أمي وقهوة أمي ولمسة أمي": "محمود درويش",
    "ليس في العالم وسادة أنعم من حضن الأم": "شكسبير",
    "خير الكلام ما قل ودل": "الجاحظ",
    "البيت بلا أم صحراء بلا ماء": "مثل شعبي",
}


@pytest.mark.parametrize("who", ["— {}", "- {}", "ـ {}", "({})"])
@pytest.mark.parametrize("number", [1, 2, 4])
def test_who_said_a_quotation_stays_below_it(number: int, who: str) -> None:
    lines = [f"«{said}»\n{who.format(name)}" for said, name in list(SAID.items())[:number]]
    text = "\n".join(["من أجمل ما قيل", "نختار لكم من دفاتر الشعراء عبارات لا تشيخ:", *lines])
    page = clean_text(text)
    assert (page.text, page.source, page.byline) == (text, None, None)


def test_who_wrote_a_text_without_quotation_is_its_author() -> None:
    page = clean_text(f"{HEADLINE}\n{LEAD}\n{BODY}\n— سعاد حسن")
    assert page.byline == "سعاد حسن"


CREDITS = [("- رويترز", "رويترز", None), ("(أ ف ب)", "أ ف ب", None), ("— سعاد حسن", None, "سعاد حسن")]


@pytest.mark.parametrize(("credit", "source", "byline"), [*CREDITS, ("(المصدر: رويترز)", "رويترز", None)])
def test_the_credit_of_a_page_that_ends_in_a_quotation_goes(credit: str, source: str, byline: str) -> None:
    page = clean_text(f"{HEADLINE}\n{LEAD}\n{BODY}\n«لن نترك أحدا خلفنا مهما طال الوقت»\n{credit}")
    assert credit not in page.text
    assert (page.source, page.byline) == (source, byline)


@pytest.mark.parametrize(("credit", "source", "byline"), [*CREDITS, ("— القاهرة: محمد عبده", None, "محمد عبده")])
def test_the_credit_below_a_headline_in_guillemets_goes(credit: str, source: str, byline: str) -> None:
    page = clean_text(f"«لن نترك أحدا خلفنا» شعار قمة المناخ «الأخيرة»\n{credit}\n{LEAD}\n{BODY}\n")
    assert credit not in page.text
    assert (page.source, page.byline) == (source, byline)


@pytest.mark.parametrize("line", [f"عاجل | 12 مارس 2024 | {HEADLINE}", "عاجل | اشترك الآن في قناتنا على تلغرام"])
def test_a_row_of_facts_or_an_advertisement_is_no_breaking_headline(line: str) -> None:
    runs = [Run(0, 3, 0, "nav", 0), Run(3, 9, len(line) + 1, "body", 1)]
    assert keep_urgent(f"{line}\n{LEAD}", runs) is runs


@pytest.mark.parametrize("label", ["pubdate", "tags", "body"])
def test_a_line_with_metadata_or_text_is_no_breaking_headline(label: str) -> None:
    text = f"عاجل | {NEWS[0]}\n{LEAD}"
    runs = [Run(0, 2, 0, "nav", 0), Run(2, 9, text.index("|") + 2, label, 1)]
    assert keep_urgent(text, runs) is runs


@pytest.mark.parametrize("text", [f"🔴 عاجل | {NEWS[0]}", "«خير الكلام ما قل ودل»\n— الجاحظ"])
def test_what_the_user_wants_cut_is_cut(text: str) -> None:
    line = text.rpartition("\n")[2]
    cleaner = Cleaner(phrases=[line])
    assert line not in cleaner.clean(f"{text}\n{LEAD}\n{BODY}").text
