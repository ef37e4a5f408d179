"""The best sequence of labels, by Viterbi's algorithm over all labels and all changes; and the runs that it makes."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import NamedTuple

from tests.boilerplate.reference.atoms import Atom
from tests.boilerplate.reference.segments import CLOSERS, SENTENCE_ENDS, Segment

HOST = ("body", "title", "subhead")
FURNITURE = (
    "related_head", "related_item", "related_teaser", "embed", "embed_meta", "caption", "share", "ad", "comments",
    "nav", "readmore", "other",
)  # fmt: skip
METADATA = ("pubdate", "byline", "source", "tags")
NAMES = (*HOST, *HOST, *METADATA, *FURNITURE)
"""Labels by number: content of the host, of appended articles, then what is cut."""
CUT_FROM = 6
ONE = 2048


class Costs(NamedTuple):
    """What a change of label costs, by where it is."""

    line: int
    segment: int
    joined: int
    spaced: int
    known_words: int
    comma: int


def in_figures(atoms: Sequence[Atom], at: int) -> bool:
    """Whether a place before an atom is inside of numbers that a mark joins."""
    joint = at if atoms[at].kind == "mark" else at - 1
    if not 1 <= joint < len(atoms) - 1:
        return False
    first, mark, second = atoms[joint - 1 : joint + 2]
    return (
        (first.kind, mark.kind, second.kind) == ("number", "mark", "number")
        and (mark.gap, second.gap) == ("glued", "glued")
        and mark.letters == 1
        and mark.mark in tuple(".,/:-")
    )


def in_abbreviation(atoms: Sequence[Atom], at: int) -> bool:
    """Whether a place before an atom is behind a full stop between two single letters without spaces."""
    if at < 2:
        return False
    first, stop, second = atoms[at - 2 : at + 1]
    return (stop.mark, stop.letters, stop.gap, second.gap) == (".", 1, "glued", "glued") and all(
        letter.is_word and letter.letters == 1 for letter in (first, second)
    )


def in_tag(atoms: Sequence[Atom], at: int) -> bool:
    """Whether a place before an atom is inside of a tag of HTML, from `<` to `>`, of at most a hundred atoms more."""
    opening = next((place for place in range(at - 1, -1, -1) if atoms[place].mark in ("<", ">")), at)
    behind = atoms[opening + 1 :][:100]
    if (atoms[opening].mark, atoms[opening].letters) != ("<", 1) or opening == at or behind[0].gap != "glued":
        return False
    closing = next((place for place, atom in enumerate(behind, opening + 1) if atom.mark in ("<", ">")), at)
    is_name = behind[0].kind == "other script" or behind[0].mark in ("/", "!")
    return is_name and closing >= at and atoms[closing].mark == ">"


def cost_before(atoms: Sequence[Atom], at: int, begins_segment: bool, costs: Costs) -> float:
    """What a change of label costs before an atom."""
    atom, before = atoms[at], atoms[at - 1]
    if in_tag(atoms, at):
        return float("inf")
    if atom.breaks:
        return costs.line
    if (atom.mark, atom.letters) == (":", 1):
        return float("inf")
    glued = atom.gap == "glued"
    if glued and atom.join == "known words":
        return costs.known_words
    its_letter = any(
        number.kind == "number" and letter.is_word and letter.letters == 1
        for number, letter in ((before, atom), (atom, before))
    )
    in_word = its_letter or (
        atom.join == "whole" and all(near.is_word or near.kind == "number" for near in (before, atom))
    )
    if glued and (
        in_word
        or in_figures(atoms, at)
        or in_abbreviation(atoms, at)
        or (atom.mark and atom.mark in SENTENCE_ENDS + CLOSERS)
    ):
        return float("inf")
    if {atom.mark, before.mark} & set(",،;؛"):
        return costs.comma
    if begins_segment:
        return costs.segment
    return costs.joined if glued else costs.spaced


def cost_of_change(cost: float, one: str, other: str, costs: Costs) -> float:
    """What the change from one label to another costs where any costs `cost`; between cuts, what a lost space costs."""
    if one == other:
        return 0
    among_cuts = one not in HOST and other not in HOST and cost < float("inf")
    return min(cost, costs.joined) if among_cuts else cost


def best_labels(
    atoms: Sequence[Atom], segments: Sequence[Segment], scores: Sequence[Sequence[int]], price: int, costs: Costs
) -> list[str]:
    """The labels of the best sequence; of equally good ones that which changes late, and then to the first label."""
    starts = {segment.first for segment in segments}
    labels = list(dict.fromkeys(NAMES))
    best: dict[str, float] = {}
    ways: list[dict[str, str]] = []
    for at in range(len(atoms)):
        own = {label: _score(scores[at], label, price) for label in labels}
        if not at:
            best = own
            continue
        cost = cost_before(atoms, at, at in starts, costs)
        after = {
            label: {other: best[other] - cost_of_change(cost, other, label, costs) for other in labels}
            for label in labels
        }
        way = {
            label: max(labels, key=lambda other, to=label, sums=sums: (sums[other], other == to))
            for label, sums in after.items()
        }
        best = {label: after[label][way[label]] + own[label] for label in labels}
        ways.append(way)
    if not atoms:
        return []
    path = [max(labels, key=best.__getitem__)]
    for way in reversed(ways):
        path.append(way[path[-1]])
    return path[::-1]


def total(
    atoms: Sequence[Atom],
    segments: Sequence[Segment],
    scores: Sequence[Sequence[int]],
    price: int,
    costs: Costs,
    labels: Sequence[str],
) -> float:
    """What a sequence of labels scores."""
    starts = {segment.first for segment in segments}
    changes = [
        cost_of_change(cost_before(atoms, at, at in starts, costs), labels[at - 1], labels[at], costs)
        for at in range(1, len(atoms))
    ]
    return sum(_score(row, label, price) for row, label in zip(scores, labels, strict=True)) - sum(changes)


def _score(scores: Sequence[int], label: str, price: int) -> int:
    """The score of a label; of content that of the host's or the appended, whichever is more, and the price."""
    if label in HOST:
        return max(score for score, name in zip(scores[:CUT_FROM], NAMES, strict=False) if name == label) + price
    return scores[NAMES.index(label)]


