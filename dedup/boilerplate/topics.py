"""Reads the topics of an article from its labelled spans."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import chain

from dedup.arabic.folding import fold
from dedup.arabic.view import view
from dedup.arabic.words import spelled_words
from dedup.boilerplate.characters import WRITTEN_BREAK
from dedup.boilerplate.credit_words import trim
from dedup.boilerplate.lexicon.lists import words_of
from dedup.model import Span

# Headings of topics. Long ones may be joined to the first topic (`الوسومروسيا`), short ones end in a blank or mark.
_ABOUT = (
    r"(?:[ ](?:(?:ال)?(?:دلاليه|دليليه|داله|مفتاحيه|مفاتيح|متشابهه|مشابهه)|البحث|متعلقه|ساخنه|اخري|شاءعه|راءجه|مهمه|"
    r"ذات[ ]صله|الاكثر[ ]\w+))"
)
_LONG_HEADING = rf"(?:ال)?كلمات{_ABOUT}|الوسوم|(?:ال)?(?:مواضيع|موضوعات){_ABOUT}+"
_TAGS_HEADING = re.compile(
    rf"[^\w#]*(?:{_LONG_HEADING}|"
    r"(?:دلاليه|مفتاحيه|وسوم|سمات|تاجز|tags|keywords|mots[ -]cles|الاكثر[ ](?:بحثا|تداولا|قراءه))(?!\w)|"
    r"(?:وسم|الوسم|السمات|(?:ال)?(?:علامات|تسميات|تصنيفات|تصنيف|مواضيع|موضوعات|اوسمه)|الكلمه[ ]المفتاحيه|تاغ|تاغات|تاج|"
    r"هاشتا[غجق]|موسومه?[ ](?:تحت|ضمن|في)|دلالات|tag|tagged|(?:related[ ])?topics)"
    r"(?=[ ]*(?:[:/|]|-[ ]|$)))[^\w#]*(?:tags(?!\w)[^\w#]*)?"  # `الوسوم (Tags)`
)
_HEADING_WITHIN = re.compile(rf"(?:{_LONG_HEADING})[ ]*:[^\w#]*")  # `في الجزائرالوسوم: تونس`
_ANY_HEADING = re.compile(r"[^\w#]*\w+(?:[ ]\w+){0,3}[ ]?:[ ]*(?=[^\W_])")
"""Up to four words and a colon: the heading of a line that the labeller takes for topics, in a site's own words."""
_HASHTAG = re.compile(r"(?<!\S)#\w")
_FILE = re.compile(r"\w\.(?:pdf|docx?|xlsx?|pptx?|zip|rar|jpe?g|png|mp[34])\W*\Z", re.IGNORECASE)
_BETWEEN_TAGS = re.compile(r"[،,;؛|\n\r•·/\t#]|(?<!\S)[-–—*+](?!\S)|[^\S\n]{2,}")
_LONGEST_TAG = 6
"""The most words of a topic among topics that only blanks separate. Chosen."""
_MOST_UNTOLD = 4
"""The most words of a line of topics that has no heading, and no `#`, `_` or mark between them. Measured on described
sites left out of training: of longer ones five in six are headlines of other articles, and the others several topics.
"""
_LONGEST_PHRASE = 9
"""The most words of a topic between separators; more words are several topics that only blanks separate. Chosen."""


def written(text: str, span: Span) -> str:
    r"""The text of a span; line ends that are written as characters, `\n` or `\r`, become line ends."""
    own = text[span.start : span.end]
    return WRITTEN_BREAK.sub("\n", own) if "\\" in own else own


def _shown(topic: str) -> str:
    """A topic as it is given; empty for the name of a file, such as an attached statement."""
    return "" if _FILE.search(topic) else trim(topic.replace("_", " "))


def parted_tags(text: str) -> tuple[str, ...]:
    """The topics as of `topics_of` where marks separate all of them: none is split at blanks."""
    tags: dict[str, str] = {}
    for topic in chain.from_iterable(_topics(text)):
        shown = _shown(topic)
        if key := fold(shown):
            tags.setdefault(key, shown)
    return tuple(tags.values())


def topics_of(text: str, content: Sequence[str]) -> tuple[str, ...]:
    """The topics, each once under folding and as first written, in the order of the page; `_` becomes a blank.

    `content` is used to split a topic that is the only one under its heading, has more than nine words, or has a `_`.
    """
    tags: dict[str, str] = {}
    stretches: set[tuple[str, ...]] | None = None
    for topics in _topics(text, is_labelled=True):
        for topic in topics:
            words = topic.split()
            if len(words) > 1 and (len(topics) == 1 or len(words) > _LONGEST_PHRASE or "_" in topic):
                if stretches is None:
                    stretches = _stretches("\n".join(content), fold(text).split())
                words = _split_run(words, stretches)
            else:
                words = [topic]
            for word in words:
                shown = _shown(word)
                if key := fold(shown):
                    tags.setdefault(key, shown)
    return tuple(tags.values())


