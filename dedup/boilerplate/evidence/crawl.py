"""Crawl evidence: what other pages of the same source repeat, and headlines of other pages."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from dedup.boilerplate.atoms import END, FIRST, GAP, KIND, LAST, LINE, LINE_OF, MARK, NUMBER, START, VALUE, Atoms
from dedup.boilerplate.evidence.features import GROUP_TYPES, AtomFeature, Group, SegmentFeature, log8, share
from dedup.boilerplate.finding import find_atoms
from dedup.boilerplate.lexicon.table import TABLE_TYPE, lookup
from dedup.kernel import INT32_ROWS, INT64_ROWS, INT64S, UINT64S, helper, kernel, mix64

if TYPE_CHECKING:
    from dedup.boilerplate.crawl_evidence import CrawlEvidence

ATOM_FEATURES = (
    AtomFeature(
        "headline", 8, "whether it begins, ends or stands in a page's headline, its own or another's", "a card"
    ),
)
SEGMENT_FEATURES = (
    SegmentFeature("line-pages", "log of the number of the source's pages with its line", "a footer"),
    SegmentFeature("line-share", "share of the source's pages with its line", "a footer: all"),
    SegmentFeature("line-own", "of all pages with its line, the share that is of this source", "a footer: all"),
    SegmentFeature("segment-pages", "log of the number of the source's pages with the segment", "a sign-off"),
    SegmentFeature("segment-share", "share of the source's pages with the segment", "a sign-off"),
    SegmentFeature("segment-own", "of all pages with the segment, the share that is of this source", "a sign-off"),
    SegmentFeature(
        "opening-pages", "log of the number of the source's pages with its first three words", "`نشر في الحياة`"
    ),
    SegmentFeature(
        "opening-own", "of all pages with its first three words, the share of this source", "`نشر في الحياة`"
    ),
    SegmentFeature("source-pages", "log of the number of pages of the source", "a whole crawl: 127"),
    SegmentFeature("headline", "share of its atoms in the headline of another page", "a related headline: all"),
)
# The columns of the features of segments.
(
    _LINE_PAGES, _LINE_SHARE, _LINE_OWN, _SEGMENT_PAGES, _SEGMENT_SHARE, _SEGMENT_OWN,
    _OPENING_PAGES, _OPENING_OWN, _SOURCE_PAGES, _IN_HEADLINE,
) = range(len(SEGMENT_FEATURES))  # fmt: skip

# The kind of a key, in its two lowest bits.
_LINE, _SEGMENT, _OPENING = range(3)
# Numbers of words, chosen: of the longest line or headline with a key, of an opening, of the first key of a headline,
# and of the shortest headline.
_LONGEST = 24
_OPENING_WORDS, _HEAD_WORDS = 3, 3
_LEAST_HEADLINE = 4
# Words of the shortest sentence that may be content, and the share of a source's pages, of 127, from which on it counts
# as repeated: a disclaimer has it, the background of an event has not. Chosen: of what annotated pages share with their
# crawl, all sentences of eight words or more are prose, and the shorter ones are cut without this evidence.
_LEAST_SENTENCE, _EVERYWHERE = 4, 114
# The share of a source's pages, of 127, from which on a beginning counts as that of a text of which there are copies: a
# quarter. Chosen.
_OFTEN = 32
_FULL_STOP = ord(".")
# Bits of a value of `CrawlEvidence.headlines`: the key is of the first words, of the whole headline.
HEAD, WHOLE = 1, 2
# A value of `CrawlEvidence.repeated`: the number of pages, and from these bits on the two shares, from 0 to 127.
SHARE_SHIFT, OWN_SHIFT = 32, 40


@lru_cache(maxsize=4096)
def source_hash(source: str) -> int:
    """A 64-bit hash of the name of a source, the same on every machine."""
    return int.from_bytes(blake2b(source.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")


def headline_keys(titles: Iterable[str]) -> NDArray[np.uint64]:
    """Two keys for each headline of 4 to 24 words, (n, 2) uint64: of its first three words, and of all; 0 for other
    lengths.
    """
    found = find_atoms(list(titles))
    words = found.rows[:, KIND] < MARK
    ends = np.concatenate(([0], np.cumsum(words)))[found.atom_bounds[1:]]
    keys: NDArray[np.uint64] = _headline_keys(found.hashes[words], ends)
    return keys


@kernel(UINT64S, INT64S)
def _headline_keys(hashes: Any, ends: Any) -> Any:
    """The two keys of each headline, (n, 2) uint64, as from `headline_keys`.

    `hashes` are those of the words of all headlines, joined; `ends` (n,) is where each headline ends in them.
    """
    keys = np.zeros((len(ends), 2), np.uint64)
    first = 0
    for title in range(len(ends)):
        count = ends[title] - first
        if _LEAST_HEADLINE <= count <= _LONGEST:
            state = hashes[first]
            for word in range(1, count):
                state = mix64(state ^ mix64(hashes[first + word]))
                if word + 1 == _HEAD_WORDS:
                    keys[title, 0] = state
            keys[title, 1] = state
        first = ends[title]
    return keys


def crawl(
    atoms: Atoms, known: CrawlEvidence, sources: Sequence[str], titles: Sequence[str], out: Group | None = None
) -> tuple[Group, NDArray[np.int64]]:
    """The crawl evidence, in `out` if given, and by segment the number of pages of the source with it or its line.

    That is the larger of both numbers, 0 where it is below three or unknown. A page whose source the crawl does not
    know, or has too few pages of, has no evidence. `sources` and `titles` have an entry a page, empty where unknown.
    """
    hashes = [source_hash(source) for source in sources]
    pages = np.array([known.sources.get(source, 0) for source in hashes], dtype=np.int64)
    own = headline_keys(titles)[:, 1].copy() if any(titles) else np.zeros(len(sources), np.uint64)
    mixed = mix64(np.array(hashes, dtype=np.uint64))
    out = out or Group.alone(atoms, ATOM_FEATURES, SEGMENT_FEATURES)
    documents = _crawl(
        atoms.rows, atoms.hashes, atoms.segments, atoms.atom_bounds, atoms.segment_bounds,
        mixed, pages, own, known.repeated.arrays, known.headlines.arrays, *out,
    )  # fmt: skip
    return out, documents


@helper
def _words_state(rows: Any, hashes: Any, first: Any, last: Any) -> Any:
    """The state of the hash of the words and numbers of the atoms `first:last`, and after three of them, 0 for fewer.

    Also returns how many they are, at most `_LONGEST` + 1, and how many of them are numbers.
    """
    state, opening = np.uint64(1), np.uint64(0)
    count, numbers = 0, 0
    for at in range(first, last):
        kind = rows[at, KIND]
        if kind >= MARK:
            continue
        numbers += kind == NUMBER
        state = mix64(state ^ hashes[at])
        count += 1
        if count == _OPENING_WORDS:
            opening = state
        elif count > _LONGEST:
            break
    return state, opening, count, numbers


@helper
def _key(state: Any, fits: Any, kind: Any) -> Any:
    """The key for a state of the hash: the state with `kind` in its two lowest bits, or 0 unless `fits`."""
    return (state & ~np.uint64(3)) | np.uint64(kind) if fits else np.uint64(0)


@helper
def _keys_of(rows: Any, hashes: Any, segments: Any, at: Any, line_end: Any, top: Any, last: Any) -> Any:
    """The keys of the line, the segment and the opening of a segment, 0 for none.

    Lines and segments of no words or more than 24 have none, nor have lines before a number on its own line, as tables
    have them, and openings of less than three words. `line_end` is the segment after the line where the segment is the
    first of its line, else 0: then the line has no key. `top`, `last`: the first segment of the page, and the one after
    its last. Lines that differ in a number are different, as those of a table are. The first line of a page of several
    lines is mostly a headline: there a segment with a number has no opening.

    Also returns whether the line is a sentence, and whether the segment is one.
    """
    is_first = segments[at, LINE_OF] == segments[top, LINE_OF] != segments[last - 1, LINE_OF]
    state, opening, count, numbers = _words_state(rows, hashes, segments[at, FIRST], segments[at, LAST])
    is_label = line_end == at + 1 and _is_number(rows, segments, line_end, last)
    of_segment = of_line = _is_sentence(rows, segments[at, LAST], count)
    segment = _key(state, 0 < count <= _LONGEST and not is_label, _SEGMENT)
    opening = _key(opening, opening != 0 and not (is_first and numbers), _OPENING)
    if line_end > at + 1:
        state, _, count, _ = _words_state(rows, hashes, segments[at, FIRST], segments[line_end - 1, LAST])
        of_line = _is_sentence(rows, segments[line_end - 1, LAST], count)
    line = _key(state, 0 < count <= _LONGEST and line_end > at and not is_label, _LINE)
    return (line, segment, opening), of_line, of_segment


@helper
def _is_sentence(rows: Any, last: Any, count: Any) -> Any:
    """Whether the `count` words before the atom `last` are a sentence: they are not few, and a full stop ends them."""
    stop = rows[last - 1]
    return (
        count >= _LEAST_SENTENCE and stop[KIND] == MARK and stop[VALUE] == _FULL_STOP and stop[END] - stop[START] == 1
    )


@helper
def _is_number(rows: Any, segments: Any, at: Any, last: Any) -> Any:
    """Whether the segment `at` is a line of numbers and perhaps marks; `last` is the segment after the page's last."""
    if at == last or (at + 1 < last and segments[at + 1, LINE_OF] == segments[at, LINE_OF]):
        return False
    numbers = 0
    for atom in range(segments[at, FIRST], segments[at, LAST]):
        if rows[atom, KIND] != NUMBER and rows[atom, KIND] != MARK:
            return False
        numbers += rows[atom, KIND] == NUMBER
    return numbers > 0


