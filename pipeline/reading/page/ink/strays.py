"""Ink that nothing explains: no glyph, no rule, no long edge of a shade.

It is a figure drawn as a picture or as curves, a signature, a stamp, a stroke of a pen. In a cell
of a table it makes the cell doubtful; a page full of it has text that cannot be read as text.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

import numpy as np
import numpy.typing as npt

from pipeline.model.place import Box
from pipeline.reading.page.geometry import Rule
from pipeline.reading.page.ink.drawing import COARSE, Picture
from pipeline.reading.page.ink.windows import Boxes

_EDGE = 48
"""Steps of brightness (of 255) between neighbouring pixels that are an edge; shades of a
table's bands and light marks of water stay below it."""

_LONG = 14
"""Pixels of a straight edge from which it is a rule or the side of a shade, not a stroke."""

_BESIDE_RULE = 2
"""Pixels beside a rule that are still its own."""

_TILE = 6
"""Places are reported in squares of so many points."""

_OVERHANG = 0.35
"""Share of its height by which a glyph's ink may reach beyond its box: boxes are made from what
the font says of itself, which may be wrong."""

_LEAST = 4
"""Pixels of edge in a square below which it holds a speck, or the joint of two rules."""

_SMALL = 100, 40
"""Points across and down of a picture that may stand in a cell in place of its figure."""

_SHOWS = 20
"""Steps of brightness by which a picture shows something."""

_AT_ONCE = 200_000
"""Pixels that are compared at once: so many stay in the processor's own memory."""

Mask = npt.NDArray[np.bool_]

Places = npt.NDArray[np.intp]
"""Pixels, counted along the rows."""


def strays_in(ground: Picture, rules: Sequence[Rule]) -> list[Box]:
    """Small boxes, in points, around ink that nothing explains.

    Args:
        ground: the page without its text, at COARSE pixels for a point.
    """
    edges = _short_edges(ground)
    if len(edges):
        edges = _without_rules(edges, ground.shape, rules)
    return _tiles(edges, ground.shape[1]) if len(edges) else []


def pictured_in(ground: Picture, pictures: Sequence[Box]) -> list[Box]:
    """The middles, in points, of small pictures that show something, however soft its edges are."""
    small = [b for b in pictures if 0 < b.width <= _SMALL[0] and 0 < b.height <= _SMALL[1]]
    middles = [
        Box(b.x0 + b.width / 4, b.top + b.height / 4, b.x1 - b.width / 4, b.bottom - b.height / 4)
        for b in small
    ]
    return [box for box in middles if _shows(ground, box)]


def _shows(ground: Picture, box: Box) -> bool:
    left, top, right, bottom = (max(0, round(side * COARSE)) for side in box)
    part = ground[top : bottom + 1, left : right + 1]
    return part.size > 0 and int(part.max()) - int(part.min()) >= _SHOWS


def unread_in(full: Picture, ground: Picture, boxes: Boxes, scale: float) -> list[Box]:
    """Small boxes around ink of text where no glyph was read."""
    tile = round(_TILE * scale)
    inked = _differing(full, ground, tile)
    if not inked.any():
        return []
    _explain(inked, boxes, tile / scale)
    return [
        Box(*(float(v) * tile / scale for v in (x, y, x + 1, y + 1)))
        for y, x in np.argwhere(inked).tolist()
    ]


