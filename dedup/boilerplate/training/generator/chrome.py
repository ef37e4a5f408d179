"""The frame of a whole page: menus, breadcrumbs, forms, boxes, notices, footers."""

from .body import wrapped
from .dates import ago, date_form, moment
from .names import address, count, site_link
from .page import ITEM, LINE, SPACE
from .site import Block, Site, Writer
from .wordings import words

_PATHS = (" » ", " / ", " > ", " › ", " | ", "»", " - ", " \\ ", " << ", "/", " → ", " :: ", "←", "\n", "\n» ", "\n/\n")


def menu(site: Site, low: int = 4, high: int = 40) -> Block:
    """A block that writes a menu of `low` to `high` entries, the same on all pages of the site.

    On some sites each entry comes twice, which is not counted.
    """
    draw = site.draw
    pool = (*site.entries("menu"), *words()["sections"])
    entries = [draw.pick(pool) if draw.chance(0.75) else site.unknown(1, 2) for _ in range(draw.between(low, high))]
    if draw.chance(0.15):
        entries = [entry for entry in entries for _ in range(2)]
    join = draw.pick(("\n",) * 8 + (" ", " | ", "  ", " • ", ""))
    mark = draw.pick(("",) * 8 + ("- ", "• ", "» ", "+ "))
    text = join.join(mark + entry for entry in entries)
    return lambda page: page.add(text, "nav", 0, ITEM)


def path(site: Site) -> Block:
    """A block that writes the breadcrumb: home, one to three sections drawn for each page, on some sites the title.

    All but sections and title is fixed for the site. A page without a title has random words in its place.
    """
    draw = site.draw
    start = draw.pick(("", "", "", "أنت هنا: ", "You are here: ", "أنت في: ", "القسم: ", "أنت تتصفح: "))
    join, home = draw.pick(_PATHS), draw.pick((*words()["home"], site.house))
    deep, titled = draw.between(1, 3), draw.chance(0.3)

    def write(page: Writer) -> None:
        """Write the breadcrumb of one page."""
        parts = [home, *page.draw.some(site.sections, 1, deep)]
        if titled:
            parts.append(page.article.title or page.short(3, 6))
        page.furniture(start + join.join(parts), "nav")

    return write


def section_line(site: Site) -> Block:
    """A block that writes the name of one of the site's sections, drawn for each page."""
    draw = site.draw
    tail = draw.pick(("", "", "", "\n|", " |", " /", ":"))
    return lambda page: page.furniture(page.draw.pick(site.sections) + tail, "nav")


def notice(site: Site) -> Block:
    """A block that writes a line of page controls in a form of the site, such as a counter, reading time or type size.

    On some sites it is unknown words with a number.
    """
    form = site.form("nav_notice") if site.draw.chance(0.6) else site.form(site.draw.pick(("widget", "nav", "media")))
    unknown = site.unknown(1, 2) + ": {n}" if site.draw.chance(0.12) else ""
    return lambda page: page.furniture(page.fill(unknown or form), "nav")


_CONTROLS = (
    "Play / pause", "Play", "Pause", "Mute", "volume", "Video Player", "Audio Player", "تشغيل", "إيقاف", "كتم الصوت",
    "مستوى الصوت", "استمع", "تحميل", "تنزيل الملف", "شاشة كاملة", "إعادة", "تخطي", "مشغل الفيديو", "مشغل الصوت", "HD",
)  # fmt: skip


def player(site: Site) -> Block:
    """A block that writes one to four controls of a player, fixed for the site, with its times behind the first."""
    names, join = site.draw.some(_CONTROLS, 1, 4), site.draw.pick(("\n", "\n", " ", " / "))
    length, halves = site.draw.chance(0.5), site.draw.chance(0.5)

    def write(page: Writer) -> None:
        passed = ["0:00", f"{page.draw.between(0, 59)}:{page.draw.between(0, 59):02d}" if length else "0:00"]
        times = passed if halves else [" / ".join(passed)]
        page.add(join.join([names[0], *times, *names[1:]]), "nav", 0, ITEM)

    return write


