"""The generator: gold that tiles the text, pages that can be made again, and two halves that share no wording."""

import json
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
import zstandard

from dedup.boilerplate.training.generator import Materials, Wordings, _pages, generate, is_held_back
from dedup.boilerplate.training.generator.draw import Draw
from dedup.boilerplate.training.generator.families import KINDS, families, is_held_back_family
from dedup.boilerplate.training.generator.page import layout_of
from dedup.boilerplate.training.generator.site import Site, Writer
from dedup.boilerplate.training.generator.traps import TRAPS, trap
from dedup.boilerplate.training.gold import GoldPage, GoldSpan, read_gold

LABELS = {
    "title", "subhead", "body", "pubdate", "byline", "source", "tags", "related_head", "related_item", "related_teaser",
    "embed", "embed_meta", "caption", "share", "ad", "comments", "nav", "readmore", "other",
}  # fmt: skip
ARTICLE_LABELS = {"title", "subhead", "body", "pubdate", "byline", "source", "tags"}

_SUBJECTS = (
    "الوزارة",
    "الجامعة",
    "الشركة الوطنية",
    "المحكمة العليا",
    "بلدية العاصمة",
    "هيئة الأرصاد",
    "مستشفى المدينة",
    "اتحاد الكرة",
    "المكتبة العامة",
    "شرطة المرور",
    "البنك المركزي",
    "مجلس الإدارة",
    "وكالة الفضاء",
    "لجنة الانتخابات",
)
_DEEDS = (
    "أعلنت نتائج التحقيق الذي استمر ثلاثة أشهر وشارك فيه عدد كبير من الخبراء المستقلين",
    "بدأت مرحلة جديدة من المشروع الذي يهدف إلى تحسين الخدمات في الأحياء البعيدة عن المركز",
    "نفت ما تردد عن تأجيل الموعد وأكدت أن التحضيرات تسير كما خطط لها منذ بداية العام",
    "استقبلت وفدا من الخارج وبحثت معه سبل التعاون في مجالات التدريب وتبادل الخبرات",
    "كشفت عن خطة تمتد خمس سنوات وتشمل بناء مدارس وطرق ومراكز صحية في القرى",
    "حذرت السكان من موجة حر تستمر أياما ودعت إلى تجنب الخروج في ساعات الظهيرة",
    "رحبت بالاتفاق الذي وقع مساء الأحد ووصفته بأنه خطوة أولى على طريق طويل",
)
_BEHIND = ("وقال المتحدث إن العمل لن يتوقف.", "ولم يعرف بعد متى ينتهي ذلك.", "وكان الأمر قد أثار جدلا واسعا في الصحف.")


def _materials() -> Materials:
    from dedup.boilerplate.training.generator.materials import Article

    articles = []
    for first, subject in enumerate(_SUBJECTS):
        for second, deed in enumerate(_DEEDS):
            title = f"{subject} {' '.join(deed.split()[: 5 + second % 3])}"
            paragraphs = tuple(
                f"{_SUBJECTS[(first + shift) % 14]} {_DEEDS[(second + shift) % 7]}. {_BEHIND[(first + shift) % 3]}"
                for shift in range(3 + (first + second) % 4)
            )
            articles.append(Article(title, paragraphs, "wiki" if second == 6 and first % 3 == 0 else "press"))
    return Materials.of(articles, Draw("test"))


MATERIALS = _materials()
WORDINGS = Wordings.read()


@pytest.fixture(scope="module")
def pages() -> list[GoldPage]:
    return list(generate(MATERIALS, WORDINGS, seed=5, sites=150))


@pytest.fixture(scope="module")
def held_back_pages() -> list[GoldPage]:
    return list(generate(MATERIALS, WORDINGS, seed=5, sites=150, held_back=True))


def _pieces(page: GoldPage) -> list[tuple[str, str]]:
    return [(page.text[span.start : span.end].strip(), span.label) for span in page.spans]


def test_spans_tile_the_text_and_hold_one_line_each(pages: list[GoldPage], held_back_pages: list[GoldPage]) -> None:
    for page in pages + held_back_pages:
        at = 0
        for span in page.spans:
            assert span.start == at
            assert span.end > at
            assert "\n" not in page.text[span.start : span.end].strip()
            assert at == 0 or not page.text[at].isspace()
            at = span.end
        assert at == len(page.text)


