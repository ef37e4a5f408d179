"""Signatures on their own: from text to 128 slots on one core, ours beside datasketch and rensa.

`python -m benchmarks.signatures PATH` prints a Markdown table: MB of UTF-8 per second (the best of three passes), how
many times datasketch's speed that is, and the mean and the largest error of a Jaccard similarity estimated from two
signatures, over texts and noisy copies of them. The others are fed the same 5-shingles as Python sets of
strings, made by the words of `benchmarks.crawl_programs`; that time is theirs, as it is in the scripts that people
write.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from time import perf_counter

import numpy as np
from numpy.typing import NDArray

from benchmarks.crawl_input import read_texts, with_noise
from benchmarks.crawl_programs import PERMUTATIONS, shingles_of
from dedup.duplicates import fingerprints
from dedup.minhash import overlap

_PASSES = 3
_MEGABYTES = 20  # of text for each tool, unless told otherwise

_PAIRS = 2000

Signatures = NDArray[np.uint32]
Sign = Callable[[Sequence[str]], Signatures]


@dataclass(frozen=True, slots=True)
class Row:
    """One tool: MB/s on one core, the ratio to datasketch's, and the absolute errors of estimated similarities."""

    name: str
    megabytes_per_second: float
    times_datasketch: float | None
    mean_error: float
    largest_error: float


def sign_ours(texts: Sequence[str]) -> Signatures:
    """Fold, hash and sign, as the cleaning stage does."""
    return fingerprints(texts).signatures


def sign_datasketch(texts: Sequence[str]) -> Signatures:
    """One MinHash for each set of shingles."""
    from datasketch import MinHash

    rows = []
    for text in texts:
        sketch = MinHash(num_perm=PERMUTATIONS, seed=1, scheme="affine32")
        sketch.update_batch([shingle.encode() for shingle in shingles_of(text)])
        rows.append(sketch.hashvalues)
    return np.array(rows, np.uint32)


def sign_rensa(texts: Sequence[str]) -> Signatures:
    """One RMinHash for each set of shingles, every shingle counted (no rho sketch)."""
    from rensa import RMinHash

    rows = []
    for text in texts:
        sketch = RMinHash(num_perm=PERMUTATIONS, seed=1)
        sketch.update(list(shingles_of(text)))
        rows.append(sketch.digest())
    return np.array(rows, np.uint32)


TOOLS: dict[str, Sign] = {"datasketch": sign_datasketch, "rensa": sign_rensa, "dedup": sign_ours}


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print, and write JSON where asked to."""
    options = _parser().parse_args(arguments)
    texts = read_texts(options.inputs, int(options.megabytes * 1e6))
    rows = compared(texts, TOOLS)
    size = sum(len(text.encode("utf-8", "surrogatepass")) for text in texts)
    print(f"\n## {len(texts):,} texts, {size / 1e6:.1f} MB\n\n{markdown(rows)}")
    if options.json:
        options.json.write_text(json.dumps([asdict(row) for row in rows], indent=1) + "\n", encoding="utf-8")


def compared(texts: Sequence[str], tools: dict[str, Sign]) -> list[Row]:
    """Each tool over the same texts, in turn; one that is not installed is left out, with a line that says so."""
    size = sum(len(text.encode("utf-8", "surrogatepass")) for text in texts) / 1e6
    best: dict[str, float] = {}
    for _ in range(_PASSES):
        for name, sign in tools.items():
            try:
                sign(texts[:1])
            except ImportError:
                continue
            started = perf_counter()
            sign(texts)
            best[name] = min(best.get(name, np.inf), perf_counter() - started)
    for name in tools.keys() - best.keys():
        print(f"Left out: {name} (not installed: pip install {name}).")
    base = best.get("datasketch")
    return [
        Row(name, size / best[name], base and base / best[name], *_errors(texts, sign))
        for name, sign in tools.items()
        if name in best
    ]


def _errors(texts: Sequence[str], sign: Sign) -> tuple[float, float]:
    """How far estimates are from the Jaccard similarities of the sets, on average and at most."""
    chosen, noise = [text for text in texts if text.strip()][:_PAIRS], random.Random(1)
    copies = [with_noise(text, noise, noise.random() / 4) for text in chosen]
    estimates = (sign(chosen) == sign(copies)).mean(axis=1)
    exact = [_jaccard(text, copy, sign) for text, copy in zip(chosen, copies, strict=True)]
    errors = np.abs(estimates - np.array(exact))
    return float(errors.mean()), float(errors.max())


def _jaccard(text: str, copy: str, sign: Sign) -> float:
    """The exact similarity of the shingle sets that a tool signs."""
    if sign is not sign_ours:
        one, other = shingles_of(text), shingles_of(copy)
        return len(one & other) / max(len(one | other), 1)
    sets = fingerprints([text, copy])
    first, second = np.split(sets.shingles, [sets.offsets[1]])
    common = overlap(first, second)
    return common / max(len(first) + len(second) - common, 1)


def markdown(rows: Sequence[Row]) -> str:
    """The rows as a table."""
    lines = ["| tool | MB/s | x datasketch | mean error of J | largest |", "| --- | ---: | ---: | ---: | ---: |"]
    for row in rows:
        times = f"{row.times_datasketch:.1f}" if row.times_datasketch else "–"
        errors = f"{row.mean_error:.4f} | {row.largest_error:.3f}"
        lines.append(f"| {row.name} | {row.megabytes_per_second:.1f} | {times} | {errors} |")
    return "\n".join(lines)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.signatures", description=__doc__)
    add = parser.add_argument
    add("inputs", nargs="+", type=Path, metavar="PATH", help="files or folders of texts")
    add("--megabytes", type=float, default=_MEGABYTES, help=f"how much text to sign (default: {_MEGABYTES})")
    add("--json", type=Path, metavar="FILE", help="write the numbers there too")
    return parser


if __name__ == "__main__":
    main()