def legal(site: Site) -> Block:
    """A block that writes one to three lines of a footer (rights, disclaimers, makers), the same on all pages."""
    lines = [site.known("legal") for _ in range(site.draw.pick((1, 1, 2, 3)))]

    def write(page: Writer) -> None:
        for line in lines:
            page.furniture(line, "nav")

    return write


def cookies(site: Site) -> Block:
    """A block that writes one or two random wordings of cookie notices or their buttons, the same on all pages."""
    text = site.known("cookies") + site.draw.pick((" ", "\n", ". ")) + site.draw.pick((site.known("cookies"), ""))
    return lambda page: page.furniture(text, "nav")


def correction(site: Site) -> Block:
    """A block that writes a note of the editors about the text, the same on all pages but for a full stop."""
    text = site.known("correction").replace(" ", ": ", 1)
    return lambda page: page.furniture(text + page.draw.pick((".", "")), "other")


def form(site: Site) -> Block:
    """A block that writes fields of a login or a search form, the same on all pages."""
    draw = site.draw
    fields = draw.some(site.entries(draw.pick(("login", "search_form"))), 2, 8)
    text = draw.pick(("\n", "\n", " ")).join(fields)
    return lambda page: page.add(text, "nav", 0, ITEM)


def box(site: Site) -> Block:
    """A block that writes one box of the side column: weather, prayer times, currencies, a poll or a player.

    Which of them is fixed for the site.
    """
    return site.draw.pick((_market, _prayers, _weather, _poll, _player))(site)


def _market(site: Site) -> Block:
    """A block that writes rates of currencies under a heading; only the rates change from page to page."""
    draw = site.draw
    heading = site.wording("market")
    names = draw.some(words()["currencies"], 2, 6)
    mark = draw.pick(("", " ▲", " ▼", " +0.{}%"))
    apart = draw.pick((" ", " ", "\n", ": "))

    def write(page: Writer) -> None:
        """Write the rates of one page."""
        page.furniture(heading, "other")
        for name in names:
            value = f"{page.draw.between(1, 90)}.{page.draw.between(0, 99):02d}"
            page.add(name + apart + value + mark.format(page.draw.between(1, 99)), "other", 0, ITEM)

    return write


def _prayers(site: Site) -> Block:
    """A block that writes prayer times under a heading; only the minutes change from page to page."""
    draw = site.draw
    heading = site.wording("weather")
    apart = draw.pick((" ", " ", "\n", ": ", " - "))

    def write(page: Writer) -> None:
        """Write the times of one page."""
        page.furniture(heading, "other")
        for index, name in enumerate(words()["prayers"]):
            page.add(
                f"{name}{apart}{(4, 5, 12, 15, 18, 19)[index]:02d}:{page.draw.between(0, 59):02d}", "other", 0, ITEM
            )

    return write


def _weather(site: Site) -> Block:
    """A block that writes temperatures of cities under a heading; only the numbers change from page to page."""
    draw = site.draw
    heading = site.wording("weather")
    cities = draw.some(words()["cities"], 2, 6)
    apart = draw.pick((" ", "\n", ": "))
    degree = draw.pick(("°", "°C", " درجة", "℃"))

    def write(page: Writer) -> None:
        page.furniture(heading, "other")
        for city in cities:
            page.add(f"{city}{apart}{page.draw.between(5, 45)}{degree}", "other", 0, ITEM)

    return write


def _poll(site: Site) -> Block:
    """A block that writes a poll, the same on all pages: a heading, on some sites a question, and answers."""
    draw = site.draw
    answers = draw.some(site.entries("poll_answers"), 2, 5)
    heading = site.wording("poll")
    question = heading + ("\nهل " + site.unknown(3, 7) + "؟" if draw.chance(0.4) else "")
    text = question + "\n" + draw.pick(("\n", "\n", " ")).join(answers)
    return lambda page: page.add(text, "other")


def _player(site: Site) -> Block:
    """A block that writes the text of a media player."""
    form_ = site.form("player")
    return lambda page: page.furniture(page.fill(form_), "other")


