"""The figures of an entity in one table over time: charts, sums of years, and all months."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from typing import Any, NamedTuple

from pipeline.longitudinal.months import months_between
from pipeline.model.label import Label
from pipeline.model.row_digest import digest_of, plain_rows
from pipeline.report.charts import Chart, Line, Mark, chart_of_table, marks_of
from pipeline.report.derived_series import are_drawn, derived_charts, year_line
from pipeline.report.index import Index
from pipeline.report.labels import measure_label, unit_label
from pipeline.report.pages import month_text, number
from pipeline.report.parts import Part, part
from schemas.base import FieldInfo, Row, entity_column, measure_fields
from schemas.events import Event


class Value(NamedTuple):
    """A figure of a month; `link` leads to its cell on the page of its issue, or is ''."""

    text: str
    link: str
    flagged: bool


MonthLine = tuple[str, tuple[Value, ...]]
"""A month with its figures."""


@dataclass(frozen=True)
class SeriesTable:
    """The figures of one table over time: charts by unit, and the same as a table.

    Attributes:
        marks: the events of all charts, by month.
        months: number of its months.
        rows: parts that show the lines (`MonthLine`) of a year each, the newest first.
        years: parts that show the sums (`YearLine`) of a year each, in the same order.
    """

    name: str
    title: Label
    charts: tuple[Chart, ...]
    marks: tuple[Mark, ...]
    columns: tuple[Label, ...]
    months: int
    rows: tuple[Part, ...]
    years: tuple[Part, ...]


class TableRows:
    """The rows of a table by their entity, each in the order of months.

    Attributes:
        model: the table.
    """

    def __init__(self, index: Index, model: type[Row]) -> None:
        self.model = model
        column = entity_column(model) or ""
        self._of: dict[str, list[tuple[Row, Any]]] = defaultdict(list)
        rows = index.dataset.rows.get(model.table.name, ())
        for row, plain in zip(rows, plain_rows(rows), strict=True):
            self._of[row.__dict__[column]].append((row, plain))
        for them in self._of.values():
            them.sort(key=_month)

    def of(self, entity_id: str) -> list[tuple[Row, Any]]:
        """The rows of an entity, each with its values as `digest_of` takes them."""
        return self._of.get(entity_id, [])


def _month(row: tuple[Row, Any]) -> dt.date:
    month: dt.date = row[0].__dict__["month"]
    return month


def series_table(index: Index, model: type[Row], found: Sequence[tuple[Row, Any]]) -> SeriesTable:
    """What the page of an entity shows of a table.

    Args:
        found: its rows there, at least one, as `TableRows` has them.
    """
    return _SeriesOf(index, model, found).table()


class _SeriesOf:
    """An entity in one table."""

    def __init__(
        self, index: Index, model: type[Row], found: Sequence[tuple[Row, Any]]
    ) -> None:  # fmt: skip
        self.index, self.model, self.found = index, model, found
        self.rows = [row for row, _ in found]
        self.cells = [row.__dict__ for row in self.rows]
        self.id: str = self.cells[0][entity_column(model) or ""]
        self.fields = [
            field for field in measure_fields(model)
            if any(cells[field.name] is not None for cells in self.cells)
        ]  # fmt: skip
        self.doubts = index.doubts_of(model.table.name, self.id)
        self.events = index.events_of(model.table.name, self.id)
        self.months = self._months()

    def table(self) -> SeriesTable:
        table = self.model.table
        charts = (*self._charts(), *self._derived())
        return SeriesTable(
            table.name, Label(table.zh, table.en), charts, marks_of(charts),
            tuple(Label(field.column.zh, field.name) for field in self.fields),
            len(self.rows), *self._years(),
        )  # fmt: skip

    def _months(self) -> list[dt.date]:
        """From its first row to its last, or to the month in which it left."""
        here = self.model.table.name, self.id
        own = [e.month for e in self.events if (e.table_name, e.entity_id) == here]
        first, last = self.cells[0]["month"], self.cells[-1]["month"]
        return list(months_between(first, max([last, *own])))

    def _about(self, measures: set[str]) -> list[Event]:
        """What breaks the series in some columns; '' is the row as a whole."""
        return [e for e in self.events if e.kind == "issue_missing" or e.measure in measures]

    def _charts(self) -> Iterable[Chart]:
        by_unit: dict[str, list[tuple[int, FieldInfo]]] = defaultdict(list)
        for number_, field in enumerate(self.fields):
            by_unit[field.column.unit].append((number_, field))
        title = Label(self.model.table.zh, self.model.table.en)
        for unit, numbered in by_unit.items():
            names = [field.name for _, field in numbered]
            yield chart_of_table(
                self.model.table.name, title, unit_label(unit), self.months,
                [Line(measure_label(field), number_) for number_, field in numbered],
                are_drawn(self.rows, names), self._about({"", *names}),
            )  # fmt: skip

    def _derived(self) -> Iterable[Chart]:
        return derived_charts(
            self.model, self.rows, self.months, self.fields,
            events=lambda measures: self._about({"", *measures}),
        )  # fmt: skip

    def _years(self) -> tuple[tuple[Part, ...], tuple[Part, ...]]:
        """Parts with the lines of a year each, and with its sums; the newest first."""
        names = [field.name for field in self.fields]
        months, sums = [], []
        for year, lines in groupby(reversed(self.found), key=lambda one: _month(one).year):
            them = list(lines)
            rows = [row for row, _ in them]
            figures = digest_of((self.model.table.name, names, [plain for _, plain in them]))
            issues = sorted({row.__dict__["issue_id"] for row in rows})
            doubted = [
                sorted(m.toordinal() for m in self.doubts.get(name, ()) if m and m.year == year)
                for name in names
            ]
            orders = [self.index.figures_of(issue).order for issue in issues]
            lines_of_year = partial(self._lines, rows, names)
            months.append(part(("months", figures, orders, doubted), lines_of_year))
            sums.append(part(("year", figures), partial(year_line, year, rows, self.fields)))
        return tuple(months), tuple(sums)

    def _lines(self, rows: Sequence[Row], names: Sequence[str]) -> list[MonthLine]:
        table, id_, link = self.model.table.name, self.id, self.index.link
        doubted = [(name, self.doubts.get(name, set())) for name in names]
        found = []
        for cells in (row.__dict__ for row in rows):
            month, issue = cells["month"], cells["issue_id"]
            values = [
                Value(number(cells[n]), link(issue, (table, month, id_, n)), month in months)
                for n, months in doubted
            ]
            found.append((month_text(month), tuple(values)))
        return found
