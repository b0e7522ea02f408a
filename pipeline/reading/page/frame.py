"""From the space in which other PDF libraries measure to the page as displayed.

They measure from the lower left of the media box, turned by /Rotate and, where the text runs
sideways, by a quarter more. What is displayed is the crop box, measured here from its top left.
"""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.model.place import Box

Edges = tuple[float, float, float, float]
"""Left, bottom, right, top in the PDF's own space."""


@dataclass(frozen=True)
class PageFrame:
    """How one page lies.

    Attributes:
        media, crop: its boxes.
        rotate: its /Rotate: 0, 90, 180 or 270, clockwise.
    """

    media: Edges
    crop: Edges
    rotate: int

    def displayed(self, edges: Edges, more: int = 0) -> Box:
        """A box on the page as displayed.

        Args:
            edges: of the box, from the lower left of the media box as turned.
            more: quarter turns beyond /Rotate, in degrees clockwise.
        """
        corners = ((edges[0], edges[1]), (edges[2], edges[3]))
        found = [self._shown(*self._own((self.rotate + more) % 360, x, y)) for x, y in corners]
        (xa, ya), (xb, yb) = found
        return Box(
            round(min(xa, xb), 2), round(min(ya, yb), 2),
            round(max(xa, xb), 2), round(max(ya, yb), 2),
        )  # fmt: skip

    def _own(self, turn: int, x: float, y: float) -> tuple[float, float]:
        """A point of the turned media box in the PDF's own space."""
        left, bottom, right, top = self.media
        if turn == 90:
            return right - y, bottom + x
        if turn == 180:
            return right - x, top - y
        if turn == 270:
            return left + y, top - x
        return left + x, bottom + y

    def _shown(self, x: float, y: float) -> tuple[float, float]:
        """A point of the PDF's own space from the top left of what is displayed."""
        left, bottom, right, top = self.crop
        if self.rotate == 90:
            return y - bottom, x - left
        if self.rotate == 180:
            return right - x, y - bottom
        if self.rotate == 270:
            return top - y, right - x
        return x - left, top - y
