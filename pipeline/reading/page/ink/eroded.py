"""Digits that lack a piece of their strokes: something of the paper's colour is painted over it.

A small patch, a drop of correction fluid or the edge of a covered place leaves the ends of a digit
where they were. Beside the other digits of its kind it has too little ink, and is like none of
them.
"""

from __future__ import annotations

import itertools

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
    if len(digits) < _EXAMPLES:
        return []
    keys = np.rint(sizes[digits] * _STEPS).astype(np.intp) * 10 + codes[digits] - _ZERO
    order = np.argsort(keys, kind="stable")
    digits, bounds = digits[order], np.flatnonzero(np.diff(keys[order], prepend=-1, append=-1))
    ink = windows.reshape(len(windows), -1).take(digits, axis=0)
    amounts = ink.sum(axis=1, dtype=np.uint32) / np.maximum(ink.max(axis=1), 1)
    out: list[int] = []
    for start, end in itertools.pairwise(bounds.tolist()):
        if end - start < _EXAMPLES:
            continue
        amount = amounts[start:end]
        suspects = np.flatnonzero(amount < _LITTLE * _median(amount))
        if len(suspects):
            alike = digits[start:end]
            far = _from_others(windows[alike], suspects) > _UNLIKE
            out += alike[suspects[far]].tolist()
    return out


def _median(amount: npt.NDArray[np.float64]) -> float:
    """As numpy's, which takes longer to begin than to sort."""
    ordered = np.sort(amount)
    half = len(ordered) // 2
    return float(ordered[half] + ordered[half - 1 + len(ordered) % 2]) / 2


def _from_others(windows: Windows, suspects: Places) -> npt.NDArray[np.float32]:
    """How far each suspect is from the second nearest of the others: 0 the same, 2 nothing."""
    shapes = small(windows)
    near = shapes[suspects] @ shapes.T
    near[np.arange(len(suspects)), suspects] = -1
    return np.asarray(2 - 2 * np.sort(near, axis=1)[:, -2])
