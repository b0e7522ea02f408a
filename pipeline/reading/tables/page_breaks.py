"""Parts of one table on several pages, put together.

A part continues the one before when nothing but furniture is between them and it has the same
columns: the same header again, or none and the columns in the same places.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.model.message import Message
from pipeline.model.place import Place
from pipeline.model.valid import of_valid
from pipeline.reading.model import Cell, Method
from pipeline.reading.page.page_place import PagePlace
from pipeline.reading.tables.blank_columns import with_doubted_blanks
from pipeline.reading.tables.broken_rows import goes_on_below
from pipeline.reading.tables.continued_columns import in_columns_of, row_apart
from pipeline.reading.tables.figure_texts import is_figure
from pipeline.reading.tables.figures_apart import figures_apart
from pipeline.reading.tables.part import Part, PartCell
from pipeline.reading.tables.ranks import without_ranks
from pipeline.reading.tables.repeated_headers import (
    repeated_rows,
    same_columns,
    without_rest_of_header,
)
from pipeline.reading.tables.unruled_rows import begins_section
from pipeline.reading.tolerances import TOLERANCES

_T = TOLERANCES.page_breaks
_CELL = set(Cell.model_fields)


@dataclass(frozen=True)
class JoinedTable:
    """A whole table: rows numbered through, with the places of its parts."""

    rows: int
    cols: int
    header_rows: int
    cells: tuple[Cell, ...]
    places: tuple[Place, ...]
    method: Method
    confidence: float
    doubts: tuple[str, ...]


def continues(before: Part, after: Part, first: Part | None = None) -> bool:
    """Is `after` the next page's part of the table that `before` belongs to?

    `first` is the part with which the table begins, where that is another one.
    """
    if after.page != before.page + 1:
        return False
    if _cut_header(before, after) is not None:
        return True
    if before.cols != after.cols:
        return False
    if repeated_rows(first or before, after):
        return True
    headless = after.header_rows == 0 or _is_fragment(after, 0) or _begins_with_group(after)
    return headless and same_columns(before, after)


def continuation(before: Part, after: Part, first: Part) -> Part | None:
    """`after` in the columns of the table that `first` begins and `before` goes on with.

    None where it is no part of that table.
    """
    if continues(before, after, first):
        return after
    if after.page == before.page:
        return row_apart(first, before, after)
    return in_columns_of(first, after) if after.page == before.page + 1 else None


def _cut_header(before: Part, after: Part) -> Part | None:
    """`before` in the columns of `after`, where a page break runs through the header.

    Above the break are only the upper header texts, below it the lower ones and the rows; the
    columns above are those below, some of them together.
    """
    if before.rows != before.header_rows or not after.header_rows or before.cols > after.cols:
        return None
    if before.cols == after.cols and (before.xs != after.xs or repeated_rows(before, after)):
        return None
    width = before.xs[-1] - before.xs[0]
    place: list[int] = []
    for x in before.xs:
        near = min(range(len(after.xs)), key=lambda i: abs(after.xs[i] - x))
        if abs(after.xs[near] - x) > _T.column_shift * width:
            return None
        place.append(near)
    if place[0] != 0 or place[-1] != after.cols or len(set(place)) != len(place):
        return None
    cells = tuple(
        cell.at(cell.row, place[cell.col], place[cell.col + cell.col_span] - place[cell.col])
        for cell in before.cells
    )
    return replace(before, xs=after.xs, cells=cells)


def _begins_with_group(part: Part) -> bool:
    """Is all above the figures the heading of a group of rows, in one cell over all columns?"""
    if part.header_rows != 1:
        return False
    first = [cell for cell in part.cells if cell.row == 0]
    if len(first) != 1 or first[0].col_span != part.cols or part.cols == 1:
        return False
    text = first[0].text.strip()
    return begins_section(text) or not any(c.isdigit() for c in text)


def _is_fragment(part: Part, row: int) -> bool:
    """Does the row hold only the rest of words that a page break cut (no figure, few cells)?

    A numbered heading (二、区属医院) is whole.
    """
    texts = part.row_texts(row)
    filled = [t for t in texts if t]
    if any(begins_section(t) for t in filled):
        return False
    few = 0 < len(filled) <= max(1, part.cols // _T.fragment)
    return few and not any(is_figure(t) for t in filled)


def join(parts: Sequence[tuple[Part, PagePlace]]) -> JoinedTable:
    """One table from its parts in order; repeated headers are dropped, cut rows mended."""
    parts = _with_whole_header(parts)
    first, head = parts[0][0], whole_head([part for part, _ in parts])
    rows: list[list[Cell]] = []
    doubts: list[str] = []
    is_cut_header = head is not first
    for i, (part, page) in enumerate(parts):
        skip = 0
        if i and not (i == 1 and is_cut_header):
            skip = repeated_rows(head, part)
        whole = not (i == 1 and is_cut_header)
        upper = parts[i - 1][0]
        broken = upper.page != part.page and whole
        cut = bool(rows) and broken and part.rows > skip and _is_cut(upper, part, skip)
        new = _rows_of(part, page, skip, len(rows) - cut)
        if skip:
            new[:1] = [without_rest_of_header(row, head, part) for row in new[:1]]
        if cut:
            if _has_blanks(first, first.rows - 1):
                doubts.append(Message("row_cut_by_page", page=parts[i - 1][1].number))
            rows[-1] = _mended(rows[-1], new.pop(0))
        rows += new
    header_rows = head.header_rows
    cells = [cell for row in rows for cell in row]
    return JoinedTable(
        rows=len(rows),
        cols=first.cols,
        header_rows=header_rows,
        cells=with_doubted_blanks(without_ranks(cells, header_rows), header_rows),
        places=tuple(page.place(part.box) for part, page in parts),
        method=first.method,
        confidence=min(part.confidence for part, _ in parts),
        doubts=tuple(dict.fromkeys([d for part, _ in parts for d in part.doubts] + doubts)),
    )


def whole_head(parts: Sequence[Part]) -> Part:
    """The first part of a table, with the rest of its header where a page break cut it."""
    first = parts[0]
    if len(parts) < 2 or first.rows != first.header_rows or not parts[1].header_rows:
        return first
    if repeated_rows(first, parts[1]):
        return first
    upper, lower = _cut_header(first, parts[1]) or first, parts[1]
    rows = upper.rows + lower.header_rows
    rest = [c.at(c.row + upper.rows) for c in lower.cells if c.row < lower.header_rows]
    return replace(upper, rows=rows, header_rows=rows, cells=(*upper.cells, *rest))


def _with_whole_header(
    parts: Sequence[tuple[Part, PagePlace]],
) -> Sequence[tuple[Part, PagePlace]]:
    """Parts of which the first has all columns, also where a page break cut the header."""
    if len(parts) < 2:
        return parts
    upper = _cut_header(parts[0][0], parts[1][0])
    return parts if upper is None else [(upper, parts[0][1]), *parts[1:]]


def _rows_of(part: Part, page: PagePlace, skip: int, first: int) -> list[list[Cell]]:
    """The rows of a part from `skip` on, numbered from `first` on."""
    rows: list[list[Cell]] = [[] for _ in range(part.rows - skip)]
    for cell in part.cells:
        if cell.row >= skip:
            rows[cell.row - skip].append(_cell(cell, page, first + cell.row - skip))
    return [sorted(row, key=lambda c: c.col) for row in rows]


def _cell(cell: PartCell, page: PagePlace, row: int) -> Cell:
    content = cell.content
    values = {
        "row": row, "col": cell.col, "row_span": cell.row_span, "col_span": cell.col_span,
        "text": content.text, "places": (page.place(cell.box),),
        "superscript": content.superscript, "bold": content.bold, "doubt": content.doubt,
        "other": content.other, "sure": cell.sure, "letters": cell.letters,
        "figures": tuple([page.place(box).box for box in figures_apart(cell)]),
    }  # fmt: skip
    return of_valid(Cell, _CELL, values)


def _is_cut(before: Part, after: Part, skip: int) -> bool:
    """Does a page break run through a row?"""
    return _cut_row(before, after, skip) or _cut_above(before, after, skip)


def _cut_row(before: Part, after: Part, skip: int) -> bool:
    """Is the first row below the break the rest of the last row above it?"""
    if after.rows <= skip:
        return False
    if not _is_fragment(after, skip):
        return goes_on_below(before, after, skip)
    rest = after.row_texts(skip)
    last = before.row_texts(before.rows - 1)
    figures = any(is_figure(t) for t in last)
    return figures and all(last[c] for c, text in enumerate(rest) if text)


def _cut_above(before: Part, after: Part, skip: int) -> bool:
    """Is the last row above the break only the beginning of the first row below it?"""
    last = before.rows - 1
    if after.rows <= skip or last < before.header_rows or not _is_fragment(before, last):
        return False
    first = after.row_texts(skip)
    return any(is_figure(t) for t in first) and not _has_blanks(before, last)


def _has_blanks(part: Part, before: int) -> bool:
    """Do rows before this one have empty cells anyway, so that a blank row may be a whole one?"""
    return any(
        not cell.text and part.header_rows <= cell.row < before and cell.col_span == 1
        for cell in part.cells
    )


def _mended(row: list[Cell], rest: list[Cell]) -> list[Cell]:
    more = {cell.col: cell for cell in rest if cell.text}
    out = []
    for cell in row:
        extra = more.get(cell.col)
        if extra is None or not cell.text:
            out.append(extra or cell)
            continue
        out.append(
            cell.model_copy(
                update={
                    "text": cell.text + extra.text,
                    "places": (*cell.places, *extra.places),
                    "superscript": cell.superscript + extra.superscript,
                }
            )
        )
    return out
