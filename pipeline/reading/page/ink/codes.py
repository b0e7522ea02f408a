"""Glyphs whose character cannot be what is drawn, whatever it is."""

from __future__ import annotations

import unicodedata

import numpy as np

from pipeline.reading.page.columns import Columns, Mask

_WIDE = 0.2
"""A character that prints nothing is narrower, in font sizes."""


def said_invisible(glyphs: Columns, inked: Mask) -> list[int]:
    """Places of the glyphs that are seen, though their text is a character that prints nothing.

    Args:
        inked: the glyphs with ink of their own.
    """
    unseen = {text for text in glyphs.distinct_texts if all(map(_prints_nothing, text))}
    if not unseen:
        return []
    x0, _, x1, _ = glyphs.sides
    wide = np.flatnonzero(inked & (x1 - x0 > _WIDE * glyphs.size)).tolist()
    return [i for i in wide if glyphs.texts[i] in unseen]


def said_several(glyphs: Columns) -> set[int]:
    """Places of the glyphs that are said to be several digits."""
    several = {text for text in glyphs.distinct_texts if len(text) > 1 and text.isdigit()}
    return {i for i, text in enumerate(glyphs.texts) if text in several} if several else set()


def _prints_nothing(character: str) -> bool:
    """Is it a format character? A soft hyphen is printed at the end of a line."""
    return unicodedata.category(character) == "Cf" and character != "\u00ad"
