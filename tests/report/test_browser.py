"""The report in a browser: it stays to itself, reads well at every width, and gives marks back as they were set."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from benchmarks import boilerplate_gold as benchmarked
from dedup.boilerplate import Cleaner
from dedup.boilerplate.training.gold import read_gold
from dedup.cli.explain import write_page_report
from dedup.files import Record
from dedup.pipeline import run
from tests.pipeline.crawls import SEEDS, records, settings, tiled, write_lines

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="there is no chromium on this machine"),
]
_QUIET = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
# Elements whose text is cut off, or whose boxes stand out of the page: none but those that scroll.
_BEYOND = """() => [...document.querySelectorAll("body *")].filter(e => {
    if (e.closest(".scroll, .unseen, .skip, template, [hidden]") || !e.getClientRects().length) return false;
    const box = e.getBoundingClientRect();
    return box.right > innerWidth + 1 || box.left < -1;
}).map(e => e.outerHTML.slice(0, 200))"""
_OVERLAPS = """() => { const found = [];
    for (const row of document.querySelectorAll(".figures, .legend, .filters, nav, .sides")) {
        const boxes = [...row.children].filter(e => e.getClientRects().length).map(e => e.getBoundingClientRect());
        boxes.forEach((a, i) => boxes.slice(i + 1).forEach(b => {
            if (a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1)
                found.push(row.className);
        }));
    } return found; }"""


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    folder = tmp_path_factory.mktemp("browser")
    with playwright.sync_playwright() as started:
        context = started.chromium.launch_persistent_context(
            folder, executable_path=CHROMIUM, args=list(_QUIET), accept_downloads=True
        )
        yield context
        context.close()


@pytest.fixture
def opened(browser: Any, reported: Path) -> Iterator[Any]:
    """The report in a page of its own; fails where it says something on the console or asks for anything else."""
    page, said, asked = browser.new_page(), list[str](), list[str]()
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("dialog", lambda dialog: (said.append(dialog.message), dialog.accept()))
    page.on("request", lambda request: asked.append(request.url))
    page.goto((reported / "report.html").as_uri())
    yield page
    page.close()
    assert said == []
    assert [url for url in asked if not url.startswith("blob:")] == [(reported / "report.html").as_uri()]


def _page(opened: Any, page_id: str) -> Any:
    """The details of a page, open."""
    inside = opened.locator(".inside").evaluate_all(
        "(all, id) => all.find(e => JSON.parse(e.dataset.id) === id)?.id", page_id
    )
    assert inside, page_id
    details = opened.locator(f"details.page:has(#{inside})")
    details.evaluate("e => { e.open = true; }")
    opened.wait_for_function("id => document.getElementById(id).dataset.ready", arg=inside)
    return details


def _id(opened: Any, beginning: str) -> str:
    found: str = opened.evaluate(
        """b => [...document.querySelectorAll(".inside")].map(e => JSON.parse(e.dataset.id))
        .find(id => id.startsWith(b))""",
        beginning,
    )
    return found


def test_hostile_pages_change_nothing(opened: Any) -> None:
    assert opened.title() == "dedup report"
    opened.evaluate("document.querySelectorAll('details.page').forEach(e => { e.open = true; })")
    assert opened.locator("h2", has_text="By source").is_visible()
    assert opened.locator("img").count() == 0
    heights = opened.evaluate(
        """() => [...document.querySelectorAll("details.page")].map(e => e.querySelector(".whole"))
        .filter(e => e && e.textContent.includes("marks")).map(e => getComputedStyle(e).overflowY)"""
    )
    assert heights
    assert set(heights) == {"clip"}


@pytest.mark.parametrize("width", [390, 1280, 1920])
def test_nothing_is_cut_off_and_nothing_overlaps(opened: Any, width: int) -> None:
    opened.set_viewport_size({"width": width, "height": 900})
    opened.evaluate("document.querySelectorAll('details.page').forEach((e, at) => { e.open = at < 12; })")
    assert opened.evaluate("document.documentElement.scrollWidth") <= width
    assert opened.evaluate(_BEYOND) == []
    assert opened.evaluate(_OVERLAPS) == []


def test_it_prints_dark_on_white_and_whole(opened: Any) -> None:
    opened.set_viewport_size({"width": 690, "height": 900})  # A4 between its margins
    opened.emulate_media(media="print", color_scheme="dark")
    ink, paper = opened.evaluate(
        "(({color, backgroundColor}) => [color, backgroundColor])(getComputedStyle(document.body))"
    )
    assert (ink, paper) == ("rgb(34, 33, 31)", "rgb(255, 255, 255)")
    too_wide = "all => all.filter(e => e.scrollWidth > e.clientWidth + 1).map(e => e.getAttribute('aria-label'))"
    assert opened.locator(".scroll").evaluate_all(too_wide) == []
    assert not opened.locator(".filters").first.is_visible()


def test_a_mixed_line_runs_from_right_to_left(opened: Any) -> None:
    details = _page(opened, _id(opened, "turns"))
    boxes = details.locator(".whole").evaluate(
        """e => { const places = {}, walker = document.createTreeWalker(e, NodeFilter.SHOW_TEXT); let node;
        while ((node = walker.nextNode())) for (const word of ["قال", "الوزير", "abc"]) {
            const at = node.data.indexOf(" " + word);
            if (at < 0 || word in places) continue;
            const range = document.createRange();
            range.setStart(node, at + 1); range.setEnd(node, at + 1 + word.length);
            const box = range.getBoundingClientRect(); places[word] = [box.left, box.right, box.top];
        } return places; }"""
    )
    assert boxes["قال"][0] >= boxes["الوزير"][1] - 1
    if abs(boxes["abc"][2] - boxes["الوزير"][2]) < 4:  # on the same line
        assert boxes["الوزير"][0] >= boxes["abc"][1] - 1


def test_filters_show_what_they_are_asked_for(opened: Any) -> None:
    form = opened.locator("#cuts form.filters")
    rows = opened.locator("#cuts tr[data-label]")
    everything = rows.count()
    form.locator("[name=label]").select_option("tags")
    shown = opened.locator("#cuts tr[data-label]:not([hidden])")
    assert 0 < shown.count() < everything
    assert set(shown.evaluate_all("rows => rows.map(row => row.dataset.label)")) == {"tags"}
    form.locator("[name=label]").select_option("")
    form.locator("[name=words]").fill("no such words")
    assert shown.count() == 0
    assert form.locator("output").inner_text() == f"0 of {everything}"


def test_marks_come_back_as_they_were_set(opened: Any, reported: Path, tmp_path: Path) -> None:
    pages = tiled(reported)
    wanted: dict[str, dict[int, str]] = {}
    for beginning in ("breaks", "ansi", "surrogate", "script"):
        page_id = _id(opened, beginning)
        details = _page(opened, page_id)
        rows = details.locator("tr[data-start]")
        own = wanted.setdefault(page_id, {})
        starts = rows.evaluate_all("rows => rows.map(row => Number(row.dataset.start))")
        labels = rows.locator(".chip").all_text_contents()
        rows.nth(0).get_by_role("button", name="right").click()
        own[starts[0]] = labels[0]
        rows.nth(1).get_by_role("button", name="wrong").click()
        rows.nth(1).locator("select").select_option("caption")
        own[starts[1]] = "caption"
        details.get_by_role("button", name="Judge what is kept, too").click()
        kept = details.locator("[data-at]").evaluate_all(
            "all => Number(all.map(e => e.dataset.at.split(' ')).find(at => at[4] === '0')[0])"
        )
        first = details.locator("ol.kept li").nth(0)
        first.get_by_role("button", name="wrong").click()
        first.locator("select").select_option("nav")
        own[kept] = "nav"
    with opened.expect_download() as download:
        opened.get_by_role("button", name="Save as JSON lines").click()
    saved = tmp_path / download.value.suggested_filename
    download.value.save_as(saved)

    gold = {page.id: page for page in read_gold(saved)}
    for page in benchmarked.read_gold(saved, tmp_path, sure=True):  # the benchmarks read the same of it
        assert page.text == gold[page.id].text
        assert {span.start: span.label.lower() for span in page.spans if not span.skipped} == wanted[page.id]
    assert {page_id: gold[page_id].text for page_id in gold} == {page_id: pages[page_id] for page_id in wanted}
    for page in gold.values():
        assert {span.start: span.label for span in page.spans if span.sure} == wanted[page.id]
        assert [0, *(span.end for span in page.spans)] == [*(span.start for span in page.spans), len(page.text)]
        assert all((span.article > 0) == (span.label in ("title", "body", "source", "tags")) for span in page.spans)
    for line in saved.read_text("utf-8").strip().split("\n"):
        assert {mark["right"] for mark in json.loads(line)["marks"]} == {True, False}


@pytest.mark.parametrize(("scheme", "rules"), [("light", {}), ("dark", {"runOnly": ["color-contrast"]})])
def test_it_is_accessible(browser: Any, tmp_path: Path, scheme: str, rules: dict[str, list[str]]) -> None:
    axe = pytest.importorskip("axe_core_python.sync_playwright", reason="axe-core-python is not installed")
    run([write_lines(tmp_path / "in.jsonl", records(15)), SEEDS], tmp_path / "out", settings(report=True))
    page = browser.new_page()
    page.emulate_media(color_scheme=scheme)
    page.goto((tmp_path / "out" / "report.html").as_uri())
    page.evaluate(  # axe takes what closed details hold for visible: they go
        "document.querySelectorAll('details').forEach((e, at) => { e.open = at < 3; if (!e.open) e.remove(); })"
    )
    page.wait_for_function("document.querySelectorAll('[data-ready]').length >= 2")
    results = axe.Axe().run(page, options=rules)
    page.close()
    faults = [fault for fault in results["violations"] if fault["impact"] in ("serious", "critical")]
    assert [
        (fault["id"], fault["nodes"][0]["html"][:200], fault["nodes"][0]["failureSummary"]) for fault in faults
    ] == []


def test_one_page_is_shown_alike(browser: Any, tmp_path: Path) -> None:
    seed = sorted(SEEDS.glob("*.txt"))[1]
    text = seed.read_text("utf-8")
    path = tmp_path / "page.html"
    write_page_report(Record(seed.name, seed.name, text), path, *Cleaner().explain(text))
    page = browser.new_page()
    page.goto(path.as_uri())
    assert page.locator(".evidence th", has_text="wording").count() == 1
    assert page.locator(".whole mark").count() == page.locator(".evidence tbody tr").count() > 5
    assert page.get_by_role("button", name="right").first.is_visible()
    page.close()
