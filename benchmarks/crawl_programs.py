"""What is timed: ours, the scripts that people write with other packages, and the floor, each a process of its own.

`python -m benchmarks.crawl_programs NAME CRAWL OUT` runs one of them over a crawl that is one file of JSON lines; the
records that stay go to files in the folder OUT.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from itertools import pairwise
from pathlib import Path
from typing import Any

import msgspec

Shingles = set[str]
NEAR, PERMUTATIONS, SHINGLE_WORDS = 0.8, 128, 5
WORKERS = 2


@dataclass(frozen=True, slots=True)
class Program:
    """A row of the table: its name, how it runs, the module it needs and the packages that bring it."""

    name: str
    run: Callable[[Path, Path], None]
    module: str = "dedup"
    packages: str = ""

    @property
    def is_installed(self) -> bool:
        """Whether what it imports is there."""
        try:
            import_module(self.module)
        except ImportError:
            return False
        return True


def run_dedup(crawl: Path, out: Path) -> None:
    """`dedup clean` as a user runs it."""
    from dedup.cli import main

    sys.argv = ["dedup", "clean", str(crawl), "--out", str(out), "--workers", str(WORKERS), "--quiet"]
    sys.argv += ["--passages", "off", "--max-removed", "1"]
    main()


def run_floor(crawl: Path, out: Path) -> None:
    """Parse every record and write it back, nothing else."""
    decode, encode = msgspec.json.Decoder().decode, msgspec.json.Encoder().encode
    out.mkdir()
    with crawl.open("rb") as lines, (out / "documents.jsonl").open("wb") as kept:
        for line in lines:
            kept.write(encode(decode(line)) + b"\n")


def run_datasketch(crawl: Path, out: Path) -> None:
    """Words by pyarabic and regex, shingles in Python sets, 128 permutations, LSH at the threshold."""
    from datasketch import MinHash, MinHashLSH

    index = MinHashLSH(threshold=NEAR, num_perm=PERMUTATIONS)

    def is_new(place: int, shingles: Shingles) -> bool:
        sketch = MinHash(num_perm=PERMUTATIONS, seed=1)
        sketch.update_batch([shingle.encode() for shingle in shingles])
        if index.query(sketch):
            return False
        index.insert(place, sketch)
        return True

    _keep_new(crawl, out, is_new)


def run_rensa(crawl: Path, out: Path) -> None:
    """The same words and shingles, signatures and LSH by rensa with 16 bands."""
    from rensa import RMinHash, RMinHashLSH

    index = RMinHashLSH(threshold=NEAR, num_perm=PERMUTATIONS, num_bands=16)

    def is_new(place: int, shingles: Shingles) -> bool:
        sketch = RMinHash(num_perm=PERMUTATIONS, seed=1)
        sketch.update(list(shingles))
        if index.query(sketch):
            return False
        index.insert(place, sketch)
        return True

    _keep_new(crawl, out, is_new)


def run_datatrove(crawl: Path, out: Path) -> None:
    """The four stages of datatrove's MinHash pipeline with its own settings (14 bands of 8), two workers."""
    from datatrove.executor import LocalPipelineExecutor
    from datatrove.pipeline.dedup import MinhashDedupCluster, MinhashDedupFilter, MinhashDedupSignature
    from datatrove.pipeline.dedup.minhash import MinhashConfig, MinhashDedupBuckets
    from datatrove.pipeline.readers import JsonlReader
    from datatrove.pipeline.writers import JsonlWriter
    from datatrove.utils.typeshelper import Languages

    config, work = MinhashConfig(), out / "work"
    shards = _shards(crawl, out / "shards")
    read = JsonlReader(str(shards))
    write = JsonlWriter(str(out), "documents-${rank}.jsonl", compression=None)
    stages: list[tuple[list[Any], int]] = [
        ([read, MinhashDedupSignature(str(work / "signatures"), config, Languages.arabic__arab)], WORKERS),
        ([MinhashDedupBuckets(str(work / "signatures"), str(work / "buckets"), config=config)], config.num_buckets),
        ([MinhashDedupCluster(str(work / "buckets"), str(work / "removed"), config=config)], 1),
        ([read, MinhashDedupFilter(str(work / "removed")), write], WORKERS),
    ]
    for number, (pipeline, tasks) in enumerate(stages):
        logs = str(work / f"logs-{number}")
        LocalPipelineExecutor(pipeline, tasks=tasks, workers=WORKERS, logging_dir=logs).run()


