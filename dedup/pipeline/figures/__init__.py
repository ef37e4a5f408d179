"""The numbers of a run: sums over its pages, decisions and sources, and the summary."""
