"""Small crawls made of the seeds' paragraphs, and what the tests ask of a run's outputs."""

from __future__ import annotations

import json
import os
import random
import signal
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from dedup.boilerplate import Input
from dedup.boilerplate.crawl_evidence import CrawlEvidence
from dedup.boilerplate.lexicon import Phrase
from dedup.duplicates import MatchSettings
from dedup.files import Fields
from dedup.model import Article, Page, Span
from dedup.pipeline import CleanSettings, RunSettings, run

SEEDS = Path(__file__).parents[2] / "seeds"
TABLES = ("documents", "duplicates", "removed", "passages", "rejected")
NAMES = (*(f"{name}.jsonl" for name in TABLES), "stats.json", "report.html")
FORKED = pytest.mark.skipif(sys.platform != "linux", reason="a process started afresh knows of no patches")
Json = dict[str, Any]


class NoCleaner:
    """Takes every page for an article and nothing else; its fields say what the cleaner was told."""

    def clean(self, text: str, source: str = "", evidence: CrawlEvidence | None = None, title: str = "") -> Page:
        whole, known = (0, len(text)), evidence.sources.values() if evidence else ()
        told = Article(1, text, (whole,), title or None, source or None, byline=f"{sum(known)} pages")
        return Page((Span(*whole, "body", 1, "body"),), (told,))

    def clean_inputs(self, inputs: Iterable[Input], evidence: CrawlEvidence) -> Iterator[Page]:
        return (self.clean(own.text, source=own.source, title=own.title, evidence=evidence) for own in inputs)


def paragraphs() -> list[str]:
    lines = (line for seed in sorted(SEEDS.glob("*.txt")) for line in seed.read_text("utf-8").split("\n"))
    return [line for line in lines if len(line) > 80]


def article(rng: random.Random, length: int = 7) -> str:
    return "\n".join(rng.sample(paragraphs(), length))


def records(number: int, seed: int = 1) -> list[Json]:
    """Articles, some with furniture, some repeated whole, in part, or inside a longer one; some ids occur twice."""
    rng = random.Random(seed)
    made: list[Json] = []
    original = ""
    for place in range(number):
        variant = place % 5
        if variant == 0:
            text = original = article(rng)
        elif variant == 1:
            text = original + "\n"
        elif variant == 2:
            text = original + "\nالمصدر: صدى البلد\nكلمات دلالية: روسيا، كوريا الشمالية"
        elif variant == 3:
            text = original[: len(original) // 2].rpartition(" ")[0]
        else:
            text = original.replace(" ", " أمس ", 1)
        made.append(
            {
                "id": f"page-{place % (number - 3)}",
                "source": f"source {place % 4}",
                "date": f"2023-09-{1 + place % 28:02} 10:00:00",
                "title": " ".join(text.split()[:8]) if place % 2 else None,
                "url": f"https://example.org/{place}",
                "nested": {"number": 1.50, "list": [1, None, "ه"]},
                "text": text,
            }
        )
    return made


def write_lines(path: Path, items: Iterable[Json]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(json.dumps(item, ensure_ascii=False) + "\n" for item in items)
    return path


def write_crawl(folder: Path, number: int = 120) -> Path:
    """A folder of several files of records, with the seeds beside them."""
    made = records(number)
    write_lines(folder / "b.jsonl", made[: number // 2])
    write_lines(folder / "a" / "shard.jsonl", made[number // 2 :])
    for seed in SEEDS.glob("*.txt"):
        (folder / "seeds").mkdir(exist_ok=True)
        (folder / "seeds" / seed.name).write_bytes(seed.read_bytes())
    return folder


class Notes:
    """Remembers what a run told."""

    def __init__(self) -> None:
        self.notes: list[str] = []
        self.stages: list[str] = []

    def note(self, message: str) -> None:
        self.notes.append(message)

    def stage(self, name: str, total_bytes: int) -> None:  # noqa: ARG002  # the protocol's
        self.stages.append(name)

    def advance(self, documents: int, size: int) -> None:
        pass


def settings(
    *,
    workers: int = 1,
    batch_bytes: int = 4 << 20,
    fields: Fields | None = None,
    match: MatchSettings | None = None,
    phrases: tuple[Phrase, ...] = (),
    without: tuple[str, ...] = (),
    appended: str = "split",
    model: str = "",
    report: bool = False,
    **options: Any,
) -> RunSettings:
    """Settings of a run; it writes no report, which takes longer than all else of a small run, unless asked to."""
    clean = CleanSettings(
        fields or Fields(),
        batch_bytes=batch_bytes,
        phrases=phrases,
        without=without,
        appended=appended,
        model=model,
    )
    return RunSettings(clean, match or MatchSettings(), workers=workers, report=report, **options)


def lines(out: Path, name: str) -> list[Json]:
    return [json.loads(line) for line in (out / f"{name}.jsonl").read_bytes().splitlines()]


def outputs(out: Path) -> dict[str, bytes]:
    """The bytes of everything that must not depend on how the run was done."""
    files = (path for path in out.rglob("*") if path.is_file() and path.name != "stats.json")
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in files}


def tiled(out: Path) -> dict[str, str]:
    """Every page, put together from spans and texts; fails where they do not tile it."""
    pieces: dict[str, list[tuple[int, int, str]]] = defaultdict(list)
    for document in (*lines(out, "documents"), *lines(out, "duplicates")):
        page, at = document["dedup"]["parent"] or document["id"], 0
        pieces[page] += []
        for start, end in document["dedup"]["spans"]:
            pieces[page].append((start, end, document["text"][at : at + end - start]))
            at += end - start
        assert at == len(document["text"])
    for removed in lines(out, "removed"):
        pieces[removed["id"]].append((removed["start"], removed["end"], removed["text"]))
    texts = {}
    for page, parts in pieces.items():
        parts.sort()
        assert [start for start, _, _ in parts] == [0, *(end for _, end, _ in parts)][: len(parts)]
        assert all(len(text) == end - start for start, end, text in parts)
        texts[page] = "".join(text for _, _, text in parts)
    return texts


def run_interrupted(inputs: str, out: str, event: str, nth: int, sent: int, model: str = "") -> None:
    """Run in this process, which gets the signal `sent` just before its nth `event` that concerns `out`.

    Events are Python's audit events (`open`, `os.rename`, ...): the same ones in every run, so the places
    where a test interrupts do not depend on the machine's speed.
    """
    parent, left = os.getpid(), nth

    def watch(name: str, arguments: tuple[object, ...]) -> None:
        nonlocal left
        if name == event and os.getpid() == parent and out in str(arguments[0]):
            left -= 1
            if left == 0:
                os.kill(parent, sent)

    sys.addaudithook(watch)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    run([Path(inputs)], Path(out), settings(workers=2, batch_bytes=20_000, model=model, overwrite=True, report=True))