def articles(labels: Sequence[str], scores: Sequence[Sequence[int]]) -> tuple[list[str], list[int]]:
    """By atom its label and its article: 1 for the host's content; from where it looks most appended on, 2 and up;
    else 0. Headlines there without any text are links. It must look so from its first forty atoms on. Each later
    headline with metadata under it, or of its own weight, begins an article as well.
    """
    gains = [_appended(row) if label in HOST else 0 for row, label in zip(scores, labels, strict=True)]
    alone = [_is_headline_alone(labels, scores, at) for at in range(len(labels))]
    split, most = len(labels), 20 * ONE
    for at in range(1, len(labels)):
        if labels[at] not in HOST or not any(label in HOST for label in labels[:at]):
            continue
        beside = labels[at - 1] not in HOST or _under_headline(labels, at) not in HOST
        content = [gain for gain, label in zip(gains[at:], labels[at:], strict=True) if label in HOST]
        enough = sum(content[:40]) >= len(content[:40]) * ONE and sum(content) > most
        if enough and (beside or (alone[at] and "body" in labels[:at])):
            split, most = at, sum(content)
    starts = [split] if split < len(labels) else []
    for at in range(split + 1, len(labels)):
        if labels[at] == "title" and (
            labels[at - 1] == "related_head"
            or _under_headline(labels, at) in METADATA
            or (alone[at] and "body" in labels[starts[-1] : at])
        ):
            starts.append(at)
    told, numbers = list(labels), [1 if label in HOST else 0 for label in labels]
    number = 1
    for start, end in zip(starts, [*starts, len(labels)][1:], strict=True):
        own = [at for at in range(start, end) if labels[at] in HOST]
        if any(labels[at] == "body" for at in own):
            number += 1
        for at in own:
            is_article = any(labels[other] == "body" for other in own)
            numbers[at] = number if is_article else 0
            told[at] = labels[at] if is_article else "related_item"
    return told, numbers


def with_whole_lists(labels: Sequence[str], numbers: Sequence[int]) -> tuple[list[str], list[int]]:
    """The labels and articles, where a headline or subheading of the host right behind a heading of links is an item of
    its list if there are fifteen atoms of body before.
    """
    told, own = list[str](), list[int]()
    pieces = groupby(zip(labels, numbers, strict=True), _first)
    for label, articles_of in [(label, [number for _, number in same]) for label, same in pieces]:
        is_behind = bool(told) and labels[len(told) - 1] == "related_head" and labels[: len(told)].count("body") >= 15
        is_item = is_behind and label in ("title", "subhead") and articles_of[0] == 1
        told += ["related_item" if is_item else label] * len(articles_of)
        own += [0] * len(articles_of) if is_item else articles_of
    return told, own


def _first(pair: tuple[str, int]) -> str:
    return pair[0]


def _under_headline(labels: Sequence[str], at: int) -> str:
    """The label of what follows a headline that begins here; `body` where none does."""
    behind = next((label for label in labels[at:] if label != "title"), "body")
    return behind if labels[at] == "title" != labels[at - 1] else "body"


