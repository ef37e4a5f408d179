"""The values of options and the labels in outputs, each list in one place; loads fast, since the command starts with
it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

Profile = Literal["conservative", "balanced", "aggressive"]
"""How sure a cut must be: `conservative` cuts least."""
Appended = Literal["split", "drop", "keep"]
"""What becomes of articles appended after the host: they become documents, are cut, or stay in the host."""
Keep = Literal["earliest", "latest", "longest", "first"]
"""Which of several matching documents stays: the one with the `earliest` or the `latest` date (unknown dates last),
with the `longest` text in characters, or the `first` of the input.
"""
Passages = Literal["report", "drop", "off"]
"""What becomes of passages that documents repeat: they are listed, cut, or not looked for."""
Format = Literal["jsonl", "parquet", "txt"]
"""The file format of the clean documents."""
RestoreFormat = Literal["jsonl", "txt"]
"""The file format of restored pages."""
DuplicateKind = Literal["exact", "near", "contained"]
"""How a document repeats another."""
PassageKind = Literal["exact", "near", "reworded"]
"""How a passage repeats another."""

InputKind = Literal["text", "jsonl", "csv", "parquet", "html", "archive"]
"""The kind of a file that is read."""
KIND_OF_SUFFIX: dict[str, InputKind] = {
    ".txt": "text",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".jl": "jsonl",
    ".jsonlines": "jsonl",
    ".json": "jsonl",
    ".csv": "csv",
    ".tsv": "csv",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".warc": "archive",
    ".wet": "archive",
    ".parquet": "parquet",
}
"""The kind that the suffix of a name stands for, in lower case; what compresses the file stands behind it."""
_COMPRESSIBLE = ", ".join(suffix for suffix, kind in KIND_OF_SUFFIX.items() if kind != "parquet")
SUFFIXES = f"{_COMPRESSIBLE} (all also .gz, .zst, .bz2, .xz), .parquet"
"""What messages say of the names of files that are read."""

CONTENT = ("body", "title", "subhead")
"""The labels of what stays."""
METADATA = ("pubdate", "byline", "source", "tags")
"""The labels of what is cut and becomes a field."""
FURNITURE = (
    "related_head", "related_item", "related_teaser", "embed", "embed_meta", "caption", "share", "ad", "comments",
    "nav", "readmore", "other",
)  # fmt: skip
"""The labels of what is cut and is no field."""
REPEATED = ("repeated_line", "repeated_passage")
"""The labels of what is cut because other pages repeat it."""

OTHER_NAMES = {
    "id": "_id url link guid uuid uri article_id doc_id page_id المعرف معرف الرابط",
    "source": "source_name publisher outlet site site_name website domain newspaper المصدر الصحيفة الموقع",
    "date": "published published_at publishedat published_date publish_date publishdate pub_date pubdate "
    "date_published datepublished publication_date created_at createdat timestamp datetime date_time التاريخ "
    "تاريخ_النشر",
    "title": "headline العنوان",
}
"""By role, the names that exports of crawlers and databases give such a field, in lower case; the first one counts."""
WORK_FOLDER = ".dedup-work"
"""The name of the folder in OUT in which a run keeps its work until it is finished."""

_AROUND = "".join(filter(str.isspace, map(chr, range(0x3001)))) + (
    "\u061c\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"
)


def bare(name: str) -> str:
    """A name without the white space around it, nor marks of no width or of direction there, which no one sees."""
    return name.strip(_AROUND)


def other_name(role: str, read: str, present: Mapping[str, str], *, usual: bool) -> str:
    """The name of a field for a role, such as `date`, where there is none of the name that is `read`; else empty.

    `present` are the names that there are, by what `bare` leaves of each in lower case. The name in another case comes
    first, then, if `usual`, those of `OTHER_NAMES`.
    """
    names = [read.lower(), *(OTHER_NAMES[role].split() if usual else ())]
    return next((present[name] for name in names if name in present), "")
