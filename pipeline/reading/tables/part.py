"""A table on one page, before its parts on several pages are joined."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from pipeline.model.place import Box
from pipeline.reading.lazy import lazy
from pipeline.reading.model import DOUBTED, Method
from pipeline.reading.page.char import Char
from pipeline.reading.page.geometry import Spot
from pipeline.reading.page.lines import Line, lines_of
from pipeline.reading.tables.cell_text import CellText, cell_text
from pipeline.reading.tolerances import TOLERANCES

_T = TOLERANCES.cell_texts


@dataclass(frozen=True)
class PartCell:
    """A cell of a part: place in its rows and columns, box on the page, glyphs, and a doubt about
    them with the other reading of a recognised figure, how often such a cell is right, and what
    the letters of a recognised name may be."""

    row: int
    col: int
    row_span: int
    col_span: int
    box: Box
    chars: tuple[Char, ...] = ()
    doubt: str = ""
    other: str = ""
    sure: float = DOUBTED
    letters: tuple[str, ...] = ()

    @lazy
    def lines(self) -> list[Line]:
        return lines_of(self.chars)

    @lazy
    def content(self) -> CellText:
        return cell_text(self.lines, self.doubt, self.other, self.box.width)

    @property
    def text(self) -> str:
        return self.content.text

    @classmethod
    def filled(
        cls, place: tuple[int, int, int, int], box: Box, chars: tuple[Char, ...], doubt: str
    ) -> PartCell:
        """A cell as the class makes it, in a third of the time: every field of a grid is one."""
        cell = object.__new__(cls)
        row, col, row_span, col_span = place
        cell.__dict__.update(
            row=row, col=col, row_span=row_span, col_span=col_span, box=box, chars=chars,
            doubt=doubt, other="", sure=DOUBTED, letters=(),
        )  # fmt: skip
        return cell

    def at(self, row: int, col: int | None = None, col_span: int | None = None) -> PartCell:
        """The same cell in another row or column; its lines and text are kept."""
        col = self.col if col is None else col
        col_span = self.col_span if col_span is None else col_span
        if (row, col, col_span) == (self.row, self.col, self.col_span):
            return self
        cell = object.__new__(PartCell)
        cell.__dict__.update(self.__dict__, row=row, col=col, col_span=col_span)
        return cell


@dataclass(frozen=True)
class Part:
    """One page's part of a table.

    Attributes:
        page: running number of the page, or of the leaf of a sheet.
        box: on the upright page.
        xs: left edges of the columns and the right edge of the last, ascending.
        rows: number of rows.
        header_rows: first rows that hold no figures.
        cells: all cells.
        titles: lines within its frame, above its header, that name it.
    """

    page: int
    box: Box
    xs: tuple[float, ...]
    rows: int
    header_rows: int
    cells: tuple[PartCell, ...]
    method: Method
    confidence: float = 1.0
    doubts: tuple[str, ...] = field(default=())
    titles: tuple[Line, ...] = ()

    @property
    def cols(self) -> int:
        return len(self.xs) - 1

    @lazy
    def grid(self) -> list[list[PartCell | None]]:
        """`rows` × `cols`; a cell that spans is repeated in every place that it covers."""
        out: list[list[PartCell | None]] = [[None] * self.cols for _ in range(self.rows)]
        for cell in self.cells:
            for r in range(cell.row, cell.row + cell.row_span):
                for c in range(cell.col, cell.col + cell.col_span):
                    out[r][c] = cell
        return out

    def row_texts(self, row: int) -> list[str]:
        """Texts of one row by column; a spanning cell's text is in each of them."""
        return [cell.text if cell else "" for cell in self.grid[row]]


def doubted(part: Part, spots: Sequence[Spot]) -> Part:
    """The part, each of its cells that a spot touches in doubt, for the worst reason of several."""
    near = sorted((s for s in spots if _overlap(s.box, part.box)), key=lambda s: s.sure)
    if not near:
        return part
    reasons = [s for s in near if s.reason]
    words = [s for s in near if s.letters]
    return replace(
        part, cells=tuple(_with_letters(_doubted(cell, reasons), words) for cell in part.cells)
    )


def _with_letters(cell: PartCell, spots: Sequence[Spot]) -> PartCell:
    """The cell with what the letters of its lines may be; as it was where all are sure."""
    near = [s.letters for s in spots if any(s.touches(char) for char in cell.chars)]
    if not near:
        return cell
    letters: list[str] = []
    for line in cell.lines:
        own = [char for char in line.text if not char.isspace()]
        letters += next((x for x in near if [may_be[0] for may_be in x] == own), own)
    return replace(cell, letters=tuple(letters))


def _doubted(cell: PartCell, spots: Sequence[Spot]) -> PartCell:
    read = any(char.text != " " for char in cell.chars)
    for spot in spots:
        if spot.empty_only and read:
            continue
        if spot.covers(cell.box) or any(spot.touches(char) for char in cell.chars):
            if cell.doubt:
                return cell
            return replace(cell, doubt=spot.reason, other=spot.other, sure=spot.sure)
    return cell


def _overlap(a: Box, b: Box) -> bool:
    return a.x0 < b.x1 and b.x0 < a.x1 and a.top < b.bottom and b.top < a.bottom
