"""Small furniture around an article: sharing, advertising, captions, comments."""

from .dates import ago, date_form, moment
from .draw import Draw
from .names import count, outlet, person
from .page import FUSE, ITEM, LINE, SPACE
from .site import Block, Site, Writer
from .wordings import words


def share(site: Site) -> Block:
    """A block that writes a request to share or subscribe, names of networks, or both, fixed for the site.

    On some sites these are three requests on a line each, or unknown words and one network. On a few a counter or a
    link with a number follows, drawn for each page.
    """
    draw = site.draw
    kind = draw.weighted(((6.0, "line"), (2.5, "networks"), (1.5, "headed"), (0.8, "lines"), (0.7, "unknown")))
    networks = draw.some(words()["networks"], 2, 7)
    join = draw.pick((" ", "  ", " | ", "، ", "\n", "", "/", " • "))
    first = site.known("share").rstrip(": ")
    text = {
        "line": first,
        "networks": join.join(networks),
        "headed": first + draw.pick((": ", " ", "\n", "")) + join.join(networks),
        "lines": first + "\n" + site.known("share") + "\n" + site.known("share"),
        "unknown": f"{site.unknown(1, 2)} {draw.pick(('على', 'عبر', 'مع', 'في'))} {draw.pick(networks)}",
    }[kind]
    counted = draw.chance(0.08)
    link = f" https://{draw.identifier(6).lower()}.com/?p=" if draw.chance(0.05) else ""

    def write(page: Writer) -> None:
        more = link + str(page.draw.between(10**3, 10**6)) if link else " " + count(page.draw) if counted else ""
        page.furniture(text + more, "share")

    return write


def sign_off(site: Site) -> Block:
    """A block that writes a sentence of the site after the text, the same on all pages, on its own line or not.

    It is labelled as sharing if it asks to share, subscribe or follow, else as navigation.
    """
    text = site.known("signoff")
    label = "share" if any(word in text for word in ("شارك", "اشترك", "تابع", "صفحتنا")) else "nav"
    join = site.draw.pick((LINE, LINE, LINE, FUSE, SPACE))
    return lambda page: page.add(text, label, 0, join)


def app_notice(site: Site) -> Block:
    """A block that writes a request to share, follow or subscribe, the same on all pages, on its own line or not."""
    text = site.known("share")
    join = site.draw.pick((LINE, LINE, FUSE, SPACE))
    return lambda page: page.add(text, "share", 0, join)


def ad(site: Site) -> Block:
    """A block that writes the label of an advertisement, the same on all pages.

    On some sites it is the text of a widget, one of two at most, with places filled for each page.
    """
    draw = site.draw
    if draw.chance(0.12):
        forms = [site.form("ad_widget") for _ in range(draw.between(1, 2))]
        join = draw.pick((LINE, FUSE, SPACE))
        return lambda page: page.add(page.fill(page.draw.pick(forms)), "ad", 0, join)
    text = site.known("ads")
    return lambda page: page.furniture(text, "ad")


def caption(site: Site) -> Block:
    """A block that writes the caption of a picture in one form, which is fixed for the site.

    Forms are a subject with a credit, a label with one of the two, a stock phrase, a scene with a subject, a subject
    alone, and the title. The subject, from the article, is drawn for each page, the credit from three of the site.
    """
    draw = site.draw
    kind = draw.weighted(
        ((3.5, "credit"), (2.5, "label"), (2.0, "stock"), (1.0, "scene"), (1.5, "bare"), (0.6, "title"))
    )
    form = draw.pick(("{} ({})", "{} - {}", "{} – {}", "{} / {}", "{} «{}»", "{} [{}]", "{}({})", "{}.. {}"))
    label = site.wording("caption_label").rstrip(": ") + draw.pick((": ", "، ", " - ", " ", ", ", "،\n", ":\n"))
    stock = site.form("caption_stock")
    scenes = ("جانب من", "لحظة", "مشهد من", "خلال", "من", "لقطة من", "صورة لـ", "بعض")
    mark = draw.pick(("", "", "", "", "\x1a\x1a ", "- ", "• ", "» "))
    agencies = [_photo_credit(draw, site) for _ in range(3)]

    def write(page: Writer) -> None:
        """Write one caption."""
        subject = (
            page.words_of(page.article.title, 2, 7)
            if page.article.title and page.draw.chance(0.5)
            else page.matter(page.own_sentence(), 3, 8)
        )
        agency = page.draw.pick(agencies)
        text = {
            "credit": form.format(subject, agency),
            "label": label + (subject if page.draw.chance(0.6) else agency),
            "stock": page.fill(stock),
            "scene": page.draw.pick(scenes) + " " + subject,
            "bare": subject,
            "title": page.article.title or subject,
        }[kind]
        page.furniture(mark + text, "caption")

    return write


