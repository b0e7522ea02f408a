"""Headers printed again on the next page: whole, without their units, or cut off by their cells."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.model.message import Message
from pipeline.reading.model import Cell
from pipeline.reading.tables.figure_texts import is_figure, without_last_unit
from pipeline.reading.tables.part import Part
from pipeline.reading.tolerances import TOLERANCES

_T = TOLERANCES.page_breaks


def repeated_rows(first: Part, after: Part) -> int:
    """How many rows of the header `after` prints again; 0 where it prints another or none.

    A row of units below the header may be printed once only.
    """
    if first.cols != after.cols:
        return 0
    if _same_header(first, after):
        return first.header_rows
    above, below = _texts_over(first), _texts_over(after)
    if not after.header_rows or after.header_rows > first.header_rows or not any(below):
        return 0
    others = [
        (a, b) for a, b in zip(above, below, strict=True) if b not in (a, without_last_unit(a))
    ]
    return after.header_rows if not others or _are_cut_texts(others, first, after) else 0


def same_columns(before: Part, after: Part) -> bool:
    """Have both parts their columns at the same places?"""

    def relative(part: Part) -> list[float]:
        return [(x - part.xs[0]) / (part.xs[-1] - part.xs[0]) for x in part.xs]

    pairs = zip(relative(before), relative(after), strict=True)
    ruled = before.method == after.method == "lines"
    slack = _T.column_shift * (1 if ruled else _T.unruled_factor)
    return all(abs(a - b) < slack for a, b in pairs)


def without_rest_of_header(row: list[Cell], first: Part, after: Part) -> list[Cell]:
    """The first row below a header that is printed again, without what ran over from the header.

    A word processor that repeats a header in a lower row prints the lines for which it has no
    room in the cell below.
    """
    if first.cols != after.cols:
        return row
    above, below = _texts_over(first), _texts_over(after)
    rests = {i: a[len(b) :] for i, (a, b) in enumerate(zip(above, below, strict=True))
             if b and a != b and a.startswith(b)}  # fmt: skip
    return [_without(cell, rests[cell.col]) if cell.col in rests else cell for cell in row]


def _without(cell: Cell, rest: str) -> Cell:
    figure = cell.text.removeprefix(rest).strip()
    if figure == cell.text or not is_figure(figure):
        return cell
    return cell.model_copy(update={"text": figure, "doubt": Message("header_in_cell")})


def _are_cut_texts(others: Sequence[tuple[str, str]], first: Part, after: Part) -> bool:
    """Are the header texts that differ cut off at the edge of their cells?

    Of one text among several the columns may lie elsewhere; of more texts at most half are cut.
    """
    if any(len(below) <= 1 or not above.startswith(below) for above, below in others):
        return False
    if len(others) == 1:
        return first.cols >= _T.fewest_texts
    return 2 * len(others) <= first.cols and same_columns(first, after)


def _header(part: Part, rows: int) -> list[tuple[str, ...]]:
    return [tuple("".join(t.split()) for t in part.row_texts(r)) for r in range(rows)]


def _texts_over(part: Part) -> list[str]:
    """By column what its header says, top to bottom."""
    rows = _header(part, part.header_rows)
    return ["".join(dict.fromkeys(row[col] for row in rows)) for col in range(part.cols)]


def _same_header(before: Part, after: Part) -> bool:
    count = before.header_rows
    return 0 < count <= after.rows and _header(before, count) == _header(after, count)
