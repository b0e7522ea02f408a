"""Long strokes that are no rules: lines of a pen and a ruler, of dirt on the glass of a scanner.

A rule of a table ends at a rule that crosses it, or where the rules beside it end. What somebody
struck out or underlined ends anywhere, and crosses print.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import cv2
import numpy as np

from pipeline.reading.scan.char_boxes import spans
from pipeline.reading.scan.page_image import WORKING_DPI, Grey

Stroke = tuple[int, int, int, int]
"""Left, top, width, height in pixels."""

_NEAR = round(0.06 * WORKING_DPI)
"""An end lies at a rule, or beside another end, within this distance (pixels)."""

_IN_LINE = round(0.04 * WORKING_DPI)
"""Pieces of one broken rule lie no further beside each other than this (pixels)."""

_OTHERS = 2
"""So many others end at the same place where a table is open at its side: its rules are three."""

_LONG = 0.5
"""A level stroke that is longer than this, in lengths of the longest one, may have lost one end."""

_GOES_ON = 0.3
"""Share of thin ink in the inch beyond an end from which a rule is only broken there."""

_TOUCH = 4
"""Print crosses a stroke where there is ink within this distance (pixels) above it and below,"""

_CROSSED, _SPREAD = 3, 0.6
"""at this number of places at least, and over this share of its length: a stamp is narrower."""


def without_loose(
    flats: Sequence[Stroke], talls: Sequence[Stroke], ink: Grey, mask: Grey
) -> tuple[list[Stroke], list[Stroke]]:
    """The level and the upright strokes that end as rules do, and cross no print.

    Args:
        ink: 255 where there is ink.
        mask: 255 where there are long strokes.
    """
    wide = cv2.dilate(mask, np.ones((3, 3), np.uint8))
    print_ = np.asarray(cv2.subtract(ink, wide), np.uint8)
    longest = max((f[2] for f in flats), default=0)
    turned, upright = [_turned(f) for f in flats], [_turned(t) for t in talls]
    on_side = np.ascontiguousarray(ink.T)
    return (
        [
            f
            for f in flats
            if sum(_loose_ends(f, flats, talls, ink)) <= (f[2] >= _LONG * longest)
            and not _crosses_print(f, print_, mask)
        ],
        [
            t
            for t, u in zip(talls, upright, strict=True)
            if not all(_loose_ends(u, upright, turned, on_side))
        ],
    )


def _turned(stroke: Stroke) -> Stroke:
    x, y, width, height = stroke
    return y, x, height, width


def _crosses_print(flat: Stroke, print_: Grey, mask: Grey) -> bool:
    """Is there print right above and right below a stroke, along most of it?"""
    x, y, wide, high = flat
    part = mask[y : y + high, x : x + wide] > 0
    above = print_[max(y - _TOUCH, 0) : y, x : x + wide]
    below = print_[y + high : y + high + _TOUCH, x : x + wide]
    both = np.flatnonzero(above.any(axis=0) & below.any(axis=0) & part.any(axis=0))
    return len(spans(both)) >= _CROSSED and bool(np.ptp(both) >= _SPREAD * wide)


def _loose_ends(
    flat: Stroke, flats: Sequence[Stroke], talls: Sequence[Stroke], ink: Grey
) -> Iterator[bool]:
    """Is the left end of a level stroke held by nothing, and the right one?

    At the edge of the picture one end may be cut off; from edge to edge runs no rule.
    """
    left, right = flat[0], flat[0] + flat[2]
    at_edge = (left <= _NEAR, right >= ink.shape[1] - _NEAR)
    for cut, end, side in zip(at_edge, (left, right), (-1, 1), strict=True):
        if cut:
            yield all(at_edge)
        else:
            yield not (_is_held(flat, end, side, flats, talls) or _goes_on(flat, end, side, ink))


def _is_held(
    flat: Stroke, end: int, side: int, flats: Sequence[Stroke], talls: Sequence[Stroke]
) -> bool:
    """Does a level stroke end at a rule, where others end, or before another piece of it?

    Args:
        end: the end of the stroke, pixels from the left.
        side: -1 for its left end, 1 for its right one.
    """
    at = flat[1] + flat[3] / 2
    for x, y, wide, high in talls:
        if abs(x + wide / 2 - end) <= _NEAR and y - _NEAR <= at <= y + high + _NEAR:
            return True
    others = 0
    for other in flats:
        if other is flat:
            continue
        far = other[0] + other[2] if side > 0 else other[0]
        if abs(other[1] + other[3] / 2 - at) > _IN_LINE:
            others += abs(far - end) <= _NEAR
        elif side * (far - end) > _NEAR:
            return True
    return others >= _OTHERS


def _goes_on(flat: Stroke, end: int, side: int, ink: Grey) -> bool:
    """Is there ink beyond an end in the rows of the stroke, and none above and below?"""
    _, y, _, high = flat
    left, right = sorted((end, end + side * WORKING_DPI))
    inside = ink[max(y - 1, 0) : y + high + 1, max(left, 0) : right].any(axis=0)
    top, bottom = y - _TOUCH, y + high + _TOUCH - 1
    if not inside.size or top < 0 or bottom >= len(ink):
        return False
    around = ink[[top, bottom], max(left, 0) : right].any(axis=0)
    return bool((inside & ~around).mean() >= _GOES_ON)
