"""Records whose text is a page of HTML."""

from __future__ import annotations

from dataclasses import replace

from dedup.files.records import Record

_ADDRESS = "://"


def as_web_page(record: Record, url: str) -> Record:
    """The record with the visible text of its HTML in the place of that, and what the markup says.

    Its date and title are its own, else those that the markup states; its source is its own, else the domain of its
    address. That is `url`, else the id where this is an address. Raises `DedupError` where a package for web pages is
    missing.
    """
    from dedup.web.domains import registered_domain
    from dedup.web.page import page_from_html

    address = url or (record.input_id if _ADDRESS in record.input_id else "")
    page = page_from_html(record.text, address)
    stated = page.stated
    return record._replace(
        text=page.text,
        source=record.source or registered_domain(address) or registered_domain(stated.canonical),
        date=record.date or stated.published,
        title=record.title or stated.title,
        web=replace(page, text=""),
    )
