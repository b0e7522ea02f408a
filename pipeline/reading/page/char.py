"""A visible glyph of a page."""

from __future__ import annotations

from typing import Literal, NamedTuple


class Char(NamedTuple):
    """One visible glyph; a tuple, of which a page makes thousands in a moment.

    Attributes:
        text: its characters (mostly one), radicals mapped.
        x0, top, x1, bottom: box in points, origin top left of the page as displayed.
        size: font size as displayed, points.
        bold: bold face, by its font's name or because it is stroked as well as filled.
        turn: reading direction in degrees counter-clockwise (0 = to the right); None = askew.
        light: brightness of its colour, 0 (black) to 1 (white).
        boxed: its font is neither in the file nor on this machine, so a box is drawn in its place.
    """

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    size: float
    bold: bool = False
    turn: Literal[0, 90, 180, 270] | None = 0
    light: float = 0.0
    boxed: bool = False

    @property
    def cx(self) -> float:
        return (self.x0 + self.x1) / 2

    @property
    def cy(self) -> float:
        return (self.top + self.bottom) / 2
