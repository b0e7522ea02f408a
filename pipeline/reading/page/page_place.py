"""From a page made upright back to the page as displayed, on which every place is given."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.model.place import Box, Place
from pipeline.model.valid import of_valid
from pipeline.reading.page.orientation import Turn

_PLACE = set(Place.model_fields)


@dataclass(frozen=True, kw_only=True)
class PagePlace:
    """How an upright page, or one leaf of a sheet, lies on the page as displayed.

    Attributes:
        number, width, height: of the page as displayed; of a leaf its own width.
        turn: how the page was turned upright.
        left, above: where the leaf begins on the sheet, points from its left and from its top.
        skew: degrees by which a recognised picture or the text leans, counter-clockwise.
    """

    number: int
    width: float
    height: float
    turn: Turn
    left: float = 0.0
    above: float = 0.0
    skew: float = 0.0

    @property
    def upright_height(self) -> float:
        return self.width if self.turn.degrees in (90, 270) else self.height

    @property
    def upright_width(self) -> float:
        return self.height if self.turn.degrees in (90, 270) else self.width

    def place(self, box: Box) -> Place:
        """A box of the upright page, on the page as displayed."""
        if self.turn.degrees or self.skew:
            box = self._leaned(self.turn.back(box))
        x0, top, x1, bottom = box
        left, above = self.left, self.above
        # In whole thousandths: to round to three places takes three times as long.
        box = Box(
            round((x0 + left) * 1000) / 1000, round((top + above) * 1000) / 1000,
            round((x1 + left) * 1000) / 1000, round((bottom + above) * 1000) / 1000,
        )  # fmt: skip
        return of_valid(Place, _PLACE, {"page": self.number, "box": box})

    def _leaned(self, box: Box) -> Box:
        """A box of the picture made straight, moved to where it is on the picture as it leans."""
        if not self.skew:
            return box
        sine, cosine = math.sin(math.radians(self.skew)), math.cos(math.radians(self.skew))
        x = (box.x0 + box.x1 - self.width) / 2
        y = (box.top + box.bottom - self.height) / 2
        right, down = x * cosine + y * sine - x, y * cosine - x * sine - y
        return Box(box.x0 + right, box.top + down, box.x1 + right, box.bottom + down)

    def along(self, xs: Sequence[float], box: Box) -> tuple[float, ...]:
        """Edges of characters of an upright line in `box`, on the page as displayed."""
        if self.turn.degrees:
            return tuple(self._along(x, box) for x in xs)
        left = self.left
        return tuple([round((x + left) * 1000) / 1000 for x in xs])

    def _along(self, x: float, box: Box) -> float:
        back = self.turn.back(Box(x, box.top, x, box.bottom))
        turned = self.turn.degrees in (90, 270)
        return round((back.top + self.above if turned else back.x0 + self.left) * 1000) / 1000
