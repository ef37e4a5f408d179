from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given

from dedup.arabic import fold
from tests.arabic.reference import any_text, reference_words


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("ﻼ", "لا"),
        ("ﷺ", "صلي الله عليه وسلم"),
        ("ﷲ", "الله"),
        ("رسول اﷲ", "رسول الله"),
        ("أﷲ ٱﷲ ﺍﷲ اــﷲ اَﷲ", "الله الله الله الله الله"),
        ("واﷲ باﷲ وﷲ عبداﷲ عبدﷲ", "والله بالله والله عبدالله عبدالله"),
        ("ﷴ وﷴ", "محمد ومحمد"),
        ("محمدﷺ، النبيﷵ", "محمد صلي الله عليه وسلم النبي صلعم"),
        ("اللهﷻ قال", "الله جل جلاله قال"),
        ("﷽", "بسم الله الرحمن الرحيم"),
        ("علي\ufd47و\ufdff", "علي عليه السلام و عز وجل"),
        ("10﷼", "10 ريال"),
        ("1½", "1 1 2"),
        ("ﺍﻟﻌﺮﺑﻴﺔ", "العربيه"),
        ("BBC عربي", "bbc عربي"),
        ("Straße", "strasse"),
        ("café", "cafe"),
        ("مُحَمَّدٌ", "محمد"),
        ("هٰذا الرَّحْمٰن", "هذا الرحمن"),
        ("كتابﹰا", "كتابا"),
        ("قرآن\u06d6 كريم", "قران كريم"),
        ("بسم الله۝١", "بسم الله 1"),
        ("الـــعربية", "العربيه"),
        ("\u202bالقاهرة\u202c", "القاهره"),
        ("می\u200cشود", "ميشود"),
        ("ال\u200dله التش\u00adغيل نص\ufeffنص نص\u2060نص", "الله التشغيل نصنص نصنص"),
        ("أكد\u200bوزير\u200bالنقل", "اكد وزير النقل"),
        ("إأآٱ", "اااا"),
        ("على علی", "علي علي"),
        ("کتاب ڪتاب", "كتاب كتاب"),
        ("مدرسة مدرسۃ ہے ھو جلوۀ جلوۂ", "مدرسه مدرسه هي هو جلوه جلوه"),
        ("شؤون شئون", "شءون شءون"),
        ("سماء", "سماء"),
        ("٢٠١٥ ۲۰۱۵ ２０１５", "2015 2015 2015"),
        ("كوريا_الشمالية،«نعم»؟", "كوريا الشماليه نعم"),
        ("پاكستان چاد ژاله گاز", "پاكستان چاد ژاله گاز"),
        ("نص\x00نص\ud800نص", "نص نص نص"),
        ("½ ⑴ ™", "1 2 1 tm"),
        ("", ""),
        ("\u200f ، ـ ً", ""),
    ],
)
def test_each_rule_on_an_example(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize(
    ("precomposed", "decomposed"),
    [
        ("ؤ", "و\u0654"),
        ("ئ", "ي\u0654"),
        ("ئ", "ى\u0654"),
        ("ئ", "ی\u0654"),
        ("ؤَ", "و\u064e\u0654"),
        ("أ", "ا\u0654"),
        ("إ", "ا\u0655"),
        ("آ", "ا\u0653"),
        ("ۀ", "ە\u0654"),
        ("ۂ", "ہ\u0654"),
    ],
)
def test_a_letter_folds_alike_however_its_hamza_is_written(precomposed: str, decomposed: str) -> None:
    assert fold(f"س{precomposed}ل") == fold(f"س{decomposed}ل")


def test_a_hamza_after_a_separator_sits_on_nothing() -> None:
    assert fold("و \u0654 ي") == "و ي"


@given(any_text)
def test_fold_gives_the_words_of_the_reference(text: str) -> None:
    assert fold(text) == " ".join(word for word, _, _ in reference_words(text))


@given(any_text)
def test_folding_what_is_folded_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(any_text)
def test_canonically_equal_texts_fold_alike(text: str) -> None:
    assert fold(unicodedata.normalize("NFC", text)) == fold(text)
    assert fold(unicodedata.normalize("NFD", text)) == fold(text)


def test_every_code_point_folds_as_in_the_reference() -> None:
    wrong = [
        hex(point)
        for points in (
            range(0x20000),
            range(0x2F000, 0x30000),
            range(0xE0000, 0xE1100),
            range(0x10FF00, 0x110000),
        )
        for point in points
        if fold(f"س{chr(point)}س") != " ".join(word for word, _, _ in reference_words(f"س{chr(point)}س"))
    ]
    assert wrong == []


def test_what_the_table_leaves_out_stands_for_itself() -> None:
    beyond = [*range(0x20000, 0x2F800), *range(0x2FA20, 0xE0000), *range(0xE1000, 0x110000)]
    text = "".join(map(chr, beyond))
    assert unicodedata.normalize("NFKD", text.casefold()) == text
    assert {unicodedata.category(character) for character in text} <= {"Lo", "Cn", "Co"}
