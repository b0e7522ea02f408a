"""Tables too wide for a sheet: further columns on the next one, without the names of the rows.

A spreadsheet prints them so. The rows are in the same order on both sheets, and as many.
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.interpreting.text.normalise import folded
from pipeline.interpreting.text.numbers import looks_numeric
from pipeline.model.message import Message
from pipeline.model.vocabulary import missing_mark
from pipeline.reading.model import Block, Cell, Reading, Table

_FEWEST_ROWS = 3
_DOUBT = Message("sheet_without_names")


def with_columns_of_next_sheet(reading: Reading) -> Reading:
    """The reading, every table with the columns that the next sheet prints of it."""
    blocks: list[Block] = []
    for block in reading.blocks:
        before = blocks[-1] if blocks else None
        if isinstance(before, Table) and isinstance(block, Table) and _goes_on(before, block):
            blocks[-1] = _joined(before, block)
        else:
            blocks.append(block)
    return reading if len(blocks) == len(reading.blocks) else reading.with_blocks(blocks)


def _goes_on(table: Table, beside: Table) -> bool:
    rows = [t.rows - t.header_rows for t in (table, beside)]
    return (
        rows[0] == rows[1] >= _FEWEST_ROWS
        and min(table.header_rows, beside.header_rows) > 0
        and beside.places[0].page > table.places[-1].page
        and has_names(table)
        and not has_names(beside)
    )


def has_names(table: Table) -> bool:
    """Is there a word in any row below the header?"""
    return any(cell.row >= table.header_rows and _is_word(cell) for cell in table.cells)


def _is_word(cell: Cell) -> bool:
    text = cell.text.strip()
    return bool(text) and not looks_numeric(text) and not missing_mark(folded(text))


def _joined(table: Table, beside: Table) -> Table:
    head = max(table.header_rows, beside.header_rows)
    moved = (c.model_copy(update={"col": c.col + table.cols}) for c in _below(beside, head))
    return table.model_copy(
        update={
            "rows": table.rows - table.header_rows + head,
            "cols": table.cols + beside.cols,
            "header_rows": head,
            "cells": (*_below(table, head), *moved),
            "notes": (*table.notes, *beside.caption, *beside.notes),
            "places": (*table.places, *beside.places),
            "confidence": min(table.confidence, beside.confidence),
            "doubts": (*table.doubts, *beside.doubts, _DOUBT),
        }
    )


def _below(table: Table, head: int) -> Iterator[Cell]:
    """The cells of the table, its header made `head` rows high."""
    more = head - table.header_rows
    for cell in table.cells:
        if cell.row >= table.header_rows:
            yield cell.model_copy(update={"row": cell.row + more})
        elif cell.row + cell.row_span == table.header_rows:
            yield cell.model_copy(update={"row_span": cell.row_span + more})
        else:
            yield cell
