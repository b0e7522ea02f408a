"""A text in both languages, as pages show it."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.model.message import chinese


@dataclass(frozen=True)
class Label:
    """A text in both languages."""

    zh: str
    en: str

    @classmethod
    def of(cls, said: str) -> Label:
        """A message in both languages; a text that is no message is the same in both."""
        return cls(chinese(said), str(said))

    @property
    def json(self) -> dict[str, str]:
        """The two texts by their languages."""
        return {"zh": self.zh, "en": self.en}
