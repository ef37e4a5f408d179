"""Small pages of HTML, and web archives of them."""

from __future__ import annotations

import gzip
import io
import json
from collections.abc import Sequence

from fastwarc.warc import WarcRecord, WarcRecordType

BODY = (
    "أعلنت وزارة النقل اليوم أن العمل في الطريق الجديد يبدأ الشهر المقبل، وأن المشروع يمر بثلاث مدن في الشمال.",
    "وقال الوزير في مؤتمر صحفي إن كلفة المشروع تبلغ مليوني دينار، وإن الشركات المحلية تنفذ معظم الأعمال فيه.",
    "وأضاف أن الطريق يخدم مئة ألف نسمة في القرى المجاورة، وينتظر أن ينتهي العمل فيه خلال عامين من الآن.",
)
TITLE = "وزارة النقل تبدأ العمل في الطريق الجديد الشهر المقبل"
OTHERS = (
    "افتتاح معرض الكتاب الدولي في العاصمة بمشاركة ثلاثين دولة",
    "المنتخب الوطني يفوز على ضيفه بهدفين في تصفيات الكأس",
    "ارتفاع أسعار النفط في الأسواق العالمية بعد قرار المنظمة",
)


def ld(value: object) -> str:
    """A script of JSON-LD."""
    return f'<script type="application/ld+json">{json.dumps(value, ensure_ascii=False)}</script>'


ARTICLE = {
    "@type": "NewsArticle",
    "headline": TITLE,
    "datePublished": "2024-05-13T06:00:00+03:00",
    "author": {"@type": "Person", "name": "سيد حسن"},
    "publisher": {"@type": "Organization", "name": "اليوم السابع"},
    "articleSection": "تحقيقات",
    "keywords": "وزارة النقل, الطريق الجديد",
}


def page(
    body: Sequence[str] = BODY, *, title: str = TITLE, head: str = "", around: str = "article", published: str = ""
) -> str:
    """A news page with a menu, links to others and a footer; `around` is the element that holds the article."""
    paragraphs = "".join(f"<p>{text}</p>" for text in body)
    others = "".join(f'<li><a href="/{n}">{text}</a></li>' for n, text in enumerate(OTHERS))
    return f"""<!DOCTYPE html><html lang="ar" dir="rtl"><head><meta charset="utf-8">{head}</head><body>
<header><nav><ul><li><a href="/">الرئيسية</a></li><li><a href="/s">سياسة</a></li>
<li><a href="/r">رياضة</a></li></ul></nav></header>
<{around}><h1>{title}</h1><div class="meta"><time>{published}</time></div>{paragraphs}</{around}>
<aside class="sidebar related"><h3>اقرأ أيضا</h3><ul>{others}</ul></aside>
<footer><a href="/about">من نحن</a> <a href="/contact">اتصل بنا</a><p>جميع الحقوق محفوظة</p></footer>
</body></html>"""


def response(
    url: str, body: str | bytes, status: str = "200 OK", kind: str = "text/html; charset=utf-8", headers: str = ""
) -> bytes:
    """A response record of a web archive."""
    data = body if isinstance(body, bytes) else body.encode()
    http = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\n{headers}\r\n".encode() + data
    return record(WarcRecordType.response, url, "application/http; msgtype=response", http)


def record(kind: WarcRecordType, url: str, content: str, data: bytes) -> bytes:
    """A record of a web archive."""
    made = WarcRecord()
    made.init_headers(kind, content_length=0)
    made.headers["WARC-Target-URI"] = url
    made.headers["WARC-Date"] = "2024-05-02T10:00:00Z"
    made.headers["Content-Type"] = content
    made.set_bytes_content(data)
    out = io.BytesIO()
    made.write(out)
    return out.getvalue()


def zipped(records: Sequence[bytes]) -> bytes:
    """An archive in which each record is compressed by itself, as crawlers write them."""
    return b"".join(gzip.compress(own, mtime=0) for own in records)