def ticker(site: Site) -> Block:
    """A block that writes a news ticker: a heading, and two to six headlines on one line or on several.

    The headlines are drawn for each page; whether they have the hour is fixed for the site.
    """
    draw = site.draw
    heading = site.wording("ticker") + draw.pick(("", ":", " |", " -"))
    hours, inline = draw.chance(0.3), draw.chance(0.4)
    separator = draw.pick((" | ", " • ", " ** ", "  ", " - "))

    def write(page: Writer) -> None:
        """Write the ticker of one page."""
        page.furniture(heading, "related_head")
        for index, title in enumerate(page.titles(page.draw.between(2, 6))):
            text = f"{page.draw.between(0, 23):02d}:{page.draw.between(0, 59):02d} {title}" if hours else title
            page.add(
                (separator.strip() + " " if inline and index else "") + text,
                "related_item",
                0,
                SPACE if inline else ITEM,
            )

    return write


def tag_cloud(site: Site) -> Block:
    """A block that writes a heading and 6 to 20 random words as the topics of the site, the same on all pages."""
    draw = site.draw
    heading = site.wording("tags")
    terms = [draw.pick(site.materials.words) for _ in range(draw.between(6, 20))]
    text = draw.pick((" ", "\n", " ", "، ")).join(terms)

    def write(page: Writer) -> None:
        page.furniture(heading, "nav")
        page.add(text, "nav", 0, ITEM)

    return write


def link_farm(site: Site) -> Block:
    """A block that writes a heading and three to eight sponsored headlines, the same on every page.

    They are labelled as related. Some sites have a teaser, a link or "read more" with each, and some break long
    headlines into lines.
    """
    draw = site.draw
    heading = site.heading("related" if draw.chance(0.6) else "ads")
    entries = [
        (site.title(draw), draw.pick(site.materials.sentences)[: draw.between(60, 180)], site_link(draw))
        for _ in range(draw.between(3, 8))
    ]
    teasers, links = draw.chance(0.6), draw.chance(0.2)
    more = site.known("readmore") if draw.chance(0.4) else ""
    width = draw.between(20, 45) if draw.chance(0.2) else 200

    def write(page: Writer) -> None:
        """Write the headlines."""
        page.furniture(heading, "related_head")
        for title, teaser, link in entries:
            page.add(wrapped(title, width), "related_item", 0, ITEM)
            if teasers:
                page.add(teaser, "related_teaser", 0, ITEM)
            if links:
                page.add(link, "related_item", 0, ITEM)
            if more:
                page.add(more, "readmore", 0, page.draw.pick((ITEM, SPACE)))

    return write


def footer(site: Site) -> Block:
    """A block that writes the end of a whole page: a menu and rights, on some sites a contact or cookies.

    All of it is the same on all pages; on some sites the order is random.
    """
    draw = site.draw
    parts: list[Block] = [menu(site, 3, 20), legal(site)]
    if draw.chance(0.4):
        about = site.known("legal")
        contact = draw.pick((address(draw), "ص.ب " + count(draw), "هاتف: " + str(draw.between(10**6, 10**9)), ""))
        parts.insert(0, lambda page: page.add(about + "\n" + contact, "nav"))
    if draw.chance(0.3):
        parts.append(cookies(site))
    if draw.chance(0.3):
        draw.shuffle(parts)

    def write(page: Writer) -> None:
        for part in parts:
            part(page)

    return write


def masthead(site: Site) -> Block:
    """A block that writes the head of a whole page: a name, on some sites a date or how long ago it changed.

    The name is fixed for the site; date and time are drawn for each page, apart from the page's own date.
    """
    draw = site.draw
    dates = date_form(draw)
    with_date, with_hour = draw.chance(0.5), draw.chance(0.2)
    name = draw.pick((site.house, site.house + " | " + site.unknown(2, 4), draw.identifier(6).upper()))

    def write(page: Writer) -> None:
        """Write the head of one page."""
        page.add(name, "nav")
        if with_date:
            page.add(dates(moment(page.draw)), "nav", 0, LINE)
        if with_hour:
            page.add("آخر تحديث " + ago(page.draw), "nav", 0, LINE)

    return write
