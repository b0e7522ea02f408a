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
        month: the month that it describes; None if it describes none.
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
        address = row.table_name or "", row.month, row.entity_id or "", row.measure or ""
        return tuple.__new__(cls, address)  # one is made for every observation, several times


class PrintedFigure(NamedTuple):
    """A figure as one issue prints it. People name it so when they decide on it.

    Attributes:
        issue_id: '' if a finding is about no issue.
        figure: its `month` is None if the issue itself determines it.
    """

    issue_id: str
    figure: FigureKey

    @classmethod
    def of(cls, row: Observation | Finding) -> PrintedFigure:
        """The figure that an observation prints, or that a finding is about."""
        return cls(row.issue_id or "", FigureKey.of(row))

    @property
    def of_any_month(self) -> PrintedFigure:
        """The same without a month."""
        return self._replace(figure=self.figure._replace(month=None))

    @property
    def sort_key(self) -> tuple[str, ...]:
        """A sort key that also compares figures without a month."""
        table, month, entity_id, measure = self.figure
        return self.issue_id, table, entity_id, measure, month.isoformat() if month else ""

    def __str__(self) -> str:
        """As the command line takes it: 2025-03/hotline_monthly//calls_total."""
        table, _, entity_id, measure = self.figure
        return "/".join((self.issue_id, table, entity_id, measure))
