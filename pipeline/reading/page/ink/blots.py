"""Digits that are blots: drawn with so thick an outline, or so often, that their holes are full."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from pipeline.reading.page.columns import ZERO, Codes, Mask, are_digits
from pipeline.reading.page.ink.windows import Windows, strongest_rows_and_columns

_OPEN = np.array([digit in "0235689" for digit in "0123456789"])
"""Of each digit: is it open, or has it holes? 1, 4 and 7 may fill the box around their strokes."""

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
    digits = np.flatnonzero(usable & are_digits(codes))
    digits = digits[_OPEN[codes[digits] - ZERO]]
    if len(digits) < _FEWEST:
        return []
    full = _fullness(windows[digits]) > _FULL
    return [] if 2 * full.sum() > len(digits) else [int(i) for i in digits[full]]


def _fullness(windows: Windows) -> npt.NDArray[np.float64]:
    """The share of the box around the ink of each glyph that is ink: half of its strongest."""
    rows, columns = strongest_rows_and_columns(windows)
    edge = rows.max(axis=1) // 2
    area = (rows > edge[:, None]).sum(axis=1) * (columns > edge[:, None]).sum(axis=1)
    ink = (windows.reshape(len(windows), -1) > edge[:, None]).sum(axis=1)
    return np.asarray(ink / np.maximum(area, 1))