def test_an_article_owns_its_text_and_nothing_of_the_furniture(pages: list[GoldPage]) -> None:
    for page in pages:
        for span in page.spans:
            assert span.label in LABELS
            assert (span.article > 0) == (span.label in ARTICLE_LABELS)
        numbers = [span.article for span in page.spans if span.article]
        assert numbers == sorted(numbers)
        assert set(numbers) == set(range(1, max(numbers, default=0) + 1))


def test_every_label_occurs(pages: list[GoldPage]) -> None:
    assert {span.label for page in pages for span in page.spans} == LABELS
    assert max(span.article for page in pages for span in page.spans) >= 3


def test_a_third_of_the_pages_have_nothing_or_one_thing_to_cut(pages: list[GoldPage]) -> None:
    few = [page for page in pages if sum(span.label not in ("title", "subhead", "body") for span in page.spans) <= 1]
    assert len(few) > len(pages) / 3


def test_the_same_arguments_give_the_same_pages(pages: list[GoldPage]) -> None:
    assert list(generate(MATERIALS, WORDINGS, seed=5, sites=20)) == pages[: 20 * 6]
    assert list(generate(MATERIALS, WORDINGS, seed=6, sites=20)) != pages[: 20 * 6]


@pytest.mark.slow
def test_the_hash_seed_of_python_changes_nothing() -> None:
    program = (
        "import hashlib; from tests.boilerplate.training.test_generator import *; "
        "pages = list(generate(MATERIALS, WORDINGS, seed=2, sites=12)); "
        "print(hashlib.sha256(repr(pages).encode()).hexdigest())"
    )
    digests = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": str(Path(__file__).parents[3])},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(digests) == 1


def test_a_site_repeats_its_furniture(pages: list[GoldPage]) -> None:
    by_source: dict[str, list[GoldPage]] = {}
    for page in pages:
        by_source.setdefault(page.source, []).append(page)
    assert all(len(found) == 6 for found in by_source.values())
    repeating = with_list = 0
    for found in by_source.values():
        lines = Counter(
            text for page in found for text in {text for text, label in _pieces(page) if label == "related_head"}
        )
        if lines:
            with_list += 1
            repeating += lines.most_common(1)[0][1] >= 3
    assert with_list > 30
    assert repeating > 0.6 * with_list


def test_pages_link_to_the_other_pages_of_their_site(pages: list[GoldPage]) -> None:
    titles = {page.source: set[str]() for page in pages}
    for page in pages:
        titles[page.source] |= {text for text, label in _pieces(page) if label == "title"} | {page.title}
    linked = sum(
        label == "related_item" and any(title and title in text for title in titles[page.source])
        for page in pages
        for text, label in _pieces(page)
    )
    assert linked > 0.15 * sum(label == "related_item" for page in pages for _, label in _pieces(page))


def test_both_halves_of_families_have_all_kinds_of_pages() -> None:
    given, held = ({family for _, family in families(half)} for half in (False, True))
    assert not given & held
    assert len(given | held) == sum(len(styles) for _, styles, _ in KINDS.values())
    assert 0.1 < len(held) / len(given | held) < 0.3
    for half in (given, held):
        assert {kind.split("/")[0] for kind, _ in half} == {"aggregator", "newspaper", "page"}
    assert all(is_held_back_family(kind, style) for kind, style in held)


def test_pages_come_of_the_families_of_their_half(pages: list[GoldPage], held_back_pages: list[GoldPage]) -> None:
    assert not {page.family for page in pages} & {page.family for page in held_back_pages}


def test_wordings_held_back_occur_in_no_other_furniture(pages: list[GoldPage]) -> None:
    held = {
        wording
        for category in ("related", "inline", "readmore", "legal", "signoff", "comment_rules", "first_published")
        for row in WORDINGS.grammar[category]
        if len(row.slots) == 1
        for wording in row.slots[0]
        if is_held_back(wording) and "{" not in wording and len(wording.split()) > 1
    }
    assert len(held) > 10
    seen = {
        re.sub(r"^\W+|\W+$", "", text)
        for page in pages
        for text, label in _pieces(page)
        if label in ("related_head", "readmore", "nav", "share")
    }
    assert not {wording.strip(" .!") for wording in held} & seen


@pytest.mark.parametrize("held_back", [False, True])
def test_wordings_are_drawn_from_one_half(held_back: bool) -> None:
    draw = Draw("halves")
    for category in ("related", "share", "tags", "date", "comments", "nav", "cookies"):
        for _ in range(50):
            assert is_held_back(WORDINGS.draw(draw, category, held_back)) == held_back


