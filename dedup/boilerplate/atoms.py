"""Atoms: words, numbers, marks and links, between which a page may be cut; and segments, which are runs of atoms.

`finding` finds them. An atom is never a part of a word, unless script or letters prove that two words lost the space
between them; see `joins`. A segment is a run of atoms that belong together by their form: a sentence, a short line, an
item between bars.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from dedup.kernel import helper

# Kinds of atoms. A mark is a run of one character that is neither letter nor digit.
ARABIC, OTHER_SCRIPT, NUMBER, MARK, URL, MAIL, HANDLE = range(7)

# The gap before an atom: nothing, a space, several or a tab, a line break, an empty line.
GLUED, SPACE, WIDE, LINE, PARAGRAPH = range(5)

# Whether a cut is possible before an atom that follows letters without a space: no; yes, script or letters prove it;
# yes, both halves are known words.
WHOLE, PROVEN, KNOWN_WORDS = range(3)

# Columns of `Atoms.rows`. START and END are offsets in the joined text; GAP and JOIN as above. LETTERS is the number of
# letters, digits or characters. VALUE is the value of a number, the character of a mark, a 16-bit hash of the beginning
# of a link, or 1 for a capital letter. WORD, COUNT and CLASS are from the lexicon. PREFIX and SUFFIX are 12-bit hashes
# of the first and last three letters.
START, END, KIND, GAP, JOIN, LETTERS, VALUE, WORD, COUNT, CLASS, PREFIX, SUFFIX = range(12)
ATOM_COLUMNS = 12

# Columns of `Atoms.segments`: its atoms are rows FIRST to LAST (half open); LINE_OF is the number of its line.
FIRST, LAST, LINE_OF = range(3)


MOST_OF_TAG = 100
"""The most atoms of a tag of HTML behind its `<`. Chosen: a tag of a link has some thirty, and prose has a `<` too."""
AFFIXES = 4096
"""The number of values of PREFIX and SUFFIX: 12 bits."""


class Atoms(NamedTuple):
    """The atoms and segments of n pages, page after page.

    `points` (c,) uint32: the code points of the pages, concatenated; `bounds` (n + 1,) int64: where each page begins
    there. `rows` (a, 12) int32: the columns START to SUFFIX. `hashes` (a,) uint64: the hash of the folded word, for
    words and numbers, else 0. `segments` (s, 3) int64: the columns FIRST, LAST and LINE_OF. Page k has the atoms
    `atom_bounds[k]:atom_bounds[k + 1]` and the segments `segment_bounds[k]:segment_bounds[k + 1]`.
    """

    points: NDArray[np.uint32]
    bounds: NDArray[np.int64]
    rows: NDArray[np.int32]
    hashes: NDArray[np.uint64]
    segments: NDArray[np.int64]
    atom_bounds: NDArray[np.int64]
    segment_bounds: NDArray[np.int64]

    def pages(self, chosen: NDArray[np.bool_]) -> Atoms:
        """A copy with only the pages that `chosen`, (n,) bool, marks; offsets and bounds are those of these alone."""
        of_points, of_atoms, of_segments = self.belong(chosen)
        rows, segments = self.rows[of_atoms], self.segments[of_segments]
        rows[:, [START, END]] -= _before(rows[:, START], ~of_points)[:, None]
        segments[:, [FIRST, LAST]] -= _before(segments[:, FIRST], ~of_atoms)[:, None]
        bounds, atom_bounds, segment_bounds = (
            np.concatenate(([0], np.diff(own)[chosen].cumsum()))
            for own in (self.bounds, self.atom_bounds, self.segment_bounds)
        )
        hashes = self.hashes[of_atoms]
        return Atoms(self.points[of_points], bounds, rows, hashes, segments, atom_bounds, segment_bounds)

    def belong(self, chosen: NDArray[np.bool_]) -> tuple[NDArray[np.bool_], NDArray[np.bool_], NDArray[np.bool_]]:
        """Masks of the points (c,), atoms (a,) and segments (s,) of the pages that `chosen`, (n,) bool, marks."""
        points, atoms, segments = (
            np.repeat(chosen, np.diff(own)) for own in (self.bounds, self.atom_bounds, self.segment_bounds)
        )
        return points, atoms, segments


def _before(places: NDArray[Any], marked: NDArray[np.bool_]) -> NDArray[Any]:
    """For each index in `places`, how many of `marked` before it are true, in the type of `places`.

    `marked` must be false at all these indices.
    """
    found: NDArray[Any] = marked.cumsum(dtype=places.dtype)[places]
    return found


@helper
def ends_sentence(value: Any) -> Any:
    """Whether a mark, by its code point, ends sentences: . ! ? ؟ … ۔"""
    return value in (0x2E, 0x21, 0x3F, 0x61F, 0x2026, 0x6D4)


@helper
def closes(value: Any) -> Any:
    """Whether a mark, by its code point, closes a quotation or bracket: » ” ’ ) ] } or the straight quotation mark."""
    return value in (0x22, 0xBB, 0x201D, 0x2019, 0x29, 0x5D, 0x7D)


@helper
def tag_end(rows: Any, at: Any, last: Any) -> Any:
    """The atom with the `>` of the tag of HTML, such as `<br />`, that the atom `at` begins; `at` where it begins none.

    Behind the `<` of a tag stands its name or `/` or `!` without a space, and no other `<`. The page ends before the
    atom `last`.
    """
    if rows[at, KIND] != MARK or rows[at, VALUE] != 0x3C or rows[at, LETTERS] != 1:
        return at
    if at + 1 == last or rows[at + 1, GAP] != GLUED:
        return at
    is_sign = rows[at + 1, KIND] == MARK and rows[at + 1, VALUE] in (0x2F, 0x21)
    if not is_sign and rows[at + 1, KIND] != OTHER_SCRIPT:
        return at
    for end in range(at + 1, min(last, at + MOST_OF_TAG + 1)):
        if rows[end, KIND] == MARK and rows[end, VALUE] == 0x3E:
            return end
        if rows[end, KIND] == MARK and rows[end, VALUE] == 0x3C:
            return at
    return at
