"""An index whose files were changed says so, or answers as before: never otherwise, never with a traceback."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path

import pytest

from dedup import DedupError, Index
from tests.hostile.indexes import answers, copied, damage, files_of, filled, questions, told_or_same, written
from tests.index.streams import stream


@pytest.fixture(scope="module", params=["closed", "killed"])
def index(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("index") / "crawl.index"
    return filled(path, killed=request.param == "killed")


@pytest.fixture(scope="module")
def killed(index: Path) -> bool:
    return index.with_name(f"{index.name}.todo").exists()


@pytest.mark.slow
def test_damage_is_told_or_changes_no_answer(index: Path, tmp_path: Path, killed: bool, large: bool) -> None:
    rng, asked, seen = random.Random(1), questions(), Counter[str]()
    expected = answers(index, asked)
    for trial in range(1500 if large else 120):
        path = copied(index, tmp_path / "copy")
        how = damage(rng.choice(files_of(path)), rng, killed=killed)
        try:
            sentence = told_or_same(path, asked, expected, one_by_one=trial % 2 == 0)
        except Exception as error:
            raise AssertionError(how) from error
        assert sentence is None or ("\n" not in sentence and len(sentence) < 500), how
        seen["told" if sentence else "same"] += 1
    assert seen["told"] > seen["same"] / 2 > 0


@pytest.mark.slow
@pytest.mark.parametrize("name", ["rows", "words", "ids", "vocabulary", "dead", "postings", "blocks", "index.json"])
def test_every_bit_of_every_file_counts(index: Path, tmp_path: Path, name: str, large: bool) -> None:
    """One bit is flipped, at places all over the file."""
    rng, asked = random.Random(2), questions()
    expected = answers(index, asked)
    told = same = 0
    for _ in range(100 if large else 8):
        path = copied(index, tmp_path / "copy")
        file = rng.choice(
            [file for file in files_of(path) if name in (file.name, file.name.partition("-")[0], file.suffix[1:])]
        )
        data = bytearray(file.read_bytes())
        data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
        file.write_bytes(data)
        sentence = told_or_same(path, asked, expected)
        told, same = told + (sentence is not None), same + (sentence is None)
    assert told > same


def test_a_writer_carries_no_damage_on(index: Path, tmp_path: Path, killed: bool, large: bool) -> None:
    """What a writer does with a damaged index ends with a sentence, or with all that it had; a loss is a warning."""
    rng, asked = random.Random(3), questions()
    expected = answers(index, asked)
    more = stream(8, seed=23)
    for _ in range(300 if large else 40):
        path = copied(index, tmp_path / "copy")
        how = damage(rng.choice(files_of(path)), rng, killed=killed)
        try:
            had, warned = written(path, more)
        except DedupError:
            continue
        assert warned or had == expected.documents, how
        found = answers(path, asked)
        for after, before in zip(found.matches, expected.matches, strict=True):
            assert after == before or before is None or warned or after is not None, how


def test_an_index_cut_short_while_it_is_open_is_told(index: Path, tmp_path: Path) -> None:
    asked = questions()
    for name in ("rows", "words", "ids", "vocabulary", "dead"):
        path = copied(index, tmp_path / "copy")
        with Index.open(path, read_only=True) as reader:
            reader.check_all(asked)
            file = next(file for file in files_of(path) if file.name == name)
            with file.open("r+b") as opened:
                opened.truncate(1)
            with pytest.raises(DedupError, match="damaged"):
                reader.check_all(asked)
