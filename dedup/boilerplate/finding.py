"""Finds atoms in one pass over the code points of pages, in a kernel."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dedup.arabic.folding import COMBINING_HAMZA, folding
from dedup.arabic.words import code_points
from dedup.boilerplate.atoms import (
    ARABIC,
    ATOM_COLUMNS,
    CLASS,
    COUNT,
    END,
    GAP,
    GLUED,
    HANDLE,
    JOIN,
    KIND,
    KNOWN_WORDS,
    LETTERS,
    LINE,
    MAIL,
    MARK,
    NUMBER,
    OTHER_SCRIPT,
    PARAGRAPH,
    PREFIX,
    PROVEN,
    SPACE,
    START,
    SUFFIX,
    URL,
    VALUE,
    WHOLE,
    WIDE,
    WORD,
    Atoms,
)
from dedup.boilerplate.characters import (
    IS_ARABIC,
    IS_ATTACHED,
    IS_BLANK,
    IS_BREAK,
    IS_DIGIT,
    IS_LETTER,
    IS_UNSEEN,
    LAST_ONLY,
    char_classes,
    plain_letters,
    written_break,
)
from dedup.boilerplate.joins import LEAST_SPLIT, affix, affix_of, hash_between, split
from dedup.boilerplate.lexicon.table import lookup_compact
from dedup.boilerplate.lexicon.words import class_of, count_of, lexicon, row_of
from dedup.boilerplate.links import ends_word, is_name, link_at, link_end, link_lengths, mail_end, needles_table
from dedup.boilerplate.listed import LISTED, shipped
from dedup.boilerplate.segments import page_segments
from dedup.kernel import INT64S, MULTIPLIER, UINT8S, UINT32_ROWS, UINT32S, UINT64S, helper, kernel, mix64

_EMPTY = np.uint64(1)  # the state of the hash of no letters
_LONGEST_WORD = 250  # letters of a word that are read: the arrays for them have 256 entries


def find_atoms(texts: Sequence[str]) -> Atoms:
    """The atoms and segments of pages."""
    points = code_points("".join(texts))
    return atoms_of_points(points, np.cumsum([0, *map(len, texts)], dtype=np.int64))


def atoms_of_points(points: NDArray[np.uint32], bounds: NDArray[np.int64]) -> Atoms:
    """The atoms and segments of pages given as code points: page k is `points[bounds[k]:bounds[k + 1]]`."""
    characters = (char_classes(), folding().entries, plain_letters())
    found = _find(points, bounds, characters, needles_table(), link_lengths(), _known_words(), shipped())
    return Atoms(points, bounds, *found)


@cache
def _known_words() -> NDArray[np.uint64]:
    """The lexicon in the form that `lookup_compact` takes."""
    return lexicon().compact()


@helper
def _plain_word(points: Any, at: Any, end: Any, classes: Any, plain: Any) -> Any:
    """The end of the word that begins at `at`, 0 where it is not plain; and the state of its hash.

    A plain word, as almost all are, has only letters of `plain`, and no letter in it proves a lost space.
    """
    state = _EMPTY
    closed = provable = np.uint32(0)
    while at < end:
        letter = plain[points[at]]
        if letter == 0:
            break
        state = state * MULTIPLIER + np.uint64(letter & np.uint32(LAST_ONLY - 1))
        provable |= closed
        closed = letter & np.uint32(LAST_ONLY)
        at += 1
    goes_on = at < end and classes[points[at]] in (IS_ARABIC, IS_ATTACHED, IS_UNSEEN)
    return 0 if provable or goes_on else at, state


@helper
def _letter(plain: Any, point: Any) -> Any:
    """The letter, uint64, that the plain letter `point` folds to; `plain` is from `plain_letters`."""
    return np.uint64(plain[point] & np.uint32(LAST_ONLY - 1))


@helper
def _affix_of_three(points: Any, at: Any, plain: Any) -> Any:
    """The 12-bit hash of the three plain letters from `at` on, the same as from `affix`."""
    state = _EMPTY * MULTIPLIER + _letter(plain, points[at])
    state = state * MULTIPLIER + _letter(plain, points[at + 1])
    return affix_of(state * MULTIPLIER + _letter(plain, points[at + 2]))


@helper
def _put_word(
    rows: Any, at: Any, kind: Any, start: Any, end: Any, gap: Any, join: Any, letters: Any, capital: Any,
    value: Any, prefix: Any, suffix: Any,
) -> None:  # fmt: skip
    """Set the columns of row `at` for a word. `value`: what the lexicon holds for it; `capital`: whether it begins with
    a capital letter; `prefix`, `suffix`: 12-bit hashes.
    """
    rows[at, KIND], rows[at, START], rows[at, END] = ARABIC if kind == IS_ARABIC else OTHER_SCRIPT, start, end
    rows[at, GAP], rows[at, JOIN], rows[at, LETTERS], rows[at, VALUE] = gap, join, letters, capital
    rows[at, WORD], rows[at, COUNT] = row_of(value), count_of(value)
    rows[at, CLASS], rows[at, PREFIX], rows[at, SUFFIX] = class_of(value), prefix, suffix


@kernel(UINT32S, INT64S, f"Tuple(({UINT8S}, {UINT32S}, {UINT32S}))", UINT32_ROWS, INT64S, UINT64S, LISTED)
def _find(points: Any, bounds: Any, characters: Any, needles: Any, lengths: Any, table: Any, listed: Any) -> Any:
    """The arrays of `Atoms` after `points` and `bounds`, in order.

    `characters`: by code point the class, the folding and the plain letter. `needles`, `lengths`: of links. `table`:
    the compact lexicon. `listed`: from `shipped`.
    """
    rows = np.empty((len(points), ATOM_COLUMNS), np.int32)  # room for as many as there may be; most of it stays unused
    hashes, segments = np.empty(len(points), np.uint64), np.empty((len(points), 3), np.int64)
    atom_bounds, segment_bounds = np.zeros_like(bounds), np.zeros_like(bounds)
    states, powers = np.empty(256, np.uint64), np.empty(256, np.uint64)
    letters, places, proven = np.empty(256, np.int64), np.empty(256, np.int64), np.empty(256, np.int64)
    powers[0] = np.uint64(1)
    for power in range(1, len(powers)):
        powers[power] = powers[power - 1] * MULTIPLIER
    count = segment_count = 0
    for page in range(len(bounds) - 1):
        count = _page_atoms(
            points, bounds[page], bounds[page + 1], characters, needles, lengths, table,
            rows, hashes, count, (states, powers, letters, places, proven),
        )  # fmt: skip
        atom_bounds[page + 1] = count
        segment_count = page_segments(rows, hashes, atom_bounds[page], count, listed, segments, segment_count)
        segment_bounds[page + 1] = segment_count
    return rows[:count], hashes[:count], segments[:segment_count], atom_bounds, segment_bounds


@helper
def _page_atoms(
    points: Any, at: Any, end: Any, characters: Any, needles: Any, lengths: Any, table: Any,
    rows: Any, hashes: Any, count: Any, work: Any,
) -> Any:  # fmt: skip
    """Append the atoms of the page `points[at:end]` to the first `count` of `rows` and `hashes`.

    Returns the new count. `characters` to `table` are as in `_find`; `work` holds arrays to reuse. It is one long
    function because the loop over the plain words of a page is the hottest of the package; that loop makes no view of a
    row, whose references would be counted.
    """
    classes, entries, plain = characters
    begin = at
    breaks, blanks = 2, 0  # a page begins as a paragraph does
    after_letter = False
    while at < end:
        kind = classes[points[at]]
        if kind == IS_BLANK:
            blanks += 2 if points[at] == 0x09 else 1
            at += 1
            continue
        if kind == IS_BREAK:
            if not (points[at] == 0x0A and at > begin and points[at - 1] == 0x0D and breaks):
                breaks += 1
            at += 1
            continue
        written = written_break(points, begin, at, end, classes) if points[at] == 0x5C else 0
        if written:
            breaks += 1
            at += written
            continue
        if kind == IS_UNSEEN or (kind == IS_ATTACHED and points[at] != 0x640):
            at += 1
            continue
        gap = PARAGRAPH if breaks > 1 else LINE if breaks else WIDE if blanks > 1 else SPACE if blanks else GLUED
        joined = PROVEN if after_letter and gap == GLUED else WHOLE
        breaks = blanks = 0
        if kind == IS_ARABIC:  # most words are plain: the hottest part of the loop
            stop, state = _plain_word(points, at, end, classes, plain)
            key = mix64(state)
            value = lookup_compact(table, key) if stop > at else 0
            known = count_of(value) > 0
            if at < stop <= at + _LONGEST_WORD and (known or stop - at < LEAST_SPLIT):
                prefix = suffix = affix_of(state)
                if stop - at > 3:
                    prefix, suffix = _affix_of_three(points, at, plain), _affix_of_three(points, stop - 3, plain)
                _put_word(rows, count, kind, at, stop, gap, joined, stop - at, 0, value, prefix, suffix)
                hashes[count] = key
                count += 1
                at, after_letter = stop, True
                continue
        row = rows[count]
        row[:] = 0
        row[START], row[GAP] = at, gap
        hashes[count] = 0
        after_letter = True
        if kind == IS_LETTER:
            stop = _put_link(row, points, at, end, needles, lengths)
            if stop > at:
                at = stop
                count += 1
                continue
        if kind in (IS_ARABIC, IS_LETTER):
            first = at
            at, size, provable = _spell(points, at, end, kind, classes, entries, needles, work)
            if size:
                letters = (points, first, at, kind, size, provable)
                count = _put_words(rows, hashes, count, letters, table, gap, joined, work)
                continue
            at = max(at, first + 1)  # marks and nothing else
            row[KIND], row[END], row[LETTERS], row[VALUE] = MARK, at, 1, points[first] & 0xFFFF
            after_letter = False
        elif kind == IS_DIGIT:
            at, hashes[count] = _put_number(row, points, at, end, classes, entries)
            row[JOIN] = joined
        else:
            at = _put_mark(row, points, at, end, needles)
            after_letter = False
        count += 1
    return count


@helper
def _put_link(row: Any, points: Any, at: Any, end: Any, needles: Any, lengths: Any) -> Any:
    """Fill in the row of a link or a mail address, and return its end; `at` where there is none.

    Of a link in a tag of HTML, the quotation mark and the `>` behind it are atoms of their own.
    """
    link = link_at(points, at, end, needles)
    if link >= 0:
        stop = link_end(points, at, end, needles, lengths, link)
        row[KIND], row[END], row[LETTERS] = URL, stop, min(stop - at, 255)
        state = _EMPTY
        for place in range(at, min(stop, at + 14)):
            state = state * MULTIPLIER + np.uint64(points[place] | 0x20)
        row[VALUE] = np.int64(mix64(state) >> np.uint64(48))
        return stop
    stop = mail_end(points, at, end)
    if stop > at:
        row[KIND], row[END], row[LETTERS] = MAIL, stop, min(stop - at, 255)
    return stop


@helper
def _spell(
    points: Any, at: Any, end: Any, kind: Any, classes: Any, entries: Any, needles: Any, work: Any
) -> Any:  # fmt: skip
    """Read the letters of a word into the arrays of `work`; returns its end, their number, whether a join is proven.

    For each letter the arrays hold its place, what it folds to, the state of the hash after it, and the letter or mark
    before it that proves a join, else 0. Letters after the 250th are skipped. A word of another script also ends where
    a link with a scheme, of a picture or of t.co begins.
    """
    states, _, letters, places, proven = work
    first, size, provable = at, 0, False
    state = _EMPTY
    states[0] = state
    while at < end:
        now = classes[points[at]]
        if now != kind and now != IS_ATTACHED and now != IS_UNSEEN:
            break
        if now == kind:
            if kind == IS_LETTER and size and ends_word(points, at, end, needles):
                break
            entry = entries[points[at]]
            if entry > COMBINING_HAMZA and size < _LONGEST_WORD:
                state = state * MULTIPLIER + np.uint64(entry)
                places[size], letters[size], proven[size] = at, entry, 0
                if size and kind == IS_ARABIC:
                    proven[size] = _proof(points, places[size - 1], at, size)
                    provable |= proven[size] != 0
                size += 1
                states[size] = state
        elif now == IS_ATTACHED and points[at] == 0x640 and at == first and at + 1 < end:
            break
        at += 1
    return at, size, provable


@helper
def _proof(points: Any, before: Any, at: Any, size: Any) -> Any:
    """The letter or mark (ة, ى or a tanwin) that proves that a word ends before the letter at `at`; 0 for none.

    `before`: the place of the letter before it. `size`: the number of letters before it; a first ى proves nothing.
    """
    letter = points[before]
    if letter == 0x629 or (letter == 0x649 and size > 1):  # ة ى
        return np.int64(letter)
    found = np.int64(0)
    for mark in range(before + 1, at):
        # `أيضًا` has its tanwin before the alef that belongs to it
        tanwin = 0x64B <= points[mark] <= 0x64D
        if tanwin and (letter == 0x627 or points[at] not in (0x627, 0x649)):
            found = np.int64(points[mark])
    return found


@helper
def _put_words(
    rows: Any, hashes: Any, count: Any, spelt: Any, table: Any, gap: Any, joined: Any, work: Any
) -> Any:  # fmt: skip
    """Fill in the rows of the word that was read, or of the words it is split into; returns the number of all atoms.

    Only Arabic words are split: at the first proven join, and an unknown word as `split` says. `count`: the number of
    atoms before. `spelt`: the code points, the start, the end and the class of the word, and the other two
    results of `_spell`. `gap`, `joined`: the GAP and JOIN of the first.
    """
    points, first, end, kind, size, provable = spelt
    states, powers, letters, places, proven = work
    capital = kind == IS_LETTER and 0x41 <= points[first] <= 0x5A
    begin = 0
    while begin < size:
        stop, why = size, WHOLE
        key = hash_between(states, powers, begin, stop)
        value = lookup_compact(table, key)
        known = count_of(value) > 0
        if kind == IS_ARABIC and (provable or not known):
            for place in range(begin + 2, size - 1):
                if proven[place] and (proven[place] != 0x649 or (size - place >= 3 and not known)):
                    stop, why = place, PROVEN
                    break
            soft = 0 if known and stop == size else split(states, powers, letters, begin, stop, table)
            while soft:
                stop, why = soft, KNOWN_WORDS
                soft = split(states, powers, letters, begin, stop, table)
            if stop < size:
                key = hash_between(states, powers, begin, stop)
                value = lookup_compact(table, key)
        _put_word(
            rows, count, kind, first if begin == 0 else places[begin], end if stop == size else places[stop],
            gap if begin == 0 else GLUED, joined, stop - begin, capital,
            value, affix(states, powers, begin, min(begin + 3, stop)),
            affix(states, powers, max(stop - 3, begin), stop),
        )  # fmt: skip
        hashes[count] = key
        count += 1
        begin, joined = stop, why
    return count


@helper
def _put_number(row: Any, points: Any, at: Any, end: Any, classes: Any, entries: Any) -> Any:
    """Fill in the row of a number; returns its end and its hash.

    VALUE is that of its first nine digits, SUFFIX 1 if it begins with 0 or ٠.
    """
    first, value, size = at, 0, 0
    state = _EMPTY
    while at < end and (classes[points[at]] == IS_DIGIT or classes[points[at]] == IS_UNSEEN):
        if classes[points[at]] == IS_DIGIT:
            entry = entries[points[at]]
            state = state * MULTIPLIER + np.uint64(entry)
            if size < 9:
                value = value * 10 + (entry - 0x30)
            size += 1
        at += 1
    row[KIND], row[END], row[LETTERS], row[VALUE] = NUMBER, at, min(size, 255), value
    row[SUFFIX] = points[first] == 0x30 or points[first] == 0x660
    return at, mix64(state)


@helper
def _put_mark(row: Any, points: Any, at: Any, end: Any, needles: Any) -> Any:
    """Fill in the row of a handle (`@` and a name) or a mark (a run of one character); returns its end.

    A link with a scheme, of a picture or of t.co that is glued to a handle is no part of it.
    """
    stop = at + 1
    if points[at] == 0x40 and stop < end and is_name(points[stop]):
        while stop < end and is_name(points[stop]) and not ends_word(points, stop, end, needles):
            stop += 1
        row[KIND], row[END], row[LETTERS] = HANDLE, stop, min(stop - at, 255)
        return stop
    while stop < end and points[stop] == points[at]:
        stop += 1
    row[KIND], row[END], row[LETTERS], row[VALUE] = MARK, stop, min(stop - at, 255), points[at] & 0xFFFF
    return stop
