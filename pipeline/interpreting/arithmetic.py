"""What a column means, told by its figures: the one that is the sum of the others is the total."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from pipeline.interpreting.claims import Claim
from pipeline.interpreting.collect import exact_sum
from pipeline.interpreting.headers import Field, Layout
from pipeline.interpreting.likeness import Match
from pipeline.interpreting.measures import measures_of
from pipeline.interpreting.numbers import read_number
from pipeline.interpreting.totals import is_total_label
from schemas.base import Row
from schemas.relations import RowSum

_ENOUGH_ROWS = 5


def find_total(claim: Claim) -> Claim:
    """The claim with its total column found by arithmetic, where no header named it.

    Only where every row that can be checked agrees, and more than a few can.
    """
    relation = next((r for r in claim.model.table.relations if isinstance(r, RowSum)), None)
    layout = claim.layouts[0]
    if relation is None or len(claim.layouts) > 1 or _has(layout, relation.total):
        return claim
    fits = [c for c in layout.unknown if _is_sum(claim, layout, c, relation)]
    if len(fits) != 1:
        return claim
    return replace(claim, layouts=(_with_total(claim.model, layout, fits[0], relation.total),))


def _has(layout: Layout, measure: str) -> bool:
    return any(m.name == measure for found in layout.measure_columns().values() for m in found)


def _is_sum(claim: Claim, layout: Layout, column: int, relation: RowSum) -> bool:
    """Do the parts, with or without the other unknown columns, add up to this column?"""
    parts = [c for c, found in layout.measure_columns().items() if found[0].name in relation.parts]
    others = [c for c in layout.unknown if c != column]
    return any(
        _adds_up(claim, column, [*parts, *more])
        for more in ([], others)
        if parts and len(parts) + len(more) >= 2
    )


def _adds_up(claim: Claim, column: int, parts: list[int]) -> bool:
    grid = claim.table.grid()
    checked = 0
    for row in grid[claim.table.header_rows :]:
        if any(c is not None and is_total_label(c.text) for c in row):
            continue
        values: dict[int, Decimal | None] = {}
        for c in (column, *parts):
            cell = row[c]
            values[c] = read_number(cell.text).value if cell is not None else None
        total = values.pop(column)
        if total is None or not any(values.values()):
            continue
        if exact_sum(values.values()) != total:
            return False
        checked += 1
    return checked >= _ENOUGH_ROWS


def _with_total(model: type[Row], layout: Layout, column: int, total: str) -> Layout:
    measure = next(m for m in measures_of(model) if m.name == total)
    target = Field("measure", (measure,))
    match = Match(target, "the sum of the other columns in every row", 95)
    return replace(
        layout,
        fields=dict(sorted({**layout.fields, column: target}.items())),
        likely={**layout.likely, column: match},
        unknown=tuple(c for c in layout.unknown if c != column),
    )
