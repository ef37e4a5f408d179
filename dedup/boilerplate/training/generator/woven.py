"""Text with furniture inside its lines: between sentences or inside one, without a line break."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from . import buttons, metadata, related
from .body import dateline
from .draw import Draw
from .foreign import LANGUAGES, foreign_text, short_links, with_latin
from .materials import sentences_of
from .names import latin_name
from .page import FUSE, LINE, PARAGRAPH, SPACE
from .site import Block, Site, Writer
from .spelling import quoted
from .wordings import words

Inset = Callable[[Writer, str], None]
"""Writes a piece of furniture into a line, after a gap of the given kind."""


@dataclass(frozen=True, slots=True)
class Weave:
    """How furniture (insets) occurs in the lines of a site; all numbers but `most` are probabilities.

    `often`: an inset follows a sentence, at most `most` on a page. `inside`: it interrupts a sentence. `resumed`: the
    next sentence begins with words that resume the story. `latin`: a sentence has other languages as content. `bare`:
    the sentence before lacks its full stop. `lines`: an inset has a line of its own. `left`, `right`: the gaps before
    and after an inset.
    """

    insets: tuple[Inset, ...]
    often: float
    most: int
    inside: float
    resumed: float
    latin: float
    bare: float
    lines: float
    left: tuple[str, ...]
    right: tuple[str, ...]


def weave_of(site: Site, insets: Sequence[Inset], inside: float = 0.0, latin: float = 0.0) -> Weave:
    """A random `Weave` of these insets for a site; `inside` and `latin` are taken as they are."""
    draw = site.draw
    return Weave(
        tuple(insets),
        draw.pick((0.1, 0.2, 0.35)),
        draw.between(1, 4),
        inside,
        draw.pick((0.3, 0.6, 0.9)),
        latin,
        draw.pick((0.0, 0.0, 0.2, 0.6)),
        draw.pick((0.0, 0.0, 0.0, 0.15)),
        draw.pick(((FUSE,), (FUSE, SPACE), (SPACE,))),
        draw.pick(((FUSE,), (FUSE, SPACE), (SPACE,))),
    )


def woven(page: Writer, weave: Weave, most: int, first: str = LINE) -> None:
    """Write the article of the page, at most `most` paragraphs, with insets after or inside random sentences.

    At least one inset is written, at most `weave.most`, each at another sentence. `first` is the gap before the text.
    """
    paragraphs = [sentences_of(page.site.spell(text)) for text in page.article.paragraphs[:most]]
    places = [(at, behind) for at, found in enumerate(paragraphs) for behind in range(len(found))]
    draw = page.draw
    wanted = min(weave.most, max(1, int(len(places) * weave.often + draw.random())), len(places))
    chosen = set(draw.sample(places, wanted))
    join = first
    for at, sentences in enumerate(paragraphs):
        told: list[str] = []
        for behind, sentence in enumerate(sentences):
            if weave.latin and draw.chance(weave.latin):
                sentence = with_latin(page, sentence)
            if (at, behind - 1) in chosen and behind and draw.chance(weave.resumed):
                sentence = resumed(page, sentence)
            if (at, behind) not in chosen:
                told.append(sentence)
                continue
            before, after = _halves(draw, weave, sentence)
            page.add(" ".join([*told, before]), "body", page.number, join)
            join = _inset(page, weave)
            told = [after] if after else []
        if told:
            page.add(" ".join(told), "body", page.number, join)
        join = PARAGRAPH


def _inset(page: Writer, weave: Weave) -> str:
    """Write one inset; returns the gap to put after it."""
    draw = page.draw
    if draw.chance(weave.lines):
        draw.pick(weave.insets)(page, LINE)
        return PARAGRAPH
    draw.pick(weave.insets)(page, draw.pick(weave.left))
    return draw.pick(weave.right)


def _halves(draw: Draw, weave: Weave, sentence: str) -> tuple[str, str]:
    """The sentence, at times without its full stop, and an empty string; or its two parts where an inset interrupts it.

    Only sentences of nine or more words are interrupted, at least three words from either end.
    """
    parts = sentence.split(" ")
    if weave.inside and len(parts) > 8 and draw.chance(weave.inside):
        at = draw.between(3, len(parts) - 3)
        return " ".join(parts[:at]), " ".join(parts[at:])
    return (sentence.rstrip(".") if draw.chance(weave.bare) else sentence), ""


def resumed(page: Writer, sentence: str) -> str:
    """The sentence after random words that resume the story.

    A sentence that does not begin with the definite article, or has fewer than twelve characters, is returned
    unchanged.
    """
    site = page.site
    if not sentence.startswith("ال") or len(sentence) < 12:
        return sentence
    return site.wordings.draw(page.draw, "resumption", site.held_back) + " " + sentence


def foreign_posts(site: Site) -> Inset:
    """An inset: one to three posts in other languages, text and links in some order, without a signature.

    Order, gaps, main language and largest number are fixed for the site. At times a sentence before announces the
    posts; on a few sites one after them quotes the article. Both are content.
    """
    draw = site.draw
    order = draw.weighted(((7.0, "text links"), (1.5, "links text"), (1.0, "links text links"), (0.7, "text")))
    joins = draw.pick(((FUSE,), (FUSE, SPACE), (SPACE,)))
    several = draw.pick((1, 1, 1, 2, 3))
    announced = draw.pick((0.0, 0.2, 0.6))
    restated = draw.chance(0.1)
    main = draw.weighted(LANGUAGES)

    def write(page: Writer, join: str) -> None:
        """Write posts drawn for the page."""
        chance = page.draw
        if chance.chance(announced):
            text = site.wordings.draw(chance, "post_announced", site.held_back)
            page.add(text.replace(" :", ":").replace(" .", "."), "body", page.number, SPACE if join == FUSE else join)
        for _ in range(chance.between(1, several)):
            for part in order.split(" "):
                if part == "links":
                    page.add(short_links(chance), "embed_meta", 0, join)
                else:
                    page.add(foreign_text(page, main), "embed", 0, join)
                join = chance.pick(joins)
        if restated:
            said = site.wordings.draw(chance, "resumption", site.held_back) + " " + quoted(chance, page.own_sentence())
            page.add(said, "body", page.number, chance.pick(joins))

    return write


def arabic_posts(site: Site) -> Inset:
    """An inset: the first words of a random sentence as a post with a link and no signature.

    The mark, hashtag or quotation marks that show that it is a post are fixed for the site; more hashtags follow at
    times.
    """
    draw = site.draw
    form = draw.pick(("🔴 {}", "#عاجل {}", "#عاجل | {}", "📸 {}", "▪️ {}", '"{}"', "#فيديو_{}", "RT @{}: {}", "🎥| {}"))
    joins = draw.pick(((FUSE,), (FUSE, SPACE), (SPACE,)))

    def write(page: Writer, join: str) -> None:
        """Write a post drawn for the page."""
        chance = page.draw
        text = " ".join(page.sentence().split()[: chance.between(4, 28)]).rstrip(".")
        if form.startswith(("#فيديو_", "RT")):
            word = chance.pick(site.materials.words)
            text = (
                f"#{word}_{chance.pick(site.materials.words)} {text}"
                if form[0] == "#"
                else f"RT {chance.handle()}: {text}"
            )
        else:
            text = form.format(text)
        if chance.chance(0.4):
            text += " " + " ".join("#" + chance.pick(site.materials.words) for _ in range(chance.between(1, 3)))
        page.add(text, "embed", 0, join)
        page.add(short_links(chance), "embed_meta", 0, chance.pick(joins))

    return write


def ad_slot(site: Site) -> Inset:
    """An inset: a brand, a slogan and, on most sites, a price and a section in one run.

    Which of these, their order and the currency are fixed for the site; brand, slogan, price and section are drawn for
    each page.
    """
    draw = site.draw
    brand_first = draw.chance(0.75)
    currency = draw.pick(("EGP", "SAR", "MAD", "USD", "AED", "$", " ريال", "TND", "JOD", "€", " جنيه", "KWD"))
    priced, sectioned, stop = draw.chance(0.75), draw.chance(0.8), draw.pick((". ", ". ", " ", " - "))
    section_words = draw.some(
        (*words()["sections"], "أخبار الصحة", "عروض اليوم", "Search Ads", "إعلان", "صحة الآن"), 1, 3
    )
    brand_gap, section_gap = draw.pick(("", "", " ")), draw.pick(("", "", " "))

    def write(page: Writer, join: str) -> None:
        """Write an advertisement drawn for the page."""
        chance = page.draw
        claim = page.fill(site.wordings.draw(chance, "ad_claim", site.held_back))
        brand = latin_name(chance) if chance.chance(0.3) else site.wordings.draw(chance, "ad_brand", site.held_back)
        text = brand + brand_gap + claim if brand_first else claim + brand_gap + brand
        if priced:
            text += stop + f"{chance.pick((chance.between(2, 99), chance.between(100, 5000)))}{currency}"
        if sectioned:
            text += section_gap + chance.pick(section_words)
        page.add(text, "ad", 0, join)

    return write


def headline_inset(site: Site) -> Inset:
    """An inset: a heading, on half of the sites a section, and a headline, after which the text continues.

    The heading is fixed for the site; the section, one of up to four, and the headline are drawn for each page.
    """
    draw = site.draw
    heading = (site.known("inline") if draw.chance(0.8) else site.wording("inline")).rstrip(": ")
    sections = draw.some(site.sections, 1, 4) if draw.chance(0.5) else []
    colon = draw.pick(("", "", "", ":", ": ", "| "))
    between = draw.pick(("", "", " "))
    ahead = draw.pick((FUSE, FUSE, SPACE))

    def write(page: Writer, join: str) -> None:
        """Write the heading and a headline drawn for the page."""
        title = long_headline(page)
        if sections:
            page.add(heading + colon + between + page.draw.pick(sections), "related_head", 0, join)
            page.add(title, "related_item", 0, ahead)
        elif colon:
            page.add(heading + colon + title, "related_item", 0, join)
        else:
            page.add(heading, "related_head", 0, join)
            page.add(title, "related_item", 0, ahead)

    return write


def long_headline(page: Writer) -> str:
    """A random headline, at times with a second part.

    It is drawn again up to four times until it has 4 to 16 words and is not the page's own; if none fits, the last is
    taken.
    """
    draw, site = page.draw, page.site
    title = site.title(draw) if draw.chance(0.6) else page.title()
    for _ in range(4):
        if 4 <= title.count(" ") + 1 <= 16 and title != page.article.title:
            break
        title = site.title(draw)
    if draw.chance(0.35) and title.count(" ") < 13 and title[-1:] not in '.؟!…"»)':
        title += " " + site.wordings.draw(draw, "headline_tail", site.held_back).replace("بـ ", "بـ").replace(
            "لـ ", "لـ"
        )
    return title


def author_run(site: Site) -> Inset:
    """An inset: a heading and at most eight headlines, as of the author's columns, mostly without spaces between them.

    The heading, the gap and whether each headline has the date of the page after it are fixed for the site; the
    headlines are drawn for each page.
    """
    draw = site.draw
    heading = site.known("author_columns") if draw.chance(0.7) else site.heading("related")
    gap = draw.pick((FUSE, FUSE, FUSE, SPACE))
    most = draw.between(2, 8)
    dated = draw.chance(0.15)

    def write(page: Writer, join: str) -> None:
        """Write the heading and headlines drawn for the page."""
        page.add(heading, "related_head", 0, join)
        for title in page.titles(page.draw.between(2, most)):
            page.add(title + (site.date(page.at) if dated else ""), "related_item", 0, gap)

    return write


def _made(site: Site, insets: Sequence[Inset], right: tuple[str, ...] = (), **more: float) -> Block:
    """A block that writes a page of text with insets; `right`: the gaps after them; `more`: arguments of `weave_of`.

    On some sites a title or a dateline comes first; on a third, one or two lines such as source, topics or buttons
    last.
    """
    draw = site.draw
    weave = weave_of(site, insets, **more)
    weave = replace(weave, right=right) if right else weave
    titled, most, placed = draw.chance(0.4), draw.pick((3, 5, 8, 12)), draw.chance(0.2)
    makers = (metadata.source, metadata.source, metadata.topics, related.listing, buttons.share, metadata.author_note)
    tail = [make(site) for make in draw.some(makers, 1, 2)] if draw.chance(0.35) else []

    def write(page: Writer) -> None:
        """Write one page."""
        if titled and page.article.title:
            page.add(page.article.title, "title", page.number)
        if placed:
            page.add(dateline(page.draw), "body", page.number)
        woven(page, weave, most, SPACE if placed else LINE)
        for block in tail:
            block(page)

    return write


def inset(site: Site) -> Block:
    """A block that writes one inset between paragraphs or inside one; kind and gap are fixed for the site."""
    make = site.draw.pick((foreign_posts, foreign_posts, arabic_posts, ad_slot, headline_inset, author_run))
    write, join = make(site), site.draw.pick((FUSE, SPACE, LINE))
    return lambda page: write(page, join)


def mixed(site: Site) -> Block:
    """A block that writes a text with insets of two to four kinds, chosen for the site."""
    makers = (foreign_posts, foreign_posts, arabic_posts, ad_slot, headline_inset, headline_inset)
    return _made(site, [make(site) for make in site.draw.some(makers, 2, 4)], latin=site.draw.pick((0.0, 0.1)))


def foreign_quotes(site: Site) -> Block:
    """A block that writes a text with posts in other languages as furniture; on some sites Arabic ones too.

    On most sites a tenth or a fifth of the sentences have other languages as content.
    """
    insets = [foreign_posts(site)] * 3 + ([arabic_posts(site)] if site.draw.chance(0.3) else [])
    return _made(site, insets, latin=site.draw.pick((0.0, 0.1, 0.2)))


def glued_ads(site: Site) -> Block:
    """A block that writes a text with advertisements (`ad_slot`) behind its sentences, on some sites also inside one.

    On some sites a tenth of the sentences have other languages as content.
    """
    return _made(site, [ad_slot(site)], inside=site.draw.pick((0.0, 0.0, 0.3)), latin=site.draw.pick((0.0, 0.0, 0.1)))


def glued_headlines(site: Site) -> Block:
    """A block that writes a text with headlines (`headline_inset`) behind its sentences, on some sites also inside one.

    Mostly a space comes after them.
    """
    right = (SPACE,) if site.draw.chance(0.9) else (SPACE, FUSE)
    return _made(site, [headline_inset(site)], right, inside=site.draw.pick((0.0, 0.0, 0.1)))


def glued_columns(site: Site) -> Block:
    """A block that writes a text with the list of an author's columns after it or, on some sites, in its lines."""
    draw = site.draw
    columns = author_run(site)
    if draw.chance(0.35):
        return _made(site, [columns])
    join, most = draw.pick((FUSE, FUSE, SPACE, LINE)), draw.pick((4, 8, 20))

    def write(page: Writer) -> None:
        for paragraph in page.article.paragraphs[:most]:
            page.add(page.site.spell(paragraph), "body", page.number, PARAGRAPH)
        columns(page, join)

    return write
