"""The one cell that a broken total and a broken row sum both point at.

Where a column does not add up to its printed total, and one row of it does not add up to its own
by the same amount, a single wrong figure explains both.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from pipeline.dataset_model import Dataset
from pipeline.quality.relations import Number, row_sum_holds, total_of
from schemas.base import Row, entity_column
from schemas.catalog import tables
from schemas.relations import RowSum


@dataclass(frozen=True)
class Suspect:
    """A figure with which both sums would hold."""

    entity_id: str
    printed: Number
    mended: Number


def suspect(
    dataset: Dataset, table: str, measure: str, month: dt.date, gap: Number
) -> Suspect | None:
    """The only row whose own sum would be mended by the change that mends the column's.

    `gap` is what must be added to the column so that it agrees with its printed total.
    """
    model = tables()[table]
    entity = entity_column(model)
    if entity is None:
        return None
    rows = [row for row in dataset.rows.get(table, ()) if row["month"] == month]
    found = list(_mended(model, rows, entity, measure, gap))
    return found[0] if len(found) == 1 else None


def _mended(
    model: type[Row], rows: Iterable[Row], entity: str, measure: str, gap: Number
) -> Iterable[Suspect]:
    for relation in model.table.relations:
        if not isinstance(relation, RowSum) or measure not in (relation.total, *relation.parts):
            continue
        for row in rows:
            parts = [row[name] for name in relation.parts]
            printed, total, added = row[measure], row[relation.total], total_of(parts)
            extra = getattr(row, "extra", None)
            if printed is None or added is None or row_sum_holds(total, parts, extra):
                continue
            short = added - total if measure == relation.total else total - added
            if short == gap:
                yield Suspect(row[entity], printed, printed + gap)
