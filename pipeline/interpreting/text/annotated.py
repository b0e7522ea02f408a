"""A figure with a note in brackets that it was corrected: 123（修正）, 123（原120）, 原120，现123.

The figure is clear, and what was printed before; that the one who typed it meant it so is not.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipeline.model.message import Message

_NUMBER = r"\d[\d,.]*"
_NOTED = re.compile(
    rf"(?P<number>{_NUMBER})\s*\((?:修正|更正|订正|修订|已改|调整|补报|估|估计|估算|预估|快报|初步)数?\)"
)
_FORMER = (
    re.compile(rf"(?P<number>{_NUMBER})\s*\(原为?:?\s*{_NUMBER}\)"),
    re.compile(rf"\(原为?:?\s*{_NUMBER}\)\s*(?P<number>{_NUMBER})"),
    re.compile(rf"原为?:?\s*{_NUMBER}[,;]?\s*现为?:?\s*(?P<number>{_NUMBER})"),
)


@dataclass(frozen=True)
class Annotated:
    """A figure without the words around it, and why it is not certain."""

    figure: str
    doubt: Message


def read_annotated(text: str) -> Annotated | None:
    """The figure in a text of half-width characters; None where there is none of these forms."""
    for form in (_NOTED, *_FORMER):
        if found := form.fullmatch(text):
            return Annotated(found["number"], Message("annotated", text=text))
    return None