@helper
def _line_end(segments: Any, at: Any, last: Any) -> Any:
    """The first segment after the line of segment `at`; `last`, the end of the page, where it is the last line."""
    end = at + 1
    while end < last and segments[end, LINE_OF] == segments[at, LINE_OF]:
        end += 1
    return end


@kernel(INT32_ROWS, UINT64S, INT64_ROWS, INT64S)
def page_keys(rows: Any, hashes: Any, segments: Any, segment_bounds: Any) -> Any:
    """The keys of lines, segments and openings of all pages, page after page, each as often as it occurs: (k,) uint64.

    Also returns the number of the page of each: (k,) int64.
    """
    keys, pages = np.empty(3 * len(segments), np.uint64), np.empty(3 * len(segments), np.int64)
    found = 0
    for page in range(len(segment_bounds) - 1):
        last = segment_bounds[page + 1]
        line_end = segment_bounds[page]
        for at in range(segment_bounds[page], last):
            begins = at == line_end
            if begins:
                line_end = _line_end(segments, at, last)
            own, _, _ = _keys_of(rows, hashes, segments, at, line_end if begins else 0, segment_bounds[page], last)
            for key in own:
                if key:
                    keys[found], pages[found] = key, page
                    found += 1
    return keys[:found].copy(), pages[:found].copy()


