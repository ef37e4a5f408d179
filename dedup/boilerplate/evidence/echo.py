"""Echo: words that an atom or a segment shares with the title, its neighbours and the rest of the page."""

from __future__ import annotations

from typing import Any

import numpy as np

from dedup.boilerplate.atoms import COUNT, FIRST, GAP, KIND, LAST, LETTERS, LINE, LINE_OF, OTHER_SCRIPT, Atoms
from dedup.boilerplate.evidence.features import AtomFeature, Group, SegmentFeature, log8, share
from dedup.kernel import INT64S, UINT64S, helper, kernel, mix64

ATOM_FEATURES = (
    AtomFeature("echo", 65, "whether a word, or it with its neighbour, also stands in the title or on another line", "a name"),
)
SEGMENT_FEATURES = (
    SegmentFeature("in-next", "share of its content words that the next segment has too", "a headline over its text"),
    SegmentFeature("in-second-next", "the same for the two segments after that", "a headline over a date and its text"),
    SegmentFeature("in-previous", "the same for the segment before", "a caption"),
    SegmentFeature("title-pairs", "share of its atoms in pairs of words that the title has", "the headline, repeated"),
    SegmentFeature("other-pairs", "share of its atoms in pairs of words of other lines", "a quotation, repeated"),
    SegmentFeature("title-words", "share of its content words that the title has", "the lead"),
    SegmentFeature("other-words", "share of its content words that other lines have", "prose"),
    SegmentFeature("lead-words", "share of its content words that stand in the page's first hundred atoms", "host's text"),
    SegmentFeature("repeated", "log of how often its line stands in the page already", "a menu, twice"),
    SegmentFeature("title-line", "its line is the first with three content words", "the headline"),
    SegmentFeature("content-words", "log of its number of content words", "prose: many"),
)
_CONTENT_LETTERS, _CONTENT_COUNT = 4, 13
_TITLE_WORDS, _TITLE_LINES = 3, 6
_LEAD = 100


def echo(atoms: Atoms) -> Group:
    """The evidence of echo."""
    return Group(*_echo(atoms.rows, atoms.hashes, atoms.segments, atoms.atom_bounds, atoms.segment_bounds))


@helper
def _slot(keys: Any, key: Any) -> Any:
    """The slot of a key in an open table, the first empty one where it is missing; 0 is no key."""
    mask = np.uint64(len(keys) - 1)
    slot = key & mask
    while keys[slot] != np.uint64(0) and keys[slot] != key:
        slot = (slot + np.uint64(1)) & mask
    return np.int64(slot)


@kernel("Array(int32, 2, 'C', True)", UINT64S, "Array(int64, 2, 'C', True)", INT64S, INT64S)
def _echo(rows: Any, hashes: Any, segments: Any, atom_bounds: Any, segment_bounds: Any) -> Any:
    """The arrays of the group."""
    values = np.zeros((len(rows), 1), np.int64)
    columns = np.zeros((len(segments), 11), np.int64)
    longest = 0
    for page in range(len(atom_bounds) - 1):
        longest = max(longest, atom_bounds[page + 1] - atom_bounds[page])
    size = 16
    while size < 4 * longest:
        size *= 2
    keys, seen = np.zeros(size, np.uint64), np.zeros((size, 5), np.int64)
    for page in range(len(atom_bounds) - 1):
        first, last = atom_bounds[page], atom_bounds[page + 1]
        if first == last:
            continue
        size = 16
        while size < 4 * (last - first):
            size *= 2
        own_keys, own_seen = keys[:size], seen[:size]
        own_keys[:] = np.uint64(0)
        own_seen[:] = 0
        _page_echo(
            rows, hashes, segments, first, last, segment_bounds[page], segment_bounds[page + 1],
            own_keys, own_seen, values, columns,
        )  # fmt: skip
    return values, columns


@helper
def _is_content(row: Any) -> Any:
    """Whether a word says what a text is about: not short, not among the most frequent."""
    return row[KIND] <= OTHER_SCRIPT and row[LETTERS] >= _CONTENT_LETTERS and row[COUNT] < _CONTENT_COUNT


