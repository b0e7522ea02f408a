"""Digits of a page that look alike where nothing is wrong: of one kind and one size."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import numpy.typing as npt

from pipeline.reading.page.columns import ZERO, Codes, Mask, are_digits

_STEPS = 10
"""Sizes that are equal in so many parts of a point are one."""

Places = npt.NDArray[np.intp]


def alike_digits(codes: Codes, sizes: npt.NDArray[np.float64], usable: Mask) -> list[Places]:
    """Places of the digits of each kind and size, in the order of the page.

    Args:
        usable: glyphs whose ink is their own.
    """
    digits = np.flatnonzero(usable & are_digits(codes))
    keys = np.rint(sizes[digits] * _STEPS).astype(np.intp) * 10 + codes[digits] - ZERO
    order = np.argsort(keys, kind="stable")
    digits, bounds = digits[order], np.flatnonzero(np.diff(keys[order], prepend=-1, append=-1))
    return [digits[start:end] for start, end in itertools.pairwise(bounds.tolist())]


def median(amounts: npt.NDArray[Any]) -> float:
    """As numpy's, which takes longer to begin than to sort."""
    ordered = np.sort(amounts)
    half = len(ordered) // 2
    return float(ordered[half] + ordered[half - 1 + len(ordered) % 2]) / 2
