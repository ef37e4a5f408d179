"""The cleaner: settings, pages in, `Page`s out.

The steps, for many pages at once: atoms, their evidence, scores, labels, and the spans of each page.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, get_args

import numpy as np
from numpy.typing import NDArray

from dedup.arabic.groups import grouped
from dedup.arabic.misreading import is_unreadable
from dedup.boilerplate.atoms import Atoms
from dedup.boilerplate.averaging import mean_scores
from dedup.boilerplate.checking import checked_evidence, checked_phrase
from dedup.boilerplate.crawl_evidence import CrawlEvidence
from dedup.boilerplate.decoder import decode
from dedup.boilerplate.evidence import GROUPS, Evidence, crawl_known, gather, without
from dedup.boilerplate.explaining import Shares, shares_of
from dedup.boilerplate.finding import find_atoms
from dedup.boilerplate.head_block import apply_head_block
from dedup.boilerplate.keeping import corrected
from dedup.boilerplate.lexicon.phrases import Phrase, load_shipped, not_shipped, phrase_table
from dedup.boilerplate.lexicon.table import Table
from dedup.boilerplate.markup import LOWER_PRICE, MARKUP, apply_markup
from dedup.boilerplate.pages import only_body, page_of
from dedup.boilerplate.plain_units import with_plain_units
from dedup.boilerplate.reasons import Reasons
from dedup.boilerplate.runs import Run, find_runs
from dedup.boilerplate.stated import with_stated
from dedup.boilerplate.user_phrases import apply_phrases, hide_wordings
from dedup.boilerplate.weights import PROFILES, Weights, shipped_weights
from dedup.errors import ArgumentError, DedupError
from dedup.given import Pages, as_pages, as_source, as_text, as_title, refuse_path
from dedup.model import CONTENT_LABELS, Page
from dedup.names import Appended, Profile
from dedup.tables import Columns

if TYPE_CHECKING:
    from dedup.web import WebPage

APPENDED: tuple[Appended, ...] = get_args(Appended)
"""The values of the option `appended`."""


class Input(NamedTuple):
    """A page to clean: its text, source and title; of a web page also its markup, and its capture in ISO 8601."""

    text: str
    source: str = ""
    title: str = ""
    web: WebPage | None = None
    captured: str = ""


@dataclass(frozen=True)
class Cleaner:
    """Cleans pages: labels their spans, and keeps the text of the articles. Make one and reuse it; it can be pickled.

    `profile` sets how sure a cut must be. `phrases` are wordings of your own, each a `Phrase`, or a string: a line to
    cut; shipped ones are left out. `without` names evidence not to use: a group (`crawl`, `echo`, `form`, `place`,
    `wording`, `markup` of web pages), one wording (`wording:اقرأ أيضا`), or any other rule of `removed.jsonl`, which
    means its group. `appended` says what becomes of articles appended after the host: `split` them off, `drop` or
    `keep` them in place. `model` is a file of weights that `dedup train` wrote. Raises ArgumentError for a profile,
    mode or evidence that does not exist, for a phrase with an unknown label, kind or risk, and for a string in place of
    a list; DedupError for a file that holds no weights.
    """

    profile: Profile = "balanced"
    phrases: tuple[Phrase, ...] = ()
    without: frozenset[str] = frozenset()
    appended: Appended = "split"
    model: Path | None = None

    def __init__(
        self,
        *,
        profile: Profile = "balanced",
        phrases: Iterable[Phrase | str] = (),
        without: Iterable[str] = (),
        appended: Appended = "split",
        model: str | Path | None = None,
    ) -> None:
        """Check the settings and keep them as the fields; of weights, only the file `model` is read, to check it.

        Strings in `phrases` become Phrases, rules in `without` their groups. The errors are described at the class.
        """
        for value, allowed, option in ((profile, PROFILES, "profile"), (appended, APPENDED, "appended")):
            if value not in allowed:
                raise ArgumentError(f"{option} {value!r} is not one of {', '.join(allowed)}.")
        if isinstance(phrases, str) or isinstance(without, str):
            raise ArgumentError("phrases and without are lists; `load_phrase_file` reads phrases from a file")
        if not isinstance(phrases, Iterable):
            raise ArgumentError(f"is a list of Phrases and strings, got {phrases!r:.80}", "phrases")
        if not isinstance(without, Iterable):
            raise ArgumentError(f"is a list of names, got {without!r:.80}", "without")
        if not isinstance(model, (str, Path, type(None))):
            raise ArgumentError(f"is the path of a file of weights, got {model!r:.80}", "model")
        settings: dict[str, object] = {
            "profile": profile,
            "phrases": not_shipped(map(checked_phrase, phrases)),
            "without": checked_evidence(without),
            "appended": appended,
            "model": None if model is None else Path(model),
        }
        for name, setting in settings.items():
            object.__setattr__(self, name, setting)
        if self.model is not None:
            _weights(self.model)

    def clean(
        self, text: str | None, *, source: str = "", title: str = "", evidence: CrawlEvidence | None = None
    ) -> Page:
        """Clean a page of text. Every text gives a page; DedupError where the file of `model` is gone.

        `evidence` is what the crawl repeats, from `CrawlEvidence.survey`, None for no crawl; `source` and `title` are
        those of the page in the crawl. A missing text (None, NaN) is an empty page; what is no text an ArgumentError.
        """
        (page,) = self._pages([_input(text, source, title)], evidence)
        return page

    def clean_html(
        self,
        html: str | bytes,
        url: str = "",
        *,
        source: str = "",
        captured: str = "",
        evidence: CrawlEvidence | None = None,
    ) -> Page:
        """Clean a web page, given its HTML; `page.original` is its visible text, and offsets refer to that.

        The markup of a line is evidence like its words. What the markup states of the page (`page.stated`) takes
        precedence over what its text says (`page.printed`). `captured` is when the page was fetched, as ISO 8601;
        relative dates are counted back from it. `source` and `evidence` are as in `clean`. `url` is where the page was
        found: of several articles that the markup describes, the one at this address is the page's, unless the page
        states a canonical address. All HTML gives a page, missing HTML (None, NaN) an empty one. Raises ArgumentError
        for what is no HTML, such as a path or an address, and DedupError where the extra `web` is not installed.
        """
        refuse_path(html, is_html=True)
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
        """Clean many pages, faster than one by one.

        Each page is its text; a tuple of text, source and perhaps title; or a record (a dict), or the row of a table of
        pandas, polars or Arrow or of a dataset of Hugging Face, whose fields or columns `text`, `source` and `title`
        name. `id` and `date` are accepted so that the same names work for `find_duplicates`: an error names a page by
        its id, and no date changes a page. A missing text (None, NaN) is an empty page. The results come in order;
        pages are read ahead up to 65,536 characters. `evidence` is as in `clean`. Raises ArgumentError for what is no
        page, and for a missing column.
        """
        named = map(_given, as_pages(pages, Columns(text, id, source, date, title)))
        yield from self.clean_inputs(named, evidence)

    def clean_inputs(self, inputs: Iterable[Input], evidence: CrawlEvidence | None = None) -> Iterator[Page]:
        """Clean many pages of text or of the web, in order, as `clean_all` does."""
        for group in grouped(inputs, itemgetter(0)):
            yield from self._pages(group, evidence)

    def explain(
        self, text: str | None, *, source: str = "", title: str = "", evidence: CrawlEvidence | None = None
    ) -> tuple[Page, list[Shares]]:
        """Clean a page as `clean` does; return also, for each of its `removed` spans, the share of each group of
        evidence: by how much the natural logarithm of the odds of the cut falls without it.
        """
        return self.explain_input(_input(text, source, title), evidence)

    def explain_input(self, given: Input, evidence: CrawlEvidence | None = None) -> tuple[Page, list[Shares]]:
        """Clean a page of text or of the web; return also the shares of the evidence in each of its `removed` spans.

        The shares are those that `explain` gives.
        """
        runs, reasons = self._runs([given], evidence)
        (own,) = runs
        return self._page(given, own, reasons), shares_of(map(self._placed, own), reasons)

    def _pages(self, pages: Sequence[Input], known: CrawlEvidence | None) -> Iterator[Page]:
        """Yield the cleaned pages of a group, in order; `known` is the evidence of their crawl, None for no crawl."""
        runs, reasons = self._runs(pages, known)
        for page, own in zip(pages, runs, strict=True):
            yield self._page(page, own, reasons)

    def _runs(self, pages: Sequence[Input], known: CrawlEvidence | None) -> tuple[list[Sequence[Run]], Reasons]:
        """The runs of each page, in order, and the object that gives the rule and the confidence of a run.

        A page of several runs whose text was decoded with a wrong encoding gets no runs, and so is kept whole. Raises
        ArgumentError where `known` is no CrawlEvidence and not None, DedupError where the weights cannot be read.
        """
        if not isinstance(known, (CrawlEvidence, type(None))):
            raise ArgumentError(
                f"is what `CrawlEvidence.survey` or `CrawlEvidence.read` returns, got {known!r:.80}", "evidence"
            )
        weights = _weights(self.model)
        atoms = find_atoms([with_plain_units(page.text) for page in pages])
        evidence = self._evidence(atoms, pages, known)
        alone, crawled = weights.prices[self.profile]
        lines = [page.web.markup if page.web and MARKUP not in self.without else () for page in pages]
        prices = np.where(crawl_known(atoms, evidence), crawled, alone) if known else np.full(len(pages), alone)
        marked = list(map(bool, lines))
        prices = prices - LOWER_PRICE * np.array(marked, dtype=prices.dtype)
        scores = mean_scores(atoms, evidence, weights, prices)
        apply_head_block(scores.atoms, atoms, [page.text for page in pages])
        markup = apply_markup(scores.atoms, atoms, lines)
        evidence = evidence._replace(user=apply_phrases(scores.atoms, atoms, evidence.user, self.phrases))
        decoded = decode(atoms, scores.atoms, prices)
        absent = self.without if known else self.without | {"crawl"}
        told = self._told(evidence, atoms)
        runs = [  # nothing tells apart the words of text that was decoded with a wrong encoding
            () if len(own) > 1 and is_unreadable(page.text) else corrected(page.text, own, of_lines, of_user)
            for page, own, of_lines, of_user in zip(pages, find_runs(atoms, decoded, marked), lines, told, strict=True)
        ]
        asked = [run for own in runs if not _is_body(own) for run in own]
        return runs, Reasons(atoms, evidence, scores, decoded, weights, self.phrases, absent, asked, markup)

    def _told(self, evidence: Evidence, atoms: Atoms) -> Sequence[NDArray[np.int64]]:
        """By page, the atoms that the user's phrases cut, ascending."""
        told = np.flatnonzero((evidence.user > 0) & (evidence.user <= len(self.phrases)))
        return np.split(told, np.searchsorted(told, atoms.atom_bounds[1:-1]))

    def _evidence(self, atoms: Atoms, pages: Sequence[Input], known: CrawlEvidence | None) -> Evidence:
        """The evidence of the pages, without the groups and wordings of `without`."""
        sources, titles = [page.source for page in pages], [page.title for page in pages]
        evidence = gather(atoms, self._table(), known, sources, titles)
        for group in sorted(self.without & GROUPS.keys()):
            evidence = without(evidence, group)
        return hide_wordings(evidence, len(self.phrases))

    def _table(self) -> Table:
        """The table of the shipped phrases, the user's, and the wordings of `without`."""
        wordings = tuple(sorted(name.partition(":")[2] for name in self.without if ":" in name))
        return phrases_with(self.phrases, wordings)

    def _page(self, given: Input, runs: Sequence[Run], reasons: Reasons) -> Page:
        """The cleaned page from its runs; a web page also gets the fields that its markup states."""
        page = self._page_of_text(given.text, runs, reasons)
        return with_stated(page, given.web, given.captured) if given.web else page

    def _page_of_text(self, text: str, runs: Sequence[Run], reasons: Reasons) -> Page:
        """The cleaned page from its runs; without runs, or with a single one of the host's body, all of it is body.

        Where appended articles are dropped, a run whose label that changes has the rule `appended-article` and the
        confidence 1.
        """
        if _is_body(runs):
            return only_body(text)
        placed = [self._placed(run) for run in runs]
        why = [
            reason if now.label == run.label else ("appended-article", 1.0)
            for run, now, reason in zip(runs, placed, reasons.of_page(placed, text), strict=True)
        ]
        # Dropped articles have their white space as if they were split off, so that the host's text is the same.
        return page_of(text, placed, why, runs if self.appended == "drop" else placed)

    def _placed(self, run: Run) -> Run:
        """The run with its label and article changed as `appended` says, if its article is appended.

        `split` changes nothing; `keep` gives the run to the host. `drop` takes it out of its article, and makes a title
        a `related_item` and other content a `related_teaser`; other labels stay.
        """
        if run.article < 2 or self.appended == "split":
            return run
        if self.appended == "keep":
            return run._replace(article=1)
        if run.label not in CONTENT_LABELS:
            return run._replace(article=0)
        return run._replace(label="related_item" if run.label == "title" else "related_teaser", article=0)


