"""Lone lines of near misses: all content, each of its kind."""

from collections.abc import Callable

import pytest

from dedup.boilerplate.training.generator.draw import Draw
from dedup.boilerplate.training.generator.lone_lines import lettered, officials, pictured, prayer
from dedup.boilerplate.training.generator.page import layout_of
from dedup.boilerplate.training.generator.site import Site, Writer
from dedup.model import CONTENT_LABELS
from tests.boilerplate.training.test_generator import MATERIALS, WORDINGS


def written(kind: Callable[[Writer], None], number: int) -> list[tuple[str, str]]:
    """The labels and lines that a kind writes on a page of its own."""
    draw = Draw(f"lone {number}")
    site = Site(f"lone-{number}", draw, MATERIALS, WORDINGS, False)
    page = Writer(site, layout_of(draw, "lines"), draw, site.article(draw), ())
    kind(page)
    text, spans = page.finish()
    return [(span.label, text[span.start : span.end].strip()) for span in spans]


@pytest.mark.parametrize("kind", [lettered, prayer, officials, pictured])
def test_all_is_content(kind: Callable[[Writer], None]) -> None:
    for number in range(40):
        assert {label for label, _ in written(kind, number)} <= set(CONTENT_LABELS)


def test_a_sentence_about_a_picture_is_long_and_ends_as_sentences_do() -> None:
    texts = [text for number in range(40) for _, text in written(pictured, number)]
    assert all(text.endswith(".") and len(text.split()) > 3 for text in texts)


def test_headings_with_letters_are_subheads_in_order() -> None:
    for number in range(40):
        heads = [text for label, text in written(lettered, number) if label == "subhead"]
        assert len(heads) >= 2
        assert heads[0].startswith(("أ", "أولا"))
