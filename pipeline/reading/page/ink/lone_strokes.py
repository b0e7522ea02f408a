"""Short strokes and dots beside or between digits, as of a pen: a 1, a point, a piece of a 7.

A stroke that is nearly straight is taken for a rule of a table, which explains its ink. Rules are
longer than digits are high, or pieces of a dotted one that others go on with.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

import numpy as np
import numpy.typing as npt

from pipeline.model.place import Box
from pipeline.reading.page.columns import Columns, Mask, are_digits, percentile
from pipeline.reading.page.geometry import Rule

_SHORT = 1.2
"""Strokes of a hand are no longer than this, in font sizes of the digits."""

_APART, _GAP = 3.0, 4.0
"""The next piece of a broken rule is at most so far away, in font sizes and in its own lengths."""

_FEW = 2
"""So many pieces, far from each other, are strokes of a hand in rows below each other."""

_IN_LINE = 0.5
"""Pieces of one rule lie within so many points of one line."""

_BESIDE = 0.45
"""A stroke so near to a digit, in font sizes, would be read with it."""

_UPPER, _LOWER = 0.05, 0.86
"""Where the middle of such a stroke is, in shares of the box of a digit from its top."""

_FOOT, _LEVEL = 0.76, 0.25
"""A level stroke from here on that is longer than this, in font sizes, is below the figure."""

_AT_ONCE = 64
"""Strokes that are compared with all digits at once."""

_MOST = 2000
"""A page with more of them is a drawing or a map."""

_FAR = 1e6
"""Points between two lines, so that what lies on one never reaches the next."""

_STEPS = 10
"""Middles that are equal in so many parts of a point are one."""

_UPRIGHT = (0, 90, 180, 270)

Numbers = npt.NDArray[np.float64]


def lone_strokes(rules: Sequence[Rule], glyphs: Columns) -> list[Box]:
    """Boxes of the digits beside which there is a short stroke that is no piece of a rule."""
    is_digit = are_digits(glyphs.codes)
    if not rules or not is_digit.any():
        return []
    numbers = np.fromiter(chain.from_iterable(rules), np.float64, 4 * len(rules)).reshape(-1, 4)
    size = percentile(glyphs.size[is_digit], 0.5)
    short = np.flatnonzero(numbers[:, 3] - numbers[:, 2] < _SHORT * size)
    if not len(short):
        return []
    strokes = _lone(numbers[short], _is_of_long(numbers, size)[short])
    if not 0 < len(strokes) <= _MOST:
        return []
    out: list[Box] = []
    for turn in _UPRIGHT:
        digits = np.flatnonzero(is_digit & (glyphs.turn == turn))
        own = upright_sides(glyphs.sides[:, digits], turn)
        beside = digits[_are_beside(own, upright_sides(strokes, turn))] if len(digits) else digits
        out += [Box(*map(float, glyphs.sides[:, i])) for i in beside.tolist()]
    return out


def _lone(short: Numbers, of_long: Mask) -> Numbers:
    """Boxes of the short rules that belong to no long one, nor does what crosses their middle.

    A square dot is a short rule across and one down, and a dot of one long rule.
    """
    sides = _boxes(short)
    middles = np.rint((sides[:2] + sides[2:]) * _STEPS / 2)
    known = set(map(tuple, middles[:, of_long].T.tolist()))
    kept = [
        i for i in np.flatnonzero(~of_long).tolist() if tuple(middles[:, i].tolist()) not in known
    ]
    return sides[:, kept]


def _is_of_long(rules: Numbers, size: float) -> Mask:
    """For each rule: is it long, with those that lie on its line and go on with it?"""
    out = np.zeros(len(rules), np.bool_)
    for shift in (0.0, 0.5):  # two pieces of one rule may fall on both sides of a step
        line = 2 * np.floor(rules[:, 1] / _IN_LINE + shift) + rules[:, 0]
        order = np.lexsort((rules[:, 2], line))
        line, start, end = line[order], rules[order, 2], rules[order, 3]
        apart = _FAR * (line - line[0])
        reach = np.maximum.accumulate(end + apart)
        most = np.minimum(_APART * size, _GAP * (end - start))[1:]
        breaks = start[1:] + apart[1:] - reach[:-1] >= most
        first = np.flatnonzero(np.concatenate([[True], breaks]))
        last = np.append(first[1:], len(rules)) - 1
        whole = reach[last] - apart[last] - start[first]
        inked = np.add.reduceat(end - start, first)
        long = (whole >= _SHORT * size) & ((last - first >= _FEW) | (inked >= whole / 2))
        out[order] |= np.repeat(long, last - first + 1)
    return out


def _boxes(rules: Numbers) -> Numbers:
    """Rules as four rows, x0, top, x1, bottom."""
    level, at, start, end = rules.T
    across = level > 0
    sides = [np.where(across, a, b) for a, b in ((start, at), (at, start), (end, at), (at, end))]
    return np.stack(sides)


def upright_sides(sides: Numbers, turn: int) -> Numbers:
    """Boxes as they lie when a text of this turn reads to the right."""
    x0, top, x1, bottom = sides
    if turn == 90:
        return np.stack([-bottom, x0, -top, x1])
    if turn == 270:
        return np.stack([top, -x1, bottom, -x0])
    return np.stack([-x1, -bottom, -x0, -top]) if turn == 180 else sides


def _are_beside(digits: Numbers, strokes: Numbers) -> Mask:
    """Is a stroke beside each digit, or on it, at its height?"""
    x0, top, x1, bottom = digits
    size = bottom - top
    out = np.zeros(len(x0), np.bool_)
    for first in range(0, strokes.shape[1], _AT_ONCE):
        left, upper, right, lower = strokes[:, first : first + _AT_ONCE, None]
        near = (right > x0 - _BESIDE * size) & (left < x1 + _BESIDE * size)
        height = ((upper + lower) / 2 - top) / size
        below = (height > _FOOT) & (right - left > _LEVEL * size)
        out |= (near & (height > _UPPER) & (height < _LOWER) & ~below).any(axis=0)
    return out
