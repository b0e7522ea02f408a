"""Digits that lack a piece of their strokes: something of the paper's colour is painted over it.

A small patch, a drop of correction fluid or the edge of a covered place leaves the ends of a digit
where they were. Beside the other digits of its kind it has too little ink, and is like none of
them.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from pipeline.reading.page.columns import Codes, Mask
from pipeline.reading.page.ink.shapes import small
from pipeline.reading.page.ink.windows import Windows

_ZERO = ord("0")

_EXAMPLES = 20
"""Digits of one kind and size from which on they show what it looks like. Among fewer, two faces
of one size may be."""

_LITTLE = 0.7
"""Share of the ink that most digits of its kind and size have, below which one lacks a piece."""

_UNLIKE = 0.2
"""So far from all others of its kind but one: whole ones are nearer. The one may lack the same."""

_STEPS = 10
"""Sizes that are equal in so many parts of a point are one."""

Places = npt.NDArray[np.intp]


def eroded(
    windows: Windows, codes: Codes, sizes: npt.NDArray[np.float64], usable: Mask
) -> list[int]:
    """Places of the digits that lack a piece, on a page with many of their kind and size.

    Args:
        windows: the ink of all glyphs, 0 to 255, as if they read to the right.
        usable: glyphs whose ink is their own.
    """
    digits = np.flatnonzero(usable & (codes >= _ZERO) & (codes <= _ZERO + 9))
    out: list[int] = []
    for alike in _kinds(digits, codes, sizes):
        ink = windows[alike].reshape(len(alike), -1)
        amount = ink.sum(axis=1) / np.maximum(ink.max(axis=1), 1)
        suspects = np.flatnonzero(amount < _LITTLE * np.median(amount))
        if len(suspects):
            far = _from_others(windows[alike], suspects) > _UNLIKE
            out += alike[suspects[far]].tolist()
    return out


def _kinds(digits: Places, codes: Codes, sizes: npt.NDArray[np.float64]) -> Iterator[Places]:
    """The digits of each kind and size of which there are many."""
    if len(digits) < _EXAMPLES:
        return
    keys = np.rint(sizes[digits] * _STEPS).astype(np.intp) * 10 + codes[digits] - _ZERO
    order = np.argsort(keys, kind="stable")
    starts = np.flatnonzero(np.diff(keys[order], prepend=-1))
    for alike in np.split(digits[order], starts[1:]):
        if len(alike) >= _EXAMPLES:
            yield alike


def _from_others(windows: Windows, suspects: Places) -> npt.NDArray[np.float32]:
    """How far each suspect is from the second nearest of the others: 0 the same, 2 nothing."""
    shapes = small(windows)
    near = shapes[suspects] @ shapes.T
    near[np.arange(len(suspects)), suspects] = -1
    return np.asarray(2 - 2 * np.sort(near, axis=1)[:, -2])
