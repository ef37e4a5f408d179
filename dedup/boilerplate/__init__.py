"""Taking a page apart: prose, metadata and furniture, each span with its label and the rule that says so."""

from dedup.boilerplate.cleaner import Cleaner, Input, clean_html, clean_text, web_input
from dedup.boilerplate.crawl_evidence import CrawlEvidence
from dedup.boilerplate.explaining import Shares
from dedup.boilerplate.lexicon import Phrase, load_phrase_file

__all__ = [
    "Cleaner",
    "CrawlEvidence",
    "Input",
    "Phrase",
    "Shares",
    "clean_html",
    "clean_text",
    "load_phrase_file",
    "web_input",
]
