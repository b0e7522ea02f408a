"""Blank cells of a scanned table that may have lost their figure.

Correction fluid, a lamp mirrored by the paper and a fold leave a clean blank where a figure was.
Only the rest of the table shows it: where what is not reported has a mark, or nearly all cells are
filled, a blank is no way to say that nothing was reported.
"""

from __future__ import annotations

from collections.abc import Sequence, Set

from pipeline.interpreting.tables.rows import Record
from pipeline.interpreting.text.numbers import read_number
from pipeline.model.message import Message
from pipeline.reading.model import Cell

BLANK = Message("blank_among_filled")

_FEWEST = 10
"""Figures of a table below which a share of blanks says nothing."""

_FEW = 0.02
"""Share of blank cells up to which blanks are not how a table says that nothing was reported."""


def doubtful_blanks(records: Sequence[Record], recognised: Set[int]) -> frozenset[int]:
    """The `id` of each blank cell of a measure, in a row with figures, that may have had one.

    Args:
        recognised: numbers of the pages that were recognised in a picture.
    """
    if not recognised:
        return frozenset()
    rows = [_measures(record) for record in records if record.kind == "data"]
    rows = [row for row in rows if any(not _is_blank(cell) for cell in row.values())]
    used = {c for row in rows for c, cell in row.items() if not _is_blank(cell)}
    cells = [cell for row in rows for c, cell in row.items() if c in used]
    blanks = [cell for cell in cells if _is_blank(cell)]
    filled = [cell for cell in cells if not _is_blank(cell)]
    marks = sum(read_number(cell.text).kind == "missing" for cell in filled)
    if len(filled) < _FEWEST or not (marks or len(blanks) <= _FEW * len(filled)):
        return frozenset()
    return frozenset(id(cell) for cell in blanks if _is_recognised(cell, recognised))


def _measures(record: Record) -> dict[int, Cell]:
    columns = record.layout.measure_columns()
    return {column: cell for column, cell in record.cells.items() if column in columns}


def _is_blank(cell: Cell) -> bool:
    return not cell.text.strip() and not cell.superscript


def _is_recognised(cell: Cell, recognised: Set[int]) -> bool:
    return any(place.page in recognised for place in cell.places)
