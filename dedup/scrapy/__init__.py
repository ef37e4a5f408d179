"""Scrapy components: clean the text of items, and drop or mark the items that were seen before.

>>> ITEM_PIPELINES = {"dedup.scrapy.CleanPipeline": 300, "dedup.scrapy.DedupPipeline": 310}
>>> DEDUP_INDEX = "crawl.index"  # a folder, or redis://host:6379/0?name=crawl for many spiders at once

`CleanMiddleware`, a spider middleware, takes the place of `CleanPipeline` where articles glued on after the host are to
become items of their own: Scrapy's pipelines cannot yield any.
"""

from dedup.errors import DedupError

try:
    from dedup.scrapy.cleaning import CleanMiddleware, CleanPipeline
    from dedup.scrapy.deduping import DedupPipeline
except ModuleNotFoundError as error:
    if error.name not in ("scrapy", "itemadapter"):
        raise
    raise DedupError("dedup.scrapy needs Scrapy: pip install 'dedup-arabic[scrapy]'") from error

__all__ = ["CleanMiddleware", "CleanPipeline", "DedupPipeline"]
