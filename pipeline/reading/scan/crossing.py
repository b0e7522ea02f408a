"""Ink that crosses figures and is none: stamps, strokes of a pen, what is left of a rule."""

from __future__ import annotations

import cv2
import numpy as np

from pipeline.model.message import Message
from pipeline.reading.scan.detector import Pixels
from pipeline.reading.scan.page_image import Grey

_HIGH = 1.8
"""A piece of ink higher than this, in heights of a character, is more than a digit;"""

_WIDE = 4.0
"""so is one wider than this, though digits may touch each other. In four pages without a stamp it
was none of 709 figures."""

CROSSED = Message("ink_crosses")


def large_ink(ink: Grey, usual: float) -> Grey:
    """The ink of a page in pieces that are larger than digits.

    Args:
        ink: 255 where there is ink, without the rules.
        usual: height of most characters, pixels.
    """
    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    large = (stats[:, cv2.CC_STAT_HEIGHT] > _HIGH * usual) | (
        stats[:, cv2.CC_STAT_WIDTH] > _WIDE * usual
    )
    large[0] = False
    return np.asarray(large[labels], np.uint8)


def is_crossed(large: Grey, at: Pixels) -> bool:
    """Does such ink reach into a line of print?"""
    return bool(large[at.top : at.bottom, at.left : at.right].any())
