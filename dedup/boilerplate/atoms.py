"""Where a page may be cut: its atoms (words, numbers, marks, links) and the segments they make; nothing else is cut.

An atom is never a part of a word, unless letters or script prove that two words lost the space between them:

- another script begins (`Relatedكوريا`), or letters follow digits or digits letters (`24أرسلت`);
- a letter that only ends words has letters behind it: ة, tanwin, ى (`أيضاًالمجتمع`);
- the whole is no known word, and falls into two that are (`روسياالمصدر`).

A segment is a run of atoms that belong together by their form: a sentence, a short line, an item between bars.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from dedup.arabic.folding import COMBINING_HAMZA, EXPANDED, folding
from dedup.arabic.words import code_points
from dedup.boilerplate.lexicon.table import lookup_pair
from dedup.boilerplate.lexicon.words import COUNT_BITS, COUNT_MASK, ROW_BITS, ROW_MASK, lexicon
from dedup.boilerplate.links import is_name, link_at, link_end, link_lengths, mail_end, needles_table
from dedup.kernel import INT64S, UINT8S, UINT32_ROWS, UINT32S, UINT64S, helper, kernel, mix64

# Kinds of atoms. A mark is a run of one character that is neither letter nor digit.
ARABIC, OTHER_SCRIPT, NUMBER, MARK, URL, MAIL, HANDLE = range(7)

# What stands before an atom: nothing, a space, several or a tab, a line break, an empty line.
GLUED, SPACE, WIDE, LINE, PARAGRAPH = range(5)

# Why a cut is possible before an atom that is glued to letters: it is not; script or letters prove it; two known words.
WHOLE, PROVEN, KNOWN_WORDS = range(3)

# Columns of `Atoms.rows`. START and END are offsets in the joined text; VALUE is a number's value, or what a mark or
# the beginning of a link is, as a hash of 16 bits; LETTERS counts letters or digits; WORD, COUNT and CLASS are the
# lexicon's; PREFIX and SUFFIX are hashes of 12 bits of the first and last three letters.
START, END, KIND, GAP, JOIN, LETTERS, VALUE, WORD, COUNT, CLASS, PREFIX, SUFFIX = range(12)
_ATOM_COLUMNS = 12

# Columns of `Atoms.segments`: its atoms are rows FIRST to LAST (half open), LINE_OF is its line's number in the page.
FIRST, LAST, LINE_OF = range(3)

AFFIXES = 4096
"""So many different values PREFIX and SUFFIX have."""

_BLANK, _BREAK, _UNSEEN, _ARABIC, _ATTACHED, _LETTER, _DIGIT, _SIGN = range(8)
_LONGEST_SEGMENT = 28
_LONG_SEGMENT = 12
_MARKED_SEGMENT = 3
# A soft join: the halves' log2 counts and bonuses must reach this sum (fitted on the gold's joins).
_JOIN_SCORE = 10
_MULTIPLIER = np.uint64(6364136223846793005)  # as in `arabic.words`
_EMPTY = np.uint64(1)
_LAST_LETTERS = (0x629, 0x649)  # ة ى
_LAST_ONLY = 1 << 30
_LEAST_SPLIT = 6
_LONGEST_WORD = 250


class Atoms(NamedTuple):
    """The atoms and segments of n pages, page after page.

    `points` (c,) uint32: the pages' code points, joined; `bounds` (n + 1,) int64 where each begins there.
    `rows` (a, 12) int32, columns as named above; `hashes` (a,) uint64: the folded word's hash, of words and numbers,
    else 0. `segments` (s, 3) int64. Page k has atoms `atom_bounds[k]:atom_bounds[k + 1]`, segments likewise.
    """

    points: NDArray[np.uint32]
    bounds: NDArray[np.int64]
    rows: NDArray[np.int32]
    hashes: NDArray[np.uint64]
    segments: NDArray[np.int64]
    atom_bounds: NDArray[np.int64]
    segment_bounds: NDArray[np.int64]


def find_atoms(texts: Sequence[str]) -> Atoms:
    """The atoms of some pages."""
    points = code_points("".join(texts))
    return atoms_of_points(points, np.cumsum([0, *map(len, texts)], dtype=np.int64))


def atoms_of_points(points: NDArray[np.uint32], bounds: NDArray[np.int64]) -> Atoms:
    """The atoms of pages that stand one after the other, page k from `bounds[k]` to `bounds[k + 1]`."""
    characters = (char_classes(), folding().entries, _plain_letters())
    found = _find(points, bounds, characters, needles_table(), link_lengths(), _known_words())
    return Atoms(points, bounds, *found)


@cache
def char_classes() -> NDArray[np.uint8]:
    """What each code point is to the atoms."""
    classes = np.full(0x110000, _LETTER, dtype=np.uint8)
    for point in (*range(0x20000), *range(0xE0000, 0xE0200)):
        classes[point] = _class_of(chr(point))
    classes[0xD800:0xE000] = _SIGN
    return classes


@cache
def _plain_letters() -> NDArray[np.uint32]:
    """The Arabic letters that fold to one letter, as that letter, with a bit for those that only end words; else 0."""
    entries = folding().entries
    plain = (char_classes() == _ARABIC) & (entries > COMBINING_HAMZA) & (entries < EXPANDED)
    letters = np.where(plain, entries, 0).astype(np.uint32)
    letters[list(_LAST_LETTERS)] |= _LAST_ONLY
    return letters


_UNSEEN_CHARACTERS = "\u034f\u061c\u180e\ufeff\x00\xad" + "".join(
    map(chr, (*range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070), *range(0xFE00, 0xFE10)))
)


def _class_of(character: str) -> int:
    if character in "\n\r\v\f\x85\u2028\u2029":
        return _BREAK
    if character in _UNSEEN_CHARACTERS:
        return _UNSEEN
    category = unicodedata.category(character)
    if category[0] == "Z" or character in "\t\x1f":
        return _BLANK
    if category[0] == "M" or character == "\u0640":
        return _ATTACHED
    if category == "Nd":
        return _DIGIT
    if category[0] == "L":
        arabic = "\u0600" <= character <= "\u08ff" or "\ufb50" <= character <= "\ufefc"
        return _ARABIC if arabic else _LETTER
    return _SIGN


@cache
def _known_words() -> NDArray[np.uint64]:
    """The lexicon, as `lookup_pair` takes it."""
    return lexicon().pairs


@helper
def _count_of(table: Any, key: Any) -> Any:
    """log2 of how often the corpora have a word."""
    return (lookup_pair(table, key) >> ROW_BITS) & COUNT_MASK


@helper
def _hash_between(states: Any, powers: Any, first: Any, last: Any) -> Any:
    """The hash of the letters `first:last` of a word, from the states of the polynomial after each letter."""
    power = powers[last - first]
    return mix64(states[last] - states[first] * power + power)


@helper
def _affix_of(state: Any) -> Any:
    """A state as a hash of 12 bits."""
    return np.int64((state * _MULTIPLIER) >> np.uint64(52))


@helper
def _affix(states: Any, powers: Any, first: Any, last: Any) -> Any:
    """A hash of 12 bits of a few letters."""
    power = powers[last - first]
    return _affix_of(states[last] - states[first] * power + power)


@helper
def _split(states: Any, powers: Any, letters: Any, first: Any, last: Any, table: Any) -> Any:
    """Where the letters `first:last` of a word that is none fall into two known words; 0 where they need not."""
    length = last - first
    if length < _LEAST_SPLIT:
        return 0
    if _count_of(table, _hash_between(states, powers, first, last)):
        return 0
    # A known word behind a conjunction, preposition or article letter is a word too.
    opener = letters[first]
    clitic = opener in (0x648, 0x641, 0x628, 0x644, 0x643, 0x633)
    if clitic and _count_of(table, _hash_between(states, powers, first + 1, last)):
        return 0
    prefixed = clitic and letters[first + 1] in (0x628, 0x644, 0x643, 0x633, 0x627)
    if prefixed and _count_of(table, _hash_between(states, powers, first + 2, last)):
        return 0
    best, place = _JOIN_SCORE, 0
    for at in range(first + 2, last - 1):
        before = _count_of(table, _hash_between(states, powers, first, at))
        if before < 3:
            continue
        after = _count_of(table, _hash_between(states, powers, at, last))
        if after < 3:
            continue
        article = letters[at] == 0x627 and letters[at + 1] == 0x644 and last - at > 4
        score = before + after
        if article:
            score += 4
        elif last - at == 3 and letters[at] == 0x648 and after >= 10 and at - first > 3:
            score -= 6  # `إعلان|وفي`
        elif last - at < 4 or at - first < 3:
            continue  # `طالب|هم`: an ending is no word
        else:
            score -= 2
        if at - first < 3:
            score -= 7
        elif at - first < 5 and letters[first] == 0x627 and letters[first + 1] == 0x644:
            continue  # `الم|ورقة`: the article and a letter or two are no word
        if score > best:
            best, place = score, at
    return place


@helper
def _plain_word(points: Any, at: Any, end: Any, classes: Any, plain: Any) -> Any:
    """Where a word ends that begins here, and the state of its hash; 0 where it is not made of plain letters alone.

    Almost all words are: only the others may fall apart, or have marks between their letters.
    """
    state = _EMPTY
    closed = provable = np.uint32(0)
    while at < end:
        letter = plain[points[at]]
        if letter == 0:
            break
        state = state * _MULTIPLIER + np.uint64(letter & np.uint32(_LAST_ONLY - 1))
        provable |= closed
        closed = letter & np.uint32(_LAST_ONLY)
        at += 1
    goes_on = at < end and classes[points[at]] in (_ARABIC, _ATTACHED, _UNSEEN)
    return 0 if provable or goes_on else at, state


@helper
def _letter(plain: Any, point: Any) -> Any:
    """What a plain letter folds to."""
    return np.uint64(plain[point] & np.uint32(_LAST_ONLY - 1))


@helper
def _affix_of_three(points: Any, at: Any, plain: Any) -> Any:
    """The hash of 12 bits of three plain letters; see `_affix`."""
    state = _EMPTY * _MULTIPLIER + _letter(plain, points[at])
    state = state * _MULTIPLIER + _letter(plain, points[at + 1])
    return _affix_of(state * _MULTIPLIER + _letter(plain, points[at + 2]))


@helper
def _put_word(
    row: Any, kind: Any, start: Any, end: Any, gap: Any, join: Any, letters: Any, capital: Any,
    value: Any, prefix: Any, suffix: Any,
) -> None:  # fmt: skip
    """Fill in the row of a word; `value` is the lexicon's."""
    row[KIND], row[START], row[END] = ARABIC if kind == _ARABIC else OTHER_SCRIPT, start, end
    row[GAP], row[JOIN], row[LETTERS], row[VALUE] = gap, join, letters, capital
    row[WORD], row[COUNT] = value & ROW_MASK, (value >> ROW_BITS) & COUNT_MASK
    row[CLASS], row[PREFIX], row[SUFFIX] = value >> (ROW_BITS + COUNT_BITS), prefix, suffix


