from __future__ import annotations

from pathlib import Path

import pytest

from dedup.arabic import fold
from dedup.boilerplate import Cleaner
from dedup.boilerplate.evidence import wording
from dedup.boilerplate.finding import find_atoms
from dedup.boilerplate.lexicon.phrases import (
    KINDS,
    RISKS,
    USER,
    Phrase,
    load_phrase_file,
    load_shipped,
    phrase_table,
    problems_in,
)
from dedup.boilerplate.lexicon.table import Table
from dedup.errors import DedupError
from dedup.model import CONTENT_LABELS, LABELS
from tests.boilerplate.pages import PAGE, cut
from tests.boilerplate.variants import VARIANTS


def write(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    path = folder / "phrases.tsv"
    path.write_bytes(text.encode(encoding))
    return path


def test_the_shipped_list_is_in_order() -> None:
    phrases = load_shipped()
    assert len(phrases) > 400
    assert all(phrase.label in LABELS - CONTENT_LABELS for phrase in phrases)
    assert all(phrase.kind in KINDS and phrase.risk in RISKS for phrase in phrases)


def test_no_shipped_phrase_is_there_twice() -> None:
    wordings = [phrase.folded for phrase in load_shipped()]
    assert sorted(wordings) == sorted(set(wordings))


def test_a_phrase_reads_as_its_folded_words() -> None:
    phrase = Phrase("إقرأ  أيضًا", "related", "heading", "related_head")
    assert phrase.folded == "اقرا ايضا" == fold(phrase.text)


def listed(text: str, table: Table) -> list[str]:
    """The stretches of a text that stand in listed phrases."""
    atoms = find_atoms([text])
    group, _ = wording.wording(atoms, table)
    marked = group.atoms[:, -1].tolist()
    openings = [at for at, value in enumerate(marked) if 0 < value < USER]
    ends = [next((end for end in range(at + 1, len(marked)) if marked[end] <= USER), len(marked)) for at in openings]
    return [text[atoms.rows[at, 0] : atoms.rows[end - 1, 1]] for at, end in zip(openings, ends, strict=True)]


def test_the_longest_phrase_at_a_place_is_found() -> None:
    table = phrase_table([Phrase(text, "test", "line", "share") for text in ("شارك", "شارك هذا", "شارك هذا المقال")])
    assert listed("شارك هذا  المقال الآن شاركت شارك،هذا", table) == ["شارك هذا  المقال", "شارك،هذا"]
    assert listed("شارك\nهذا المقال", table) == ["شارك"]


def test_words_of_a_phrase_are_ordered_and_may_recur() -> None:
    table = phrase_table([Phrase(text, "test", "line", "share") for text in ("اقرأ المقال", "خبر خبر")])
    assert listed("اقرأ المقال", table) == ["اقرأ المقال"]
    assert listed("المقال اقرأ", table) == []
    assert listed("خبر خبر", table) == ["خبر خبر"]
    assert listed("كتاب كتاب", table) == []


def test_every_shipped_phrase_is_found_on_a_line_of_its_own() -> None:
    table = phrase_table(load_shipped())
    for phrase in load_shipped():
        if any("\ufef5" <= letter <= "\ufefc" for letter in phrase.text):
            continue  # ligatures of lam and alef are letters of their own to the atoms
        first_words = len(phrase.folded.split()[:8])
        assert sum(len(fold(found).split()) for found in listed(phrase.text, table)) >= first_words, phrase


@pytest.mark.parametrize("variant", VARIANTS)
def test_shipped_phrases_are_found_in_every_spelling(variant: str) -> None:
    for phrase in load_shipped()[::9]:
        assert listed(VARIANTS[variant](phrase.text), phrase_table([phrase])), phrase


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_file_of_phrases_is_read_and_used(tmp_path: Path, encoding: str, newline: str) -> None:
    lines = ["phrase\tcategory\tkind\tlabel\trisk", "بوابة القراء\tours\tline\tcomments\tlow", ""]
    phrases = load_phrase_file(write(tmp_path, newline.join(lines), encoding))
    assert phrases == (Phrase("بوابة القراء", "ours", "line", "comments", "low"),)
    assert ("comments", "بوابة القراء") in cut(f"{PAGE}بوابة القراء\n", Cleaner(phrases=phrases))


def test_phrase_and_label_are_enough(tmp_path: Path) -> None:
    path = write(tmp_path, "label\tphrase\nshare\tبوابة القراء\nad\tركن المعلنين\n")
    assert load_phrase_file(path) == (
        Phrase("بوابة القراء", "user", "line", "share", "med"),
        Phrase("ركن المعلنين", "user", "line", "ad", "med"),
    )


@pytest.mark.parametrize(
    ("rows", "line", "words"),
    [
        (["بوابة\tline\tshares\tlow"], 2, "label 'shares' is not one of"),
        (["بوابة\tline\tshare\tlow", "ركن\tline\tbody\tlow"], 3, "label 'body' is not one of"),
        (["بوابة\tlines\tshare\tlow"], 2, "kind 'lines' is not one of heading, prefix, line, inline, suffix"),
        (["بوابة\tline\tshare\tnone"], 2, "risk 'none' is not one of low, med, high"),
        (["\tline\tshare\tlow"], 2, "the phrase is empty"),
        (["بوابة\tline\tshare\tlow", "\u064b\tline\tshare\tlow"], 3, "the phrase is empty"),
        (["بوابة"], 2, "label '' is not one of"),
    ],
)
def test_a_bad_line_is_named_with_its_file(tmp_path: Path, rows: list[str], line: int, words: str) -> None:
    path = write(tmp_path, "\n".join(["phrase\tkind\tlabel\trisk", *rows]))
    with pytest.raises(DedupError) as error:
        load_phrase_file(path)
    assert f"{path}, line {line}: " in str(error.value)
    assert words in str(error.value)


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("", "label or phrase"),
        ("phrase,label\nبوابة,share\n", "label or phrase"),
        ("phrase\tkind\n", "no column label;"),
    ],
)
def test_missing_columns_are_named(tmp_path: Path, text: str, missing: str) -> None:
    path = write(tmp_path, text)
    with pytest.raises(DedupError) as error:
        load_phrase_file(path)
    assert f"{path}, line 1: " in str(error.value)
    assert missing in str(error.value)


