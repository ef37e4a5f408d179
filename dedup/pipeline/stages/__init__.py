"""The stages of a run, one module each, in the order of `dedup.pipeline.run`.

find, prepare, survey, clean, check, look_up, match, passages, write, join, report. Each module names what its stage
takes and what it gives in its first sentence.
"""
