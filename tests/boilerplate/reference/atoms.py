"""Atoms with regular expressions over a page written as its characters' classes."""

from __future__ import annotations

import gzip
import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources
from typing import NamedTuple

from dedup.arabic.folding import COMBINING_HAMZA, fold, folding
from tests.arabic.reference import reference_mix64

KINDS = ("arabic", "other script", "number", "mark", "link", "mail", "handle")
GAPS = ("glued", "space", "wide", "line", "paragraph")
JOINS = ("whole", "proven", "known words")
CLASSES = ("names", "places", "outlets", "openers", "months", "weekdays", "networks", "sections")
VOCABULARY = 24_000
MULTIPLIER = 6364136223846793005
MAX_LETTERS = 250
"""Letters beyond so many do not count."""

_BREAKS = "\n\r\v\f\x85\u2028\u2029"
_WRITTEN = re.compile(r"(?<!\\)(?:\\r\\n|\\[nr])")
"""A line end written as two characters."""
_UNSEEN = re.compile("[\0\xad\u034f\u061c\u180e\u200c-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]")
_STARTS = (
    "http://", "https://", "www.", "pic.twitter.com/", "pic.x.com/", "t.co/", "bit.ly/", "fb.watch/", "youtu.be/",
    "twitter.com/", "x.com/", "instagram.com/", "facebook.com/", "youtube.com/", "t.me/",
)  # fmt: skip
_START = re.compile("|".join(map(re.escape, _STARTS)), re.I | re.A)
_BREAKS_WORDS = re.compile("|".join(map(re.escape, (*_STARTS[:2], *_STARTS[3:6]))), re.I | re.A)
_BREAKS_LINKS = re.compile("|".join(map(re.escape, (*_STARTS[:2], *_STARTS[3:5]))), re.I | re.A)
_SHORT = re.compile(r"(?:(?:https?://)?t\.co/|pic\.twitter\.com/|pic\.x\.com/)([0-9A-Za-z…]{0,10})", re.I | re.A)
_MAIL = re.compile(r"[A-Za-z][0-9A-Za-z_.+-]{0,63}@(?=[0-9A-Za-z_])([0-9A-Za-z_.-]+)")
_NAME = re.compile("[0-9A-Za-z_]")
_IN_LINK = re.compile("[!#-;=?-~…]*")
_REPEATED = re.compile(r"(.)\1*", re.S)
_DIGITS = re.compile("[DU]+")
_LETTERS = {"A": re.compile("[AMTU]+"), "O": re.compile("[OMTU]+")}


class Atom(NamedTuple):
    """One atom; numbers as the columns of `Atoms.rows` have them, but names for kind, gap and join."""

    start: int
    end: int
    kind: str
    gap: str
    join: str = "whole"
    letters: int = 0
    value: int = 0
    word: int = 0
    count: int = 0
    named: int = 0
    prefix: int = 0
    suffix: int = 0
    hash: int = 0
    text: str = ""
    """The folded letters of a word, the digits of a number."""

    @property
    def is_word(self) -> bool:
        """Whether it is a word of any script."""
        return self.kind in KINDS[:2]

    @property
    def breaks(self) -> bool:
        """Whether it is the first of its line."""
        return self.gap in GAPS[3:]

    @property
    def mark(self) -> str:
        """The character that a mark is made of, "" for what is none."""
        return chr(self.value) if self.kind == "mark" else ""

    def row(self) -> list[int]:
        """The same as `Atoms.rows` has it."""
        names = (KINDS.index(self.kind), GAPS.index(self.gap), JOINS.index(self.join))
        return [self.start, self.end, *names, *self[5:12]]


def polynomial(letters: list[int]) -> int:
    """The state of the words' polynomial hash after some letters."""
    state = 1
    for letter in letters:
        state = (state * MULTIPLIER + letter) % 2**64
    return state


