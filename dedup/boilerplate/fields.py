"""Reads the fields of an article from its labelled spans: title, source, date, byline and tags."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from dedup.arabic.folding import fold
from dedup.arabic.view import view
from dedup.arabic.words import spelled_words
from dedup.boilerplate.characters import WRITTEN_BREAK
from dedup.boilerplate.credit_words import listed, tidy, trim, words_of
from dedup.boilerplate.credits import is_credit, read_announced, read_published, sure_author
from dedup.boilerplate.outlets import is_of_agencies, outlet_in, read_source
from dedup.dates.printed import find_dates, read_date
from dedup.model import CONTENT_LABELS, Span

# Headings of topics. Long ones may be joined to the first topic (`الوسومروسيا`), short ones end in a blank or mark.
_ABOUT = (
    r"(?:[ ](?:(?:ال)?(?:دلاليه|دليليه|داله|مفتاحيه|مفاتيح|متشابهه|مشابهه)|البحث|متعلقه|ساخنه|اخري|شاءعه|راءجه|مهمه|"
    r"ذات[ ]صله|الاكثر[ ]\w+))"
)
_LONG_HEADING = rf"(?:ال)?كلمات{_ABOUT}|الوسوم|(?:ال)?(?:مواضيع|موضوعات){_ABOUT}+"
_TAGS_HEADING = re.compile(
    rf"[^\w#]*(?:{_LONG_HEADING}|"
    r"(?:دلاليه|مفتاحيه|وسوم|سمات|تاجز|tags|keywords|mots[ -]cles|الاكثر[ ](?:بحثا|تداولا|قراءه))(?!\w)|"
    r"(?:وسم|الوسم|السمات|(?:ال)?(?:علامات|تسميات|تصنيفات|تصنيف|مواضيع|موضوعات|اوسمه)|الكلمه[ ]المفتاحيه|تاغ|تاغات|تاج|"
    r"هاشتا[غجق]|موسومه?[ ](?:تحت|ضمن|في)|دلالات|tag|tagged|(?:related[ ])?topics)"
    r"(?=[ ]*(?:[:/|]|-[ ]|$)))[^\w#]*(?:tags(?!\w)[^\w#]*)?"  # `الوسوم (Tags)`
)
_HEADING_WITHIN = re.compile(rf"(?:{_LONG_HEADING})[ ]*:[^\w#]*")  # `في الجزائرالوسوم: تونس`
_DIGIT = re.compile(r"\d")
_ANNOUNCES = re.compile(r"(?<!\w)(\w+)[^\S\n]*[:/][^\S\n]*\Z")
_LONGEST_QUESTION = 80  # characters; chosen
_LONGEST_HEADING = 20  # characters of a word that announces a name, with its mark; chosen
_DIGIT_BEHIND = re.compile(r"\s{0,3}(\d)")
_PUBLISHED = re.compile(r"نشر|بتاريخ|التاريخ|اضيف|ادرج|publi|posted|(?<!\w)date(?!\w)")
_LONG_WORD = re.compile(r"[^\W\d]{3,}")
_UPDATED = re.compile(r"تحديث|تعديل|updated|modified")
_HASHTAG = re.compile(r"(?<!\S)#\w")
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
_BETWEEN_TAGS = re.compile(r"[،,;؛|\n\r•·/\t#]|(?<!\S)[-–—*](?!\S)|[^\S\n]{2,}")
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
_LONGEST_TAG = 6
"""The most words of a topic among topics that only blanks separate. Chosen."""
_MOST_UNTOLD = 4
"""The most words of a line of topics that has no heading, and no `#`, `_` or mark between them. Measured on described
sites left out of training: of longer ones five in six are headlines of other articles, and the others several topics.
"""
_LONGEST_PHRASE = 9
"""The most words of a topic between separators; more words are several topics that only blanks separate. Chosen."""


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

    Each is read from the spans of its label, the title only from those with at most 200 characters of content above
    them. Without a title, the first content span is taken for one if it is a subhead. Of several credits that name an
    outlet the last is the publisher: an agency that the original page credits comes before it; an address and `وكالات`
    count only where none has a name. Without credits it is a known outlet in the byline. Of several dates, see
    `_dates`; without any, a date in the byline is the page's: `رام الله 12-7-2012 وفا` may be one span. Of equally sure
    bylines one between headline and text goes before others; without any it is a name that is announced beside the
    date, or one before `نشر في` in a credit.
    """
    by_label: dict[str, list[Span]] = {}
    above, is_told = 0, False
    for span in spans:
        is_told |= span.label == "title"
        if above > _MOST_ABOVE:
            if span.label == "title":
                continue
        elif span.label in CONTENT_LABELS:
            above += sum(map(len, text[span.start : span.end].split(maxsplit=_MOST_ABOVE)))  # enough words to exceed it
        if span.label not in ("tags", "source") or not _asks(text, span):
            by_label.setdefault(span.label, []).append(span)

    def lines(label: str) -> list[str]:
        """The texts of the spans of a label."""
        return [_written(text, span) for span in by_label.get(label, ())]

    bylines = [(span, _byline(text, span)) for span in by_label.get("byline", ())]
    byline = "\n".join(own for _, own in bylines)
    head = _head(by_label)
    below, found = sure_author("\n".join(own for span, own in bylines if span.start in head)), sure_author(byline)
    author = below[1] if below[0] >= found[0] else found[1]
    credited = [_written(text, span) for span in by_label.get("source", ()) if not _is_link(text, span)]
    told = list(filter(_tells_date, credited))
    credited = [credit for credit in credited if credit not in told]
    dated = "\n".join(_dates(text, by_label) if "pubdate" in by_label else told or lines("byline"))
    sources = [name for credit in credited if (name := read_source(credit)) and not _leads_elsewhere(name, credit)]
    sources = [name for name in sources if not _HOST.fullmatch(name)] or sources
    sources = [name for name in sources if not is_of_agencies(name)] or sources
    content = [span for span in spans if span.label in CONTENT_LABELS]
    titles = lines("title")
    if content and content[0].label == "subhead" and not is_told:  # with nothing above it
        titles = [_written(text, content[0])]
    return ArticleFields(
        title=_title(titles, lines("body") if len(titles) > 1 else ()),
        source=sources[-1] if sources else outlet_in(byline),
        published=read_date(view(dated).text) if dated else None,
        byline=author if byline else read_announced(dated) or _signed(credited),
        tags=_tags(_listed(text, by_label["tags"]), [_written(text, span) for span in content])
        if "tags" in by_label
        else (),
    )