def listed_topics(text: str, spans: Sequence[Span]) -> str:
    """The texts of the spans of topics, a line each. Where some have a heading or `#`, only these and those right
    behind one of them: others are of another list.
    """
    lines = [written(text, span) for span in spans]
    told, end, is_told = list[str](), -1, False
    for span, line in zip(spans, lines, strict=True):
        goes_on = is_told and not any(map(str.isalnum, text[end : span.start]))
        seen = view(line).text
        is_headed = _TAGS_HEADING.match(seen) or _ANY_HEADING.match(seen)
        is_told = goes_on or bool(_HASHTAG.search(line)) or is_headed is not None
        end = span.end
        told += [line] if is_told else []
    chosen = "\n".join(told)
    return chosen if any(_topics(chosen, is_labelled=True)) else "\n".join(lines)


def has_topics_heading(line: str) -> bool:
    """Whether a line begins with a heading of topics."""
    return _TAGS_HEADING.match(view(line).text) is not None


def _topics(text: str, is_labelled: bool = False) -> list[list[str]]:
    """The topics under each heading, a list for each; the first list has those before any heading. In a text that the
    labeller takes for topics (`is_labelled`), a heading may have any words before its colon.

    Line breaks, bars, commas, semicolons, bullets, slashes, `#`, wide blanks and dashes between blanks separate them.
    Headings and empty topics are left out, and what stands on a line before its only heading. A line of one topic
    that ends in a colon is a heading of any kind; without a heading above, one of more than four words and no `_` is
    no topic.
    """
    found: list[list[str]] = [[]]
    for line in text.splitlines():
        seen = view(line)
        heading = _TAGS_HEADING.match(seen.text) or _HEADING_WITHIN.search(seen.text)
        found += [[]] if heading else []
        if begin := heading or (_ANY_HEADING.match(seen.text) if is_labelled else None):
            line = line[int(seen.offsets[begin.end()]) :]
        topics = [topic for topic in map(trim, _BETWEEN_TAGS.split(_before_button(line))) if topic]
        is_alone = len(topics) == 1 and not heading
        if is_alone and line.rstrip().endswith(":"):
            found.append([])
        elif not is_alone or len(found) > 1 or topics[0].count(" ") < _MOST_UNTOLD or not {"_", "#"}.isdisjoint(line):
            found[-1] += topics
    return found


def _before_button(line: str) -> str:
    """A line of topics without the button that asks to share them, as its last word behind others."""
    rest, _, last = line.rstrip().rpartition(" ")
    return rest if rest and fold(last) in words_of("asking") else line


def _stretches(prose: str, wanted: Sequence[str]) -> set[tuple[str, ...]]:
    """The sequences of two to six neighbouring words of the prose that are all among `wanted`; all words folded."""
    by_hash = dict(zip(spelled_words(" ".join(wanted)).hashes.tolist(), wanted, strict=True))
    words = [by_hash.get(key, "") for key in spelled_words(prose).hashes.tolist()]
    found: set[tuple[str, ...]] = set()
    for at, word in enumerate(words):
        size = 1 if word else _LONGEST_TAG
        while size < _LONGEST_TAG and at + size < len(words) and words[at + size]:
            size += 1
            found.add(tuple(words[at : at + size]))
    return found


def _split_run(run: Sequence[str], stretches: set[tuple[str, ...]]) -> list[str]:
    """Split words that only blanks separate into topics: from the left, the longest sequences in `stretches`.

    Any other word, and any with a `_`, is a topic by itself, except that a definite noun and a definite adjective after
    it are one.
    """
    folded = ["" if "_" in word else fold(word) for word in run]
    tags: list[str] = []
    at = 0
    while at < len(run):
        end = at + 1
        while end < len(run) and tuple(folded[at : end + 1]) in stretches:
            end += 1
        noun, adjective = folded[at], "".join(folded[at + 1 : at + 2])
        if end == at + 1 and noun.startswith("ال") and adjective.startswith("ال") and adjective.endswith(("يه", "ي")):
            end += tuple(folded[at + 1 : at + 3]) not in stretches
        tags.append(" ".join(run[at:end]))
        at = end
    return tags
