"""Have the digits of a figure strokes of one width, as those of one font have?

A digit over which a pen has written another, or which a grain of dirt closes, is read as another by
both recognisers, and with certainty: its strokes are wider than those of the digits beside it.
"""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.reading.scan.char_boxes import spans
from pipeline.reading.scan.page_image import Grey

_ENLARGED = 4
"""A stroke is two or three pixels wide: its width is measured in quarters of one."""

_INK = 150
"""Ink is darker than this, 0 to 255, on paper made white."""

_DIGIT = 0.6
"""Runs of ink as high as this share of the line are digits, lower ones points and commas."""

_WIDE = 0.55
"""Width of a digit, in heights of one: digits that touch each other are parted by it."""

_WIDEST = 12
"""So many points of a digit are furthest inside of its strokes: a dot of ink is larger."""

_BOLDER = 1.85
"""A digit whose strokes are so many times as wide as usual in its figure is no print. It was 1.8 at
most in 3,300 printed figures (four fonts, 150 to 600 dpi), 1.9 and more in two of three that were
overwritten."""

_PAIR = 2
"""Dirt between two digits, and a pen that goes over both, make both bolder than the others."""


def has_bolder_digit(grey: Grey) -> bool:
    """Has one of the digits of a figure, or two of many, wider strokes than the others?

    Args:
        grey: the picture of the figure alone, 0 (ink) to 255, without rules.
    """
    widths = np.sort(list(_widths(grey)))
    if len(widths) < 2:
        return False
    one = widths[-1] > _BOLDER * np.median(widths)
    two = len(widths) > _PAIR + 1 and widths[-_PAIR:].mean() > _BOLDER * widths[:-_PAIR].mean()
    return bool(one or two)


def _widths(grey: Grey) -> Iterator[float]:
    """Half the width of the widest strokes of each digit, pixels of the enlarged picture."""
    size = (grey.shape[1] * _ENLARGED, grey.shape[0] * _ENLARGED)
    ink = np.asarray(cv2.resize(grey, size, interpolation=cv2.INTER_CUBIC) < _INK, np.uint8)
    deep = _depth(ink)
    for left, right in spans(np.flatnonzero(ink.any(axis=0))):
        rows = np.flatnonzero(ink[:, left:right].any(axis=1))
        if np.ptp(rows) + 1 < _DIGIT * len(ink):
            continue
        digits = max(1, round((right - left) / (_WIDE * len(ink))))
        for part in np.array_split(deep[:, left:right], digits, axis=1):
            yield float(np.sort(part, axis=None)[-_WIDEST:].mean())


def _depth(ink: npt.NDArray[np.uint8]) -> npt.NDArray[np.float32]:
    """How far each point of ink is from paper; beyond the edge there is paper."""
    framed = np.pad(ink, 1)
    return np.asarray(cv2.distanceTransform(framed, cv2.DIST_L2, 5)[1:-1, 1:-1], np.float32)
