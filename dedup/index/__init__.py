"""The standing index: documents seen before, in a folder or on a Redis server, for crawls that run daily."""

from dedup.addresses import is_address
from dedup.index.interface import Index, IndexStats

__all__ = ["Index", "IndexStats", "is_address"]
