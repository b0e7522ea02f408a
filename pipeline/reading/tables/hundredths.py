"""Columns whose figures all end with two small raised digits: their hundredths, without a point."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

from pipeline.reading.tables.figure_texts import is_figure
from pipeline.reading.tables.part import Part, PartCell
from pipeline.reading.tables.small_digits import may_be_hundredths
from pipeline.reading.tolerances import TOLERANCES

_T = TOLERANCES.unruled_tables


def part_with_hundredths(part: Part) -> Part:
    """The part with a point before such digits; numbers of notes are not behind every figure."""
    found = [c for c in part.cells if may_be_hundredths(c.text, c.content.superscript)]
    if len(found) < _T.wide_rows:
        return part
    columns: dict[int, list[PartCell]] = defaultdict(list)
    for cell in part.cells:
        if cell.row >= part.header_rows and is_figure(cell.text) and cell.text.strip("0 "):
            columns[cell.col].append(cell)
    ids = {id(c) for c in found}
    made = {
        id(c): _with_point(c)
        for cells in columns.values()
        if len(cells) >= _T.wide_rows and all(id(c) in ids for c in cells)
        for c in cells
    }
    return replace(part, cells=tuple(made.get(id(c), c) for c in part.cells)) if made else part


def _with_point(cell: PartCell) -> PartCell:
    """The cell with its digits at one height, and a point that takes no place."""
    digits = sorted((c for c in cell.chars if c.text != " "), key=lambda c: c.x0)
    whole, small = digits[:-2], digits[-2:]
    last = whole[-1]
    point = last._replace(text=".", x0=small[0].x0, x1=small[0].x0)
    level = [c._replace(top=last.top, bottom=last.bottom, size=last.size) for c in small]
    return replace(cell, chars=(*whole, point, *level))
