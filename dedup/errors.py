"""The one error a user of the library or the command is meant to read."""


class DedupError(Exception):
    """Something outside the program is wrong: the sentence says what, where, and what to do about it."""