def test_spellings_of_one_wording_belong_to_one_half() -> None:
    for spellings in (
        ("إقرأ أيضاً:", "اقرا ايضا", "اقـرأ أيضًا »"),
        ("المصدر", "المصدر:"),
        ("مقالات ذات صلة", "مقالات ذات صلة.."),
    ):
        assert len({is_held_back(spelling) for spelling in spellings}) == 1


@pytest.mark.parametrize("name", sorted(TRAPS))
def test_a_trap_is_content(name: str) -> None:
    draw = Draw(f"trap {name}")
    site = Site("s", draw, MATERIALS, WORDINGS, False)
    page = Writer(site, layout_of(draw, "lines"), draw.fork("page"), MATERIALS.articles[0], [])
    trap(site, name)(page)
    _, spans = page.finish()
    assert spans
    assert {span.label for span in spans} <= {"body", "subhead"}


@pytest.mark.slow
def test_the_corpus_gives_prose_only_and_no_gold_documents(tmp_path: Path) -> None:
    prose = [f"{subject} {deed}. {_BEHIND[0]}" for subject, deed in zip(_SUBJECTS, _DEEDS, strict=False)]
    furniture = [
        "اقرأ أيضا: عنوان خبر آخر",
        "المصدر: وكالات",
        f"{prose[0]} https://t.co/abc",
        "تابعونا على فيسبوك " + prose[1],
    ]
    records = [
        {
            "id": f"d{index}",
            "source": "press",
            "title": f"عنوان الخبر رقم {index} في الصحيفة",
            "text": "\n".join([*furniture, *prose[:4]]),
        }
        for index in range(20)
    ]
    records.append({"id": "short", "source": "press", "title": "عنوان قصير للخبر", "text": "\n".join(furniture)})
    path = tmp_path / "press.jsonl.zst"
    lines = "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records)
    path.write_bytes(zstandard.compress(lines.encode()))
    found = Materials.read([path], seed=1, limit=100, exclude=frozenset({"d3"}))
    assert len(found.articles) == 19
    assert all(article.paragraphs == tuple(prose[:4]) for article in found.articles)
    assert "عنوان الخبر رقم 3 في الصحيفة" not in {article.title for article in found.articles}
    assert Materials.read([path], seed=1, limit=100).articles == Materials.read([path], seed=1, limit=100).articles


def test_an_inventory_adds_its_phrases(tmp_path: Path) -> None:
    header = "phrase\tcategory\tkind\trisk\talone\tline_start\tin_prose\tattested\tcounter_example\tnote\n"
    rows = "صفصف الروابط\trelated\theading\tlow\t\t\t\tyes\t\t\nالمزيد\trelated\tline\thigh\t\t\t\tyes\t\t\n"
    (tmp_path / "inventory.tsv").write_text(header + rows, encoding="utf-8")
    assert Wordings.read(tmp_path).listed == {"related": ("صفصف الروابط",)}


def test_gold_files_are_read(tmp_path: Path) -> None:
    record = {
        "file": "a.txt", "text": "عنوان\nنص", "source": "سبق", "title": "عنوان", "profile": "sabq",
        "spans": [{"start": 0, "end": 6, "label": "TITLE", "art": 1, "conf": "sure"}, [6, 8, "BODY", 1, "unsure"]],
    }  # fmt: skip
    path = tmp_path / "gold.jsonl"
    path.write_text(json.dumps(record, ensure_ascii=False) + "\n", encoding="utf-8")
    spans = (GoldSpan(0, 6, "title", 1), GoldSpan(6, 8, "body", 1, False))
    assert read_gold(path) == [GoldPage("a.txt", "عنوان\nنص", spans, "سبق", "عنوان", "sabq")]


def _family(name: str, held_back: bool = False, sites: int = 12) -> list[GoldPage]:
    """Pages of one family."""
    kind, style = name.rsplit("/", 1)
    found = []
    for number in range(sites):
        draw = Draw(f"{name} {number}")
        site = Site(f"f{number}", draw, MATERIALS, WORDINGS, held_back)
        found += _pages(site, KINDS[kind][2], style, 3, kind)
    return found


def _texts(pages: list[GoldPage], label: str) -> list[str]:
    return [text for page in pages for text, found in _pieces(page) if found == label]


