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
from schemas.base import Row, fields_of
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
    entity = next((f.name for f in fields_of(model) if f.column.role == "entity"), None)
    if entity is None:
        return None
    rows = [row for row in dataset.rows.get(table, ()) if row.key()[0] == month]
    found = list(_mended(model, rows, entity, measure, gap))
    return found[0] if len(found) == 1 else None


def _mended(
    model: type[Row], rows: Iterable[Row], entity: str, measure: str, gap: Number
) -> Iterable[Suspect]:
    for relation in model.table.relations:
        if not isinstance(relation, RowSum) or measure not in (relation.total, *relation.parts):
            continue
        for row in rows:
            held = row.__dict__
            parts = [held[name] for name in relation.parts]
            printed, total, added = held[measure], held[relation.total], total_of(parts)
            if printed is None or added is None or row_sum_holds(total, parts, held.get("extra")):
                continue
            short = added - total if measure == relation.total else total - added
            if short == gap:
                yield Suspect(held[entity], printed, printed + gap)
