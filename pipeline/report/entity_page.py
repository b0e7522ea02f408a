"""The page of a hospital, district or channel: its series as charts and tables, its names over
time, its findings."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

from pipeline.longitudinal.months import months_between
from pipeline.model.english_names import EntityRow
from pipeline.model.figure import FigureKey
from pipeline.model.label import Label
from pipeline.report.charts import Chart, Series, chart
from pipeline.report.derived_series import YearLine, derived_charts, years
from pipeline.report.index import Index, tables_of
from pipeline.report.labels import ENTITIES, measure_label, unit_label
from pipeline.report.notes import Note, notes_of
from pipeline.report.pages import Page, entity_path, month_text, number, value_of
from schemas.base import EntityKind, FieldInfo, Row, entity_column, measure_fields
from schemas.events import Event


@dataclass(frozen=True)
class Name:
    """A name under which the entity was printed."""

    name: str
    first: str
    last: str
    times: int


class Value(NamedTuple):
    """A figure of a month; `link` leads to its cell on the page of its issue, or is ''."""

    text: str
    link: str
    flagged: bool


NOTHING = Value("–", "", False)


@dataclass(frozen=True)
class SeriesTable:
    """The figures of one table over time: charts by unit, and the same as a table."""

    name: str
    title: Label
    charts: tuple[Chart, ...]
    columns: tuple[Label, ...]
    rows: tuple[tuple[str, tuple[Value, ...]], ...]
    years: tuple[YearLine, ...]


@dataclass(frozen=True)
class EntityView:
    """Everything on the page of an entity."""

    kind: Label
    id: str
    name: Label
    is_pinyin: bool
    valid: str
    successor: Label
    successor_path: str
    provisional: bool
    names: tuple[Name, ...]
    tables: tuple[SeriesTable, ...]
    notes: tuple[Note, ...]


def entity_pages(index: Index) -> Iterable[Page]:
    """A page for each hospital, district and channel."""
    for kind, rows in index.entities.items():
        facts = [(model, _rows_of(index, model)) for model in tables_of(kind)]
        for row in rows:
            path = entity_path(kind, str(row.key()[0]))
            yield Page(path, "entity.html.j2", partial(_view, index, kind, row, facts))


def _view(
    index: Index, kind: EntityKind, entity: EntityRow,
    facts: Sequence[tuple[type[Row], dict[str, list[Row]]]],
) -> EntityView:  # fmt: skip
    id_ = str(entity.key()[0])
    mine = [(model, rows[id_]) for model, rows in facts if id_ in rows]
    successor = getattr(entity, "successor_id", None) or ""
    return EntityView(
        kind=ENTITIES[kind], id=id_, name=index.label(id_),
        is_pinyin=entity.name_en_source == "pinyin", valid=_valid(entity),
        successor=index.label(successor),
        successor_path=entity_path(kind, successor) if successor else "",
        provisional=entity.provisional,
        names=_names(rows for _, rows in mine),
        tables=tuple(_series_table(index, model, rows) for model, rows in mine),
        notes=notes_of(index, index.of_entity.get(id_, ())),
    )  # fmt: skip


def _rows_of(index: Index, model: type[Row]) -> dict[str, list[Row]]:
    entity = entity_column(model) or ""
    found: dict[str, list[Row]] = defaultdict(list)
    for row in index.dataset.rows.get(model.table.name, ()):
        found[row[entity]].append(row)
    for rows in found.values():
        rows.sort(key=lambda row: row["month"])
    return found


def _valid(entity: EntityRow) -> str:
    first, last = value_of(entity, "valid_from"), value_of(entity, "valid_to")
    return f"{month_text(first)} – {month_text(last)}" if first or last else ""


def _names(groups: Iterable[list[Row]]) -> tuple[Name, ...]:
    """Printed names with the first and the last month of each, the newest first."""
    months: dict[str, set[dt.date]] = defaultdict(set)
    for rows in groups:
        for row in rows:
            months[row["name_printed"]].add(row["month"])
    found = [
        Name(name, month_text(min(there)), month_text(max(there)), len(there))
        for name, there in months.items()
    ]
    return tuple(sorted(found, key=lambda name: (name.last, name.first, name.name), reverse=True))


def _series_table(index: Index, model: type[Row], rows: list[Row]) -> SeriesTable:
    fields = [f for f in measure_fields(model) if any(row[f.name] is not None for row in rows)]
    table = model.table
    by_month = _values(index, model, rows, [field.name for field in fields])
    values = list(zip(*by_month, strict=True)) if fields else []
    lines = [(month_text(row["month"]), its) for row, its in zip(rows, by_month, strict=True)]
    return SeriesTable(
        table.name,
        Label(table.zh, table.en),
        (*_charts(index, model, rows, fields, values), *_derived(index, model, rows, fields)),
        tuple(Label(field.column.zh, field.name) for field in fields),
        tuple(reversed(lines)),
        years(rows, fields),
    )


def _derived(
    index: Index, model: type[Row], rows: list[Row], fields: Sequence[FieldInfo]
) -> Iterable[Chart]:
    months, id_ = _months(index, model, rows), rows[0][entity_column(model) or ""]
    return derived_charts(
        model, rows, months, fields,
        events=lambda measures: _events(index, model, rows, {"", *measures}),
        doubts=index.doubts_of(model.table.name, id_),
    )  # fmt: skip


def _charts(
    index: Index, model: type[Row], rows: list[Row], fields: Sequence[FieldInfo],
    values: Sequence[Sequence[Value]],
) -> Iterable[Chart]:  # fmt: skip
    by_unit: dict[str, list[tuple[FieldInfo, Sequence[Value]]]] = defaultdict(list)
    for field, its in zip(fields, values, strict=True):
        by_unit[field.column.unit].append((field, its))
    months = _months(index, model, rows)
    at = {row["month"]: number for number, row in enumerate(rows)}
    places = [at.get(month) for month in months]
    for unit, members in by_unit.items():
        series = [_series(field, its, rows, places) for field, its in members]
        events = _events(index, model, rows, {"", *(field.name for field, _ in members)})
        title = Label(model.table.zh, model.table.en)
        yield chart(title, unit_label(unit), months, series, events)


def _series(
    field: FieldInfo, values: Sequence[Value], rows: Sequence[Row], places: Sequence[int | None]
) -> Series:
    """The line of a column; `places` are the numbers of the rows of all months of the chart."""
    name = field.name
    figures = [None if at is None else rows[at].__dict__[name] for at in places]
    drawn = [
        NOTHING if at is None or figure is None else values[at]
        for at, figure in zip(places, figures, strict=True)
    ]
    return Series(
        measure_label(field),
        [None if figure is None else float(figure) for figure in figures],
        [value.link for value in drawn],
        [value.flagged for value in drawn],
    )


def _months(index: Index, model: type[Row], rows: list[Row]) -> list[dt.date]:
    """From its first row to its last, or to the month in which it left."""
    table, id_ = model.table.name, rows[0][entity_column(model) or ""]
    about = index.events_of(table, id_)
    own = [e.month for e in about if (e.table_name, e.entity_id) == (table, id_)]
    return list(months_between(rows[0]["month"], max([rows[-1]["month"], *own])))


def _events(
    index: Index, model: type[Row], rows: list[Row], measures: set[str]
) -> Iterable[Event]:  # fmt: skip
    """What breaks the series of an entity in some columns; '' is the row as a whole."""
    for event in index.events_of(model.table.name, rows[0][entity_column(model) or ""]):
        if event.kind == "issue_missing" or event.measure in measures:
            yield event


def _values(
    index: Index, model: type[Row], rows: Sequence[Row], names: Sequence[str]
) -> list[tuple[Value, ...]]:
    """The figures of some columns, row by row."""
    table, entity = model.table.name, entity_column(model) or ""
    doubts = index.doubts_of(table, rows[0][entity])
    doubted = [(name, doubts.get(name, set())) for name in names]
    found = []
    for row in rows:
        cells = row.__dict__
        month, id_, issue_id = cells["month"], cells[entity], cells["issue_id"]
        found.append(tuple([
            Value(
                number(cells[name]), index.link(issue_id, FigureKey(table, month, id_, name)),
                month in months,
            )
            for name, months in doubted
        ]))  # fmt: skip
    return found
