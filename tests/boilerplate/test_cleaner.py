"""What a user asks of a cleaner: profiles, own wordings, evidence left out, what becomes of appended articles."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dedup.boilerplate import Cleaner, clean_text
from dedup.boilerplate.cleaner import phrases_with
from dedup.boilerplate.evidence import GROUPS, ROWS, gather, places
from dedup.boilerplate.finding import find_atoms
from dedup.boilerplate.labels import ONE
from dedup.boilerplate.lexicon.phrases import Phrase, load_shipped, phrase_table
from dedup.boilerplate.user_phrases import hide_wordings
from dedup.errors import ArgumentError, DedupError
from dedup.model import Page, Span
from tests.boilerplate.models import random_model
from tests.boilerplate.pages import BODY, CLOSING, HEADLINE, LEAD, OTHER_BODY, OTHER_HEADLINE, PAGE, SEED_NAMES, seed
from tests.searches import examples

LINE = "خدمة القارئ السريع"


def page_with(line: str) -> str:
    return f"{HEADLINE}\n{LEAD}\n{line}\n{BODY}\n{CLOSING}\n"


def by_user(text: str, page: Page) -> list[tuple[str, str, str]]:
    """What was cut because the user says so: label, the wording named, and text without outer blanks."""
    return [
        (span.label, span.rule.removeprefix("user:"), text[span.start : span.end].strip())
        for span in page.spans
        if span.rule.startswith("user:")
    ]


def places_of(spans: tuple[Span, ...]) -> list[tuple[int, int, str, int]]:
    return [(span.start, span.end, span.label, span.article) for span in spans]


# -- profiles ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", SEED_NAMES)
def test_balanced_is_the_default(name: str) -> None:
    assert clean_text(seed(name)) == Cleaner().clean(seed(name)) == Cleaner(profile="balanced").clean(seed(name))


# -- wordings of one's own -----------------------------------------------------------------------------------------

WORDS = sorted(
    {word for text in (LEAD, BODY, CLOSING, OTHER_BODY) for word in text.strip(".").replace("،", "").split()}
)
WORDINGS = st.lists(st.sampled_from(WORDS), min_size=2, max_size=12, unique=True).map(" ".join)


@given(WORDINGS, st.sampled_from(["", ".", " :", "!»"]))
@settings(max_examples=examples(120))
def test_any_wording_of_ones_own_is_cut_where_it_is_a_line(wording: str, ending: str) -> None:
    text = page_with(wording + ending)
    page = Cleaner(phrases=[wording]).clean(text)
    assert by_user(text, page) == [("other", wording, wording + ending)]
    assert [span.confidence for span in page.spans if span.rule.startswith("user:")] == [1.0]


@pytest.mark.parametrize("profile", ["conservative", "balanced", "aggressive"])
@pytest.mark.parametrize("label", ["share", "ad", "comments", "source", "related_head", "other"])
def test_a_phrase_is_cut_with_its_label_under_every_profile(profile: str, label: str) -> None:
    text = page_with(LINE)
    page = Cleaner(profile=profile, phrases=[Phrase(LINE, "user", "line", label)]).clean(text)
    assert by_user(text, page) == [(label, LINE, LINE)]


def test_a_phrase_is_known_in_every_spelling() -> None:
    text = page_with("خِدمة  القارئ السَّريع")
    assert by_user(text, Cleaner(phrases=["خدمه القـارئ السريع"]).clean(text)) == [
        ("other", "خدمه القـارئ السريع", "خِدمة  القارئ السَّريع")
    ]


def test_a_line_of_ones_own_says_nothing_of_a_sentence() -> None:
    text = page_with(f"{LINE} تتيح للمكفوفين قراءة الصحف بأصابعهم، كما قالت مديرة المشروع.")
    assert places_of(Cleaner(phrases=[LINE]).clean(text).spans) == places_of(clean_text(text).spans)


@pytest.mark.parametrize(
    ("kind", "line", "cut"),
    [
        ("line", LINE, LINE),
        ("line", f"{LINE} اليوم", None),
        ("prefix", f"{LINE} اليوم وغدا", f"{LINE} اليوم وغدا"),
        ("prefix", f"اليوم {LINE}", None),
        ("heading", f"{LINE} اليوم وغدا", LINE),
        ("heading", f"اليوم {LINE}", None),
        ("inline", f"{LEAD} {LINE} {BODY}", LINE),
        ("inline", LINE, LINE),
    ],
)
def test_the_kind_of_a_phrase_says_where_it_counts(kind: str, line: str, cut: str | None) -> None:
    text = page_with(line)
    page = Cleaner(phrases=[Phrase(LINE, "user", kind, "ad")]).clean(text)
    if cut is None:
        assert places_of(page.spans) == places_of(clean_text(text).spans)
    else:
        assert by_user(text, page) == [("ad", LINE, cut)]


def test_a_phrase_is_a_line_though_the_line_before_ends_in_it() -> None:
    text = f"{HEADLINE}\n{LEAD} {LINE}\n{LINE}\n{LINE}\n{BODY}\n"
    assert by_user(text, Cleaner(phrases=[LINE]).clean(text)) == [("other", LINE, LINE)] * 2


LONG = "اشترك في نشرتنا البريدية اليومية ليصلك كل جديد من أخبار الجسر والمدينة القديمة"
"""A wording of 13 words, five more than the table of phrases holds."""


@pytest.mark.parametrize("kind", ["line", "prefix", "heading", "inline", "suffix"])
@pytest.mark.parametrize("line", [LONG, LONG.replace("أخبار", "أخبار،").replace("نشرتنا", "نشرتنا،")])
def test_a_long_phrase_is_cut_to_its_last_word(kind: str, line: str) -> None:
    text = page_with(f"{LEAD} {line}" if kind in ("inline", "suffix") else line)
    page = Cleaner(phrases=[Phrase(LONG, "user", kind, "ad")]).clean(text)
    assert by_user(text, page) == [("ad", LONG, line)]


@pytest.mark.parametrize("kind", ["line", "prefix", "heading", "inline", "suffix"])
@pytest.mark.parametrize("line", [LONG.replace("الجسر", "الوزارة"), LONG.rpartition(" ")[0]])
def test_a_line_that_begins_like_a_long_phrase_is_not_it(kind: str, line: str) -> None:
    text = page_with(line)
    assert by_user(text, Cleaner(phrases=[Phrase(LONG, "user", kind, "ad")]).clean(text)) == []


def test_a_cut_for_another_reason_names_no_phrase() -> None:
    line = f"{LINE} اليوم"
    labels = set()
    for number in range(8):
        model = random_model(number, cut=4 * ONE, gate=40 * ONE)
        (text, start) = (page_with(line), len(f"{HEADLINE}\n{LEAD}\n"))
        for span in Cleaner(model=model).clean(text).removed:
            if span.start == start:  # the labeller cuts the line as what the phrase is, which is only a part of it
                labels.add(span.label)
                page = Cleaner(phrases=[Phrase(LINE, label=span.label)], model=model).clean(text)
                assert by_user(text, page) == []
    assert labels


def test_phrases_with_the_same_first_words_are_told_apart() -> None:
    wordings = [LONG, LONG.replace("الجسر", "الوزارة"), LONG.rpartition("أخبار")[0].strip()]
    cleaner = Cleaner(phrases=wordings)
    for wording in wordings:
        text = page_with(wording)
        assert by_user(text, cleaner.clean(text)) == [("other", wording, wording)]


def test_a_long_phrase_ends_with_its_line_and_page() -> None:
    cleaner = Cleaner(phrases=[Phrase(LONG, "user", "inline", "ad")])
    first, last = LONG[: LONG.index("من ")].strip(), LONG[LONG.index("من ") :]
    texts = [f"{HEADLINE}\n{LEAD}\n{BODY} {first}", f"{last}\n{LEAD}\n{BODY}\n"]
    for text in ("\n".join(texts), *texts):
        assert by_user(text, cleaner.clean(text)) == []
    assert [by_user(page.original, page) for page in cleaner.clean_all(texts)] == [[], []]


def test_a_wording_without_words_is_never_found() -> None:
    assert Cleaner(phrases=["", "،", "\u064b"]).clean(PAGE).spans == clean_text(PAGE).spans


# -- evidence left out ---------------------------------------------------------------------------------------------


def test_a_wording_left_out_is_absent_only_where_it_stands() -> None:
    text = f"{PAGE}شارك هذا المقال\nالمصدر: رويترز\n"
    atoms = find_atoms([text])
    table = phrase_table(load_shipped(), [Phrase("شارك هذا المقال", "user", "inline", "other")])
    evidence = gather(atoms, table)
    hidden = hide_wordings(evidence, 0)
    where = atoms.rows[:, 0] >= text.index("شارك")
    where &= atoms.rows[:, 1] <= text.index("\nالمصدر")
    columns, _ = places("wording")
    assert (hidden.rows[where][:, columns] == ROWS[:-1][columns]).all()
    assert (hidden.rows[~where] == evidence.rows[~where]).all()
    others = [column for column in range(hidden.rows.shape[1]) if not columns.start <= column < columns.stop]
    assert (hidden.rows[:, others] == evidence.rows[:, others]).all()


@pytest.mark.parametrize("wording", ["شارك هذا المقال", "كلمات دلالية", "إقرأ أيضاً"])
@pytest.mark.parametrize("name", SEED_NAMES)
def test_no_rule_names_a_wording_that_was_left_out(wording: str, name: str) -> None:
    page = Cleaner(without=[f"wording:{wording}"]).clean(seed(name))
    assert not [span.rule for span in page.removed if span.rule.startswith("user:")]


def test_left_out_in_any_order_and_twice_is_the_same() -> None:
    cleaners = [Cleaner(without=names) for names in (["form", "echo"], ["echo", "form", "form"], {"form", "echo"})]
    assert cleaners[0] == cleaners[1] == cleaners[2]


# -- appended articles ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["latin-1", "cp1252", "cp1256"])
def test_lines_decoded_with_a_wrong_encoding_stay_among_others(encoding: str) -> None:
    misread = CLOSING.encode().decode(encoding, "replace")
    good = f"{LEAD}\n{BODY}\n{CLOSING}\n{OTHER_BODY}"
    text = f"{HEADLINE}\n{good}\n{misread}\n{good}\nالمصدر: رويترز\nشارك هذا المقال"
    page = clean_text(text)
    assert page.text == text[: text.index("المصدر")]
    assert [cut.label for cut in page.removed] == ["source", "share"]
    assert [span.label for span in page.spans] == ["title", "body", "source", "share"]


@pytest.mark.parametrize("written", [r"\n", r"\r\n"])
@pytest.mark.parametrize("name", SEED_NAMES)
def test_line_ends_written_as_characters_are_line_ends(name: str, written: str) -> None:
    """The page comes out as with line ends, and the characters stay where line ends would."""
    plain = seed(name).replace("\r", "")
    page, other = clean_text(plain), clean_text(plain.replace("\n", written))
    assert other.text.replace(written, "\n") == page.text
    assert [cut.label for cut in other.removed] == [cut.label for cut in page.removed]
    for own, theirs in zip(other.articles, page.articles, strict=True):
        assert (own.title, own.source, own.published, own.tags) == (
            theirs.title,
            theirs.source,
            theirs.published,
            theirs.tags,
        )


@pytest.mark.parametrize("name", SEED_NAMES)
def test_dropped_articles_are_cut_and_kept_ones_stay_in_place(name: str) -> None:
    text = seed(name)
    split, drop, keep = (Cleaner(appended=mode).clean(text) for mode in ("split", "drop", "keep"))
    assert [len(page.articles) for page in (drop, keep)] == [1, 1]
    assert drop.text == split.text
    assert "".join(keep.text.split()) == "".join("".join(article.text for article in split.articles).split())
    assert {span.label for span in drop.removed} - {span.label for span in split.removed} <= {
        "related_item",
        "related_teaser",
    }


# -- values that are none ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"profile": "bold"}, "profile 'bold' is not one of conservative, balanced, aggressive"),
        ({"profile": ""}, "profile ''"),
        ({"appended": "remove"}, "appended 'remove' is not one of split, drop, keep"),
        ({"appended": "Split"}, "appended 'Split'"),
        *(({"without": [name]}, f"no evidence '{name}'") for name in ("card", "phrase", "wording:", "")),
    ],
)
def test_a_value_that_does_not_exist_names_what_does(options: dict[str, Any], message: str) -> None:
    with pytest.raises(DedupError, match=message) as error:
        Cleaner(**options)
    if "without" in options:
        assert all(group in str(error.value) for group in GROUPS)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"phrases": None}, "phrases= is a list of Phrases and strings, got None"),
        ({"phrases": Phrase(LINE)}, "phrases= is a list of Phrases and strings, got Phrase"),
        ({"without": None}, "without= is a list of names, got None"),
        ({"without": [1]}, "without= holds names of evidence, got 1"),
        ({"phrases": [Phrase(None)]}, "phrases= holds Phrase.*the phrase is no string"),  # type: ignore[arg-type]
        ({"model": 5}, "model= is the path of a file of weights, got 5"),
    ],
)
def test_an_option_of_another_type_says_what_it_takes(options: dict[str, Any], message: str) -> None:
    with pytest.raises(ArgumentError, match=message):
        Cleaner(**options)


@pytest.mark.parametrize("text", [None, float("nan"), ""])
def test_explain_takes_a_missing_text_as_clean_does(text: Any) -> None:
    page, shares = Cleaner().explain(text, source=None, title=None)  # type: ignore[arg-type]
    assert page == Cleaner().clean(text)
    assert shares == []


@pytest.mark.parametrize("call", [Cleaner().clean, Cleaner().explain])
def test_explain_and_clean_refuse_what_is_no_text(call: Any) -> None:
    with pytest.raises(ArgumentError, match="the text is no string but int: 5"):
        call(5)


@pytest.mark.parametrize("evidence", [5, "crawl.npz"])
def test_evidence_of_another_type_is_refused(evidence: Any) -> None:
    with pytest.raises(
        ArgumentError, match=r"evidence= is what `CrawlEvidence.survey` or `CrawlEvidence.read` returns"
    ):
        Cleaner().clean(PAGE, evidence=evidence)


@pytest.mark.slow
def test_tables_of_phrases_are_forgotten_when_many_were_made() -> None:
    for number in range(40):
        Cleaner(phrases=[f"{LINE} {number}"]).clean(PAGE)
    assert phrases_with.cache_info().currsize <= 8


@pytest.mark.parametrize("option", ["phrases", "without"])
def test_a_string_for_a_list_is_refused(option: str) -> None:
    with pytest.raises(TypeError, match="are lists"):
        Cleaner(**{option: "form"})


@pytest.mark.parametrize(
    ("phrase", "message"),
    [
        (Phrase(LINE, label="shares"), "label 'shares' is not one of ad, byline, "),
        (Phrase(LINE, label="body"), "label 'body' is not one of "),
        (Phrase(LINE, kind="lines"), "kind 'lines' is not one of heading, prefix, line, inline, suffix"),
        (Phrase(LINE, risk="none"), "risk 'none' is not one of low, med, high"),
        (Phrase("،"), "the phrase is empty"),
        (7, "phrases= holds Phrases and strings, got 7"),
    ],
)
def test_a_phrase_without_effect_is_refused_at_once(phrase: Any, message: str) -> None:
    with pytest.raises(DedupError, match=message) as error:
        Cleaner(phrases=[LINE, phrase])
    assert isinstance(error.value, ArgumentError)
    assert phrase == 7 or repr(phrase) in str(error.value)


def test_a_headline_without_text_is_no_appended_article() -> None:
    for headlines in (OTHER_HEADLINE, f"{OTHER_HEADLINE}\nالمنتخب يبدأ معسكره في إسبانيا"):
        page = clean_text(f"{HEADLINE}\n{LEAD}\n{BODY}\nإقرأ أيضاً:\n{headlines}\n")
        assert len(page.articles) == 1
        assert page.text == f"{HEADLINE}\n{LEAD}\n{BODY}\n"


@pytest.mark.parametrize("headline", ["إغلاق مدارس في طبرق", "الذهب يرتفع", "عودة الرحلات الجوية"])
@pytest.mark.parametrize("footer", ["", "\nجميع الحقوق محفوظة"])
def test_a_single_short_headline_under_a_heading_of_links_is_cut(headline: str, footer: str) -> None:
    fields = "المصدر: النيل\nكلمات دلالية: النهر المدينة القديمة\n"
    page = clean_text(f"{HEADLINE}\n{LEAD}\n{BODY}\n{fields}إقرأ أيضاً:\n{headline}{footer}")
    assert page.text == f"{HEADLINE}\n{LEAD}\n{BODY}\n"


def test_a_headline_amid_paragraphs_is_cut_with_its_heading() -> None:
    page = clean_text(f"{HEADLINE}\n{LEAD}\nللمزيد:\nعودة الرحلات الجوية إلى المطار القديم\n{BODY}\n{CLOSING}\n")
    assert page.text == f"{HEADLINE}\n{LEAD}\n{BODY}\n{CLOSING}\n"


@pytest.mark.parametrize(
    "write",
    [
        lambda text: "".join(f"<p>{line}</p>" for line in text.split("\n")),
        lambda text: text.replace("\n", "<br />"),
        lambda text: text.replace("\n", "<br>\n"),
        lambda text: f'<div class="text"><p>{text}</p></div>'.replace("\n", "</p>\n<p>"),
        lambda text: text.replace("\n", '\n<a href="https://e.org/n/1" title="خبر">اقرأ أيضا</a> '),
    ],
    ids=["paragraphs", "breaks", "breaks and lines", "nested", "links"],
)
def test_a_tag_of_html_is_cut_whole_or_stays_whole(write: Callable[[str], str]) -> None:
    pages = [write(text) for text in (PAGE, *map(seed, SEED_NAMES))]
    for profile in ("conservative", "aggressive"):
        for page in Cleaner(profile=profile).clean_all(pages):
            for span in page.spans:
                part = page.original[span.start : span.end]
                assert part.count("<") == part.count(">")
                assert part.find("<") <= part.find(">")
