"""Glyphs that are drawn twice at nearly one place, as some programs print bold."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from pipeline.reading.page.char import Char
from pipeline.reading.page.columns import Columns
from pipeline.reading.tolerances import TOLERANCES

_FIELD = 16.0
"""Side (points) of the fields in which glyphs are looked up."""

_PRIME = 1_000_003

_CROWD = 8
"""Glyphs of one text in a field from which on all of them are looked at."""

_SAME = 0.15
"""Glyphs nearer than this many font sizes are one, drawn twice."""


def once(glyphs: Columns) -> Columns:
    """Without glyphs drawn twice at nearly one place (a way to print bold).

    The last one stays: it is on top, and may be part of a figure that was written over another.
    A pale one, as those of a watermark are, stays for no other.
    """
    near = _alike(glyphs)
    if not len(near):
        return glyphs
    kept = np.ones(len(glyphs.chars), np.bool_)
    fields: dict[tuple[str, int, int], list[Char]] = {}
    pale = glyphs.light[near] >= TOLERANCES.pages.pale
    for place in near[np.lexsort((-near, pale))].tolist():
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

    Two that are nearer than a third of a field share it in one of three ways to lay fields: the
    edges of one way lie between them across, those of another down.
    """
    solid = np.flatnonzero(glyphs.solid)
    if len(solid) < 2:
        return solid[:0]
    field = max(3 * _SAME * float(glyphs.size.max()), 0.01)
    texts = glyphs.codes[solid].astype(np.int64)
    corners, near = glyphs.sides[:2, solid], _SAME * glyphs.size[solid]
    found = np.zeros(len(solid), np.bool_)
    for shift in (0.0, 1 / 3, 2 / 3):
        column, row = np.floor(corners / field + shift)
        keys = (texts * _PRIME + column.astype(np.int64)) * _PRIME + row.astype(np.int64)
        order = np.argsort(keys)
        in_order = keys[order]
        for step in range(1, len(solid)):
            same = np.flatnonzero(in_order[step:] == in_order[:-step])
            if not len(same):
                break
            one, other = order[same], order[same + step]
            if step < _CROWD:
                apart = np.abs(corners[:, one] - corners[:, other])
                together = (apart < np.maximum(near[one], near[other])).all(axis=0)
                one, other = one[together], other[together]
            found[one] = found[other] = True
            if step == _CROWD:
                break
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
