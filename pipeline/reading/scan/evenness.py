"""Do the digits of a figure have one height and one base line, as print has?

What a pen wrote beside a figure is read as digits of it, by both recognisers and with certainty.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from pipeline.reading.scan.char_boxes import spans

_DIGIT = 0.6
"""Runs of ink as high as this share of the highest are digits, lower ones points and commas."""

_APART = 0.2
"""Tops or feet of digits lie no further apart than this, in heights of a digit: 0.13 in 1,100
printed figures, 0.27 and more where a digit was written beside one."""


def is_uneven(ink: npt.NDArray[np.uint8]) -> bool:
    """Does a digit begin or end higher or lower than the others?

    Args:
        ink: 255 where there is ink, the figure alone.
    """
    rows = [
        np.flatnonzero(ink[:, left:right].any(axis=1))
        for left, right in spans(np.flatnonzero(ink.any(axis=0)))
    ]
    highest = max((np.ptp(r) + 1 for r in rows), default=0)
    digits = [r for r in rows if np.ptp(r) + 1 >= _DIGIT * highest]
    if len(digits) < 2:
        return False
    height = float(np.median([np.ptp(r) + 1 for r in digits]))
    apart = max(np.ptp([r[0] for r in digits]), np.ptp([r[-1] for r in digits]))
    return bool(apart > _APART * height)
