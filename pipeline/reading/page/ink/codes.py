"""Glyphs whose character cannot be what is drawn, whatever it is."""

from __future__ import annotations

import unicodedata

import numpy as np

from pipeline.reading.page.columns import Columns, Mask
from pipeline.reading.page.ink.windows import Windows

_MARKS = ".,'’‘*°-–—·~^`´_，．、。・"
"""Marks that are no taller than half a digit."""

_TOP, _BOTTOM = (0.0, 0.3), (0.6, 0.85)
"""Where the top and the foot of a digit are, in shares of the height of a glyph's window."""

_SIDE = 0.2
"""Share of a window's width at either side that strokes of its neighbours reach."""

_BLOCK, _WIDE_BLOCK = 0.95, 0.5
"""Ink that fills so much of the box around it, and so much of the window's width, is a block, as
is drawn for a glyph that is missing."""

_CLEAR = 60
"""Ink of a stroke."""

_NARROW = 0.35
"""A glyph narrower than this, in font sizes, is no digit."""

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


def said_marks(windows: Windows, glyphs: Columns, usable: Mask) -> list[int]:
    """Places of the glyphs that are said to be small marks, but are as tall as a digit.

    Args:
        windows: the ink of all glyphs, 0 to 255, as if they read to the right.
        glyphs: what they are said to be.
        usable: glyphs whose ink is their own.
    """
    x0, top, x1, bottom = glyphs.sides
    along = np.where(glyphs.turn % 180 == 0, x1 - x0, bottom - top)
    wide = along >= _NARROW * glyphs.size
    marks = np.flatnonzero(usable & wide & glyphs.among(_MARKS))
    if not len(marks):
        return []
    rows, cols = windows.shape[1:]
    side = round(_SIDE * cols)
    ink: Mask = np.any(windows[marks, :, side : cols - side] >= _CLEAR, axis=2)
    top, bottom = (slice(*(round(edge * rows) for edge in edges)) for edges in (_TOP, _BOTTOM))
    tall = ink[:, top].any(axis=1) & ink[:, bottom].any(axis=1) & (ink.sum(axis=1) >= rows / 2)
    return [int(i) for i in marks[tall & ~blocks(windows[marks])]]


def blocks(windows: Windows) -> Mask:
    """Is each glyph a filled block, as is drawn for one that its font lacks?"""
    ink = windows >= _CLEAR
    high, wide = ink.any(axis=2).sum(axis=1), ink.any(axis=1).sum(axis=1)
    filled = ink.sum(axis=(1, 2)) >= _BLOCK * high * wide
    return np.asarray(filled & (wide >= _WIDE_BLOCK * windows.shape[2]))


def said_several(glyphs: Columns) -> set[int]:
    """Places of the glyphs that are said to be several digits."""
    several = {text for text in glyphs.distinct_texts if len(text) > 1 and text.isdigit()}
    return {i for i, text in enumerate(glyphs.texts) if text in several} if several else set()


def _prints_nothing(character: str) -> bool:
    """Is it a format or control character? A soft hyphen is printed at the end of a line."""
    return unicodedata.category(character) in ("Cf", "Cc") and character != "\u00ad"
