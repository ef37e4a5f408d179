"""The face of the room: a reusable cleaner made of settings, and one page in, one `Page` out."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from operator import itemgetter

from dedup.arabic.groups import grouped
from dedup.arabic.view import View, view, views
from dedup.boilerplate.blocks import Surroundings, arrange, is_running_text
from dedup.boilerplate.fields import Extracted, Metadata, extract
from dedup.boilerplate.grammar import LineGrammar
from dedup.boilerplate.joins import WordEnds
from dedup.boilerplate.phrases import Phrase, PhraseBook, load_shipped
from dedup.boilerplate.pieces import PROSE, Piece
from dedup.boilerplate.repetition import NO_EVIDENCE, Evidence, repeats
from dedup.boilerplate.rules import switched_off
from dedup.boilerplate.scan import Scan, find_openings, scan, scan_pages
from dedup.boilerplate.weighing import settle
from dedup.errors import DedupError
from dedup.model import CONTENT_LABELS, METADATA_LABELS, Article, Page, Span

PROFILES = {"conservative": 0.9, "balanced": 0.7, "aggressive": 0.5}
"""The confidence a cut needs, by profile."""
APPENDED = ("split", "drop", "keep")


@dataclass(frozen=True)
class Cleaner:
    """Takes pages apart, one at a time. Make one and keep it; picklable.

    `profile` sets how sure a cut must be; `phrases` are added to the shipped list (plain strings cut a line of their
    own); `without` names rules to switch off, as spans name them (`phrase:اقرا ايضا`) or by the part before the colon;
    `appended` says what becomes of articles glued on after the host: `split` them off, `drop` or `keep` them in place.
    Raises DedupError for a profile, mode or rule that does not exist, TypeError for a string in the place of a list.
    """

    profile: str = "balanced"
    phrases: tuple[Phrase, ...] = ()
    without: frozenset[str] = frozenset()
    appended: str = "split"
    _book: PhraseBook = field(init=False, repr=False, compare=False)

    def __init__(
        self,
        profile: str = "balanced",
        phrases: Iterable[Phrase | str] = (),
        without: Iterable[str] = (),
        appended: str = "split",
    ) -> None:
        for value, allowed, option in (
            (profile, tuple(PROFILES), "profile"),
            (appended, APPENDED, "appended"),
        ):
            if value not in allowed:
                raise DedupError(f"{option} {value!r} is not one of {', '.join(allowed)}.")
        if isinstance(phrases, str) or isinstance(without, str):
            raise TypeError("phrases and without are lists; `load_phrase_file` reads phrases from a file")
        added = tuple(p if isinstance(p, Phrase) else Phrase(p, "user", "line", "other", "low") for p in phrases)
        for name, given in (
            ("profile", profile),
            ("phrases", added),
            ("without", switched_off(without)),
            ("appended", appended),
            ("_book", PhraseBook((*load_shipped(), *added)) if added else _shipped_book()),
        ):
            object.__setattr__(self, name, given)

    def clean(self, text: str, source: str = "", evidence: Evidence = NO_EVIDENCE) -> Page:
        """Take a page apart. Never raises, whatever the text.

        `evidence` is what a crawl repeats (see `repetition`), `source` the page's source in it.
        """
        seen = view(text)
        return self._taken_apart(text, seen, scan(seen.points, self._book.trie), source, evidence)

    def clean_all(self, pages: Iterable[tuple[str, str]], evidence: Evidence = NO_EVIDENCE) -> Iterator[Page]:
        """Take many pages apart, each given as its text and its source: quicker than one by one.

        The results come in order; so many pages are read ahead as make 65,536 characters.
        """
        for group in grouped(pages, itemgetter(0)):
            seen = views([text for text, _ in group])
            found = scan_pages(seen.points, seen.bounds, self._book.trie)
            repeating = found.pages_of(evidence.touched(found.rows))
            for number, (text, source) in enumerate(group):
                if found.plain[number] and number not in repeating and evidence.openings(source) is None:
                    yield _only_body(text)  # as most pages are
                else:
                    yield self._taken_apart(text, seen.view(number), found.page(number), source, evidence)

    def _taken_apart(self, text: str, seen: View, found: Scan, source: str, evidence: Evidence) -> Page:
        keys = evidence.openings(source)
        openings = [] if keys is None else find_openings(seen.points, found.rows, keys)
        repeated = bool(openings) or repeats(found.rows, evidence, source)
        if found.plain and not repeated:
            return _only_body(text)
        known = Surroundings(source, evidence, openings) if repeated else Surroundings(source)
        pieces = self._pieces(text, seen, found, known)
        if pieces and all(piece.label == PROSE and piece.article == 1 for piece in pieces):
            return _only_body(text)
        spans = self._spans(text, seen, pieces)
        return Page(spans, _articles(text, seen, pieces, spans))

    def _pieces(self, text: str, seen: View, found: Scan, known: Surroundings) -> list[Piece]:
        word_ends = WordEnds(text, seen)
        grammar = LineGrammar(seen.text, self._book, word_ends, PROFILES[self.profile])
        lines = [(line, grammar.parse(line)) for line in found.lines()]
        if not known.evidence.found and is_running_text(seen.text, lines):
            return [piece for _, pieces in lines for piece in pieces]
        pieces = arrange(seen.text, lines, word_ends, known)
        settle(seen.text, pieces, PROFILES[self.profile], self.without)
        if self.appended != "split":
            _place_appended(pieces, self.appended)
        return pieces

    def _spans(self, text: str, seen: View, pieces: Sequence[Piece]) -> tuple[Span, ...]:
        """Pieces as spans of the original that tile it: what lies between belongs to the piece before."""
        if not pieces:
            return (Span(0, len(text), "body", 1, "blank"),) if text else ()
        runs = _runs(pieces)
        starts = [0, *(_original_start(text, seen, piece.start) for piece in runs[1:])]
        _keep_line_breaks(text, runs, starts)
        ends = [*starts[1:], len(text)]
        return tuple(
            _span(piece, start, end) for piece, start, end in zip(runs, starts, ends, strict=True) if start < end
        )


def clean_text(text: str) -> Page:
    """Take one page apart with the default settings.

    >>> page = clean_text("عنوان الخبر اليوم\\nقال الوزير إن العمل في المشروع بدأ أمس في العاصمة.\\nالمصدر: وكالات")
    >>> page.source
    'وكالات'
    >>> [span.label for span in page.spans]
    ['title', 'body', 'source']
    """
    return _default().clean(text)


@cache
def _default() -> Cleaner:
    return Cleaner()


@cache
def _shipped_book() -> PhraseBook:
    return PhraseBook(load_shipped())


def _only_body(text: str) -> Page:
    """A page of nothing but paragraphs."""
    end = len(text)
    return Page((Span(0, end, "body", 1, "body"),), (Article(1, text, ((0, end),)),))


def _place_appended(pieces: Sequence[Piece], mode: str) -> None:
    """Leave appended articles in the host's text, or cut them as the related matter they are."""
    for piece in pieces:
        if piece.article > 1 and mode == "keep":
            piece.article = 1
        elif piece.article > 1 and piece.label in CONTENT_LABELS:
            piece.label = "related_item" if piece.label == "title" else "related_teaser"
            piece.rule = "appended-article"


