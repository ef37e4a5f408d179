"""The topics that the markup of a page states."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from dedup.web.lines import Seen
from dedup.web.shown import Shown, key, tidy, words_in

_TOPICS = ("article:tag", "news_keywords", "parsely-tags", "keywords")
_PARTED = re.compile(r"[,،;؛|]")
FEWEST, MOSTLY = 4, 0.6  # words of a headline that a stated title cuts or holds, and its share of that; chosen
_MOST_TOPICS = 40
_OF_SITES = frozenset(
    words_in(own)
    for own in "اخبار,اخر الاخبار,عاجل,وكاله,انباء,صحيفه,جريده,قناه,موقع,مجله,منتديات,دردشه,شات,صور,العاب,برامج,تحميل,"
    "افلام,اغاني,news".split(",")
)
_MEDIA = frozenset("جريده صحيفه موقع شبكه وكاله بوابه قناه مجله اذاعه منتدي".split())
_PROGRAMS = frozenset(("joomla", "wordpress", "drupal"))  # that write their name where a site gives no topics
_FORUMS = frozenset(map(words_in, ("منتدي", "منتديات", "المنتديات", "forum", "forums", "vbulletin")))
_LONGEST_TOPIC, _LONGEST_PARTICLE = 200, 3  # characters
_LOOKED_AT = 200
"""Stated topics that are looked for in the prose, so that time stays linear. Chosen: no page has nearly as many."""


class Topics(NamedTuple):
    """The stated topics of a page; `is_of_head`: whether only `keywords` of a `meta` element state them, which many a
    site writes itself.
    """

    stated: tuple[str, ...] = ()
    is_of_head: bool = False


def stated_topics(
    data: Sequence[str], metas: Mapping[str, list[str]], seen: Seen, shown: Shown, title: str, outlet: str
) -> Topics:
    """The topics of the page, at most `_MOST_TOPICS`: the first stated list of which its prose has at least half.

    JSON-LD goes before `meta` elements; none where no list counts. Lines of more than 40 characters count as prose
    here. A list of the words of the headline, as forums write it, does not count, nor do `keywords` that a site has on
    all its pages, alone or beside the headline; `title` and `outlet` are the words of the headline and of the site's
    name, folded.
    """
    lists = [("", data), *((name, metas.get(name, ())) for name in _TOPICS)]
    for name, texts in lists:
        parts = (tidy(part) for text in texts for part in _PARTED.split(text))
        topics = list(dict.fromkeys(part for part in parts if 0 < len(part) <= _LONGEST_TOPIC))[:_LOOKED_AT]
        is_of_head = name == "keywords"
        if not topics or _are_words_of(title, topics) or (is_of_head and _are_of_head(topics, title, outlet)):
            continue
        running = (number for number, line in enumerate(seen.lines) if line.is_prose or len(line.text) > 40)
        prose = f" {' '.join(map(shown.words, running))} "
        spoken = sum(all(f"{word} " in prose for word in key(topic).split()) for topic in topics)
        if 2 * spoken >= len(topics):
            return Topics(tuple(topics[:_MOST_TOPICS]), is_of_head)
    return Topics()


def _are_of_head(topics: Sequence[str], title: str, outlet: str) -> bool:
    """Whether topics of `keywords` are those of a site, or its headline in pieces, see `_are_pieces_of`.

    Half of them say what the site is, all name its program or a medium, they are the headline `title` and those of a
    forum, or they have the site's name `outlet`, with or without its medium, among them and none is in the headline.
    """
    keys = set(map(key, topics))
    if title in keys and keys & _FORUMS:
        return True
    if all(own.split()[:1] and own.split()[0] in _MEDIA for own in keys):
        return True
    names = {outlet, outlet.partition(" ")[2]} - {""}
    named = not names.isdisjoint(keys) and not any(f" {own} " in f" {title} " for own in keys)
    return named or 2 * len(keys & _OF_SITES) >= len(keys) or keys <= _PROGRAMS or _are_pieces_of(title, topics)


def _are_words_of(title: str, topics: Sequence[str]) -> bool:
    """Whether topics hold the words of a headline of `FEWEST` words or more in their order, most as a topic each."""
    words, keys = title.split(), [key(topic) for topic in topics]
    single = sum(" " not in own for own in keys)
    return len(words) >= FEWEST and single >= MOSTLY * len(words) and f" {title} " in f" {' '.join(keys)} "


def _are_pieces_of(title: str, topics: Sequence[str]) -> bool:
    """Whether most of `FEWEST` topics or more are words of a headline in their order, with none but short ones such as
    `في` left out between them: programs of forums part it so.
    """
    keys, words = [key(topic) for topic in topics], title.split()
    pieces = at = 0
    for own in keys:
        while at < len(words) and words[at] != own and len(words[at]) <= _LONGEST_PARTICLE:
            at += 1
        if words[at : at + 1] != [own]:
            break
        pieces, at = pieces + 1, at + 1
    return len(keys) >= FEWEST and pieces >= FEWEST and pieces >= MOSTLY * len(keys)
