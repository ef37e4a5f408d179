"""A cleaned page and its documents, as the clean stage stores them and the write stage reads them."""

from __future__ import annotations

import msgspec


class DocumentEntry(msgspec.Struct, array_like=True, gc=False):
    """One document before its id is known: the parts of its output line, each as JSON.

    `number` is that of the article on its page, from 1. `fields` are the other members of the record, joined with
    commas and without braces. `spans` are the document's places on the page; `extracted` is what was found there, such
    as its title and date.
    """

    number: int
    fields: bytes
    text: bytes
    spans: bytes
    extracted: bytes


class PageEntry(msgspec.Struct, array_like=True, gc=False):
    """One page: its documents, the page's own article first, and the spans removed from it.

    `removed` has one JSON object without an id per line. `input_id` is the id of the record, encoded by `as_bytes`;
    `input_dedup` the JSON of a member `dedup` that the record had, else None.
    """

    input_id: bytes
    input_dedup: bytes | None
    documents: list[DocumentEntry]
    removed: bytes
