"""Two figures below each other in the cells of a column, where one too long would be broken.

A figure is broken only where its cell is too narrow for it. Where, down a column, figures leave
room for more behind them and others are below, each cell holds two.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

from pipeline.reading.tables.cell_text import STACKED
from pipeline.reading.tables.figure_texts import is_figure, is_mark
from pipeline.reading.tables.part import Part, PartCell
from pipeline.reading.tolerances import TOLERANCES

_T = TOLERANCES.cell_texts
_ROOM = 2.0
"""White space beside a line, in font sizes, that no margin of a cell is."""
_USUAL = 0.5
"""Share of the cells of a column that must hold two figures."""


def with_stacked_figures(part: Part) -> Part:
    """The part, the two figures of such cells on lines of their own, with a doubt."""
    columns: dict[int, list[PartCell]] = defaultdict(list)
    for cell in part.cells:
        if cell.row >= part.header_rows and cell.lines and cell.col_span == 1:
            columns[cell.col].append(cell)
    stacked = {
        id(cell)
        for column in columns.values()
        if (pairs := [c for c in column if _holds_two(c)])
        and len(pairs) >= max(_T.figure_lines, _USUAL * len(column))
        for cell in pairs
    }
    if not stacked:
        return part
    cells = tuple(replace(c, doubt=STACKED) if id(c) in stacked else c for c in part.cells)
    return replace(part, cells=cells, doubts=(*part.doubts, STACKED))


def _holds_two(cell: PartCell) -> bool:
    if len(cell.lines) != 2 or not all(is_figure(x.text) or is_mark(x.text) for x in cell.lines):
        return False
    first = cell.lines[0]
    return cell.box.width - first.box.width > _ROOM * first.size
