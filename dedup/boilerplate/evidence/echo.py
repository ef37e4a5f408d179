"""Echo evidence: words that an atom or a segment shares with the title, its neighbours and the rest of the page."""

from __future__ import annotations

from typing import Any

import numpy as np

from dedup.boilerplate.atoms import COUNT, FIRST, GAP, KIND, LAST, LETTERS, LINE, LINE_OF, OTHER_SCRIPT, Atoms
from dedup.boilerplate.evidence.features import FULL, GROUP_TYPES, AtomFeature, Group, SegmentFeature, log8, share
from dedup.kernel import INT32_ROWS, INT64_ROWS, INT64S, UINT64S, helper, kernel, mix64

ATOM_FEATURES = (
    AtomFeature(
        "echo", 65, "whether a word, or it with its neighbour, also stands in the title or on another line", "a name"
    ),
)
SEGMENT_FEATURES = (
    SegmentFeature("in-next", "share of its content words that the next segment has too", "a headline over its text"),
    SegmentFeature("in-second-next", "the same for the two segments after that", "a headline over a date and its text"),
    SegmentFeature("in-previous", "the same for the segment before", "a caption"),
    SegmentFeature("title-pairs", "share of its atoms in pairs of words that the title has", "the headline, repeated"),
    SegmentFeature("other-pairs", "share of its atoms in pairs of words of other lines", "a quotation, repeated"),
    SegmentFeature("title-words", "share of its content words that the title has", "the lead"),
    SegmentFeature("other-words", "share of its content words that other lines have", "prose"),
    SegmentFeature(
        "lead-words", "share of its content words that the page's first hundred atoms, above it, have", "host's text"
    ),
    SegmentFeature("repeated", "log of how often its line stands in the page already", "a menu, twice"),
    SegmentFeature("title-line", "its line is the first with three content words", "the headline"),
    SegmentFeature("content-words", "log of its number of content words", "prose: many"),
)
# The columns of the features of segments.
(
    _IN_NEXT, _IN_SECOND_NEXT, _IN_PREVIOUS, _TITLE_PAIRS, _OTHER_PAIRS, _OF_TITLE, _OF_OTHERS, _OF_LEAD,
    _REPEATED, _IS_TITLE, _CONTENT_WORDS,
) = range(len(SEGMENT_FEATURES))  # fmt: skip
# Chosen; the weights were trained with them. A content word has at least so many letters, and the corpora have it fewer
# than 2**13 times. The title is the first line with so many content words, among so many lines. The lead is so many
# atoms.
_CONTENT_LETTERS, _CONTENT_COUNT = 4, 13
_TITLE_WORDS, _TITLE_LINES = 3, 6
_LEAD = 100
# Columns of what is recorded of a word or pair: the number of lines with it, the last of them, its first atom, the
# segment with it that was passed last on the way down, last and last but one on the way up, and whether it is in the
# title.
_LINES, _LAST_LINE, _FIRST_ATOM, _BEFORE, _BEHIND, _SECOND, _TITLED = range(7)
_NOWHERE = -9  # a segment far from all others


def echo(atoms: Atoms, out: Group | None = None) -> Group:
    """The echo evidence of pages, in `out` if given: which words of an atom or a segment also stand elsewhere.

    Elsewhere is in the title, in neighbouring segments, on other lines: see `ATOM_FEATURES` and `SEGMENT_FEATURES`.
    """
    out = out or Group.alone(atoms, ATOM_FEATURES, SEGMENT_FEATURES)
    _echo(atoms.rows, atoms.hashes, atoms.segments, atoms.atom_bounds, atoms.segment_bounds, *out)
    return out


@helper
def _size(count: Any) -> Any:
    """The number of slots of a table for so many keys: a power of two, at least twice as many and at least 16."""
    size = 16
    while size < 2 * count:
        size *= 2
    return size


@helper
def _number_of(numbers: Any, keys: Any, key: Any, count: Any) -> Any:
    """The number of a key in a hash table with linear probing; `count`, and added to the table, if it is new.

    `numbers` holds in each slot one more than the number of a key, 0 in an empty slot. `keys` holds the keys by number.
    """
    mask = np.uint64(len(numbers) - 1)
    slot = (key >> np.uint64(32)) & mask
    while numbers[slot] and keys[numbers[slot] - 1] != key:
        slot = (slot + np.uint64(1)) & mask
    if numbers[slot] == 0:
        numbers[slot], keys[count] = count + 1, key
    return np.int64(numbers[slot]) - 1


