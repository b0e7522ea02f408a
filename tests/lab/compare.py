"""Holds what was read against what was drawn."""

from __future__ import annotations

import hashlib
from pathlib import Path

from pipeline.model.place import Place
from pipeline.reading import read_pdf
from pipeline.reading.model import Cell, Reading, Table
from tests.lab.drawing import Spots
from tests.lab.paper import Spot
from tests.lab.sheets import Sheet

Grid = list[list[str]]


def read(pdf: bytes, folder: Path) -> Reading:
    """Read a PDF that stands only in memory."""
    digest = hashlib.sha256(pdf).hexdigest()
    path = folder / f"{digest[:12]}.pdf"
    path.write_bytes(pdf)
    return read_pdf(path, digest)


def flat(text: str) -> str:
    """Text without any white space: where a line was broken is no matter of reading."""
    return "".join(text.split())


def drawn_body(sheet: Sheet) -> Grid:
    return [[flat(text) for text in row] for row in sheet.grid()[sheet.header_rows :]]


def read_body(table: Table, like: Sheet | None = None) -> Grid:
    """Texts of the data rows.

    Without rules nobody can tell how far a merged cell reaches. Where `like` has one, its text
    may stand in any of the columns that it covers, and is then taken to cover them all.
    """
    body = [[_text(cell) for cell in row] for row in table.grid()[table.header_rows :]]
    if like is None or len(body) != len(like.rows) - like.header_rows:
        return body
    for row, drawn in zip(body, like.rows[like.header_rows :], strict=True):
        for c, cell in enumerate(drawn):
            if cell is not None and cell.col_span > 1:
                covered = slice(c, c + cell.col_span)
                found = [text for text in row[covered] if text]
                if len(set(found)) == 1:
                    row[covered] = [found[0]] * len(row[covered])
    return body


def drawn_paths(sheet: Sheet) -> Grid:
    """The header as one path a column: its distinct texts from top to bottom."""
    return _paths([[flat(text) for text in row] for row in sheet.grid()[: sheet.header_rows]])


def read_paths(table: Table) -> Grid:
    return _paths([[_text(cell) for cell in row] for row in table.grid()[: table.header_rows]])


def misplaced(table: Table, spots: Spots) -> list[str]:
    """Cells in whose boxes some of their text was not drawn.

    The text of a merged cell may have been read into any cell of its row, see `read_body`.
    """
    out = []
    grid = table.grid()
    for (row, col), drawn in spots.items():
        cell = grid[row][col] if row < len(grid) and col < len(grid[row]) else None
        near = (
            [cell] if cell and cell.text else [c for line in grid[row : row + 1] for c in line if c]
        )
        places = [place for c in near for place in c.places]
        out += [
            f"row {row} column {col}: {spot}, read {places}"
            for spot in drawn
            if not any(_within(spot, place) for place in places)
        ]
    return out


def _within(spot: Spot, place: Place) -> bool:
    box = place.box
    return (
        place.page == spot.page
        and box.x0 - 1 <= spot.x <= box.x1 + 1
        and box.top - 1 <= spot.y <= box.bottom + 1
    )


def everything(reading: Reading) -> str:
    """All text of a reading but the furniture, without white space."""
    parts = [p.text for p in reading.paragraphs]
    for table in reading.tables:
        parts += [p.text for p in (*table.caption, *table.notes)]
        parts += [cell.text + cell.superscript for cell in table.cells]
    return flat("".join(parts))


def _paths(head: Grid) -> Grid:
    if not head:
        return []
    out = []
    for column in zip(*head, strict=True):
        path: list[str] = []
        for text in column:
            if text and (not path or path[-1] != text):
                path.append(text)
        out.append(path)
    return out


def _text(cell: Cell | None) -> str:
    return flat(cell.text) if cell else ""