def run_text_dedup(crawl: Path, out: Path) -> None:
    """text-dedup's MinHash script: 128 permutations, runs of five words, the threshold, two workers."""
    from datasets import load_from_disk
    from text_dedup import minhash

    given = {
        "--path": "json",
        "--data_files": str(crawl),
        "--split": "train",
        "--column": "text",
        "--num_perm": str(PERMUTATIONS),
        "--ngram": str(SHINGLE_WORDS),
        "--threshold": str(NEAR),
        "--num_proc": str(WORKERS),
        "--cache_dir": str(out / "cache"),
        "--output": str(out / "kept"),
    }
    out.mkdir()
    minhash.main([part for pair in given.items() for part in pair], standalone_mode=False)
    load_from_disk(str(out / "kept")).to_json(str(out / "documents.jsonl"), force_ascii=False)


def run_lshcurator(crawl: Path, out: Path) -> None:
    """lshcurator in its two passes over the same words: 16 bands of 8, shingles of so many letters as its own."""
    from lshcurator import Bucket, Deduper

    decode = msgspec.json.Decoder(dict[str, Any]).decode
    manner = {"shingle_k": 5, "shingle_step": 1, "bands": 16, "rows_per_band": 8}
    bucket = Bucket(**manner)
    with crawl.open("rb") as lines:
        for line in lines:
            bucket.insert(decode(line)["text"])
    is_new = Deduper(bucket.extract_keys(min_hit_count=2), similarity_threshold=NEAR, **manner)
    out.mkdir()
    with crawl.open("rb") as lines, (out / "documents.jsonl").open("wb") as kept:
        kept.writelines(line for line in lines if is_new(decode(line)["text"]))


PROGRAMS = {
    program.name: program
    for program in (
        Program("dedup", run_dedup),
        Program("floor", run_floor),
        Program("datasketch", run_datasketch, "datasketch"),
        Program("rensa", run_rensa, "rensa", "rensa"),
        Program("datatrove", run_datatrove, "datatrove.pipeline.dedup.minhash", '"datatrove[io,processing]" spacy'),
        Program("text-dedup", run_text_dedup, "text_dedup.minhash", "text-dedup"),
        Program("lshcurator", run_lshcurator, "lshcurator", "lshcurator"),
    )
}
PEERS = ("datasketch", "rensa", "datatrove", "text-dedup", "lshcurator")


def _keep_new(crawl: Path, out: Path, is_new: Callable[[int, Shingles], bool]) -> None:
    """Write the records whose shingles are new; those of a text without words always are."""
    decode = msgspec.json.Decoder(dict[str, Any]).decode
    out.mkdir()
    with crawl.open("rb") as lines, (out / "documents.jsonl").open("wb") as kept:
        for place, line in enumerate(lines):
            shingles = shingles_of(decode(line)["text"])
            if not shingles or is_new(place, shingles):
                kept.write(line)


def shingles_of(text: str) -> Shingles:
    """Runs of five words, letters normalised as pyarabic does it."""
    words = _words(text)
    if len(words) < SHINGLE_WORDS:
        return {" ".join(words)} if words else set()
    return {" ".join(words[at : at + SHINGLE_WORDS]) for at in range(len(words) - SHINGLE_WORDS + 1)}


def _words(text: str) -> list[str]:
    import regex
    from pyarabic import araby

    bare = araby.strip_tatweel(araby.strip_tashkeel(text))
    words: list[str] = regex.findall(r"[\p{L}\p{N}]+", araby.normalize_teh(araby.normalize_alef(bare)))
    return words


def _shards(crawl: Path, folder: Path) -> Path:
    """The crawl in one file for each worker: datatrove hands out whole files."""
    folder.mkdir(parents=True)
    data = crawl.read_bytes()
    cuts = [0, *(data.find(b"\n", len(data) * part // WORKERS) + 1 for part in range(1, WORKERS)), len(data)]
    for start, end in pairwise(cuts):
        (folder / f"{start:012}.jsonl").write_bytes(data[start:end])
    return folder


if __name__ == "__main__":
    PROGRAMS[sys.argv[1]].run(Path(sys.argv[2]), Path(sys.argv[3]))
