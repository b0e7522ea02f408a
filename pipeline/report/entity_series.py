"""The figures of an entity in one table over time: charts, sums of years, and all months."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby, pairwise
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

from pipeline.longitudinal.months import months_between
from pipeline.model.label import Label
from pipeline.model.row_digest import digest_of
from pipeline.model.run_digests import RunDigests
from pipeline.report.charts import Chart, Line, Mark, chart_of_table, marks_of
from pipeline.report.derived_series import are_drawn, derived_charts, year_line
from pipeline.report.index import Index
from pipeline.report.labels import measure_label, unit_label
from pipeline.report.pages import month_text, number
from pipeline.report.parts import Part, Section, part, part_key
from schemas.base import FieldInfo, Row, entity_column, fields_of, measure_fields
from schemas.events import Event


class Value(NamedTuple):
    """A figure of a month; `link` leads to its cell on the page of its issue, or is ''."""

    text: str
    link: str
    flagged: bool


class _Year(NamedTuple):
    """A year of an entity; its rows are those from `first` to before `end`."""

    number: int
    first: int
    end: int


_NEW_YEARS = 1
"""Years that change with every issue, or nearly so; those before them are a section."""

MonthLine = tuple[str, tuple[Value, ...]]
"""A month with its figures."""


@dataclass(frozen=True)
class SeriesTable:
    """The figures of one table over time: charts by unit, and the same as a table.

    Attributes:
        marks: the events of all charts, by month.
        months: number of its months.
        rows: parts that show the lines (`MonthLine`) of a year each, the newest first; the older
            years are a section.
        years: parts that show the sums (`YearLine`) of a year each, in the same order.
    """

    name: str
    title: Label
    charts: tuple[Chart, ...]
    marks: tuple[Mark, ...]
    columns: tuple[Label, ...]
    months: int
    rows: tuple[Part | Section, ...]
    years: tuple[Part | Section, ...]


@dataclass(frozen=True)
class EntityRows:
    """The rows of an entity in a table, in the order of months.

    Attributes:
        digest: hash of the rows from one number to before another.
    """

    rows: Sequence[Row]
    digest: Callable[[int, int], str]


class TableRows:
    """The rows of a table by their entity.

    Attributes:
        model: the table.
    """

    def __init__(self, index: Index, model: type[Row]) -> None:
        self.model = model
        self._rows, table = index.dataset.rows[model.table.name], index.columns[model.table.name]
        column = table[entity_column(model)].combine_chunks().dictionary_encode()
        number = column.indices.to_numpy()
        month = table["month"].cast(pa.int32()).to_numpy()
        self._order = np.lexsort((month, number))
        self._digests = RunDigests(fields_of(model), table.take(pa.array(self._order)))
        ids = column.dictionary.to_pylist()
        bounds = np.searchsorted(number[self._order], np.arange(len(ids) + 1)).tolist()
        self._bounds = dict(zip(ids, pairwise(bounds), strict=True))

    def of(self, entity_id: str) -> EntityRows | None:
        """The rows of an entity; None where it has none."""
        if entity_id not in self._bounds:
            return None
        first, end = self._bounds[entity_id]
        rows = [self._rows[at] for at in self._order[first:end].tolist()]
        return EntityRows(rows, lambda a, b: self._digests.of(first + a, first + b))


def series_table(index: Index, model: type[Row], found: EntityRows) -> SeriesTable:
    """What the page of an entity shows of a table.

    Args:
        found: its rows there, at least one.
    """
    return _SeriesOf(index, model, found).table()


class _SeriesOf:
    """An entity in one table."""

    def __init__(self, index: Index, model: type[Row], found: EntityRows) -> None:
        self.index, self.model, self.rows, self.digest = index, model, found.rows, found.digest
        self.cells = [row.__dict__ for row in self.rows]
        self.id: str = self.cells[0][entity_column(model) or ""]
        self.fields = [
            field for field in measure_fields(model)
            if any(cells[field.name] is not None for cells in self.cells)
        ]  # fmt: skip
        self.doubts = index.doubts_of(model.table.name, self.id)
        self.events = index.events_of(model.table.name, self.id)
        self.months = self._months()
        self._known: dict[tuple[int, int], str] = {}

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

    def _years(self) -> tuple[tuple[Part | Section, ...], tuple[Part | Section, ...]]:
        """What shows the lines of each year, and its sums; the newest first."""
        names = [field.name for field in self.fields]
        doubted, bounds = self._doubted(names), self._bounds()
        new, old = bounds[:_NEW_YEARS], bounds[_NEW_YEARS:]
        lines, sums = self._line_parts(names, doubted, new), self._sum_parts(names, new)
        if not old:
            return tuple(lines), tuple(sums)
        made_from = "years", self._figures(names, old[-1].first, old[0].end)
        orders = self._orders(old[-1].first, old[0].end)
        doubts = [doubted[year.number] for year in old]
        return (
            (*lines, Section(part_key((made_from, orders, doubts)),
                             partial(self._line_parts, names, doubted, old))),
            (*sums, Section(part_key(made_from), partial(self._sum_parts, names, old))),
        )  # fmt: skip

    def _bounds(self) -> list[_Year]:
        """The years, the newest first."""
        end, found = len(self.cells), []
        for year, cells in groupby(reversed(self.cells), key=_year):
            first = end - len(list(cells))
            found.append(_Year(year, first, end))
            end = first
        return found

    def _figures(self, names: Sequence[str], first: int, end: int) -> str:
        """A hash of some rows and the columns that are shown of them."""
        known = self._known.get((first, end))
        if known is None:
            made_from = self.model.table.name, names, self.digest(first, end)
            known = self._known[first, end] = digest_of(made_from)
        return known

    def _orders(self, first: int, end: int) -> list[str]:
        """What decides the numbers that the figures of some rows have on the pages of issues."""
        issues = dict.fromkeys([cells["issue_id"] for cells in self.cells[first:end]])
        return [self.index.figures_of(issue).order for issue in issues]

    def _line_parts(
        self, names: Sequence[str], doubted: Mapping[int, Any], years: Iterable[_Year]
    ) -> list[Part]:
        """A part with the lines of each year."""
        found = []
        for year, first, end in years:
            figures, orders = self._figures(names, first, end), self._orders(first, end)
            lines = partial(self._lines, self.rows[first:end][::-1], names)
            found.append(part(("months", figures, orders, doubted[year]), lines))
        return found

    def _sum_parts(self, names: Sequence[str], years: Iterable[_Year]) -> list[Part]:
        """A part with the sums of each year."""
        return [
            part(("year", self._figures(names, first, end)),
                 partial(year_line, year, self.rows[first:end], self.fields))
            for year, first, end in years
        ]  # fmt: skip

    def _doubted(self, names: Sequence[str]) -> Mapping[int, list[tuple[int, str]]]:
        """The doubted months of each year, with the column, in order."""
        found: dict[int, list[tuple[int, str]]] = defaultdict(list)
        for name in names:
            for month in filter(None, self.doubts.get(name, ())):
                found[month.year].append((month.toordinal(), name))
        return defaultdict(list, {year: sorted(them) for year, them in found.items()})

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


def _year(cells: Mapping[str, Any]) -> int:
    month: dt.date = cells["month"]
    return month.year
