"""The index in a folder: `store` is the way in, `manifest` says which files are valid, `generation` holds those files.

A generation has the documents in columns (`column`, `columns`, `column_writer`, `vocabulary`) and the postings in
sorted files (`run_files`). `checksums`, `lock` and `failures` keep them safe.
"""
