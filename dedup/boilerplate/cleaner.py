"""The face of the room: a reusable cleaner made of settings; pages in, `Page`s out.

The way of some pages, many at once: their atoms, the evidence of these, scores, labels, and the spans of each page.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, get_args

import numpy as np

from dedup.arabic.groups import grouped
from dedup.boilerplate.atoms import Atoms
from dedup.boilerplate.crawl_evidence import CrawlEvidence
from dedup.boilerplate.decoder import decode
from dedup.boilerplate.evidence import GROUPS, Evidence, crawl_known, gather, without
from dedup.boilerplate.explaining import Shares, shares_of
from dedup.boilerplate.fields import extract
from dedup.boilerplate.finding import find_atoms
from dedup.boilerplate.labeller import PROFILES, Weights, score, shipped_weights
from dedup.boilerplate.lexicon.phrases import Phrase, load_shipped, phrase_table, problem_of
from dedup.boilerplate.lexicon.table import Table
from dedup.boilerplate.markup import GROUP, apply_markup
from dedup.boilerplate.reasons import Reasons
from dedup.boilerplate.runs import Run, find_runs
from dedup.boilerplate.stated import with_stated
from dedup.boilerplate.wishes import apply_phrases, hide_wordings
from dedup.errors import ArgumentError, DedupError
from dedup.given import Columns, Pages, as_pages, as_source, as_text
from dedup.model import CONTENT_LABELS, METADATA_LABELS, Appended, Article, Page, Profile, Span

if TYPE_CHECKING:
    from dedup.web import WebPage

APPENDED: tuple[Appended, ...] = get_args(Appended)

# Rules of removed.jsonl that rest on no group of evidence, and what to do about them instead.
_REMEDIES = {
    "user": "it is a wording of your own; take it out of your phrases",
    "repeated-passage": "--passages report lists what documents repeat, and cuts nothing",
    "no-evidence": "all groups were taken away already",
}


class Input(NamedTuple):
    """A page to clean: its text, its source and its title; of a web page what its markup says, and when it was
    fetched.
    """

    text: str
    source: str = ""
    title: str = ""
    web: WebPage | None = None
    captured: str = ""


@dataclass(frozen=True)
class Cleaner:
    """Takes pages apart. Make one and keep it; picklable.

    `profile` sets how sure a cut must be. `phrases` are wordings of your own, each a `Phrase` (a plain string: a line
    to cut). `without` names evidence to take away before anything is decided: a group (`crawl`, `echo`, `form`,
    `place`, `wording`, `markup` of web pages), one wording (`wording:اقرأ أيضا`), or any other rule of
    `removed.jsonl`, which stands for its group. `appended` says what becomes of articles glued on after the host:
    `split` them off, `drop` or `keep` them in place. `model` is a file of weights that `dedup train` wrote. Raises
    ArgumentError for a profile, mode or evidence that does not exist, for a phrase with a label, kind or risk that
    does not, and for a string in the place of a list; DedupError for a file that is no weights.
    """

    profile: Profile = "balanced"
    phrases: tuple[Phrase, ...] = ()
    without: frozenset[str] = frozenset()
    appended: Appended = "split"
    model: Path | None = None

    def __init__(
        self,
        profile: Profile = "balanced",
        phrases: Iterable[Phrase | str] = (),
        without: Iterable[str] = (),
        appended: Appended = "split",
        model: str | Path | None = None,
    ) -> None:
        for value, allowed, option in ((profile, PROFILES, "profile"), (appended, APPENDED, "appended")):
            if value not in allowed:
                raise ArgumentError(f"{option} {value!r} is not one of {', '.join(allowed)}.")
        if isinstance(phrases, str) or isinstance(without, str):
            raise ArgumentError("phrases and without are lists; `load_phrase_file` reads phrases from a file")
        settings: dict[str, object] = {
            "profile": profile,
            "phrases": tuple(map(_checked_phrase, phrases)),
            "without": _checked_evidence(without),
            "appended": appended,
            "model": None if model is None else Path(model),
        }
        for name, setting in settings.items():
            object.__setattr__(self, name, setting)
        if self.model is not None:
            _weights(self.model)

    def clean(self, text: str | None, source: str = "", evidence: CrawlEvidence | None = None, title: str = "") -> Page:
        """Take a page apart. No text makes it raise; a file of `model` that is gone by now raises DedupError.

        `evidence` is what the crawl repeats, from `CrawlEvidence.survey`, None where no crawl is known; `source` and
        `title` are the page's in it. A text that is missing (None, NaN) is an empty page. Raises ArgumentError for what
        is no text.
        """
        (page,) = self._pages([Input(as_text(text), as_source(source), as_source(title))], evidence)
        return page

    def clean_html(
        self,
        html: str | bytes,
        url: str = "",
        source: str = "",
        evidence: CrawlEvidence | None = None,
        captured: str = "",
    ) -> Page:
        """Take a web page apart, given its HTML; `page.original` is its visible text, in which offsets count.

        What its markup says of a line is evidence as its words are; what it states of the page (`page.stated`) wins
        over what its text says (`page.printed`). `captured` is when it was fetched, as ISO 8601, from which relative
        dates count back. No HTML makes it raise; DedupError where the extra `web` is not installed.
        """
        (page,) = self._pages([web_input(html, url, source, captured)], evidence)
        return page

    def clean_all(
        self,
        pages: Pages,
        evidence: CrawlEvidence | None = None,
        *,
        text: str = "text",
        id: str | None = "id",  # noqa: A002  # as in `find_duplicates`
        source: str | None = "source",
        date: str | None = "date",
        title: str | None = "title",
    ) -> Iterator[Page]:
        """Take many pages apart: quicker than one by one.

        Each page is its text; a tuple of its text, its source and perhaps its title; or a record (a dict), or the row
        of a table of pandas, polars or Arrow or of a dataset of Hugging Face, whose fields or columns `text`, `source`
        and `title` name. `id` and `date` are taken so that the same names serve `find_duplicates`: an error calls a
        page by its id, and no date changes a page. A text that is missing (None, NaN) is an empty page. The results
        come in order; so many pages are read ahead as make 65,536 characters. Raises ArgumentError for what is no page,
        and for a column that is not there.
        """
        named = map(_given, as_pages(pages, Columns(text, id, source, date, title)))
        yield from self.clean_inputs(named, evidence)

    def clean_inputs(self, inputs: Iterable[Input], evidence: CrawlEvidence | None = None) -> Iterator[Page]:
        """Take many pages apart, of text or of the web, as `clean_all` does."""
        for group in grouped(inputs, itemgetter(0)):
            yield from self._pages(group, evidence)

    def explain(
        self, text: str, source: str = "", evidence: CrawlEvidence | None = None, title: str = ""
    ) -> tuple[Page, list[Shares]]:
        """Take a page apart as `clean` does, and say of each of its `removed` spans what the groups of evidence add."""
        return self.explain_input(Input(text, source, title), evidence)

    def explain_input(self, given: Input, evidence: CrawlEvidence | None = None) -> tuple[Page, list[Shares]]:
        """The same of a page of text or of the web."""
        runs, reasons = self._runs([given], evidence)
        own = next(iter(runs))
        return self._page(given, own, reasons), shares_of(map(self._placed, own), reasons)

    def _pages(self, pages: Sequence[Input], known: CrawlEvidence | None) -> Iterator[Page]:
        runs, reasons = self._runs(pages, known)
        for page, own in zip(pages, runs, strict=True):
            yield self._page(page, own, reasons)

    def _runs(self, pages: Sequence[Input], known: CrawlEvidence | None) -> tuple[Iterable[Sequence[Run]], Reasons]:
        """The runs of each page, and the reasons for them."""
        weights = _weights(self.model)
        atoms = find_atoms([page.text for page in pages])
        evidence = self._evidence(atoms, pages, known)
        scores = score(atoms, evidence, weights)
        markup = None
        if GROUP not in self.without:
            markup = apply_markup(scores.atoms, atoms, [page.web.markup if page.web else () for page in pages])
        apply_phrases(scores.atoms, atoms, evidence.user, self.phrases)
        alone, crawled = weights.prices[self.profile]
        decoded = decode(atoms, scores.atoms, np.where(crawl_known(atoms, evidence), crawled, alone))
        absent = self.without if known else self.without | {"crawl"}
        return find_runs(atoms, decoded), Reasons(
            atoms, evidence, scores, decoded, weights, self.phrases, absent, markup
        )

    def _evidence(self, atoms: Atoms, pages: Sequence[Input], known: CrawlEvidence | None) -> Evidence:
        sources = [page.source for page in pages]
        titles = [page.title for page in pages]
        evidence = gather(atoms, self._table(), known, sources, titles)
        for group in sorted(self.without & GROUPS.keys()):
            evidence = without(evidence, group)
        return hide_wordings(evidence, len(self.phrases))

    def _table(self) -> Table:
        wordings = tuple(sorted(name.partition(":")[2] for name in self.without if ":" in name))
        return _phrase_table(self.phrases, wordings)

    def _page(self, given: Input, runs: Sequence[Run], reasons: Reasons) -> Page:
        page = self._page_of_text(given.text, runs, reasons)
        return with_stated(page, given.web.stated, given.captured) if given.web else page

    def _page_of_text(self, text: str, runs: Sequence[Run], reasons: Reasons) -> Page:
        if len(runs) <= 1 and all(run.label == "body" and run.article == 1 for run in runs):
            return only_body(text)
        placed = [self._placed(run) for run in runs]
        spans = _spans(text, placed, [_reason(run, now, reasons, text) for run, now in zip(runs, placed, strict=True)])
        return Page(spans, _articles(text, spans), text)

    def _placed(self, run: Run) -> Run:
        """The run with what becomes of appended articles done to it."""
        if run.article < 2 or self.appended == "split":
            return run
        if self.appended == "keep":
            return run._replace(article=1)
        if run.label not in CONTENT_LABELS:
            return run._replace(article=0)
        return run._replace(label="related_item" if run.label == "title" else "related_teaser", article=0)


def clean_text(text: str | None) -> Page:
    """Take one page apart with the default settings.

    >>> page = clean_text("عنوان الخبر اليوم\\nقال الوزير إن العمل في المشروع بدأ أمس في العاصمة.\\nالمصدر: وكالات")
    >>> page.source
    'وكالات'
    """
    return _default().clean(text)


def clean_html(html: str | bytes, url: str = "") -> Page:
    """Take one web page apart with the default settings; see `Cleaner.clean_html`."""
    return _default().clean_html(html, url)


def web_input(html: str | bytes, url: str = "", source: str = "", captured: str = "") -> Input:
    """A page to clean, given its HTML. Raises DedupError where the extra `web` is not installed."""
    from dedup.web import page_from_html  # which pages of text need not load

    web = page_from_html(html, url)
    return Input(web.text, source, web.stated.title, web, captured)


def _given(page: tuple[str, ...]) -> Input:
    """A page of text as `as_pages` gives it."""
    return Input(page[0], page[1], page[2] if len(page) > 2 else "")


@cache
def _default() -> Cleaner:
    return Cleaner()


def _weights(model: Path | None) -> Weights:
    if model is None:
        return shipped_weights()
    try:
        state = model.stat()
    except OSError as error:
        raise DedupError(f"{model}: cannot read the weights ({error.strerror}); check the path.") from error
    return _read_weights(model, state.st_mtime_ns, state.st_size)


@lru_cache(maxsize=4)
def _read_weights(model: Path, _changed: int, _size: int) -> Weights:
    """The weights of a file, read anew when it has changed."""
    return Weights.read(model)


@cache
def _phrase_table(added: tuple[Phrase, ...], hidden: tuple[str, ...]) -> Table:
    return phrase_table(load_shipped(), (*added, *(Phrase(words, "user", "inline", "other") for words in hidden)))


def _reason(run: Run, placed: Run, reasons: Reasons, text: str) -> tuple[str, float]:
    """The rule and the confidence of a run; an appended article is cut because the user wants so."""
    if placed.label != run.label:
        return "appended-article", 1.0
    return reasons.of(placed, text)


def _checked_phrase(given: Phrase | str) -> Phrase:
    if isinstance(given, str):
        return Phrase(given, "user", "line", "other", "low")
    if not isinstance(given, Phrase):
        raise ArgumentError(f"holds Phrases and strings, got {given!r:.80}", "phrases")
    problem = problem_of(given)
    if problem:
        raise ArgumentError(f"holds {given!r}: {problem}", "phrases")
    return given


def _checked_evidence(names: Iterable[str]) -> frozenset[str]:
    """What is to be taken away: groups and wordings. Another rule of `removed.jsonl` stands for its group."""
    found = set[str]()
    for name in sorted(names):
        group, colon, words = name.partition(":")
        if group in _REMEDIES:
            raise ArgumentError(f"{name!r} is a rule without evidence to take away: {_REMEDIES[group]}")
        known = group in GROUPS or group == GROUP
        if not known or (colon and not words.strip()):
            raise ArgumentError(
                f"there is no evidence {name!r} to go without: name one of {', '.join((*GROUPS, GROUP))}, "
                "or a wording as removed.jsonl gives it, such as 'wording:اقرأ أيضا'."
            )
        found.add(name if colon and group == "wording" else group)
    return frozenset(found)


def only_body(text: str) -> Page:
    """A page of nothing but paragraphs."""
    end = len(text)
    spans, kept = ((Span(0, end, "body", 1, "body"),), ((0, end),)) if text else ((), ())
    return Page(spans, (Article(1, text, kept),), text)


def _spans(text: str, runs: Sequence[Run], reasons: Sequence[tuple[str, float]]) -> tuple[Span, ...]:
    """Runs as spans that tile the text: what lies between belongs to the run before."""
    starts = [0, *(run.start for run in runs[1:])]
    _keep_line_breaks(text, runs, starts)
    ends = [*starts[1:], len(text)]
    rows = zip(runs, reasons, starts, ends, strict=True)
    return tuple(
        Span(start, end, run.label, run.article, rule, confidence)
        for run, (rule, confidence), start, end in rows
        if start < end
    )


_BREAKS = frozenset("\n\r\v\f\x85\u2028\u2029")


def _keep_line_breaks(text: str, runs: Sequence[Run], starts: list[int]) -> None:
    """Where cuts would glue a paragraph to the next one's first word, the blanks before that word stay with it."""
    joined: dict[int, str] = {}  # by article, the character that its text so far ends in
    for index, run in enumerate(runs):
        end = starts[index + 1] if index + 1 < len(runs) else len(text)
        if run.label not in CONTENT_LABELS:
            continue
        if index and joined.get(run.article, "\n") not in _BREAKS:
            blanks = starts[index]
            while blanks > starts[index - 1] + 1 and text[blanks - 1].isspace():
                blanks -= 1
            if not _BREAKS.isdisjoint(text[blanks : starts[index]]):
                starts[index] = blanks
        joined[run.article] = text[end - 1]


def _articles(text: str, spans: Sequence[Span]) -> tuple[Article, ...]:
    own: dict[int, list[Span]] = {1: []}
    for span in spans:
        if span.label in CONTENT_LABELS or span.label in METADATA_LABELS:
            own.setdefault(span.article, []).append(span)
    return tuple(
        _article(number, text, spans)
        for number, spans in sorted(own.items())
        if number == 1 or any(span.is_content for span in spans)
    )


def _article(number: int, text: str, spans: Sequence[Span]) -> Article:
    content = _merged(spans)
    found = extract(text, spans)
    joined = "".join(text[start:end] for start, end in content)
    return Article(number, joined, content, found.title, found.source, found.published, found.byline, found.tags)


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