def _is_body(runs: Sequence[Run]) -> bool:
    """Whether the runs of a page are none, or a single one of the host's body."""
    return len(runs) <= 1 and all(run.label == "body" and run.article == 1 for run in runs)


def clean_text(text: str | None) -> Page:
    r"""Clean one page with the default settings. Raises ArgumentError for the path of a text file.

    >>> page = clean_text("عنوان الخبر اليوم\nقال الوزير إن العمل في المشروع بدأ أمس في العاصمة.\nالمصدر: وكالات")
    >>> page.source
    'وكالات'
    """
    refuse_path(text, is_html=False)
    return _default().clean(text)


def clean_html(html: str | bytes, url: str = "") -> Page:
    """Clean one web page, found at `url`, with the default settings; all else is as in `Cleaner.clean_html`."""
    return _default().clean_html(html, url)


def web_input(html: str | bytes, url: str = "", source: str = "", captured: str = "") -> Input:
    """A page to clean from its HTML, with the title that its markup states; missing HTML (None, NaN) is an empty page.

    The other arguments are as in `Cleaner.clean_html`. Raises ArgumentError where `html` is no string and no bytes, and
    DedupError where the extra `web` is not installed.
    """
    from dedup.web import page_from_html  # pages of text do not need it

    web = page_from_html(html if isinstance(html, bytes) else as_text(html), url)
    return Input(web.text, as_source(source), web.stated.title, web, captured)


