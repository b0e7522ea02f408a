"""Pages whose text runs sideways although the page itself is not rotated.

The geometry is turned until most text reads to the right; what is found there is turned back, so
that boxes stay in the coordinates of the page as displayed.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from operator import attrgetter

from pipeline.model.place import Box
from pipeline.reading.page.char import Char
from pipeline.reading.page.geometry import PageGeometry, Rule, moved


@dataclass(frozen=True)
class Turn:
    """How a page was turned: clockwise by `degrees`; width and height are those as displayed."""

    degrees: int
    width: float
    height: float

    def forward(self, box: Box) -> Box:
        """From the page as displayed to the upright frame."""
        x0, top, x1, bottom = box
        if self.degrees == 90:
            return Box(self.height - bottom, x0, self.height - top, x1)
        if self.degrees == 180:
            return Box(self.width - x1, self.height - bottom, self.width - x0, self.height - top)
        if self.degrees == 270:
            return Box(top, self.width - x1, bottom, self.width - x0)
        return box

    def back(self, box: Box) -> Box:
        """From the upright frame to the page as displayed."""
        x0, top, x1, bottom = box
        if self.degrees == 90:
            return Box(top, self.height - x1, bottom, self.height - x0)
        if self.degrees == 180:
            return Box(self.width - x1, self.height - bottom, self.width - x0, self.height - top)
        if self.degrees == 270:
            return Box(self.width - bottom, x0, self.width - top, x1)
        return box


def upright(page: PageGeometry) -> tuple[PageGeometry, Turn]:
    """`page` turned so that most of its text reads to the right, and the turn that did it."""
    if (page.glyphs.turn == 0).all():
        return page, Turn(0, page.width, page.height)
    counts = Counter(map(attrgetter("turn"), page.chars))
    counts.pop(None, None)
    most = counts.most_common(1)[0][0] if counts else 0
    turn = Turn(most or 0, page.width, page.height)
    if not turn.degrees:
        return page, turn
    swapped = turn.degrees in (90, 270)
    return replace(
        page,
        width=page.height if swapped else page.width,
        height=page.width if swapped else page.height,
        chars=tuple(_turned(c, turn, most) for c in page.chars),
        rules=tuple(_turned_rule(r, turn) for r in page.rules),
        pictures=tuple(turn.forward(b) for b in page.pictures),
        marks=tuple(_turned(c, turn, most) for c in page.marks),
        spots=tuple(replace(s, box=turn.forward(s.box)) for s in page.spots),
    ), turn


def _turned(char: Char, turn: Turn, most: int | None) -> Char:
    box = turn.forward(Box(char.x0, char.top, char.x1, char.bottom))
    if char.turn == most:
        return moved(char, box)
    # What read to the right before is now askew to everything else.
    return moved(char, box)._replace(turn=None if char.turn is None else 90)


def _turned_rule(rule: Rule, turn: Turn) -> Rule:
    if rule.horizontal:
        box = turn.forward(Box(rule.start, rule.at, rule.end, rule.at))
    else:
        box = turn.forward(Box(rule.at, rule.start, rule.at, rule.end))
    if box.width >= box.height:
        return Rule(True, box.top, box.x0, box.x1)
    return Rule(False, box.x0, box.top, box.bottom)
