"""Reading input files in batches and writing output files whole."""
