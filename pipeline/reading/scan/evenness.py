"""Have the digits of a figure one height, one base line and one distance, as print has?

What a pen wrote beside a figure is read as digits of it, by both recognisers and with certainty. So
are two columns between which no rule is seen.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import numpy.typing as npt

from pipeline.reading.scan.char_boxes import spans

_DIGIT = 0.6
"""Runs of ink as high as this share of most are digits, lower ones points and commas."""

_APART = 0.2
"""Tops or feet of digits lie no further apart than this, in heights of a digit: 0.13 in 1,100
printed figures, 0.27 and more where a digit was written beside one."""

_GAP = 0.8
"""Digits of one figure are nearer than this, in heights of a digit: 0.56 around a “1”, 1.8 and more
between two columns."""


_COMMA = 0.32
"""A comma that touches the digit before it reaches no further below the base line than this, in
heights of a digit: 0.21 to 0.26 in four fonts."""


def is_uneven(ink: npt.NDArray[np.uint8], commas: int = 0) -> bool:
    """Is a digit higher or lower than the others, or too far from them?

    Args:
        ink: 255 where there is ink, the figure alone.
        commas: how many are read in it; each may touch a digit, and make it lower.
    """
    runs = spans(np.flatnonzero(ink.any(axis=0)))
    rows = [np.flatnonzero(ink[:, left:right].any(axis=1)) for left, right in runs]
    heights = sorted(int(np.ptp(r)) + 1 for r in rows)
    if len(heights) < 2:
        return False
    height = heights[len(heights) // 2]
    digits = [r for r in rows if np.ptp(r) + 1 >= _DIGIT * height]
    tops, feet = (sorted(int(r[end]) for r in digits) for end in (0, -1))
    if commas and feet and feet[-1] - feet[0] <= _COMMA * height:
        feet = feet[: max(len(feet) - commas, 1)]
    apart = max(np.ptp(tops), np.ptp(feet))
    gap = max(right[0] - left[1] for left, right in pairwise(runs))
    return bool(apart > _APART * height or gap > _GAP * height)
