"""The evidence of a crawl: what a source repeats and where headlines of its pages stand, counted in dicts of words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from tests.arabic.reference import reference_mix64
from tests.boilerplate.reference.atoms import Atom, reference_atoms
from tests.boilerplate.reference.evidence import Table, log8, share
from tests.boilerplate.reference.segments import Segment

LINE, SEGMENT, OPENING = range(3)
MOST_WORDS = 24
LEAST_OF_SENTENCE = 4
EVERYWHERE = 114
OFTEN = 32
Key = tuple[int, tuple[int, ...]]
"""What is counted: of which kind, and the hashes of its words and numbers."""

LEAST_SOURCE = 8


class Page(NamedTuple):
    """A page of a crawl."""

    atoms: list[Atom]
    segments: list[Segment]
    source: str
    title: str = ""


def hashed(key: Key) -> int:
    """A key as the crawl stores it."""
    kind, words = key
    state = 1
    for word in words:
        state = reference_mix64(state ^ word)
    return state // 4 * 4 + kind


def key_of(kind: int, atoms: Sequence[Atom], top: bool) -> Key | None:
    """The key of some atoms' words; None where there are none, or too many or too few to count.

    On the first line of a page (`top`), if it has others, words with a number are no opening.
    """
    words = [atom.hash for atom in atoms if atom.text]
    if kind == OPENING:
        if top and any(atom.kind == "number" for atom in [atom for atom in atoms if atom.text][: MOST_WORDS + 1]):
            return None
        return (kind, tuple(words[:3])) if len(words) >= 3 else None
    return (kind, tuple(words)) if 1 <= len(words) <= MOST_WORDS else None


def is_sentence(atoms: Sequence[Atom]) -> bool:
    """Whether a full stop ends some words."""
    last = atoms[-1]
    stops = last.kind == "mark" and last.value == ord(".") and last.end == last.start + 1
    return stops and min(sum(bool(atom.text) for atom in atoms), MOST_WORDS + 1) >= LEAST_OF_SENTENCE


def is_number(atoms: Sequence[Atom]) -> bool:
    """Whether a line has a number, and nothing else but marks."""
    kinds = {atom.kind for atom in atoms}
    return "number" in kinds and kinds <= {"number", "mark"}


def keys_of(page: Page) -> list[tuple[Key | None, Key | None, Key | None]]:
    """By segment the keys of its line, of itself and of its opening."""
    parts = Counter(segment.line for segment in page.segments)
    lines: dict[int, list[Atom]] = {}
    for segment in page.segments:
        lines.setdefault(segment.line, []).extend(page.atoms[segment.first : segment.last])
    found = []
    for segment in page.segments:
        own, top = page.atoms[segment.first : segment.last], segment.line == page.segments[0].line and len(lines) > 1
        below = min((line for line in lines if line > segment.line), default=None)
        alone = parts[segment.line] == 1 and below is not None and parts[below] == 1
        labels = below is not None and alone and is_number(lines[below])
        line = None if labels else key_of(LINE, lines[segment.line], top)
        segment_key = None if labels else key_of(SEGMENT, own, top)
        found.append((line, segment_key, key_of(OPENING, own, top)))
    return found


def counts(pages: Sequence[Page]) -> Counter[tuple[Key, str]]:
    """How many pages of each source hold each key."""
    found: Counter[tuple[Key, str]] = Counter()
    for page in pages:
        found.update({(key, page.source) for keys in keys_of(page) for key in keys if key})
    return found


def headline(title: str) -> tuple[str, ...] | None:
    """The words of a headline that is long enough to be one, and no paragraph."""
    words = tuple(atom.text for atom in reference_atoms(title) if atom.text)
    return words if 4 <= len(words) <= MOST_WORDS else None


def crawl(page: Page, pages: Sequence[Page]) -> tuple[Table, Table, list[int]]:
    """By atom and by segment the evidence that a crawl has for a page, and by segment how many pages have it."""
    of_source = sum(other.source == page.source for other in pages)
    if of_source < LEAST_SOURCE:
        return [[0] for _ in page.atoms], [[0] * 10 for _ in page.segments], [0] * len(page.segments)
    counted = counts(pages)
    everywhere: Counter[Key] = Counter()
    for (key, _), number in counted.items():
        everywhere[key] += number
    marks = _headlines(page, {found for other in pages if (found := headline(other.title))})

    def facts(key: Key | None) -> tuple[int, int, int, int]:
        number = counted[key, page.source] if key else 0
        if key is None or number < 3:
            return 0, 0, 0, 0
        return log8(number), share(number, of_source), share(number, everywhere[key]), number

    copied = _copied_lines(page, lambda opening: facts(opening)[1] >= OFTEN)
    columns, documents = [], []
    for segment, keys in zip(page.segments, keys_of(page), strict=True):
        line, own, opening = map(facts, (None, None, None) if segment.line in copied else keys)
        first = next(other for other in page.segments if other.line == segment.line).first
        last = [other for other in page.segments if other.line == segment.line][-1].last
        if is_sentence(page.atoms[first:last]) and line[1] < EVERYWHERE:
            line = (0, 0, 0, 0)
        if is_sentence(page.atoms[segment.first : segment.last]) and own[1] < EVERYWHERE:
            own = (0, 0, 0, 0)
        inside = sum(2 <= mark <= 4 for mark in marks[segment.first : segment.last])
        others = share(inside, segment.last - segment.first)
        columns.append([*line[:3], *own[:3], opening[0], opening[2], log8(of_source), others])
        documents.append(max(line[3], own[3]))
    return [[mark] for mark in marks], columns, documents


def _copied_lines(page: Page, is_often: Callable[[Key | None], bool]) -> set[int]:
    """The lines with sentences, and the page's first one, where the first segment of those and most of their words are
    in segments whose opening is often; else none.
    """
    own = {segment: page.atoms[segment.first : segment.last] for segment in page.segments}
    lines = {segment.line for segment in page.segments if is_sentence(own[segment])}
    texts = [atoms for segment, atoms in own.items() if segment.line in lines]
    words = {True: 0, False: 0}
    for atoms in texts:
        words[is_often(key_of(OPENING, atoms, False))] += sum(bool(atom.text) for atom in atoms)
    is_copy = words[True] > words[False] and is_often(key_of(OPENING, texts[0], False))
    return lines | {page.segments[0].line} if is_copy else set()


def _headlines(page: Page, headlines: set[tuple[str, ...]]) -> list[int]:
    """1 for atoms in no headline; 2, 3, 4 for the first, inner and last ones of another page's, 5 to 7 of its own."""
    marks = [1] * len(page.atoms)
    own = headline(page.title)
    at = 0
    while at < len(page.atoms):
        found = _longest(page.atoms, at, headlines) if page.atoms[at].text else None
        if found is None:
            at += 1
            continue
        words, end = found
        base = 5 if words == own else 2
        marks[at : end + 1] = [base, *[base + 1] * (end - at - 1), base + 2]
        at = end + 1
    return marks


def _longest(atoms: Sequence[Atom], first: int, headlines: set[tuple[str, ...]]) -> tuple[tuple[str, ...], int] | None:
    """The longest headline that begins with an atom and ends on its line, and its last atom."""
    found, words = None, ()
    for at in range(first, len(atoms)):
        if (at > first and atoms[at].breaks) or len(words) == MOST_WORDS:
            break
        if atoms[at].text:
            words = (*words, atoms[at].text)
            if words in headlines:
                found = words, at
    return found


def by_source(pages: Sequence[Page]) -> Mapping[str, int]:
    """How many pages each source has."""
    return Counter(page.source for page in pages)
