"""The shape of ink that is alone in its cell: a slash, a dash, a one, the ring of a zero.

Slopes and sizes were measured in 30 fonts at 22 to 33 pixels, upright, oblique and italic.
"""

from __future__ import annotations

from typing import Literal

import cv2
import numpy as np
import numpy.typing as npt

Stroke = Literal["/", "-", "1", "/ or 1"]
Ink = npt.NDArray[np.uint8]
"""255 where there is ink, the line alone."""

_SLASH = 0.22
"""A straight stroke that leans to the right by more than this (width by height) is a slash: 0.25
and more in all fonts;"""

_ONE = 0.15
"""by more than this, it may be an italic one as well, which leans by up to 0.16."""

_UPRIGHT = 0.075
_FLAT = 2.5
"""A dash is so many times as wide as it is high."""

_TALL = 1.2
_WIDE_SLASH = 0.6
"""A full-width slash is as wide as it is high; a lower stroke is none."""

_HOLE = 0.5
"""The hole of a zero is higher than this share of it, and in its middle; that of 6 and 9 is less
than half of theirs, and 8 has two."""

_LOW = 0.6
"""A zero is higher than this, in heights of most characters; the full stop “。” is at 0.45."""

_ROUND = 0.92
"""It is narrower than this share of its height, 0.9 at most; the marks “○” and “〇” are wider."""


def stroke_of(ink: Ink) -> Stroke | None:
    """A lone stroke by its shape; None where the ink is no lone stroke, or is bent."""
    main = _one_piece(ink)
    if main is None:
        return None
    ys, xs = np.nonzero(main)
    height, width = int(np.ptp(ys)) + 1, int(np.ptp(xs)) + 1
    if width >= _FLAT * height:
        return "-"
    if height < _WIDE_SLASH * width:
        return None
    slope, is_straight = _slope(ys, xs)
    if height < _TALL * width:
        return "/" if slope < -_WIDE_SLASH and is_straight else None
    if slope < -_ONE and is_straight:
        return "/" if slope < -_SLASH else "/ or 1"
    return "1" if abs(slope) < _UPRIGHT else None


def is_ring(ink: Ink) -> bool:
    """Is the ink one stroke around one large hole?"""
    contours, tree = cv2.findContours(ink, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE)
    if tree is None:
        return False
    boxes = [
        (cv2.boundingRect(c), parent) for c, (*_, parent) in zip(contours, tree[0], strict=True)
    ]
    outer = [box for box, parent in boxes if parent < 0 and box[3] > 2]
    holes = [box for box, parent in boxes if parent >= 0 and box[3] > 3]
    if len(outer) != 1 or len(holes) != 1:
        return False
    (_, top, _, high), (_, hole_top, _, hole) = outer[0], holes[0]
    off = abs(hole_top + hole / 2 - top - high / 2)
    return hole - 2 >= _HOLE * high and off <= 0.1 * high


def has_size_of_zero(ink: Ink, usual: float) -> bool:
    """Is the ink high and narrow enough for a zero? Its top and foot may be too thin to be ink.

    Args:
        ink: of the line, as high as it is with its faint strokes.
        usual: height of most characters, pixels.
    """
    height, width = len(ink), int(np.ptp(np.flatnonzero(ink.any(axis=0)))) + 1
    return height > _LOW * usual and width <= _ROUND * height + 1


def _one_piece(ink: Ink) -> npt.NDArray[np.bool_] | None:
    """The piece that is nearly all of the ink; None where there is none such."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    large = [i for i in range(1, count) if stats[i][4] > 6]
    if not large:
        return None
    main = max(large, key=lambda i: int(stats[i][4]))
    if stats[main][4] < 0.9 * sum(int(stats[i][4]) for i in large):
        return None
    return np.asarray(labels == main)


def _slope(ys: npt.NDArray[np.intp], xs: npt.NDArray[np.intp]) -> tuple[float, bool]:
    """By how much a stroke moves to the right a row downwards, and whether it is straight."""
    rows = np.arange(ys.min(), ys.max() + 1)
    left = np.array([xs[ys == y].min() for y in rows])
    right = np.array([xs[ys == y].max() for y in rows])
    thick = float(np.median(right - left + 1))
    middle = (left + right) / 2
    line = np.polyfit(rows, middle, 1)
    bent = float(np.abs(middle - np.polyval(line, rows)).max())
    return float(line[0]), bent <= max(1.5, 0.6 * thick)
