from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from dedup import Cleaner, CrawlEvidence, DedupError
from dedup.boilerplate.counting import count, merge
from dedup.boilerplate.crawl_evidence import weigh
from dedup.boilerplate.finding import find_atoms
from tests.boilerplate.texts import SEEDS

FOOTERS = {
    "رأيكم يهم فريق العمل في الأفق": 29,
    "بوابتكم إلى عالم المال والأعمال": 29,
    "للتواصل مع مكاتبنا في المحافظات اطلبوا الرقم الموحد": 29,
    "الأفق بيت الصحافيين العرب": 29,
    "مؤسسة الأفق للصحافة والطباعة والتوزيع": 29,
    "يصدر الأفق عن شركة المشرق القابضة": 28,
    "جريدة الأفق تأسست عام 1961 وتصدر عن دار المشرق": 24,
}
"""Lines that a page alone does not always tell from text, and on how many of 30 pages a survey finds them at least."""
MISSED = set[str]()
"""Lines that the shipped weights do not find so often; one that they learn must leave this list."""


def crawl(number: int = 30, footer: str = next(iter(FOOTERS))) -> list[dict[str, str]]:
    """Pages of one source, each with paragraphs of its own and the footer, and as many of another source."""
    paragraphs = [line for seed in SEEDS for line in seed.splitlines() if len(line) > 120]
    texts = ["\n".join(paragraphs[start % len(paragraphs) :][:3]) for start in range(2 * number)]
    own = [{"text": f"{text}\n{footer}", "source": "الأفق", "title": ""} for text in texts[:number]]
    return own + [{"text": text, "source": "النهر", "title": ""} for text in texts[number:]]


@pytest.mark.parametrize(("footer", "least"), FOOTERS.items())
def test_a_survey_finds_what_a_page_alone_may_keep(footer: str, least: int, request: pytest.FixtureRequest) -> None:
    if footer in MISSED:
        request.applymarker(pytest.mark.xfail(strict=True, reason="the shipped weights keep it on most pages"))
    pages = crawl(footer=footer)
    evidence = CrawlEvidence.survey(pages)
    alone, known = (
        sum(
            footer in page.original and footer not in page.articles[0].text
            for page in Cleaner().clean_all(pages, given)
        )
        for given in (None, evidence)
    )
    assert alone < known
    assert known >= least


STORY = (
    "ختام مهرجان الحكايات في القيروان",
    "اختتمت أمس أيام الحكاية الشعبية بعرض قدمه تلاميذ من القيروان عن جدة تخبئ رسائل القرية في جرة زيت.",
    "ومنحت لجنة التحكيم {} أفضل نص لمعلمة كتبت المسرحية مع تلاميذها في حصص النشاط الأسبوعية.",
    "ووعدت الوزارة بجولة للعرض الفائز في عشر ولايات، وبطباعة النصوص في كتيب يوزع على المدارس.",
)


@pytest.mark.parametrize("join", [" ", "\n"], ids=["one-line", "lines"])
@pytest.mark.parametrize("first", [0, 1], ids=["headline", "no-headline"])
def test_a_story_that_fills_a_crawl_keeps_its_sentences(join: str, first: int) -> None:
    texts = [join.join(STORY[first:]).format(word) for word in "جائزة وسام درع شهادة كأس قلادة لقب ميدالية".split()]
    evidence = CrawlEvidence.survey(texts)
    assert [page.text for page in Cleaner().clean_all(texts, evidence)] == texts


def test_a_footer_below_copies_of_a_story_is_found() -> None:
    footer = next(iter(FOOTERS))
    texts = ["\n".join([*STORY, footer]) for _ in range(20)]
    evidence = CrawlEvidence.survey(texts)
    assert {page.text.rstrip() for page in Cleaner().clean_all(texts, evidence)} == {"\n".join(STORY)}


