"""The errors a user of the library or the command is meant to read."""

from __future__ import annotations


class DedupError(Exception):
    """Something is wrong with what dedup was given: the sentence says what, where, and what to do about it."""


class UsageError(DedupError):
    """An option has a value that the input shows to be wrong: to the command, wrong usage."""


class ArgumentError(DedupError, ValueError, TypeError):
    """An argument of a call is wrong: its value, its type, or what it holds.

    Also a ValueError and a TypeError, so that whatever a program already catches of the two catches it. `argument` is
    the name of the argument where the sentence is about an option.
    """

    def __init__(self, sentence: str, argument: str = "") -> None:
        super().__init__(sentence, argument)
        self.sentence = sentence
        self.argument = argument

    def __str__(self) -> str:
        return f"{self.argument}= {self.sentence}" if self.argument else self.sentence

    def in_command(self) -> str:
        """The sentence for the command line, where the argument `min_words=` is the option `--min-words`."""
        return f"--{self.argument.replace('_', '-')} {self.sentence}" if self.argument else self.sentence


class DedupWarning(UserWarning):
    """Something that was lost or left out, without an end to the work: the sentence says what, and what to do."""
