"""Filled rectangles that begin where a figure ends: under them may lie the rest of it.

Redaction takes the glyphs below its patch out of the page, so that nothing is left to compare: the
patch itself is all that tells of them. It is as high as a line of text, touches a digit, and holds
no text. The ground of a cell fills the cell, and bars that show how large figures are begin in one
line and end where they like.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain, pairwise

import numpy as np
import numpy.typing as npt

from pipeline.model.message import Message
from pipeline.model.place import Box
from pipeline.reading.page.columns import Columns, Mask, are_digits, percentile
from pipeline.reading.page.geometry import Rule, Spot
from pipeline.reading.page.ink.lone_strokes import upright_sides

_HIGH = 0.5, 1.6
"""How high a patch over a line of text is, in font sizes."""

_LEVEL = 0.35
"""Its middle is at most so far above or below that of the digit, in font sizes."""

_INTO, _GAP, _FAR = 0.25, 0.12, 0.6
"""It begins so far within the digit's box, or behind it, in font sizes; the last where it lies over
a rule, as no shape of a cell does: redaction takes out a digit that it touches at its edge."""

_WIDE = 0.25
"""It reaches so far beyond the digit, in font sizes: half as far as a digit is wide."""

_ON_RULE = 1.0
"""The ground of a cell ends within so many points of the rules around it."""

_SAME, _SIDES = 0.5, 4
"""Shapes that begin within so many points of one line, with so many widths, are bars of a chart."""

_MOST = 2000
"""A page with more of them is a drawing or a map."""

_AT_ONCE = 64
"""Shapes that are compared with all glyphs at once."""

PATCH = Message("ink_patch")

_UPRIGHT = (0, 90, 180, 270)

Numbers = npt.NDArray[np.float64]


def patches_on(fills: Sequence[Box], rules: Sequence[Rule], glyphs: Columns) -> list[Spot]:
    """The digits at whose side a patch begins, and the patches that may have blanked a cell.

    Args:
        fills: filled rectangles, whatever their colour.
    """
    is_digit = are_digits(glyphs.codes)
    if not fills or len(fills) > _MOST or not is_digit.any():
        return []
    size = percentile(glyphs.size[is_digit], 0.5)
    patches = _patches(np.array(fills, np.float64).T, glyphs, size)
    if not patches.size:
        return []
    numbers = np.fromiter(chain.from_iterable(rules), np.float64, 4 * len(rules)).reshape(-1, 4)
    patches = patches[:, [not _is_ground(patch, numbers) for patch in patches.T]]
    cuts = [_cuts(patch, numbers) for patch in patches.T]
    gaps = np.array([_FAR if any(map(len, cut)) else _GAP for cut in cuts])
    out = [
        spot
        for patch, cut in zip(patches.T.tolist(), cuts, strict=True)
        for spot in _pieces(Box(*patch), *cut)
    ]
    for turn in _UPRIGHT:
        digits = np.flatnonzero(is_digit & (glyphs.turn == turn))
        own = upright_sides(glyphs.sides[:, digits], turn)
        touched = _touched(own, upright_sides(patches, turn), gaps)
        text = np.flatnonzero(glyphs.solid & (glyphs.turn == turn))
        amid = _amid(upright_sides(glyphs.sides[:, text], turn), upright_sides(patches, turn))
        doubted = {*digits[touched].tolist(), *text[amid].tolist()}
        out += [Spot(Box(*map(float, glyphs.sides[:, i])), PATCH) for i in sorted(doubted)]
    return out


def _patches(fills: Numbers, glyphs: Columns, size: float) -> Numbers:
    """Those of the fills that are as high as a line, hold no text, and are no bars of a chart."""
    x0, top, x1, bottom = fills
    high = np.minimum(x1 - x0, bottom - top) / size
    longer = np.maximum(x1 - x0, bottom - top) / size
    near = np.flatnonzero((high < _HIGH[1]) & (longer > _HIGH[0]))
    xs, ys = glyphs.middles[:, glyphs.solid]
    kept: list[int] = []
    for first in range(0, len(near), _AT_ONCE):
        part = near[first : first + _AT_ONCE]
        left, upper, right, lower = fills[:, part, None]
        holds = ((left < xs) & (xs < right) & (upper < ys) & (ys < lower)).any(axis=1)
        kept += part[~holds].tolist()
    return fills[:, [i for i in kept if not _is_bar(i, fills)]]


def _is_bar(i: int, fills: Numbers) -> bool:
    left, _, right, _ = fills
    family = right[np.abs(left - left[i]) < _SAME] - left[i]
    return len(np.unique(np.round(family / (2 * _SAME)))) >= _SIDES


def _is_ground(fill: Numbers, rules: Numbers) -> bool:
    """Is it between two level rules or two upright ones, as the ground of cells is?

    They are longer than it is, or go on beside it: a patch may have an outline of its own.
    """
    level, at, start, end = rules.T
    for is_level, (low, first), (high, last) in (
        (level > 0, fill[[0, 1]], fill[[2, 3]]),
        (level == 0, fill[[1, 0]], fill[[3, 2]]),
    ):
        meets = is_level & (start < high + _ON_RULE) & (end > low - _ON_RULE)
        longer = at[meets & ((start < low - _ON_RULE) | (end > high + _ON_RULE))]
        if all((np.abs(longer - side) < _ON_RULE).any() for side in (first, last)):
            return True
    return False


def _cuts(patch: Numbers, rules: Numbers) -> tuple[list[float], list[float]]:
    """Where upright rules, and level ones, run through a patch and on at both sides."""
    level, at, start, end = rules.T
    out = []
    for is_level, (low, first), (high, last) in (
        (level == 0, patch[[0, 1]], patch[[2, 3]]),
        (level > 0, patch[[1, 0]], patch[[3, 2]]),
    ):
        within = is_level & (low + _ON_RULE < at) & (at < high - _ON_RULE)
        through = within & (start < first - _ON_RULE) & (end > last + _ON_RULE)
        out.append(sorted(set(at[through].tolist())))
    return out[0], out[1]


def _pieces(patch: Box, across: list[float], down: list[float]) -> list[Spot]:
    """A patch cut at the rules that it crosses: each piece may have blanked a cell."""
    return [
        Spot(Box(x0, top, x1, bottom), PATCH, empty_only=True)
        for x0, x1 in pairwise((patch.x0, *across, patch.x1))
        for top, bottom in pairwise((patch.top, *down, patch.bottom))
    ]


def _touched(digits: Numbers, patches: Numbers, gaps: Numbers) -> Mask:
    """Does a patch begin at the right or the left side of each digit, no further than its gap?"""
    x0, top, x1, bottom = digits
    size = bottom - top
    out = np.zeros(len(x0), np.bool_)
    for (left, upper, right, lower), gap in zip(patches.T.tolist(), gaps.tolist(), strict=True):
        high = lower - upper
        level = np.abs(upper + lower - top - bottom) < 2 * _LEVEL * size
        fits = level & (high > _HIGH[0] * size) & (high < _HIGH[1] * size)
        after = (left - x1 > -_INTO * size) & (left - x1 < gap * size)
        before = (x0 - right > -_INTO * size) & (x0 - right < gap * size)
        beyond = (after & (right > x1 + _WIDE * size)) | (before & (left < x0 - _WIDE * size))
        out |= fits & beyond
    return out


def _amid(text: Numbers, patches: Numbers) -> Mask:
    """Glyphs of a line that goes on behind a patch which covers a piece of it."""
    x0, top, x1, bottom = text
    size = bottom - top
    out = np.zeros(len(x0), np.bool_)
    for left, upper, right, lower in patches.T.tolist():
        level = np.abs(upper + lower - top - bottom) < 2 * _LEVEL * size
        before = level & (np.abs(left - x1) < _FAR * size)
        behind = level & (np.abs(x0 - right) < _FAR * size)
        if before.any() and behind.any():
            out |= before | behind
    return out
