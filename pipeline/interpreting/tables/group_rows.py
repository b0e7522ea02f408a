"""Rows that name a group of the rows below them (区属医院, 江宁区), and have no figures."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from dataclasses import replace

from pipeline.interpreting.tables.rows import Record
from pipeline.reading.model import Cell


def with_group_rows(
    records: Sequence[Record], names_entity: Callable[[Cell], bool]
) -> list[Record]:
    """The records; rows that hold a text alone, which names no entity, as headings.

    A row of figures is below each, so that a row that lost its figures at the end is none. They
    do not count in the printed order.

    Args:
        names_entity: may the text be the name of an entity of the table, or a part of it?
    """
    heads = [False] * len(records)
    for i in range(len(records) - 2, -1, -1):
        goes_on = records[i + 1].kind == "data" and records[i + 1].layout is records[i].layout
        heads[i] = goes_on and _is_text_alone(records[i]) and not _names(records[i], names_entity)
    if not any(heads):
        return list(records)
    order = itertools.count(1)
    return [
        replace(r, kind="heading", position=None, cells={}, order=0)
        if is_head
        else replace(r, order=next(order)) if r.kind == "data" else r
        for r, is_head in zip(records, heads, strict=True)
    ]  # fmt: skip


def _is_text_alone(record: Record) -> bool:
    filled = [record.position, *record.cells.values()]
    return record.kind == "data" and not any(
        c.text.strip() for c in filled if c is not None and c is not record.name
    )


def _names(record: Record, names_entity: Callable[[Cell], bool]) -> bool:
    return record.name is None or names_entity(record.name)
