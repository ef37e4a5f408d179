"""Posts of social networks in a page, in the forms that crawls leave of them."""

import re

from .dates import post_date
from .draw import Draw
from .materials import sentences_of
from .names import outlet, person
from .page import FUSE, LINE, SPACE
from .site import Block, Site, Writer
from .wordings import words

_WORD = re.compile(r"[^\W\d_]{3,}")

_SIGNATURES = (
    (8.0, "— {name} ({handle}) {date}"),
    (1.0, "– {name} ({handle}) {date}"),
    (1.0, "- {name} ({handle}) {date}"),
    (0.6, "&mdash; {name} ({handle}) {date}"),
    (0.8, "{name} {handle} · {date}"),
    (1.0, "{name} ({handle}) {date}"),
    (0.6, "{handle}, {date}"),
    (0.8, "A post shared by {name} ({handle}) on {date}"),
    (0.8, "A post shared by {name} ({handle})"),
    (0.8, "تمت مشاركة منشور بواسطة {name} ({handle})"),
    (0.5, "منشور من {name} ({handle}) بتاريخ {date}"),
    (0.6, "{clock} PM · {date}"),
    (0.5, "Posted by {name} on {date}"),
    (0.4, "تغريدة {name} {handle}"),
    (0.4, "{name} على تويتر: {handle}"),
    (0.4, "Publié par {name} le {date}"),
    (0.6, "— {name} {date}"),
    (0.4, "{handle} on X: {date}"),
    (0.4, "{name} on X"),
    (0.3, "A video posted by {name} ({handle}) on {date}"),
    (0.3, "{date}"),
    (0.4, "· {date}"),
    (0.2, "— {handle} {date}"),
)


def _link(draw: Draw, handle: str) -> str:
    """One or two random links as at the end of a post: to it, its picture or a video; `handle` begins with `@`."""
    short, picture = "https://t.co/" + draw.identifier(10), "pic.twitter.com/" + draw.identifier(10)
    return draw.weighted(
        (
            (4.0, picture),
            (2.0, short),
            (1.6, short + picture),
            (1.2, short + " " + picture),
            (0.7, "pic.x.com/" + draw.identifier(10)),
            (0.7, f"https://twitter.com/{handle[1:]}/status/{draw.between(10**16, 10**18)}"),
            (0.5, f"https://x.com/{handle[1:]}/status/{draw.between(10**16, 10**18)}"),
            (0.6, f"https://www.instagram.com/p/{draw.identifier(11)}/"),
            (0.4, "https://t.me/" + handle[1:] + f"/{draw.between(10, 9999)}"),
            (0.5, "https://youtu.be/" + draw.identifier(11)),
            (0.5, "https://www.youtube.com/watch?v=" + draw.identifier(11)),
            (0.5, "https://fb.watch/" + draw.identifier(10) + "/"),
            (0.4, f"https://www.facebook.com/{handle[1:]}/posts/{draw.between(10**14, 10**16)}"),
            (0.3, f"https://www.tiktok.com/{handle}/video/{draw.between(10**17, 10**19)}"),
            (0.5, short + short),
        )
    )


def _broken_link(draw: Draw, handle: str) -> str:
    """A link, rarely with spaces in it."""
    link = _link(draw, handle)
    return link.replace(".", ". ", 1).replace("://", ": //") if draw.chance(0.04) else link


def _text(page: Writer) -> str:
    """The text of a post: a sentence of the article, of another about its subject, or a random one; the headline of
    such another; or an entry in another language.

    At times it is cut, replaced by the headline of the page, marked at its start, or followed by part of another
    sentence.
    """
    draw = page.draw
    if draw.chance(0.14):
        return draw.pick(page.site.entries("foreign_posts"))
    text = page.own_sentence()[:280] if draw.chance(0.35) else _alike(page) if draw.chance(0.5) else page.sentence()
    if draw.chance(0.3):
        text = (
            page.article.title
            if draw.chance(0.3) and page.article.title
            else text[: draw.between(60, 140)].rsplit(" ", 1)[0]
        )
        text += draw.pick(("…", "...", "", " …"))
    if draw.chance(0.15):
        text = draw.pick(('"{}"', "🔴 {}", "عاجل| {}", "#عاجل {}", "RT {}", "«{}»", "🛑 {}", "#فيديو | {}")).format(
            text
        )
    if draw.chance(0.25):
        text += draw.pick((" ", "\n", " ")) + page.sentence()[: draw.between(60, 240)]
    return text


def _alike(page: Writer) -> str:
    """The first sentence or, at times, the headline of an article that is mostly about the subject of the page's."""
    found = page.site.article(page.draw, page.article.title, titled=True)
    return found.title if found.title and page.draw.chance(0.3) else sentences_of(found.paragraphs[0])[0][:400]


def _ornaments(draw: Draw, text: str) -> str:
    """The text of a post with, each at random, hashtags of its words, a sign before one word, and emoji after it.

    A quarter of the texts stay as they are.
    """
    if draw.chance(0.25):
        return text
    found = _WORD.findall(text) or ["خبر"]
    if draw.chance(0.38):
        tags = ["#" + "_".join(draw.some(found, 1, 2)) for _ in range(draw.between(1, 3))]
        text += draw.pick((" ", " ", "", "\n")) + draw.pick((" ", " ", "")).join(tags)
    if draw.chance(0.1):
        word = draw.pick(found)
        text = text.replace(word, "#" + word, 1)
    if draw.chance(0.2):
        text += draw.pick((" ", "")) + draw.pick(words()["emoji"]) * draw.between(1, 3)
    return text


