"""What follows from the figures of an entity: its mix, its rates, and its years."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from pipeline.longitudinal.annual import rates_of
from pipeline.model.label import Label
from pipeline.report.charts import Chart, Line, chart_of_table
from pipeline.report.labels import measure_label, unit_label
from pipeline.report.pages import number
from schemas.base import FieldInfo, Row
from schemas.events import Event
from schemas.relations import RowSum

_PERCENT = ".0%"


@dataclass(frozen=True)
class YearSum:
    """A sum of the months of a year that have a figure; `whole`: all twelve have."""

    text: str
    months: int
    whole: bool


@dataclass(frozen=True)
class YearLine:
    year: str
    sums: tuple[YearSum, ...]


def derived_charts(
    model: type[Row], rows: Sequence[Row], months: Sequence[dt.date],
    fields: Sequence[FieldInfo], events: Callable[[set[str]], Iterable[Event]],
) -> Iterable[Chart]:  # fmt: skip
    """Shares of each part in the total of its row, and the declared rates.

    Args:
        fields: columns that the rows have figures of, which are those of the table on the page.
        events: those that concern some columns.
    """
    known = {field.name: number for number, field in enumerate(fields)}
    name = model.table.name
    for sum_ in (r for r in model.table.relations if isinstance(r, RowSum)):
        parts = [part for part in sum_.parts if part in known]
        if parts and sum_.total in known:
            whole = known[sum_.total]
            lines = [Line(measure_label(fields[n]), n, whole) for n in map(known.get, parts)
                     if n is not None]  # fmt: skip
            yield chart_of_table(
                name, Label("构成（占本单位小计的比例）", "Mix: shares of its own total"),
                Label("占本单位", "share of its total"), months, lines,
                are_drawn(rows, parts, sum_.total), events({*known}), form=_PERCENT,
            )  # fmt: skip
    for rate in rates_of(model.table):
        if {rate.numerator, rate.denominator} <= {*known}:
            label = Label(rate.zh, rate.en)
            line = Line(label, known[rate.numerator], known[rate.denominator])
            about = events({"", rate.numerator, rate.denominator})
            drawn = are_drawn(rows, [rate.numerator], rate.denominator)
            yield chart_of_table(name, label, unit_label("CNY"), months, [line], drawn, about)


def are_drawn(rows: Iterable[Row], names: Sequence[str], below: str = "") -> bool:
    """Have several rows a figure of these columns, divided by the one below where it is named?"""
    with_figures = (
        True for cells in (row.__dict__ for row in rows)
        if (not below or cells[below]) and any(cells[name] is not None for name in names)
    )  # fmt: skip
    return next(with_figures, False) and next(with_figures, False)


def year_line(year: int, rows: Sequence[Row], fields: Sequence[FieldInfo]) -> YearLine:
    """Sums of the months of a calendar year, with their numbers of months."""
    return YearLine(str(year), tuple(_year_sum(rows, field) for field in fields))


def _year_sum(rows: Sequence[Row], field: FieldInfo) -> YearSum:
    name = field.name
    values = [value for row in rows if (value := row.__dict__[name]) is not None]
    if not values or not field.column.adds:
        return YearSum("–", len(values), False)
    return YearSum(number(sum(values)), len(values), len(values) == 12)
