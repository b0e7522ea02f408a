"""Tables that print several months beside each other, taken apart into a table for each month.

The month is a header text of its own, over the columns of the month (1月 over 快速预约 and 小计) or
below each measure. Columns before the first month (序号, 单位) belong to every month.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence

from pipeline.interpreting.tables.cells import paragraph_of_cell
from pipeline.interpreting.text.months import before, month_in, months_in, names_a_period
from pipeline.interpreting.text.normalise import folded
from pipeline.interpreting.text.numbers import looks_numeric
from pipeline.model.message import Message
from pipeline.reading.model import Block, Cell, Paragraph, Reading, Table, TextLine

_MONTH = re.compile(
    r"[(]?(?:(?:19|20)\d{2}年)?(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])月份?[)]?"
)
_BEFORE_MEASURE = re.compile(rf"(?P<month>{_MONTH.pattern})(?P<measure>\D{{2,12}})")
"""A month and the measure below it in one text: 6月份预约数量."""
_RELATIVE = {"本月": 0, "当月": 0, "上月": 1}
_MOST = 3
"""Months beside each other, at most: a combined issue reports two; more are a survey of a year."""
_SHARED = Message("cell_of_months")


def with_one_month_a_table(reading: Reading) -> Reading:
    """The reading, every table of several months as one table a month, numbered anew."""
    blocks: list[Block] = []
    for block in reading.blocks:
        blocks += _by_month(block) if isinstance(block, Table) else [block]
    if len(blocks) == len(reading.blocks):
        return reading
    return reading.with_blocks(blocks)


def _by_month(table: Table) -> list[Table]:
    """A table a month, and one of the columns behind the months; the table where it has one."""
    heads = _month_heads(table)
    dated = {c: m for c, cell in heads.items() if (m := _month_of(cell, table)) is not None}
    own = dated
    dated = _over_equal_runs(own, table)
    if dated == own and any(map(_measure, heads.values())) and _figures_before(table, min(own)):
        return [table]  # they are of a month, but of which?
    gone = set(map(id, heads.values()))
    heads = {c: _head_of(month, heads, table) for c, month in dated.items()}
    months = sorted(set(dated.values()))
    counts = {list(dated.values()).count(month) for month in months}
    if not 2 <= len(months) <= _MOST or len(counts) != 1 or names_a_period(table.caption_text):
        return [table]
    stub = list(range(min(dated)))
    rest = [c for c in range(table.cols) if c not in dated and c not in stub]
    pieces = []
    for month in months:
        columns = [c for c in range(table.cols) if c in stub or dated.get(c) == month]
        head = next(heads[c] for c in dated if dated[c] == month)
        caption = _dated_caption(table, head, month)
        pieces.append(_piece(table, columns, gone, caption))
    if any(_body(table, c) for c in rest):
        pieces.append(_piece(table, [*stub, *rest], set(), table.caption))
    return pieces


def _over_equal_runs(dated: Mapping[int, dt.date], table: Table) -> dict[int, dt.date]:
    """The month of each column, where the columns behind the names are printed once for a month.

    Where no rule shows how far a month reaches, it may seem to be over some of its columns only.
    """
    months = list(dict.fromkeys(dated[c] for c in sorted(dated)))
    leaves = [_leaf(table, c) for c in range(table.cols)]
    for first in range(1, min(dated, default=0) + 1):
        run, rest = divmod(table.cols - first, max(len(months), 1))
        parts = [leaves[i : i + run] for i in range(first, table.cols, run)] if run > 1 else []
        if rest or len(parts) < 2 or any(part != parts[0] for part in parts) or not all(parts[0]):
            continue
        found = {c: months[(c - first) // run] for c in range(first, table.cols)}
        if all(found.get(c) == month for c, month in dated.items()):
            return found
    return dict(dated)


def _leaf(table: Table, column: int) -> str:
    """The lowest header text of a column; '' where it is a month."""
    over = [
        c for c in table.cells
        if c.row < table.header_rows and c.col <= column < c.col + c.col_span and c.text.strip()
    ]  # fmt: skip
    lowest = max(over, key=lambda c: c.row, default=None)
    text = (_measure(lowest) or folded(lowest.text)) if lowest else ""
    return "" if _MONTH.fullmatch(text) or text in _RELATIVE else text


def _head_of(month: dt.date, heads: Mapping[int, Cell], table: Table) -> Cell:
    """The header cell that names a month."""
    return next(cell for cell in heads.values() if _month_of(cell, table) == month)


def _month_heads(table: Table) -> dict[int, Cell]:
    """By column the header cell that is a month and nothing else."""
    out: dict[int, Cell] = {}
    for cell in table.cells:
        if cell.row >= table.header_rows:
            continue
        text = folded(cell.text)
        if _MONTH.fullmatch(text) or text in _RELATIVE:
            out.update(dict.fromkeys(range(cell.col, cell.col + cell.col_span), cell))
    return out or _with_measures(table)


def _with_measures(table: Table) -> dict[int, Cell]:
    """By column the header cell of a month and a measure, where all such name the same measure."""
    found = {
        cell.col: cell
        for cell in table.cells
        if cell.row < table.header_rows and cell.col_span == 1 and _measure(cell)
    }
    same = len({_measure(cell) for cell in found.values()}) == 1
    return found if same else {}


def _figures_before(table: Table, column: int) -> bool:
    """Are there figures between the first column and this one?"""
    body = [c for c in table.cells if c.row >= table.header_rows and 0 < c.col < column]
    return any(looks_numeric(c.text) for c in body)


def _measure(cell: Cell) -> str:
    """What a header text says behind its month; '' where it is no month with a measure."""
    found = _BEFORE_MEASURE.fullmatch(folded(cell.text))
    return found["measure"] if found else ""


def _month_of(head: Cell, table: Table) -> dt.date | None:
    """The month of a header text; one without a year is the latest such of the caption's time."""
    text = folded(head.text).removesuffix(_measure(head) or "\n")
    named = month_in(table.caption_text)
    if text in _RELATIVE:
        return before(named.month, _RELATIVE[text]) if named else None
    latest = max((m.month for m in months_in(table.caption_text)), default=None)
    found = month_in(text) or (month_in(text, latest) if latest else None)
    return found.month if found else None


