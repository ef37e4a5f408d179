"""The publisher of a page, told by the registered domain of an address."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import urlsplit

# Under the domain of a country, these are no publishers: `mof.gov.sa`, `bbc.co.uk`. Under those below, everyone has
# one.
_KINDS = frozenset("com co net org gov edu ac info press media sch mil ltd plc biz gob gouv go or ne nom web".split())
_SHARED = frozenset(
    "blogspot.com wordpress.com github.io tumblr.com weebly.com wixsite.com blogfa.com substack.com medium.com".split()
)
_DATED = re.compile(r"(?:19|20)[0-9]{2}(?:([-_.]?)[01][0-9](?:\1[0-3][0-9])?)?")
"""A folder that is named by a year, a month or a day."""
_ADDRESS = re.compile(r"[\d.]+|\[.*\]|[0-9a-f:]+")


def publisher_of(url: str, folder: str, canonical: str) -> str:
    """The source of a page: the domain of its address, else the folder of its file, else the domain of the canonical
    address that it states, which goes before a folder that is named by a date. Each may be empty.
    """
    stated = registered_domain(canonical)
    return registered_domain(url) or (stated if _DATED.fullmatch(folder) else "") or folder or stated


@lru_cache(maxsize=1 << 14)
def registered_domain(url: str) -> str:
    """The registered domain of an address; an IP address itself; empty where it has no host.

    A domain has two labels, and three under an ending such as `gov.sa` or a host where everyone has one (`github.io`).
    Empty, too, for an address that cannot be parsed.

    >>> registered_domain("https://www.mof.gov.sa/news/7?x=1")
    'mof.gov.sa'
    """
    try:
        host = (urlsplit(url.strip()).hostname or "").rstrip(".")
    except ValueError:
        return ""
    if not host or _ADDRESS.fullmatch(host):
        return host
    labels = host.split(".")
    size = 2
    if len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in _KINDS:
        size = 3
    if ".".join(labels[-2:]) in _SHARED:
        size = 3
    return ".".join(labels[-size:])
