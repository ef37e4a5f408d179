"""`dedup compare`: reads two collections, finds the passages that they share, and writes these to a folder."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from dedup.errors import DedupError
from dedup.files import LARGEST_PAGE, Fields, find_inputs, open_whole
from dedup.files.standard_input import STANDARD_INPUT, on_disk
from dedup.model import PassageMatch
from dedup.names import PassageKind
from dedup.pipeline.collection import Collection, read_collection
from dedup.pipeline.figures.origins import FROM_STANDARD_INPUT, Origins, as_seen_from
from dedup.pipeline.figures.versions import versions
from dedup.pipeline.outputs.lines import passage_line, rejected_line
from dedup.pipeline.outputs.names import STATS, outputs_in
from dedup.pipeline.outputs.strings import encoded
from dedup.pipeline.progress import Progress, Silence
from dedup.pipeline.settings import CleanSettings
from dedup.pipeline.stages.find import checked_inputs
from dedup.pipeline.work.disk import disk_errors_explained
from dedup.pipeline.work.replacing import check_comparison_replaceable

FILES = ("passages.jsonl", "rejected.jsonl", STATS)
"""The files that a comparison writes."""


@dataclass(frozen=True, slots=True)
class CompareSettings:
    """The options of `dedup compare`.

    `fields` are the names of those of the left collection; `right_fields` those of the right one, None for the same;
    messages name the options that these give.
    With `clean`, the cleaned articles of each page are compared in place of its text. Passages of `kinds` are found, of
    `min_words` words or more; a wrong value raises `ArgumentError`. With `overwrite`, the result may replace that of
    other collections. Records and text files of more than `page_bytes` bytes are rejected.
    """

    fields: Fields = field(default_factory=Fields)
    right_fields: Fields | None = None
    encoding: str = "utf-8"
    clean: bool = False
    kinds: tuple[PassageKind, ...] = ("exact", "near", "reworded")
    min_words: int = 25
    overwrite: bool = False
    page_bytes: int = LARGEST_PAGE

    def __post_init__(self) -> None:
        from dedup.passages import PassageSettings

        PassageSettings(kinds=self.kinds, min_words=self.min_words)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two collections, the passages that they share, and the seconds that the stages `read` and `compare` took."""

    left: Collection
    right: Collection
    matches: Sequence[PassageMatch]
    seconds: Mapping[str, float]


def compare_files(
    left: Path | str,
    right: Path | str,
    settings: CompareSettings,
    out: Path | None = None,
    progress: Progress | None = None,
) -> Comparison:
    """Compare the documents of two files or folders (`-`: standard input); with `out`, write the result to this folder.

    The result is the shared passages, the rejections and the statistics. Raises `DedupError` where a side has nothing
    to read, and where `out` lies in an input folder, holds outputs of `dedup clean` or other files, or, without
    `overwrite`, the comparison of other inputs.
    """
    from dedup.passages import compare

    if out is not None:
        _check_free(out)
    progress = progress or Silence()
    started = time.perf_counter()
    ours = _collection(left, out, settings, settings.fields, progress)
    theirs = _collection(right, out, settings, settings.right_fields or settings.fields, progress)
    origins = None if out is None else _origins(out, (left, ours), (right, theirs))
    if out is not None and origins is not None and not settings.overwrite:
        check_comparison_replaceable(out, origins)
    read = time.perf_counter()
    progress.stage("compare", 0)
    matches = compare(ours.documents, theirs.documents, kinds=settings.kinds, min_words=settings.min_words)
    seconds = {"read": read - started, "compare": time.perf_counter() - read}
    comparison = Comparison(ours, theirs, matches, {stage: round(spent, 3) for stage, spent in seconds.items()})
    if out is not None and origins is not None:
        with disk_errors_explained(out):
            _write(comparison, settings, out, origins)
    return comparison


def _origins(out: Path, *sides: tuple[Path | str, Collection]) -> Origins:
    """The origins of two collections: their paths as seen from `out`, and the hashes of both contents as the listing.

    For standard input, a hash of its content stands in place of the path.
    """
    paths = [
        f"{FROM_STANDARD_INPUT}{side.fingerprint}" if str(given) == STANDARD_INPUT else as_seen_from(out, given)
        for given, side in sides
    ]
    return Origins(paths, " ".join(side.fingerprint for _, side in sides))


def _check_free(out: Path) -> None:
    """Raise `DedupError` where the folder holds an output of `dedup clean` that a comparison does not write."""
    others = [name for name in outputs_in(out) if name not in FILES] if out.is_dir() else []
    if others:
        raise DedupError(f"--out {out} holds {others[0]} of another run; choose an empty or new folder")


def _collection(
    given: Path | str, out: Path | None, settings: CompareSettings, fields: Fields, progress: Progress
) -> Collection:
    """Read one of the two collections, a path or `-` for standard input, whose records have the names `fields`.

    Raises `DedupError` where not one document can be read and, with `out`, as `checked_inputs` does.
    """
    with on_disk(given) as path:
        inputs = find_inputs([path], None, fields.text) if out is None else checked_inputs([path], out, fields.text)
        reading = CleanSettings(fields, settings.encoding, page_bytes=settings.page_bytes)
        return read_collection(inputs, reading, progress, clean=settings.clean)


def _write(comparison: Comparison, settings: CompareSettings, out: Path, origins: Origins) -> None:
    """Write the files of a comparison to the folder `out`, which is made if need be; each file whole or not at all.

    These are passages.jsonl, rejected.jsonl (the left side, then the right) and, last, the statistics; `settings` and
    `origins` go into the statistics only.
    """
    out.mkdir(parents=True, exist_ok=True)
    with open_whole(out / "passages.jsonl") as file:
        file.writelines(map(passage_line, comparison.matches))
    with open_whole(out / "rejected.jsonl") as file:
        for side in (comparison.left, comparison.right):
            file.writelines(map(rejected_line, side.rejected))
    with open_whole(out / STATS) as file:
        file.write(_stats(comparison, settings, origins))


def _stats(comparison: Comparison, settings: CompareSettings, origins: Origins) -> bytes:
    """The content of `stats.json`, indented: counts of both sides and of passages, seconds, options, versions, inputs.

    Hashes of the weights and tables are among the versions only where pages were cleaned.
    """
    sides = {"left": comparison.left, "right": comparison.right}
    stats = {
        "counts": {
            "documents": {name: len(side.documents) for name, side in sides.items()},
            "characters": {name: sum(len(one.text) for one in side.documents) for name, side in sides.items()},
            "rejected": {name: len(side.rejected) for name, side in sides.items()},
            "passages": dict(Counter(match.kind for match in comparison.matches)),
            "common": sum(match.common for match in comparison.matches),
            "clusters": len({match.cluster for match in comparison.matches}),
        },
        "seconds": comparison.seconds,
        "options": settings,
        "versions": versions(CleanSettings() if settings.clean else None),
        "input": {
            **{name: {"bytes": side.size, "fingerprint": side.fingerprint} for name, side in sides.items()},
            "paths": origins.paths,
            "listing": origins.listing,
        },
    }
    return msgspec.json.format(encoded(stats), indent=2) + b"\n"
