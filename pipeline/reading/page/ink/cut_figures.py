"""Figures that go on in digits which are hardly seen, or were not read with them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

from pipeline.reading.page.char import Char
from pipeline.reading.page.columns import Columns, are_digits

_GAP, _OVERLAP = 0.12, 0.3
"""Digits of one figure are at most so far apart, or so much on each other, in font sizes."""

_LEVEL = 0.3
"""They differ in height by less, in font sizes."""

_SAME_SIZE, _SAME_LEVEL = 0.25, 0.15
"""The same of a pale digit, which may be a watermark's: shares of the font size."""

_FAINTER = 0.2
"""Of two digits of a figure, the one with less than this share of the other's ink is faint."""


def beside_unseen(chars: Sequence[Char], unseen: Iterable[int], kept: Iterable[int]) -> set[int]:
    """Of the glyphs `kept`, the digits right beside a digit of `unseen`."""
    gone = _digits(chars, unseen)
    digits = _digits(chars, kept) if gone else {}
    return {i for other in gone.values() for i in digits if _side_by_side(digits[i], other)}


def beside_pale(chars: Sequence[Char], pale: Iterable[int], kept: Iterable[int]) -> set[int]:
    """Of the glyphs `kept`, the digits that a digit of `pale` goes on as those of one figure do.

    A pale digit that lies on another one is its shadow.
    """
    faint = _digits(chars, pale)
    digits = _digits(chars, kept) if faint else {}
    out: set[int] = set()
    for other in faint.values():
        if not any(_on_each_other(digit, other) for digit in digits.values()):
            out |= {i for i, digit in digits.items() if _alike(digit, other)}
    return out


def fainter(glyphs: Columns, ink: npt.NDArray[np.int64]) -> set[int]:
    """Digits with much less ink than one beside them in the same figure."""
    digits = np.flatnonzero(are_digits(glyphs.codes))
    own = ink[digits]
    strongest = own.max(initial=0)
    weak = np.flatnonzero((own < _FAINTER * strongest) & (own > 0))
    if not len(weak):
        return set()
    x0, top, x1, bottom = glyphs.sides[:, digits]
    out: set[int] = set()
    for i in weak.tolist():
        size = bottom[i] - top[i]
        level = np.abs(top + bottom - top[i] - bottom[i]) < 2 * _LEVEL * size
        beside = np.minimum(np.abs(x0 - x1[i]), np.abs(x1 - x0[i])) < _GAP * size
        if (level & beside & (_FAINTER * own > own[i])).any():
            out.add(int(digits[i]))
    return out


def _digits(chars: Sequence[Char], places: Iterable[int]) -> dict[int, Char]:
    return {i: chars[i] for i in places if chars[i].text.isdigit()}


def _on_each_other(a: Char, b: Char) -> bool:
    level = abs(a.cy - b.cy) < _LEVEL * a.size
    return level and min(a.x1, b.x1) - max(a.x0, b.x0) > _OVERLAP * (b.x1 - b.x0)


def _side_by_side(a: Char, b: Char) -> bool:
    left, right = (a, b) if a.x0 <= b.x0 else (b, a)
    level = abs(a.cy - b.cy) < _LEVEL * a.size
    return level and -_OVERLAP * a.size < right.x0 - left.x1 < _GAP * a.size


def _alike(a: Char, b: Char) -> bool:
    same = abs(a.size - b.size) < _SAME_SIZE * max(a.size, b.size)
    return same and abs(a.cy - b.cy) < _SAME_LEVEL * a.size and _side_by_side(a, b)
