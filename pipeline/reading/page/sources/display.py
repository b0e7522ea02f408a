"""How a page lies on the screen: from the PDF's own space to the page as displayed.

Both sources measure with this, whatever their libraries make of a page's boxes, so that their
boxes compare. What is displayed is the crop box within the media box, turned by /Rotate; the
origin is its top left.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

Edges = tuple[float, float, float, float]
"""Left, bottom, right, top in the PDF's own space."""

Matrix = tuple[float, float, float, float, float, float]

LETTER: Edges = (0.0, 0.0, 612.0, 792.0)
"""What viewers take where a page has no media box, or an empty one."""


@dataclass(frozen=True)
class Display:
    """A page as displayed.

    Attributes:
        edges: of what is displayed.
        rotate: 0, 90, 180 or 270, clockwise.
    """

    edges: Edges
    rotate: int

    @property
    def width(self) -> float:
        return self._sides[1] if self.rotate in (90, 270) else self._sides[0]

    @property
    def height(self) -> float:
        return self._sides[0] if self.rotate in (90, 270) else self._sides[1]

    @property
    def _sides(self) -> tuple[float, float]:
        left, bottom, right, top = self.edges
        return right - left, top - bottom

    @cached_property
    def matrix(self) -> Matrix:
        """From the PDF's own space to points from the top left, y downwards."""
        left, bottom, right, top = self.edges
        if self.rotate == 90:
            return 0.0, 1.0, 1.0, 0.0, -bottom, -left
        if self.rotate == 180:
            return -1.0, 0.0, 0.0, 1.0, right, -bottom
        if self.rotate == 270:
            return 0.0, -1.0, -1.0, 0.0, top, right
        return 1.0, 0.0, 0.0, -1.0, -left, top


def displayed(media: Sequence[float] | None, crop: Sequence[float] | None, rotate: int) -> Display:
    """The page that boxes as a file gives them display.

    Any two opposite corners make a box (ISO 32000-1, 7.9.5); a box without area counts as missing.
    """
    whole = _box(media) or LETTER
    cut = _box(crop)
    edges = _shared(whole, cut) if cut else whole
    left, bottom, right, top = (round(edge, 3) for edge in edges)
    return Display((left, bottom, right, top), rotate // 90 * 90 % 360)


def _box(numbers: Sequence[float] | None) -> Edges | None:
    if numbers is None or len(numbers) != 4:
        return None
    xa, ya, xb, yb = numbers
    left, right, bottom, top = min(xa, xb), max(xa, xb), min(ya, yb), max(ya, yb)
    return (left, bottom, right, top) if left < right and bottom < top else None


def _shared(a: Edges, b: Edges) -> Edges:
    left, bottom = max(a[0], b[0]), max(a[1], b[1])
    right, top = min(a[2], b[2]), min(a[3], b[3])
    return (left, bottom, right, top) if left < right and bottom < top else (0.0, 0.0, 0.0, 0.0)


def product(first: Matrix, then: Matrix) -> Matrix:
    """The matrix that does what `first` does, and then what `then` does."""
    a, b, c, d, e, f = first
    p, q, r, s, t, u = then
    return (
        a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s,
        e * p + f * r + t, e * q + f * s + u,
    )  # fmt: skip


def moved(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    """A point under a matrix."""
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f
