"""The labeller once more in plain Python: strings, dicts and lists, from what is documented, never from the kernels."""
