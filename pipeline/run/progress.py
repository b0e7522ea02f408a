"""How a run reports its progress. The driver knows only this interface."""

from __future__ import annotations


class Progress:
    """Shows nothing; a subclass draws a progress bar."""

    def start(self, step: str, total: int | None = None) -> None:
        """A step begins, such as "reading", for `total` files if the number is known."""

    def advance(self) -> None:
        """One of the step's files is done."""
