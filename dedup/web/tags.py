"""What one tag of a document does to the lines around it, and what its attributes say; read once and remembered."""

from __future__ import annotations

import re
from functools import lru_cache

from dedup.web.features import ELEMENT_BITS, attribute_bits, linked_bits

BLOCK, PRE, BREAK, APART, GAP, LINK, INLINE, VOID, UNSEEN = range(9)
"""What an element is: lines of its own, filled or as they are written; the end of a line; no part of the same word,
with content or without; a link; part of its line; nothing; or not seen, with all that is in it."""
EMPTY = frozenset((BREAK, GAP, VOID, UNSEEN))
"""Those without content that is seen."""
NOTED_HEAD, NOTED_PROPERTY, NOTED_TIME, NOTED_LANGUAGE = 1, 2, 4, 8
"""Why the attributes of an element are kept: it is a `meta` or `link`, has an `itemprop`, is a `time`, or `html`."""

_BLOCKS = frozenset(
    "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure "
    "footer form frameset h1 h2 h3 h4 h5 h6 header hgroup html legend li main menu nav ol optgroup p search "
    "section summary table tbody tfoot thead tr ul marquee".split()
)
_UNSEEN = frozenset(
    "script style template select textarea svg iframe object video audio canvas noembed noframes datalist title "
    "map".split()
)
RAW = frozenset("script style iframe noembed noframes".split())
"""What is written in these is written out without escapes."""
_VOID = frozenset("area base basefont bgsound col embed frame keygen link meta param source track wbr".split())
_KINDS = {
    **dict.fromkeys(_BLOCKS, BLOCK),
    **dict.fromkeys(_VOID, VOID),
    **dict.fromkeys(("button", "label", "td", "th", "picture"), APART),
    **dict.fromkeys(("br", "hr"), BREAK),
    **dict.fromkeys(("img", "input"), GAP),
    **dict.fromkeys(_UNSEEN, UNSEEN),
    "a": LINK,
    "pre": PRE,
}
_WHOLE = frozenset(("html", "body"))
"""Their classes and ids speak of the site."""
_LONGEST_ATTRIBUTES = 2000  # characters that are looked at: scripts put whole settings into attributes
LONGEST_KEPT = 400  # characters of a tag that is remembered, so that what is remembered stays small
_MAY_HIDE = re.compile("hidden|none", re.IGNORECASE)
_HIDDEN = re.compile(
    r'(?:^| )(?:hidden="[^"]*"|style="[^"]*(?:display\s*:\s*none|visibility\s*:\s*hidden)[^"]*")', re.IGNORECASE
)
_HREF = ' href="'


Tag = tuple[int, str, int, bool, int]
"""An opening tag: the kind of its element and its name, the bits of features that hold in it, whether it hides what is
in it, and what its attributes are noted for, a sum. A plain tuple, for there are a thousand on a page."""


def tag_of_link(written: str) -> Tag:
    """What the tag of an `a` says: apart from the rest its address, in which links differ from each other."""
    before, found, behind = written.partition(_HREF)
    if not found:
        return remembered_tag(written)
    address, _, behind = behind.partition('"')
    kind, name, bits, hides, noted = remembered_tag(before + behind)
    return kind, name, bits | linked_bits(address), hides, noted


def tag_of(written: str) -> Tag:
    """What an opening tag says, given what is written between `<` and `>`."""
    name, _, attributes = written.partition(" ")
    kind = _KINDS.get(name, INLINE)
    if kind == UNSEEN:
        return kind, name, 0, False, 0
    noted = NOTED_HEAD if name == "meta" or name == "link" else 0
    if "itemprop" in attributes:
        noted |= NOTED_PROPERTY
    hides = name == "noscript" or (name == "dialog" and " open=" not in f" {attributes}")
    bits = ELEMENT_BITS.get(name, 0)
    if attributes and kind not in EMPTY:
        if name not in _WHOLE:
            bits |= attribute_bits(attributes[:_LONGEST_ATTRIBUTES])
            if _MAY_HIDE.search(attributes):
                hides = hides or _HIDDEN.search(attributes) is not None
        if name == "time":
            noted |= NOTED_TIME
        elif name == "html":
            noted |= NOTED_LANGUAGE
    return kind, name, bits, hides, noted


remembered_tag = lru_cache(maxsize=1 << 15)(tag_of)
"""The same; most tags are those of the page before."""
