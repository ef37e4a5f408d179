"""A site of generated aggregator pages, served on this machine, and crawls of it in processes of their own."""

from __future__ import annotations

import html
import json
import random
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from tests.boilerplate.pages import OTHER_BODY, OTHER_HEADLINE, OTHER_LEAD
from tests.pipeline.crawls import paragraphs
from tests.processes import python

FURNITURE = ("المصدر: كويت نيوز", "كلمات دلالية: روسيا، كوريا الشمالية", "إقرأ أيضا")


@dataclass(frozen=True)
class Crawled:
    """What a crawl left: how it ended, its items, its statistics, and its log."""

    status: int
    items: list[dict[str, Any]]
    stats: dict[str, Any]
    log: str


def bodies(number: int) -> list[list[str]]:
    """The paragraphs of some articles that share nothing; none with a credit, which the cleaner may find anywhere."""
    rng = random.Random(4)
    lines = [line for line in paragraphs() if "المصدر" not in line and "تابعوا" not in line]
    return [[_shuffled(line, rng) for line in rng.sample(lines, 4)] for _ in range(number)]


def page(place: int, body: list[str]) -> str:
    """An article as an aggregator shows it: credit, tags, and now and then a whole other article glued on."""
    own = [f"بيان رسمي رقم {place} عن الزيارة المرتقبة", *body]
    if place % 5 == 4:
        return "\n".join([*own, *FURNITURE, OTHER_HEADLINE, OTHER_LEAD, OTHER_BODY])
    return "\n".join([*own, *FURNITURE[:2]])


def _shuffled(line: str, rng: random.Random) -> str:
    words = line.rstrip(".").split()
    rng.shuffle(words)
    return " ".join(words) + "."


@contextmanager
def served(texts: list[str]) -> Iterator[str]:
    """Serve these texts as pages that an index page links; gives the index page's URL."""
    links = "".join(f'<a href="/{number}">{number}</a>' for number in range(len(texts)))
    answers = {"/": links} | {f"/{number}": f"<pre>{html.escape(text)}</pre>" for number, text in enumerate(texts)}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = answers.get(self.path, "").encode()
            self.send_response(200 if body else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/"
        finally:
            server.shutdown()
            thread.join()


def crawl(url: str, folder: Path, kind: str = "dict", **settings: object) -> Crawled:
    """Run the spider over a site, in a process of its own, with these settings."""
    items, stats = folder / "items.jsonl", folder / "stats.json"
    for path in (items, stats):
        path.unlink(missing_ok=True)
    code = "import sys; from tests.scrapy.spider import main; main(*sys.argv[1:])"
    done = python(code, url, kind, items, stats, json.dumps(settings))
    lines = items.read_text("utf-8").splitlines() if items.exists() else []
    return Crawled(
        done.returncode,
        [json.loads(line) for line in lines],
        json.loads(stats.read_text("utf-8")) if stats.exists() else {},
        done.stderr,
    )
