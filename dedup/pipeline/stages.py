"""A run from inputs to outputs: the stages in their order, and what may stop them."""

from __future__ import annotations

import errno
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from hashlib import blake2b
from itertools import chain
from pathlib import Path
from typing import NamedTuple

import msgspec

from dedup.addresses import masked
from dedup.errors import DedupError
from dedup.files import Rejected
from dedup.index import Index, is_address
from dedup.model import Match
from dedup.passages import PassageSettings
from dedup.pipeline import workfolder
from dedup.pipeline.cleaning import CleanJob, clean_chunk, prepare
from dedup.pipeline.finishing import (
    TEXTS,
    Commit,
    Joined,
    checksums_of,
    join_parts,
    keep_earlier_promise,
    keep_promise,
    promise,
    report_on,
    show_dry_run,
)
from dedup.pipeline.guard import check_removal
from dedup.pipeline.indexing import keep_addition, opened_for_run, promise_addition, seen_before
from dedup.pipeline.matching import Matched, check_preferred, match
from dedup.pipeline.named import unmet_name
from dedup.pipeline.origins import Found, check_replaceable, opened
from dedup.pipeline.parts import Part
from dedup.pipeline.plan import (
    REPORT,
    STATS,
    expected_bytes,
    first_of_each_reason,
    is_fault,
    nothing_readable,
    strictly_rejected,
)
from dedup.pipeline.progress import Progress, Silence
from dedup.pipeline.reading import Reader
from dedup.pipeline.records import ChunkFile, Counts, encoded, is_whole, total
from dedup.pipeline.repeating import LayoutJob, Repeated, find_repeated, lay_out, to_cut
from dedup.pipeline.settings import CleanSettings, RunSettings
from dedup.pipeline.summary import RunSummary, rounded, summarized, versions
from dedup.pipeline.surveying import SurveyJob, survey_chunk, weigh_survey
from dedup.pipeline.workers import Workers
from dedup.pipeline.workfolder import ContentKey, WorkFolder
from dedup.pipeline.writing import WriteJob, write_chunk

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


def run(
    inputs: Sequence[Path | str],
    out: Path,
    settings: RunSettings | None = None,
    progress: Progress | None = None,
) -> RunSummary:
    """Clean and deduplicate files and folders into the folder `out`, as `dedup clean` does.

    An input may also be an address such as s3://bucket/crawl, or "-" for standard input.

    The outputs appear in `out` whole, at the end. A run that is interrupted, or stopped by an error, leaves a
    work folder there, from which the same call goes on. Raises `DedupError` for everything that a user can
    do something about.
    """
    out, settings, progress = Path(out), settings or RunSettings(), progress or Silence()
    with _explained(out), opened(inputs, out, settings, progress) as (found, work):
        return _Run(found, out, settings, progress, work).finished()


@contextmanager
def _standing_index(settings: RunSettings) -> Iterator[Index | None]:
    """The index of the run, if it has one, open and ours to write. A dry run makes none."""
    location = settings.index
    if not location or (settings.dry_run and not is_address(location) and not Path(location).exists()):
        yield None
        return
    with opened_for_run(settings.index, settings.match) as index:
        yield index


class _Surveyed(NamedTuple):
    """The chunks of the input, what of it could not be read, and a hash of the evidence in the work folder."""

    parts: Sequence[Part]
    unread: Sequence[Rejected]
    evidence: str


class _Cleaned(NamedTuple):
    chunks: Sequence[ChunkFile]
    counts: Counts
    unread: Sequence[Rejected]
    fingerprint: str


