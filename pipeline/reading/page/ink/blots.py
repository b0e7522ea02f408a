"""Digits that are blots: drawn with so thick an outline, or so often, that their holes are full."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from pipeline.reading.page.columns import Codes, Mask
from pipeline.reading.page.ink.windows import Windows

_OPEN = np.array([ord(digit) for digit in "0235689"], np.uint32)
"""Digits that are open or have holes; a 1, 4 or 7 may fill the box around its strokes."""

_SET = 0.5
"""A sample is ink from this share of the glyph's strongest ink on."""

_FULL = 0.72
"""A digit with ink in more of the box around its strokes is a blot: bold ones have 0.6, those that
can no longer be told apart 0.8."""

_FEWEST = 20
"""Digits of a page from which on it shows what they are like."""


def blotted(windows: Windows, codes: Codes, usable: Mask) -> list[int]:
    """Places of the digits that are blots on a page where most are none.

    Args:
        windows: the ink of all glyphs, 0 to 255, as if they read to the right.
        usable: glyphs whose ink is their own.
    """
    digits = np.flatnonzero(usable & np.isin(codes, _OPEN))
    if len(digits) < _FEWEST:
        return []
    full = _fullness(windows[digits]) > _FULL
    return [] if 2 * full.sum() > len(digits) else [int(i) for i in digits[full]]


def _fullness(windows: Windows) -> npt.NDArray[np.float64]:
    """The share of the box around the ink of each glyph that is ink."""
    ink = windows > _SET * windows.max(axis=(1, 2), keepdims=True)
    area = ink.any(axis=2).sum(axis=1) * ink.any(axis=1).sum(axis=1)
    return np.asarray(ink.sum(axis=(1, 2)) / np.maximum(area, 1))