@kernel(INT32_ROWS, UINT64S, INT64_ROWS, INT64S, INT64S, *GROUP_TYPES)
def _echo(
    rows: Any, hashes: Any, segments: Any, atom_bounds: Any, segment_bounds: Any, values: Any, columns: Any, starts: Any
) -> None:  # fmt: skip
    """Set `values` and `columns` of the group for all pages, each compared only with itself."""
    longest = 0
    for page in range(len(atom_bounds) - 1):
        longest = max(longest, atom_bounds[page + 1] - atom_bounds[page])
    # Words and pairs are numbered in order of occurrence, so that `seen` is small and little is cleared between pages.
    numbers, keys = np.empty(_size(2 * longest), np.int32), np.empty(2 * longest, np.uint64)
    seen = np.empty((2 * longest, 8), np.int32)
    words, pairs, lines = np.empty(longest, np.int32), np.empty(longest, np.int32), np.empty(longest, np.int32)
    for page in range(len(atom_bounds) - 1):
        first, last = atom_bounds[page], atom_bounds[page + 1]
        begin, end = segment_bounds[page], segment_bounds[page + 1]
        own = numbers[: _size(2 * (last - first))]
        own[:] = 0
        title = _note_all(rows, hashes, segments, first, begin, end, (own, keys, seen, words, pairs, lines))
        _mark_title(seen, words, pairs, lines, last - first, title)
        _echo_before(segments, first, last, begin, end, (seen, words, pairs, lines), values, columns, title, starts[0])
        _echo_behind(segments, first, begin, end, words, seen, columns)
        _repeated_lines(hashes, segments, begin, end, numbers, keys, seen, columns)


@helper
def _is_content(rows: Any, at: Any) -> Any:
    """Whether an atom is a content word: of at least four letters, and in the corpora fewer than 2**13 times."""
    return rows[at, KIND] <= OTHER_SCRIPT and rows[at, LETTERS] >= _CONTENT_LETTERS and rows[at, COUNT] < _CONTENT_COUNT


@helper
def _note_all(
    rows: Any, hashes: Any, segments: Any, first: Any, first_segment: Any, last_segment: Any, work: Any
) -> Any:  # fmt: skip
    """Record in `work` the content words of a page, and the pairs of neighbours on a line of which one is such a word.

    Returns the line of the title: the first with three content words, among the first six lines; -1 for none. Each atom
    gets the number of its word, of its pair with the atom before, -1 for none, and its line.
    """
    numbers, keys, seen, words, pairs, lines = work
    count = 0
    title, line, line_words = -1, -1, 0
    for segment in range(first_segment, last_segment):
        if segments[segment, LINE_OF] != line:
            if title < 0 and line_words >= _TITLE_WORDS and line < _TITLE_LINES:
                title = line
            line, line_words = segments[segment, LINE_OF], 0
        for at in range(segments[segment, FIRST], segments[segment, LAST]):
            place = at - first
            lines[place], words[place], pairs[place] = line, -1, -1
            content = _is_content(rows, at)
            line_words += content
            if content:
                words[place] = _number_of(numbers, keys, hashes[at] | np.uint64(1), count)
                count = _note(seen, words[place], count, line, place)
            both = place > 0 and rows[at, KIND] <= OTHER_SCRIPT and rows[at - 1, KIND] <= OTHER_SCRIPT
            if both and rows[at, GAP] < LINE and (content or words[place - 1] >= 0):
                pair = mix64(hashes[at - 1] ^ mix64(hashes[at])) | np.uint64(1)
                pairs[place] = _number_of(numbers, keys, pair, count)
                count = _note(seen, pairs[place], count, line, place)
    if title < 0 and line_words >= _TITLE_WORDS and line < _TITLE_LINES:
        title = line
    return title


@helper
def _note(seen: Any, number: Any, count: Any, line: Any, place: Any) -> Any:
    """Record in `seen` that the key `number` occurs in `line` at the atom `place`; returns the number of keys.

    `count` is that number so far; a key with `number` equal to it is new and adds one.
    """
    if number == count:
        seen[number, _LINES], seen[number, _LAST_LINE], seen[number, _FIRST_ATOM] = 1, line, place
        seen[number, _BEFORE], seen[number, _BEHIND], seen[number, _SECOND] = _NOWHERE, _NOWHERE, _NOWHERE
        seen[number, _TITLED] = 0
        return count + 1
    if seen[number, _LAST_LINE] != line:
        seen[number, _LINES] += 1
        seen[number, _LAST_LINE] = line
    return count


@helper
def _mark_title(seen: Any, words: Any, pairs: Any, lines: Any, count: Any, title: Any) -> None:
    """Mark in `seen` the words and pairs of the line `title` of a page of `count` atoms; none where `title` is -1."""
    for place in range(count):
        if lines[place] > title:
            break
        if lines[place] == title:
            if words[place] >= 0:
                seen[words[place], _TITLED] = 1
            if pairs[place] >= 0:
                seen[pairs[place], _TITLED] = 1


