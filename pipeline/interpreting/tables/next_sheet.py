"""Tables too wide for a sheet: further columns on the next one, with or without the rows' names.

They may also be below on the same sheet. The rows are in the same order, and as many.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.interpreting.text.months import month_in
from pipeline.interpreting.text.normalise import folded, numeral
from pipeline.interpreting.text.numbers import looks_numeric
from pipeline.model.message import Message
from pipeline.model.vocabulary import missing_mark
from pipeline.reading.model import Block, Cell, Reading, Table

_FEWEST_ROWS = 3
_DOUBT = Message("sheet_without_names")
_NUMBER = re.compile(r"[(]?(\d{1,2})[.、)]|[(]?([一二三四五六七八九])[、)]")
_CONTINUED = re.compile(r"[(]?(?:续[表上前一二三\d]*|[接上]{1,2}表)[)]?")


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


def says_it_continues(caption: str) -> bool:
    """Does a caption say that its table is the rest of one above: 续表, （续）, 接上表?"""
    text = folded(caption)
    found = _CONTINUED.search(text)
    return found is not None and (found.start() == 0 or found.end() == len(text))


def _goes_on(table: Table, beside: Table) -> bool:
    rows = [t.rows - t.header_rows for t in (table, beside)]
    return (
        rows[0] == rows[1] >= _FEWEST_ROWS
        and min(table.header_rows, beside.header_rows) > 0
        and has_names(table)
        and (_has_no_names(table, beside) or _repeats_names(table, beside))
    )


def _has_no_names(table: Table, beside: Table) -> bool:
    """Is it without names, on the same sheet or a later one?"""
    return beside.places[0].page >= table.places[-1].page and not has_names(beside)


def _repeats_names(table: Table, beside: Table) -> bool:
    """Does it print the names again, with other columns?

    It is under the same caption or none, or each is under the next number of a part (1.上传情况,
    2.业务情况) without a month of its own.
    """
    own, again = (_CONTINUED.sub("", folded(t.caption_text)) for t in (table, beside))
    if again not in ("", own) and not _is_next_part(table, beside):
        return False
    stub = _stub(table, beside)
    heads = [{_head(t, c) for c in range(t.cols)} for t in (table, beside)]
    shared = {_head(beside, c) for c in range(stub)}
    return 0 < stub < beside.cols and heads[0] & heads[1] <= shared


def _is_next_part(table: Table, beside: Table) -> bool:
    """Do the last lines of both captions begin with numbers, the second with the next one?"""
    lasts = [folded(t.caption[-1].text) if t.caption else "" for t in (table, beside)]
    numbers = [numeral(n[1] or n[2]) for text in lasts if (n := _NUMBER.match(text))]
    if len(numbers) < len(lasts) or month_in(beside.caption_text) is not None:
        return False
    return numbers[1] == (numbers[0] or 0) + 1


def _stub(table: Table, beside: Table) -> int:
    """How many first columns of `beside` are those of `table`, if names are among them; else 0."""
    count = 0
    while count < min(table.cols, beside.cols) and _body(table, count) == _body(beside, count):
        count += 1
    words = (t for c in range(count) for t in _body(table, c))
    return count if any(not looks_numeric(t) and not missing_mark(t) for t in words if t) else 0


def _head(table: Table, column: int) -> str:
    return folded("".join(dict.fromkeys(_texts(table, column)[: table.header_rows])))


def _body(table: Table, column: int) -> list[str]:
    return [folded(text) for text in _texts(table, column)[table.header_rows :]]


def _texts(table: Table, column: int) -> list[str]:
    return [cell.text if (cell := row[column]) else "" for row in table.grid()]


def has_names(table: Table) -> bool:
    """Is there a word in any row below the header?"""
    return any(cell.row >= table.header_rows and _is_word(cell) for cell in table.cells)


def _is_word(cell: Cell) -> bool:
    text = cell.text.strip()
    return bool(text) and not looks_numeric(text) and not missing_mark(folded(text))


def _joined(table: Table, beside: Table) -> Table:
    head = max(table.header_rows, beside.header_rows)
    stub = _stub(table, beside)
    moved = (
        c.model_copy(update={"col": c.col + table.cols - stub})
        for c in _below(beside, head)
        if c.col >= stub
    )
    return table.model_copy(
        update={
            "rows": table.rows - table.header_rows + head,
            "cols": table.cols + beside.cols - stub,
            "header_rows": head,
            "cells": (*_below(table, head), *moved),
            "notes": (*table.notes, *beside.caption, *beside.notes),
            "places": (*table.places, *beside.places),
            "confidence": min(table.confidence, beside.confidence),
            "doubts": (*table.doubts, *beside.doubts, *([] if stub else [_DOUBT])),
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
