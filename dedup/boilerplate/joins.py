"""Joins: places at which two words lost the space between them.

- Another script begins (`Relatedكوريا`), or letters follow digits or digits letters (`24أرسلت`).
- Letters follow a letter or mark that only ends words: ة, ى, tanwin (`أيضاًالمجتمع`).
- The whole is no known word, but splits into two known words (`روسياالمصدر`).
- The whole is no known word, but ends with one that begins sentences or furniture, or is frequent (`العدانوأشارت`).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from dedup.arabic.words import spelled_words
from dedup.boilerplate.lexicon.table import lookup_compact
from dedup.boilerplate.lexicon.words import CLASSES, class_of, count_of, is_glued
from dedup.kernel import MULTIPLIER, helper, mix64

LEAST_SPLIT = 6
"""The least number of letters of a word that may be two. Chosen."""
_JOIN_SCORE = 10  # the log2 counts of both halves, plus bonuses, must exceed it; fitted on the joins of gold pages
_OPENER = CLASSES.index("openers") + 1
_LONGEST = 40  # letters of a word that may end with one that begins sentences; keeps the time linear
_ENDINGS = spelled_words("ها هم هن هما نا كم كما ات ين ون ان يه تين تان ه ي ا ت ك وا يا يات ته تي تها تهم").hashes
_BEGINNINGS = spelled_words(
    "است يست ويست تست وتست نست الم مست المست المت الت بال وال فال كال لل وبال الاست واست مت ومست والمست بالم والم للم"
).hashes  # of verbs, participles and articles: no words, though letters behind them may be


@helper
def hash_between(states: Any, powers: Any, first: Any, last: Any) -> Any:
    """The hash of the letters `first:last` of a word.

    `states`: that of the polynomial hash before the first letter and after each. `powers`: those of MULTIPLIER, from 0.
    """
    power = powers[last - first]
    return mix64(states[last] - states[first] * power + power)


@helper
def affix_of(state: Any) -> Any:
    """The 12-bit hash of some letters, from the state of their polynomial hash."""
    return np.int64((state * MULTIPLIER) >> np.uint64(52))


@helper
def affix(states: Any, powers: Any, first: Any, last: Any) -> Any:
    """The 12-bit hash of the letters `first:last` of a word; `states` and `powers` are as in `hash_between`."""
    power = powers[last - first]
    return affix_of(states[last] - states[first] * power + power)


@helper
def _is_suffix(letters: Any, at: Any) -> Any:
    """Whether the three letters from `at` on look like the end of a word, a letter or none and هم, ها or هما."""
    ends = letters[at + 1] == 0x647 and letters[at + 2] in (0x645, 0x627)
    return ends or (letters[at] == 0x647 and letters[at + 1] == 0x645 and letters[at + 2] == 0x627)


@helper
def _is_word(states: Any, powers: Any, letters: Any, first: Any, last: Any, table: Any) -> Any:
    """Whether the letters `first:last` are a known word, also behind one or two clitics."""
    if count_of(lookup_compact(table, hash_between(states, powers, first, last))):
        return True
    opener, second = letters[first], letters[first + 1]
    if last - first < 4 or opener not in (0x648, 0x641, 0x628, 0x644, 0x643, 0x633):
        return False
    if count_of(lookup_compact(table, hash_between(states, powers, first + 1, last))):
        return True
    prefixed = second in (0x628, 0x644, 0x643, 0x633, 0x627)
    return prefixed and count_of(lookup_compact(table, hash_between(states, powers, first + 2, last))) > 0


@helper
def _is_inflected(states: Any, powers: Any, letters: Any, first: Any, last: Any, table: Any) -> Any:
    """Whether the letters `first:last` are a word of three letters or more, as `_is_word` says, and an ending."""
    for stop in range(max(last - 3, first + 3), last):
        ending = hash_between(states, powers, stop, last)
        for known in _ENDINGS:
            if ending == known and _is_word(states, powers, letters, first, stop, table):
                return True
    return False


@helper
def split(states: Any, powers: Any, letters: Any, first: Any, last: Any, table: Any) -> Any:
    """The place in `letters` where the unknown word `first:last` is best split in two; 0 for none.

    Both halves are known words, or the second is one that `_begins` names. There is none in a word of less than six
    letters, in a known word (also behind one or two clitics, or with an ending), and where the halves are too rare. The
    first of equally good places counts.
    """
    if last - first < LEAST_SPLIT or _is_word(states, powers, letters, first, last, table):
        return 0
    if _is_inflected(states, powers, letters, first, last, table):
        return 0
    best, place = _JOIN_SCORE, 0
    for at in range(first + 2, last - 1):
        article = letters[at] == 0x627 and letters[at + 1] == 0x644 and last - at > 4
        before = count_of(lookup_compact(table, hash_between(states, powers, first, at)))
        if before < 3:
            continue
        after = count_of(lookup_compact(table, hash_between(states, powers, at, last)))
        if after < 3:
            continue
        score = before + after
        rare = at - first == 4 or (letters[first] == 0x627 and letters[first + 1] == 0x644)
        if article:
            score += 4
        elif last - at == 3 and at - first > 3 and after >= (10 if rare else 9):
            if before >= (8 if rare else 6) and not _is_suffix(letters, at):
                score -= 2  # `الخبر|منذ`
            elif letters[at] == 0x648:
                score -= 6  # `إعلان|وفي`
            else:
                continue
        elif last - at < 4 or at - first < 3:
            continue  # `طالب|هم`: a suffix is no word
        else:
            score -= 2
        if at - first < 3:
            score -= 7
        elif at - first < 5 and letters[first] == 0x627 and letters[first + 1] == 0x644:
            continue  # `الم|ورقة`: the article with one or two letters is no word
        if score > best:
            best, place = score, at
    if place or last - first > _LONGEST:
        return place
    best = 0
    for at in range(first + 3, last - 1):
        value = lookup_compact(table, hash_between(states, powers, at, last))
        if value:
            left = hash_between(states, powers, first, at)
            before = count_of(lookup_compact(table, left))
            score = before + count_of(value) + 1
            if score > best and _begins(letters, first, at, last, left, before, value):
                best, place = score, at
    return place


@helper
def _begins(letters: Any, first: Any, at: Any, last: Any, left: Any, before: Any, value: Any) -> Any:
    """Whether the known word `at:last` behind the letters `first:at` is a word of its own, though these may be none.

    It is if it often begins a sentence or furniture (`الزهراويتابعونا`), if it is long and frequent, and more easily if
    it begins with و or ال; a word of two or three letters only behind a known word. The letters are no mere beginning
    of a word, such as است or الخ.
    `left`: their hash; `before`: log2 of their count; `value`: what the lexicon holds for the word. Chosen: of words
    that were glued at random, 81% are split and 74 without this, of those behind an unknown word 38% and none; of 2.2
    million words of encyclopedia articles and columns 103 more.
    """
    size, length = last - at, at - first
    count, opens = count_of(value), class_of(value) == _OPENER or is_glued(value)
    article = letters[first] == 0x627 and letters[first + 1] == 0x644
    if article and length < 5:
        return False
    for beginning in _BEGINNINGS:
        if left == beginning:
            return False
    if size == 2:
        return count >= 18 and before >= 5 and length >= 4  # من, في
    if size == 3:
        if _is_suffix(letters, at):
            return False
        return (opens and before >= 3 and length >= 4) or (count >= 12 and before >= 4 and length >= 5 and not article)
    if opens:
        return True
    if size < 5:
        return False
    if letters[at] == 0x648 and (count >= 7 or (count >= 4 and before >= 3)):
        return True
    if letters[at] == 0x627 and letters[at + 1] == 0x644 and size > 5 and count >= 7:
        return True
    return count >= 10 and length >= 4
