"""The rest of a table on the next page, or a row alone below it, where fewer columns hold anything.

A column of merged regions has its texts on the first page, a row of totals has no order number.
Where neither rules nor a header show the columns of such a rest, they are those of the table
above: each text is under texts of one of them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from pipeline.model.place import Box
from pipeline.reading.page.char import Char
from pipeline.reading.page.lines import Segment
from pipeline.reading.tables.figure_texts import is_figure
from pipeline.reading.tables.part import Part, PartCell
from pipeline.reading.tolerances import TOLERANCES

_T = TOLERANCES.page_breaks

_Edges = tuple[float, float]
_Place = tuple[int, int]
"""Row and column."""


def in_columns_of(first: Part, rest: Part) -> Part | None:
    """`rest` with the columns of `first`; None where its texts do not show which they are.

    Args:
        first: the part that begins the table, with its header.
        rest: on a later page, without a header, with fewer columns; or, without rules, with one
            more, which a label between names and figures makes.
    """
    if rest.header_rows or not first.header_rows:
        return None
    if "lines" in (first.method, rest.method):
        fewer = first.method == rest.method and rest.cols < first.cols
        return _by_rules(first, rest) if fewer else None
    return _by_texts(first, rest) if rest.cols <= first.cols + 1 else None


def row_apart(first: Part, before: Part, row: Part) -> Part | None:
    """A row alone below a table, as a total in a frame of its own, with the columns of `first`.

    None where it is not near to the table, or its texts do not show their columns.

    Args:
        first: the part that begins the table; `before`: its last one, on the page of the row.
    """
    if row.rows != 1 or row.header_rows or not first.header_rows or before.page != row.page:
        return None
    height = (before.box.bottom - before.box.top) / before.rows
    if not 0 <= row.box.top - before.box.bottom + _T.overlap <= _T.row_apart * height:
        return None
    figures = sum(is_figure(text) for text in row.row_texts(0))
    return _by_texts(first, row) if figures > 1 else None


def _by_rules(first: Part, rest: Part) -> Part | None:
    """Where all uprights of `rest` go on from above, its wider cells are several columns."""
    near = _T.column_shift * (first.xs[-1] - first.xs[0])
    place = [i for x in rest.xs for i, above in enumerate(first.xs) if abs(above - x) < near]
    if len(place) != len(rest.xs) or (place[0], place[-1]) != (0, first.cols):
        return None
    cells = []
    for cell in rest.cells:
        col, end = place[cell.col], place[cell.col + cell.col_span]
        if end - col > cell.col_span and (not cell.text or is_figure(cell.text)):
            return None
        cells.append(cell.at(cell.row, col, end - col))
    return replace(rest, xs=first.xs, cells=tuple(cells))


def _by_texts(first: Part, rest: Part) -> Part | None:
    """Where each text of `rest` is under texts of one column, they are the columns."""
    edges = _edges(first)
    if edges is None:
        return None
    chars: dict[_Place, list[Char]] = defaultdict(list)
    figures: set[_Place] = set()
    for cell, segment in _segments(rest):
        column = _column(segment, edges)
        place = cell.row, -1 if column is None else column
        if column is None or place in figures:
            return None
        if is_figure(segment.text):
            if chars[place]:
                return None
            figures.add(place)
        chars[place] += segment.chars
    return _with(rest, first.xs, chars)


def _edges(part: Part) -> list[_Edges] | None:
    """Left and right edge of the texts of each column; None where they do not stand apart."""
    held: list[list[Char]] = [[] for _ in range(part.cols)]
    for cell in reversed(part.cells):  # a header counts where nothing is below it
        if cell.col_span == 1 and (cell.row >= part.header_rows or not held[cell.col]):
            held[cell.col] += cell.chars
    if not all(held):
        return None
    edges = [(min(c.x0 for c in chars), max(c.x1 for c in chars)) for chars in held]
    apart = all(a[1] <= b[0] for a, b in pairwise(edges))
    return edges if apart else None


def _segments(part: Part) -> Iterator[tuple[PartCell, Segment]]:
    for cell in part.cells:
        for line in cell.lines:
            for segment in line.segments:
                yield cell, segment


def _column(segment: Segment, edges: list[_Edges]) -> int | None:
    """The only column with texts above the segment; of a label over several, the first.

    A label in the white space behind names is in their column. A figure that is for the most
    part beside the figures above is in no column of theirs.
    """
    box = segment.box
    shared = [min(right, box.x1) - max(left, box.x0) for left, right in edges]
    over = [i for i, width in enumerate(shared) if width > 0]
    if not is_figure(segment.text):
        return over[0] if over else _column_before(box, edges)
    if len(over) != 1:
        return None
    left, right = edges[over[0]]
    return over[0] if 2 * shared[over[0]] >= min(right - left, box.width) else None


def _column_before(box: Box, edges: list[_Edges]) -> int | None:
    """The column on the left of a label between the first two columns; None where it is not."""
    between = len(edges) > 1 and edges[0][1] <= box.x0 and box.x1 <= edges[1][0]
    return 0 if between else None


def _with(part: Part, xs: tuple[float, ...], chars: dict[_Place, list[Char]]) -> Part:
    """The part with a cell for each row and column, and what each holds."""
    rows: dict[int, Box] = {}
    for cell in part.cells:
        rows.setdefault(cell.row, cell.box)
    cells = tuple(
        PartCell(
            row, col, 1, 1, Box(xs[col], box.top, xs[col + 1], box.bottom),
            tuple(chars.get((row, col), ())),
        )
        for row, box in sorted(rows.items())
        for col in range(len(xs) - 1)
    )  # fmt: skip
    return replace(part, xs=xs, cells=cells)