@kernel(UINT32S, INT64S, f"Tuple(({UINT8S}, {UINT32S}, {UINT32S}))", UINT32_ROWS, INT64S, UINT64S)
def _find(points: Any, bounds: Any, characters: Any, needles: Any, lengths: Any, table: Any) -> Any:
    """The arrays of `Atoms` behind `bounds`."""
    rows = np.empty((len(points) // 3 + 64, _ATOM_COLUMNS), np.int32)
    hashes = np.empty(len(rows), np.uint64)
    segments = np.empty((len(points) // 12 + 64, 3), np.int64)
    atom_bounds, segment_bounds = np.zeros_like(bounds), np.zeros_like(bounds)
    states, powers = np.empty(256, np.uint64), np.empty(256, np.uint64)
    letters, places, proven = np.empty(256, np.int64), np.empty(256, np.int64), np.empty(256, np.int64)
    powers[0] = np.uint64(1)
    for power in range(1, len(powers)):
        powers[power] = powers[power - 1] * _MULTIPLIER
    count = segment_count = 0
    for page in range(len(bounds) - 1):
        count, rows, hashes = _page_atoms(
            points, bounds[page], bounds[page + 1], characters, needles, lengths, table,
            rows, hashes, count, (states, powers, letters, places, proven),
        )  # fmt: skip
        atom_bounds[page + 1] = count
        segment_count, segments = _page_segments(rows, atom_bounds[page], count, segments, segment_count)
        segment_bounds[page + 1] = segment_count
    return rows[:count], hashes[:count], segments[:segment_count], atom_bounds, segment_bounds


@helper
def _page_atoms(
    points: Any, at: Any, end: Any, characters: Any, needles: Any, lengths: Any, table: Any,
    rows: Any, hashes: Any, count: Any, work: Any,
) -> Any:  # fmt: skip
    """Add the atoms of one page; returns their number so far, and the arrays, which may have grown."""
    classes, entries, plain = characters
    states, powers, letters, places, proven = work
    breaks, blanks = 2, 0  # a page begins as a paragraph does
    after_letter = False
    while at < end:
        kind = classes[points[at]]
        if kind == _BLANK:
            blanks += 1 if points[at] == 0x20 else 2
            at += 1
            continue
        if kind == _BREAK:
            if not (points[at] == 0x0A and at > 0 and points[at - 1] == 0x0D and breaks):
                breaks += 1
            at += 1
            continue
        if kind == _UNSEEN or (kind == _ATTACHED and points[at] != 0x640):
            at += 1
            continue
        gap = PARAGRAPH if breaks > 1 else LINE if breaks else WIDE if blanks > 1 else SPACE if blanks else GLUED
        breaks = blanks = 0
        if count + 64 > len(rows):
            rows, hashes = np.concatenate((rows, np.empty_like(rows))), np.concatenate((hashes, np.empty_like(hashes)))
        row = rows[count]
        if kind == _ARABIC:
            stop, state = _plain_word(points, at, end, classes, plain)
            key = mix64(state)
            value = lookup_pair(table, key) if stop > at else 0
            known = (value >> ROW_BITS) & COUNT_MASK > 0
            if at < stop <= at + _LONGEST_WORD and (known or stop - at < _LEAST_SPLIT):
                joined = PROVEN if after_letter and gap == GLUED else WHOLE
                prefix = suffix = _affix_of(state)
                if stop - at > 3:
                    prefix, suffix = _affix_of_three(points, at, plain), _affix_of_three(points, stop - 3, plain)
                _put_word(row, kind, at, stop, gap, joined, stop - at, 0, value, prefix, suffix)
                hashes[count] = key
                count += 1
                at = stop
                after_letter = True
                continue
        row[:] = 0
        row[START], row[GAP] = at, gap
        hashes[count] = 0
        if kind in (_ARABIC, _LETTER):
            link = link_at(points, at, end, needles) if kind == _LETTER else -1
            if link >= 0:
                stop = link_end(points, at, end, needles, lengths, link)
                row[KIND], row[END], row[LETTERS] = URL, stop, min(stop - at, 255)
                state = _EMPTY
                for place in range(at, min(stop, at + 14)):
                    state = state * _MULTIPLIER + np.uint64(points[place] | 0x20)
                row[VALUE] = np.int64(mix64(state) >> np.uint64(48))
                at = stop
                count += 1
                after_letter = True
                continue
            stop = mail_end(points, at, end) if kind == _LETTER else at
            if stop > at:
                row[KIND], row[END], row[LETTERS] = MAIL, stop, min(stop - at, 255)
                at = stop
                count += 1
                after_letter = True
                continue
            first = at
            size = 0
            provable = False
            state = _EMPTY
            states[0] = state
            while at < end:
                now = classes[points[at]]
                if now != kind and now != _ATTACHED and now != _UNSEEN:
                    break
                if now == kind:
                    if kind == _LETTER and size and link_at(points, at, end, needles) in (0, 1, 3, 4, 5):
                        break
                    entry = entries[points[at]]
                    if entry > COMBINING_HAMZA and size < _LONGEST_WORD:
                        state = state * _MULTIPLIER + np.uint64(entry)
                        places[size], letters[size], proven[size] = at, entry, 0
                        if size and kind == _ARABIC:
                            before = points[places[size - 1]]
                            if before == 0x629 or (before == 0x649 and size > 1):  # ة ى
                                proven[size] = before
                                provable = True
                            else:
                                for mark in range(places[size - 1] + 1, at):
                                    # `أيضًا` has its tanwin before the alef that belongs to it
                                    tanwin = 0x64B <= points[mark] <= 0x64D
                                    if tanwin and (before == 0x627 or points[at] not in (0x627, 0x649)):
                                        proven[size] = points[mark]
                                        provable = True
                        size += 1
                        states[size] = state
                elif now == _ATTACHED and points[at] == 0x640 and at == first and at + 1 < end:
                    break
                at += 1
            if size == 0:  # marks and nothing else
                at = max(at, first + 1)
                row[KIND], row[END], row[VALUE] = MARK, at, points[first] & 0xFFFF
                row[LETTERS] = 1
                count += 1
                after_letter = False
                continue
            begin = 0
            joined = PROVEN if after_letter and gap == GLUED else WHOLE
            while begin < size:
                stop, why = size, WHOLE
                key = _hash_between(states, powers, begin, stop)
                value = lookup_pair(table, key)
                known = (value >> ROW_BITS) & COUNT_MASK > 0
                if kind == _ARABIC and (provable or not known):
                    for place in range(begin + 2, size - 1):
                        if proven[place] and (proven[place] != 0x649 or (size - place >= 3 and not known)):
                            stop, why = place, PROVEN
                            break
                    soft = 0 if known and stop == size else _split(states, powers, letters, begin, stop, table)
                    if soft:
                        stop, why = soft, KNOWN_WORDS
                    if stop < size:
                        key = _hash_between(states, powers, begin, stop)
                        value = lookup_pair(table, key)
                if count + 64 > len(rows):
                    rows = np.concatenate((rows, np.empty_like(rows)))
                    hashes = np.concatenate((hashes, np.empty_like(hashes)))
                capital = kind == _LETTER and 0x41 <= points[first] <= 0x5A
                _put_word(
                    rows[count], kind, first if begin == 0 else places[begin], at if stop == size else places[stop],
                    gap if begin == 0 else GLUED, joined, stop - begin, capital,
                    value, _affix(states, powers, begin, min(begin + 3, stop)),
                    _affix(states, powers, max(stop - 3, begin), stop),
                )  # fmt: skip
                hashes[count] = key
                count += 1
                begin, joined = stop, why
            after_letter = True
            continue
        if kind == _DIGIT:
            first = at
            value = size = 0
            state = _EMPTY
            while at < end and (classes[points[at]] == _DIGIT or classes[points[at]] == _UNSEEN):
                if classes[points[at]] == _DIGIT:
                    entry = entries[points[at]]
                    state = state * _MULTIPLIER + np.uint64(entry)
                    if size < 9:
                        value = value * 10 + (entry - 0x30)
                    size += 1
                at += 1
            row[KIND], row[END], row[LETTERS], row[VALUE] = NUMBER, at, min(size, 255), value
            row[JOIN] = PROVEN if after_letter and gap == GLUED else WHOLE
            row[SUFFIX] = points[first] == 0x30 or points[first] == 0x660
            hashes[count] = mix64(state)
            count += 1
            after_letter = True
            continue
        after_letter = False
        if points[at] == 0x40 and at + 1 < end and is_name(points[at + 1]):
            stop = at + 1
            while stop < end and is_name(points[stop]) and link_at(points, stop, end, needles) not in (0, 1, 3, 4, 5):
                stop += 1
            row[KIND], row[END], row[LETTERS] = HANDLE, stop, min(stop - at, 255)
            at = stop
            count += 1
            continue
        first = at
        while at < end and points[at] == points[first]:
            at += 1
        row[KIND], row[END], row[LETTERS], row[VALUE] = MARK, at, min(at - first, 255), points[first] & 0xFFFF
        count += 1
    return count, rows, hashes


@helper
def ends_sentence(value: Any) -> Any:
    """Whether a mark ends sentences: . ! ? ؟ … ۔"""
    return value in (0x2E, 0x21, 0x3F, 0x61F, 0x2026, 0x6D4)


@helper
def closes(value: Any) -> Any:
    """Whether a mark closes a quotation or a bracket."""
    return value in (0x22, 0xBB, 0x201D, 0x2019, 0x29, 0x5D, 0x7D)


@helper
def _separates(value: Any) -> Any:
    """Whether a mark stands between items of a line: | • ▪ ■ ● ► ◄ ▶ ◀ ← → » «"""
    return value in (0x7C, 0x2022, 0x25AA, 0x25A0, 0x25CF, 0x25BA, 0x25C4, 0x25B6, 0x25C0, 0x2190, 0x2192)


@helper
def _pauses(value: Any) -> Any:
    """Whether a long segment may end at a mark: : - – — / ، ؛ * « »"""
    return value in (0x3A, 0x2D, 0x2013, 0x2014, 0x2F, 0x60C, 0x61B, 0x2A, 0xAB, 0xBB, 0x22)


@helper
def _begins_segment(rows: Any, at: Any, run: Any, finished: Any) -> Any:
    """Whether an atom that is not the first of its line begins a segment; `run` atoms stand in the one before."""
    row, before = rows[at], rows[at - 1]
    if row[JOIN] != WHOLE and (row[KIND] == ARABIC or before[KIND] == ARABIC) and run > 1:
        return True
    if finished and not (row[KIND] == MARK and (closes(row[VALUE]) or ends_sentence(row[VALUE]))):
        latin = row[GAP] == GLUED and (row[KIND] == NUMBER or row[KIND] == OTHER_SCRIPT)
        return not latin
    if run >= _LONG_SEGMENT and before[KIND] == MARK and _pauses(before[VALUE]):
        return True
    if run >= _LONGEST_SEGMENT:
        return True
    if run >= _MARKED_SEGMENT and row[KIND] == MARK and _separates(row[VALUE]):
        return True
    if run >= _MARKED_SEGMENT and row[GAP] == WIDE:
        return True
    return before[KIND] >= URL and row[KIND] == ARABIC


@helper
def _page_segments(rows: Any, first: Any, last: Any, segments: Any, count: Any) -> Any:
    """Add the segments of the page whose atoms are `first:last`; returns their number so far, and the array."""
    line = -1
    run = words = 0
    finished = False
    for at in range(first, last):
        row = rows[at]
        if row[GAP] >= LINE:
            line += 1
            begins = True
        else:
            begins = _begins_segment(rows, at, run, finished)
        if begins:
            if run:
                segments[count - 1, LAST] = at
            if count + 2 > len(segments):
                segments = np.concatenate((segments, np.empty_like(segments)))
            segments[count, FIRST], segments[count, LAST], segments[count, LINE_OF] = at, last, line
            count += 1
            run = words = 0
            finished = False
        run += 1
        words += row[KIND] != MARK
        if row[KIND] != MARK:
            finished = False
        elif ends_sentence(row[VALUE]):
            finished = words > 0
        elif not closes(row[VALUE]):
            finished = False
    return count, segments