def test_feeds_have_long_teasers_rows_of_articles_none() -> None:
    found = _family("page/feeds/lines")
    teasers = _texts(found, "related_teaser")
    assert len(teasers) > 10 * len(found) / 2
    assert sum(len(text) >= 100 for text in teasers) > 0.8 * len(teasers)
    assert any(text[-1] not in ".؟!…" for text in teasers)
    rows = _family("newspaper/in a row/lines")
    assert not _texts(rows, "related_teaser")
    assert all(max(span.article for span in page.spans) >= 2 for page in rows)
    for page in rows:
        for number in range(1, max(span.article for span in page.spans) + 1):
            assert sum(span.label == "body" and span.article == number for span in page.spans) >= 2


def test_pages_of_an_index_have_no_article() -> None:
    for page in _family("page/index/lines"):
        assert page.title == ""
        assert {span.article for span in page.spans} == {0}


def test_a_directory_is_navigation() -> None:
    counts = [sum(span.label == "nav" for span in page.spans) for page in _family("page/directory/lines", sites=6)]
    assert sum(count >= 20 for count in counts) >= 0.8 * len(counts)


def test_posts_in_other_languages_are_cut_alone() -> None:
    arabic = re.compile("[\u0621-\u064a]")
    foreign = re.compile(r"[A-Za-z]{3} [a-z]{2,} ")
    found = _family("newspaper/foreign posts/run", sites=30)
    posts = _texts(found, "embed")
    assert sum(not arabic.search(re.sub(r"#\w+", "", text)) for text in posts) > 0.5 * len(posts)
    assert all(re.match(r"(https?://|pic\.)\S+( pic\.\S+)?$", text) for text in _texts(found, "embed_meta"))
    glued = [
        (page, span)
        for page in found
        for span in page.spans
        if span.label == "body" and span.start and arabic.search(page.text[span.start])
    ]
    assert any(not page.text[span.start - 1].isspace() for page, span in glued)
    assert any(foreign.search(text) for text in _texts(found, "body"))


def test_a_headline_in_the_text_ends_where_the_text_goes_on() -> None:
    found = _family("newspaper/running headlines/run", sites=20)
    items = _texts(found, "related_item")
    assert len(items) > len(found) / 2
    behind = [
        page.text[span.end :][:12]
        for page in found
        for span, following in zip(page.spans, page.spans[1:], strict=False)
        if span.label == "related_item" and following.label == "body"
    ]
    assert len(behind) > len(items) / 3


def test_advertising_stands_inside_the_text() -> None:
    found = _family("newspaper/glued ads/run")
    assert any(
        re.search(r"\d+ ?(EGP|SAR|MAD|USD|AED|\$|ريال|TND|JOD|€|جنيه|KWD)", text) for text in _texts(found, "ad")
    )
    assert all(len(text) < 120 for text in _texts(found, "ad"))


def test_openings_are_cut_and_datelines_stay() -> None:
    found = _family("newspaper/opened/lines", sites=60)
    assert len(_texts(found, "byline")) > 30
    assert any(re.fullmatch(r"[A-Z]{4,}[.A-Z0-9 ]*", text) for text in _texts(found, "source"))
    places = {text for text in _texts(found, "body") if len(text) < 14}
    assert places


def test_pictures_leave_captions_and_links() -> None:
    found = _family("newspaper/pictured/lines", sites=30)
    assert any(re.search(r"https?://\S+\.(jpe?g|png|gif|webp)", text, re.I) for text in _texts(found, "other"))
    assert any("تصوير" in text for text in _texts(found, "caption"))


def test_a_first_paragraph_behind_a_credit_is_no_material(tmp_path: Path) -> None:
    prose = [f"{subject} {deed}. {_BEHIND[0]}" for subject, deed in zip(_SUBJECTS, _DEEDS, strict=False)]
    records = []
    for index, opening in enumerate(("متابعة: طالب البلوشي - ", "القاهرة - رويترز: ", "")):
        text = "\n".join([opening + prose[0], *prose[1:4]])
        records.append(
            {"id": str(index), "source": "press", "title": f"عنوان الخبر رقم {index} في الصحيفة", "text": text}
        )
    path = tmp_path / "press.jsonl"
    path.write_text("".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records), encoding="utf-8")
    counts = {
        article.title[16]: len(article.paragraphs) for article in Materials.read([path], seed=1, limit=9).articles
    }
    assert counts == {"0": 3, "1": 4, "2": 4}
