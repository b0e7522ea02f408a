"""Rows of a grid between whose cells no rule is drawn, where other rows have rules."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace

from pipeline.reading.page.char import Char
from pipeline.reading.tables.figure_texts import is_figure
from pipeline.reading.tables.part import PartCell


def with_open_bands(cells: Sequence[PartCell], xs: Sequence[float]) -> list[PartCell]:
    """The cells; one over several columns, with a text in each of some of them, as one for each.

    So tables look whose rows are told apart by their ground: each other row has rules between its
    cells. One of the texts is a figure, and none lies over two columns.

    Args:
        xs: where the columns begin and the last one ends.
    """
    out: list[PartCell] = []
    for cell in cells:
        parts = _by_column(cell, xs) if cell.col_span > 1 and cell.row_span == 1 else None
        if parts is None:
            out.append(cell)
            continue
        for col in range(cell.col, cell.col + cell.col_span):
            box = cell.box._replace(x0=xs[col], x1=xs[col + 1])
            chars = tuple(parts.get(col, ()))
            out.append(replace(cell, col=col, col_span=1, box=box, chars=chars))
    return out


def _by_column(cell: PartCell, xs: Sequence[float]) -> dict[int, list[Char]] | None:
    """The glyphs of a cell by column; None where they are one text, or none is a figure."""
    if not any(c.text.isdigit() for c in cell.chars):
        return None
    parts: dict[int, list[Char]] = {}
    figures = False
    for line in cell.lines:
        for segment in line.segments:
            col = bisect_right(xs, segment.box.x0) - 1
            if not cell.col <= col < cell.col + cell.col_span or segment.box.x1 > xs[col + 1]:
                return None
            parts.setdefault(col, []).extend(segment.chars)
            figures |= is_figure(segment.text)
    return parts if figures and len(parts) > 1 else None
