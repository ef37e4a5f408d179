"""The invariants of every page, as checks: nothing lost, no cut inside a word, and what a cut may not depend on."""

from __future__ import annotations

from collections.abc import Sequence

from dedup.boilerplate import Cleaner
from dedup.boilerplate.evidence import GROUPS
from dedup.boilerplate.weights import CONFIDENCES
from dedup.model import CONTENT_LABELS, LABELS, Page, Span
from tests.boilerplate.reference.atoms import Atom, begins, class_of, reference_atoms
from tests.boilerplate.reference.decoder import running_text
from tests.boilerplate.reference.segments import reference_segments

_LINKS = ("link", "mail", "handle")


def check(text: str, page: Page) -> None:
    """What holds for every page: spans tile it, articles are made of it, labels and numbers are the contract's."""
    assert [span.start for span in page.spans] == [0, *(span.end for span in page.spans)][: len(page.spans)]
    assert (page.spans[-1].end if page.spans else 0) == len(text)
    for span in page.spans:
        assert span.start < span.end
        assert span.label in LABELS
        assert span.confidence in (*CONFIDENCES, 1.0)
        assert span.rule
        assert span.article >= 1 or not span.is_content
        assert span.is_content or span.rule.partition(":")[0] in (*GROUPS, "user", "appended-article")
    assert [article.number for article in page.articles] == sorted({article.number for article in page.articles})
    assert page.articles[0].number == 1
    assert page.text == page.articles[0].text
    for article in page.articles:
        assert article.text == "".join(text[start:end] for start, end in article.spans)
        assert all(before[1] < after[0] for before, after in zip(article.spans, article.spans[1:], strict=False))
        for before, after in zip(article.spans, article.spans[1:], strict=False):  # words that were apart stay apart
            assert text[before[1] - 1].isspace() or text[after[0]].isspace() or not text[after[0] - 1].isspace()
        own = [span for span in page.spans if span.is_content and span.article == article.number]
        assert article.text == "".join(text[span.start : span.end] for span in own)
    content = sum(span.end - span.start for span in page.spans if span.is_content)
    assert content == sum(len(article.text) for article in page.articles)


def proof(before: Atom, after: Atom, text: str) -> bool:
    """Whether script, an ending, a link or known words part letters that stand side by side."""
    if before.kind != after.kind or before.kind in _LINKS:
        return True
    if after.join == "known words":
        return min(before.count, after.count) >= 3 or begins(before.text, after.text)
    ending = text[before.start : before.end]
    signs = ending.rstrip("".join(c for c in set(ending) if class_of(c) in "MTU" and c not in "\u064b\u064c\u064d"))
    return before.kind == "arabic" and signs.endswith(("ة", "ى", "\u064b", "\u064c", "\u064d")) and after.letters >= 2


def check_cuts(text: str, page: Page) -> None:
    """No span begins inside a word, unless letters or script prove that two words were glued, or both are known."""
    atoms = {atom.start: atom for atom in reference_atoms(text)}
    ends = {atom.end: atom for atom in atoms.values()}
    for span in page.spans[1:]:
        if text[span.start].isspace():
            continue  # blanks went along with the paragraph behind them
        atom = atoms[span.start]
        before = ends.get(span.start)
        if before and "mark" not in (before.kind, atom.kind):
            assert proof(before, atom, text), (before, atom)


def sentences(text: str) -> list[range]:
    """Where the running text of a page stands."""
    atoms = reference_atoms(text)
    found = running_text(atoms, reference_segments(atoms))
    return [range(atoms[own.start].start, atoms[own.stop - 1].end) for own in found]


def check_running_text(text: str, page: Page, cleaner: Cleaner) -> None:
    """One cut of up to 24 lines takes not all running text of a page, and empties none."""
    atoms = reference_atoms(text)
    if not atoms:
        return
    found = sentences(text)
    first, last = (found[0].start, found[-1].stop) if found else (atoms[0].start, atoms[-1].end)
    over = [span for span in page.spans if span.start < last and span.end > first]
    labels = {span.label for span in over}
    was_dropped = cleaner.appended == "drop" and len(Cleaner(model=cleaner.model).clean(text).articles) > 1
    assert len(labels) > 1 or labels <= CONTENT_LABELS or was_dropped or _lines_around(atoms, page, over) > 24


def ink(text: str, page: Page) -> list[tuple[str, str, int, str, float]]:
    """Each character that is seen, and the span it is in."""
    return [
        (text[at], span.label, span.article, span.rule, span.confidence)
        for span in page.spans
        for at in range(span.start, span.end)
        if not text[at].isspace() and text[at] != "\ufeff"
    ]


def fields(page: Page) -> list[tuple[object, ...]]:
    return [(a.number, a.title, a.source, a.published, a.byline, a.tags) for a in page.articles]


def alike(text: str, other: str, cleaner: Cleaner) -> bool:
    one, two = cleaner.clean(text), cleaner.clean(other)
    return ink(text, one) == ink(other, two) and fields(one) == fields(two)


def _lines_around(atoms: Sequence[Atom], page: Page, over: Sequence[Span]) -> int:
    """The lines of neighbouring spans with the label of `over`, which are among them."""
    first, last = page.spans.index(over[0]), page.spans.index(over[-1])
    while first and page.spans[first - 1].label == over[0].label:
        first -= 1
    while last + 1 < len(page.spans) and page.spans[last + 1].label == over[0].label:
        last += 1
    start, end = page.spans[first].start, page.spans[last].end
    own = [atom for atom in atoms if start <= atom.start < end]
    return 1 + sum(atom.breaks for atom in own[1:])