@cache
def class_of(character: str) -> str:
    """What a character is: Break, Unseen, bLank, Mark upon letters, Tatweel, Digit, Arabic, Other, Sign."""
    category = unicodedata.category(character)
    if character in _BREAKS:
        return "B"
    if _UNSEEN.match(character):
        return "U"
    if category[0] == "Z" or character in "\t\x1f\u200b":
        return "L"
    if category == "Cs":
        return "S"
    if character > "\U0001ffff" and not "\U000e0000" <= character < "\U000e0200":
        return "O"  # no marks are told from letters up there
    if character == "ـ":
        return "T"
    if category[0] == "M":
        return "M"
    if category == "Nd":
        return "D"
    if category[0] == "L":
        return "A" if "\u0600" <= character <= "\u08ff" or "\ufb50" <= character <= "\ufefc" else "O"
    return "S"


@cache
def known_words() -> Mapping[str, tuple[int, int, int]]:
    """By folded word its row, log2 of its count, and the number of its class."""
    folder = resources.files("dedup.boilerplate.lexicon")
    found: dict[str, tuple[int, int, int]] = {}
    count = 0
    cells = iter(gzip.decompress((folder / "words.txt.gz").read_bytes()).decode().split())
    for cell in cells:
        if cell == "#":
            count = int(next(cells))
        else:
            row = len(found) + 1
            found[cell] = (row if row <= VOCABULARY else 0, count, 0)
    for number, name in enumerate(CLASSES, 1):
        for word in fold((folder / f"{name}.txt").read_text(encoding="utf-8")).split():
            row, count, _ = found.get(word, (0, 0, 0))
            found[word] = (row, count, number)
    return found


@cache
def glued_words() -> frozenset[str]:
    """The folded words that begin furniture which pages glue to the word before."""
    folder = resources.files("dedup.boilerplate.lexicon")
    return frozenset(fold((folder / "glued.txt").read_text(encoding="utf-8")).split())


def _facts(letters: list[int]) -> tuple[int, int, int]:
    return known_words().get("".join(map(_shown, letters)), (0, 0, 0))


def _count(letters: list[int]) -> int:
    return _facts(letters)[1]


def reference_atoms(text: str, offset: int = 0) -> list[Atom]:
    """The atoms of one page, which begins at `offset` of the joined text."""
    classes = "".join(map(class_of, text))
    for written in _WRITTEN.finditer(text):
        first, last = written.span()
        in_path = classes[last : last + 1] == "O" and (classes[:first][-1:] in ("O", "D") or text[:first][-1:] == ":")
        if not in_path:
            classes = f"{classes[:first]}{'B' * (last - first)}{classes[last:]}"
    atoms: list[Atom] = []
    at = 0
    gap_start = 0
    while at < len(text):
        if classes[at] in "BULM":
            at += 1
            continue
        gap = _gap(text[gap_start:at], classes[gap_start:at], is_first=not atoms)
        after = atoms[-1].kind if atoms and gap == "glued" else "mark"
        found = list(_at(text, classes, at, gap, after))
        atoms += found
        at = gap_start = found[-1].end
    return [atom._replace(start=atom.start + offset, end=atom.end + offset) for atom in atoms]


def _gap(between: str, classes: str, is_first: bool) -> str:
    """What stands before an atom."""
    breaks = len(re.findall("\r\n|[\n\r\v\f\x85\u2028\u2029]|\\\\r\\\\n|\\\\[nr]", between))
    if is_first or breaks > 1:
        return "paragraph"
    if breaks:
        return "line"
    blanks = [character for character, kind in zip(between, classes, strict=True) if kind == "L"]
    if not blanks:
        return "glued"
    return "wide" if len(blanks) > 1 or blanks == ["\t"] else "space"


def _at(text: str, classes: str, at: int, gap: str, after: str) -> Iterator[Atom]:
    """The atom, or the atoms of a word, that stand at a place."""
    kind = classes[at]
    joined = "proven" if after in ("arabic", "other script", "number", "link", "mail") else "whole"
    if kind == "O" and (start := _START.match(text, at)):
        end = _link_end(text, at, start)
        value = reference_mix64(polynomial([ord(c) | 0x20 for c in text[at : min(end, at + 14)]])) >> 48
        yield Atom(at, end, "link", gap, letters=min(end - at, 255), value=value)
    elif kind in "AO":
        yield from _word(text, classes, at, gap, joined)
    elif kind == "D":
        end = _run(_DIGITS, classes, at)
        digits = "".join(str(unicodedata.decimal(c)) for c in text[at:end] if class_of(c) == "D")
        hashed = reference_mix64(polynomial(list(map(ord, digits))))
        size, led = min(len(digits), 255), int(text[at] in "0٠")
        yield Atom(at, end, "number", gap, joined, size, int(digits[:9]), suffix=led, hash=hashed, text=digits)
    elif text[at] == "@" and _NAME.match(text, at + 1):
        end = at + 1
        while _NAME.match(text, end) and not _BREAKS_WORDS.match(text, end):
            end += 1
        yield Atom(at, end, "handle", gap, letters=min(end - at, 255))
    else:
        end = _run(_REPEATED, text, at)
        yield Atom(at, end, "mark", gap, letters=min(end - at, 255), value=ord(text[at]) & 0xFFFF)


