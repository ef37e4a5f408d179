"""The one error a user of the library or the command is meant to read."""


class DedupError(Exception):
    """Something outside the program is wrong: the sentence says what, where, and what to do about it."""


class DedupWarning(UserWarning):
    """Something that was lost or left out, without an end to the work: the sentence says what, and what to do."""
