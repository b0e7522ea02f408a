"""How a run tells of its progress. The functions of the pipeline know only this."""

from __future__ import annotations


class Progress:
    """Silent; a subclass draws."""

    def start(self, step: str, total: int | None = None) -> None:
        """A step begins: "reading", of `total` files where that is known."""

    def advance(self) -> None:
        """One of the step's files is done."""
