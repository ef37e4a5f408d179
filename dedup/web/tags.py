"""What an opening tag means for the lines around it, and its features; tags are cached."""

from __future__ import annotations

import re
from functools import lru_cache

from dedup.web.features import BIT, ELEMENT_BITS, attribute_bits, linked_bits

BLOCK, PRE, BREAK, APART, GAP, LINK, COLUMN, INLINE, VOID, UNSEEN = range(10)
"""The kinds of elements: a block with its own lines, with white space folded (BLOCK) or kept (PRE); the end of a line
(BREAK); an element that separates words, with content (APART) or without (GAP); a link; an element that has a
name of its own, such as a date or a count (COLUMN); part of a line (INLINE); an element without effect (VOID); and one
that is not shown, with its content (UNSEEN)."""
EMPTY = frozenset((BREAK, GAP, VOID, UNSEEN))
"""The kinds without visible content."""
NOTED_HEAD, NOTED_PROPERTY, NOTED_TIME, NOTED_LANGUAGE, NOTED_AUTHOR, NOTED_CLASS, NOTED_IMAGE = 1, 2, 4, 8, 16, 32, 64
"""Bits of the reasons for recording an element: it is a `meta` or `link`, has an `itemprop`, is a `time`, is `html`,
names an author by its `rel` or `itemprop`, or by its class or address, or is an image."""

BLOCK_NAMES = frozenset(
    "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure "
    "footer form frameset h1 h2 h3 h4 h5 h6 header hgroup html legend li main menu nav ol optgroup p search "
    "section summary table tbody tfoot thead tr ul marquee".split()
)
ROWS = (BLOCK_NAMES | {"td", "th"}) - frozenset("blockquote h1 h2 h3 h4 h5 h6 p".split())
"""Elements in which columns side by side are no one word, though no white space is between their tags."""
_COLUMNS = frozenset("cite data small span".split())
_IMAGES = frozenset(("img", "amp-img"))
_NAMED = re.compile(r'(?:^| )(?:class|itemprop)="[^"]')
_UNSEEN = frozenset(
    "script style template select textarea svg iframe object video audio canvas noembed noframes datalist title "
    "map".split()
)
RAW = frozenset("script style iframe noembed noframes xmp plaintext".split())
"""Elements whose content is written without escapes."""
VOID_NAMES = frozenset("area base basefont bgsound col embed frame keygen link meta param source track wbr".split())
_KINDS = {
    **dict.fromkeys(BLOCK_NAMES, BLOCK),
    **dict.fromkeys(VOID_NAMES, VOID),
    **dict.fromkeys(("button", "label", "td", "th", "picture"), APART),
    **dict.fromkeys(("br", "hr"), BREAK),
    **dict.fromkeys(("img", "input"), GAP),
    **dict.fromkeys(_UNSEEN, UNSEEN),
    "a": LINK,
    "pre": PRE,
}
_AUTHOR = BIT["rel-author"] | BIT["prop-author"]
_CLASS_OF_AUTHOR = BIT["class-author"]
_NAMES_AUTHOR = re.compile(
    r'(?:^| )class="(?:[^"]* )?(?:(?:post|entry|article|news)[-_]|[\w-]+__)?(?:author|writer)(?:[-_]?name)?(?: [^"]*)?"'
)
_OF_AUTHOR = re.compile(r"/(?:authors?|writers?|columnists?)/|[?&]author=", re.IGNORECASE)
"""In the address of what an author has written."""
_WHOLE = frozenset(("html", "body"))
"""Elements whose classes and ids are about the site, not about the text in them."""
_LONGEST_ATTRIBUTES = 2000  # characters that are looked at: scripts put whole settings into attributes
LONGEST_KEPT = 400  # characters of a tag that is remembered, so that what is remembered stays small
_MAY_HIDE = re.compile("hidden|none", re.IGNORECASE)
_HIDDEN = re.compile(
    r'(?:^| )(?:hidden="[^"]*"|style="[^"]*(?:display\s*:\s*none|visibility\s*:\s*hidden)[^"]*")', re.IGNORECASE
)
_HREF = ' href="'
_ANCHOR = re.compile(r'(?:^| )(?:name|id)="')


Tag = tuple[int, str, int, bool, int]
"""An opening tag: the kind and the name of its element, the bits of its features, whether it hides its content, and the
bits of the reasons for recording it. A plain tuple, which is fast: a page has a thousand."""


def tag_of_link(written: str) -> Tag:
    """What the tag of a link, such as `a href="/news"`, says: the same as by `tag_of`, faster for new addresses."""
    before, found, behind = written.partition(_HREF)
    if not found:
        return remembered_tag(written)
    address, _, behind = behind.partition('"')
    _, name, bits, hides, noted = remembered_tag(before + behind)
    if _OF_AUTHOR.search(address):
        noted |= NOTED_CLASS
    return LINK, name, bits | linked_bits(address), hides, noted


def tag_of(written: str) -> Tag:
    """What an opening tag says, given the text between `<` and `>`.

    Of an element that is not shown these are its kind and name only. Features come from the name and, except for `html`
    and `body`, from the first `_LONGEST_ATTRIBUTES` characters of the attributes. Content is hidden by `hidden`, by a
    style, by `noscript`, and by a `dialog` that is not open.
    """
    name, _, attributes = written.partition(" ")
    kind = _KINDS.get(name, INLINE)
    if kind == UNSEEN:
        return kind, name, 0, False, 0
    if kind == LINK and _ANCHOR.search(attributes) and _HREF not in f" {attributes}":
        kind = INLINE  # a place in the text that links lead to, at times left open
    if name == "time" or (name in _COLUMNS and _NAMED.search(attributes)):
        kind = COLUMN
    noted = NOTED_HEAD if name == "meta" or name == "link" else NOTED_IMAGE if name in _IMAGES else 0
    if "itemprop" in attributes:
        noted |= NOTED_PROPERTY
    hides = name == "noscript" or (name == "dialog" and " open=" not in f" {attributes}")
    bits = ELEMENT_BITS.get(name, 0)
    if attributes and kind not in EMPTY:
        if name not in _WHOLE:
            bits |= attribute_bits(attributes[:_LONGEST_ATTRIBUTES])
            if _MAY_HIDE.search(attributes):
                hides = hides or _HIDDEN.search(attributes) is not None
        if bits & _AUTHOR:
            noted |= NOTED_AUTHOR
        elif bits & _CLASS_OF_AUTHOR and _NAMES_AUTHOR.search(attributes):
            noted |= NOTED_CLASS
        if name == "time":
            noted |= NOTED_TIME
        elif name == "html":
            noted |= NOTED_LANGUAGE
    return kind, name, bits, hides, noted


remembered_tag = lru_cache(maxsize=1 << 15)(tag_of)
"""`tag_of` with a cache: most tags of a page are also on the page before."""
