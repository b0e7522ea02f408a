"""How the glyphs of a text lie on the page, and what the name of its font says."""

from __future__ import annotations

import math
from typing import Literal, NamedTuple

Point = tuple[float, float]
QuarterTurn = Literal[0, 90, 180, 270] | None

BELOW, ABOVE = 0.2, 0.8
"""A glyph's box reaches from so far below its baseline to so far above it, in font sizes."""

_BOLD_NAMES = ("bold", "heavy", "black", "hei", "黑", "demi")


class Face(NamedTuple):
    """How glyphs drawn by one matrix lie on the page.

    Attributes:
        along: one font size along the line, as displayed.
        x0, top, x1, bottom: how far a box reaches from a glyph's origin, less its advance.
        size, turn: as in `Char`.
    """

    along: Point
    x0: float
    top: float
    x1: float
    bottom: float
    size: float
    turn: QuarterTurn


def face(a: float, b: float, c: float, d: float) -> Face | None:
    """The face of text; None where its matrix leaves nothing to be seen.

    Args:
        a, b: one font size along the line, as displayed (y downwards).
        c, d: one font size up from it.

    Boxes begin on the line: they ignore its slant, and mirrored text (a font may mirror its glyphs
    back) has them where upright text has.
    """
    length = math.hypot(a, b)
    height = abs(a * d - b * c) / length if length else 0.0
    if not height:
        return None
    x, y = b / length * height, -a / length * height
    return Face(
        (a, b),
        min(-BELOW * x, ABOVE * x), min(-BELOW * y, ABOVE * y),
        max(-BELOW * x, ABOVE * x), max(-BELOW * y, ABOVE * y),
        round(height, 2), _turn(a, -b),
    )  # fmt: skip


def _turn(a: float, b: float) -> QuarterTurn:
    if abs(b) < 0.02 * abs(a):
        return 0 if a > 0 else 180
    if abs(a) < 0.02 * abs(b):
        return 90 if b > 0 else 270
    return None


def is_bold(font_name: str) -> bool:
    """Does the name of a font say that it is bold?"""
    return any(name in font_name.lower() for name in _BOLD_NAMES)


def decoded(font_name: bytes | str) -> str:
    """The name of a font; Chinese producers write its bytes in GBK."""
    if isinstance(font_name, str):
        return font_name
    for encoding in ("utf-8", "gb18030"):
        try:
            return font_name.decode(encoding)
        except UnicodeDecodeError:
            continue
    return font_name.decode("latin-1")
