"""Columns with a header and nothing below it: the page may show what no glyph of it says.

Figures in the fields of a form, drawn as curves or put in as pictures leave such a column.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from pipeline.model.message import Message
from pipeline.reading.model import Cell
from pipeline.reading.tables.figure_texts import is_figure
from pipeline.reading.tolerances import TOLERANCES

_T = TOLERANCES.cell_texts
BLANK = Message("blank_column")


def with_doubted_blanks(cells: Sequence[Cell], header_rows: int) -> tuple[Cell, ...]:
    """The cells of a table; those of a column that is all blank, in rows with figures, in doubt."""
    body = [c for c in cells if c.row >= header_rows]
    columns: dict[int, list[Cell]] = defaultdict(list)
    for cell in body:
        if cell.col_span == 1:
            columns[cell.col].append(cell)
    named = {c.col for c in cells if c.row < header_rows and c.col_span == 1 and c.text.strip()}
    empty = [
        col
        for col, column in columns.items()
        if col in named and not any(c.text.strip() or c.superscript for c in column)
    ]
    if not empty:
        return tuple(cells)
    rows = {c.row for c in body if is_figure(c.text)}
    blank = {col for col in empty if sum(c.row in rows for c in columns[col]) >= _T.blank_rows}
    if not blank:
        return tuple(cells)
    return tuple(
        c.model_copy(update={"doubt": c.doubt or BLANK})
        if c.row in rows and c.col in blank and c.col_span == 1
        else c
        for c in cells
    )