@helper
def _flags(seen: Any, words: Any, pairs: Any, place: Any, count: Any, titled: Any) -> Any:
    """The bits of an atom, from its word and from its pairs with the atoms before and after it.

    1, 2 its pairs are in the title, on other lines; 4, 8, 16 its word is in the title, on other lines, above; 32 it is
    a content word. Atoms of the title itself (`titled`) never have 1 and 4. `place` is counted from the beginning of
    the page, which has `count` atoms.
    """
    flags = 0
    for end in (place, place + 1):
        if end < count and pairs[end] >= 0:
            flags |= 1 if seen[pairs[end], _TITLED] and not titled else 0
            flags |= 2 if seen[pairs[end], _LINES] > 1 else 0
    word = words[place]
    if word >= 0:
        flags |= 4 if seen[word, _TITLED] and not titled else 0
        flags |= 8 if seen[word, _LINES] > 1 else 0
        flags |= 16 if seen[word, _FIRST_ATOM] < place else 0
        flags |= 32
    return flags


@helper
def _echo_before(
    segments: Any, first: Any, last: Any, first_segment: Any, last_segment: Any,
    work: Any, values: Any, columns: Any, title: Any, start: Any,
) -> None:  # fmt: skip
    """Set the values of the atoms of a page, and the columns that `_echo_behind` and `_repeated_lines` do not set.

    They say what a segment shares with the one before, the title, other lines and the lead. `start` is added to the
    values of atoms. Sets in `seen` the last segment that has each word.
    """
    seen, words, pairs, lines = work
    for segment in range(first_segment, last_segment):
        begin, end = segments[segment, FIRST], segments[segment, LAST]
        content = previous = lead = 0
        title_pairs = other_pairs = titled = other = 0
        for at in range(begin, end):
            flags = _flags(seen, words, pairs, at - first, last - first, lines[at - first] == title)
            values[at, 0] = start + 1 + flags
            title_pairs += flags & 1
            other_pairs += (flags >> 1) & 1
            titled += (flags >> 2) & 1
            other += (flags >> 3) & 1
            word = words[at - first]
            if word >= 0:
                content += 1
                previous += seen[word, _BEFORE] == segment - 1
                lead += seen[word, _FIRST_ATOM] < min(_LEAD, begin - first)
        for at in range(begin, end):
            if words[at - first] >= 0:
                seen[words[at - first], _BEFORE] = segment
        out = columns[segment]
        out[_IN_PREVIOUS] = share(previous, content)
        out[_TITLE_PAIRS], out[_OTHER_PAIRS] = share(title_pairs, end - begin), share(other_pairs, end - begin)
        out[_OF_TITLE], out[_OF_OTHERS] = share(titled, content), share(other, content)
        out[_OF_LEAD] = share(lead, content)
        out[_IS_TITLE] = FULL * (segments[segment, LINE_OF] == title)
        out[_CONTENT_WORDS] = log8(content)


@helper
def _echo_behind(
    segments: Any, first: Any, first_segment: Any, last_segment: Any, words: Any, seen: Any, columns: Any
) -> None:  # fmt: skip
    """Set in the columns of segments the shares of content words that the next, and the two after that, have as well.

    Goes from the last segment to the first, and records in `seen` the two segments passed last that have each word.
    """
    for back in range(last_segment - first_segment):
        segment = last_segment - 1 - back
        content = following = later = 0
        for at in range(segments[segment, FIRST], segments[segment, LAST]):
            word = words[at - first]
            if word < 0:
                continue
            content += 1
            near, second = seen[word, _BEHIND] - segment, seen[word, _SECOND] - segment
            following += near == 1
            later += near == 2 or near == 3 or second == 2 or second == 3
        for at in range(segments[segment, FIRST], segments[segment, LAST]):
            word = words[at - first]
            if word >= 0 and seen[word, _BEHIND] != segment:
                seen[word, _SECOND] = seen[word, _BEHIND]
                seen[word, _BEHIND] = segment
        columns[segment, _IN_NEXT], columns[segment, _IN_SECOND_NEXT] = share(following, content), share(later, content)


@helper
def _repeated_lines(
    hashes: Any, segments: Any, first_segment: Any, last_segment: Any, numbers: Any, keys: Any, seen: Any, columns: Any
) -> None:  # fmt: skip
    """Set in the columns of the segments of one page log8 of how many earlier lines equal the line of the segment.

    A line is the hashes of its atoms, in order; one without any counts as new. `numbers`, `keys` and `seen` are work
    space.
    """
    own = numbers[: _size(last_segment - first_segment)]
    own[:] = 0
    count = 0
    at = first_segment
    while at < last_segment:
        end = at + 1
        while end < last_segment and segments[end, LINE_OF] == segments[at, LINE_OF]:
            end += 1
        state = np.uint64(1)
        for atom in range(segments[at, FIRST], segments[end - 1, LAST]):
            if hashes[atom]:
                state = mix64(state ^ hashes[atom])
        times = 0
        if state != np.uint64(1):
            number = _number_of(own, keys, state | np.uint64(1), count)
            if number == count:
                seen[number, _LINES] = 0
                count += 1
            times = seen[number, _LINES]
            seen[number, _LINES] += 1
        for segment in range(at, end):
            columns[segment, _REPEATED] = log8(times)
        at = end