def _photo_credit(draw: Draw, site: Site) -> str:
    """The name of an agency or archive or, in 30 % of the draws, of a photographer or an outlet, as in captions."""
    known = (
        "رويترز",
        "أ ف ب",
        "أ.ف.ب",
        "EPA",
        "AFP",
        "Getty Images",
        "غيتي",
        "الأناضول",
        "أرشيفية",
        "أرشيف",
        "Reuters",
        "أ ب",
        "عن الإنترنت",
        "مواقع التواصل",
        "ارشيف",
        "د ب أ",
    )
    if draw.chance(0.7):
        return draw.pick(known)
    return "تصوير: " + person(draw) if draw.chance(0.5) else outlet(draw, site.materials.words)


def captions(site: Site) -> Block:
    """A block that writes one to four captions of one form; each page draws their number, up to the site's most."""
    one = caption(site)
    most = site.draw.between(1, 4)

    def write(page: Writer) -> None:
        for _ in range(page.draw.between(1, most)):
            one(page)

    return write


def comment_line(site: Site) -> Block:
    """A block that writes a line that invites to comment, counts comments, or says that they are closed."""
    form = site.form("comments")
    return lambda page: page.furniture(page.fill(form), "comments")


def comment_form(site: Site) -> Block:
    """A block that writes the heading, at times rules, and the fields of a form for comments, fixed for the site."""
    draw = site.draw
    heading = site.wording("comments")
    rules = [site.known("comment_rules") for _ in range(draw.pick((0, 0, 1, 1, 3)))]
    fields = draw.some(site.entries("comment_forms"), 2, 7)
    join = draw.pick(("\n", "\n", "\n", " ", ""))

    def write(page: Writer) -> None:
        """Write the form."""
        page.furniture(heading, "comments")
        for rule in rules:
            page.add(rule, "comments", 0, ITEM)
        page.add(join.join(fields), "comments", 0, ITEM)

    return write


_COMMENTS = (
    ("{who}: {said}",),
    ("{who}", "{said}"),
    ("{who}", "{when}", "{said}"),
    ("{who} - {when}", "{said}"),
    ("{said} - {who}",),
    ("{who}", "{said}", "رد"),
    ("{n} - {who}", "{said}", "{when}"),
    ("{who} يقول:", "{said}"),
    ("{who}", "{when}", "{said}", "الرد"),
    ("{who} قال:", "{when}", "{said}"),
    ("#{n}", "{who}", "{said}"),
    ("{said}", "{who}", "{when}"),
    ("{who}", "{said}", "👍 {likes}", "👎 0"),
    ("{when}", "{who}", "{said}", "إعجاب {likes} رد"),
)


def comment_thread(site: Site) -> Block:
    """A block that writes a line on comments and the comments of readers, from one to the site's most, 2 to 20.

    The lines that a comment consists of and the form of dates are fixed for the site; the comments are drawn for each
    page.
    """
    draw = site.draw
    form = site.form("comments")
    shape = draw.pick(_COMMENTS)
    most = draw.pick((2, 4, 8, 20))
    dates = date_form(draw)
    relative = draw.chance(0.4)

    def write(page: Writer) -> None:
        """Write the comments of one page."""
        page.furniture(page.fill(form), "comments")
        for number in range(1, page.draw.between(1, most) + 1):
            at = ago(page.draw) if relative else dates(moment(page.draw))
            values = {
                "who": _commenter(page),
                "said": _remark(page),
                "when": at,
                "n": str(number),
                "likes": str(page.draw.between(0, 40)),
            }
            for line in shape:
                page.add(line.format(**values), "comments", 0, ITEM)

    return write


def _commenter(page: Writer) -> str:
    """A random name of a reader who comments: a person, a first name, Latin letters and digits, or a word."""
    draw, lists = page.draw, words()
    return draw.pick(
        (
            person(draw),
            draw.pick(lists["first_names"]),
            "زائر",
            "أبو " + draw.pick(lists["first_names"]),
            draw.identifier(6),
            draw.pick(page.site.materials.words),
            f"{draw.pick(lists['first_names'])} من {draw.pick(lists['cities'])}",
        )
    )


def _remark(page: Writer) -> str:
    """The text of a comment: a short one from a list, or the first 3 to 30 words of a random sentence."""
    draw = page.draw
    if draw.chance(0.4):
        return draw.pick(page.site.entries("short_comments"))
    text = " ".join(page.sentence().split()[: draw.between(3, 30)])
    return text + draw.pick(("", "", "..", "!!", "؟", " 😂"))
