"""Rules and fields of a table, drawn in the many ways in which producers draw them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from tests.lab.look import TableLook
from tests.lab.paper import Paper

_Segment = tuple[float, float, float, float]


class Drawn(NamedTuple):
    """A cell on a page: its box (x0, top, x1, bottom), whether it is header, its row and column."""

    box: tuple[float, float, float, float]
    head: bool
    row: int
    col: int


def fields(paper: Paper, cells: Sequence[Drawn], look: TableLook) -> None:
    """Grey behind cells."""
    for cell in cells:
        x0, top, x1, bottom = cell.box
        if look.rules == "tiles":
            paper.box(x0 + 0.8, top + 0.8, x1 - 0.8, bottom - 0.8, fill=0.8 if cell.head else 0.93)
        elif look.shade_header and cell.head:
            paper.box(x0, top, x1, bottom, fill=0.85)
        elif look.rules == "zebra" and not cell.head and cell.row % 2:
            paper.box(x0, top, x1, bottom, fill=0.92)


def rules(paper: Paper, cells: Sequence[Drawn], look: TableLook) -> None:
    """Lines around cells."""
    kind = look.rules
    outer = (
        min(c.box[0] for c in cells), min(c.box[1] for c in cells),
        max(c.box[2] for c in cells), max(c.box[3] for c in cells),
    )  # fmt: skip
    if kind in ("none", "zebra", "tiles"):
        return
    if kind == "cell_rect":
        for cell in cells:
            paper.box(*cell.box)
    elif kind == "frame":
        paper.box(*outer)
    elif kind == "rounded":
        _rounded(paper, cells, outer)
    elif kind == "booktabs":
        _three_lines(paper, cells, outer)
    else:
        for segment in _segments(cells, kind, outer):
            _rule(paper, segment, kind)


def _three_lines(paper: Paper, cells: Sequence[Drawn], outer: _Segment) -> None:
    x0, top, x1, bottom = outer
    below = max((c.box[3] for c in cells if c.head), default=None)
    paper.line(x0, top, x1, top, w=1.2)
    paper.line(x0, bottom, x1, bottom, w=1.2)
    if below is not None:
        paper.line(x0, below, x1, below, w=0.5)


def _rounded(paper: Paper, cells: Sequence[Drawn], outer: _Segment) -> None:
    """A frame with round corners, and rules between its rows only, one below the header."""
    x0, top, x1, bottom = outer
    paper.rounded(*outer, radius=6.0)
    head = max((c.box[3] for c in cells if c.head), default=top)
    for y in sorted({c.box[3] for c in cells if head - 0.1 <= c.box[3] < bottom - 0.1}):
        paper.line(x0, y, x1, y, w=0.4)


def _segments(cells: Iterable[Drawn], kind: str, outer: _Segment) -> list[_Segment]:
    """Borders of all cells, each once."""
    found: dict[_Segment, None] = {}
    for x0, top, x1, bottom in (c.box for c in cells):
        if kind != "vlines":
            found |= {(x0, top, x1, top): None, (x0, bottom, x1, bottom): None}
        if kind != "hlines":
            found |= {(x, top, x, bottom): None for x in (x0, x1)}
    if kind == "open_sides":
        return [s for s in found if s[0] != s[2] or s[0] not in (outer[0], outer[2])]
    return list(found)


def _rule(paper: Paper, segment: _Segment, kind: str) -> None:
    x0, y0, x1, y1 = segment
    upright = x0 == x1
    if kind == "thin_rect":
        paper.box(x0 - 0.25, y0 - 0.25, x1 + 0.25, y1 + 0.25, fill=0.0)
    elif kind == "double":
        off = 0.9
        dx, dy = (off, 0) if upright else (0, off)
        paper.line(x0 - dx, y0 - dy, x1 - dx, y1 - dy, w=0.3)
        paper.line(x0 + dx, y0 + dy, x1 + dx, y1 + dy, w=0.3)
    elif kind == "broken":
        _broken(paper, segment, upright)
    elif kind == "dots":
        _dots(paper, segment, upright)
    else:
        paper.line(x0, y0, x1, y1, dash=(3, 2) if kind == "dashed" else ())


def _broken(paper: Paper, segment: _Segment, upright: bool) -> None:
    """Two pieces that meet neither each other nor the corners."""
    x0, y0, x1, y1 = segment
    mx, my = (x0 + x1) / 2, (y0 + y1) / 2
    if upright:
        paper.line(x0, y0 + 0.8, x0, my - 0.8)
        paper.line(x0, my + 0.8, x0, y1 - 0.8)
    else:
        paper.line(x0 + 0.8, y0, mx - 0.8, y0)
        paper.line(mx + 0.8, y0, x1 - 0.8, y0)


def _dots(paper: Paper, segment: _Segment, upright: bool) -> None:
    x0, y0, x1, y1 = segment
    at = y0 if upright else x0
    while at < (y1 if upright else x1):
        if upright:
            paper.box(x0 - 0.3, at, x0 + 0.3, at + 0.8, fill=0.0)
        else:
            paper.box(at, y0 - 0.3, at + 0.8, y0 + 0.3, fill=0.0)
        at += 2.4
