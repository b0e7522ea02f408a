"""A page of text with what was recognised in pictures of tables on it."""

from __future__ import annotations

from dataclasses import replace

from pipeline.model.message import Message
from pipeline.model.place import Box
from pipeline.reading.page.char import Char
from pipeline.reading.page.geometry import PageGeometry, Rule, Spot, outside, within
from pipeline.reading.page.ink.judge import STRAY, UNREAD
from pipeline.reading.scan.page_image import PageImage
from pipeline.reading.scan.scan_page import recognised
from pipeline.reading.scan.upright import MARGIN
from pipeline.reading.tables.grid import grids_of

_FEWEST_CELLS = 4
"""A table has text in so many cells: two rows of two."""


def with_picture(page: PageGeometry, box: Box, image: PageImage) -> PageGeometry:
    """The page with the glyphs and rules of the table in a picture on it.

    What the page prints over the picture stays as it is. A picture without a table adds nothing.

    Args:
        box: of the picture, points.
        image: what the page shows there, with `MARGIN` around it.
    """
    inner = Box(MARGIN, MARGIN, MARGIN + box.width, MARGIN + box.height)
    blank = PageGeometry(
        page.number, box.width + 2 * MARGIN, box.height + 2 * MARGIN, (), pictures=(inner,)
    )
    if image.quarter_turns:
        return _unread(page, Message("picture_turned"))
    found = recognised(image, blank)
    if found.unread:
        return _unread(page, found.unread)
    if not _is_table(found):
        return page
    printed = [Box(c.x0, c.top, c.x1, c.bottom) for c in within(box, page.chars)]
    chars = outside(printed, [_moved(c, box) for c in found.chars])
    spots = [s for s in page.spots if not _is_of_picture(s, box)]
    spots += [replace(s, box=_shifted(s.box, box)) for s in found.spots]
    return replace(
        page,
        chars=(*page.chars, *chars),
        rules=(*page.rules, *(_moved_rule(r, box) for r in found.rules)),
        spots=tuple(spots),
        recognised=True,
        unsure=(*page.unsure, *found.unsure),
    )


def _is_of_picture(spot: Spot, picture: Box) -> bool:
    """Is it ink that no text explained before the picture was recognised?"""
    x, y = (spot.box.x0 + spot.box.x1) / 2, (spot.box.top + spot.box.bottom) / 2
    inside = picture.x0 <= x <= picture.x1 and picture.top <= y <= picture.bottom
    return inside and spot.reason in (STRAY, UNREAD)


def _unread(page: PageGeometry, why: str) -> PageGeometry:
    return replace(page, unsure=(*page.unsure, Message("table_in_picture", why=why)))


def _is_table(found: PageGeometry) -> bool:
    """Is there text in the cells of a grid of two columns and two rows at least?"""
    return any(
        len(grid.xs) > 2
        and len(grid.ys) > 2
        and sum(bool(within(grid.cell_box(c), found.chars)) for c in grid.cells) >= _FEWEST_CELLS
        for grid in grids_of(found.rules)
    )


def _shifted(box: Box, picture: Box) -> Box:
    """From the picture with its margin to the page."""
    right, down = picture.x0 - MARGIN, picture.top - MARGIN
    return Box(box.x0 + right, box.top + down, box.x1 + right, box.bottom + down)


def _moved(char: Char, picture: Box) -> Char:
    box = _shifted(Box(char.x0, char.top, char.x1, char.bottom), picture)
    return char._replace(x0=box.x0, top=box.top, x1=box.x1, bottom=box.bottom)


def _moved_rule(rule: Rule, picture: Box) -> Rule:
    right, down = picture.x0 - MARGIN, picture.top - MARGIN
    along, across = (right, down) if rule.horizontal else (down, right)
    return Rule(rule.horizontal, rule.at + across, rule.start + along, rule.end + along)
