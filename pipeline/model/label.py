"""A text in both languages, as pages show it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Label:
    """A text in both languages."""

    zh: str
    en: str

    @property
    def json(self) -> dict[str, str]:
        """The two texts by their languages."""
        return {"zh": self.zh, "en": self.en}
