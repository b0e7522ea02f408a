"""What stands on the page, altered: a text, a row. Pure functions from reading to reading."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pipeline.reading.model import Block, Cell, Paragraph, Reading, Table, TextLine
from schemas.quality import Observation

Alter = Callable[[Reading], Reading]


@dataclass(frozen=True)
class Spot:
    """Where a figure is in a table: the table's index, row and column."""

    table: int
    row: int
    col: int


Spots = dict[tuple[int, float, float, float], Spot]
"""Cells by page and the left, upper and lower edge of their box."""


def spots_of(reading: Reading) -> Spots:
    """Every cell of the reading by its box."""
    return {
        (place.page, *_edges(place.box.x0, place.box.top, place.box.bottom)): Spot(
            table.index, cell.row, cell.col
        )
        for table in reading.tables
        for cell in table.cells
        for place in cell.places
    }


def spot_of(spots: Spots, seen: Observation) -> Spot | None:
    """The cell that an observation was read from; None where it is in a text."""
    return spots.get((seen.page or 0, *_edges(seen.x0 or 0, seen.top or 0, seen.bottom or 0)))


def text_at(reading: Reading, spot: Spot) -> str | None:
    """The text of a cell that spans nothing."""
    cell = reading.tables[spot.table].grid()[spot.row][spot.col]
    return cell.text if cell is not None and cell.row_span == cell.col_span == 1 else None


def write(reading: Reading, spot: Spot, text: str) -> Reading:
    """Another text in a cell."""

    def changed(cell: Cell) -> Cell:
        same = (cell.row, cell.col) == (spot.row, spot.col)
        return cell.model_copy(update={"text": text}) if same else cell

    return _with_cells(reading, spot.table, lambda cells: [changed(cell) for cell in cells])


def write_in_text(reading: Reading, seen: Observation, text: str) -> Reading | None:
    """Another figure in a sentence or note; None where it cannot be found there."""
    done = False

    def line(one: TextLine) -> TextLine:
        nonlocal done
        at = -1 if done else _at(one, seen)
        if at < 0:
            return one
        done = True
        end = at + len(seen.printed)
        left, right = one.xs[2 * at], one.xs[2 * end - 1]
        step = (right - left) / len(text)
        inner = [left + step * (i + side) for i in range(len(text)) for side in (0, 1)]
        return one.model_copy(update={
            "text": one.text[:at] + text + one.text[end:],
            "xs": (*one.xs[: 2 * at], *inner, *one.xs[2 * end :]),
        })  # fmt: skip

    def paragraph(one: Paragraph) -> Paragraph:
        return one.model_copy(update={"lines": tuple(line(each) for each in one.lines)})

    def block(one: Block) -> Block:
        if isinstance(one, Paragraph):
            return paragraph(one)
        parts = {"caption": one.caption, "notes": one.notes}
        return one.model_copy(
            update={name: tuple(paragraph(p) for p in part) for name, part in parts.items()}
        )

    altered = reading.model_copy(update={"blocks": tuple(block(b) for b in reading.blocks)})
    return altered if done else None


def drop_row(reading: Reading, table: int, row: int) -> Reading:
    """A row left out; the rows below close up."""
    return _with_cells(
        reading, table,
        lambda cells: [_down(c, -1) if c.row > row else c for c in cells if c.row != row], -1,
    )  # fmt: skip


def repeat_row(reading: Reading, table: int, row: int) -> Reading:
    """A row printed twice, one below the other."""

    def twice(cells: Sequence[Cell]) -> list[Cell]:
        above = [c for c in cells if c.row <= row]
        again = [_down(c, 1) for c in above if c.row == row]
        return [*above, *again, *(_down(c, 1) for c in cells if c.row > row)]

    return _with_cells(reading, table, twice, 1)


def move_row(reading: Reading, table: int, row: int, to: int, stay: Sequence[int]) -> Reading:
    """The texts of a row put at the place of another, those between moved by one.

    `stay`: columns that do not move (serial numbers).
    """
    step = 1 if to > row else -1
    order = [*range(row + step, to + step, step), row]
    places = list(range(row, to + step, step))
    source = dict(zip(places, order, strict=True))
    texts = {(c.row, c.col): c.text for c in reading.tables[table].cells}

    def moved(cell: Cell) -> Cell:
        if cell.row not in source or cell.col in stay:
            return cell
        return cell.model_copy(update={"text": texts[source[cell.row], cell.col]})

    return _with_cells(reading, table, lambda cells: [moved(c) for c in cells])


def plain_row(table: Table, row: int) -> bool:
    """Is every cell of the row one row high, and no cell from above in it?"""
    mine = [c for c in table.cells if c.row <= row < c.row + c.row_span]
    return len(mine) == table.cols and all(c.row_span == c.col_span == 1 for c in mine)


def _edges(*edges: float) -> tuple[float, float, float]:
    left, top, bottom = (round(edge, 2) for edge in edges)
    return left, top, bottom


def _at(line: TextLine, seen: Observation) -> int:
    """Where the figure begins in the line; -1 where it is not in it."""
    if line.sideways or line.place.page != seen.page or seen.x0 is None or seen.x1 is None:
        return -1
    middle = ((seen.top or 0) + (seen.bottom or 0)) / 2
    if not line.place.box.top <= middle <= line.place.box.bottom:
        return -1
    at = line.text.find(seen.printed)
    while at >= 0:
        if seen.x0 - 1.5 <= line.xs[2 * at] and line.xs[2 * (at + len(seen.printed)) - 1] <= (
            seen.x1 + 1.5
        ):
            return at
        at = line.text.find(seen.printed, at + 1)
    return -1


def _down(cell: Cell, rows: int) -> Cell:
    return cell.model_copy(update={"row": cell.row + rows})


def _with_cells(
    reading: Reading, table: int, change: Callable[[Sequence[Cell]], list[Cell]], rows: int = 0
) -> Reading:
    def block(one: Block) -> Block:
        if not isinstance(one, Table) or one.index != table:
            return one
        cells = tuple(change(one.cells))
        return one.model_copy(update={"cells": cells, "rows": one.rows + rows})

    return reading.model_copy(update={"blocks": tuple(block(b) for b in reading.blocks)})
