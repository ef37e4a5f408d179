"""The errors that users of the library and of the command read."""

from __future__ import annotations

import sys
import warnings


class DedupError(Exception):
    """What dedup was given is wrong. The message says what is wrong, where, and what to do about it."""


class UsageError(DedupError):
    """An option has a value that does not fit the input. The command reports it as wrong usage."""


class ArgumentError(DedupError, ValueError, TypeError):
    """An argument of a call is wrong: its value, its type, or an item in it.

    It is also a ValueError and a TypeError, so that a program which catches either of them catches it. `argument` is
    the name of the argument, empty where the message is not about one argument.
    """

    def __init__(self, sentence: str, argument: str = "") -> None:
        """`sentence`: the message; with `argument`, the words after its name and an equals sign."""
        super().__init__(sentence, argument)
        self.sentence = sentence
        self.argument = argument

    def __str__(self) -> str:
        """The message for a program, which begins with the argument, such as `near= must be ...`."""
        return f"{self.argument}= {self.sentence}" if self.argument else self.sentence

    def in_command(self) -> str:
        """The message for the command line, which writes the argument `min_words=` as the option `--min-words`."""
        return f"--{self.argument.replace('_', '-')} {self.sentence}" if self.argument else self.sentence


class DedupWarning(UserWarning):
    """Something that was lost or left out, without an end to the work: the sentence says what, and what to do."""


def warn(message: str) -> None:
    """Issue a DedupWarning for the line outside this package that the call came from, however deep it is."""
    frame, level = sys._getframe(1), 2
    while frame.f_back and (frame.f_globals.get("__name__") or "").partition(".")[0] == __package__:
        frame, level = frame.f_back, level + 1
    warnings.warn(message, DedupWarning, stacklevel=level)
