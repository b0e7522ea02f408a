"""How a run reports its progress. The driver knows only this interface."""

from __future__ import annotations


class Progress:
    """Shows nothing; a subclass draws a progress bar."""

    def start(self, step: str, total: int | None = None) -> None:
        """A step begins, such as "reading", for `total` files if the number is known.

        A file with pages to be recognised counts as often as it has such pages.
        """

    def advance(self, count: int = 1) -> None:
        """One of the step's files is done; it counts as `count` files."""

    def note(self, text: str) -> None:
        """What a person should know before a long step, in one sentence."""
