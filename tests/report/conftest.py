from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from dedup.pipeline import run
from tests.pipeline.crawls import SEEDS, article, records, settings

HOSTILE = {
    "script": "</script><script>document.title = 'owned'</script>",
    "style": "</style><style>* { display: none }</style>",
    "handler": "<img src=x onerror=\"document.title = 'owned'\"> '\"><svg onload=alert(1)>",
    "template": "{{ 7 * 7 }} {% raw %} </template></details></div>",
    "comment": "<!-- <![CDATA[ ]]> --!> <plaintext>",
    "turns": "\u202e\u202d\u2066 قال الوزير abc \u202a",
    "ansi": "\x1b[31mأحمر\x1b[0m \x07\x08\x00",
    "marks": "نص" + "\u0301" * 2_000 + " بعد",
    "surrogate": "نص \ud800 بعد \udfff",
    "breaks": "سطر\r\nسطر\rسطر\u2028سطر\x85سطر",
}
"""By id, what pages hold that would change a page of HTML that is not careful."""


def hostile_pages() -> list[dict[str, str]]:
    """Pages with a kept text and a cut line that hold such things each; ids and sources hold them, too."""
    pages = []
    for name, text in HOSTILE.items():
        body = "\n".join(f"{line} {text}" for line in article(random.Random(name), 5).split("\n"))
        full = f"عنوان {text}\n{body}\nالمصدر: وكالات {text}\nكلمات دلالية: {text} السياسة"
        full += "\nالمصدر: رويترز\nكلمات دلالية: السياسة"
        pages.append({"id": f"{name} {text[:40]}", "source": f"موقع {text[:40]}", "date": "2024-03-05", "text": full})
    return pages


@pytest.fixture(scope="session")
def reported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The outputs of a run over sample pages, copies, and hostile pages; not to be written to."""
    folder = tmp_path_factory.mktemp("reported")
    own = records(40)
    days = [{**page, "date": f"2024-0{1 + number % 4}-11"} for number, page in enumerate(own)]
    text = article(random.Random("each day"), 6)
    daily = [
        {
            "id": f"day-{day}",
            "source": "يومي",
            "date": f"2024-05-0{day}",
            "text": f"{text} يوم {day} مايو بسعر {day}7 ريالا.",
        }
        for day in (1, 2)
    ]
    crawl: list[dict[str, object]] = [
        *days,
        *({**page, "id": f"copy-{page['id']}"} for page in days[:5]),
        *daily,
        *hostile_pages(),
    ]
    rows = [*map(json.dumps, crawl), "ليس سجلا </li><script>x</script>"]  # in ASCII: lone surrogates have no other form
    inputs = folder / "in.jsonl"
    inputs.write_text("\n".join(rows), "utf-8")
    out = folder / "out"
    run([inputs, SEEDS], out, settings(report=True))
    return out
