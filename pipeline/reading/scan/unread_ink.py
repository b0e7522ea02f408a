"""Ink that is not read: too pale, or in pieces that are no character.

A cell that holds some is not a blank one, and a page that holds much may lack whole rows. Codes,
seals and photographs outside of tables are not meant to be read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import cv2
import numpy as np

from pipeline.model.message import Message
from pipeline.reading.scan.detector import Pixels
from pipeline.reading.scan.page_image import WORKING_DPI, Grey

PALE = Message("ink_too_pale")

_INSET = 4
"""Pixels at each side of a cell in which its rules may leave a trace."""

_DARKER = 16
"""So much darker than its paper (of 255) a stroke is at least."""

_OVER_GRAIN = 6
"""And so many times the grain of the paper, which is its usual difference from the middle."""

_DUST = 2
"""Pixels of a piece of ink that is no print."""

_PIECE = 0.01
"""Pale pieces are larger, in squares of the height of a character."""

_JOINED = 0.25
"""Pieces this near (in heights of a character) are of one picture; lines of text are parted by
more than that."""

_LINES = 2.5
"""A picture is this high and wide at least, in heights of a character."""

_FULL = 0.35
"""Of its box so much is ink; of a box of text less than a quarter."""

_ROUND = 0.6
"""Or an outline, which encloses this share of its box, as a circle and a frame do,"""

_SEAL = 2 * WORKING_DPI
"""and is no larger (pixels): larger frames may hold tables."""

_LARGEST = 0.25
"""Share of the page above which ink in one piece is no picture but a dark copy."""


def has_pale_ink(grey: Grey, cell: Pixels) -> bool:
    """Is anything in a cell darker than its paper and the grain of it?"""
    part = grey[cell.top + _INSET : cell.bottom - _INSET, cell.left + _INSET : cell.right - _INSET]
    if part.size == 0:
        return False
    even = cv2.blur(part, (3, 3)).astype(np.float32)
    paper = float(np.median(even))
    grain = float(np.median(np.abs(even - paper)))
    return paper - float(even.min()) > max(_DARKER, _OVER_GRAIN * grain)


def unread_share(
    ink: Grey, read: Iterable[Pixels], usual: float, tables: Iterable[Pixels] = ()
) -> float:
    """Share of the ink of a page, in pieces no larger than a character, that is in no line read.

    Args:
        ink: 255 where there is ink, without the rules.
        read: where something is read.
        usual: height of most characters, pixels.
        tables: in them, whatever is there counts.
    """
    print_ = ink.copy()
    for at in _pictures(_blank(ink, tables), usual):
        print_[at.top : at.bottom, at.left : at.right] = 0
    whole = _small(print_, usual)
    return _small(_blank(print_, read), usual) / whole if whole else 0.0


def pale_share(grey: Grey, ink: Grey, usual: float) -> float:
    """Share of the print of a page that is too pale to be ink, away from all that is.

    Thin print can fade from a copy while bold print stays: whole rows are then gone. The back of
    a sheet that shows through is as pale.

    Args:
        grey: 0 to 255, without the rules.
        ink: 255 where there is ink.
        usual: height of most characters, pixels.
    """
    half = (ink.shape[1] // 2, ink.shape[0] // 2)
    even = cv2.resize(grey, half, interpolation=cv2.INTER_AREA)
    near = np.ones((round(usual / 2), round(usual / 2)), np.uint8)
    free = cv2.dilate(cv2.resize(ink, half, interpolation=cv2.INTER_AREA), near) == 0
    if not free.any():
        return 0.0
    paper = float(np.median(even[free]))
    grain = float(np.median(np.abs(even[free] - paper)))
    pale = free & (even < paper - max(_DARKER, _OVER_GRAIN * grain))
    faded = 4 * _small(pale.astype(np.uint8), usual / 2, least=_PIECE * usual**2 / 4)
    return faded / (faded + _small(ink, usual)) if faded else 0.0


def _pictures(ink: Grey, usual: float) -> Iterator[Pixels]:
    """Codes, seals, photographs: ink of several lines in one piece, full or inside of an outline.

    Pieces no further from it than a line is high belong to it.
    """
    wide, margin = max(3, round(_JOINED * usual)), round(usual)
    joined = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones((wide, wide), np.uint8))
    outlines, _ = cv2.findContours(joined, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    for outline in outlines:
        left, top, width, height = cv2.boundingRect(outline)
        if min(width, height) < _LINES * usual or width * height > _LARGEST * ink.size:
            continue
        part = ink[top : top + height, left : left + width]
        full = cv2.countNonZero(part) >= _FULL * part.size
        around = cv2.contourArea(outline) >= _ROUND * part.size
        if full or (around and max(width, height) <= _SEAL):
            yield Pixels(
                max(left - margin, 0),
                max(top - margin, 0),
                left + width + margin,
                top + height + margin,
            )


def _blank(ink: Grey, places: Iterable[Pixels]) -> Grey:
    """The picture without the ink in these places."""
    out = ink.copy()
    for at in places:
        out[at.top : at.bottom, at.left : at.right] = 0
    return out


def _small(ink: Grey, usual: float, least: float = _DUST) -> float:
    """Pixels of ink in pieces no larger than a character, and larger than dust."""
    _, _, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    sides, areas = stats[1:, 2:4].max(axis=1), stats[1:, 4]
    return float(areas[(sides <= 1.5 * usual) & (areas > least)].sum())
