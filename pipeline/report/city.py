"""The city as a whole: sums of all rows of a month, the mix of channels, the newest figures."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from pipeline.longitudinal.annual import rates_of
from pipeline.longitudinal.months import months_between
from pipeline.model.english_names import EntityRow
from pipeline.model.label import Label
from pipeline.report.charts import Chart, Mark, chart, marks_of, series_of
from pipeline.report.index import Index, tables_of
from pipeline.report.labels import measure_label, unit_label
from pipeline.report.pages import month_text, number
from schemas.base import EntityKind, FieldInfo, Row, entity_column, measure_fields, whole_measure
from schemas.catalog import tables
from schemas.events import Event
from schemas.relations import PlausibleRatio

Sums = Mapping[dt.date, Mapping[str, Any]]


@dataclass(frozen=True)
class Headline:
    """A figure of the newest month; `growth`: on the same month of the year before, or ''."""

    table: Label
    label: Label
    unit: Label
    month: str
    value: str
    growth: str
    rows: int


@dataclass(frozen=True)
class CityTable:
    """What the overview shows of a table."""

    name: str
    title: Label
    charts: tuple[Chart, ...]

    @property
    def marks(self) -> tuple[Mark, ...]:
        """The events of all charts, by month."""
        return marks_of(self.charts)


def headlines(index: Index) -> tuple[Headline, ...]:
    """The main figures of every table in its newest month."""
    return tuple(
        _headline(model, field, sums)
        for model in _monthly(index)
        if (sums := month_sums(index, model))
        for field in _main(model)
        if field.name in sums[max(sums)]
    )


def city_tables(index: Index) -> tuple[CityTable, ...]:
    """Charts of every table that has figures of several months."""
    found = (
        CityTable(model.table.name, Label(model.table.zh, model.table.en),
                  tuple(one for one in _charts(index, model) if one.drawn))
        for model in _monthly(index)
    )  # fmt: skip
    return tuple(one for one in found if one.charts)


def _monthly(index: Index) -> list[type[Row]]:
    return [
        model
        for name, model in tables().items()
        if model.table.kind == "fact" and model.table.source is not None
        and model.table.key[0] == "month" and index.dataset.rows[name]
    ]  # fmt: skip


def largest_first(
    index: Index, kind: EntityKind, rows: Iterable[EntityRow]
) -> list[EntityRow]:  # fmt: skip
    """Entities of a kind by the sums of their main figures; undecided ones come last."""
    models = tables_of(kind)
    sizes: dict[str, list[Any]] = defaultdict(lambda: [0] * len(models))
    for at, model in enumerate(models):
        main, column = _main(model)[0].name, entity_column(model) or ""
        for cells in (row.__dict__ for row in index.dataset.rows[model.table.name]):
            sizes[cells[column]][at] -= cells[main] or 0
    return sorted(rows, key=lambda row: (row.provisional, sizes[row.key()[0]], row.key()))


def month_sums(index: Index, model: type[Row]) -> Sums:
    """Sums of all rows that a month has, and of those with both figures of a rate; '' counts."""
    known = index.sums
    if model.table.name not in known:
        known[model.table.name] = _month_sums(index, model)
    return known[model.table.name]


def _month_sums(index: Index, model: type[Row]) -> Sums:
    names = [field.name for field in measure_fields(model) if field.column.adds]
    rates = rates_of(model.table)
    found: dict[dt.date, dict[str, Any]] = defaultdict(lambda: defaultdict(int))
    for row in index.dataset.rows[model.table.name]:
        cells = row.__dict__
        sums = found[cells["month"]]
        sums[""] += 1
        for name in names:
            if cells[name] is not None:
                sums[name] += cells[name]
        for rate in rates:
            if cells[rate.numerator] is not None and cells[rate.denominator] is not None:
                sums[_above(rate)] += cells[rate.numerator]
                sums[_below(rate)] += cells[rate.denominator]
    return {month: dict(values) for month, values in sorted(found.items())}


def _above(rate: PlausibleRatio) -> str:
    return f"{rate.name}/"


def _below(rate: PlausibleRatio) -> str:
    return f"/{rate.name}"


def _main(model: type[Row]) -> list[FieldInfo]:
    """Its total; where it has none, what rates are of; else its only or first figure."""
    fields = {field.name: field for field in measure_fields(model)}
    whole = whole_measure(model)
    if whole:
        return [fields[whole]]
    rated = [fields[rate.denominator] for rate in rates_of(model.table)]
    return rated or list(fields.values())[:1]


def _headline(model: type[Row], field: FieldInfo, sums: Sums) -> Headline:
    month = max(sums)
    now = sums[month][field.name]
    before = sums.get(month.replace(year=month.year - 1), {}).get(field.name)
    return Headline(
        Label(model.table.zh, model.table.en), Label(field.column.zh, field.column.en.rstrip(".")),
        unit_label(field.column.unit), month_text(month), number(now), _growth(now, before),
        sums[month][""] if entity_column(model) else 0,
    )  # fmt: skip


def _growth(now: Any, before: Any) -> str:
    return f"{100 * (Decimal(now) / Decimal(before) - 1):+.1f} %" if before else ""


def _charts(index: Index, model: type[Row]) -> Iterable[Chart]:
    sums = month_sums(index, model)
    months = list(months_between(min(sums), max(sums)))
    title = Label(model.table.zh, model.table.en)
    column = entity_column(model)
    if column and not whole_measure(model) and len(measure_fields(model)) == 1:
        yield _mix(index, model, column, months, sums)
        return
    fields = [field for field in measure_fields(model) if field.column.adds]
    unit = _main(model)[0].column.unit
    shown = [field for field in fields if field.column.unit == unit]
    events = list(_events(index, model, {field.name for field in shown}))
    series = [series_of(measure_label(f), months, sums, f.name) for f in shown]
    yield chart(title, unit_label(unit), months, series, events)
    for rate in rates_of(model.table):
        label = Label(rate.zh, rate.en)
        line = series_of(label, months, sums, _above(rate), _below(rate))
        yield chart(
            label, unit_label("CNY"), months, [line], _events(index, model, {rate.numerator})
        )


def _mix(
    index: Index, model: type[Row], column: str, months: Sequence[dt.date], sums: Sums
) -> Chart:  # fmt: skip
    """Shares of the entities in the sum of the month."""
    [field] = measure_fields(model)
    by_entity: dict[str, dict[dt.date, dict[str, Any]]] = defaultdict(dict)
    for row in index.dataset.rows[model.table.name]:
        if row[field.name] is not None:
            whole = sums[row["month"]].get(field.name)
            by_entity[row[column]][row["month"]] = {"part": row[field.name], "whole": whole}
    series = [
        series_of(index.label(id_), months, values, "part", "whole")
        for id_, values in sorted(by_entity.items(), key=lambda item: -len(item[1]))
    ]
    events = [e for e in index.events if e.table_name in (model.table.name, "issues")]
    title = Label(f"{model.table.zh}：占比", f"{model.table.en}: shares")
    return chart(
        title, Label("占合计的比例", "share of the sum"), months, series, events, form=".0%"
    )


def _events(index: Index, model: type[Row], measures: set[str]) -> Iterable[Event]:
    """Those of the whole table: what single hospitals do is on their pages."""
    for event in index.events:
        is_here = event.table_name == model.table.name and not event.entity_id
        if event.kind == "issue_missing" or (is_here and event.measure in measures):
            yield event
