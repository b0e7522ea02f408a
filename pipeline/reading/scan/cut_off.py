"""Tables that reach the edge of their picture: what lay beyond it is missing, and digits with it.

A table whose rules run into the edge without a rule that closes it there was cut off by the
scanner, by a copier, or by whoever cropped the picture.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import cos, radians, sin

from pipeline.model.message import Message
from pipeline.model.place import Box
from pipeline.reading.page.geometry import PageGeometry, Rule
from pipeline.reading.scan.page_image import PageImage
from pipeline.reading.tables.grid import Grid

CUT_OFF = Message("table_cut_off")

_NEAR = 4.0
"""Points between the end of a rule and the edge: a drawn rule stops a pixel or two short."""

_SAME = 3.0
"""Points between the end of a rule and one that closes the table there."""


def picture_of(page: PageGeometry) -> Box:
    """What the pictures of a page cover of it, as displayed; the page where there are none."""
    boxes = page.pictures
    if not boxes:
        return Box(0.0, 0.0, page.width, page.height)
    return Box(
        max(min(box.x0 for box in boxes), 0.0),
        max(min(box.top for box in boxes), 0.0),
        min(max(box.x1 for box in boxes), page.width),
        min(max(box.bottom for box in boxes), page.height),
    )


def cut_off(grids: Sequence[Grid], rules: Sequence[Rule], image: PageImage, edge: Box) -> list[Box]:
    """The columns and rows of tables at the edge of the picture, in points of the upright page.

    Args:
        grids: of the rules.
        edge: the picture, in points of the upright page before its lean was undone.
    """
    return [
        box
        for grid in grids
        for box in _open_ends(grid, rules)
        if _at_edge(box, grid.box, image, edge)
    ]


def _open_ends(grid: Grid, rules: Sequence[Rule]) -> Iterator[Box]:
    """The outer columns and rows that no rule closes; open rows reach to the ends of the rules."""
    box, xs = grid.box, grid.xs
    mine = [r for r in rules if not r.horizontal and box.x0 - _SAME <= r.at <= box.x1 + _SAME]
    mine = [r for r in mine if r.start < box.bottom and r.end > box.top]
    if not any(r.at <= box.x0 + _SAME for r in mine):
        yield Box(box.x0, box.top, xs[1], box.bottom)
    if not any(r.at >= box.x1 - _SAME for r in mine):
        yield Box(xs[-2], box.top, box.x1, box.bottom)
    flats = [r.at for r in rules if r.horizontal and r.start < box.x1 and r.end > box.x0]
    if not any(abs(at - box.top) <= _SAME for at in flats):
        yield Box(box.x0, box.top, box.x1, grid.ys[1])
    if not any(abs(at - box.bottom) <= _SAME for at in flats):
        yield Box(box.x0, grid.ys[-2], box.x1, box.bottom)
    top, bottom = (min(r.start for r in mine), max(r.end for r in mine)) if mine else box[1::2]
    if top < box.top - _SAME:
        yield Box(box.x0, top, box.x1, box.top)
    if bottom > box.bottom + _SAME:
        yield Box(box.x0, box.bottom, box.x1, bottom)


def _at_edge(end: Box, whole: Box, image: PageImage, edge: Box) -> bool:
    """Does the outer side of an end of a table lie at the edge of the picture, before or after?

    What leans is cut where a corner of it reaches the edge; making it straight may cut it too.
    """
    if end.bottom <= whole.top:
        side = [(x, end.top) for x in (end.x0, end.x1)]
    elif end.top >= whole.bottom:
        side = [(x, end.bottom) for x in (end.x0, end.x1)]
    else:
        outer = end.x0 if end.x0 == whole.x0 else end.x1
        side = [(outer, y) for y in (end.top, (end.top + end.bottom) / 2, end.bottom)]
    frame = Box(0.0, 0.0, *image.size)
    return any(
        _is_near(at, edge) or _is_near(point, frame)
        for point, at in ((p, _leaned(*p, image)) for p in side)
    )


def _is_near(point: tuple[float, float], edge: Box) -> bool:
    x, y = point
    nearest = min(x - edge.x0, edge.x1 - x, y - edge.top, edge.bottom - y)
    return nearest <= _NEAR


def _leaned(x: float, y: float, image: PageImage) -> tuple[float, float]:
    """Where a point was before the page was made straight about its middle."""
    width, height = image.size
    angle, dx, dy = radians(image.skew), x - width / 2, y - height / 2
    return (
        width / 2 + cos(angle) * dx + sin(angle) * dy,
        height / 2 - sin(angle) * dx + cos(angle) * dy,
    )