def tells_of_update(text: str) -> bool:
    """Whether a text beside a date says that it is that of a change: `آخر تحديث`."""
    return _UPDATED.search(view(text).text) is not None


def _asks(text: str, span: Span) -> bool:
    """Whether the line of a span ends in a question mark: `ما مدى رضاك عن الخبر؟` has no topic and credits nobody."""
    end = text.find("\n", span.start, span.start + _LONGEST_QUESTION)
    return text[span.start : end if end >= 0 else span.start + _LONGEST_QUESTION].rstrip().endswith("؟")


def _tells_date(credit: str) -> bool:
    """Whether a credit says when the page was published and nothing else: `نشر في: 12 جويلية 2023`."""
    seen = view(credit).text
    said = _PUBLISHED.search(seen)
    if not said or not (found := find_dates(seen)):
        return False
    return not _LONG_WORD.search(seen, said.end(), found[0].start)


def _leads_elsewhere(name: str, credit: str) -> bool:
    """Whether the name in a credit that says nothing of a source is a network, an address of one, or where `للمزيد` or
    another invitation to read on leads.
    """
    folded = fold(credit)
    if _SOURCE in folded:
        return False
    is_invited = _HOST.fullmatch(name) is not None and folded.split()[0].strip(":[") in _INVITING
    return is_invited or fold(name) in listed("networks") or name.lower() in _OF_NETWORKS


def _is_link(text: str, span: Span) -> bool:
    """Whether a span is the address of a link in Markdown, `[text](address)`, which credits nobody."""
    return text.startswith("](http", span.start - 1)


def _written(text: str, span: Span) -> str:
    r"""The text of a span; line ends that are written as characters, `\n` or `\r`, become line ends."""
    written = text[span.start : span.end]
    return WRITTEN_BREAK.sub("\n", written) if "\\" in written else written


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
    return [_written(text, span) for span in (sorted(spans, key=rank) if len(spans) > 1 else spans)]


def _byline(text: str, span: Span) -> str:
    """The text of a byline with what tells how to read it: a word such as `تصوير:` right before it, of a caption, and,
    on a line of its own, a digit behind it: then a day of the week at the end is of a date and of no name.
    """
    before = _ANNOUNCES.search(text, max(0, span.start - _LONGEST_HEADING), span.start)
    behind = _DIGIT_BEHIND.match(text, span.end)
    heading = before[0] if before and fold(before[1]) in words_of("picturing") else ""  # not of `كتابة وتصوير:`
    return heading + _written(text, span) + (f"\n{behind[1]}" if behind else "")


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
    words = [word for word in _LONG_WORD.findall(rest) if word not in listed("weekdays")]
    return len(words) > 1 and not (_PUBLISHED.search(seen) or _UPDATED.search(seen))


def parted_tags(text: str) -> tuple[str, ...]:
    """The topics as of `_tags` where marks separate all of them: none is split at blanks."""
    tags: dict[str, str] = {}
    for topic in chain.from_iterable(_topics(text)):
        shown = trim(topic.replace("_", " "))
        if key := fold(shown):
            tags.setdefault(key, shown)
    return tuple(tags.values())


