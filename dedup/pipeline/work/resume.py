"""Which earlier work a run may go on from: that of the same options, weights and versions."""

from __future__ import annotations

from dataclasses import replace
from hashlib import blake2b

from dedup.addresses import masked
from dedup.pipeline.figures.versions import versions
from dedup.pipeline.outputs.strings import encoded
from dedup.pipeline.settings import CleanSettings, RunSettings


def fingerprint(settings: RunSettings | CleanSettings) -> str:
    """A hash of options, weights and versions. Finished work with the same hash is used again.

    That of `CleanSettings` decides over the work on chunks, that of `RunSettings` over the outputs of a whole run;
    `overwrite` and a password of the index do not change it.
    """
    clean = settings if isinstance(settings, CleanSettings) else settings.clean
    if isinstance(settings, RunSettings):
        settings = replace(settings, index=masked(settings.index), overwrite=False)
    return blake2b(encoded([settings, versions(clean)]), digest_size=16).hexdigest()
