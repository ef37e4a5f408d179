"""Word shingles, MinHash signatures, LSH bands and exact overlaps, as arrays.

In the order in which they run: `shingles`, `signatures`, `bands` (candidates), `overlaps` (exact comparison).
"""

from dedup.minhash.bands import Bands, band_keys, candidate_pairs, choose_bands
from dedup.minhash.overlaps import overlap, overlaps
from dedup.minhash.shingles import SHINGLE_WORDS, shingle_set, shingle_sets
from dedup.minhash.signatures import HASH_VERSION, NUM_PERM, SEED, minhash, signature, signatures

__all__ = [
    "HASH_VERSION",
    "NUM_PERM",
    "SEED",
    "SHINGLE_WORDS",
    "Bands",
    "band_keys",
    "candidate_pairs",
    "choose_bands",
    "minhash",
    "overlap",
    "overlaps",
    "shingle_set",
    "shingle_sets",
    "signature",
    "signatures",
]
