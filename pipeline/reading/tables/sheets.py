"""Sheets of a spreadsheet printed with lines around all cells, also with letters and row numbers.

All that is on such a page is in one grid: lines of text, each in a row, and tables. The letters and
numbers are no text of the page, and each table becomes a grid of its own.
"""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterator, Sequence

import numpy as np

from pipeline.model.place import Box
from pipeline.reading.page.columns import Columns
from pipeline.reading.page.geometry import Rule
from pipeline.reading.page.lines import Line, lines_of
from pipeline.reading.tables.figure_texts import is_figure
from pipeline.reading.tables.find_unruled import is_total
from pipeline.reading.tables.grid import Grid, grid_of
from pipeline.reading.tables.sheet_frame import column_place
from pipeline.reading.tables.unruled_rows import begins_section
from pipeline.reading.tolerances import TOLERANCES

_T = TOLERANCES.grids


def tables_of_sheets(grids: Sequence[Grid], text: Columns) -> tuple[list[Grid], Columns]:
    """The grids of a page, of sheets only their tables; its text without letters and numbers."""
    out: list[Grid] = []
    for grid in grids:
        framed = _has_frame(grid, text)
        if framed:
            text = text.taken(text.outside([_letters(grid), _numbers(grid)]))
        if framed or _holds_lines_of_text(grid, text) or _holds_captions(grid, text):
            out += _tables(grid, text, int(framed))
        else:
            out.append(grid)
    return out, text


def _letters(grid: Grid) -> Box:
    return Box(grid.xs[0], grid.ys[0], grid.xs[-1], grid.ys[1])


def _numbers(grid: Grid) -> Box:
    return Box(grid.xs[0], grid.ys[0], grid.xs[1], grid.ys[-1])


def _has_frame(grid: Grid, text: Columns) -> bool:
    """Are there letters of columns on top, numbers of rows at the left, nothing in the corner?

    Hidden columns and rows are left out. Figures right below letters may be a table with them.
    """
    if min(len(grid.xs), len(grid.ys)) < _T.sheet_cuts:
        return False
    corner = Box(grid.xs[0], grid.ys[0], grid.xs[1], grid.ys[1])
    if text.within(corner).any():
        return False
    names = _by_field(text, _letters(grid), grid.xs, down=False)[1:]
    places = [column_place(name) for name in names]
    if min(places) < 0 or not _rises(places):
        return False
    rows = _by_field(text, _numbers(grid), grid.ys, down=True)[1:]
    if not all(x.isdecimal() for x in rows) or not _rises([int(x) for x in rows]):
        return False
    first = _row(grid, text, 1, 1)
    figures = any(is_figure(s.text) for line in first for s in line.segments)
    return not figures or (int(rows[0]) > 1 and len(names) > _T.sheet_cuts)


def _holds_lines_of_text(grid: Grid, text: Columns) -> bool:
    """Are there texts that run over the first cells of a row and leave the other ones empty?

    In a table a text has its cell, or one over all columns. A lone such text is a caption: header
    texts are below it.
    """
    cols = len(grid.xs) - 1
    if min(cols, len(grid.ys) - 1) < _T.sheet_cuts - 1:
        return False
    wide = [c for c in grid.cells if (c.col, c.row_span) == (0, 1) and 1 < c.col_span < cols]
    rows = [c.row for c in wide if _is_one_text(grid, text, c.row)]
    if len(rows) != 1 or rows[0] + 2 >= len(grid.ys):
        return len(rows) > 1
    below = [s for line in _row(grid, text, rows[0] + 1, 0) for s in line.segments]
    return len(below) >= _T.sheet_cuts - 1 and not any(is_figure(s.text) for s in below)


def _holds_captions(grid: Grid, text: Columns) -> bool:
    """Is there a caption in one cell over all columns below a table, the next header below it?

    Groups of rows have headings over all columns too, figures or the same header below them.
    Several lines over all columns at the end are lines of text as well.
    """
    cols = len(grid.xs) - 1
    if cols < _T.sheet_cuts - 1:
        return False
    across = {c.row for c in grid.cells if (c.col, c.col_span, c.row_span) == (0, cols, 1)}
    rows = len(grid.ys) - 1
    last = next((n for n in range(rows) if rows - 1 - n not in across), rows)
    if last >= _T.sheet_cuts and rows - last > 1:
        return True
    headers = [r for r in range(1, rows) if r - 1 in across and r not in across]
    return any(_is_below_caption(grid, text, row, across) for row in headers)


