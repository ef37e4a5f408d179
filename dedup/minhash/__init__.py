"""Word shingles, MinHash signatures, LSH bands and exact overlaps, as arrays."""
