"""A heading of links that is glued to a credit is a heading, and changes nothing that is kept."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import dedup
from dedup.boilerplate.evidence import gather
from dedup.boilerplate.finding import find_atoms
from dedup.boilerplate.glued_headings import part_glued_headings
from dedup.boilerplate.labels import CONTENT, LABELS, METADATA, ONE
from dedup.boilerplate.lexicon.phrases import load_shipped, phrase_table

PROSE = (
    "افتتحت وزيرة الثقافة أمس معرض القاهرة الدولي للكتاب بمشاركة أكثر من ألف ناشر من ثلاثين دولة عربية وأجنبية.\n"
    "وقالت الوزيرة في كلمتها إن المعرض يستقبل هذا العام زواره في ست قاعات، وإن الدخول مجاني للطلاب وكبار السن.\n"
)
HEADING = LABELS.index("related_head")


@pytest.mark.parametrize("outlet", ["رويترز", "البيان", "الجزيرة", "وكالة الأناضول"])
def test_a_credit_ends_where_a_heading_is_glued_to_it(outlet: str) -> None:
    page = dedup.clean_text(f"{PROSE}المصدر: {outlet}إقرأ أيضاً:زلزال خفيف يضرب شرق تركيا")
    assert page.text.strip() == PROSE.strip()
    assert page.source == outlet.removeprefix("وكالة ")
    cuts = {span.label: page.original[span.start : span.end].strip() for span in page.removed}
    assert cuts["source"] == f"المصدر: {outlet}"
    assert cuts["related_head"] == "إقرأ أيضاً:"


@given(st.integers(0, 2**32), st.sampled_from(["رويترزإقرأ أيضاً", "رويترز إقرأ أيضاً", "رويترزالمزيد", "إقرأ أيضاً"]))
def test_only_labels_of_what_is_cut_as_metadata_change(seed: int, line: str) -> None:
    atoms = find_atoms([f"{PROSE}المصدر: {line}: خبر", line])
    evidence = gather(atoms, phrase_table(load_shipped()))
    scores = np.random.default_rng(seed).integers(-9 * ONE, 9 * ONE, (len(atoms.rows), len(LABELS))).astype(np.int32)
    before = scores.copy()
    part_glued_headings(scores, atoms, evidence)
    changed = (scores != before).any(axis=1)
    if line != "رويترزإقرأ أيضاً":
        assert not changed.any()
    assert (scores >= before).all()
    assert (np.delete(scores, HEADING, axis=1) == np.delete(before, HEADING, axis=1)).all()
    assert (before[changed, CONTENT:].max(axis=1) > before[changed, :CONTENT].max(axis=1)).all()
    assert (scores[changed, HEADING] > before[changed, CONTENT : CONTENT + len(METADATA)].max(axis=1)).all()
