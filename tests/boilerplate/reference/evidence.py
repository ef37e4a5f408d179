"""The evidence of wording, form, place and echo, from what each feature says of itself; a page at a time.

A group is given as two tables: by atom its values, and by segment its columns.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from fractions import Fraction

from dedup.boilerplate.evidence.form import _COMMON_MARKS
from tests.boilerplate.reference.atoms import Atom
from tests.boilerplate.reference.listed import USER, Phrases, longest
from tests.boilerplate.reference.segments import CLOSERS, SENTENCE_ENDS, Segment

Table = list[list[int]]


def log8(count: int) -> int:
    """Eight times the logarithm of `count + 1`, straight between powers of two."""
    power = (count + 1).bit_length() - 1
    return min(8 * power + int(8 * (Fraction(count + 1, 2**power) - 1)), 127)


def share(part: int, whole: int) -> int:
    """A share in 127ths, rounded down."""
    return int(Fraction(127 * part, whole)) if whole else 127 * part


def yes(condition: bool) -> int:
    """127 or 0."""
    return 127 if condition else 0


# -- place ---------------------------------------------------------------------------------------------------------


def place(atoms: Sequence[Atom], segments: Sequence[Segment]) -> tuple[Table, Table]:
    """Where atoms and segments stand."""
    values = [
        [1 + 8 * min(at.bit_length(), 7) + min((len(atoms) - 1 - at).bit_length(), 7)] for at in range(len(atoms))
    ]
    lines = segments[-1].line + 1 if segments else 0
    columns = [
        [
            log8(at),
            log8(len(segments) - 1 - at),
            share(at, len(segments)),
            log8(own.line),
            log8(lines - 1 - own.line),
            log8(lines),
            log8(sum(other.line == own.line for other in segments[:at])),
        ]
        for at, own in enumerate(segments)
    ]
    return values, columns


# -- form ----------------------------------------------------------------------------------------------------------


def _mark_numbers() -> dict[str, int]:
    free = [*range(1, 0x20), *range(0x41, 0x5B), *range(0x30, 0x3A)]
    numbers = {chr(value): value for value in range(0x21, 0x7F) if not chr(value).isalnum()}
    return numbers | {
        chr(ord(mark) & 0xFFFF): number for mark, number in zip(dict.fromkeys(_COMMON_MARKS), free, strict=False)
    }


_MARKS = _mark_numbers()


def shape(atom: Atom) -> int:
    """The kind of an atom and its length; of a mark, which one it is."""
    if atom.kind == "arabic":
        return 1 + min(atom.letters, 12)
    if atom.kind == "other script":
        return 16 + min(atom.letters, 10) + (11 if atom.value else 0)
    if atom.kind == "number":
        if atom.letters == 4 and atom.value in range(1900, 2036):
            return 47
        if atom.letters == 4 and atom.value in range(1400, 1451):
            return 48
        return 49 if atom.letters == 2 and atom.suffix else 39 + min(atom.letters, 7)
    if atom.kind != "mark":
        return {"link": 50, "mail": 51, "handle": 52}[atom.kind]
    mark = "…" if atom.mark == "." and atom.letters > 1 else atom.mark
    number = _MARKS.get(mark, ord("a") + ord(mark) % 26)
    return 192 + number % 32 if atom.letters > 2 else 64 + number


def form(atoms: Sequence[Atom], segments: Sequence[Segment]) -> tuple[Table, Table]:
    """How long segments are, what they begin and end with, what they are made of."""
    gaps = {"glued": 0, "space": 3, "wide": 6, "line": 9, "paragraph": 12}
    joins = {"whole": 0, "proven": 1, "known words": 2}
    values = [[shape(atom), 1 + gaps[atom.gap] + (joins[atom.join] if atom.gap == "glued" else 0)] for atom in atoms]
    by_line: dict[int, list[Atom]] = {}
    for segment in segments:
        by_line.setdefault(segment.line, []).extend(atoms[segment.first : segment.last])
    sizes = {line: own[-1].end - own[0].start for line, own in by_line.items()}
    shapes = [shape(atoms[segment.first]) for segment in segments]
    columns = []
    for at, segment in enumerate(segments):
        own = list(atoms[segment.first : segment.last])
        opener = own[0]
        behind = atoms[segment.last].gap if segment.last < len(atoms) else "paragraph"
        closed = list(own)
        while len(closed) > 1 and closed[-1].mark and closed[-1].mark in CLOSERS:
            closed.pop()
        ending = closed[-1].mark
        size = sizes[segment.line]
        near = [sizes.get(segment.line + step) for step in (-2, -1, 1, 2)]
        kinds = Counter(atom.kind for atom in own)
        columns.append(
            [
                log8(len(own)),
                log8(own[-1].end - opener.start),
                log8(size),
                log8(len(by_line[segment.line])),
                yes(opener.breaks),
                yes(opener.gap == "paragraph"),
                yes(behind in ("line", "paragraph")),
                yes(behind == "paragraph"),
                yes(ending != "" and ending in SENTENCE_ENDS),
                yes(ending == ":"),
                yes(ending != "" and ending in "،؛,"),
                yes(at > 0 and shapes[at - 1] == shapes[at]),
                yes(at + 1 < len(segments) and shapes[at + 1] == shapes[at]),
                share(kinds["other script"], len(own)),
                share(kinds["number"], len(own)),
                share(kinds["mark"], len(own)),
                share(kinds["link"] + kinds["mail"] + kinds["handle"], len(own)),
                share(sum(atom.mark == "#" for atom in own), len(own)),
                yes(opener.gap == "glued"),
                yes(opener.gap == "wide"),
                log8(sizes.get(segment.line - 1, 0)),
                log8(sizes.get(segment.line + 1, 0)),
                share(sum(other is not None and other <= 2 * size and size <= 2 * other for other in near), 4),
            ]
        )
    return values, columns


# -- wording -------------------------------------------------------------------------------------------------------


def wording(atoms: Sequence[Atom], segments: Sequence[Segment], phrases: Phrases) -> tuple[Table, Table, list[int]]:
    """Which words and affixes atoms are, the phrases they stand in, and by atom the number of the user's phrase."""
    listed, user = [0] * len(atoms), [0] * len(atoms)
    at = 0
    while at < len(atoms):
        number, end, _ = longest(atoms, at, phrases) if atoms[at].is_word else (0, at, 0)
        for inside in range(at, end):
            if number >= USER:
                user[inside] = number - USER + 1
            else:
                listed[inside] = number + (USER if inside > at else 0)
        at = max(end, at + 1)
    values = [[*_word_values(atom), phrase] for atom, phrase in zip(atoms, listed, strict=True)]
    columns = []
    for segment in segments:
        span = range(segment.first, segment.last)
        words = [atoms[at] for at in span if atoms[at].is_word]
        columns.append(
            [
                share(sum(listed[at] > 0 for at in span), len(span)),
                share(sum(word.count < 3 for word in words), len(words)),
                share(sum(word.count >= 14 for word in words), len(words)),
            ]
        )
    return values, columns, user


