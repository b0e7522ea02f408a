"""Tables that lines across divide by kind of entity (一、各区 … 二、各医院), taken apart."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from pipeline.interpreting.names.entities import is_known, looks_like
from pipeline.interpreting.names.registry import Registry
from pipeline.interpreting.tables.cells import paragraph_of_cell
from pipeline.interpreting.text.numbers import looks_numeric
from pipeline.interpreting.text.total_labels import is_total_label
from pipeline.interpreting.text.units import units_stated
from pipeline.model.place import Place
from pipeline.reading.model import Block, Cell, Reading, Table
from schemas.base import ENTITY_KINDS, EntityKind

_NUMBERED = re.compile(r"\s*[（(]?[一二三四五六七八九十]{1,2}[、.)）]")
_MOST_LETTERS = 20
"""A longer line across is a remark, not a heading."""


def taken_apart(reading: Reading, registry: Registry) -> Reading:
    """The reading with a table for each section, where sections list entities of other kinds.

    Each takes over header and caption of the whole, with its own heading as one more line of
    the caption. Tables are numbered anew.
    """
    if not any(_headings(table) for table in reading.tables):
        return reading
    blocks: list[Block] = []
    for block in reading.blocks:
        blocks += _sections(block, registry) if isinstance(block, Table) else [block]
    return reading.with_blocks(blocks)


def _sections(table: Table, registry: Registry) -> list[Table]:
    headings = _headings(table)
    edges = [table.header_rows, *(h.row for h in headings if h.row > table.header_rows)]
    spans = [
        (start, end)
        for start, end in zip(edges, [*edges[1:], table.rows], strict=True)
        if any(_is_name(c) for c in table.cells if start <= c.row < end)
    ]
    kinds = {k for span in spans if (k := _kind(table, *span, registry)) is not None}
    if len(spans) < 2 or len(kinds) < 2:
        return [table]
    by_row = {h.row: h for h in headings}
    return [
        _section(table, start, end, by_row.get(start), last=end == table.rows)
        for start, end in spans
    ]


def _headings(table: Table) -> list[Cell]:
    """Lines across all columns, below the header, that read like headings.

    Where no rule shows how far a cell reaches, a numbered text alone in its row is one.
    """
    filled = Counter([c.row for c in table.cells if c.text.strip()])
    alone = {row for row, count in filled.items() if count == 1}
    return [
        c for c in table.cells
        if (c.col_span == table.cols or c.row in alone)
        and c.row >= table.header_rows and c.row_span == 1 and table.cols > 1
        and 0 < len(c.text.strip()) <= _MOST_LETTERS
        and not looks_numeric(c.text) and not is_total_label(c.text)
        and (c.col_span == table.cols or _NUMBERED.match(c.text))
    ]  # fmt: skip


def is_numbered(text: str) -> bool:
    """Does a text begin as a heading with a Chinese number (二、区属医院)?"""
    return _NUMBERED.match(text) is not None


def _is_name(cell: Cell) -> bool:
    text = cell.text.strip()
    return cell.col_span == 1 and bool(text) and not looks_numeric(text) and not (
        _NUMBERED.match(text)
    )  # fmt: skip


def _kind(table: Table, start: int, end: int, registry: Registry) -> EntityKind | None:
    """The kind of which most names of a section are; None where no kind has most."""
    names = [c.text for c in table.cells if start <= c.row < end and _is_name(c)]
    firsts = [n for n in names if any(_is_of(n, k, registry) for k in ENTITY_KINDS)]
    for kind in ENTITY_KINDS:
        if firsts and sum(_is_of(n, kind, registry) for n in firsts) * 2 > len(firsts):
            return kind
    return None


def _is_of(name: str, kind: EntityKind, registry: Registry) -> bool:
    others = (k for k in ENTITY_KINDS if k != kind)
    if is_known(name, kind, registry):
        return True
    return looks_like(name, kind) and not any(is_known(name, k, registry) for k in others)


def _section(table: Table, start: int, end: int, heading: Cell | None, *, last: bool) -> Table:
    first = start + (heading is not None)
    shift = first - table.header_rows
    kept = [c for c in table.cells if c.row < table.header_rows]
    body = [
        c.model_copy(update={"row": c.row - shift}) for c in table.cells if first <= c.row < end
    ]
    cells = (*kept, *body)
    named = paragraph_of_cell(heading, "caption", table.index) if heading else ()
    return table.model_copy(
        update={
            "caption": (*table.caption, *named),
            "notes": tuple(n for n in table.notes if last or units_stated(n.text)),
            "places": tuple(_places(table, body)) or table.places,
            "rows": max(end - shift, table.header_rows),
            "cells": cells,
        }
    )


def _places(table: Table, body: Sequence[Cell]) -> Iterator[Place]:
    """The boxes of the table on the pages that the section reaches."""
    pages = {place.page for cell in body for place in cell.places}
    yield from (place for place in table.places if place.page in pages)
