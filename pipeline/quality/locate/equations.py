"""The exact sums of a month as equations over its printed figures.

A figure is part of several sums: that of its row, that of its column with the printed total
below, and that of the channels that feed its column. The printed totals of a table make a row of
their own, and the printed total of the channels equals those of the columns they feed. Which
equations a relation makes is in its check.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from pipeline.model.dataset import Dataset
from pipeline.model.figure import FigureKey
from pipeline.quality.arithmetic import Number
from pipeline.quality.cells import Naming, total_key
from schemas.base import Row, entity_column
from schemas.catalog import tables
from schemas.quality import FindingKind
from schemas.relations import Relation
from schemas.totals import ReportedTotal

Figures = Mapping[FigureKey, Number | None]


@dataclass(frozen=True)
class Sum:
    """Which sum of the bulletin an equation is.

    Attributes:
        kind: of the finding about it.
        table: whose row, column or channels are summed; `reported_totals` for sums of totals.
        month: of the figures.
        of: the entity of a row, the column that channels feed, the table of totals; '' where
            none.
        measure: the figure that is a sum.
    """

    kind: FindingKind
    table: str
    month: dt.date
    of: str
    measure: str


@dataclass(frozen=True)
class Equation:
    """The cells of `whole` add up to as much as those of `parts`; a null adds nothing.

    Attributes:
        sum: which one of the bulletin.
        whole, parts: cells of both sides.
        title: the sum in words, as "the row of 甲医院".
        rank: in which order sums are named, 0 first: a row has few cells, and the reader finds
            them in one line; a column has many.
        slack: amounts by which the whole may exceed its parts: 0, and with figures of columns
            that no schema knows whatever these may add.
    """

    sum: Sum
    whole: tuple[FigureKey, ...]
    parts: tuple[FigureKey, ...]
    title: str = field(compare=False)
    rank: int = field(compare=False)
    slack: frozenset[Number] = frozenset({0})

    @cached_property
    def signs(self) -> dict[FigureKey, int]:
        """Every cell, with 1 on the side of the whole and -1 on that of the parts."""
        return dict.fromkeys(self.whole, 1) | dict.fromkeys(self.parts, -1)

    def excess(self, figures: Figures) -> Number:
        """By how much the whole exceeds the parts."""
        return sum((sign * (figures[cell] or 0) for cell, sign in self.signs.items()), 0)

    def changes(self, cell: FigureKey, figures: Figures) -> set[Number]:
        """What added to one cell makes the equation hold."""
        excess = self.excess(figures)
        return {self.signs[cell] * (allowed - excess) for allowed in self.slack}


@dataclass
class Month:
    """The equations of a month, and the figures in them."""

    equations: list[Equation]
    figures: dict[FigureKey, Number | None]


class MonthFigures:
    """The figures of one month while its equations are made.

    Attributes:
        date: the month.
        rows: of every fact table with relations.
        naming: of rows and columns.
        feeds: the column that each channel feeds, by channel id.
        figures: those that equations have asked for.
    """

    def __init__(
        self, month: dt.date, rows: Mapping[str, Sequence[Row]], totals: Sequence[Row],
        naming: Naming, feeds: Mapping[str, str | None],
    ) -> None:  # fmt: skip
        self.date, self.rows, self.naming, self.feeds = month, rows, naming, feeds
        self.figures: dict[FigureKey, Number | None] = {
            self.total(total["table_name"], total["measure"]): total["value"] for total in totals
        }
        self._columns: dict[tuple[str, str], tuple[FigureKey, ...]] = {}

    def cell(self, table: str, row: Row, measure: str) -> FigureKey:
        """A figure of a row."""
        entity = entity_column(type(row))
        key = FigureKey(table, self.date, str(row[entity]) if entity else "", measure)
        self.figures.setdefault(key, row[measure])
        return key

    def total(self, table: str, measure: str) -> FigureKey:
        """The printed total of a column, under the key of its observation."""
        return total_key(table, self.date, measure)

    def column(self, table: str, measure: str) -> tuple[FigureKey, ...]:
        """The cells of a column, nulls included."""
        known = self._columns.get((table, measure))
        if known is None:
            rows, date, figures = self.rows.get(table, ()), self.date, self.figures
            entity = entity_column(type(rows[0])) if rows else None
            cells = []
            for values in (row.__dict__ for row in rows):
                key = FigureKey(table, date, str(values[entity]) if entity else "", measure)
                figures.setdefault(key, values[measure])
                cells.append(key)
            known = self._columns[table, measure] = tuple(cells)
        return known

    def is_reported(self, table: str, measure: str) -> bool:
        """Has any row of the table this figure?"""
        return any(self.figures[cell] is not None for cell in self.column(table, measure))

    def has_total(self, table: str, measure: str) -> bool:
        """Is a total of this column printed?"""
        return self.total(table, measure) in self.figures


MakeEquations = Callable[[Relation, str, MonthFigures], Iterable[Equation]]
"""The equations of a relation that a table declares, in one month."""


def rows_by_month(dataset: Dataset) -> dict[dt.date, list[Row]]:
    """The rows of facts with relations, then the printed totals, of every month in order of time.

    A month without facts has no equations.
    """
    found: dict[dt.date, list[Row]] = defaultdict(list)
    for name, model in tables().items():
        if model.table.relations and "month" in model.table.key:
            for row in dataset.rows.get(name, ()):
                found[row.__dict__["month"]].append(row)
    for total in dataset.of_type(ReportedTotal):
        if total.month in found:
            found[total.month].append(total)
    return dict(sorted(found.items()))


def equations_of(
    rows: Sequence[Row], date: dt.date, naming: Naming, feeds: Mapping[str, str | None],
    make: MakeEquations,
) -> Month:  # fmt: skip
    """The equations of one month.

    Args:
        rows: of the month, see `rows_by_month`.
        feeds: the column that each channel feeds, by channel id.
    """
    of_table: dict[str, list[Row]] = {
        name: [] for name, model in tables().items()
        if model.table.relations and "month" in model.table.key
    }  # fmt: skip
    totals: list[Row] = []
    for row in rows:
        (totals if isinstance(row, ReportedTotal) else of_table[row.table.name]).append(row)
    month = MonthFigures(date, of_table, totals, naming, feeds)
    equations = [
        equation
        for table in of_table
        for relation in tables()[table].table.relations
        for equation in make(relation, table, month)
    ]
    return Month(equations, month.figures)
