"""Items that bring their HTML, or the response itself, in the place of a text."""

from __future__ import annotations

from typing import Any

import pytest

from tests.web.pages import BODY, OTHERS, TITLE, page

pytest.importorskip("scrapy", reason="the pipelines need Scrapy: pip install '.[scrapy]'")

from scrapy.http import HtmlResponse, Response
from scrapy.utils.reactor import install_reactor, is_reactor_installed
from scrapy.utils.test import get_crawler

from dedup.scrapy import CleanPipeline

URL = "https://example.com/1"


@pytest.fixture(autouse=True, scope="module")
def reactor() -> None:
    """Scrapy 2.13 makes a crawler only where Twisted has its reactor."""
    if not is_reactor_installed():
        install_reactor("twisted.internet.asyncioreactor.AsyncioSelectorReactor")


def cleaned(item: dict[str, Any], **settings: str) -> dict[str, Any]:
    pipeline = CleanPipeline.from_crawler(get_crawler(settings_dict=settings))
    found: dict[str, Any] = pipeline.process_item(item)
    return found


@pytest.mark.parametrize(
    "html",
    [
        page(),
        page().encode(),
        HtmlResponse(URL, body=page().encode("windows-1256", "ignore"), encoding="windows-1256"),
        Response(URL, body=page().encode()),
    ],
    ids=["text", "bytes", "response", "plain response"],
)
def test_html_is_cleaned_where_there_is_no_text(html: Any) -> None:
    found = cleaned({"html": html, "text": ""})
    assert all(text in found["text"] for text in (TITLE, *BODY))
    assert not any(text in found["text"] for text in OTHERS)
    assert found["title"] == TITLE


def test_the_field_has_the_name_that_the_setting_gives() -> None:
    assert BODY[0] in cleaned({"response": Response(URL, body=page().encode())}, DEDUP_HTML_FIELD="response")["text"]


def test_a_text_that_is_there_is_what_is_cleaned() -> None:
    assert cleaned({"text": BODY[0], "html": page()})["text"] == BODY[0]
