"""Rows whose figures are over two lines, where a page break runs between these."""

from __future__ import annotations

from pipeline.reading.tables.broken_figures import is_rest
from pipeline.reading.tables.figure_texts import is_figure
from pipeline.reading.tables.part import Part, PartCell


def goes_on_below(before: Part, after: Part, row: int) -> bool:
    """Does `row` of the page below the break hold the rests of the last row above it?

    Its figures are below figures that fill their columns, in which others are over two lines.
    """
    if before.cols != after.cols:
        return False
    above = {c.col: c for c in before.cells if c.row == before.rows - 1 and c.chars}
    below = {c.col: c for c in after.cells if c.row == row and c.chars}
    if not below or len(below) >= len(above) or not below.keys() <= above.keys():
        return False
    rests = [c for c in below.values() if any(is_figure(line.text) for line in c.lines)]
    rests += [c for c in below.values() if c not in rests and is_rest(c.text)]
    return bool(rests) and all(
        is_rest(c.text) and is_figure(above[c.col].text + c.text) and _is_full(above[c.col], before)
        for c in rests
    )


def _is_full(cell: PartCell, part: Part) -> bool:
    """Is a figure as wide as the lines of the others of its column, of which some have two?"""
    column = [c.lines for c in part.cells if c.col == cell.col and c.row >= part.header_rows]
    widths = [line.box.width for lines in column for line in lines if is_figure(line.text)]
    if len(cell.lines) != 1 or not any(len(lines) > 1 for lines in column):
        return False
    glyph = cell.chars[-1].x1 - cell.chars[-1].x0
    return cell.lines[0].box.width + glyph > max(widths, default=0.0)
