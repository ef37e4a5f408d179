"""The sentences of the report."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from dedup.colours import group_of
from dedup.sizes import amount
from dedup.stats import Stats

LABELS = {
    "title": "the headline above its own article",
    "subhead": "a heading inside an article",
    "body": "running text",
    "pubdate": "when the page was published",
    "byline": "who wrote it",
    "source": "a credit that names an outlet or an agency",
    "tags": "topics, with or without a heading",
    "related_head": "words that announce other articles",
    "related_item": "the headline of another article",
    "related_teaser": "sentences of another article in a list or on a card",
    "embed": "the text of a quoted post",
    "embed_meta": "the link, handle or date of a quoted post",
    "caption": "the caption or credit of a picture or a video",
    "share": "share, follow, subscribe, get the app",
    "ad": "the label of an advertisement",
    "comments": "the heading, the form or the number of comments",
    "nav": "menus, legal lines, cookies",
    "readmore": "what is left of a “more” link",
    "other": "furniture of another kind",
    "repeated_line": "a line that a source repeats on many pages",
    "repeated_passage": "a passage that an earlier document has too",
}
"""What each label is, in a few words; first those that an annotator may choose."""

GOLD_LABELS = tuple(LABELS)[:-2]
"""The labels that annotated pages have."""


class Figure(NamedTuple):
    """A number of the first screen, what it counts, and a sentence about it."""

    number: str
    name: str
    sentence: str


class Part(NamedTuple):
    """A part of a bar: its name, its number, its share of the whole, and the class of its colour."""

    name: str
    number: int
    share: float
    colour: str


def share(part: float, whole: float) -> str:
    """A share in percent with one decimal: `0%` where part or whole is 0, `<0.1%` for less than 0.05%."""
    if not whole or not part:
        return "0%"
    percent = 100 * part / whole
    return f"{percent:.1f}%" if percent >= 0.05 else "<0.1%"


def counted(number: int, noun: str, plural: str = "") -> str:
    """A number with a noun: `1 page`, `2 pages`. Without `plural`, that is the noun with an s."""
    return f"{number:,} {noun if number == 1 else plural or f'{noun}s'}"


def figures(stats: Stats) -> Sequence[Figure]:
    """The numbers of the first screen: pages, documents kept and dropped, characters cut, articles, rejected records.

    Documents in the index or without a word, and ids met before, are included only where there are any.
    """
    counts, characters = stats.counts, stats.characters
    rejected = sum(counts.rejected.values())
    reasons = ", ".join(f"{number:,} {reason}" for reason, number in sorted(counts.rejected.items()))
    read = f"{amount(stats.input.bytes)} of {counted(stats.sources.number, 'source')} were read."
    kept = f"{share(counts.kept, counts.documents)} of {counted(counts.documents, 'document')} stay."
    cut = f"{share(characters.cut, characters.read)} of {characters.read:,} were furniture or metadata."
    glued_on = "They were glued on after another article, and are documents of their own."
    split = glued_on if counts.appended else "No page had a second article glued on."
    unread = f"They could not be read: {reasons}." if rejected else "Everything could be read."
    found = [
        Figure(f"{counts.pages:,}", "pages read", read),
        Figure(f"{counts.kept:,}", "documents kept", kept),
        *_dropped(stats),
        Figure(f"{characters.cut:,}", "characters cut", cut),
        Figure(f"{counts.appended:,}", "articles split off", split),
        Figure(f"{rejected:,}", "records rejected", unread),
    ]
    if counts.empty:
        found.append(Figure(f"{counts.empty:,}", "documents without a word", "Nothing of them was an article."))
    if counts.renamed:
        found.append(Figure(f"{counts.renamed:,}", "ids met before", "Such pages were renamed: ~2, ~3 and so on."))
    return found


def _dropped(stats: Stats) -> Iterator[Figure]:
    """Yield the numbers of exact, near and contained documents dropped, zeros too, each with a sentence about it.

    The number found in the index follows, unless it is zero.
    """
    near, contained = stats.options.match.near, stats.options.match.contained
    sentences = {
        ("exact", "exact copies dropped"): "They have the same words as a kept document, in the same order.",
        ("near", "near duplicates dropped"): f"At least {near:g} of the shingles are shared (Jaccard similarity).",
        ("contained", "contained documents dropped"): f"A kept document has at least {contained:g} of their shingles.",
    }
    for (kind, name), sentence in sentences.items():
        yield Figure(f"{stats.counts.duplicates.get(kind, 0):,}", name, sentence)
    if stats.counts.indexed:
        yield Figure(f"{stats.counts.indexed:,}", "in the index already", "An earlier crawl brought them.")


def document_parts(stats: Stats) -> Sequence[Part]:
    """The documents of a run by what became of them, as parts of a bar that add up to all documents.

    They are: kept, exact copies, near duplicates, contained, in the index, without a word. Parts of 0 are left out.
    """
    counts = stats.counts
    numbers: Mapping[str, tuple[int, str]] = {
        "kept": (counts.kept, "kept"),
        "exact copies": (counts.duplicates.get("exact", 0), "exact"),
        "near duplicates": (counts.duplicates.get("near", 0), "near"),
        "contained": (counts.duplicates.get("contained", 0), "contained"),
        "in the index": (counts.indexed, "indexed"),
    }
    named = sum(number for number, _ in numbers.values())
    return _parts({**numbers, "without a word": (counts.documents - named, "other")}, counts.documents)


def character_parts(stats: Stats) -> Sequence[Part]:
    """The characters that were read by what became of them, as parts of a bar.

    They are: kept, in duplicates, in empty documents, and cut by label. Parts of 0 are left out.
    """
    characters = stats.characters
    numbers = {
        "kept": (characters.kept, "kept"),
        "in duplicates": (characters.duplicate, "near"),
        "in empty documents": (characters.empty, "other"),
        **{label: (number, group_of(label)) for label, number in characters.cut_by_label.items()},
    }
    return _parts(numbers, characters.read)


def _parts(numbers: Mapping[str, tuple[int, str]], whole: int) -> Sequence[Part]:
    """The parts of a whole that are not 0, from their numbers and colours."""
    there = ((name, *entry) for name, entry in numbers.items() if entry[0] > 0)
    return [Part(name, number, number / (whole or 1), colour) for name, number, colour in there]
