"""Sheets of a spreadsheet printed with column letters, row numbers and lines around all cells.

All that is on such a page is in one grid: lines of text, each in a row, and tables. The letters and
numbers are no text of the page, and each table becomes a grid of its own.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

import numpy as np

from pipeline.model.place import Box
from pipeline.reading.page.columns import Columns
from pipeline.reading.page.geometry import Rule
from pipeline.reading.page.lines import Line, lines_of
from pipeline.reading.tables.find_unruled import is_total
from pipeline.reading.tables.grid import Grid, grid_of
from pipeline.reading.tables.part import is_figure
from pipeline.reading.tables.sheet_frame import column_place
from pipeline.reading.tolerances import TOLERANCES

_T = TOLERANCES.grids


def tables_of_sheets(grids: Sequence[Grid], text: Columns) -> tuple[list[Grid], Columns]:
    """The grids of a page, of sheets only their tables; its text without letters and numbers."""
    out: list[Grid] = []
    for grid in grids:
        if not _is_sheet(grid, text):
            out.append(grid)
            continue
        text = text.taken(text.outside([_letters(grid), _numbers(grid)]))
        out += _tables(grid, text)
    return out, text


def _letters(grid: Grid) -> Box:
    return Box(grid.xs[0], grid.ys[0], grid.xs[-1], grid.ys[1])


def _numbers(grid: Grid) -> Box:
    return Box(grid.xs[0], grid.ys[0], grid.xs[1], grid.ys[-1])


def _is_sheet(grid: Grid, text: Columns) -> bool:
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
    first = _row(grid, text, 1)
    figures = any(is_figure(s.text) for line in first for s in line.segments)
    return not figures or (int(rows[0]) > 1 and len(names) > _T.sheet_cuts)


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


def _row(grid: Grid, text: Columns, row: int) -> list[Line]:
    strip = Box(grid.xs[1], grid.ys[row], grid.xs[-1], grid.ys[row + 1])
    return lines_of(text.taken(text.within(strip)).chars)


def _tables(grid: Grid, text: Columns) -> list[Grid]:
    """The tables of a sheet: rows of several texts below each other, figures among them.

    One that only begins or ends on the page may have a row, of header texts or of figures.
    """
    rows = [_row(grid, text, row) for row in range(1, len(grid.ys) - 1)]
    out = []
    for first, end in _stretches(rows):
        found = [s.text for lines in rows[first:end] for line in lines for s in line.segments]
        begun = end == len(rows) and len(found) >= _T.sheet_cuts - 1
        whole = any(map(is_figure, found)) and (end - first > 1 or first == 0)
        table = _part_of(grid, first + 1, end + 1) if begun or whole else None
        if table is not None:
            out.append(table)
    return out


def _stretches(rows: Sequence[Sequence[Line]]) -> Iterator[tuple[int, int]]:
    """Where rows of several texts begin and end; a total in one text ends them."""
    first = None
    for i, lines in enumerate([*rows, []]):
        if any(len(line.segments) > 1 for line in lines):
            first = i if first is None else first
            continue
        if first is not None:
            ends = len(lines) == 1 and is_total(lines[0])
            yield first, i + ends
        first = None


def _part_of(grid: Grid, first: int, end: int) -> Grid | None:
    """The rows of a sheet from `first` on to the one before `end`."""
    left, right, top, bottom = grid.xs[1], grid.xs[-1], grid.ys[first], grid.ys[end]
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