def test_a_row_with_more_cells_than_columns_is_named(tmp_path: Path) -> None:
    path = write(tmp_path, "phrase\tlabel\nاقرأ\tأيضا\tshare\n")
    with pytest.raises(DedupError, match="line 2: more cells than the first line has columns"):
        load_phrase_file(path)


def test_empty_cells_at_the_end_of_a_row_do_not_count(tmp_path: Path) -> None:
    path = write(tmp_path, "phrase\tlabel\nاقرأ أيضا\tshare\t\t\n")
    assert [phrase.text for phrase in load_phrase_file(path)] == ["اقرأ أيضا"]


def test_a_file_that_is_not_utf_8_is_named_with_the_byte(tmp_path: Path) -> None:
    path = write(tmp_path, "phrase\tlabel\nبوابة\tshare\n", "windows-1256")
    with pytest.raises(DedupError, match="not UTF-8 at byte 13"):
        load_phrase_file(path)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(DedupError, match=r"missing\.tsv: cannot read the phrase list"):
        load_phrase_file(tmp_path / "missing.tsv")


def test_a_folder_is_no_phrase_list(tmp_path: Path) -> None:
    with pytest.raises(DedupError, match="cannot read the phrase list"):
        load_phrase_file(tmp_path)


@pytest.mark.parametrize("label", ["nav", "tags", "other"])
def test_a_line_of_the_user_is_cut_in_a_card_too(label: str) -> None:
    """Cuts that are not sure stay among labels and values; what the user names is sure."""
    card = "زاوية\n24 منوعات رياضة\nرياضة ثقافة\nعلوم\nثقافة 7 صحة\nمحليات سياسة 2023\nمنوعات"
    for text in (f"{PAGE}{card}", f"{PAGE}الوقت\n30 دقيقة\nزاوية\nسهلة\nعدد الأشخاص\n5"):
        assert "زاوية" in "\n".join(line for _, line in cut(text, Cleaner(phrases=[Phrase("زاوية", label=label)])))


