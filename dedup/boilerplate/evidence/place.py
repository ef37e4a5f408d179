"""Place evidence: where an atom or a segment is in its page."""

from __future__ import annotations

from typing import Any

from dedup.boilerplate.atoms import LINE_OF, Atoms
from dedup.boilerplate.evidence.features import GROUP_TYPES, AtomFeature, Group, SegmentFeature, log8, share
from dedup.kernel import INT64_ROWS, INT64S, helper, kernel

ATOM_FEATURES = (
    AtomFeature("place", 65, "how far an atom is from the page's first and last one, in powers of two", "the first"),
)
SEGMENT_FEATURES = (
    SegmentFeature("from-start", "log of the number of segments before it", "a title: 0"),
    SegmentFeature("from-end", "log of the number of segments behind it", "a footer: 0"),
    SegmentFeature("how-far", "share of the page's segments before it", "half way down"),
    SegmentFeature("lines-before", "log of the number of lines before its own", "a title: 0"),
    SegmentFeature("lines-behind", "log of the number of lines behind its own", "a footer: 0"),
    SegmentFeature("lines", "log of the number of lines of the page", "a whole page: 180"),
    SegmentFeature("line-start", "log of the number of segments before it in its line", "a paragraph's last sentence"),
)
# The columns of the features of segments.
_FROM_START, _FROM_END, _HOW_FAR, _LINES_BEFORE, _LINES_BEHIND, _LINES, _LINE_START = range(len(SEGMENT_FEATURES))


def place(atoms: Atoms, out: Group | None = None) -> Group:
    """The place evidence of pages, in `out` if given: how far atoms and segments are from both ends of their page.

    See `ATOM_FEATURES` and `SEGMENT_FEATURES`.
    """
    out = out or Group.alone(atoms, ATOM_FEATURES, SEGMENT_FEATURES)
    _place(atoms.segments, atoms.atom_bounds, atoms.segment_bounds, *out)
    return out


@helper
def _power(distance: Any) -> Any:
    """The number of binary digits of a distance: 0 for 0, at most 7."""
    digits = 0
    while distance and digits < 7:
        distance >>= 1
        digits += 1
    return digits


@kernel(INT64_ROWS, INT64S, INT64S, *GROUP_TYPES)
def _place(segments: Any, atom_bounds: Any, segment_bounds: Any, values: Any, columns: Any, starts: Any) -> None:
    """Set `values` and `columns` of the group for all pages."""
    for page in range(len(segment_bounds) - 1):
        first, last = atom_bounds[page], atom_bounds[page + 1]
        for at in range(first, last):
            values[at, 0] = starts[0] + 1 + 8 * _power(at - first) + _power(last - 1 - at)
        first, last = segment_bounds[page], segment_bounds[page + 1]
        if first == last:
            continue
        lines = segments[last - 1, LINE_OF] + 1
        line_first = first
        for at in range(first, last):
            line = segments[at, LINE_OF]
            if at > first and line != segments[at - 1, LINE_OF]:
                line_first = at
            out = columns[at]
            out[_FROM_START], out[_FROM_END] = log8(at - first), log8(last - 1 - at)
            out[_HOW_FAR] = share(at - first, last - first)
            out[_LINES_BEFORE], out[_LINES_BEHIND], out[_LINES] = log8(line), log8(lines - 1 - line), log8(lines)
            out[_LINE_START] = log8(at - line_first)