@kernel(
    INT32_ROWS, UINT64S, INT64_ROWS, INT64S, INT64S, UINT64S, INT64S, UINT64S,
    TABLE_TYPE, TABLE_TYPE, *GROUP_TYPES,
)  # fmt: skip
def _crawl(
    rows: Any, hashes: Any, segments: Any, atom_bounds: Any, segment_bounds: Any, sources: Any, pages: Any, own: Any,
    repeated: Any, headlines: Any, values: Any, columns: Any, starts: Any,
) -> Any:  # fmt: skip
    """Set the arrays of the group; returns by segment the number of pages of the source that have it or its line.

    By page: `sources`, the mixed hash of its source; `pages`, the number of pages of that, where 0 means that the
    evidence is absent; `own`, the key of its whole headline, 0 for none.
    """
    documents = np.zeros(len(segments), np.int64)
    for page in range(len(atom_bounds) - 1):
        begin, end = atom_bounds[page], atom_bounds[page + 1]
        first, last = segment_bounds[page], segment_bounds[page + 1]
        values[begin:end, 0] = starts[0]
        columns[first:last] = 0
        if pages[page] == 0:
            continue
        _mark_headlines(rows, hashes, begin, end, own[page], headlines, values, starts[0])
        is_copy = _is_copy(rows, hashes, segments, first, last, repeated, sources[page])
        line_end, line, is_text = first, np.int64(0), False
        for at in range(first, last):
            begins = at == line_end
            if begins:
                line_end = _line_end(segments, at, last)
                is_text = _has_sentence(rows, segments, at, line_end)
            keys, of_line, of_segment = _keys_of(rows, hashes, segments, at, line_end if begins else 0, first, last)
            if begins:
                line = _unless_shared(_value(repeated, keys[0], sources[page]), of_line)
            segment = _unless_shared(_value(repeated, keys[1], sources[page]), of_segment)
            opening = _value(repeated, keys[2], sources[page])
            if is_copy and (is_text or segments[at, LINE_OF] == 0):
                line = segment = opening = np.int64(0)
            out = columns[at]
            documents[at] = max(line & 0xFFFFFFFF, segment & 0xFFFFFFFF)
            out[_LINE_PAGES], out[_LINE_SHARE], out[_LINE_OWN] = _parts(line)
            out[_SEGMENT_PAGES], out[_SEGMENT_SHARE], out[_SEGMENT_OWN] = _parts(segment)
            out[_OPENING_PAGES], _, out[_OPENING_OWN] = _parts(opening)
            out[_SOURCE_PAGES] = log8(pages[page])
            inside = 0
            for atom in range(segments[at, FIRST], segments[at, LAST]):
                inside += 2 <= values[atom, 0] - starts[0] <= 4
            out[_IN_HEADLINE] = share(inside, segments[at, LAST] - segments[at, FIRST])
    return documents


