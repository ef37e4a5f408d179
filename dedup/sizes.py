"""Numbers of bytes as readers see them."""

from __future__ import annotations


def amount(size: float) -> str:
    """A number of bytes for readers, in kB of 1,000 bytes or, from 100 kB on, in MB: `6.4 kB`, `102.1 MB`."""
    return f"{size / 1e3:,.1f} kB" if size < 1e5 else f"{size / 1e6:,.1f} MB"
