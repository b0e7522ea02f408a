"""The address of a figure in the dataset. Defined here and nowhere else."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from schemas.quality import Finding, Observation


class FigureKey(NamedTuple):
    """A figure by the table, month, entity and measure that it belongs to.

    Attributes:
        table: name of its table in the dataset; `reported_totals` for a printed total.
        month: the month that it describes; None where it describes none.
        entity_id: '' in a table of one row a month; the name of the table that is summed for a
            printed total.
        measure: its column, or the printed header of a column that no schema knows.
    """

    table: str
    month: dt.date | None
    entity_id: str
    measure: str

    @classmethod
    def of(cls, row: Observation | Finding) -> FigureKey:
        """The figure that an observation prints, or that a finding is about."""
        return cls(row.table_name or "", row.month, row.entity_id or "", row.measure or "")