def _differing(full: Picture, ground: Picture, tile: int) -> Mask:
    """Do two pictures differ anywhere in each of their squares?"""
    down, across = (n // tile for n in full.shape)
    width = full.shape[1]
    rows = np.empty((down, width), np.uint8)
    at_once = max(1, _AT_ONCE // (tile * width))
    for first in range(0, down, at_once):
        last = min(down, first + at_once)
        part = slice(first * tile, last * tile)
        bands = (full[part] ^ ground[part]).reshape(-1, tile, width)
        np.bitwise_or.reduce(bands, axis=1, out=rows[first:last])  # both at once take much longer
    columns = np.ascontiguousarray(rows[:, : across * tile].T).reshape(across, tile, down)
    return np.asarray(np.bitwise_or.reduce(columns, axis=1).T != 0)


def _explain(tiles: Mask, boxes: Boxes, tile: float) -> None:
    """Clear the tiles that a glyph's box reaches, with a little ink beside it."""
    margin = _OVERHANG * (boxes[:, 3] - boxes[:, 1])[:, None]
    first = np.floor((boxes[:, :2] - margin) / tile).astype(np.intp)
    last = np.floor((boxes[:, 2:] + margin) / tile).astype(np.intp)
    size = np.array(tiles.shape[::-1])
    (x0, y0), (x1, y1) = np.clip(first, 0, size).T, np.clip(last + 1, 0, size).T
    # One more at the first corner of a box, one less behind it: the sums count the boxes on a tile.
    down, across = tiles.shape[0] + 1, tiles.shape[1] + 1
    begins = np.concatenate([y0 * across + x0, y1 * across + x1])
    ends = np.concatenate([y0 * across + x1, y1 * across + x0])
    steps = np.bincount(begins, minlength=down * across)
    steps -= np.bincount(ends, minlength=down * across)
    boxes_on = steps.reshape(down, across).cumsum(axis=0).cumsum(axis=1)
    tiles[boxes_on[:-1, :-1] > 0] = False


def _short_edges(ground: Picture) -> Places:
    """Pixels that are edges of the picture, without edges that run straight for long."""
    width = ground.shape[1]
    row, column = _short_steps(ground)
    across, down = _short_steps(ground.T)
    edges = np.sort(np.concatenate([row * width + column, down * width + across]))
    return np.asarray(edges[np.diff(edges, prepend=-1) > 0])


def _short_steps(picture: Picture) -> tuple[Places, Places]:
    """Row and column of the pixels that differ from the row above, if few side by side do."""
    rows = np.flatnonzero((picture[1:] != picture[:-1]).any(axis=1))  # most of a page has none
    above, below = picture[rows], picture[rows + 1]
    edge = np.zeros((len(rows), picture.shape[1] + 1), np.bool_)  # its last column ends each run
    edge[:, :-1] = np.maximum(above, below) - np.minimum(above, below) > _EDGE
    flat = edge.reshape(-1)
    turns = np.flatnonzero(flat[1:] != flat[:-1]) + 1
    if flat[:1].any():
        turns = np.concatenate([[0], turns])
    starts, counts = turns[::2], turns[1::2] - turns[::2]
    short = counts < _LONG
    starts, counts = starts[short], counts[short]
    before = np.cumsum(counts) - counts
    places = np.repeat(starts - before, counts) + np.arange(counts.sum())
    row, column = np.divmod(places, edge.shape[1])
    return rows[row] + 1, column


def _without_rules(edges: Places, shape: tuple[int, ...], rules: Sequence[Rule]) -> Places:
    """The edges but for those of rules and beside them."""
    height, width = shape
    ys, xs = np.divmod(edges, width)
    numbers = np.fromiter(chain.from_iterable(rules), np.float64, 4 * len(rules)).reshape(-1, 4)
    is_level, (at, start, end) = numbers[:, 0] > 0, np.rint(numbers[:, 1:].T * COARSE)
    first = np.where(is_level, (at, start), (start, at)) - _BESIDE_RULE
    last = np.where(is_level, (at, end), (end, at)) + _BESIDE_RULE + 1
    first, last = (np.maximum(side, 0).astype(np.intp) for side in (first, last))
    near = _some(ys, height, first[0], last[0]) & _some(xs, width, first[1], last[1])
    if not near.any():
        return edges
    kept = np.zeros(shape, np.bool_)
    kept[ys, xs] = True
    for top, left, bottom, right in np.concatenate([first, last])[:, near].T.tolist():
        kept[top:bottom, left:right] = False
    return edges[kept[ys, xs]]


def _some(places: Places, size: int, first: Places, last: Places) -> Mask:
    """Is one of the places, below `size`, between each first one and before its last?"""
    before = np.concatenate([[0], np.cumsum(np.bincount(places, minlength=size))])
    first, last = np.minimum(first, size), np.minimum(last, size)
    return np.asarray(before[last] > before[first])


def _tiles(edges: Places, width: int) -> list[Box]:
    """A box around the edges in each square that holds more than a speck."""
    ys, xs = np.divmod(edges, width)
    keys = (ys // _TILE) * width + xs // _TILE
    order = np.argsort(keys, kind="stable")
    ys, xs, keys = ys[order], xs[order], keys[order]
    starts = np.flatnonzero(np.diff(keys, prepend=-1))
    counts = np.diff(np.append(starts, len(keys)))
    left, top = np.minimum.reduceat(xs, starts), np.minimum.reduceat(ys, starts)
    right, bottom = np.maximum.reduceat(xs, starts), np.maximum.reduceat(ys, starts)
    kept = counts >= _LEAST
    sides = np.stack([left, top, right + 1, bottom + 1], axis=1)[kept] / COARSE
    return [Box(*map(float, row)) for row in sides.tolist()]