@pytest.mark.parametrize("label", ["share", "source", "other"])
@pytest.mark.parametrize("end", [".", "!", ".»", "، ثم غادر المكان."])
def test_a_phrase_inside_prose_is_cut_to_its_last_word(label: str, end: str) -> None:
    wording = "كما ورد في نشرتنا الصباحية"
    text = f"افتتح الوزير السوق الجديد في إربد صباح اليوم بحضور المحافظ، {wording}{end}\n{PAGE.splitlines()[0]}"
    cleaner = Cleaner(phrases=(Phrase(wording, "user", "inline", label, "low"),))
    found = [text[span.start : span.end] for span in cleaner.clean(text).removed if span.rule.startswith("user:")]
    assert [part.strip(" .!»\n") for part in found] == [wording]


@pytest.mark.parametrize(
    ("wording", "kind", "line"),
    [
        ("(خاص)", "suffix", "خطة جديدة لتطوير الموانئ [(خاص)]"),
        ("«النون»", "inline", "وقال الوزير لموقع [«النون»] إن العمل بدأ"),
        ("#عاجل_المدى", "inline", "وقال مصدر [#عاجل_المدى] إن العمل بدأ"),
        ("[ألبوم] صور", "heading", "[[ألبوم] صور] الجسر الجديد"),
        ("*** الشروق ***", "line", "[*** الشروق ***]"),
        ("غرفة التحرير", "line", "[🔴 غرفة التحرير]"),
        ("غرفة التحرير", "line", "[- «غرفة التحرير» -]"),
        ("غرفة التحرير", "suffix", "جولة في - [غرفة التحرير]"),
        ("درجة الحرارة °", "inline", "وقال مصدر [درجة الحرارة °] إن العمل بدأ"),
        ("غرفة التحرير", "line", "جولة في - غرفة التحرير"),
    ],
)
def test_a_phrase_is_cut_with_its_own_marks_and_a_line_with_all(wording: str, kind: str, line: str) -> None:
    first, _, rest = line.partition("[")
    inner, _, last = rest.rpartition("]")
    text = f"{PAGE}{first}{inner or rest}{last}\n{PAGE}"
    removed = Cleaner(phrases=(Phrase(wording, kind=kind, label="other"),)).clean(text).removed
    found = [text[own.start : own.end].strip() for own in removed if own.rule.startswith("user:")]
    assert found == ([inner] if inner else [])


@pytest.mark.parametrize(
    "wording", ["@alnoon", "https://alnoon.example", "info@noon.example", "تابعونا www.noon.example", "19555"]
)
def test_a_phrase_that_is_never_found_is_told(tmp_path: Path, wording: str) -> None:
    path = tmp_path / "mine.tsv"
    path.write_text(f"phrase\tlabel\nغرفة التحرير\tother\n{wording}\tother\n", encoding="utf-8")
    (problem,) = problems_in(path)
    assert problem.startswith(f"{path}, line 3: addresses, accounts and a number alone are not found")
    page = Cleaner(phrases=(Phrase(wording),)).clean(f"{PAGE}{wording}\n{PAGE}")
    assert not [span for span in page.removed if span.rule.startswith("user:")]


@pytest.mark.parametrize("wording", ["℃", "ﷺ", "½", "(℃)"])
def test_a_phrase_without_a_plain_letter_is_no_error(wording: str) -> None:
    text = f"{PAGE}وبلغت الحرارة 30 {wording} في الظل.\n{PAGE}"
    assert Cleaner(phrases=(Phrase(wording, kind="inline"),)).clean(text).original == text
