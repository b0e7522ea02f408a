"""Digits like others of their kind but for one piece, which something has taken away.

A clip, a patch or a drop of correction fluid leaves the rest of the digit as it was. So the rest
equals that of a whole digit of the page, in the place where the piece was is nothing, and nothing
is beside it that a whole one has not. Digits of another face differ everywhere a little.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

import numpy as np
import numpy.typing as npt

from pipeline.reading.page.ink.alike import Places, median
from pipeline.reading.page.ink.windows import Windows

_EXAMPLES = 4
"""Digits of one kind and size from which on they show whether one lacks a piece."""

_LITTLE = 0.85
"""Share of the ink that most digits of its kind and size have, below which one may lack a piece."""

_INK = 0.4
"""Share of the strongest ink by which two digits differ at a place that one of them lacks."""

_PIECE = 4
"""Places (of 200) that lack their ink, from which on a piece is lacking and not an edge."""

_HIGH, _WIDE = 4, 3
"""So many samples high and wide is a piece: level strokes and upright ones of less may fall between
the pixels."""

_SHORT, _STROKE = 9, 2
"""A piece of a 1, which is not as high as the digit, may be so narrow."""

_NOTHING = 0.06
"""Ink that is left on average where the piece was: pale strokes have more."""

_MORE = 2
"""So many places may have ink that the whole digit has not."""

_REST = 0.2
"""Share of the ink that is left where the piece was: pieces are not boxes."""

_WHOLE = 2
"""Digits of the page that it is like but for the piece: one may be of another face by chance."""

Shares = npt.NDArray[np.float32]


def lacking(windows: Windows, groups: Iterable[Places]) -> list[int]:
    """Places of the digits that lack a piece which others of their kind and size have.

    Args:
        windows: the ink of all glyphs, 0 to 255, as if they read to the right.
        groups: places of the digits of each kind and size.
    """
    out: list[int] = []
    for digits in groups:
        if len(digits) < _EXAMPLES:
            continue
        alike = windows[digits]
        amount = alike.reshape(len(digits), -1).sum(axis=1, dtype=np.uint32)
        few = np.flatnonzero(amount < _LITTLE * median(amount))
        if len(few) and 2 * len(few) < len(digits):
            shares = alike.astype(np.float32)
            shares /= np.maximum(shares.max(axis=(1, 2), keepdims=True), 1)
            found = _lacking_of(shares[few], np.delete(shares, few, axis=0))
            out += digits[few[found]].tolist()
    return out


def _lacking_of(suspects: Shares, whole: Shares) -> list[int]:
    """Which suspects are like some whole ones but for a piece."""
    spread = _spread(suspects)
    inked = (whole > _INK).reshape(len(whole), -1).astype(np.float32)
    pale = (spread < 1 - _INK).reshape(len(suspects), -1).astype(np.float32)
    may_be = pale @ inked.T >= _PIECE
    return [
        i for i in np.flatnonzero(may_be.sum(axis=1) >= _WHOLE).tolist()
        if _lacks(suspects[i], spread[i], whole[may_be[i]])
    ]  # fmt: skip


def _lacks(digit: Shares, spread: Shares, whole: Shares) -> bool:
    """Is a digit like some whole ones but for a piece?

    Args:
        spread: the strongest ink at and beside each place of the digit.
    """
    lost = whole - spread > _INK
    high, wide = _reach(lost, 2), _reach(lost, 1)
    pieces = (lost.sum(axis=(1, 2)) >= _PIECE) & (high >= _HIGH) & (wide >= _STROKE)
    if np.count_nonzero(pieces) < _WHOLE:
        return False
    whole, lost = whole[pieces], lost[pieces]
    like = (digit - _spread(whole) > _INK).sum(axis=(1, 2)) <= _MORE
    return sum(map(partial(_is_piece, digit), whole[like], lost[like])) >= _WHOLE


def _reach(marks: npt.NDArray[np.bool_], axis: int) -> Places:
    """How far it is from the first to the last mark of each picture, without the axis."""
    marked = np.asarray(marks.any(axis=axis))
    first, behind = marked.argmax(axis=1), marked[:, ::-1].argmax(axis=1)
    return np.asarray(marked.shape[1] - first - behind)


def _spread(ink: Shares) -> Shares:
    """The strongest ink at each place and just beside it: strokes fall between pixels."""
    out = ink.copy()
    np.maximum(out[..., 1:, :], ink[..., :-1, :], out=out[..., 1:, :])
    np.maximum(out[..., :-1, :], ink[..., 1:, :], out=out[..., :-1, :])
    ink = out.copy()
    np.maximum(out[..., 1:], ink[..., :-1], out=out[..., 1:])
    np.maximum(out[..., :-1], ink[..., 1:], out=out[..., :-1])
    return out


def _is_piece(digit: Shares, whole: Shares, lost: npt.NDArray[np.bool_]) -> bool:
    """Is nearly nothing left of a whole digit in the box around what is lost of it?"""
    rows, columns = (np.flatnonzero(lost.any(axis=axis)) for axis in (1, 0))
    high, wide = rows[-1] + 1 - rows[0], columns[-1] + 1 - columns[0]
    stroke = high <= _SHORT and _is_narrow(whole)
    if wide < (_STROKE if stroke else _WIDE) or digit[lost].mean() > _NOTHING:
        return False
    box = np.s_[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    return bool(digit[box].sum() < _REST * whole[box].sum())


def _is_narrow(whole: Shares) -> bool:
    """Is it a 1, of which most rows hold one stroke alone?"""
    return bool(np.median((whole > _INK).sum(axis=1)[(whole > _INK).any(axis=1)]) <= _STROKE)
