"""Passages that documents repeat from one another: copied, changed a little, or reworded.

Read it in the order in which it runs, as `dedup.duplicates`: `settings`; `texts` (documents as arrays); candidates:
`seeds` (equal runs of words) and `windows` with `stems` (rewording); verification: `alignment` and `rewording`;
`decisions`; `result`. `matching` joins the steps, `table` names the columns of passages, `cuts` drops sentences.
"""

from dedup.passages.result import PassageResult, compare, find_passages, repeated_passages
from dedup.passages.settings import KINDS, PassageSettings
from dedup.passages.table import PassageTable

__all__ = [
    "KINDS",
    "PassageResult",
    "PassageSettings",
    "PassageTable",
    "compare",
    "find_passages",
    "repeated_passages",
]