@helper
def _page_echo(
    rows: Any, hashes: Any, segments: Any, first: Any, last: Any, first_segment: Any, last_segment: Any,
    keys: Any, seen: Any, values: Any, columns: Any,
) -> None:  # fmt: skip
    """The evidence of one page. `seen` holds by slot: lines with the key, the last of them, first atom, two segments."""
    count = last - first
    words, pairs = np.full(count, -1, np.int64), np.full(count, -1, np.int64)
    lines = np.empty(count, np.int64)
    title_line, title_words = -1, 0
    for segment in range(first_segment, last_segment):
        for at in range(segments[segment, FIRST], segments[segment, LAST]):
            lines[at - first] = segments[segment, LINE_OF]
    # Where the words and pairs stand.
    line, line_words = -1, 0
    for at in range(first, last):
        place = at - first
        if lines[place] != line:
            if title_line < 0 and line_words >= _TITLE_WORDS and line < _TITLE_LINES:
                title_line = line
            line, line_words = lines[place], 0
        content = _is_content(rows[at])
        line_words += content
        if content:
            words[place] = _note(keys, seen, hashes[at] | np.uint64(1), line, place)
        both = place > 0 and rows[at, KIND] <= OTHER_SCRIPT and rows[at - 1, KIND] <= OTHER_SCRIPT and rows[at, GAP] < LINE
        if both and (content or words[place - 1] >= 0):
            pair = mix64(hashes[at - 1] ^ mix64(hashes[at])) | np.uint64(1)
            pairs[place] = _note(keys, seen, pair, line, place)
    if title_line < 0 and line_words >= _TITLE_WORDS and line < _TITLE_LINES:
        title_line = line
    # Which of them the title has.
    in_title = np.zeros(len(keys), np.uint8)
    for place in range(count):
        if lines[place] == title_line:
            if words[place] >= 0:
                in_title[words[place]] = 1
                title_words += 1
            if pairs[place] >= 0:
                in_title[pairs[place]] = 1
    for place in range(count):
        flags = 0
        titled = lines[place] == title_line
        for end in (place, place + 1):
            if end < count and pairs[end] >= 0:
                flags |= 1 if in_title[pairs[end]] and not titled else 0
                flags |= 2 if seen[pairs[end], 0] > 1 else 0
        word = words[place]
        if word >= 0:
            flags |= 4 if in_title[word] and not titled else 0
            flags |= 8 if seen[word, 0] > 1 else 0
            flags |= 16 if seen[word, 2] < place else 0
            flags |= 32
        values[first + place, 0] = 1 + flags
    _segment_echo(segments, first, first_segment, last_segment, words, seen, values, columns, title_line)
    _repeated_lines(hashes, segments, first_segment, last_segment, columns)


@helper
def _note(keys: Any, seen: Any, key: Any, line: Any, place: Any) -> Any:
    """Note that a key stands in a line; returns its slot."""
    slot = _slot(keys, key)
    if keys[slot] == np.uint64(0):
        keys[slot] = key
        seen[slot, 0], seen[slot, 1], seen[slot, 2] = 1, line, place
        seen[slot, 3], seen[slot, 4] = -9, -9
    elif seen[slot, 1] != line:
        seen[slot, 0] += 1
        seen[slot, 1] = line
    return slot


@helper
def _segment_echo(
    segments: Any, first: Any, first_segment: Any, last_segment: Any,
    words: Any, seen: Any, values: Any, columns: Any, title_line: Any,
) -> None:  # fmt: skip
    """The columns of a page's segments; `seen[:, 3:]` are the two segments met last that have a word."""
    for segment in range(first_segment, last_segment):
        begin, end = segments[segment, FIRST], segments[segment, LAST]
        content = previous = lead = 0
        title_pairs = other_pairs = title = other = 0
        for at in range(begin, end):
            flags = values[at, 0] - 1
            title_pairs += flags & 1
            other_pairs += (flags >> 1) & 1
            title += (flags >> 2) & 1
            other += (flags >> 3) & 1
            word = words[at - first]
            if word < 0:
                continue
            content += 1
            previous += seen[word, 3] == segment - 1
            lead += seen[word, 2] < min(_LEAD, begin - first)
        for at in range(begin, end):
            word = words[at - first]
            if word >= 0:
                seen[word, 3] = segment
        out = columns[segment]
        out[2] = share(previous, content)
        out[3], out[4] = share(title_pairs, end - begin), share(other_pairs, end - begin)
        out[5], out[6], out[7] = share(title, content), share(other, content), share(lead, content)
        out[9] = 127 * (segments[segment, LINE_OF] == title_line)
        out[10] = log8(content)
    seen[:, 3:] = -9
    for back in range(last_segment - first_segment):
        segment = last_segment - 1 - back
        content = following = later = 0
        for at in range(segments[segment, FIRST], segments[segment, LAST]):
            word = words[at - first]
            if word < 0:
                continue
            content += 1
            following += seen[word, 3] == segment + 1
            later += seen[word, 3] in (segment + 2, segment + 3) or seen[word, 4] in (segment + 2, segment + 3)
        for at in range(segments[segment, FIRST], segments[segment, LAST]):
            word = words[at - first]
            if word >= 0 and seen[word, 3] != segment:
                seen[word, 4] = seen[word, 3]
                seen[word, 3] = segment
        columns[segment, 0], columns[segment, 1] = share(following, content), share(later, content)


@helper
def _repeated_lines(hashes: Any, segments: Any, first_segment: Any, last_segment: Any, columns: Any) -> None:
    """How often the line of each segment stands further up in the page."""
    count = last_segment - first_segment
    size = 16
    while size < 2 * count:
        size *= 2
    keys, times = np.zeros(size, np.uint64), np.zeros(size, np.int64)
    at = first_segment
    while at < last_segment:
        end = at + 1
        while end < last_segment and segments[end, LINE_OF] == segments[at, LINE_OF]:
            end += 1
        state = np.uint64(1)
        for atom in range(segments[at, FIRST], segments[end - 1, LAST]):
            if hashes[atom]:
                state = mix64(state ^ hashes[atom])
        if state != np.uint64(1):
            slot = _slot(keys, state | np.uint64(1))
            keys[slot] = state | np.uint64(1)
            for segment in range(at, end):
                columns[segment, 8] = log8(times[slot])
            times[slot] += 1
        at = end
