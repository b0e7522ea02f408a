"""Ink that is not read: too pale, or in pieces that are no character.

A cell that holds some is not a blank one, and a page that holds much may lack whole rows.
"""

from __future__ import annotations

from collections.abc import Iterable

import cv2
import numpy as np

from pipeline.model.message import Message
from pipeline.reading.scan.detector import Pixels
from pipeline.reading.scan.page_image import Grey

PALE = Message("ink_too_pale")

_INSET = 4
"""Pixels at each side of a cell in which its rules may leave a trace."""

_DARKER = 16
"""So much darker than its paper (of 255) a stroke is at least."""

_OVER_GRAIN = 6
"""And so many times the grain of the paper, which is its usual difference from the middle."""


def has_pale_ink(grey: Grey, cell: Pixels) -> bool:
    """Is anything in a cell darker than its paper and the grain of it?"""
    part = grey[cell.top + _INSET : cell.bottom - _INSET, cell.left + _INSET : cell.right - _INSET]
    if part.size == 0:
        return False
    even = cv2.blur(part, (3, 3)).astype(np.float32)
    paper = float(np.median(even))
    grain = float(np.median(np.abs(even - paper)))
    return paper - float(even.min()) > max(_DARKER, _OVER_GRAIN * grain)


def unread_share(ink: Grey, read: Iterable[Pixels], usual: float) -> float:
    """Share of the ink of a page, in pieces no larger than a character, that is in no line read.

    Args:
        ink: 255 where there is ink, without the rules.
        read: where something is read.
        usual: height of most characters, pixels.
    """
    rest = ink.copy()
    for at in read:
        rest[at.top : at.bottom, at.left : at.right] = 0
    whole = _small(ink, usual)
    return _small(rest, usual) / whole if whole else 0.0


def _small(ink: Grey, usual: float) -> float:
    """Pixels of ink in pieces no larger than a character; one or two of them are dust."""
    _, _, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    sides, areas = stats[1:, 2:4].max(axis=1), stats[1:, 4]
    return float(areas[(sides <= 1.5 * usual) & (areas > 2)].sum())
