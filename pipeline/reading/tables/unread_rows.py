"""Rows of a grid of which nothing was read, though something is drawn in them.

A strip of a table may be a picture, or its text curves. Its rows hold no text then, and a blank row
is no row of the dataset.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipeline.model.message import Message
from pipeline.model.place import Box
from pipeline.reading.page.geometry import Spot
from pipeline.reading.tables.part import Part

_FEW = 4
"""So many places with ink or more are more than a speck in a blank row."""

ROWS_UNREAD = Message("rows_unread")


def with_unread_rows(part: Part, spots: Sequence[Spot]) -> Part:
    """The part, doubted where ink that nothing explains lies in its grid, but in no row of text."""
    inside = [s.box for s in spots if s.reason and not s.empty_only and _holds(part.box, s.box)]
    if len(inside) < _FEW:
        return part
    read = {row for c in part.cells if c.lines for row in range(c.row, c.row + c.row_span)}
    rows = [c.box for c in part.cells if not read.isdisjoint(range(c.row, c.row + c.row_span))]
    loose = [box for box in inside if not any(_holds(row, box) for row in rows)]
    return replace(part, doubts=(*part.doubts, ROWS_UNREAD)) if len(loose) >= _FEW else part


def _holds(outer: Box, inner: Box) -> bool:
    x, y = (inner.x0 + inner.x1) / 2, (inner.top + inner.bottom) / 2
    return outer.x0 <= x <= outer.x1 and outer.top <= y <= outer.bottom
