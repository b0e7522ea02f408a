"""A page as an upright picture: which way up it is, and how much it leans."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from pipeline.model.place import Box
from pipeline.reading.scan.detector import Pixels, lines_in
from pipeline.reading.scan.page_image import (
    Grey,
    PageImage,
    draw,
    skew_of,
    turned,
    without_background,
)
from pipeline.reading.scan.recogniser import recognise

MARGIN = 12.0
"""Paper around a picture on a page (points), so that the frame of a table is not at its edge."""

_LEAST_SKEW = 0.05
"""Degrees; less moves no line by a pixel."""

_SAMPLE = 8
"""Lines that are read both ways to see which way up a page is."""

_ENOUGH = 3
"""So many of them suffice where one way is read with more certainty by `_CLEAR` (of 1)."""

_CLEAR = 0.2

_LONGEST = 6
"""So many times its height is read of a line: that many characters show which way up it is."""

_DPI = 75
"""Resolution at which lines are looked for; their direction alone is wanted."""


def image_of(page: Any, dpi: float, box: Box | None = None) -> PageImage:
    """A page of pdfium as an upright grey picture, or what it shows in a box, with paper around it.

    Args:
        box: on the page, points; the picture reaches `MARGIN` further.
    """
    colour = draw(page, dpi)
    points = (float(page.get_width()), float(page.get_height()))
    if box:
        k = colour.shape[1] / points[0]
        left, top, right, bottom = (round(v * k) for v in box)
        shown, margin = colour[top:bottom, left:right], round(MARGIN * k)
        sides = ((margin, margin), (margin, margin), (0, 0))
        colour = np.pad(shown, sides, constant_values=255)
        points = (box.width + 2 * MARGIN, box.height + 2 * MARGIN)
    grey = without_background(np.ascontiguousarray(colour))
    turns = quarter_turns(grey)
    grey = np.ascontiguousarray(np.rot90(grey, turns))
    skew = skew_of(grey)
    if abs(skew) >= _LEAST_SKEW:
        grey = np.asarray(turned(grey, -skew), np.uint8)
    return PageImage(grey, turns, skew, points, dpi)


def quarter_turns(grey: Grey) -> int:
    """By how many quarter turns, counter-clockwise, a page must be turned to be read."""
    boxes = lines_in(grey, _DPI)
    if not boxes:
        return 0
    long = [b for b in boxes if max(b.width, b.height) > 2 * min(b.width, b.height)]
    sideways = sum(b.height > b.width for b in long) * 2 > len(long)
    tries = (1, 3) if sideways else (0, 2)
    sample = sorted(long or boxes, key=lambda b: -max(b.width, b.height))[:_SAMPLE]
    for lines in (sample[:_ENOUGH], sample):
        sure = {turns: _certainty(grey, lines, turns) for turns in tries}
        if abs(sure[tries[0]] - sure[tries[1]]) > _CLEAR:
            break
    return max(tries, key=lambda turns: sure[turns])


def _certainty(grey: Grey, lines: Sequence[Pixels], turns: int) -> float:
    """Mean probability of the characters of lines of a page that is turned."""
    read = recognise([np.ascontiguousarray(np.rot90(_cut(grey, b), turns)) for b in lines], "first")
    found = [glyph.sure for line in read for glyph in line.glyphs]
    return sum(found) / max(len(found), 1)


def _cut(grey: Grey, at: Pixels) -> Grey:
    longest = _LONGEST * min(at.width, at.height)
    bottom, right = min(at.bottom, at.top + longest), min(at.right, at.left + longest)
    return np.ascontiguousarray(grey[at.top : bottom, at.left : right])
