"""Ink of text that no glyph explains, beside digits and in blanks.

A font may say of a digit that it is a blank, or nothing at all. The figure is then read without it,
and its ink lies just beside the digits that were read.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from pipeline.model.place import Box
from pipeline.reading.page.columns import Columns
from pipeline.reading.page.ink.drawing import Picture
from pipeline.reading.page.ink.windows import Boxes, difference, windows_of

_CLEAR = 60
"""Ink, 0 to 255, of a stroke; the soft edge of one is below."""

_FROM, _TO = 0.14, 0.42
"""Where the strokes of a next digit are, in heights of the one before, from its edge on: ink of its
own, as of a slanted digit, ends before."""

_ABOVE, _BELOW = 0.15, 0.75
"""The strokes of a digit in its box, in shares of its height from the top."""

_WITHIN = 0.25
"""Share of a blank's width at either side that strokes of its neighbours reach."""

_WIDE = 0.2
"""A blank so wide, in font sizes, may have a stroke of its own."""

_MARGIN = 0.12
"""A glyph's strokes may reach so far out of its box, in shares of its height."""

_SHARE = 0.3
"""A glyph explains the ink of a place when its box has this much of the place's width."""

_LEAST = 4
"""Samples (of 200) with ink below which there is a speck, or a piece of a rule."""

_AT_ONCE = 64
"""Places that are compared with all glyphs at once."""

_DIGITS = "0123456789０１２３４５６７８９"

Places = npt.NDArray[np.intp]


def beside_digits(
    full: Picture, ground: Picture, glyphs: Columns, boxes: Boxes, scale: float
) -> list[Box]:
    """Boxes, in points, beside digits in which text is drawn that was not read."""
    digits = np.flatnonzero(glyphs.among(_DIGITS))
    level = digits[glyphs.turn[digits] % 180 == 0]
    if not len(level):
        return []
    x0, top, x1, bottom = boxes[level].T
    high = bottom - top
    upper, lower = top + _ABOVE * high, top + _BELOW * high
    after = np.stack([x1 + _FROM * high, upper, x1 + _TO * high, lower], axis=1)
    before = np.stack([x0 - _TO * high, upper, x0 - _FROM * high, lower], axis=1)
    zones = np.concatenate([after[_is_last(level, boxes)], before[_is_first(level, boxes)]])
    found = _uncovered(full, ground, zones, boxes[glyphs.solid], scale)
    return [Box(*map(float, zones[i])) for i in found.tolist()]


def inked_blanks(
    full: Picture, ground: Picture, glyphs: Columns, boxes: Boxes, scale: float
) -> list[int]:
    """Places of the glyphs that are said to be blanks, but have strokes of their own."""
    wide = boxes[:, 2] - boxes[:, 0] > _WIDE * glyphs.size
    blanks = np.flatnonzero(~glyphs.solid & wide & (glyphs.turn % 180 == 0))
    if not len(blanks):
        return []
    zones = boxes[blanks].copy()
    edge = _WITHIN * (zones[:, 2] - zones[:, 0])
    zones[:, 0] += edge
    zones[:, 2] -= edge
    found = _uncovered(full, ground, zones, boxes[glyphs.solid], scale)
    return [int(i) for i in blanks[found]]


def _is_last(level: Places, boxes: Boxes) -> npt.NDArray[np.bool_]:
    """Does no glyph follow a digit closely in the order of the page?"""
    following = np.minimum(level + 1, len(boxes) - 1)
    return ~_adjoin(boxes[level], boxes[following])


def _is_first(level: Places, boxes: Boxes) -> npt.NDArray[np.bool_]:
    return ~_adjoin(boxes[np.maximum(level - 1, 0)], boxes[level])


def _adjoin(one: Boxes, other: Boxes) -> npt.NDArray[np.bool_]:
    """Does the second glyph begin where the first ends, on its line?"""
    high = one[:, 3] - one[:, 1]
    level = np.abs(one[:, 1] - other[:, 1]) < _MARGIN * high
    close = np.abs(other[:, 0] - one[:, 2]) < _FROM * high
    wide = other[:, 2] - one[:, 2] > _TO * high
    return np.asarray(level & close & wide)


def _uncovered(
    full: Picture, ground: Picture, zones: Boxes, solid: Boxes, scale: float
) -> npt.NDArray[np.intp]:
    """Those of some places, by their numbers, in which there is ink that no glyph explains."""
    if not len(zones):
        return np.zeros(0, np.intp)
    ink = difference(*windows_of(zones, scale, full, ground)) >= _CLEAR
    on_page = (zones[:, 0] >= 0) & (zones[:, 2] * scale <= full.shape[1])
    inked = np.flatnonzero((ink.sum(axis=(1, 2)) >= _LEAST) & on_page)
    return inked[~_covered(zones[inked], solid)]


def _covered(zones: Boxes, solid: Boxes) -> npt.NDArray[np.bool_]:
    """For each place: does a glyph reach into it far enough to explain ink?"""
    out = np.zeros(len(zones), np.bool_)
    x0, top, x1, bottom = np.ascontiguousarray(solid.T)
    margin = _MARGIN * (bottom - top)
    x0, x1 = x0 - margin, x1 + margin
    for first in range(0, len(zones), _AT_ONCE):
        part = slice(first, first + _AT_ONCE)
        left, upper, right, lower = zones[part].T[:, :, None]
        across = np.minimum(x1, right) - np.maximum(x0, left)
        down = np.minimum(bottom, lower) > np.maximum(top, upper)
        out[part] = ((across > _SHARE * (right - left)) & down).any(axis=1)
    return out