def _run(pattern: re.Pattern[str], text: str, at: int) -> int:
    """Where a pattern ends that stands at a place."""
    found = pattern.match(text, at)
    return found.end() if found else at


def _link_end(text: str, at: int, start: re.Match[str]) -> int:
    """Where a link ends: short ones have ten letters; none runs into the next or takes marks behind it along."""
    short = _SHORT.match(text, at)
    inner = short.start(1) if short else start.end()
    end = short.end(1) if short else _run(_IN_LINK, text, inner)
    following = _BREAKS_LINKS.search(text, inner + 1, len(text))
    if following:
        end = min(end, following.start())
    return inner + len(text[inner:end].rstrip(".,;:!)']"))


def _word(text: str, classes: str, at: int, gap: str, joined: str) -> Iterator[Atom]:
    """The atoms of a run of letters of one script, with the marks upon them: one, unless words were glued."""
    kind = classes[at]
    end = _run(_LETTERS[kind], classes, at)
    if kind == "O":
        mail = _MAIL.match(text, at)
        if mail and "." in mail[1]:
            stop = mail.start(1) + len(mail[1].rstrip(".-"))
            yield Atom(at, stop, "mail", gap, letters=min(stop - at, 255))
            return
        letters = [place for place in range(at + 1, end) if classes[place] == "O"]
        counted = 1 if _entry(text[at]) else 0
        for place in letters:
            if counted and _BREAKS_WORDS.match(text, place):
                end = place
                break
            counted += bool(_entry(text[place]))
    places = [place for place in range(at, end) if classes[place] == kind and _entry(text[place])][:MAX_LETTERS]
    if not places:
        yield Atom(at, end, "mark", gap, letters=1, value=ord(text[at]) & 0xFFFF)
        return
    letters = [_entry(text[place]) for place in places]
    first = 0
    while first < len(letters):
        last, why = len(letters), "whole"
        if kind == "A":
            last, why = _first_join(text, places, letters, first)
        own = letters[first:last]
        word, count, named = _facts(own)
        yield Atom(
            start=places[first] if first else at,
            end=places[last] if last < len(letters) else end,
            kind="arabic" if kind == "A" else "other script",
            gap="glued" if first else gap,
            join=joined,
            letters=len(own),
            value=int(kind == "O" and "A" <= text[at] <= "Z"),
            word=word,
            count=count,
            named=named,
            prefix=_affix(own[:3]),
            suffix=_affix(own[-3:]),
            hash=reference_mix64(polynomial(own)),
            text="".join(map(_shown, own)),
        )
        first, joined = last, why


def _entry(character: str) -> int:
    """What a letter folds to, as a number; 0 for nothing."""
    entry = int(folding().entries[ord(character)])
    return entry if entry > COMBINING_HAMZA else 0


def _affix(letters: list[int]) -> int:
    """Twelve bits for a few letters."""
    return polynomial(letters) * MULTIPLIER % 2**64 >> 52


def _first_join(text: str, places: list[int], letters: list[int], first: int) -> tuple[int, str]:
    """Where the first word of letters `first:` ends, and why there."""
    is_known = _count(letters[first:]) > 0
    for at in range(first + 2, len(letters) - 1):
        sign = _end_sign(text, places, at)
        if sign and (sign != "ى" or (len(letters) - at >= 3 and not is_known)):
            return _first_split(letters, first, at, "proven")
    return _first_split(letters, first, len(letters), "whole")


def _first_split(letters: list[int], first: int, last: int, why: str) -> tuple[int, str]:
    """Where the first of the words ends that letters `first:last` may be, and why; else `last` and the reason given."""
    while size := _split(letters[first:last]):
        last, why = first + size, "known words"
    return last, why


