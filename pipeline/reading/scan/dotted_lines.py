"""Dotted lines of a scanned table: no print, and nothing that was left unread.

They part rows for the eye. They are painted over, but make no grid: their dots touch no other rule.
"""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.reading.scan.page_image import WORKING_DPI, Grey

_DOT = 6
"""A dot is no wider and no higher than this, pixels."""

_GAP = 5
"""Dots of a line are nearer than this (pixels); those of leaders in a table of contents are not."""

_LONG = round(0.5 * WORKING_DPI)
"""Pixels of a line at least."""

_AROUND = (3, 9)
"""In rows from this distance to that one (pixels) above and below a line there are no dots: a
screen of dots has them everywhere."""

_SCREEN = 0.15
"""Share of its length along which there may be some."""


def dotted_lines(ink: Grey) -> npt.NDArray[np.bool_]:
    """Where there are dotted lines, level and upright.

    Args:
        ink: 255 where there is ink.
    """
    dots = _dots(ink)
    return np.asarray(_level(dots) | _level(np.ascontiguousarray(dots.T)).T)


def _dots(ink: Grey) -> Grey:
    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    small = (stats[:, cv2.CC_STAT_WIDTH] <= _DOT) & (stats[:, cv2.CC_STAT_HEIGHT] <= _DOT)
    small[0] = False
    return np.asarray(small[labels], np.uint8)


def _level(dots: Grey) -> npt.NDArray[np.bool_]:
    joined = cv2.morphologyEx(dots, cv2.MORPH_CLOSE, np.ones((1, _GAP), np.uint8))
    lines = cv2.morphologyEx(joined, cv2.MORPH_OPEN, np.ones((1, _LONG), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(lines, connectivity=8)
    found = [i for i in range(1, count) if _is_alone(stats[i], dots)]
    return np.isin(labels, found)


def _is_alone(line: npt.NDArray[np.int32], dots: Grey) -> bool:
    left, top, width, height = (int(v) for v in line[:4])
    near, far = _AROUND
    if height > _DOT:
        return False
    sides = (
        dots[max(top - far, 0) : max(top - near, 0)],
        dots[top + height + near :][: far - near],
    )
    return all(side[:, left : left + width].any(axis=0).mean() <= _SCREEN for side in sides)
