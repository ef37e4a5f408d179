"""`dedup explain`: shows how one page was cut, and why."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from rich.box import SIMPLE_HEAD
from rich.cells import cell_len
from rich.containers import Lines
from rich.table import Table
from rich.text import Text

from dedup.cli.bidi import unmarked
from dedup.cli.choices import did_you_mean
from dedup.cli.terminal import console as terminal
from dedup.cli.terminal import isolated, one_line, say, say_json, shortened, visible
from dedup.colours import colour_of
from dedup.errors import DedupError
from dedup.files import Inputs, Record, Rejected, find_inputs, parse_chunk, read_chunks
from dedup.files.standard_input import on_disk
from dedup.model import Page, Span
from dedup.pipeline import CleanSettings
from dedup.pipeline.figures.named import OtherNames
from dedup.pipeline.outputs.identities import Identities

if TYPE_CHECKING:
    from dedup.boilerplate import CrawlEvidence

_SHOWN = 30
"""Characters of a cut in the table. Chosen."""
_WIDE = 100
"""Columns of a terminal that is wide enough for all columns of the table. Derived from their widths."""


class Found(NamedTuple):
    """A record with the crawl that it is part of: the number of records of its file, and the evidence of all of them.

    A record without others, or one that is to be read without crawl evidence, has no evidence.
    """

    record: Record
    records: int
    evidence: CrawlEvidence | None


def find_record(path: str, record_id: str | None, settings: CleanSettings) -> Found:
    """The record of a file or a folder that has this id or, for None, the only one. Raises `DedupError` where there is
    none.

    The id may be one of the outputs of a run: of a record, of an article on its page (`7#2`), of a record whose id was
    taken (`7~2`: the second with the id 7), one with folders before the name of the file, or, where none is met, the
    place of a record as messages name it. A record with the id as given is taken before others. The error names a
    similar id, or says why the record there cannot be read. For None, several records are an error, too.

    Of a record whose id was taken, `input_id` becomes the one that a run gives it.
    """
    from dedup.boilerplate import CrawlEvidence

    if record_id is None:
        return Found(_only_record(path, settings), 1, None)
    choice, rejected = _Choice(record_id), list[Rejected]()

    def texts() -> Iterator[tuple[str, str, str]]:
        """Yield the text, source and title of each record that the choice has seen."""
        for record in _records(path, settings, rejected):
            choice.see(record)
            yield record.text, record.source, record.title

    evidence = CrawlEvidence.survey(texts())
    if choice.found is None:
        if not choice.met:
            raise _unreadable(path, rejected)
        if why := choice.rejection_in(rejected):
            raise DedupError(why)
        hint = did_you_mean(record_id, choice.met)
        if not hint and choice.first and (remedy := OtherNames(settings.fields).remedy(choice.first)):
            hint = f": {remedy}"
        raise DedupError(f"{path}: there is no record with the id {record_id} in it that can be read{hint}")
    return Found(choice.found, choice.seen, evidence if choice.seen > 1 else None)


class _Choice:
    """Chooses the record that an id means among those that it is shown: `found`, None until one fits.

    `seen` is the number of records shown, `met` holds their ids, `first` is the first of them.
    """

    def __init__(self, record_id: str) -> None:
        """`record_id`: as the user gave it."""
        self._names = _names(record_id)
        self._best = len(self._names)
        self._identities = Identities()
        self.found: Record | None = None
        self.first: Record | None = None
        self.seen = 0
        self.met = set[str]()

    def see(self, record: Record) -> None:
        """Count the record, and take it, with the id that a run gives it, if that fits better than that of `found`.

        An id fits better that is earlier in `_names`; the place of a record, worse than any id.
        """
        self.seen += 1
        self.first = self.first or record
        self.met.add(record.input_id)
        (name,) = self._identities.page(record.input_id, (1,))
        if name in self._names[: self._best]:
            self._best, self.found = self._names.index(name), record._replace(input_id=name)
        elif record.where in self._names and self.found is None:
            self.found = record._replace(input_id=name)

    def rejection_in(self, rejected: Sequence[Rejected]) -> str:
        """Why what stands in the wanted place cannot be read; empty where nothing is rejected there."""
        return next((item.detail for item in rejected if item.where in self._names), "")


def _only_record(path: str, settings: CleanSettings) -> Record:
    """The only record of a file. Raises `DedupError` where there is none, or more than one."""
    first: Record | None = None
    rejected = list[Rejected]()
    for record in _records(path, settings, rejected):
        if first is not None:
            example = f"--id {shlex.quote(first.input_id)}"
            raise DedupError(f"{path} holds more than one record; choose one with --id, such as {example}")
        first = record
    if first is None:
        raise _unreadable(path, rejected)
    return first


def _unreadable(path: str, rejected: Sequence[Rejected]) -> DedupError:
    """The error for a file without a record, with the reason of the first rejection."""
    why = f": {rejected[0].detail}" if rejected else ""
    return DedupError(f"{path}: there is no record in it that can be read{why}")


def _names(record_id: str) -> list[str]:
    """The ids that a record may have inside its file, the most likely first, without repetitions.

    They are the id as given, without marks of writing direction, without `#2`, and the last two without folders.
    """
    plain = unmarked(record_id)
    page = re.sub(r"#\d+$", "", plain)
    return list(dict.fromkeys((record_id, plain, page, plain.rpartition("/")[2], page.rpartition("/")[2])))


def explained(found: Found, settings: CleanSettings) -> tuple[Page, list[dict[str, float]]]:
    """A record cleaned as by a run on its file: its page and, for each cut, the share of each group of evidence."""
    from dedup.pipeline.stages.clean import page_input

    return settings.cleaner().explain_input(page_input(found.record), found.evidence)


def print_page(found: Found, page: Page, shares: Sequence[Mapping[str, float]]) -> None:
    """Print a page with its cuts coloured and labelled, a table of the cuts, and the length and fields of each article.

    A cut is between `[-` and `-]`, with label and rule. `shares` say for each cut how much each group of evidence adds
    to its score, compared with keeping the text. Without cuts there is no table. A line below the id gives the number
    of records of the crawl, or says that the page was read by itself.
    """
    console, record = terminal(), found.record
    console.print(Text(one_line(record.input_id), style="bold"), soft_wrap=True)
    crawl = (
        "by itself, without a crawl" if found.evidence is None else f"as one of a crawl of {found.records:,} records"
    )
    console.print(Text(f"read {crawl}", style="dim"), soft_wrap=True)
    for line in marked_page(record.text, page).split("\n", allow_blank=True):
        for part in wrapped(line, console.width):
            console.print(part, soft_wrap=True)
    if page.removed:
        console.print(_cuts(record.text, page.removed, shares, narrow=console.width < _WIDE))
    for article in page.articles:
        console.print(Text(f"article {article.number}: {len(article.text):,} characters", style="bold"))
        for name in ("title", "source", "published", "byline"):
            value = getattr(article, name)
            if value:
                console.print(Text(f"  {name}: {isolated(value)}"), soft_wrap=True)
        if article.tags:
            console.print(Text(f"  tags: {' · '.join(map(isolated, article.tags))}"), soft_wrap=True)
        if article.number == 1 and page.printed is not None:
            _print_differences(page)


def _print_differences(page: Page) -> None:
    """Print the fields that the text of a web page states (`page.printed`) where they differ from its first article's.

    Empty fields of the text are left out.
    """
    host, printed = page.articles[0], page.printed
    for name in ("title", "source", "published", "byline"):
        value = getattr(printed, name)
        if value and value != getattr(host, name):
            terminal().print(Text(f"  {name} in the text: {isolated(value)}"), soft_wrap=True)


def marked_page(text: str, page: Page) -> Text:
    """The text with its cuts between `[-` and `-]`, and a line wherever another article begins or goes on.

    The first article begins without such a line.
    """
    shown = Text()
    article = 1
    for span in page.spans:
        if span.is_content and span.article != article:
            begins = "begins" if span.article > article else "goes on"
            article = span.article
            if shown and not shown.plain.endswith("\n"):
                shown.append("\n")
            shown.append(f"=== article {article} {begins} ===\n", style="bold green")
        _append(shown, text[span.start : span.end], span)
    return shown


def wrapped(line: Text, width: int) -> Lines:
    """A line in pieces of at most `width` columns that end between words. A longer word is a piece of its own.

    White space at the end of a piece is removed.
    """
    ends, used = list[int](), 0
    for word in re.finditer(r"\S+\s*|\s+", line.plain):
        if used and used + cell_len(word[0].rstrip()) > width:
            ends.append(word.start())
            used = 0
        used += cell_len(word[0])
    pieces = line.divide(ends)
    for piece in pieces:
        piece.rstrip()
    return pieces


def _cuts(text: str, cuts: Sequence[Span], shares: Sequence[Mapping[str, float]], *, narrow: bool) -> Table:
    """A table with a row for each cut: shortened text, label, rule, confidence, the share of each group of evidence.

    If `narrow`, rule and confidence are left out. There must be at least one cut.
    """
    table = Table(
        title="what each cut rests on: how much less it would score, against keeping, without this evidence",
        caption="Each is taken away alone. What two groups say alike is lost with neither, so they do not add up.",
        title_justify="left",
        caption_justify="left",
        box=SIMPLE_HEAD,
    )
    for name in ("cut", "label") if narrow else ("cut", "label", "rule", "confidence"):
        table.add_column(name)
    for group in shares[0]:
        table.add_column(group, justify="right", no_wrap=True)
    for cut, own in zip(cuts, shares, strict=True):
        shown = shortened(text[cut.start : cut.end], _SHOWN)
        style = colour_of(cut.label).terminal
        cells = [isolated(shown), cut.label]
        if not narrow:
            cells += [isolated(cut.rule), f"{cut.confidence:g}"]
        table.add_row(*map(Text, cells), *(f"{round(value, 1) + 0.0:.1f}" for value in own.values()), style=style)
    return table


def print_json(found: Found, page: Page, shares: Sequence[Mapping[str, float]]) -> None:
    """Print a page as one line of JSON: its id, its spans, with the shares of cut ones, and its articles with fields.

    `crawl` is the number of records whose repetitions it was read with, 0 for none. A web page also has what its markup
    states, what its text says (`printed`), and which of them dates it.
    """
    record, crawl = found.record, found.records if found.evidence is not None else 0
    by_start = {span.start: own for span, own in zip(page.removed, shares, strict=True)}
    spans = [
        {
            "start": span.start,
            "end": span.end,
            "label": span.label,
            "article": span.article,
            "rule": span.rule,
            "confidence": span.confidence,
            "text": record.text[span.start : span.end],
            **({"shares": by_start[span.start]} if span.start in by_start else {}),
        }
        for span in page.spans
    ]
    articles = [
        {
            "number": article.number,
            "title": article.title,
            "source": article.source,
            "published": article.published,
            "byline": article.byline,
            "tags": article.tags,
            "spans": article.spans,
        }
        for article in page.articles
    ]
    told = page.to_dict()
    web = {name: told[name] for name in ("stated", "printed", "dated_by") if name in told}
    say_json({"id": record.input_id, "crawl": crawl, "spans": spans, "articles": articles, **web})


def write_page_report(record: Record, path: Path, page: Page, shares: Sequence[Mapping[str, float]]) -> None:
    """Write a page to a file of HTML, with its cuts coloured and a row for each cut, and print the path of the file."""
    from dedup.files import open_whole
    from dedup.report.rendering import page_html
    from dedup.report.views import cleaned_view

    html = page_html(cleaned_view(record.input_id, record.source, page, shares))
    with open_whole(path) as file:
        file.write(html)
    say(one_line(f"{path}: open it in a browser"))


def _records(given: str, settings: CleanSettings, rejected: list[Rejected]) -> Iterator[Record]:
    """The records of a file, of all files of a folder, or of standard input for `-`; rejected ones are added to
    `rejected`.

    Raises `DedupError` for a file that is passed over, cannot be read, or is rejected as a whole, unless it is no page
    (`is_skipped`). In a folder, such files are added to `rejected`.
    """
    with on_disk(given) as path:
        inputs = find_inputs([path], None, settings.fields.text)
        is_folder = len(inputs.files) + len(inputs.skipped) != 1
        if inputs.skipped and not is_folder:
            raise DedupError(inputs.skipped[0].detail)
        rejected += inputs.skipped
        whole = set() if is_folder else {file.name for file in inputs.files}
        yield from _records_of(inputs, settings, rejected, whole)


def _records_of(inputs: Inputs, settings: CleanSettings, unread: list[Rejected], whole: set[str]) -> Iterator[Record]:
    """The records of found files; what is rejected of a file, such as a line or a row, is added to `unread`.

    Raises `DedupError` for a file of `whole` that cannot be read or is rejected as a whole, unless it is no page.
    """
    for chunk in read_chunks(inputs, settings.batch_bytes, settings.encoding, None, settings.page_bytes):
        parsed = [chunk] if isinstance(chunk, Rejected) else parse_chunk(chunk, settings.fields, settings.encoding)
        for record in parsed:
            if isinstance(record, Record):
                yield record
            elif record.where in whole and not record.is_skipped:
                raise DedupError(record.detail)
            else:
                unread.append(record)


def _append(shown: Text, text: str, span: Span) -> None:
    """Append the text of a span; if it is cut, in brackets and colour, with its label, rule and confidence."""
    if span.is_content:
        shown.append(visible(text))
        return
    body = text.rstrip()
    style = colour_of(span.label).terminal
    shown.append(f"[-{visible(body)}-]", style=style)
    shown.append(f" {isolated(f'[{span.label} · {span.rule} · {span.confidence:g}]')}", style=f"dim {style}")
    shown.append(visible(text[len(body) :]) or " ")
