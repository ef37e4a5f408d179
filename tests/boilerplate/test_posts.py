"""Posts keep their headline, and quotations those who said them."""

from __future__ import annotations

import pytest

from dedup import clean_text
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
