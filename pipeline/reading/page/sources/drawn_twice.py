"""Glyphs that are drawn twice at nearly one place, as some programs print bold."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from pipeline.reading.page.columns import Columns
from pipeline.reading.page.geometry import Char

_FIELD = 16.0
"""Side (points) of the fields in which glyphs are looked up."""

_PRIME = 1_000_003

_SAME = 0.15
"""Glyphs nearer than this many font sizes are one, drawn twice."""


def once(glyphs: Columns) -> Columns:
    """Without glyphs drawn twice at nearly one place (a way to print bold)."""
    near = _alike(glyphs)
    if not len(near):
        return glyphs
    kept = np.ones(len(glyphs.chars), np.bool_)
    fields: dict[tuple[str, int, int], list[Char]] = {}
    for place in near.tolist():
        char = glyphs.chars[place]
        text = char.text
        x, y, margin = char.x0 / _FIELD, char.top / _FIELD, _SAME * char.size / _FIELD
        around = _around(fields, text, (x - margin, x + margin), (y - margin, y + margin))
        if any(_same_place(char, other) for other in around):
            kept[place] = False
        else:
            fields.setdefault((text, int(x), int(y)), []).append(char)
    return glyphs if kept.all() else glyphs.taken(kept)


def _alike(glyphs: Columns) -> npt.NDArray[np.intp]:
    """Places of the glyphs of which another with the same text may be at the same place.

    Two that are nearer than half a field share it in one of four ways to lay fields.
    """
    solid = np.flatnonzero(glyphs.solid)
    if len(solid) < 2:
        return solid[:0]
    field = max(2 * _SAME * float(glyphs.size.max()), 0.01)
    texts = glyphs.codes[solid].astype(np.int64)
    corners = glyphs.sides[:2, solid] / field
    found = np.zeros(len(solid), np.bool_)
    for across, down in ((0.0, 0.0), (0.5, 0.0), (0.0, 0.5), (0.5, 0.5)):
        column, row = np.floor(corners[0] + across), np.floor(corners[1] + down)
        keys = (texts * _PRIME + column.astype(np.int64)) * _PRIME + row.astype(np.int64)
        in_order = np.sort(keys)
        twice = in_order[1:][in_order[1:] == in_order[:-1]]
        if len(twice):
            found |= np.isin(keys, twice)
    return solid[found]


def _around(
    fields: dict[tuple[str, int, int], list[Char]],
    text: str,
    across: tuple[float, float],
    down: tuple[float, float],
) -> list[Char]:
    """Glyphs of a text in all fields from one place to another."""
    columns = range(int(across[0]), int(across[1]) + 1)
    rows = range(int(down[0]), int(down[1]) + 1)
    return [x for column in columns for row in rows for x in fields.get((text, column, row), ())]


def _same_place(a: Char, b: Char) -> bool:
    near = _SAME * a.size
    return abs(a.x0 - b.x0) < near and abs(a.top - b.top) < near and abs(a.size - b.size) < near