def _word_values(atom: Atom) -> list[int]:
    if atom.is_word:
        return [atom.word, 1 + atom.prefix, 1 + atom.suffix, 1 + atom.count, 1 + atom.named]
    if atom.kind == "number":
        return [0, 1 + min(atom.value, 60) if atom.letters < 4 else 64 + min(atom.letters, 9), 0, 0, 0]
    return [0, 1 + atom.value % 4096 if atom.kind == "link" else 0, 0, 0, 0]


# -- echo ----------------------------------------------------------------------------------------------------------


def echo(atoms: Sequence[Atom], segments: Sequence[Segment]) -> tuple[Table, Table]:
    """Words and pairs of words that atoms and segments share with the title, with neighbours, with the whole page."""
    line_of = {at: segment.line for segment in segments for at in range(segment.first, segment.last)}
    content = [atom.is_word and atom.letters >= 4 and atom.count < 13 for atom in atoms]
    words = [atom.hash if is_content else None for atom, is_content in zip(atoms, content, strict=True)]
    pairs: list[tuple[int, int] | None] = [None] * len(atoms)  # of an atom and the one before
    for at in range(1, len(atoms)):
        both = atoms[at].is_word and atoms[at - 1].is_word and not atoms[at].breaks
        if both and (content[at] or content[at - 1]):
            pairs[at] = (atoms[at - 1].hash, atoms[at].hash)
    lines: dict[object, set[int]] = {}
    first_place: dict[object, int] = {}
    for at in range(len(atoms)):
        for key in (words[at], pairs[at]):
            if key is not None:
                lines.setdefault(key, set()).add(line_of[at])
                first_place.setdefault(key, at)
    wordy = Counter(line_of[at] for at in range(len(atoms)) if content[at])
    title = min((line for line, count in wordy.items() if count >= 3 and line < 6), default=-1)
    in_title = {key for key, own in lines.items() if title in own}
    values = []
    for at in range(len(atoms)):
        around = [pair for pair in pairs[at : at + 2] if pair is not None]
        titled = line_of[at] == title
        facts = [
            not titled and any(pair in in_title for pair in around),
            any(len(lines[pair]) > 1 for pair in around),
            not titled and words[at] in in_title,
            content[at] and len(lines[words[at]]) > 1,
            content[at] and first_place[words[at]] < at,
            content[at],
        ]
        values.append([1 + sum(2**bit for bit, fact in enumerate(facts) if fact)])
    return values, _segment_echo(atoms, segments, words, first_place, values, title)


def _segment_echo(
    atoms: Sequence[Atom],
    segments: Sequence[Segment],
    words: Sequence[int | None],
    first_place: Mapping[object, int],
    values: Table,
    title: int,
) -> Table:
    sets = [{word for word in words[segment.first : segment.last] if word is not None} for segment in segments]
    said = Counter[tuple[int, ...]]()
    times: dict[int, int] = {}
    for line in sorted({segment.line for segment in segments}):
        own = [at for segment in segments if segment.line == line for at in range(segment.first, segment.last)]
        key = tuple(atoms[at].hash for at in own if atoms[at].hash)
        times[line] = said[key]
        said[key] += bool(key)
    columns = []
    for at, segment in enumerate(segments):
        own = [word for word in words[segment.first : segment.last] if word is not None]
        flags = [value[0] - 1 for value in values[segment.first : segment.last]]
        later = set().union(*sets[at + 2 : at + 4])
        size = segment.last - segment.first
        columns.append(
            [
                share(sum(word in set().union(*sets[at + 1 : at + 2]) for word in own), len(own)),
                share(sum(word in later for word in own), len(own)),
                share(sum(word in set().union(*sets[max(at - 1, 0) : at]) for word in own), len(own)),
                share(sum(flag & 1 > 0 for flag in flags), size),
                share(sum(flag & 2 > 0 for flag in flags), size),
                share(sum(flag & 4 > 0 for flag in flags), len(own)),
                share(sum(flag & 8 > 0 for flag in flags), len(own)),
                share(sum(first_place[word] < min(100, segment.first) for word in own), len(own)),
                log8(times[segment.line]),
                yes(segment.line == title),
                log8(len(own)),
            ]
        )
    return columns
