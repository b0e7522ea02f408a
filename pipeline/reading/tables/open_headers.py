"""Headers of a grid that no upright rule divides, though the rows below them are divided.

Such a row is one field of the grid over all columns. Its texts are put over the columns that the
figures below them are in, as those of a table without rules are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipeline.reading.page.char import Char
from pipeline.reading.page.lines import lines_of, resegmented
from pipeline.reading.tables.figure_texts import is_figure
from pipeline.reading.tables.part import Part, PartCell
from pipeline.reading.tables.unruled_cells import PartBuilder
from pipeline.reading.tables.unruled_columns import Column, parted_at_gutters
from pipeline.reading.tables.unruled_headers import Header, header_of
from pipeline.reading.tolerances import TOLERANCES


def with_open_headers(part: Part) -> Part:
    """The part; a header in one field over all columns has a cell for each of its texts.

    Only where each column gets a text of its own: a caption in the frame does not.
    """
    across = [
        c
        for c in part.cells
        if c.col_span == part.cols > 2 and any(len(line.segments) > 1 for line in c.lines)
    ]
    if not across:
        return part
    first = min((c.row for c in part.cells if is_figure(c.text)), default=0)
    open_ = [c for c in across if c.row + c.row_span <= first]
    if not open_:
        return part
    columns = columns_below(part, first)
    for cell in reversed(open_):
        header = _header(cell, columns)
        if header is not None:
            part = _divided(part, cell, columns, header)
    return part


def columns_below(part: Part, first: int) -> list[Column]:
    """What each column holds from row `first` on; between its rules where it holds nothing."""
    held: list[list[Char]] = [[] for _ in range(part.cols)]
    for cell in part.cells:
        if cell.row >= first and cell.col_span == 1:
            held[cell.col] += (char for char in cell.chars if char.text != " ")
    out = []
    for col, chars in enumerate(held):
        left = min((c.x0 for c in chars), default=part.xs[col])
        right = max((c.x1 for c in chars), default=part.xs[col + 1])
        out.append(Column(left, right))
    return out


def _header(cell: PartCell, columns: Sequence[Column]) -> Header | None:
    lines = [resegmented(x, TOLERANCES.lines.header_gap) for x in lines_of(cell.chars)]
    lines = parted_at_gutters(lines, columns)
    header = header_of(lines, [(c.left, c.right) for c in columns])
    return header if header.sure else None


def _divided(part: Part, cell: PartCell, columns: Sequence[Column], header: Header) -> Part:
    """The part with the cells of the header instead of one cell, in rows of their own."""
    builder = PartBuilder(part.page, cell.box, columns, (), header)
    builder.xs = part.xs
    builder.header(cell.box.bottom)
    more = header.depth - cell.row_span
    if more < 0:
        return part
    cells = [c if c.row < cell.row else c.at(c.row + more) for c in part.cells if c is not cell]
    made = [c.at(c.row + cell.row) for c in builder.cells]
    return replace(part, rows=part.rows + more, cells=(*made, *cells))
