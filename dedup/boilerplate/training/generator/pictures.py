"""Leftovers of pictures in a text: captions with the photographer's name, noun phrases, links of images."""

import re

from .draw import Draw
from .names import latin_name, person, stranger
from .page import FUSE, LINE, SPACE
from .site import Block, Site, Writer
from .wordings import words

_ENDINGS = (".jpg", ".JPG", ".png", ".jpeg", ".gif", ".webp", ".PNG", ".jpg.webp")
_FOLDERS = (
    "sites/default/files/styles/large/public", "upload", "wp-content/uploads/{year}/0{few}", "images/news",
    "media/{many}",
    "files/imagecache/600x400", "Images/{year}", "photos/{many}",
    "uploads/{year}-0{few}-12",
)  # fmt: skip
_QUERIES = (
    "",
    "",
    "?itok={key}",
    "?itok={key}",
    "?w=600&h=400",
    "?v={many}",
    "?resize=300%2C200",
    "?itok={key}&c={few}",
)
_AGENCIES = (
    "رويترز", "أ ف ب", "وكالات", "إنترنت", "مواقع التواصل", "غيتي", "الأناضول", "أرشيفية", "خاص", "متداولة", "Getty",
    "Reuters", "AFP", "د ب أ", "أ.ب", "مواقع التواصل الاجتماعي", "صورة متداولة",
)  # fmt: skip
_DANGLING = re.compile(r"(?: (?:و\w{1,3}|من|في|على|إلى|عن|أن|إن|التي|الذي|ما|لا|لم|كان|بعد|مع|أو|قد|هذا|هذه|بين))+$")


def image_address(draw: Draw, host: str) -> str:
    """A random address of an image file on `host`, a name such as `x.com` without a scheme."""
    name = draw.pick(
        (draw.identifier(8), f"{draw.between(1, 99)}", "IMG_{many}", "صورة-{few}", "{key}-{few}x{few}00", "DSC0{many}")
    )
    text = f"{draw.pick(('http://', 'https://', 'http://www.'))}{host}/{draw.pick(_FOLDERS)}/{name}"
    return (text + draw.pick(_ENDINGS) + draw.pick(_QUERIES)).format(
        key=draw.identifier(8), few=draw.between(1, 9), many=draw.between(1000, 999999), year=draw.between(2010, 2025)
    )


def image_links(site: Site) -> Block:
    """A block that writes one or more links of images, labelled `other`, in the form and from the host of the site.

    The site also fixes the largest number (one, two or five); number and links are drawn for each page.
    """
    draw = site.draw
    host = latin_name(draw).lower() + draw.pick((".com", ".net", ".sa", ".ma", ".info", ".org"))
    most, join = draw.pick((1, 1, 1, 2, 5)), draw.pick((LINE, LINE, SPACE, FUSE))
    form = draw.pick(("{}", "{}", "{}", "[{}]", "({})", "صورة: {}", "<{}>", "image: {}"))

    def write(page: Writer) -> None:
        """Write links drawn for the page."""
        gap = join
        for _ in range(page.draw.between(1, most)):
            page.add(form.format(image_address(page.draw, host)), "other", 0, gap)
            gap = page.draw.pick((LINE, SPACE)) if join != FUSE else SPACE

    return write


def enlarge(site: Site) -> Block:
    """A block that writes a line that asks to click a picture; the same on all pages of the site."""
    draw = site.draw
    press = draw.pick(("إضغط", "اضغط", "انقر", "أنقر", "اضغطي", "اضغطوا", "Click", "كليك"))
    what = draw.pick(("على الصورة", "على الصور", "فوق الصورة", "هنا", "على أي صورة", "بالفأرة على الصورة"))
    why = draw.pick(
        (
            "لمشاهدة الحجم الكامل", "لتكبيرها", "للتكبير", "لرؤيتها بالحجم الطبيعي", "لعرضها كاملة",
            "لمشاهدتها بحجمها الأصلي", "لعرض الألبوم", "لمشاهدة جميع الصور", "للمشاهدة بدقة أعلى",
        )
    )  # fmt: skip
    text = draw.pick((f"{press} {what} {why}", f"{why} {press} {what}"))
    join = draw.pick((LINE, LINE, FUSE, SPACE))
    return lambda page: page.add(text, "nav", 0, join)


def photographed(site: Site) -> Block:
    """A block that writes one to four captions: a person or words of the article, on most sites with a credit.

    Form of the credit, three photographers, largest number and whether words like "a view of" come first are fixed for
    the site; number and texts are drawn for each page.
    """
    draw = site.draw
    credit = draw.pick(
        (
            " (تصوير {})", " (تصوير: {})", " (تصوير – {})", " - تصوير {}", " (عدسة {})", " (عدسة: {})",
            " «تصوير: {}»", "(تصوير: {})",
            " (ت: {})", " (الصورة: {})", " / تصوير {}", " .. تصوير: {}", " (خاص)", " (أرشيف)",
            " (الشرق الأوسط)", "", "", "",
            " ({agency})", " ({agency})", "({agency})", ". ({agency})", ". تصوير: {}", " | {agency}",
        )
    )  # fmt: skip
    scene = draw.chance(0.4)
    scenes = (
        "جانب من",
        "لقطة من",
        "لحظة",
        "صورة تجمع",
        "مشهد عام لـ",
        "أحد",
        "عدد من",
        "خلال",
        "صورة تذكارية",
        "مبنى",
        "مقر",
    )
    staff = [draw.pick((person, stranger))(draw) for _ in range(3)]
    most = draw.pick((1, 1, 2, 4))

    def write(page: Writer) -> None:
        """Write captions drawn for the page."""
        chance = page.draw
        for _ in range(chance.between(1, most)):
            kind = chance.random()
            text = _DANGLING.sub("", page.matter(page.own_sentence(), 2, 7))
            if kind < 0.3:
                text = chance.pick((person, stranger))(chance) + chance.pick(
                    ("", "", " " + chance.pick(words()["cities"]))
                )
            elif scene:
                text = f"{chance.pick(scenes)} {text}"
            elif kind < 0.45:
                text = page.words_of(page.own_sentence(), 5, 14)
            page.furniture(text + credit.format(chance.pick(staff), agency=chance.pick(_AGENCIES)), "caption")

    return write


def scraps(site: Site) -> Block:
    """A block that writes a leftover of a converter: an escape, an entity, a tag, slashes, empty quotes or brackets.

    It is the same on all pages of the site, and labelled `other`; on some sites it comes once or twice, drawn for each
    page, on the others once.
    """
    draw = site.draw
    sign = draw.pick(
        (
            "rn rn", "rnrn", "rn", "rn rn rn", "\\r\\n", "\\n\\n", "&nbsp;", "&nbsp; &nbsp;", "&nbsp;&nbsp;&nbsp;",
            "«»«»", "«»", '""',
            "()", "[]", "{}", "&amp;nbsp;", "&zwnj;", "<br>", "</p>", "<p>&nbsp;</p>",
            "nbsp;", "_x000D_", "&lrm;", "\\", "//",
        )
    )  # fmt: skip
    join = draw.pick((LINE, LINE, SPACE, FUSE))
    most = draw.pick((1, 1, 2))

    def write(page: Writer) -> None:
        for _ in range(page.draw.between(1, most)):
            page.add(sign, "other", 0, join)

    return write