def _tags(text: str, content: Sequence[str]) -> tuple[str, ...]:
    """The topics, each once under folding and as first written, in the order of the page; `_` becomes a blank.

    `content` is used to split a topic that is the only one under its heading, has more than nine words, or has a `_`.
    """
    tags: dict[str, str] = {}
    stretches: set[tuple[str, ...]] | None = None
    for topics in _topics(text):
        for topic in topics:
            words = topic.split()
            if len(words) > 1 and (len(topics) == 1 or len(words) > _LONGEST_PHRASE or "_" in topic):
                if stretches is None:
                    stretches = _stretches("\n".join(content), fold(text).split())
                words = _split_run(words, stretches)
            else:
                words = [topic]
            for word in words:
                shown = trim(word.replace("_", " "))
                if key := fold(shown):
                    tags.setdefault(key, shown)
    return tuple(tags.values())


def _listed(text: str, spans: Sequence[Span]) -> str:
    """The texts of the spans of topics, a line each. Where some have a heading or `#`, only these and those right
    behind one of them: others are of another list.
    """
    written = [_written(text, span) for span in spans]
    told, end, is_told = list[str](), -1, False
    for span, own in zip(spans, written, strict=True):
        between = text[end : span.start]
        is_told = bool(_HASHTAG.search(own)) or _has_heading(own) or (is_told and not any(map(str.isalnum, between)))
        end = span.end
        told += [own] if is_told else []
    chosen = "\n".join(told)
    return chosen if any(_topics(chosen)) else "\n".join(written)


def _has_heading(line: str) -> bool:
    """Whether a line begins with a heading of topics."""
    return _TAGS_HEADING.match(view(line).text) is not None


def _topics(text: str) -> list[list[str]]:
    """The topics under each heading, a list for each; the first list has those before any heading.

    Line breaks, bars, commas, semicolons, bullets, slashes, `#`, wide blanks and dashes between blanks separate them.
    Headings and empty topics are left out, and what stands on a line before its only heading. A line of one topic
    that ends in a colon is a heading of any kind; without a heading above, one of more than four words and no `_` is
    no topic.
    """
    found: list[list[str]] = [[]]
    for line in text.splitlines():
        seen = view(line)
        if heading := _TAGS_HEADING.match(seen.text) or _HEADING_WITHIN.search(seen.text):
            found.append([])
            line = line[int(seen.offsets[heading.end()]) :]
        topics = [topic for topic in map(trim, _BETWEEN_TAGS.split(_before_button(line))) if topic]
        is_alone = len(topics) == 1 and not heading
        if is_alone and line.rstrip().endswith(":"):
            found.append([])
        elif not is_alone or len(found) > 1 or topics[0].count(" ") < _MOST_UNTOLD or not {"_", "#"}.isdisjoint(line):
            found[-1] += topics
    return found


def _before_button(line: str) -> str:
    """A line of topics without the button that asks to share them, as its last word behind others."""
    rest, _, last = line.rstrip().rpartition(" ")
    return rest if rest and fold(last) in words_of("asking") else line


def _stretches(prose: str, wanted: Sequence[str]) -> set[tuple[str, ...]]:
    """The sequences of two to six neighbouring words of the prose that are all among `wanted`; all words folded."""
    by_hash = dict(zip(spelled_words(" ".join(wanted)).hashes.tolist(), wanted, strict=True))
    words = [by_hash.get(key, "") for key in spelled_words(prose).hashes.tolist()]
    found: set[tuple[str, ...]] = set()
    for at, word in enumerate(words):
        size = 1 if word else _LONGEST_TAG
        while size < _LONGEST_TAG and at + size < len(words) and words[at + size]:
            size += 1
            found.add(tuple(words[at : at + size]))
    return found


def _split_run(run: Sequence[str], stretches: set[tuple[str, ...]]) -> list[str]:
    """Split words that only blanks separate into topics: from the left, the longest sequences in `stretches`.

    Any other word, and any with a `_`, is a topic by itself, except that a definite noun and a definite adjective after
    it are one.
    """
    folded = ["" if "_" in word else fold(word) for word in run]
    tags: list[str] = []
    at = 0
    while at < len(run):
        end = at + 1
        while end < len(run) and tuple(folded[at : end + 1]) in stretches:
            end += 1
        noun, adjective = folded[at], "".join(folded[at + 1 : at + 2])
        if end == at + 1 and noun.startswith("ال") and adjective.startswith("ال") and adjective.endswith(("يه", "ي")):
            end += tuple(folded[at + 1 : at + 3]) not in stretches
        tags.append(" ".join(run[at:end]))
        at = end
    return tags
