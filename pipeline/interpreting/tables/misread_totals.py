"""Total rows whose label is unknown (总和) or misread in a picture (合证): by letters or sums."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from dataclasses import dataclass, replace
from decimal import Decimal

from pipeline.interpreting.collect import exact_sum
from pipeline.interpreting.names.entities import is_known, looks_like
from pipeline.interpreting.names.misread import may_be
from pipeline.interpreting.names.registry import Registry
from pipeline.interpreting.tables.headers import ENTITY, Layout
from pipeline.interpreting.tables.made_cell import MadeCell
from pipeline.interpreting.tables.recognise import Claim
from pipeline.interpreting.text.numbers import read_number
from pipeline.interpreting.text.total_labels import GENERAL, is_total_label
from pipeline.reading.model import Cell

_FEWEST_ROWS = 3
_FEWEST_SUMS = 2
"""Figures that must be the sum of at least so many rows above them, to prove a total."""

_LONGEST = len(GENERAL[0]) + 1
"""Characters of a misread label: one may be read as two."""

_LONGEST_UNKNOWN = 12
"""Characters of a label that no list knows, such as Grand Total."""

_PIECES = re.compile("[a-z]")
"""A character that falls to pieces is read as letters."""

_Row = Sequence[Cell | None]


@dataclass(frozen=True)
class MisreadTotal:
    """A label that is taken for that of a total.

    Attributes:
        cell: as recognised.
        label: what it is taken for.
        by_sums: the figures of its row prove it, not the letters.
        recognised: was it read in a picture?
    """

    cell: Cell
    label: str
    by_sums: bool
    recognised: bool = True


def with_total_labels(
    claim: Claim, recognised: Set[int], registry: Registry
) -> tuple[Claim, list[MisreadTotal]]:
    """The claim with the labels of its misread totals mended, and what was mended.

    Args:
        recognised: numbers of the pages that were recognised in a picture.
    """
    read = any(place.page in recognised for place in claim.table.places)
    look = _misread if read else _unknown
    found: dict[int, MisreadTotal] = {}
    rows = claim.table.grid()[claim.table.header_rows :]
    for layout in claim.layouts:
        for i, row in enumerate(rows):
            total = look(row, rows[:i], layout, claim, registry)
            if total is not None:
                found[id(total.cell)] = total
    if not found:
        return claim, []
    cells = tuple(
        _mended(cell, found[id(cell)]) if id(cell) in found else cell for cell in claim.table.cells
    )
    table = claim.table.model_copy(update={"cells": cells})
    return replace(claim, table=table), list(found.values())


def _mended(cell: Cell, total: MisreadTotal) -> MadeCell:
    return MadeCell.of(cell, cell.model_copy(update={"text": total.label}))


def _label(row: _Row, layout: Layout, claim: Claim, registry: Registry) -> Cell | None:
    """The name of a row that is neither known nor the label of a total."""
    column = layout.column(ENTITY)
    cell = row[column] if column is not None and column < len(row) else None
    if cell is None or not cell.text.strip() or is_total_label(cell.text):
        return None
    return None if is_known(cell.text, claim.source.entity, registry) else cell


def _unknown(
    row: _Row, above: Sequence[_Row], layout: Layout, claim: Claim, registry: Registry
) -> MisreadTotal | None:
    """A row that is named as no place is, and whose figures are sums."""
    cell = _label(row, layout, claim, registry)
    if cell is None or looks_like(cell.text, claim.source.entity):
        return None
    short = len(cell.text.strip()) <= _LONGEST_UNKNOWN
    proved = short and _sums(row, above, layout)
    return MisreadTotal(cell, GENERAL[0], by_sums=True, recognised=False) if proved else None


def _misread(
    row: _Row, above: Sequence[_Row], layout: Layout, claim: Claim, registry: Registry
) -> MisreadTotal | None:
    cell = _label(row, layout, claim, registry)
    if cell is None:
        return None
    label = next((label for label in GENERAL if may_be(cell, label)), None)
    if label is None and is_total_label(_PIECES.sub("", cell.other)):
        label = _PIECES.sub("", cell.other)
    if label is not None:
        return MisreadTotal(cell, label, by_sums=False)
    if len(cell.text.strip()) <= _LONGEST and _sums(row, above, layout):
        return MisreadTotal(cell, GENERAL[0], by_sums=True)
    return None


def _sums(row: _Row, above: Sequence[_Row], layout: Layout) -> bool:
    """Are the figures of a row the sums of those above it, and are they enough?

    A doubtful one that is not may be misread; a certain one is no total.
    """
    proved = failed = 0
    for column in layout.measure_columns():
        cell, value = row[column], _value(row[column])
        parts = [v for r in above if (v := _value(r[column])) is not None]
        if cell is None or not value:
            continue
        if exact_sum(parts) == value:
            proved += 1
        elif cell.doubt:
            failed += 1
        else:
            return False
    return len(above) >= _FEWEST_ROWS and proved >= _FEWEST_SUMS and proved > failed


def _value(cell: Cell | None) -> Decimal | None:
    return read_number(cell.text).value if cell is not None else None