def _is_headline_alone(labels: Sequence[str], scores: Sequence[Sequence[int]], at: int) -> bool:
    """Whether a headline begins here over body, of five atoms or more, with scores on average by three more as a title,
    and (with up to forty atoms of the body) as appended.
    """
    if _under_headline(labels, at) != "body" or labels[at] != "title" or not at or labels[at - 1] == "title":
        return False
    end = next((other for other in range(at, len(labels)) if labels[other] != "title"), at)
    last = next((other for other in range(end, len(labels)) if labels[other] != "body"), len(labels))
    last = min(last, end + 40)
    titles = [max(row[1], row[4]) - max(row[0], row[2], row[3], row[5]) for row in scores[at:end]]
    seen = [_appended(row) for row in scores[at:last]]
    return end - at >= 5 and sum(titles) >= 3 * ONE * len(titles) and sum(seen) >= 3 * ONE * len(seen)


def _appended(scores: Sequence[int]) -> int:
    """How much more an atom looks appended than the host's, at most four."""
    return max(-4 * ONE, min(4 * ONE, max(scores[3:6]) - max(scores[:3])))


class Run(NamedTuple):
    """Neighbouring atoms `first:last` of one label and article."""

    first: int
    last: int
    label: str
    article: int


def runs(
    atoms: Sequence[Atom],
    segments: Sequence[Segment],
    labels: Sequence[str],
    own: Sequence[int],
    *,
    marked: bool = False,
) -> list[Run]:
    """The runs of a page; all but the body is parted at lines. A colon belongs to the cut before it on its line.

    A year or a time amid content is no date, unless the page is `marked`. One cut of up
    to 24 lines takes no page, nor all running text of one.
    """
    labels, own = list(labels), list(own)
    for at, atom in enumerate(atoms):
        if at and atom.mark == ":" and not atom.breaks and labels[at] in HOST and labels[at - 1] not in HOST:
            labels[at], own[at] = labels[at - 1], own[at - 1]
    for is_date, group in groupby(range(len(labels)), lambda at: labels[at] == "pubdate"):
        first, *_, last = 2 * [*group]
        ends = [at for at in (first - 1, last + 1) if 0 <= at < len(labels)]
        amid_text = all(labels[at] in HOST for at in ends) and len({own[at] for at in ends}) < 2
        if is_date and not marked and amid_text and _is_year_or_time(atoms[first : last + 1]):
            size, article = last + 1 - first, own[first - 1] if first else 1
            labels[first : last + 1], own[first : last + 1] = ["body"] * size, [article] * size
    sentences = running_text(atoms, segments)
    text = range(sentences[0].start, sentences[-1].stop) if sentences else range(len(atoms))
    said = {labels[at] for at in text}
    if (len(said) == 1 or len(sentences) == 1) and not said & set(HOST):
        first, last = text.start, text.stop
        while first and labels[first - 1] == labels[text.start]:
            first -= 1
        while last < len(atoms) and labels[last] == labels[text.stop - 1]:
            last += 1
        if sum(atom.breaks for atom in atoms[first + 1 : last]) < 24:
            labels[first:last], own[first:last] = ["body"] * (last - first), [1] * (last - first)
    article = 1
    for at, label in enumerate(labels):
        if label in HOST:
            article = own[at]
        elif label in METADATA:
            own[at] = article
    lines = 0
    keys = []
    for at, label in enumerate(labels):
        lines += atoms[at].breaks
        keys.append((label, own[at], lines if label != "body" else 0))
    return [
        Run(group[0], group[-1] + 1, label, number)
        for (label, number, _), group in ((key, list(ats)) for key, ats in groupby(range(len(keys)), keys.__getitem__))
    ]


def _is_year_or_time(atoms: Sequence[Atom]) -> bool:
    """Whether atoms are a number of up to four digits, or two around a colon or a stop, the second of two digits."""
    numbers = [at for at, atom in enumerate(atoms) if not atom.mark]
    if not 1 <= len(numbers) <= 2 or any(atoms[at].kind != "number" or atoms[at].letters > 4 for at in numbers):
        return False
    first, last = numbers[0], numbers[-1]
    return len(numbers) == 1 or (last > first + 1 and atoms[last - 1].mark in ":." and atoms[last].letters == 2)


def running_text(atoms: Sequence[Atom], segments: Sequence[Segment]) -> list[range]:
    """The atoms of each sentence of running text: twelve words or more of a line, up to a segment with the end of a
    sentence.
    """
    found, first, is_open = [], 0, False
    for segment in segments:
        first = first if is_open and not atoms[segment.first].breaks else segment.first
        own = atoms[first : segment.last]
        is_open = not any(atom.mark and atom.mark in SENTENCE_ENDS for atom in atoms[segment.first : segment.last])
        if not is_open and sum(atom.is_word for atom in own) >= 12:
            found.append(range(first, segment.last))
    return found
