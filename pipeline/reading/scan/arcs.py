"""The sides of a seal or a ring that look like pieces of rules.

Where a circle runs level or upright, it is straight for as long as it is thick: a grey seal over a
table gave it columns that it has not. Its piece is thick in the middle and thin at both ends; a
rule has one thickness.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.reading.scan.loose_strokes import Stroke
from pipeline.reading.scan.page_image import WORKING_DPI, Grey

_LONGEST = round(1.2 * WORKING_DPI)
"""Pixels: a seal of two inches is straight for no more than this."""

_THICK = 3.0
"""Pixels in the middle: of thinner ones, nothing can be said."""

_TAPER = 0.6
"""Both ends are thinner than this share of the middle."""


def without_arcs(strokes: Sequence[Stroke], mask: Grey, *, horizontal: bool) -> list[Stroke]:
    """The strokes that are no sides of a circle.

    Args:
        mask: 255 where there are long strokes of this direction.
    """
    return [stroke for stroke in strokes if not _is_arc(stroke, mask, horizontal)]


def _is_arc(stroke: Stroke, mask: Grey, horizontal: bool) -> bool:
    x, y, width, height = stroke
    long = width if horizontal else height
    if long > _LONGEST:
        return False
    part = mask[y : y + height, x : x + width] > 0
    thickness = part.sum(axis=0 if horizontal else 1)
    end = max(long // 6, 1)
    middle = float(thickness[long // 3 : long - long // 3].mean())
    ends = max(float(thickness[:end].mean()), float(thickness[-end:].mean()))
    return middle >= _THICK and ends < _TAPER * middle
