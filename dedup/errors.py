"""The errors that a user of the library or the command is meant to read."""


class DedupError(Exception):
    """Something outside the program is wrong: the sentence says what, where, and what to do about it."""


class UsageError(DedupError):
    """An option has a value that the input shows to be wrong: to the command, wrong usage."""
