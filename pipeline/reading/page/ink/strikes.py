"""Lines, seals and strokes that run through digits."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from pipeline.reading.page.ink.windows import COLS, ROWS, Windows

_SET = 0.35
"""A sample is ink from this share of the glyph's strongest ink on."""

_AROUND = 0.15
"""Share of the ink's height and width at its edges where a rule of the table may touch it."""

_CLEAR = 0.33
"""Steps of the ground below this share of the glyph's ink (a light mark) do not disturb it; those
of a hair line of colour are a little larger."""


def struck(ink: Windows, ground: Windows) -> npt.NDArray[np.bool_]:
    """For each glyph: does something drawn below or over it run through its middle?

    Args:
        ink: what its text adds to the page.
        ground: what is drawn there without the text.
    """
    out = np.zeros(len(ink), np.bool_)
    flat = ground.reshape(len(ground), -1)
    on_lines = np.flatnonzero(flat.max(axis=1) > flat.min(axis=1))
    if len(on_lines):
        out[on_lines] = _struck(ink[on_lines], ground[on_lines])
    return out


def _struck(ink: Windows, ground: Windows) -> npt.NDArray[np.bool_]:
    middle = _middle(ink)
    steps = np.where(middle, ground, 0).max(axis=(1, 2)).astype(np.int16)
    steps -= np.where(middle, ground, 255).min(axis=(1, 2)).astype(np.int16)
    return np.asarray(steps > _CLEAR * np.maximum(ink.max(axis=(1, 2)), 1))


def _middle(ink: Windows) -> npt.NDArray[np.bool_]:
    """The inner part of the box around the ink of each glyph."""
    strong = ink > _SET * ink.max(axis=(1, 2), keepdims=True)
    rows, cols = strong.any(axis=2), strong.any(axis=1)
    return _inner(rows, ROWS)[:, :, None] & _inner(cols, COLS)[:, None, :]


def _inner(used: npt.NDArray[np.bool_], count: int) -> npt.NDArray[np.bool_]:
    first = used.argmax(axis=1)
    last = count - 1 - used[:, ::-1].argmax(axis=1)
    edge = _AROUND * (last - first)
    at = np.arange(count)[None, :]
    return np.asarray((at >= (first + edge)[:, None]) & (at <= (last - edge)[:, None]))