def _end_sign(text: str, places: list[int], at: int) -> str:
    """What proves that a word ends before its letter number `at`: ة, ى, or a tanwin; "" for nothing."""
    before, upon, letter = text[places[at - 1]], text[places[at - 1] + 1 : places[at]], text[places[at]]
    if before == "ة" or (before == "ى" and at > 1):
        return before
    if before != "ا" and letter in "اى":
        return ""  # `أيضًا` has its tanwin before the alef that belongs to it
    return "".join(re.findall("[\u064b\u064c\u064d]", upon))[-1:]


def _split(letters: list[int]) -> int:
    """Where a word that is none falls into two known ones, best by how frequent they are; 0 where it need not."""
    word = "".join(map(_shown, letters))
    if len(word) < 6 or _is_word(word) or _is_inflected(word):
        return 0
    best, place = 10, 0
    for at in range(2, len(word) - 1):
        left, right = word[:at], word[at:]
        before, after = _count(letters[:at]), _count(letters[at:])
        article = right.startswith("ال") and len(right) > 4
        if min(before, after) < 3:
            continue
        score = before + after
        rare = len(left) == 4 or left.startswith("ال")
        frequent = len(right) == 3 and len(left) > 3 and after >= (10 if rare else 9)
        if article:
            score += 4
        elif frequent and before >= (8 if rare else 6) and not (right[1:] in ("هم", "ها") or right == "هما"):
            score -= 2
        elif frequent and right[0] == "و":
            score -= 6
        elif len(right) < 4 or len(left) < 3:
            continue
        else:
            score -= 2
        if len(left) < 3:
            score -= 7
        elif len(left) < 5 and left.startswith("ال"):
            continue
        if score > best:
            best, place = score, at
    if place or len(word) > 40:
        return place
    places = [at for at in range(3, len(word) - 1) if begins(word[:at], word[at:])]
    return max(places, key=lambda at: (_count(letters[:at]) + _count(letters[at:]), -at), default=0)


_ENDINGS = "ها هم هن هما نا كم كما ات ين ون ان يه تين تان ه ي ا ت ك وا يا يات ته تي تها تهم".split()
_NO_WORDS = (
    "است يست ويست تست وتست نست الم مست المست المت الت بال وال فال كال لل وبال الاست واست مت ومست والمست بالم والم للم"
).split()


def _is_word(word: str) -> bool:
    """Whether a word is known, also behind one or two clitics."""
    known = [word]
    if len(word) > 3 and word[0] in "وفبلكس":
        known += [word[1:], word[2:]] if word[1] in "بلكسا" else [word[1:]]
    return any(known_words().get(own, (0, 0, 0))[1] for own in known)


def _is_inflected(word: str) -> bool:
    """Whether a word is a known one with an ending."""
    stems = [word.removesuffix(ending) for ending in _ENDINGS if word.endswith(ending)]
    return any(len(stem) >= 3 and _is_word(stem) for stem in stems)


def begins(left: str, right: str) -> bool:
    """Whether the second part of a word that is none is a word of its own, though the first may be none."""
    known, is_glued = known_words(), right in glued_words()
    if not (right in known or is_glued) or left in _NO_WORDS or (len(left) < 5 and left.startswith("ال")):
        return False
    before, (_, count, named) = known.get(left, (0, 0, 0))[1], known.get(right, (0, 0, 0))
    opens = is_glued or (bool(named) and CLASSES[named - 1] == "openers")
    if len(right) == 2:
        return count >= 18 and before >= 5 and len(left) >= 4
    if len(right) == 3:
        if right[1:] in ("هم", "ها") or right == "هما":
            return False
        rare = len(left) < 5 or left.startswith("ال")
        return (opens and before >= 3 and len(left) >= 4) or (count >= 12 and before >= 4 and not rare)
    if opens:
        return True
    if len(right) > 4 and count >= 10 and len(left) > 3:
        return True
    if right.startswith("ال"):
        return len(right) > 5 and count >= 7
    return right[0] == "و" and len(right) > 4 and (count >= 7 or (count >= 4 and before >= 3))


def _shown(letter: int) -> str:
    return chr(letter) if letter < 0x110000 else "\ufffd"
