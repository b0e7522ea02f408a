"""A table before it is drawn: its cells, and what a faultless reader would say of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

Align = Literal["left", "center", "right", "decimal", "spread"]


@dataclass(frozen=True, repr=False)
class Cell:
    """A cell to draw.

    Attributes:
        text: what is printed in it; a newline is a line break that the typesetter put in.
        mark: a footnote mark, set raised and smaller behind the text.
        align: overrides the alignment of the column.
    """

    text: str
    row_span: int = 1
    col_span: int = 1
    mark: str = ""
    align: Align | None = None

    def __repr__(self) -> str:
        span = f" {self.row_span}×{self.col_span}" if self.row_span * self.col_span > 1 else ""
        return repr(self.text + span + (f" ^{self.mark}" if self.mark else ""))


@dataclass(frozen=True)
class Sheet:
    """A table to draw.

    Attributes:
        rows: one tuple a row, header first; None where a cell above or to the left spans.
        header_rows: how many of the rows are header.
        weights: relative widths of the columns.
        aligns: alignment of the data cells, column by column.
        caption: lines above that name it.
        above: notes between the caption and the table.
        below: notes below the table.
    """

    rows: tuple[tuple[Cell | None, ...], ...]
    header_rows: int
    weights: tuple[float, ...]
    aligns: tuple[Align, ...]
    caption: tuple[str, ...] = ()
    above: tuple[str, ...] = ()
    below: tuple[str, ...] = ()

    def grid(self) -> list[list[str]]:
        """Texts of all rows; a cell that spans is repeated in every place that it covers."""
        out = [[""] * len(self.weights) for _ in self.rows]
        for r, row in enumerate(self.rows):
            for c, cell in enumerate(row):
                if cell is not None:
                    for i in range(r, r + cell.row_span):
                        for j in range(c, c + cell.col_span):
                            out[i][j] = cell.text.replace("\n", "")
        return out

    def with_rows(self, rows: Sequence[Sequence[Cell | None]]) -> Sheet:
        return replace(self, rows=tuple(tuple(row) for row in rows))


def header(paths: Sequence[tuple[str, ...]]) -> list[list[Cell | None]]:
    """Header rows from one path a column, merged over equal neighbours.

    A path shorter than the deepest one ends in a cell that reaches down to the data.
    """
    depth = max(len(path) for path in paths)
    rows: list[list[Cell | None]] = [[None] * len(paths) for _ in range(depth)]
    for c, path in enumerate(paths):
        for level, label in enumerate(path):
            if c and level < len(path) - 1 and paths[c - 1][: level + 1] == path[: level + 1]:
                continue
            last = level == len(path) - 1
            rows[level][c] = Cell(
                label,
                row_span=depth - level if last else 1,
                col_span=1 if last else _run(paths, c, level),
                align="center",
            )
    return rows


def beside(sheet: Sheet, groups: int, by_row: bool = False) -> Sheet:
    """The same table set in `groups` groups of columns side by side."""
    head = [row * groups for row in sheet.rows[: sheet.header_rows]]
    body = list(sheet.rows[sheet.header_rows :])
    height = -(-len(body) // groups)
    blank = tuple(Cell("") for _ in sheet.weights)
    rows = []
    for r in range(height):
        picks = [r * groups + g if by_row else g * height + r for g in range(groups)]
        parts = [body[i] if i < len(body) else blank for i in picks]
        rows.append(tuple(cell for part in parts for cell in part))
    return replace(
        sheet,
        rows=(*head, *rows),
        weights=sheet.weights * groups,
        aligns=sheet.aligns * groups,
    )


def transposed(sheet: Sheet) -> Sheet:
    """Rows become columns. Only for a table with a header of one row and without spans."""
    rows = tuple(
        tuple(Cell(cell.text if cell else "", mark=cell.mark if cell else "") for cell in column)
        for column in zip(*sheet.rows, strict=True)
    )
    count = len(rows[0]) - 1
    return replace(
        sheet, rows=rows, weights=(2.2, *[1.0] * count), aligns=columns("left", "center", count)
    )


def columns(first: Align, others: Align, count: int) -> tuple[Align, ...]:
    """One alignment for the first column and one for `count` others."""
    return (first, *[others] * count)


def _run(paths: Sequence[tuple[str, ...]], start: int, level: int) -> int:
    end = start + 1
    while (
        end < len(paths)
        and len(paths[end]) > level + 1
        and paths[end][: level + 1] == paths[start][: level + 1]
    ):
        end += 1
    return end - start