def test_a_long_footer_below_short_texts_is_found() -> None:
    footer = (
        "جريدة الأفق تأسست عام 1961 وتصدر عن دار المشرق. يصدر الأفق عن شركة المشرق القابضة للنشر والإعلان والتوزيع."
    )
    verbs = ("أعلن", "أوضح", "كشف", "بدأ", "أنهى", "راجع", "ناقش", "أقر", "أجل", "وسع")
    subjects = ("المجلس البلدي", "مدير الزراعة", "رئيس الموانئ", "نقيب الصيادين")
    leads = [f"{verb} {who} أمس خطة جديدة لصيانة الطرق قبل موسم الأمطار." for verb in verbs for who in subjects]
    texts = [f"{lead}\n{footer}" for lead in leads]
    assert [page.text.strip() for page in Cleaner().clean_all(texts, CrawlEvidence.survey(texts))] == leads


def test_a_survey_does_not_depend_on_the_order_of_pages() -> None:
    pages = crawl()
    one, other = CrawlEvidence.survey(pages), CrawlEvidence.survey(reversed(pages))
    assert all((one.arrays[name] == array).all() for name, array in other.arrays.items())


def test_a_survey_counts_what_the_command_counts() -> None:
    pages = crawl()
    texts, sources, titles = ([page[name] for page in pages] for name in ("text", "source", "title"))
    counted = weigh(merge([count(find_atoms(texts), sources, titles)]))
    surveyed = CrawlEvidence.survey((page["text"], page["source"], page["title"]) for page in pages)
    assert all((surveyed.arrays[name] == array).all() for name, array in counted.arrays.items())


def test_evidence_comes_back_from_a_file(tmp_path: Path) -> None:
    evidence = CrawlEvidence.survey(crawl())
    evidence.write(tmp_path / "a")
    evidence.write(tmp_path / "b")
    again = CrawlEvidence.read(tmp_path / "a")
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
    assert again.sources == evidence.sources
    assert all((again.arrays[name] == array).all() for name, array in evidence.arrays.items())


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 no archive", b"{}"])
def test_a_file_that_holds_no_evidence_is_named(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "other").write_bytes(content)
    with pytest.raises(DedupError, match=r"other: not crawl evidence"):
        CrawlEvidence.read(tmp_path / "other")


@pytest.mark.parametrize(("below", "repeated"), [("", 0), ("\nفاز الفريق أمس.", 3), ("\n***", 0)])
def test_lines_that_differ_in_a_number_are_no_repeats(below: str, repeated: int) -> None:
    pages = [{"text": f"نتائج الجولة {number} من الدوري{below}", "source": "الأفق"} for number in range(20)]
    assert np.count_nonzero(CrawlEvidence.survey(pages).repeated.keys) == repeated


def test_a_survey_of_nothing_says_nothing() -> None:
    page = crawl()[0]
    (found,) = Cleaner().clean_all([page], CrawlEvidence.survey([]))
    assert found.spans == Cleaner().clean(page["text"]).spans


def test_a_file_of_evidence_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(DedupError, match=r"gone: cannot read the crawl evidence \(No such file.*check the path"):
        CrawlEvidence.read(tmp_path / "gone")
    with pytest.raises(DedupError, match=r"gone/x: cannot write the crawl evidence \(No such file.*check the path"):
        CrawlEvidence.survey([]).write(tmp_path / "gone" / "x")


def test_evidence_is_shown_by_its_numbers() -> None:
    assert repr(CrawlEvidence.survey([])) == "<CrawlEvidence: 0 sources, 0 repeats, 0 headlines>"


@pytest.mark.parametrize(
    "wrong",
    [
        {"repeated_keys": np.zeros(0, np.uint64), "repeated_values": np.zeros(0, np.int64)},
        {"repeated_keys": np.ones(16, np.uint64), "repeated_values": np.ones(16, np.int64)},
        {"headline_keys": np.zeros(24, np.uint64), "headline_values": np.zeros(24, np.int64)},
        {"headline_keys": np.zeros(16, np.uint32)},
        {"headline_values": np.zeros(4, np.int64)},
        {"pages": np.zeros(9, np.int64)},
    ],
    ids=["empty", "full", "size", "type", "values", "sources"],
)
def test_evidence_whose_tables_fit_no_kernel_is_refused(wrong: dict[str, NDArray[Any]], tmp_path: Path) -> None:
    arrays = CrawlEvidence.survey(crawl()).arrays | wrong
    with (tmp_path / "other").open("wb") as file:
        np.savez(file, **arrays)
    with pytest.raises(DedupError, match=r"other: not crawl evidence.*survey the crawl again"):
        CrawlEvidence.read(tmp_path / "other")
