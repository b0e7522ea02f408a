"""Tables that are printed lying down: entities across, measures down."""

from __future__ import annotations

from pipeline.interpreting.text.numbers import read_number
from pipeline.reading.model import Cell, Table


def transposed(table: Table) -> Table:
    """The table with rows and columns exchanged; its first text columns become header rows."""
    cells = tuple(
        cell.model_copy(
            update={
                "row": cell.col,
                "col": cell.row,
                "row_span": cell.col_span,
                "col_span": cell.row_span,
            }
        )
        for cell in table.cells
    )
    return table.model_copy(
        update={
            "rows": table.cols,
            "cols": table.rows,
            "header_rows": _stub_columns(table),
            "cells": cells,
        }
    )


def _stub_columns(table: Table) -> int:
    """How many of the first columns hold labels rather than figures; at least one."""
    grid = table.grid()
    body = range(min(max(table.header_rows, 1), table.rows - 1), table.rows)
    count = 0
    for col in range(table.cols - 1):
        if _is_figures([grid[r][col] for r in body]):
            break
        count += 1
    return max(count, 1)


def _is_figures(cells: list[Cell | None]) -> bool:
    texts = [c.text for c in cells if c is not None and c.text.strip()]
    numbers = sum(read_number(t).kind == "number" or "/" in t for t in texts)
    return bool(texts) and numbers * 2 >= len(texts)