class _Run:
    """One run, with the lock on its work folder held."""

    def __init__(self, found: Found, out: Path, settings: RunSettings, progress: Progress, work: WorkFolder) -> None:
        self.inputs = found.inputs
        self.origins = found.origins
        self.out = out
        self.settings = settings
        self.progress = progress
        self.work = work
        self.seconds: dict[str, float] = {}
        self.checksums: dict[str, str] = {}

    def finished(self) -> RunSummary:
        """Do what is left to do of the run."""
        if self.settings.dry_run:
            return self._tried()
        owner, seen = _fingerprint(replace(self.settings, overwrite=False)), self.origins.listing
        earlier = keep_earlier_promise(self.work, self.out)
        if earlier and earlier.indexes and not self.settings.fresh:
            keep_addition(self.work, None, self.settings.index)
        if not self.settings.overwrite:
            check_replaceable(self.out, self.origins)  # also what an earlier run has only now been able to rename
        if earlier and (earlier.owner, earlier.inputs) == (owner, seen) and not self.settings.fresh:
            self.progress.note("an earlier run had ended but for renaming its files; that is done now")
            summary = earlier.summary
        else:
            self.work.commit.unlink(missing_ok=True)
            with _standing_index(self.settings) as index:
                summary = self._whole_run(index)
                promise(self.work, Commit(owner, seen, summary, index is not None, self.checksums), self.settings)
                keep_promise(self.work, self.out)
                keep_addition(self.work, index)
        workfolder.remove(self.work)
        return summary

    def _tried(self) -> RunSummary:
        """Do all but write documents: the numbers of the run, and its report in OUT."""
        if self.work.commit.exists() or (self.out / STATS).exists():
            raise DedupError(
                f"--out {self.out} holds the result of a run, whose report a dry run would replace; choose another"
            )
        with _standing_index(self.settings) as index:
            summary = self._whole_run(index)
        show_dry_run(self.work, self.out)
        return msgspec.structs.replace(summary, files=[REPORT] if self.settings.report else [])

    def _whole_run(self, index: Index | None) -> RunSummary:
        resumed = self.work.claim(_fingerprint(self.settings.clean), fresh=self.settings.fresh)
        if resumed:
            self.progress.note("going on with an earlier, unfinished run")
        with Reader(self.inputs, self.settings.clean, self.work.input) as reader:
            with self._stage("prepare"):
                prepare(self.settings.clean)
            with Workers(self.settings.processes, prepare, self.settings.clean) as workers:
                reader.leave_parsing_to_workers()
                return self._worked_off(reader, workers, index)

    def _worked_off(self, reader: Reader, workers: Workers, index: Index | None) -> RunSummary:
        """The stages of a run, one after the other."""
        with self._stage("survey", expected_bytes(self.inputs)):
            surveyed = self._survey(reader, workers)
        with self._stage("clean", sum(part.size for part in surveyed.parts)):
            cleaned = self._clean(workers, surveyed)
        self._check_input(cleaned)
        matched = self._match(cleaned, index)
        outcome = matched.outcome()
        check_removal(cleaned.counts, outcome, self.settings.max_removed)
        with self._stage("passages"):
            repeated = self._repeated(workers, cleaned, matched)
        with self._stage("write", cleaned.counts.size):
            counts = cleaned.counts + self._write(workers, cleaned, matched, repeated)
            check_removal(counts, outcome, self.settings.max_removed)
            joined = self._join(cleaned, repeated)
        if index is not None and not self.settings.dry_run:
            promise_addition(self.work, self.settings, cleaned.fingerprint, matched)
        if joined.replaced:
            self.progress.note(
                f"{joined.replaced:,} lone surrogates became U+FFFD: Parquet cannot hold them, JSON lines can"
            )
        by_source = (chunk.sources() for chunk in cleaned.chunks)
        read = cleaned.fingerprint, self.origins
        passages: dict[str, int] = dict(sorted(Counter(match.kind for match in repeated.matches).items()))
        summary = summarized(self.out, joined.files, counts, by_source, outcome, passages, *read, self.seconds)
        if not self.settings.report:
            return summary
        with self._stage("report"), self._checksums_meanwhile(() if self.settings.dry_run else joined.files):
            report_on(self.work, summary, self.settings)
        return msgspec.structs.replace(summary, seconds=rounded(self.seconds))

    def _survey(self, reader: Reader, workers: Workers) -> _Surveyed:
        """Count what the crawl repeats."""
        parts, unread, paths, settings = list[Part](), list(self.inputs.skipped), list[Path](), self.settings.clean
        sources = Counter[str]()

        def jobs() -> Iterator[SurveyJob]:
            for item in reader.items():
                if isinstance(item, Rejected):
                    unread.append(item)
                    continue
                parts.append(item)
                path = self.work.survey(item.number, item.key)
                paths.append(path)
                if is_whole(path):
                    sources[""] += 1  # they are not told: the documents' sources are known later
                    self.progress.advance(0, item.size)
                else:
                    yield SurveyJob(item, path, settings.fields, settings.encoding, settings.language)

        for result in workers.results(survey_chunk, jobs()):
            self.progress.advance(result.pages, result.size)
            sources.update(result.sources)
        self.work.keep_only(self.work.surveys, paths)
        if sources and not sources[""]:  # no page is left to name its publisher itself
            check_preferred(self.settings.match.prefer, sources)
        return _Surveyed(parts, unread, weigh_survey(paths, self.work.evidence))

    def _clean(self, workers: Workers, surveyed: _Surveyed) -> _Cleaned:
        paths = [self.work.chunk(part.number, f"{part.key}-{surveyed.evidence}") for part in surveyed.parts]
        counts = list[Counts]()

        def jobs() -> Iterator[CleanJob]:
            for part, path in zip(surveyed.parts, paths, strict=True):
                if not is_whole(path):
                    yield CleanJob(part, self.work.evidence, path)
                    continue
                part.discard()
                counts.append(done := ChunkFile(path).counts())
                self.progress.advance(done.pages, done.size)

        for result in workers.results(clean_chunk, jobs()):
            counts.append(result)
            self.progress.advance(result.pages, result.size)
        self.work.keep_only(self.work.chunks, paths)
        reasons = [Counts(rejected={item.reason: 1}) for item in surveyed.unread]
        key = surveyed.parts[-1].key if surveyed.parts else ContentKey().hexdigest
        return _Cleaned([ChunkFile(p) for p in paths], total([*counts, *reasons]), surveyed.unread, key)

    def _match(self, cleaned: _Cleaned, index: Index | None) -> Matched:
        """Compare all documents: with the standing index, and those that it has not with each other."""
        seen: dict[int, Match] = {}
        if index is not None:
            with self._stage("index"):
                seen = seen_before(index, cleaned.chunks, cleaned.fingerprint)
        with self._stage("match"):
            return match(cleaned.chunks, self.work.table, self.settings, seen)

    def _check_input(self, cleaned: _Cleaned) -> None:
        """Stop where nothing could be read, where no record has a field that was named, and for `--strict`."""
        if self.settings.strict and cleaned.counts.rejected:
            raise strictly_rejected(cleaned.counts.rejected, _details(cleaned))
        fault = unmet_name(self.settings.clean.fields, cleaned.counts)
        if not cleaned.counts.pages and is_fault(cleaned.counts.rejected):
            fault = nothing_readable(sum(cleaned.counts.rejected.values()), _details(cleaned))
        if fault is not None:
            workfolder.remove(self.work)
            with suppress(OSError):
                self.out.rmdir()  # if it holds nothing else
            raise fault

    def _repeated(self, workers: Workers, cleaned: _Cleaned, matched: Matched) -> Repeated:
        if self.settings.passages == "off" or not cleaned.chunks:
            return Repeated()
        kept = ~matched.dropped()
        jobs = (
            LayoutJob(chunk, kept[matched.chunk_rows(number)].tolist(), number)
            for number, chunk in enumerate(cleaned.chunks)
        )
        layouts = workers.results(lay_out, jobs)
        matches = find_repeated(layouts, matched, PassageSettings(cross_source=self.settings.cross_source))
        if self.settings.passages == "report":
            return Repeated(matches)
        return Repeated(matches, to_cut(matches, matched, self.settings.match.near))

    def _write(self, workers: Workers, cleaned: _Cleaned, matched: Matched, repeated: Repeated) -> Counts:
        """Write the parts of all outputs; returns what was cut on the way, and what is empty."""
        texts = self.work.finished / TEXTS if self.settings.format == "txt" else None
        jobs = (
            WriteJob(
                chunk,
                matched.chunk_ids(number),
                matched.fates(number),
                [repeated.cuts.get(row, ()) for row in matched.chunk_rows(number)],
                matched.wordless[matched.chunk_rows(number)].tolist(),
                self.work.parts,
                number,
                texts,
                self.settings.drop_empty,
                self.settings.format != "parquet",
            )
            for number, chunk in enumerate(cleaned.chunks)
        )
        counts = Counts()
        for result in workers.results(write_chunk, jobs):
            self.progress.advance(result.pages, result.size)
            counts += result.counts
        return counts

    def _join(self, cleaned: _Cleaned, repeated: Repeated) -> Joined:
        names = self.settings.clean.fields
        columns = [names.source, names.title] if cleaned.counts.documents > cleaned.counts.pages else []
        return join_parts(
            self.work, cleaned.chunks, repeated.matches, cleaned.unread, self.settings, self.inputs, columns
        )

    @contextmanager
    def _checksums_meanwhile(self, files: Sequence[str]) -> Iterator[None]:
        """Take the checksums of files on another core: hashing lets the interpreter go on."""

        def take() -> None:
            with suppress(OSError):  # `promise` meets it again, and tells of it
                self.checksums = checksums_of(self.work, files)

        beside = threading.Thread(target=take, daemon=True)  # Ctrl-C need not wait for it
        beside.start()
        yield
        beside.join()

    @contextmanager
    def _stage(self, name: str, total_bytes: int = 0) -> Iterator[None]:
        self.progress.stage(name, total_bytes)
        started = time.perf_counter()
        yield
        self.seconds[name] = time.perf_counter() - started


def _details(cleaned: _Cleaned) -> list[str]:
    """A sentence of `rejected.jsonl` for each reason."""

    def of_chunks() -> Iterator[Rejected]:
        for chunk in cleaned.chunks:
            for line in chunk.rejected().splitlines():
                yield msgspec.json.decode(line, type=Rejected)

    return first_of_each_reason(chain(cleaned.unread, of_chunks()))


def _fingerprint(settings: RunSettings | CleanSettings) -> str:
    """A hash of options, weights and versions: where it is equal, finished work can be used."""
    clean = settings if isinstance(settings, CleanSettings) else settings.clean
    if isinstance(settings, RunSettings):
        settings = replace(settings, index=masked(settings.index))
    described = encoded([settings, versions(clean)])
    return blake2b(described, digest_size=16).hexdigest()


@contextmanager
def _explained(out: Path) -> Iterator[None]:
    """Turn what the system says about the disk into sentences."""
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise DedupError(
                f"the disk is full under {out}; free some space and run the same command again, "
                "which continues this run, or choose another --out"
            ) from error
        if error.filename is not None:
            raise DedupError(f"{error.filename}: {error.strerror}; check the path and its permissions") from error
        raise
