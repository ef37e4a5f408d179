"""Reads and writes items of all kinds that Scrapy knows, by the names of their fields."""

from __future__ import annotations

import copy
import logging
from collections.abc import Mapping
from hashlib import blake2b
from math import isnan
from typing import Any

from itemadapter import ItemAdapter
from scrapy.http import Response, TextResponse

from dedup.arabic import words
from dedup.dates import Reading, read_recorded
from dedup.model import Article, Document
from dedup.scrapy.settings import ItemFields

_logger = logging.getLogger(__name__)


def has_words(text: str) -> bool:
    """Whether a text has a word; marks and signs are no words."""
    return len(words(text)) > 0


class Items:
    """Reads and fills items whose fields have these names; `spider` is the name of the spider."""

    def __init__(self, fields: ItemFields, spider: str) -> None:
        """`fields`: the names of the fields; `spider`: the name of the spider, for ids."""
        self.fields = fields
        self._spider = spider
        self._warned: set[str] = set()

    def text(self, item: Any) -> str:
        """The text of an item, empty where it has none or only white space.

        A warning is logged, once a crawl, where the field is missing or holds a value that is neither empty nor a
        string.
        """
        adapter, name = ItemAdapter(item), self.fields.text
        text = adapter.get(name)
        if isinstance(text, str):
            return text if text.strip() else ""
        if text:
            self._warn(item, f"its field {name!r} holds no string but {text!r:.80}; join its parts into one string")
        elif name not in adapter:
            self._warn(item, f"it has no field {name!r}; name the one with the text by DEDUP_TEXT_FIELD")
        return ""

    def html(self, item: Any) -> tuple[str | bytes, str] | None:
        """The HTML of an item without text, and its address; None where it has none.

        The field may hold a string, bytes, or the response itself, whose address counts where the item has none. None,
        too, where the item cannot have a field for the text.
        """
        adapter = ItemAdapter(item)
        text = adapter.get(self.fields.text)
        found = adapter.get(self.fields.html)
        if (isinstance(text, str) and text.strip()) or not self.holds(item, self.fields.text):
            return None
        url = _string(adapter.get(self.fields.url))
        if isinstance(found, Response):
            return found.text if isinstance(found, TextResponse) else found.body, url or found.url
        return (found, url) if isinstance(found, (str, bytes)) and found.strip() else None

    def is_empty(self, item: Any) -> bool:
        """Whether an item has a field for its text, set or not, but no word in it, as for `dedup clean --drop-empty`.

        A value that is neither empty, NaN nor a string makes it not empty.
        """
        adapter, name = ItemAdapter(item), self.fields.text
        text = adapter.get(name)
        if isinstance(text, str):
            return not has_words(text)
        return (not text or not _string(text)) and (name in adapter or name in adapter.field_names())

    def _warn(self, item: Any, reason: str) -> None:
        """Log, once a crawl, why items pass unchanged."""
        self._warn_once("text", f"{type(item).__name__} is left as it is: {reason}")

    def _warn_once(self, what: str, sentence: str) -> None:
        """Log a warning, the first of a crawl about `what`."""
        if what not in self._warned:
            self._warned.add(what)
            _logger.warning("%s", sentence)

    def document(self, item: Any) -> Document:
        """An item as a document for the index, with its date in ISO 8601, empty where that cannot be read."""
        adapter = ItemAdapter(item)
        source = _string(adapter.get(self.fields.source))
        return Document(self.identity(item), self.text(item), source, self.date(item).iso)

    def date(self, item: Any) -> Reading:
        """The date of an item as it was read, or why it could not be."""
        return read_recorded(ItemAdapter(item).get(self.fields.date))

    def identity(self, item: Any, text: str | None = None) -> str:
        """The id of an item: its id field; else its URL, or that of its response; else the spider's name and a hash of
        `text`, by default the item's.

        Fields with None, NaN or only white space count as missing.
        """
        adapter = ItemAdapter(item)
        for name in (self.fields.id, self.fields.url):
            if given := _string(adapter.get(name)):
                return given
        if isinstance(response := adapter.get(self.fields.html), Response):
            return response.url
        text = self.text(item) if text is None else text
        return f"{self._spider}:{blake2b(text.encode('utf-8', 'surrogatepass'), digest_size=8).hexdigest()}"

    def holds(self, item: Any, name: str) -> bool:
        """Whether an item may have a field: a dict any, other items those of their class."""
        return isinstance(item, dict) or name in ItemAdapter(item).field_names()

    def fill(self, item: Any, article: Article) -> None:
        """Put the clean text into an item, and fields of the article where the item's are empty or missing.

        A field that the item's class does not have is left out.
        """
        adapter = ItemAdapter(item)
        adapter[self.fields.text] = article.text
        for name, value in self._extracted(article).items():
            if value and self.holds(item, name) and _is_empty(adapter.get(name)):
                adapter[name] = value

    def appended(self, item: Any, article: Article, host: Article) -> Any:
        """A new item for an article that was appended after `host`, the article of `item`.

        The new item has the fields of the page's item, but its own text, title, date, byline and tags (None where the
        page does not show them). Its source is the item's, else the one that the host credits, else the article's own.
        Its id is that of the cleaned page with `#2`, `#3` and so on; classes without that field get it in their URL. A
        response is not copied.
        """
        responses = {id(value): value for value in ItemAdapter(item).values() if isinstance(value, Response)}
        new = copy.deepcopy(item, responses)
        adapter = ItemAdapter(new)
        page = self.identity(item, host.text)
        own_id = self.fields.id if self.holds(item, self.fields.id) else self.fields.url
        own = self._extracted(article) | {
            self.fields.text: article.text,
            self.fields.source: adapter.get(self.fields.source) or host.source or article.source,
            self.fields.parent: page,
            own_id: f"{page}#{article.number}",
        }
        for name, value in own.items():
            if self.holds(new, name):
                adapter[name] = value or None
        return new

    def has_mark(self, item: Any) -> bool:
        """Whether an item may have the field for marks; a warning is logged, once a crawl, where it may not."""
        mark, kind = self.fields.mark, type(item).__name__
        if self.holds(item, mark):
            return True
        self._warn_once(
            "mark",
            f"{kind} has no field {mark!r} for DEDUP_ACTION = 'mark', and passes without a mark: add it to the class, "
            "or name another with DEDUP_MARK_FIELD",
        )
        return False

    def mark(self, item: Any, value: Mapping[str, Any]) -> None:
        """Write a value into the field for marks; KeyError for an item whose class lacks that field."""
        ItemAdapter(item)[self.fields.mark] = value

    def _extracted(self, article: Article) -> dict[str, Any]:
        """Title, source, date, byline and tags of an article, by the names of the item's fields."""
        return {
            self.fields.title: article.title,
            self.fields.source: article.source,
            self.fields.date: article.published,
            self.fields.byline: article.byline,
            self.fields.tags: list(article.tags),
        }


def _string(value: Any) -> str:
    """A value of any type as text, by `str`; empty for None, NaN and white space."""
    if value is None or (isinstance(value, float) and isnan(value)):
        return ""
    written = str(value)
    return written if written.strip() else ""


def _is_empty(value: Any) -> bool:
    """Whether a field has no value: None, or an empty string, list, tuple or set."""
    return value is None or (isinstance(value, (str, list, tuple, set)) and not value)
