"""Digits that lack a piece of their strokes: something of the paper's colour is painted over it.

A small patch, a drop of correction fluid or the edge of a covered place leaves the ends of a digit
where they were. Beside the other digits of its kind it has too little ink, and is like none of
them.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from pipeline.reading.page.ink.alike import Places, median
from pipeline.reading.page.ink.shapes import small
from pipeline.reading.page.ink.windows import Windows

_EXAMPLES = 20
"""Digits of one kind and size from which on they show what it looks like. Among fewer, two faces
of one size may be."""

_LITTLE = 0.7
"""Share of the ink that most digits of its kind and size have, below which one lacks a piece."""

_UNLIKE = 0.2
"""So far from all others of its kind but one: whole ones are nearer. The one may lack the same."""


def eroded(windows: Windows, groups: Iterable[Places]) -> list[int]:
    """Places of the digits that lack a piece, on a page with many of their kind and size.

    Args:
        windows: the ink of all glyphs, 0 to 255, as if they read to the right.
        groups: places of the digits of each kind and size.
    """
    out: list[int] = []
    for digits in groups:
        if len(digits) < _EXAMPLES:
            continue
        ink = windows.reshape(len(windows), -1).take(digits, axis=0)
        amount = ink.sum(axis=1, dtype=np.uint32) / np.maximum(ink.max(axis=1), 1)
        suspects = np.flatnonzero(amount < _LITTLE * median(amount))
        if len(suspects):
            far = _from_others(windows[digits], suspects) > _UNLIKE
            out += digits[suspects[far]].tolist()
    return out


def _from_others(windows: Windows, suspects: Places) -> npt.NDArray[np.float32]:
    """How far each suspect is from the second nearest of the others: 0 the same, 2 nothing."""
    shapes = small(windows)
    near = shapes[suspects] @ shapes.T
    near[np.arange(len(suspects)), suspects] = -1
    return np.asarray(2 - 2 * np.sort(near, axis=1)[:, -2])
