"""The features of the markup of a line of text, numbered; and the elements and attributes that give them.

A feature is a fact about the markup ("inside an `aside`", "a class has a word for sharing"), never what a line is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

_ELEMENTS = {
    "h1": "h1", "h2": "h2", "h3": "h3", "h4": "h4", "h5": "h4", "h6": "h4", "p": "p", "li": "li", "td": "cell",
    "th": "cell", "article": "article", "aside": "aside", "nav": "nav", "header": "header", "footer": "footer",
    "main": "main", "section": "section", "form": "form", "figure": "figure", "figcaption": "figcaption",
    "caption": "figcaption", "blockquote": "blockquote", "time": "time", "address": "address", "button": "button",
    "label": "label", "legend": "label", "dialog": "dialog", "dl": "dl", "table": "table", "a": "a", "b": "bold",
    "strong": "bold", "marquee": "marquee", "cite": "cite", "small": "small",
}  # fmt: skip
_ROLES = {
    "navigation": "nav", "banner": "header", "contentinfo": "footer", "complementary": "aside", "main": "main",
    "article": "article", "search": "form", "form": "form", "menu": "nav", "menubar": "nav", "dialog": "dialog",
    "heading": "h2", "button": "button",
}  # fmt: skip
_PROPERTIES = {
    "headline": "prop-headline", "name": "prop-name", "articlebody": "prop-body", "text": "prop-body",
    "description": "prop-description", "datepublished": "prop-date", "datemodified": "prop-date",
    "datecreated": "prop-date", "author": "prop-author", "creator": "prop-author", "publisher": "prop-publisher",
    "keywords": "prop-keywords", "caption": "prop-image", "image": "prop-image", "comment": "prop-comment",
    "articlesection": "prop-section", "breadcrumb": "class-breadcrumb", "alternativeheadline": "prop-headline",
}  # fmt: skip
_RELATIONS = {
    "tag": "rel-tag", "category": "rel-category", "author": "rel-author", "bookmark": "rel-bookmark",
    "prev": "rel-next", "next": "rel-next", "home": "rel-next",
}  # fmt: skip

# Words of classes and ids, by what their authors call so; a word behind `~` counts inside of longer ones too.
_WORDS = {
    "related": "related ~related more seealso ~readalso ~recommend similar also ~readmore linked suggest suggested "
    "suggestions ~youmaylike maylike ~latest recent ~recentpost ~mostread popular ~popular trending trend ~trending "
    "mostviewed top ~taboola ~outbrain mgid ~morenews otherstories next previous prev ~olderpost ~newerpost "
    "~relatednews ~relatedtopic headlines",
    "share": "share ~share sharing social ~social follow ~followus facebook twitter whatsapp telegram fb tw whats "
    "~addthis ~addtoany ~sharethis print email copy ~copylink youtube instagram linkedin pinterest icons subscribe "
    "~subscribe ~newsletter app ~appstore ~googlenews bell",
    "comments": "comment comments ~comment ~disqus respond reply discussion",
    "comment-list": "~commentlist ~commentbody ~commentsarea ~commentcontent ~commenttext ~commentthread ~disqusthread",
    "nav": "nav ~navbar ~navigation menu ~menu submenu dropdown toolbar topbar top-bar ~megamenu mobilemenu burger "
    "~sitemap tabs tab pagination pager ~pagenav skip ~skiplink search ~search login ~login lang language sections",
    "breadcrumb": "breadcrumb breadcrumbs ~breadcrumb crumbs path ~crumb navxt youarehere",
    "header": "header ~header masthead ~masthead logo ~logo branding site-header banner head",
    "footer": "footer ~footer copyright ~copyright copyrights foot colophon legal privacy ~privacy cookie ~cookie "
    "gdpr consent terms",
    "sidebar": "sidebar ~sidebar side aside widget ~widget widgets rail column-left leftcol rightcol left right module "
    "block",
    "ticker": "ticker ~ticker breaking ~breaking urgent ~newsbar marquee ajel",
    "poll": "poll ~poll vote survey weather prayer currency ~weather prices ~prayer adhan salat gold",
    "ad": "ad ads adv advert ~advert ~adsense ~banner sponsor ~sponsor ~sponsored promo dfp gpt adslot adunit "
    "~googlead",
    "tags": "tag tags ~tagcloud ~taglist ~posttags keywords ~keyword hashtag hashtags topics topic",
    "author": "author ~author byline writer ~writer ~editorname reporter ~byline journalist",
    "date": "date ~date datetime time ~pubdate published ~publish timestamp posted ~posted postdate updated clock meta "
    "~postmeta ~entrymeta ~articlemeta",
    "source": "source ~source agency ~agency origin credit credits",
    "caption": "caption ~caption ~wpcaption ~photocredit figcaption ~imagetitle ~imgdesc ~imagedesc ~photodesc",
    "title": "title ~title headline ~headline entrytitle posttitle",
    "subtitle": "subtitle ~subtitle subheading ~subhead kicker ~kicker deck standfirst lead lede summary ~excerpt "
    "excerpt intro strapline",
    "body": "entry ~entrycontent ~articlebody ~postcontent ~articlecontent ~articletext ~newsbody ~storybody "
    "~bodytext ~articledetail content ~content story text ~fulltext details ~detail body ~richtext paragraph post "
    "article ~article news single",
    "embed": "embed ~embed tweet ~twittertweet ~instagrammedia ~fbpost ~fbvideo ~telegrampost tiktok quote ~blockquote",
    "gallery": "gallery ~gallery slider ~slider carousel ~carousel slideshow video ~video player photo photos ~album "
    "media image",
    "list": "list ~list item ~item card ~card grid ~grid thumb ~thumbnail teaser ~teaser box ~newsbox loop listing",
    "hidden": "hidden ~hidden hide none sr-only ~screenreader ~visuallyhidden offscreen popup ~popup modal ~modal "
    "overlay lightbox toast alert notice notification",
    "newsletter": "~newsletter ~mailinglist signup ~signup mailchimp donate ~donatebox ~donationbox ~donationform",
    "vote": "poll vote voting survey",
    "author-box": "~authorbox ~authorbio ~aboutauthor ~abouttheauthor ~authorinfo ~authorcard ~authordescription",
}  # fmt: skip

_LINE = (
    "link-some", "link-most", "link-all", "h-states", "h-part", "states-date", "states-author", "states-keyword",
    "states-outlet", "states-section", "states-body", "states-description", "before-headline", "behind-headline",
    "in-container", "outside-container", "share-link", "script-link", "mail-link", "network", "hidden", "behind-image",
    "dated", "same-article",
)  # fmt: skip

NAMES: tuple[str, ...] = tuple(
    dict.fromkeys(
        [
            *_ELEMENTS.values(),
            *_PROPERTIES.values(),
            *_RELATIONS.values(),
            *(f"class-{word}" for word in _WORDS),
            *_LINE,
        ]
    )
)
"""The features by number."""

BIT = {name: 1 << number for number, name in enumerate(NAMES)}
"""The bit of each feature, by name."""

ELEMENT_BITS = {element: BIT[name] for element, name in _ELEMENTS.items()}
_ROLE_BITS = {role: BIT[name] for role, name in _ROLES.items()}
_PROPERTY_BITS = {name: BIT[feature] for name, feature in _PROPERTIES.items()}
_RELATION_BITS = {name: BIT[feature] for name, feature in _RELATIONS.items()}
_EXACT: dict[str, int] = {}
_STEMS: dict[str, int] = {}
for _group, _words in _WORDS.items():
    for _word in _words.split():
        _table = _STEMS if _word[0] == "~" else _EXACT
        _word = _word.strip("~")
        _table[_word] = _table.get(_word, 0) | BIT[f"class-{_group}"]

_SAYING = re.compile(r'(?:^| )(class|id|rel|itemprop|role|href|itemtype)="([^"]*)"')
_WORD = re.compile(r"[a-z]+|[A-Z][a-z]+|[A-Z]+(?![a-z])")
_SHARING = re.compile(
    r"(?:sharer|/share\?|share-?url|intent/tweet|/share/url|wa\.me/|whatsapp://|api\.whatsapp|t\.me/share|"
    r"pinterest\.com/pin/create|linkedin\.com/share|addtoany)",
    re.IGNORECASE,
)
_SHARING_PARTS = ("share", "intent/tweet", "wa.me/", "whatsapp", "pin/create", "addtoany")
"""Every match of `_SHARING` has one of these in lower case."""
_NETWORKS = re.compile(
    r"^(?:https?:)?//(?:[\w-]+\.)?(?:twitter|x|facebook|fb|instagram|t|telegram|youtube|youtu|tiktok|pic\.twitter)"
    r"\.(?:com|me|be|co)/",
    re.IGNORECASE,
)


def attribute_bits(attributes: str) -> int:
    """The bits of the features that the attributes of an element, as written, give to the text in it.

    Read are `class`, `id`, `href`, `rel`, `itemprop` and `role`, and `itemtype` for breadcrumbs.
    """
    bits = 0
    for key, value in _SAYING.findall(attributes):
        if key == "class" or key == "id":
            bits |= _named(value)
        elif key == "href":
            bits |= linked_bits(value)
        elif key == "rel":
            bits |= _sum(_RELATION_BITS, value)
        elif key == "itemprop":
            bits |= _sum(_PROPERTY_BITS, value)
        elif key == "role":
            bits |= _sum(_ROLE_BITS, value)
        elif value.endswith("BreadcrumbList"):
            bits |= BIT["class-breadcrumb"]
    return bits


def _sum(table: dict[str, int], value: str) -> int:
    """The bits of all words of a value that are in a table, the case of letters ignored; 0 for none."""
    bits = 0
    for word in value.lower().split():
        bits |= table.get(word, 0)
    return bits


@lru_cache(maxsize=1 << 14)  # a site's menu is on each of its pages
def linked_bits(address: str) -> int:
    """The bit of the feature that a link's address gives: sharing, a network, mail or phone, a script; 0 for others.

    An empty address and a fragment (`#`) count as a script. Sharing wins over a network.
    """
    if address.startswith(("http", "/")):
        if _is_sharing(address):
            return BIT["share-link"]
        return BIT["network"] if _NETWORKS.match(address) else 0
    if address.startswith(("mailto:", "tel:")):
        return BIT["mail-link"]
    if address.startswith(("#", "javascript:")) or not address:
        return BIT["script-link"]
    return BIT["share-link"] if _is_sharing(address) else 0


def _is_sharing(address: str) -> bool:
    """Whether an address shares the page in a network. A fast search for parts of such addresses rules out most."""
    lower = address.lower()
    return any(part in lower for part in _SHARING_PARTS) and _SHARING.search(address) is not None


_POSTS, _OF_TOPICS = frozenset(("post", "hentry", "type-post")), ("category-", "tag-")
_LONGEST = 200  # characters of a class or an id that are read


@lru_cache(maxsize=1 << 14)
def _named(value: str) -> int:
    """The bits of the words in a class or an id, such as `jp-relatedposts`, `entryTitle`, `post_tags`.

    Only the first `_LONGEST` characters are read. A name is split into words at capitals and at all but Latin letters;
    each word counts, and so do the stems in all of them joined. Names of the topics of a post, which WordPress writes
    beside `post` or `hentry`, are left out: they say what an article is about.
    """
    bits = 0
    names = value[:_LONGEST].split()
    if not _POSTS.isdisjoint(names):
        names = [name for name in names if not name.startswith(_OF_TOPICS)]
    for name in names:
        words = [word.lower() for word in _WORD.findall(name)]
        for word in words:
            bits |= _word_bits(word)
        if len(words) > 1:
            bits |= _word_bits("".join(words), exact=False)
    return bits


@lru_cache(maxsize=1 << 14)
def _word_bits(word: str, exact: bool = True) -> int:
    """The bits of a word: those that it has as a whole, if `exact`; where there are none, those of the stems in it.

    Stems are looked for in words of five letters or more.
    """
    bits = _EXACT.get(word, 0) if exact else 0
    if not bits and len(word) > 4:
        for stem, own in _STEMS.items():
            if stem in word:
                bits |= own
    return bits


@lru_cache(maxsize=1 << 14)
def numbers_of(bits: int) -> tuple[int, ...]:
    """The numbers of the features whose bits are set, ascending."""
    found = []
    while bits:
        low = bits & -bits
        found.append(low.bit_length() - 1)
        bits ^= low
    return tuple(found)


def names_of(bits: int) -> list[str]:
    """The names of the features whose bits are set."""
    return [NAMES[number] for number in numbers_of(bits)]


def bits_of(names: Iterable[str]) -> int:
    """The bits of features, given by their names."""
    total = 0
    for name in names:
        total |= BIT[name]
    return total
