"""Glyphs that are drawn as digits, while their font says that they are something else.

A font that lies may call a digit a stroke (/), a Chinese word (一, 次) or a mark (①, %). The
figure is then read without it, or as a mark for a missing one. Such a glyph is as wide as the
digits of the page and looks like one of them. A block, drawn for a glyph that the font lacks, looks
like nothing.
"""

from __future__ import annotations

from collections import Counter

import numpy as np
import numpy.typing as npt

from pipeline.reading.page.columns import ZERO, Columns, Mask, are_digits, percentile
from pipeline.reading.page.ink.codes import blocks
from pipeline.reading.page.ink.faces import distances_to_digits
from pipeline.reading.page.ink.shapes import small
from pipeline.reading.page.ink.windows import Windows, strongest_rows

_FEWEST = 20
"""Digits of a page from which on it shows how they look and how wide they are."""

_WIDTHS = 0.02
"""Widths that differ by less, in font sizes, are one."""

_FONTS = 3
"""Digits of a width from which on it is that of a font's digits."""

_ALIKE, _LETTER_ALIKE = 0.3, 0.15
"""A glyph so near to the mean of a digit of its page is drawn as that digit; of those that are,
nine in ten are nearer. Brackets come to 0.2, but not near the digits of a known face; a letter must
be nearer, and beside a digit, for I and o look like digits."""

_KNOWN = 0.3
"""So near to a digit of a known face as well: those that are digits come to 0.26."""

_LOST = 0.2
"""So near to a digit of a known face that no glyph of the page is said to be."""

_LEVEL = 0.06
"""Digits begin and end in their boxes at the same heights, but for a sample; strokes and brackets
reach further down."""

_EDGE = 0.3
"""Share of a glyph's strongest ink from which on a row is ink."""

_BESIDE = 0.15
"""The box of a glyph of the same figure ends so near to the next one, in font sizes."""

Floats = npt.NDArray[np.float32]
Places = npt.NDArray[np.intp]


def drawn_as_digits(windows: Windows, glyphs: Columns, usable: Mask) -> list[int]:
    """Places of the glyphs that are no digits by their text, and are drawn as one.

    Which of several glyphs of one text are is not certain, so that all are given that are as wide.

    Args:
        windows: the ink of all glyphs, 0 to 255, as if they read to the right.
        usable: glyphs whose ink is their own.
    """
    is_digit = are_digits(glyphs.codes)
    digits = np.flatnonzero(usable & is_digit)
    if len(digits) < _FEWEST:
        return []
    others = np.flatnonzero(usable & ~is_digit & glyphs.solid)
    wide = _advances(glyphs)
    others = others[_is_among(wide[others], wide[digits])]
    if not len(others):
        return []
    others = others[~blocks(windows[others]) & _as_high(windows[others], windows[digits])]
    if not len(others):
        return []
    kinds = (glyphs.codes[digits] - ZERO).astype(np.intp)
    found = _found(windows, glyphs, others, digits, kinds)
    texts = {glyphs.texts[i] for i in others[found].tolist()}
    return [int(i) for i in others.tolist() if glyphs.texts[i] in texts]


def _found(
    windows: Windows, glyphs: Columns, others: Places, digits: Places, kinds: Places
) -> Mask:
    apart = distances_to_digits(windows[others])
    own = _to_digits(small(windows[others]), small(windows[digits]), kinds)
    near = (own < _ALIKE) & (apart.min(axis=1) < _KNOWN)
    absent = np.bincount(kinds, minlength=10) == 0
    lost = absent[apart.argmin(axis=1)] & (apart.min(axis=1) < _LOST)
    near |= lost
    letters = np.array([glyphs.texts[i].isascii() and glyphs.texts[i].isalpha() for i in others])
    if (near & letters).any():
        beside = _beside(glyphs, digits)[others]
        near &= ~letters | (beside & (lost | (own < _LETTER_ALIKE)))
    return np.asarray(near)


def _advances(glyphs: Columns) -> npt.NDArray[np.float64]:
    """Widths of glyphs along the direction in which they read, in font sizes."""
    x0, top, x1, bottom = glyphs.sides
    along = np.where(glyphs.turn % 180 == 0, x1 - x0, bottom - top)
    return np.asarray(along / np.maximum(glyphs.size, 0.1))


def _is_among(wide: npt.NDArray[np.float64], of_digits: npt.NDArray[np.float64]) -> Mask:
    """Is each width that of the digits of a font?"""
    steps = Counter(np.rint(of_digits / _WIDTHS).astype(int).tolist())
    usual = np.array([step * _WIDTHS for step, count in steps.items() if count >= _FONTS])
    if not len(usual):
        return np.zeros(len(wide), np.bool_)
    return np.asarray(np.abs(wide[:, None] - usual).min(axis=1) < _WIDTHS)


def _as_high(others: Windows, digits: Windows) -> Mask:
    """Does the ink of each glyph begin and end where that of most digits does?"""
    usual = [percentile(ends, 0.5) for ends in _ends(digits)]
    return np.asarray((np.abs(_ends(others) - np.array(usual)[:, None]) <= _LEVEL).all(axis=0))


def _ends(windows: Windows) -> npt.NDArray[np.float64]:
    """The first and the last row of ink of each glyph, as shares of the height of its box."""
    rows = strongest_rows(windows)
    used = rows > _EDGE * rows.max(axis=1, keepdims=True)
    high = used.shape[1]
    ends = np.stack([used.argmax(axis=1), high - used[:, ::-1].argmax(axis=1)])
    return np.asarray(ends / high, np.float64)


def _to_digits(others: Floats, digits: Floats, kinds: Places) -> Floats:
    """How far each glyph is from the mean of the digits of a kind, the nearest one."""
    means = np.stack([digits[kinds == kind].mean(axis=0) for kind in sorted(set(kinds.tolist()))])
    squares = np.einsum("ij,ij->i", means, means)
    return np.asarray((1 - 2 * others @ means.T + squares).min(axis=1))


def _beside(glyphs: Columns, digits: Places) -> Mask:
    """Is a digit right before or behind each glyph, in the order of the page?"""
    x0, top, x1, _ = glyphs.sides
    is_digit = np.zeros(len(glyphs.chars), np.bool_)
    is_digit[digits] = True
    level = np.abs(np.diff(top)) < _BESIDE * glyphs.size[1:]
    close = level & (np.abs(x0[1:] - x1[:-1]) < _BESIDE * glyphs.size[1:])
    out = np.zeros(len(glyphs.chars), np.bool_)
    out[1:] |= close & is_digit[:-1]
    out[:-1] |= close & is_digit[1:]
    return out