def _unmarked(text: str) -> bool:
    """Whether a text has no sign of a post: `#`, `@`, `|`, `RT`, a quotation mark, an emoji, or 20 first characters
    without an Arabic letter.
    """
    return not re.search(r"[#@“«\"|\u2190-\U0001faff]|RT |^[^\u0621-\u064a]{20}", text)


def _name(page: Writer) -> str:
    """The name of an account: a person, an outlet or an office; at times with brackets or emoji."""
    draw = page.draw
    name = draw.weighted(
        (
            (3.0, person(draw)),
            (3.0, outlet(draw, page.site.materials.words)),
            (2.0, draw.pick(page.site.entries("places_of_post"))),
            (0.5, draw.identifier(6) + " News"),
        )
    )
    if draw.chance(0.08):
        return f"{name} ({draw.identifier(3).upper()})"
    return name + " " + draw.pick(words()["emoji"]) if draw.chance(0.08) else name


def _signature(draw: Draw, form: str, name: str, handle: str) -> str:
    """The signature of a post: `form`, one of `_SIGNATURES`, with name, handle, and a random date or time."""
    clock = f"{draw.between(1, 12)}:{draw.between(0, 59):02d}"
    gap = draw.pick((" ", " ", "  "))
    return form.format(name=name, handle=handle, date=post_date(draw), clock=clock).replace(") ", ")" + gap, 1)


def post(site: Site) -> Block:
    """A block that writes posts in the form of the site; each may lack link, signature or, rarely, text.

    Fixed for the site: form of the signature, probabilities of link and signature, a notice over posts (on few sites),
    and the largest number of posts (one to three).
    """
    draw = site.draw
    form = draw.weighted(_SIGNATURES)
    notice = site.known("embed_notice") if draw.chance(0.14) else ""
    repeated_notice = draw.chance(0.3)
    with_link, signed = draw.pick((0.95, 0.5, 0.2)), draw.pick((0.95, 0.95, 0.7, 0.1))
    name_first = draw.chance(0.08)
    tight = draw.pick((SPACE, SPACE, LINE, FUSE))
    number = draw.pick((1, 1, 1, 1, 2, 3))

    def write(page: Writer) -> None:
        """Write posts drawn for the page; some sites repeat the notice after the last."""
        join = LINE
        for _ in range(page.draw.between(1, number)):
            _one(page, Residue(form, notice, name_first, with_link, signed, tight), join)
            join = page.draw.pick((LINE, FUSE, SPACE))
        if notice and repeated_notice:
            page.add(notice, "embed_meta")

    return write


class Residue:
    """What crawls of a site leave of posts: the form of the signature, and the probabilities of link and signature."""

    def __init__(self, form: str, notice: str, name_first: bool, link: float, signed: float, tight: str) -> None:
        """`form`: of the signature; `notice`: a text over most posts, or empty; `name_first`: whether the name precedes
        the text; `link`, `signed`: probabilities; `tight`: the gap before most links.
        """
        self.form = form
        self.notice = notice
        self.name_first = name_first
        self.link = link
        self.signed = signed
        self.tight = tight


def _one(page: Writer, residue: Residue, join: str) -> None:
    """Write one post after the gap `join`: a text, at times with notice, name, link and signature around it.

    Rarely the text is left out, if there is a link or a signature; without both, it has a hashtag. Where paragraphs do
    not start on new lines, an emoji mostly comes before a text that would not be recognised as a post.
    """
    draw = page.draw
    name, handle = _name(page), draw.handle()
    if residue.notice and draw.chance(0.7):
        page.furniture(residue.notice, "embed_meta", 0, join)
        join = draw.pick((LINE, SPACE))
    if residue.name_first:
        page.furniture(name + " " + handle, "embed_meta", 0, join)
        join = LINE
    linked, signed = draw.chance(residue.link), draw.chance(residue.signed)
    text = _ornaments(draw, _text(page))
    if (linked or signed) and draw.chance(0.02 if signed else 0.06):
        text = ""  # only the link or the signature is left; the text before it is the article
    elif "\n" not in page.layout.paragraph[0] and _unmarked(text) and draw.chance(0.75):
        text = draw.pick(words()["emoji"]) + " " + text  # on one line with the text, a post must be recognisable
    if not linked and not signed:
        text = text if "#" in text or not text else text + " #" + draw.pick(_WORD.findall(text) or ["خبر"])
    page.furniture(text, "embed", 0, join)
    if linked:
        page.add(_broken_link(draw, handle), "embed_meta", 0, residue.tight if draw.chance(0.8) else SPACE)
    if signed:
        signature = _signature(draw, residue.form, name, handle)
        page.add(
            signature, "embed_meta", 0, draw.pick((LINE, LINE, SPACE)) if linked else draw.pick((SPACE, LINE, FUSE))
        )


def lone_link(site: Site) -> Block:
    """A block that writes the link of a video, post or picture as an embedded one; it is drawn for each page."""
    del site

    def write(page: Writer) -> None:
        page.furniture(_link(page.draw, page.draw.handle()), "embed_meta")

    return write


def mention(page: Writer, sentence: str) -> str:
    """The sentence with a handle, a hashtag or a link at its end, which is content."""
    draw = page.draw
    tail = draw.pick(
        (
            f" عبر حسابه على تويتر {draw.handle()}",
            f" على منصة إكس ({draw.handle()})",
            f" تحت وسم #{draw.pick(page.site.materials.words)}",
            f" بحسب موقع https://www.{draw.identifier(7).lower()}.com",
        )
    )
    return sentence.rstrip(".؟! ") + tail + "."