def _dated_caption(table: Table, head: Cell, month: dt.date) -> Sequence[Paragraph]:
    """The month, and the caption without the period that it names for all months."""
    text = f"{month.year}年{month.month}月"
    (named,) = paragraph_of_cell(head.model_copy(update={"text": text}), "caption", table.index)
    return (named, *(_without_period(p) for p in table.caption))


def _without_period(paragraph: Paragraph) -> Paragraph:
    return paragraph.model_copy(update={"lines": tuple(map(_line_without, paragraph.lines))})


def _line_without(line: TextLine) -> TextLine:
    """The line without the months that it names, where its text is as it is compared."""
    found = months_in(line.text)
    if not found or folded(line.text) != line.text:
        return line
    start, end = found[0].start, found[-1].end
    return line.model_copy(
        update={
            "text": line.text[:start] + line.text[end:],
            "xs": line.xs[: 2 * start] + line.xs[2 * end :],
            "doubts": (),
        }
    )


def _body(table: Table, column: int) -> bool:
    return any(c.row >= table.header_rows and c.col == column and c.text for c in table.cells)


def _piece(
    table: Table, columns: Sequence[int], gone: set[int], caption: Sequence[Paragraph]
) -> Table:
    """These columns of a table; without the text of the header cells `gone`."""
    place = {c: i for i, c in enumerate(columns)}
    cells = []
    for cell in table.cells:
        kept = [c for c in range(cell.col, cell.col + cell.col_span) if c in place]
        if kept:
            cells.append(_moved(cell, place, kept, table.header_rows, id(cell) in gone))
    return table.model_copy(
        update={"cols": len(columns), "cells": tuple(cells), "caption": tuple(caption)}
    )


def _moved(
    cell: Cell, place: Mapping[int, int], kept: Sequence[int], header_rows: int, gone: bool
) -> Cell:
    parted = cell.row >= header_rows and len(kept) < cell.col_span
    return cell.model_copy(
        update={
            "col": place[kept[0]],
            "col_span": len(kept),
            "text": _measure(cell) if gone else cell.text,
            "doubt": cell.doubt or (_SHARED if parted and cell.text else ""),
        }
    )