@helper
def _value(repeated: Any, key: Any, source: Any) -> Any:
    """The value of a key of a source in the crawl evidence, 0 for none and for the key 0; `source` is a mixed hash."""
    return lookup(repeated, key ^ source) if key else np.int64(0)


@helper
def _unless_shared(value: Any, is_sentence: Any) -> Any:
    """A value of `CrawlEvidence.repeated`; 0 for a sentence that a smaller share of pages has than `_EVERYWHERE`."""
    return np.int64(0) if is_sentence and (value >> SHARE_SHIFT) & 0xFF < _EVERYWHERE else value


@helper
def _is_copy(rows: Any, hashes: Any, segments: Any, first: Any, last: Any, repeated: Any, source: Any) -> Any:
    """Whether a page is one of many copies of a text: of its lines with sentences, the first one begins with words that
    are repeated, and more words are repeated than not. A short text of its own above a long footer is none.

    Words are repeated in a segment whose first three words a quarter of the source's pages have. That such a page's
    sentences and first line are repeated says nothing. `first:last`: its segments. `source`: a mixed hash.
    """
    balance, line_end, is_text, begins = 0, first, False, True
    for at in range(first, last):
        if at == line_end:
            line_end = _line_end(segments, at, last)
            is_text = _has_sentence(rows, segments, at, line_end)
        if is_text:
            _, opening, _, _ = _words_state(rows, hashes, segments[at, FIRST], segments[at, LAST])
            value = _value(repeated, _key(opening, opening != 0, _OPENING), source)
            words = _word_count(rows, segments[at, FIRST], segments[at, LAST])
            is_often = (value >> SHARE_SHIFT) & 0xFF >= _OFTEN
            if begins and not is_often:
                return False
            begins = False
            balance += words if is_often else -words
    return balance > 0


@helper
def _has_sentence(rows: Any, segments: Any, first: Any, last: Any) -> Any:
    """Whether one of the segments `first:last` is a sentence."""
    for at in range(first, last):
        count = _word_count(rows, segments[at, FIRST], segments[at, LAST])
        if _is_sentence(rows, segments[at, LAST], count):
            return True
    return False


@helper
def _word_count(rows: Any, first: Any, last: Any) -> Any:
    """How many of the atoms `first:last` are words or numbers."""
    count = 0
    for at in range(first, last):
        count += rows[at, KIND] < MARK
    return count


@helper
def _parts(value: Any) -> Any:
    """The three columns for a value of `CrawlEvidence.repeated`: `log8` of its pages, the share of the source's pages,
    and the share of all pages with the key; the shares from 0 to 127.
    """
    return log8(value & 0xFFFFFFFF), (value >> SHARE_SHIFT) & 0xFF, (value >> OWN_SHIFT) & 0xFF


@helper
def _mark_headlines(
    rows: Any, hashes: Any, first: Any, last: Any, own: Any, headlines: Any, values: Any, start: Any
) -> None:  # fmt: skip
    """Set the headline value of each atom in `first:last`, plus `start`: 1 none; 2, 3, 4 first, inner and last of
    another page's; 5, 6, 7 of its own.

    The longest headline from each place counts, 4 to 24 words on one line; they do not overlap. `own` is the key of the
    page's own.
    """
    values[first:last, 0] = start + 1
    covered = first
    for at in range(first, last):
        if at < covered or rows[at, KIND] >= MARK:
            continue
        state = hashes[at]
        words = 1
        end, whole = at, np.uint64(0)
        for place in range(at + 1, last):
            if rows[place, GAP] >= LINE:
                break
            if rows[place, KIND] >= MARK:
                continue
            state = mix64(state ^ mix64(hashes[place]))
            words += 1
            if words == _HEAD_WORDS and not lookup(headlines, state) & HEAD:
                break
            if words >= _LEAST_HEADLINE and lookup(headlines, state) & WHOLE:
                end, whole = place, state
            if words == _LONGEST:
                break
        if end > at:
            base = start + (5 if whole == own else 2)
            values[at : end + 1, 0] = base + 1
            values[at, 0], values[end, 0] = base, base + 2
            covered = end + 1
