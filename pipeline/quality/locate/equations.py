"""The exact sums of a month as equations over its printed figures.

A figure stands in several sums at once: that of its row, that of its column with the printed total
below, and that of the channels that feed its column. The printed totals of a table make a row of
their own, and the printed total of the channels stands against those of the columns they feed.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from pipeline.model.dataset import Dataset
from pipeline.model.figure import FigureKey
from pipeline.quality.cells import TOTALS
from pipeline.quality.checks.arithmetic import Number, extra_sums
from schemas.base import Row, entity_column
from schemas.catalog import tables
from schemas.dimensions import Channel
from schemas.relations import ChannelSum, ColumnTotal, RowSum
from schemas.totals import ReportedTotal

Figures = Mapping[FigureKey, Number | None]


@dataclass(frozen=True)
class Sum:
    """Which sum of the bulletin an equation stands for.

    Attributes:
        kind: of the finding that tells of it.
        table: whose row, column or channels are summed; `reported_totals` for sums of totals.
        month: of the figures.
        of: the entity of a row, the column that channels feed, the table of totals; '' where
            none.
        measure: the figure that is a sum.
    """

    kind: Literal["row_sum", "column_total", "cross_table"]
    table: str
    month: dt.date
    of: str
    measure: str


@dataclass(frozen=True)
class Equation:
    """The cells of `whole` add up to as much as those of `parts`; a null adds nothing.

    `slack` are the amounts by which the whole may exceed its parts: 0, and with figures of
    columns that no schema knows whatever these may add.
    """

    sum: Sum
    whole: tuple[FigureKey, ...]
    parts: tuple[FigureKey, ...]
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
    """The equations of a month, and the figures that stand in them."""

    equations: list[Equation]
    figures: dict[FigureKey, Number | None]


def equations_of(dataset: Dataset) -> list[Month]:
    """The equations of every month that has any, in order of time."""
    totals = _by_month(dataset.of_type(ReportedTotal))
    feeds = {channel.channel_id: channel.feeds for channel in dataset.of_type(Channel)}
    facts = {
        name: _by_month(dataset.rows.get(name, ()))
        for name, model in tables().items()
        if any(isinstance(r, RowSum | ColumnTotal | ChannelSum) for r in model.table.relations)
    }
    months = sorted({month for by_month in facts.values() for month in by_month})
    made = [
        _Sheets(month, {name: rows.get(month, []) for name, rows in facts.items()},
                totals.get(month, [])).month(feeds)
        for month in months
    ]  # fmt: skip
    return [month for month in made if month.equations]


def _by_month(rows: Iterable[Row]) -> dict[dt.date, list[Row]]:
    found: dict[dt.date, list[Row]] = defaultdict(list)
    for row in rows:
        found[row["month"]].append(row)
    return found


class _Sheets:
    """The tables of one month while its equations are made."""

    def __init__(
        self, month: dt.date, rows: Mapping[str, Sequence[Row]], totals: Sequence[Row]
    ) -> None:
        self.date, self.rows = month, rows
        self.figures: dict[FigureKey, Number | None] = {
            self._total(total["table_name"], total["measure"]): total["value"] for total in totals
        }
        self.columns: dict[tuple[str, str], tuple[FigureKey, ...]] = {}

    def month(self, feeds: Mapping[str, str | None]) -> Month:
        """All equations. `feeds` tells the column that each channel feeds."""
        made: list[Equation] = []
        for name in self.rows:
            for relation in tables()[name].table.relations:
                if isinstance(relation, RowSum):
                    made += [*self._row_sums(name, relation), *self._totals_row(name, relation)]
                elif isinstance(relation, ColumnTotal):
                    made += self._column_total(name, relation.measure)
                elif isinstance(relation, ChannelSum):
                    made += self._channels(name, relation, feeds)
        return Month(made, self.figures)

    def _row_sums(self, table: str, relation: RowSum) -> Iterable[Equation]:
        """One a row. A null counts as 0: a figure that was lost breaks the sum like any other."""
        parts = [part for part in relation.parts if self._is_reported(table, part)]
        if not parts or not self._is_reported(table, relation.total):
            return
        entity = entity_column(tables()[table])
        for row in self.rows[table]:
            of = str(row[entity]) if entity else ""
            slack: set[Number] = {0, *extra_sums(getattr(row, "extra", None))}
            yield Equation(
                Sum("row_sum", table, self.date, of, relation.total),
                (self._cell(table, row, relation.total),),
                tuple(self._cell(table, row, part) for part in parts),
                frozenset(slack),
            )

    def _totals_row(self, table: str, relation: RowSum) -> Iterable[Equation]:
        """The printed totals, where all are there and no unknown column has its share in them."""
        parts = [part for part in relation.parts if self._is_reported(table, part)]
        known = all(self._has_total(table, measure) for measure in (relation.total, *parts))
        if parts and known and not any(getattr(row, "extra", None) for row in self.rows[table]):
            yield Equation(
                Sum("row_sum", TOTALS, self.date, table, relation.total),
                (self._total(table, relation.total),),
                tuple(self._total(table, part) for part in parts),
            )

    def _column_total(self, table: str, measure: str) -> Iterable[Equation]:
        if self._has_total(table, measure) and self._is_reported(table, measure):
            yield Equation(
                Sum("column_total", table, self.date, "", measure),
                (self._total(table, measure),),
                self._column(table, measure),
            )

    def _channels(
        self, table: str, relation: ChannelSum, feeds: Mapping[str, str | None]
    ) -> Iterable[Equation]:
        """Channels against the columns they feed; none where it is open what a channel feeds."""
        fed: dict[str | None, list[FigureKey]] = defaultdict(list)
        entity = entity_column(tables()[table]) or ""
        for row in self.rows[table]:
            fed[feeds.get(row[entity])].append(self._cell(table, row, relation.measure))
        if not fed or any(self.figures[cell] for cell in fed.get(None, [])):
            return
        there = [m for m in relation.target_measures if self._is_reported(relation.target, m)]
        for measure in there:
            yield Equation(
                Sum("cross_table", table, self.date, measure, relation.measure),
                tuple(fed[measure]),
                self._column(relation.target, measure),
            )
        known = all(self._has_total(relation.target, measure) for measure in there)
        if there and known and self._has_total(table, relation.measure):
            yield Equation(
                Sum("cross_table", TOTALS, self.date, table, relation.measure),
                (self._total(table, relation.measure),),
                tuple(self._total(relation.target, measure) for measure in there),
            )

    def _column(self, table: str, measure: str) -> tuple[FigureKey, ...]:
        """The cells of a column, nulls included."""
        if (table, measure) not in self.columns:
            cells = tuple(self._cell(table, row, measure) for row in self.rows.get(table, ()))
            self.columns[table, measure] = cells
        return self.columns[table, measure]

    def _is_reported(self, table: str, measure: str) -> bool:
        return any(self.figures[cell] is not None for cell in self._column(table, measure))

    def _has_total(self, table: str, measure: str) -> bool:
        return self._total(table, measure) in self.figures

    def _cell(self, table: str, row: Row, measure: str) -> FigureKey:
        entity = entity_column(type(row))
        key = FigureKey(table, self.date, str(row[entity]) if entity else "", measure)
        self.figures.setdefault(key, row[measure])
        return key

    def _total(self, table: str, measure: str) -> FigureKey:
        """The printed total of a column, under the key of its observation."""
        return FigureKey(TOTALS, self.date, table, measure)