def _input(text: str | None, source: str, title: str) -> Input:
    """A page of text from the arguments of a call; missing values are empty. Raises ArgumentError for what is no
    text.
    """
    return Input(as_text(text), as_source(source), as_title(title))


def _given(page: tuple[str, ...]) -> Input:
    """A page of text from (text, source) or (text, source, title), as `as_pages` yields them."""
    return Input(page[0], page[1], page[2] if len(page) > 2 else "")


@cache
def _default() -> Cleaner:
    """The cleaner with the default settings, made once."""
    return Cleaner()


def _weights(model: Path | None) -> Weights:
    """The weights of a file, or those of the package where it is None.

    A file is read again only where its size or time of change differs. Raises DedupError for one that cannot be read.
    """
    if model is None:
        return shipped_weights()
    try:
        state = model.stat()
    except OSError as error:
        raise DedupError(f"{model}: cannot read the weights ({error.strerror}); check the path.") from error
    return _read_weights(model, state.st_mtime_ns, state.st_size)


@lru_cache(maxsize=4)
def _read_weights(model: Path, _changed: int, _size: int) -> Weights:
    """The weights of a file; the last arguments make the cache read a changed file again."""
    return Weights.read(model)


@lru_cache(maxsize=8)
def phrases_with(added: tuple[Phrase, ...], hidden: tuple[str, ...]) -> Table:
    """The table of the shipped phrases, the user's `added` ones and the `hidden` wordings.

    The phrases of `added`, then those of `hidden`, are numbered as the user's: from `USER` on, in this order.
    """
    return phrase_table(load_shipped(), (*added, *(Phrase(words, "user", "inline", "other") for words in hidden)))
