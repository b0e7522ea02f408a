"""Digits of which only a part is seen: something is painted over the rest.

A patch that is a little too low for the line, or that ends within a digit, leaves a strip of it.
The strip is ink, so that the glyph counts as seen, yet nobody can read it.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from pipeline.reading.page.columns import ZERO, Codes, Mask, are_digits, percentile
from pipeline.reading.page.ink.windows import Windows, strongest_rows_and_columns

_FEWEST = 20
"""Digits of a page from which on it shows how high and wide they are."""

_EXAMPLES = 3
"""Digits of a kind from which on it shows how wide it is."""

_EDGE = 0.2
"""Share of the strongest ink of a page's digits from which on a sample is ink. A strip is often a
soft edge only, so that its own strongest ink says nothing."""

_SOFT = 24
"""Ink, 0 to 255, below which a sample is none whatever the page's digits are like."""

_LOW, _NARROW = 0.6, 0.55
"""A digit of less than this share of the usual height, or of its kind's width, lacks a part. Of
old-style figures, the low ones have 0.7 of the height of the others."""

_CLEARLY = 3
"""Samples by which it is narrower: a stroke of one sample may fall on two."""

Floats = npt.NDArray[np.float64]


def partly_seen(windows: Windows, codes: Codes, usable: Mask) -> list[int]:
    """Places of the digits of which a large part is not seen.

    Args:
        windows: the ink of all glyphs, 0 to 255, as if they read to the right.
        codes: their characters.
        usable: glyphs of text that have any ink.
    """
    digits = np.flatnonzero(usable & are_digits(codes))
    if len(digits) < _FEWEST:
        return []
    rows, columns = strongest_rows_and_columns(windows[digits])
    strongest = rows.max(axis=1)
    usual = percentile(strongest, 0.5)
    edge = np.maximum(_EDGE * np.minimum(strongest, usual), _SOFT).astype(np.uint8)
    high, wide = _extent(rows >= edge[:, None]), _extent(columns >= edge[:, None])
    partly = high < _LOW * percentile(high, 0.5)
    kinds = (codes[digits] - ZERO).astype(np.intp)
    usually = _of_kinds(wide, kinds)
    partly |= (wide < _NARROW * usually) & (usually - wide >= _CLEARLY)
    return [int(i) for i in digits[partly]]


def _extent(used: Mask) -> Floats:
    """Samples from the first to the last used one; 0 where none is."""
    first, last = used.argmax(axis=1), used.shape[1] - used[:, ::-1].argmax(axis=1)
    return np.where(used.any(axis=1), last - first, 0).astype(np.float64)


def _of_kinds(wide: Floats, kinds: npt.NDArray[np.intp]) -> Floats:
    """How wide the digits of its kind usually are, for each digit; 0 where nothing shows it."""
    usual = np.zeros(10)
    for kind in (0, *range(2, 10)):  # The foot of a 1 may be too pale to count, or not.
        of_kind = wide[kinds == kind]
        if len(of_kind) >= _EXAMPLES:
            usual[kind] = percentile(of_kind, 0.5)
    return np.asarray(usual[kinds])
