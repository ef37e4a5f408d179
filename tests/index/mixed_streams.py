"""Streams of articles as a crawl sees them: copies, near copies, extracts and longer versions of earlier ones."""

from __future__ import annotations

import random

from dedup import Document
from tests.pipeline.crawls import paragraphs


def stream(number: int, seed: int = 1) -> list[Document]:
    """Documents of which about half were seen before in some form; some have no words, some no date."""
    rng = random.Random(seed)
    lines = paragraphs()
    made: list[Document] = []
    for place in range(number):
        text = "\n".join(_reworded(line, rng) for line in rng.sample(lines, rng.randint(1, 7)))
        if made and rng.random() < 0.6:
            text = _again(rng.choice(made).text, text, rng)
        if rng.random() < 0.02:
            text = " … "
        date = "" if rng.random() < 0.1 else f"2026-01-{rng.randint(1, 28):02}"
        # Now and then a page comes again under its id, as it was or changed.
        name = rng.choice(made).id if made and rng.random() < 0.1 else f"page-{place}"
        made.append(Document(name, text, date=date))
    return made


def _reworded(line: str, rng: random.Random) -> str:
    """A line that shares few shingles with others made of it."""
    words = line.split()
    cut = rng.randrange(len(words))
    return " ".join(f"{word}{rng.randrange(10)}" if rng.random() < 0.2 else word for word in words[cut:] + words[:cut])


def _again(text: str, fresh: str, rng: random.Random) -> str:
    words = text.split(" ")
    at = rng.randrange(len(words))
    match rng.randrange(5):
        case 0:
            return text
        case 1:
            return " ".join([*words[:at], "عاجل", *words[at:]])
        case 2:
            return " ".join(words[: max(at, len(words) // 2)])
        case 3:
            return f"{text}\n{fresh}"
        case _:
            return " ".join(word for word in words if rng.random() < 0.95)


def has_words(document: Document) -> bool:
    """What has none matches nothing."""
    return any(map(str.isalnum, document.text))
