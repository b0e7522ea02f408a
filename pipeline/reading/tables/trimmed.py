"""Rows and columns of a grid that are none of its table: blank ones, gaps of rules, a title."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import replace

from pipeline.reading.tables.figure_texts import is_figure
from pipeline.reading.tables.part import Part, PartCell
from pipeline.reading.tolerances import TOLERANCES

_T = TOLERANCES.ruled_tables


def without_blank_end(rows: int, cells: list[PartCell]) -> tuple[int, list[PartCell]]:
    """Without the last rows that hold nothing."""
    by_end: dict[int, list[PartCell]] = {}
    for cell in cells:
        by_end.setdefault(cell.row + cell.row_span, []).append(cell)
    end = rows
    while end > 1 and not any(c.lines for c in by_end.get(end, ())):
        end -= 1
    return end, cells if end == rows else [c for c in cells if c.row + c.row_span <= end]


def without_blank_begin(part: Part) -> Part:
    """Without rows above the first row of figures that hold nothing.

    Where a page ends within a row, the next one has what is left of it, often blank, at its top
    or below its own header.
    """
    blank = {r for r in range(part.header_rows) if not any(part.row_texts(r))}
    whole = {c.row for c in part.cells if c.row_span == 1} - {
        r for c in part.cells if c.row_span > 1 for r in range(c.row, c.row + c.row_span)
    }
    gone = sorted(blank & whole)
    if not gone:
        return part
    cells = [c.at(c.row - bisect_left(gone, c.row)) for c in part.cells if c.row not in gone]
    return replace(
        part, rows=part.rows - len(gone), header_rows=part.header_rows - len(gone),
        cells=tuple(cells),
    )  # fmt: skip


def without_title_rows(part: Part) -> Part:
    """Without the first rows that are one cell across all columns, above a header.

    They hold the caption or the unit of the table, as a caption without a frame does.
    """
    across = {
        c.row: c.lines
        for c in part.cells
        if c.col_span == part.cols > 1 and c.row_span == 1 and c.text and not is_figure(c.text)
    }
    count = 0
    while count in across:
        count += 1
    if not count or count + 1 >= part.rows or any(map(is_figure, part.row_texts(count))):
        return part
    cells = tuple(c.at(c.row - count) for c in part.cells if c.row >= count)
    titles = tuple(line for row in range(count) for line in across[row])
    return replace(part, titles=titles, rows=part.rows - count, cells=cells)


def without_empty_columns(part: Part) -> Part:
    """Drop columns that hold nothing and are only the gap of a double rule or of a frame."""
    filled = {cell.col for cell in part.cells if cell.col_span == 1 and cell.text}
    narrow = {
        c
        for c in range(part.cols)
        if part.xs[c + 1] - part.xs[c] < _T.gap_column and c not in filled
    }
    if not narrow or len(narrow) >= part.cols - 1:
        return part
    kept = [c for c in range(part.cols) if c not in narrow]
    place = {c: i for i, c in enumerate(kept)}
    cells = []
    for cell in part.cells:
        covered = [c for c in range(cell.col, cell.col + cell.col_span) if c in place]
        if covered:
            cells.append(cell.at(cell.row, place[covered[0]], len(covered)))
    xs = (*(part.xs[c] for c in kept), part.xs[-1])
    return replace(part, xs=xs, cells=tuple(cells))