def _is_below_caption(grid: Grid, text: Columns, header: int, across: Collection[int]) -> bool:
    """Is the row a header, above it lines over all columns that name a table, above them one?"""
    below = [s for line in _row(grid, text, header, 0) for s in line.segments]
    if len(below) < _T.sheet_cuts - 1 or any(is_figure(s.text) for s in below):
        return False
    row = header - 1
    named = False
    while row >= 0 and row in across:
        words = "".join(line.text for line in _row(grid, text, row, 0))
        named = named or (any(c.isdigit() for c in words) and not begins_section(words))
        row -= 1
    if not named or row < 0:
        return False
    return any(is_figure(s.text) for line in _row(grid, text, row, 0) for s in line.segments)


def _is_one_text(grid: Grid, text: Columns, row: int) -> bool:
    lines = _row(grid, text, row, 0)
    one = len(lines) == 1 and len(lines[0].segments) == 1
    return one and lines[0].box.x0 < grid.xs[1] < lines[0].box.x1


def _rises(numbers: Sequence[int]) -> bool:
    return all(a < b for a, b in itertools.pairwise(numbers))


def _by_field(text: Columns, strip: Box, cuts: Sequence[float], down: bool) -> list[str]:
    """What the fields of a strip hold."""
    inside = text.taken(text.within(strip))
    middles = inside.middles[1 if down else 0]
    fields = np.searchsorted(cuts[1:-1], middles, side="right").tolist()
    out = [""] * (len(cuts) - 1)
    for field, char in zip(fields, inside.chars, strict=True):
        out[field] += char.text.strip()
    return out


def _row(grid: Grid, text: Columns, row: int, left: int) -> list[Line]:
    strip = Box(grid.xs[left], grid.ys[row], grid.xs[-1], grid.ys[row + 1])
    return lines_of(text.taken(text.within(strip)).chars)


def _tables(grid: Grid, text: Columns, edge: int) -> list[Grid]:
    """The tables of a sheet: rows of several texts below each other, figures among them.

    One that only begins or ends on the page may have a row, of header texts or of figures.

    Args:
        edge: how many rows and columns letters and numbers fill.
    """
    rows = [_row(grid, text, row, edge) for row in range(edge, len(grid.ys) - 1)]
    out = []
    for first, end in _stretches(rows):
        found = [s.text for lines in rows[first:end] for line in lines for s in line.segments]
        begun = end == len(rows) and len(found) >= _T.sheet_cuts - 1
        whole = any(map(is_figure, found)) and (end - first > 1 or first == 0)
        table = _part_of(grid, first + edge, end + edge, edge) if begun or whole else None
        if table is not None:
            out.append(table)
    return out


def _stretches(rows: Sequence[Sequence[Line]]) -> Iterator[tuple[int, int]]:
    """Where rows of several texts begin and end; a total in one text ends them.

    A name without figures right above a row of figures is in a row of its table.
    """
    first = None
    for i, lines in enumerate([*rows, []]):
        if any(len(line.segments) > 1 for line in lines):
            first = i if first is None else first
            continue
        if first is not None and len(lines) == 1 and _holds_figures(rows[i + 1 : i + 2]):
            continue
        if first is not None:
            ends = len(lines) == 1 and is_total(lines[0])
            yield first, i + ends
        first = None


def _holds_figures(rows: Sequence[Sequence[Line]]) -> bool:
    """Are there several texts, more than one of them a figure?"""
    texts = [s.text for lines in rows for line in lines for s in line.segments]
    return sum(map(is_figure, texts)) > 1


def _part_of(grid: Grid, first: int, end: int, edge: int) -> Grid | None:
    """The rows of a sheet from `first` on to the one before `end`."""
    left, right, top, bottom = grid.xs[edge], grid.xs[-1], grid.ys[first], grid.ys[end]
    rules = [Rule(True, y, left, right) for y in (top, bottom)]
    rules += [
        Rule(True, r.at, max(r.start, left), r.end)
        for r in grid.flats
        if top + _T.snap < r.at < bottom - _T.snap and r.end > left
    ]
    rules += [
        Rule(False, r.at, max(r.start, top), min(r.end, bottom))
        for r in grid.verticals
        if r.at >= left - _T.snap and r.start < bottom - _T.snap and r.end > top + _T.snap
    ]
    return grid_of(rules)
