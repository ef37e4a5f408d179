"""Arabic text as the matching sees it: folded words with offsets into the original, sentence ends."""