def _runs(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces, with body after body of the same article left out: one span will cover them."""
    runs = [pieces[0]]
    for piece in pieces[1:]:
        before = runs[-1]
        if piece.label != PROSE or before.label != PROSE or piece.article != before.article:
            runs.append(piece)
    return runs


def _keep_line_breaks(text: str, runs: Sequence[Piece], starts: list[int]) -> None:
    """Where cuts would glue a paragraph to the next one's first word, the blanks before that word stay with it."""
    joined = ""  # the character that the text kept so far ends in
    for index, piece in enumerate(runs):
        end = starts[index + 1] if index + 1 < len(runs) else len(text)
        if piece.label not in CONTENT_LABELS:
            continue
        if index and joined and joined not in "\r\n":
            blanks = starts[index]
            while blanks > starts[index - 1] + 1 and text[blanks - 1].isspace():
                blanks -= 1
            if "\n" in text[blanks : starts[index]]:
                starts[index] = blanks
        joined = text[end - 1]


def _span(piece: Piece, start: int, end: int) -> Span:
    owned = piece.label in CONTENT_LABELS or piece.label in METADATA_LABELS
    return Span(start, end, piece.label, piece.article if owned else 0, piece.rule, round(piece.confidence, 3))


def _original_start(text: str, seen: View, at: int) -> int:
    """Where a piece starts in the original: what the view dropped before it is its own, but for marks on a letter."""
    start, own = int(seen.offsets[at - 1]) + 1 if at else 0, int(seen.offsets[at])
    while start < own and unicodedata.category(text[start])[0] == "M":
        start += 1
    return start


def _articles(text: str, seen: View, pieces: Sequence[Piece], spans: Sequence[Span]) -> tuple[Article, ...]:
    own: dict[int, list[Span]] = {1: []}
    for span in spans:
        own.setdefault(span.article, []).append(span)

    def prose() -> str:
        return "\n".join(seen.text[p.start : p.end] for p in pieces if p.label in CONTENT_LABELS)

    return tuple(
        _article(number, text, seen, spans, prose)
        for number, spans in sorted(own.items())
        if number == 1 or (number and any(span.is_content for span in spans))
    )


def _article(number: int, text: str, seen: View, spans: Sequence[Span], prose: Callable[[], str]) -> Article:
    content = _merged(spans)
    metadata = [
        Metadata(s.label, s.rule, text[s.start : s.end], seen.part(s.start, s.end))
        for s in spans
        if s.label in METADATA_LABELS
    ]
    fields = extract(metadata, prose) if metadata else Extracted()
    title = next((text[s.start : s.end].strip() for s in spans if s.label == "title"), None)
    return Article(
        number,
        "".join(text[start:end] for start, end in content),
        content,
        title,
        fields.source,
        fields.published,
        fields.byline,
        fields.tags,
    )


def _merged(spans: Sequence[Span]) -> tuple[tuple[int, int], ...]:
    """Content spans of one article with adjoining ones made one."""
    merged: list[tuple[int, int]] = []
    for span in spans:
        if not span.is_content:
            continue
        if merged and merged[-1][1] == span.start:
            merged[-1] = (merged[-1][0], span.end)
        else:
            merged.append((span.start, span.end))
    return tuple(merged)
