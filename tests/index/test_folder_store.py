"""What only an index in a folder promises: files, one writer, readers, space; see `test_index` for the rest."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dedup import DedupError, Document, Index, Match
from dedup.index.core.settings import StoredSettings
from dedup.index.folder.generation import FLUSH_AT
from dedup.index.folder.manifest import NAME, Manifest, write_manifest
from tests.index.streams import COPY, OTHER, STATEMENT, jaccard, shingles_of
from tests.processes import python
from tests.searches import examples

any_text = st.text(st.characters(), max_size=60) | st.sampled_from([STATEMENT, COPY, "\x00", "\ud800"])


@settings(max_examples=examples(120))
@given(st.lists(any_text, max_size=6))
def test_any_text_can_be_added_and_is_found_again(texts: list[str]) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        documents = [Document(f"\ud800{place}\x00{text}", text) for place, text in enumerate(texts)]
        with Index.open(folder + "/index") as index:
            index.add_all(documents)
        with Index.open(folder + "/index", read_only=True) as index:
            for document in documents:
                match = index.check(document)
                assert (match is None) == (not shingles_of(document.text))
                assert match is None or (match.kind, match.jaccard) == ("exact", 1.0)
            assert len(index) == len(documents)


def test_many_documents_go_to_files_and_are_found_there(tmp_path: Path) -> None:
    path, number = tmp_path / "index", 2 * FLUSH_AT + 1000
    documents = [(str(n), f"الخبر رقم {n} من أخبار {n * 7} اليوم {n * 3}") for n in range(number)]
    with Index.open(path) as index:
        index.add_all(documents[: FLUSH_AT + 10])
        index.add_all(documents[FLUSH_AT + 10 :])
        assert any(path.rglob("postings-*"))
        sample = documents[:: number // 500]
        assert all(match and match.id == name for (name, _), match in zip(sample, index.check_all(sample), strict=True))
    with Index.open(path, read_only=True) as reader:
        assert len(reader) == number
        for name, text in sample[::5]:
            assert reader.check(("new", text)) == Match(name, "exact", 1.0, 1.0)
        assert reader.check_all(documents[-3000:])[-1] == Match(documents[-1][0], "exact", 1.0, 1.0)


def test_a_reader_sees_what_the_writer_does_while_both_are_open(tmp_path: Path) -> None:
    with Index.open(tmp_path / "index") as writer, Index.open(tmp_path / "index", read_only=True) as reader:
        assert reader.check(("x", STATEMENT)) is None
        writer.add(("first", STATEMENT))
        assert reader.check(("x", STATEMENT)) == Match("first", "exact", 1.0, 1.0)
        writer.add_all((str(n), f"{n} {n * 2} {n * 3}") for n in range(FLUSH_AT))
        assert len(reader) == FLUSH_AT + 1
        writer.forget(ids=["first"])
        assert reader.check(("x", STATEMENT)) is None
        writer.compact()
        assert len(reader) == FLUSH_AT
        writer.add(("again", STATEMENT))
        assert reader.check(("x", STATEMENT)) == Match("again", "exact", 1.0, 1.0)


def test_forgetting_by_date_and_by_id_and_giving_back_the_room(tmp_path: Path) -> None:
    path = tmp_path / "index"
    texts = {day: f"{OTHER} {day} {STATEMENT * (day % 3)}" for day in range(1, 31)}
    documents = [Document(f"{day:02}", text, date=f"2026-03-{day:02}") for day, text in texts.items()]
    with Index.open(path) as index:
        index.add_all(documents)
        index.add_all([Document("undated", STATEMENT + " قديم"), Document("month", OTHER + " شهر", date="2026-02")])
    with Index.open(path) as index:
        assert index.forget(before="2026-03-11") == 11
        assert index.forget(before="2026-03-11") == 0
        assert index.forget(ids=["30", "30", "unknown"]) == 1
        stats = index.stats()
        assert (stats.documents, stats.forgotten, stats.earliest) == (20, 12, "2026-03-11")
        expected_matches = index.check_all(documents)
        index.compact()
        smaller = index.stats()
        assert (smaller.documents, smaller.forgotten) == (20, 0)
        assert smaller.bytes < stats.bytes
        assert index.check_all(documents) == expected_matches
        index.add(documents[0])
    with Index.open(path) as index:
        assert index.check(documents[0]) == Match("01", "exact", 1.0, 1.0)
        assert len([entry for entry in path.iterdir() if entry.is_dir()]) == 1
        with pytest.raises(ValueError, match="'yesterday'"):
            index.forget(before="yesterday")


def test_a_second_writer_gets_a_clear_error(tmp_path: Path) -> None:
    path = tmp_path / "index"
    with Index.open(path) as first:
        first.add(("a", STATEMENT))
        with Index.open(path) as second:
            assert second.check(("b", STATEMENT)) is not None
            with pytest.raises(DedupError, match="only one can write at a time"):
                second.add(("b", OTHER))
        program = "import sys, dedup\nwith dedup.Index.open(sys.argv[1]) as index: index.add(('b', 'نص'))"
        other = python(program, path)
        assert "only one can write at a time" in other.stderr
        first.add(("c", OTHER))
        assert len(first) == 2
    with Index.open(path) as third:
        third.add(("d", "نص آخر"))
        assert len(third) == 3


def test_thresholds_are_stored_and_others_refused(tmp_path: Path) -> None:
    path = tmp_path / "index"
    with Index.open(path, near=0.6, contained=0.95) as index:
        index.add(("a", STATEMENT))
    with Index.open(path) as index:
        assert (index.stats().near, index.stats().contained) == (0.6, 0.95)
        half = " ".join([*STATEMENT.split()[:22], "خاتمة", "أخرى"])
        assert jaccard(shingles_of(half), shingles_of(STATEMENT)) >= 0.6
        assert index.check(("b", half)) is not None
    with pytest.raises(DedupError, match=r"made with near=0\.6, not 0\.8.*export"):
        Index.open(path, near=0.8)
    with pytest.raises(ValueError, match=r"near= must be above 0 and at most 1, got 1\.5"):
        Index.open(tmp_path / "new", near=1.5)
    assert not (tmp_path / "new").exists()

    write_manifest(path, Manifest(StoredSettings(0.6, 0.95, folding=99)))
    with pytest.raises(DedupError, match="folding=99"):
        Index.open(path)
    (path / NAME).write_text('{"format": 1}', "utf-8")
    with pytest.raises(DedupError, match=r"has format 1.*export.*import"):
        Index.open(path)


def test_what_is_no_index_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "notes.txt").write_text("x")
    for name in ("file", "folder"):
        with pytest.raises(DedupError, match="is not an index of dedup"):
            Index.open(tmp_path / name)
    assert (tmp_path / "folder" / "notes.txt").read_text() == "x"
    with pytest.raises(DedupError, match="is not an index of dedup"):
        Index.open(tmp_path / "missing", read_only=True)
    assert not (tmp_path / "missing").exists()
    (tmp_path / "folder" / NAME).write_text("{")
    with pytest.raises(DedupError, match="damaged"):
        Index.open(tmp_path / "folder")
