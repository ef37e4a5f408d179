"""The standing index: the documents of earlier crawls, kept in a folder or on a Redis server for daily crawls.

`index.py` is what users call; `store.py` says what it asks of a store; `folder/` and `redis/` are the two stores;
`core/` holds what both share: keys of documents, candidates, exact comparison, answers. The stores import `core`,
never each other.
"""

from dedup.addresses import is_server
from dedup.index.index import Index
from dedup.index.store import IndexStats, MissingIndexError

__all__ = ["Index", "IndexStats", "MissingIndexError", "is_server"]
