"""What every store of an index shares, in the order in which it runs.

`settings` (what the index was created with) -> `batch` (documents as arrays) -> `keys` (what they are looked up by) ->
`postings` (the rows under a key) -> `candidates` (which pairs to compare) -> `verification` (the exact scores) ->
`answers` (matches, and which documents are added). `days` converts dates; `parquet` exports and imports.
"""
