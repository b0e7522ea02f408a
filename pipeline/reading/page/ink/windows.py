"""Small pictures of glyphs, all of one size, taken from a drawn page at once."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from pipeline.reading.page.columns import Columns
from pipeline.reading.page.ink.drawing import Picture

ROWS, COLS = 20, 10
"""Samples down and across a glyph's box: at two pixels a point, one for each pixel of 10 points."""

_AT_ONCE = 256
"""Glyphs whose pixels are looked up at once: so many stay in the processor's own memory."""

Boxes = npt.NDArray[np.float32]
"""One row for each glyph: x0, top, x1, bottom in points."""

Windows = npt.NDArray[np.uint8]
"""Glyphs by ROWS by COLS, and by channels where the page is drawn in colour."""


def boxes_of(glyphs: Columns) -> Boxes:
    """Boxes of glyphs in points, one row for each."""
    return glyphs.sides.astype(np.float32).T


def windows_of(boxes: Boxes, scale: float, *pictures: Picture) -> list[Windows]:
    """What each picture shows in each box; beyond its edge the nearest pixel.

    Args:
        scale: pixels for a point.
        pictures: of one size.
    """
    height, width = pictures[0].shape[:2]
    ys = _along(boxes[:, 1], boxes[:, 3], ROWS, height, scale)
    xs = _along(boxes[:, 0], boxes[:, 2], COLS, width, scale)
    ys *= width
    flat = [picture.reshape(height * width, *picture.shape[2:]) for picture in pictures]
    out = [np.empty((len(boxes), ROWS, COLS, *p.shape[2:]), np.uint8) for p in pictures]
    for start in range(0, len(boxes), _AT_ONCE):
        part = slice(start, start + _AT_ONCE)
        pixels = ys[part, :, None] + xs[part, None, :]
        for picture, windows in zip(flat, out, strict=True):
            picture.take(pixels, axis=0, out=windows[part], mode="clip")  # all are within
    return out


def strongest_rows(windows: Windows) -> Windows:
    """The strongest ink of each row of each window of a grey picture: glyphs by ROWS."""
    # A glyph's ten samples in a row are too few for numpy to be quick along them.
    return np.asarray(_glyphs_last(windows).max(axis=1).T)


def strongest_rows_and_columns(windows: Windows) -> tuple[Windows, Windows]:
    """The same, and the strongest ink of each column: glyphs by COLS."""
    turned = _glyphs_last(windows)
    return turned.max(axis=1).T, turned.max(axis=0).T


def _glyphs_last(windows: Windows) -> Windows:
    return np.ascontiguousarray(windows.transpose(1, 2, 0))


def _along(
    start: npt.NDArray[np.float32],
    end: npt.NDArray[np.float32],
    count: int,
    size: int,
    scale: float,
) -> npt.NDArray[np.intp]:
    steps = (np.arange(count, dtype=np.float32) + 0.5) / count
    at = (start[:, None] + (end - start)[:, None] * steps[None, :]) * scale
    return np.clip(at, 0, size - 1, out=at).astype(np.intp)


def difference(a: Windows, b: Windows) -> Windows:
    """How much two pictures differ at each place: the largest of their channels."""
    apart = np.maximum(a, b) - np.minimum(a, b)
    return np.asarray(apart.max(axis=-1) if apart.ndim == 4 else apart)


def darkening(full: Windows, ground: Windows) -> Windows:
    """By how much a picture is darker than another: white that covers a rule is not."""
    darker = np.where(full < ground, ground - full, 0).astype(np.uint8)
    return np.asarray(darker.max(axis=-1) if darker.ndim == 4 else darker)
