"""Ink that nothing explains: no glyph, no rule, no long edge of a shade.

It is a figure drawn as a picture or as curves, a signature, a stamp, a stroke of a pen. In a cell
of a table it makes the cell doubtful; a page full of it has text that cannot be read as text.
"""

from __future__ import annotations

from collections.abc import Sequence

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

Mask = npt.NDArray[np.bool_]


def strays_in(ground: Picture, rules: Sequence[Rule]) -> list[Box]:
    """Small boxes, in points, around ink that nothing explains.

    Args:
        ground: the page without its text, at COARSE pixels for a point.
    """
    edges = _short_edges(ground)
    if not edges.any():
        return []
    _clear(edges, rules)
    return _tiles(edges)


def unread_in(full: Picture, ground: Picture, boxes: Boxes, scale: float) -> list[Box]:
    """Small boxes around ink of text where no glyph was read."""
    tile = round(_TILE * scale)
    inked = _pooled(full ^ ground, tile)
    if not inked.any():
        return []
    _explain(inked, boxes, tile / scale)
    return [
        Box(*(float(v) * tile / scale for v in (x, y, x + 1, y + 1)))
        for y, x in np.argwhere(inked).tolist()
    ]


def _pooled(picture: Picture, tile: int) -> Mask:
    """Is anything of a picture not 0 in each of its squares?"""
    down, across = (n // tile for n in picture.shape)
    bands = picture[: down * tile].reshape(down, tile, picture.shape[1])
    rows = np.bitwise_or.reduce(bands, axis=1)  # both at once take much longer
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


def _short_edges(ground: Picture) -> Mask:
    """Edges of the picture without those that run straight for long."""
    out = np.zeros(ground.shape, np.bool_)
    for axis in (0, 1):
        along = ground if axis == 0 else ground.T
        apart = np.maximum(along[1:], along[:-1])
        apart -= np.minimum(along[1:], along[:-1])
        edge = apart > _EDGE
        lines = np.flatnonzero(edge.any(axis=1))  # most of a page has none
        edge = edge[lines]
        edge &= ~_long_runs(edge)
        (out if axis == 0 else out.T)[lines + 1] |= edge
    return out


def _long_runs(edge: Mask) -> Mask:
    """Where at least _LONG pixels of a row are set in one go."""
    kept = edge
    reach = 1
    while reach < _LONG:
        step = min(reach, _LONG - reach)
        kept = _shifted(kept, step) & kept
        reach += step
    reach = 1
    while reach < _LONG:
        step = min(reach, _LONG - reach)
        kept = kept | _shifted(kept, -step)
        reach += step
    return kept


def _shifted(mask: Mask, step: int) -> Mask:
    out = np.zeros_like(mask)
    if step > 0:
        out[:, :-step] = mask[:, step:]
    else:
        out[:, -step:] = mask[:, :step]
    return out


def _clear(edges: Mask, rules: Sequence[Rule]) -> None:
    """Clear the edges of rules, and those beside them."""
    if not rules:
        return
    level, *places = zip(*rules, strict=True)
    at, start, end = np.rint(np.array(places, np.float64) * COARSE)
    firsts = np.maximum(np.array([at, start]) - _BESIDE_RULE, 0).astype(np.intp)
    lasts = np.maximum(np.array([at, end]) + _BESIDE_RULE + 1, 0).astype(np.intp)
    for is_level, across, along, beyond, last in zip(
        level, *firsts.tolist(), *lasts.tolist(), strict=True
    ):
        if is_level:
            edges[across:beyond, along:last] = False
        else:
            edges[along:last, across:beyond] = False


def _tiles(edges: Mask) -> list[Box]:
    """A box around the edges in each square that holds more than a speck."""
    ys, xs = np.divmod(np.flatnonzero(edges), edges.shape[1])
    keys = (ys // _TILE) * edges.shape[1] + xs // _TILE
    order = np.argsort(keys, kind="stable")
    ys, xs, keys = ys[order], xs[order], keys[order]
    starts = np.flatnonzero(np.diff(keys, prepend=-1))
    counts = np.diff(np.append(starts, len(keys)))
    left, top = np.minimum.reduceat(xs, starts), np.minimum.reduceat(ys, starts)
    right, bottom = np.maximum.reduceat(xs, starts), np.maximum.reduceat(ys, starts)
    kept = counts >= _LEAST
    sides = np.stack([left, top, right + 1, bottom + 1], axis=1)[kept] / COARSE
    return [Box(*map(float, row)) for row in sides.tolist()]
