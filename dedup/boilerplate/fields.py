"""Reads the fields of an article from its labelled spans: title, source, date, byline and tags."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from dedup.arabic.folding import fold
from dedup.arabic.view import view
from dedup.boilerplate.credit_words import is_any_of, parts_of, tidy
from dedup.boilerplate.credits import is_credit, read_announced, read_published, sure_author
from dedup.boilerplate.lexicon.lists import lines_of, words_of
from dedup.boilerplate.outlets import before_links, is_of_agencies, outlet_in, read_source
from dedup.boilerplate.topics import has_topics_heading, listed_topics, topics_of, written
from dedup.dates.printed import find_dates, read_date
from dedup.model import CONTENT_LABELS, Span

_DIGIT = re.compile(r"\d")
_ANNOUNCES = re.compile(r"(?<!\w)(\w+)[^\S\n]*[:/][^\S\n]*\Z")
_LONGEST_QUESTION = 80  # characters; chosen
_LONGEST_YEAR, _LONGEST_LINE = 10, 200  # characters behind a date that may hold its year, and of a line; chosen
_ISSUE = re.compile(r"(?<!\w)العدد[ :/(]*\d")
_LONGEST_HEADING = 20  # characters of a word that announces a name, with its mark; chosen
_DIGIT_BEHIND = re.compile(r"\s{0,3}(\d)")
_PUBLISHED = re.compile(r"نشر|بتاريخ|التاريخ|اضيف|اضافه|ادرج|ادراج|publi|posted|(?<!\w)date(?!\w)")
_IN_OUTLET = re.compile(r"نشرت? في (?!يوم|ال(?:احد|اثنين|ثلاثاء|اربعاء|خميس|جمعه|سبت)(?!\w))[^\W\d]{3}")
_LONG_WORD = re.compile(r"[^\W\d]{3,}")
_UPDATED = re.compile(r"تحديث|تعديل|updated|modified")
_BESIDE_DATES = frozenset(map(fold, "المصدر يوم الساعة صباحا مساء ظهرا بتوقيت آخر".split()))
"""Words that may stand beside a date and name no outlet."""
_SOURCE = fold("مصدر")
_INVITING = frozenset(map(fold, "للمزيد لمزيد المزيد اقرأ إقرأ شاهد تابع للاطلاع".split()))
"""Words that a line begins with which invites to read on."""
_OF_NETWORKS = frozenset(
    "t.co x.com twitter.com facebook.com fb.com fb.me fb.watch wa.me whatsapp.com api.whatsapp.com t.me telegram.me "
    "instagram.com youtube.com youtu.be tiktok.com linkedin.com pinterest.com snapchat.com threads.net bit.ly goo.gl "
    "tinyurl.com ow.ly".split()
)
"""Hosts of networks, and of addresses made short for them."""
_HOST = re.compile(r"[\w-]+(?:\.[\w-]+)+", re.ASCII)
_MARKDOWN, _BOLD = re.compile(r"\A#{1,6}[^\S\n]+"), "**"
_CLEARLY = 0.1
"""The share of its words in the body by which a later title must exceed an earlier one. Chosen."""
_FAR = 0.5
"""The same where the earlier one is longer by half: under `قرار وزاري رقم (67) لسنة 2024 بشأن ...` stands an office,
which is no headline. Chosen.
"""
_MOST_ABOVE = 200
"""The characters of content, without white space, that may stand above a headline: a kicker, a lead. Measured on pages
left out of training: of right headlines one in 300 has more above it, of lines wrongly taken for one a sixth.
"""


@dataclass(frozen=True, slots=True)
class ArticleFields:
    """The fields of one article; None or () where the page shows none."""

    title: str | None = None
    source: str | None = None
    published: str | None = None
    byline: str | None = None
    tags: tuple[str, ...] = ()


def extract(text: str, spans: Sequence[Span]) -> ArticleFields:
    """The fields of one article, from its spans in the order of the page; `text` is the page.

    Each is read from the spans of its label, see `_by_label`. Without a source it is a known outlet in the byline.
    Without a date it is one that a credit tells, or in the byline: `رام الله 12-7-2012 وفا` may be one span. Without a
    byline it is a name that is announced beside the date, or one before `نشر في` in a credit.
    """
    by_label = _by_label(text, spans)

    def lines(label: str) -> list[str]:
        """The texts of the spans of a label."""
        return [written(text, span) for span in by_label.get(label, ())]

    byline, author = _author(text, by_label)
    credited = [_credit(text, span) for span in by_label.get("source", ()) if not _is_link(text, span)]
    told = [credit for credit in credited if find_dates(view(credit).text)]
    credited = [credit for credit in credited if _names_source(credit)]
    dated = "\n".join(_dates(text, by_label) if "pubdate" in by_label else told or lines("byline"))
    content = [span for span in spans if span.label in CONTENT_LABELS]
    is_under_subhead = content and content[0].label == "subhead" and all(span.label != "title" for span in spans)
    titles = [written(text, content[0])] if is_under_subhead else lines("title")
    tags = by_label.get("tags", ())
    return ArticleFields(
        title=_title(titles, lines("body") if len(titles) > 1 else ()),
        source=_publisher(credited) or outlet_in(byline),
        published=read_date(view(dated).text) if dated else None,
        byline=author if byline else read_announced(dated) or _signed(credited),
        tags=topics_of(listed_topics(text, tags), [written(text, span) for span in content]) if tags else (),
    )


def _by_label(text: str, spans: Sequence[Span]) -> dict[str, list[Span]]:
    """The spans of each label that fields are read from: of titles those with at most 200 characters of content above
    them, of topics and sources those that ask nothing.
    """
    found: dict[str, list[Span]] = {}
    above = 0
    for span in spans:
        if above <= _MOST_ABOVE and span.label in CONTENT_LABELS:
            above += sum(map(len, text[span.start : span.end].split(maxsplit=_MOST_ABOVE)))  # enough words to exceed it
        elif span.label == "title" or (span.label in ("tags", "source") and _asks(text, span)):
            continue
        found.setdefault(span.label, []).append(span)
    return found


def _author(text: str, by_label: Mapping[str, Sequence[Span]]) -> tuple[str, str | None]:
    """The texts of the bylines, and the surest name in them; of equally sure ones that between headline and text."""
    bylines = [(span, _byline(text, span)) for span in by_label.get("byline", ())]
    head, byline = _head(by_label), "\n".join(own for _, own in bylines)
    below, found = sure_author("\n".join(own for span, own in bylines if span.start in head)), sure_author(byline)
    return byline, below[1] if below[0] >= found[0] else found[1]


def _publisher(credited: Sequence[str]) -> str | None:
    """The outlet that published, from credits: the last that they name, since an agency that the original page credits
    comes before it. An address and `وكالات` count only where none has a name.
    """
    names = [name for credit in credited if (name := read_source(credit)) and not _leads_elsewhere(name, credit)]
    for is_lesser in (_HOST.fullmatch, is_of_agencies):
        names = [name for name in names if not is_lesser(name)] or names
    return names[-1] if names else None


def tells_of_update(text: str) -> bool:
    """Whether a text beside a date says that it is that of a change: `آخر تحديث`."""
    return _UPDATED.search(view(text).text) is not None


def _asks(text: str, span: Span) -> bool:
    """Whether the line of a span, without a heading of topics, ends in a question mark: `ما مدى رضاك عن الخبر؟` has no
    topic and credits nobody.
    """
    line, end, _ = text[span.start : span.start + _LONGEST_QUESTION].partition("\n")
    is_whole = end or len(text) - span.start <= _LONGEST_QUESTION
    return bool(is_whole) and line.rstrip().endswith("؟") and not has_topics_heading(line)


def _credit(text: str, span: Span) -> str:
    """The text of a credit, up to the heading of topics or links that is glued to it, though a cut may lie before or
    behind the joint: `المصدر: رووداوكلمات دلالية`.
    """
    own = written(text, span)
    if _SOURCE not in fold(own):
        return own
    line = written(text, replace(span, end=span.end + _LONGEST_HEADING)).partition("\n")[0]
    whole = before_links(line)
    return own if whole == line or len(whole) < len(own) - _LONGEST_HEADING else whole


def _is_date(credit: str) -> bool:
    """Whether a credit is a date of publication and nothing else: `نشر في: 12 جويلية 2023`, `المصدر: 12 يوليو`."""
    seen = view(credit).text
    if not (found := find_dates(seen)):
        return False
    rest = " ".join([seen[: found[0].start], seen[found[0].end :]])
    return all(
        word in lines_of("weekdays") or word in _BESIDE_DATES or _PUBLISHED.search(word) or _UPDATED.search(word)
        for word in _LONG_WORD.findall(rest)
    )


def _names_source(credit: str) -> bool:
    """Whether a credit is more than a date. One that says when the page was published also says that it names a source,
    or has an outlet or a medium: `نشر في جريدة الصباح 12 يوليو 2023`.
    """
    seen = view(credit).text
    if not find_dates(seen):
        return True
    if _is_date(credit):
        return False
    if not (_PUBLISHED.search(seen) or _UPDATED.search(seen)) or _SOURCE in fold(credit) or _IN_OUTLET.search(seen):
        return True
    has_medium = any(is_any_of(word.folded, "medium") for part in parts_of(credit) for word in part.words)
    return has_medium or outlet_in(credit) is not None


def _leads_elsewhere(name: str, credit: str) -> bool:
    """Whether the name in a credit that says nothing of a source is a network, an address of one, or where `للمزيد` or
    another invitation to read on leads.
    """
    folded = fold(credit)
    if _SOURCE in folded:
        return False
    is_invited = _HOST.fullmatch(name) is not None and folded.split()[0].strip(":[") in _INVITING
    return is_invited or fold(name) in lines_of("networks") or name.lower() in _OF_NETWORKS


def _is_link(text: str, span: Span) -> bool:
    """Whether a span is the address of a link in Markdown, `[text](address)`, which credits nobody."""
    return text.startswith("](http", span.start - 1)


def _head(by_label: Mapping[str, Sequence[Span]]) -> range:
    """The offsets between the beginnings of the headline and of the first text after it; empty where one is missing."""
    title, body = (by_label[label][0].start if label in by_label else 0 for label in ("title", "body"))
    return range(title, body) if "title" in by_label else range(0)


def _dates(text: str, by_label: Mapping[str, Sequence[Span]]) -> list[str]:
    """The texts of the spans of dates, the likeliest first: those between the headline and the first text, then those
    that say that they are of publication, then others, such as the day of the visit in a header.
    """
    head = _head(by_label)

    def rank(span: Span) -> tuple[bool, bool]:
        """The key of a span: the lowest comes first, and of equal ones the first on the page."""
        is_told = _PUBLISHED.search(view(text[span.start : span.end]).text) is not None
        return span.start not in head, not is_told

    spans = by_label["pubdate"]
    return [_with_year(text, span) for span in (sorted(spans, key=rank) if len(spans) > 1 else spans)]


def _with_year(text: str, span: Span) -> str:
    """The text of a span of a date, to the end of its line if it has a date only with that: a cut may part them."""
    own = written(text, span)
    line = text[span.start : span.end + _LONGEST_YEAR].partition("\n")[0]
    if len(line) <= len(own) or find_dates(view(own).text):
        return own
    return line if find_dates(view(line).text) else own


def issue_date(text: str, spans: Iterable[Span]) -> str | None:
    """The date in the first line that gives the number of an issue, `العدد 412 - الخميس 16/6/2005`, or None.

    It is cut, above all content, and no headline of another page.

    A newspaper's site shows the day of the issue above each of its pages; other sites show the day of the visit there.
    """
    for span in spans:
        if span.is_content:
            break
        if span.label.startswith("related") or "العدد" not in text[span.start : span.end]:
            continue
        start = text.rfind("\n", 0, span.start) + 1
        line = view(text[start : start + _LONGEST_LINE].partition("\n")[0]).text
        if _ISSUE.search(line) and (found := read_date(line)):
            return found
    return None


def _byline(text: str, span: Span) -> str:
    """The text of a byline with what tells how to read it: a word such as `تصوير:` right before it, of a caption, and,
    on a line of its own, a digit behind it: then a day of the week at the end is of a date and of no name.
    """
    before = _ANNOUNCES.search(text, max(0, span.start - _LONGEST_HEADING), span.start)
    behind = _DIGIT_BEHIND.match(text, span.end)
    heading = before[0] if before and fold(before[1]) in words_of("picturing") else ""  # not of `كتابة وتصوير:`
    return heading + written(text, span) + (f"\n{behind[1]}" if behind else "")


def _signed(lines: Sequence[str]) -> str | None:
    """The first name of an author in some credits, as in `جمال حسننشر في المساء`; None where none has one."""
    return next(filter(None, map(read_published, lines)), None)


def _title(written: Sequence[str], body: Sequence[str]) -> str | None:
    """The headline among the lines `written` that may be one, tidied.

    A single one is taken as it is. Of several it is the first whose words the body uses, unless for a later one
    the share of its words in the body is larger by more than `_CLEARLY` or `_FAR`. Short lines count less, and a line
    that ends in a colon counts half. None where no line may be one, or where there are several and the body uses no
    word of them.
    """
    titles = [title for title in map(_bare, map(tidy, written)) if _may_be_title(title)]
    if len(titles) < 2:
        return titles[0] if titles else None
    known = set(fold("\n".join(body)).split())
    known |= {word[1:] for word in known if word[0] in "وفبلك"}
    best, most = None, 0.0
    for title in titles:
        words = {word for word in fold(title).split() if len(word) > 2}
        share = sum(word in known or word[1:] in known for word in words) / (len(words) + 2)
        share /= 2 if title.endswith(":") else 1
        least = (_FAR if 2 * best.count(" ") > 3 * title.count(" ") else _CLEARLY) if best else 0
        if share > most + least:
            best, most = title, share
    return best


def _bare(title: str) -> str:
    """A headline without the marks around it, those of Markdown among them, and without an address behind it, as of its
    picture.

    Guillemets that have a partner stay, also reversed ones.
    """
    rest, _, last = title.rpartition(" ")
    title = rest if last.startswith(("http://", "https://")) else title
    unpaired = "»›«‹" if title.count("«") != title.count("»") else ""
    title = title.lstrip(f" |·•–—{unpaired[:2]}").rstrip(f" (|·•–—{unpaired[2:]}")
    title = _MARKDOWN.sub("", title)
    if title.startswith(_BOLD) and title.endswith(_BOLD):
        title = title.strip("* ")
    return title.removeprefix("- ").lstrip()


def _may_be_title(title: str) -> bool:
    """Whether a line may be a headline: it ends in no comma, is no credit, and at most half of it is dates, or what is
    not has two words, as in `حكمة اليوم 2 فبراير 2024`, none of which says that it was published then.
    """
    if title.endswith(("،", ",")) or is_credit(title):
        return False
    seen = view(title).text
    if not _DIGIT.search(seen):  # holds for most titles; a date has digits
        return True
    dates = find_dates(seen)
    if 2 * sum(found.end - found.start for found in dates) <= len(seen):
        return True
    rest = seen
    for found in reversed(dates):
        rest = rest[: found.start] + rest[found.end :]
    words = [word for word in _LONG_WORD.findall(rest) if word not in lines_of("weekdays")]
    return len(words) > 1 and not (_PUBLISHED.search(seen) or _UPDATED.search(seen))
