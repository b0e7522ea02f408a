"""A leaf cut out of the sheet that shows it (`booklets.py`, `quarters.py`)."""

from __future__ import annotations

import math
from dataclasses import replace

from pipeline.model.place import Box
from pipeline.reading.page.char import Char
from pipeline.reading.page.geometry import PageGeometry, Rule
from pipeline.reading.tolerances import TOLERANCES

_T = TOLERANCES.booklets


def is_turned(page: PageGeometry) -> bool:
    """Do many of its glyphs run in another direction? A watermark's do not: they are few."""
    turned = sum(c.turn != 0 for c in page.chars)
    return turned > _T.turned * len(page.chars)


def has_gutter(page: PageGeometry) -> bool:
    """Is nothing printed or ruled across the middle of the sheet, from its left to its right?

    A line along the fold is no table's: no rule comes to it from the side.
    """
    left, right = _strip(page.width, _T.gutter)
    if any(c.x0 < right and c.x1 > left and c.text != " " for c in page.chars):
        return False
    return not any(r.horizontal and r.start < right and r.end > left for r in page.rules)


def has_level_gutter(page: PageGeometry) -> bool:
    """Is nothing printed or ruled across the middle of the sheet, from its top to its bottom?"""
    top, bottom = _strip(page.height, _T.level_gutter)
    if any(c.top < bottom and c.bottom > top and c.text != " " for c in page.chars):
        return False
    return not any(not r.horizontal and r.start < bottom and r.end > top for r in page.rules)


def _strip(length: float, share: float) -> tuple[float, float]:
    return (0.5 - share / 2) * length, (0.5 + share / 2) * length


def leaf_in(page: PageGeometry, area: Box) -> PageGeometry:
    """What the sheet shows in the area, measured from its top left corner."""
    fold = _strip(page.width, _T.gutter)
    level = _strip(page.height, _T.level_gutter)
    high = area.top <= 0 and area.bottom >= page.height
    upper = -math.inf if area.top <= 0 else area.top
    lower = math.inf if area.bottom >= page.height else area.bottom

    def holds(x: float, y: float) -> bool:
        """What lies beyond the upper or lower edge of the sheet is the leaf's at that edge."""
        return area.x0 <= x < area.x1 and upper <= y < lower

    def is_own(rule: Rule) -> bool:
        middle = (rule.start + rule.end) / 2
        if rule.horizontal:
            return holds(middle, rule.at) and (high or not level[0] < rule.at < level[1])
        return holds(rule.at, middle) and not fold[0] < rule.at < fold[1]

    def own(chars: tuple[Char, ...]) -> tuple[Char, ...]:
        return tuple(_moved(c, area) for c in chars if holds(c.cx, c.cy))

    return replace(
        page,
        width=area.x1 - area.x0,
        height=area.bottom - area.top,
        chars=own(page.chars),
        hidden=own(page.hidden),
        rules=tuple(_moved_rule(r, area) for r in page.rules if is_own(r)),
        pictures=tuple(_cut(b, area) for b in page.pictures if _touches(area, b)),
        marks=own(page.marks),
        spots=tuple(replace(s, box=_cut(s.box, area)) for s in page.spots if _touches(area, s.box)),
    )


def _touches(area: Box, box: Box) -> bool:
    across = box.x0 < area.x1 and box.x1 > area.x0
    return across and box.top < area.bottom and box.bottom > area.top


def _moved(char: Char, area: Box) -> Char:
    if not area.top:
        return char._replace(x0=char.x0 - area.x0, x1=char.x1 - area.x0)
    return char._replace(
        x0=char.x0 - area.x0, x1=char.x1 - area.x0,
        top=char.top - area.top, bottom=char.bottom - area.top,
    )  # fmt: skip


def _moved_rule(rule: Rule, area: Box) -> Rule:
    across, along = (area.top, area.x0) if rule.horizontal else (area.x0, area.top)
    return rule._replace(at=rule.at - across, start=rule.start - along, end=rule.end - along)


def _cut(box: Box, area: Box) -> Box:
    return Box(
        max(box.x0, area.x0) - area.x0, max(box.top, area.top) - area.top,
        min(box.x1, area.x1) - area.x0, min(box.bottom, area.bottom) - area.top,
    )  # fmt: skip
