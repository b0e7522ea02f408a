"""Figures with a gap where thousands end, in a table that prints the others without one.

What parts a 5 from 703 may be the mark of thousands, or a digit that was painted over. Only the
other figures of the table show how it marks thousands.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from pipeline.interpreting.tables.rows import Record
from pipeline.interpreting.text.numbers import read_number
from pipeline.model.message import Message
from pipeline.reading.model import Cell

_FEWEST = 5
"""Figures of a thousand and more without a gap that show how a table prints them."""

_FEW = 0.25
"""As many with a gap, in shares of those without, are another way to print them."""

_THOUSAND = 1000


def lone_gaps(records: Sequence[Record]) -> Mapping[int, Message]:
    """Why a figure is in doubt, by the `id` of its cell."""
    gaps: list[Cell] = []
    whole = 0
    for cell in _figures(records):
        if " " in cell.text.strip():
            gaps.append(cell)
        elif (value := read_number(cell.text).value) is not None and abs(value) >= _THOUSAND:
            whole += 1
    if whole < _FEWEST or len(gaps) > _FEW * whole:
        return {}
    found = ((cell, read_number(cell.text)) for cell in gaps)
    return {
        id(cell): Message("space_inside", text=cell.text, number=number.value)
        for cell, number in found
        if number.value is not None and number.unit is None
    }


def _figures(records: Sequence[Record]) -> Iterator[Cell]:
    for record in records:
        if record.kind == "data":
            columns = record.layout.measure_columns()
            yield from (cell for column, cell in record.cells.items() if column in columns)
