"""Form evidence: the length of a segment, its first and last atoms, and what its atoms consist of."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dedup.boilerplate.atoms import (
    ARABIC,
    END,
    FIRST,
    GAP,
    GLUED,
    HANDLE,
    JOIN,
    KIND,
    LAST,
    LETTERS,
    LINE,
    LINE_OF,
    MAIL,
    MARK,
    NUMBER,
    OTHER_SCRIPT,
    PARAGRAPH,
    START,
    SUFFIX,
    URL,
    VALUE,
    WIDE,
    Atoms,
    closes,
    ends_sentence,
)
from dedup.boilerplate.evidence.features import FULL, GROUP_TYPES, AtomFeature, Group, SegmentFeature, log8, share
from dedup.kernel import INT32_ROWS, INT64_ROWS, INT64S, UINT8S, helper, kernel

ATOM_FEATURES = (
    AtomFeature("shape", 256, "the kind of an atom and its length; of a mark, which one it is", "`2019` is a year"),
    AtomFeature("gap", 16, "what stands before an atom, and whether it was glued to letters", "`24|أرسلت` is glued"),
)
SEGMENT_FEATURES = (
    SegmentFeature("atoms", "log of the number of atoms", "`المصدر: واس` has 3"),
    SegmentFeature("length", "log of the number of characters", "`إعلان` has 5"),
    SegmentFeature("line-length", "log of the number of characters of its line", "a wrapped paragraph: 80"),
    SegmentFeature("line-atoms", "log of the number of atoms of its line", "a menu entry: 1"),
    SegmentFeature("starts-line", "it is the first of its line", "`كتب: فلان`"),
    SegmentFeature("starts-paragraph", "an empty line stands before it", "a subhead"),
    SegmentFeature("ends-line", "it is the last of its line", "`(رويترز)`"),
    SegmentFeature("before-paragraph", "an empty line stands behind it", "a subhead"),
    SegmentFeature("ends-sentence", "it ends as sentences do", "`انتهى.`"),
    SegmentFeature("ends-colon", "it ends in a colon", "`اقرأ أيضا:`"),
    SegmentFeature("ends-pause", "it ends in a comma or semicolon", "`وقال،`"),
    SegmentFeature(
        "starts-as-before", "its first atom has the shape of the first one of the segment before", "`•` `•`"
    ),
    SegmentFeature("starts-as-next", "its first atom has the shape of the first one of the next segment", "`•` `•`"),
    SegmentFeature("other-script", "share of its atoms in another script", "`Related posts`"),
    SegmentFeature("numbers", "share of its atoms that are numbers", "`03:59 05:25 12:20`"),
    SegmentFeature("marks", "share of its atoms that are marks", "`| | |`"),
    SegmentFeature("links", "share of its atoms that are links, addresses or handles", "`pic.twitter.com/x`"),
    SegmentFeature("hashes", "share of its atoms that are the mark #", "`#أخبار #عاجل`"),
    SegmentFeature("starts-glued", "no space stands before it", "`الرئيس.المصدر`"),
    SegmentFeature("starts-wide", "several blanks stand before it", "a flattened table"),
    SegmentFeature("line-before", "log of the number of characters of the line before", "a list: as long as this"),
    SegmentFeature("line-after", "log of the number of characters of the next line", "a heading: longer"),
    SegmentFeature(
        "lines-alike", "share of the four lines around it that are no more than twice or half as long", "a menu"
    ),
)

# The columns of the features of atoms and of segments.
_SHAPE, _GAP = range(len(ATOM_FEATURES))
(
    _ATOMS, _LENGTH, _LINE_LENGTH, _LINE_ATOMS, _STARTS_LINE, _STARTS_PARAGRAPH, _ENDS_LINE, _BEFORE_PARAGRAPH,
    _ENDS_SENTENCE, _ENDS_COLON, _ENDS_PAUSE, _STARTS_AS_BEFORE, _STARTS_AS_NEXT, _OTHER_SCRIPT, _NUMBERS, _MARKS,
    _LINKS, _HASHES, _STARTS_GLUED, _STARTS_WIDE, _LINE_BEFORE, _LINE_AFTER, _LINES_ALIKE,
) = range(len(SEGMENT_FEATURES))  # fmt: skip
# The marks with a slot of their own, and the slots: below 128, those of letters and controls, which no mark has.
_COMMON_MARKS = "«»“”‘’،؛؟…–—•▪■●►◄▶◀←→©®°·★☆✔✅🔴📌👇🎥📸🔥❤▼▲◆♦✦➤›‹│─×٪﴿﴾▫◾🔹👈٭￼\x00\ufffd۔"
_FREE_SLOTS = [*range(0x01, 0x20), *range(0x41, 0x5B)]
_RARE_SLOTS = list(range(0x61, 0x7B))


@cache
def _mark_slots() -> NDArray[np.uint8]:
    """A number below 128 for each mark, by the low 16 bits of its code point: one of its own if common, else one of
    26.
    """
    slots = np.array([_RARE_SLOTS[value % 26] for value in range(1 << 16)], dtype=np.uint8)
    for value in range(0x21, 0x7F):
        if not chr(value).isalnum():
            slots[value] = value
    for mark, slot in zip(dict.fromkeys(_COMMON_MARKS), _FREE_SLOTS + list(range(0x30, 0x3A)), strict=False):
        slots[ord(mark) & 0xFFFF] = slot
    return slots


def form(atoms: Atoms, out: Group | None = None) -> Group:
    """The form evidence of pages, in `out` if given: what atoms and segments look like.

    That is kinds, lengths and gaps, and how segments and their lines begin and end: see `ATOM_FEATURES` and
    `SEGMENT_FEATURES`.
    """
    out = out or Group.alone(atoms, ATOM_FEATURES, SEGMENT_FEATURES)
    _form(atoms.rows, atoms.segments, atoms.segment_bounds, _mark_slots(), *out)
    return out


@helper
def shape_of(rows: Any, at: Any, slots: Any) -> Any:
    """The shape of the atom `at`, from 1 to 255: its kind and, up to a limit, its length; `slots` is from
    `_mark_slots`.

    Words of another script also differ by a capital letter; years, Hijri years and two digits that begin with zero have
    shapes of their own. A mark has its slot, more than two in a row a coarser one; several full stops are an ellipsis.
    """
    kind, letters, value = rows[at, KIND], rows[at, LETTERS], rows[at, VALUE]
    if kind == ARABIC:
        return 1 + min(letters, 12)
    if kind == OTHER_SCRIPT:
        return 16 + min(letters, 10) + 11 * value
    if kind == NUMBER:
        if letters == 4 and 1900 <= value <= 2035:
            return 47
        if letters == 4 and 1400 <= value <= 1450:
            return 48
        if letters == 2 and rows[at, SUFFIX]:
            return 49
        return 39 + min(letters, 7)
    if kind == URL:
        return 50
    if kind == MAIL:
        return 51
    if kind == HANDLE:
        return 52
    if value == 0x2E and letters > 1:
        value = 0x2026
    slot = 64 + np.int64(slots[value])
    return 192 + (np.int64(slots[value]) & 31) if letters > 2 else slot


@helper
def gap_value(gap: Any, join: Any) -> Any:
    """The value of the feature `gap`, from 1 to 15, of an atom behind a gap; `join` is 0 unless the gap is GLUED."""
    return 1 + gap * 3 + join


@kernel(INT32_ROWS, INT64_ROWS, INT64S, UINT8S, *GROUP_TYPES)
def _form(
    rows: Any, segments: Any, segment_bounds: Any, slots: Any, values: Any, columns: Any, starts: Any
) -> None:  # fmt: skip
    """Set `values` and `columns` of the group for all pages; lines beyond the ends of a page have the length 0."""
    for at in range(len(rows)):
        gap = rows[at, GAP]
        values[at, _SHAPE] = starts[_SHAPE] + shape_of(rows, at, slots)
        values[at, _GAP] = starts[_GAP] + gap_value(gap, rows[at, JOIN] if gap == GLUED else 0)
    lines = np.empty(len(segments) + 1, np.int64)  # by line of the page: its first segment
    for page in range(len(segment_bounds) - 1):
        first, last = segment_bounds[page], segment_bounds[page + 1]
        count = 0
        for at in range(first, last):
            if at == first or segments[at, LINE_OF] != segments[at - 1, LINE_OF]:
                lines[count] = at
                count += 1
        lines[count] = last
        for line in range(count):
            size = _line_length(rows, segments, lines[line], lines[line + 1])
            line_atoms = segments[lines[line + 1] - 1, LAST] - segments[lines[line], FIRST]
            before = _line_length(rows, segments, lines[line - 1], lines[line]) if line else 0
            after = _line_length(rows, segments, lines[line + 1], lines[line + 2]) if line + 1 < count else 0
            alike = 0
            for other in (line - 2, line - 1, line + 1, line + 2):
                if 0 <= other < count:
                    length = _line_length(rows, segments, lines[other], lines[other + 1])
                    alike += length <= 2 * size and size <= 2 * length
            for at in range(lines[line], lines[line + 1]):
                out = columns[at]
                _fill(out, rows, segments, at, first, last, values)
                out[_LINE_LENGTH], out[_LINE_ATOMS] = log8(size), log8(line_atoms)
                out[_LINE_BEFORE], out[_LINE_AFTER], out[_LINES_ALIKE] = log8(before), log8(after), share(alike, 4)


@helper
def _line_length(rows: Any, segments: Any, first: Any, last: Any) -> Any:
    """The number of characters of a line of the segments `first:last`."""
    return np.int64(rows[segments[last - 1, LAST] - 1, END] - rows[segments[first, FIRST], START])


@helper
def _fill(out: Any, rows: Any, segments: Any, at: Any, first: Any, last: Any, values: Any) -> None:
    """Set the columns of the segment `at` of the page `first:last`, except those on the sizes of lines.

    The end of the page counts as an empty line. Marks that close a quotation or bracket at its end are skipped to see
    how it ends. `values` must hold the shapes of the atoms.
    """
    begin, end = segments[at, FIRST], segments[at, LAST]
    other = numbers = marks = links = hashes = 0
    for atom in range(begin, end):
        kind = rows[atom, KIND]
        other += kind == OTHER_SCRIPT
        numbers += kind == NUMBER
        marks += kind == MARK
        links += kind >= URL
        hashes += kind == MARK and rows[atom, VALUE] == 0x23
    size = end - begin
    out[_ATOMS], out[_LENGTH] = log8(size), log8(np.int64(rows[end - 1, END] - rows[begin, START]))
    gap = rows[begin, GAP]
    out[_STARTS_LINE], out[_STARTS_PARAGRAPH] = FULL * (gap >= LINE), FULL * (gap == PARAGRAPH)
    out[_ENDS_LINE] = FULL * (at + 1 == last or rows[end, GAP] >= LINE)
    out[_BEFORE_PARAGRAPH] = FULL * (at + 1 == last or rows[end, GAP] == PARAGRAPH)
    close = end - 1
    while close > begin and rows[close, KIND] == MARK and closes(rows[close, VALUE]):
        close -= 1
    if rows[close, KIND] == MARK:
        value = rows[close, VALUE]
        out[_ENDS_SENTENCE] = FULL * ends_sentence(value)
        out[_ENDS_COLON] = FULL * (value == 0x3A)
        out[_ENDS_PAUSE] = FULL * (value in (0x60C, 0x61B, 0x2C))
    shape = values[begin, _SHAPE]
    out[_STARTS_AS_BEFORE] = FULL * (at > first and values[segments[at - 1, FIRST], _SHAPE] == shape)
    out[_STARTS_AS_NEXT] = FULL * (at + 1 < last and values[segments[at + 1, FIRST], _SHAPE] == shape)
    out[_OTHER_SCRIPT], out[_NUMBERS], out[_MARKS] = share(other, size), share(numbers, size), share(marks, size)
    out[_LINKS], out[_HASHES] = share(links, size), share(hashes, size)
    out[_STARTS_GLUED], out[_STARTS_WIDE] = FULL * (gap == GLUED), FULL * (gap == WIDE)
