"""Rows of the dataset with other values than those that were read."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from pipeline.decisions.figures import Figures, fact_column, fact_key
from pipeline.model.dataset import Dataset
from pipeline.quality.cells import TOTALS
from schemas.base import Row, fields_of
from schemas.catalog import tables
from schemas.quality import Observation
from schemas.totals import ReportedTotal

NewValue = tuple[Observation, Decimal | int | None]
"""A figure and the value that replaces it, in the unit of its measure; None = not reported."""


def rows_with(
    dataset: Dataset, figures: Figures, values: Sequence[NewValue]
) -> list[tuple[str, list[Row]]]:
    """The tables whose rows change, with their rows."""
    updates: dict[str, dict[tuple[object, ...], dict[str, object]]] = {}
    for seen, value in values:
        table, key = fact_key(seen)
        row = updates.setdefault(table, {}).setdefault(key, {})
        row[fact_column(seen)] = _native(seen, value)
    changed = []
    for table, new in updates.items():
        rows = [row.model_copy(update=new.get(row.key(), {})) for row in dataset.rows[table]]
        if table == TOTALS:
            rows = _totals(rows, figures, values)
        changed.append((table, rows))
    return changed


def _totals(rows: list[Row], figures: Figures, values: Sequence[NewValue]) -> list[Row]:
    """A total that could not be read has no row yet; one that is not reported has none."""
    new = [
        ReportedTotal(
            month=seen.month, table_name=seen.entity_id, measure=seen.measure,
            issue_id=seen.issue_id, value=value,
        )
        for seen, value in values
        if seen.table_name == TOTALS and seen.month is not None and figures.fact(seen) is None
    ]  # fmt: skip
    return [row for row in (*rows, *new) if row["value"] is not None]


def _native(seen: Observation, value: Decimal | int | None) -> Decimal | int | None:
    """The value in the type of its column."""
    fields = fields_of(tables()[seen.table_name])
    kind = next(field.type for field in fields if field.name == fact_column(seen))
    return int(value) if value is not None and kind is int else value
