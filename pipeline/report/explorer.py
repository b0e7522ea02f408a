"""The explorer: a page on which people choose figures, compare and save them, without a server.

The page holds the figures of all panels as text: for each entity and column the values of all
months, joined by commas. 157 issues take about one megabyte.
"""

from __future__ import annotations

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.longitudinal.annual import rates_of
from pipeline.longitudinal.months import months_between
from pipeline.model.label import Label
from pipeline.model.span import span
from pipeline.report.city import month_sums
from pipeline.report.index import Index
from pipeline.report.labels import ENTITIES, EVENTS, unit_label
from pipeline.report.pages import Page, entity_path, issue_path, month_text
from schemas.base import FieldInfo, Row, entity_column, measure_fields
from schemas.catalog import tables
from schemas.relations import RowSum

Json = dict[str, Any]
Cells = Mapping[str, Any]
"""The values of a row, by column."""


@dataclass(frozen=True)
class ExplorerView:
    """What the page shows before any script runs, and the figures as JSON."""

    release: str
    data: str


def explorer_page(index: Index, release: str) -> Page:
    """The page of the explorer."""
    return Page("explore.html", "explore.html.j2", partial(_view, index, release))


def _view(index: Index, release: str) -> ExplorerView:
    data = json.dumps(explorer_data(index, release), ensure_ascii=False, separators=(",", ":"))
    return ExplorerView(release, data)


def explorer_data(index: Index, release: str) -> Json:
    """All that the explorer knows."""
    panels = [m for m in tables().values() if m.table.kind == "panel" and _rows(index, m)]
    months = _months(index, panels)
    return {
        "release": release,
        "citation": citation(index, release).json,
        "months": [month_text(month) for month in months],
        "issues": _issues(index, months),
        "tables": [_table(index, model, months) for model in panels],
    }


def citation(index: Index, release: str) -> Label:
    """How to cite the release, in both languages."""
    newest = index.issues[-1] if index.issues else None
    title = newest.title if newest else ""
    publisher = (newest.publisher or "") if newest else ""
    first, last = (index.issues[0].issue_id, newest.issue_id) if newest else ("", "")
    many = "s" * (first != last)
    return Label(
        f"{publisher}《{title}》{span(first, last, ' 至 ')} 期；简报数据集，版本 {release}。",
        f"{publisher} 《{title}》, issue{many} {span(first, last, ' to ')};"
        f" bulletin dataset, release {release}.",
    )


def _months(index: Index, panels: Iterable[type[Row]]) -> list[dt.date]:
    there = {row.__dict__["month"] for model in panels for row in _rows(index, model)}
    return list(months_between(min(there), max(there))) if there else []


def _issues(index: Index, months: Sequence[dt.date]) -> list[str]:
    """The page of the issue that covers each month; '' = none."""
    found = {issue.month: issue.issue_id for issue in index.issues}
    for model in tables().values():
        if model.table.kind == "panel":
            rows = (row.__dict__ for row in _rows(index, model))
            found |= {cells["month"]: cells["issue_id"] for cells in rows if cells["issue_id"]}
    return [issue_path(found[month]) if month in found else "" for month in months]


def _table(index: Index, model: type[Row], months: Sequence[dt.date]) -> Json:
    fact = tables()[model.table.panel_of]
    fields = measure_fields(model)
    kind = (entity_column(fact) or "").removesuffix("_id")
    totals = [r for r in fact.table.relations if isinstance(r, RowSum)]
    sums = month_sums(index, fact)
    return {
        "name": fact.table.name,
        "title": Label(fact.table.zh, fact.table.en).json,
        "kind": ENTITIES[kind].json if kind else None,
        "measures": [_measure(field) for field in fields],
        "whole": {part: one.total for one in totals for part in one.parts},
        "rates": [
            {"name": r.name, "above": r.numerator, "below": r.denominator,
             "label": Label(r.zh, r.en).json}
            for r in rates_of(fact.table)
        ],
        "entities": list(_entities(index, model, fact, months)),
        "city": {
            field.name: _line(sums.get(month, {}).get(field.name) for month in months)
            for field in fields
        } if kind else None,
        "events": [
            {"month": month_text(e.month), "kind": e.kind, "entity": e.entity_id,
             "successor": e.after if e.kind == "merged" else "", "measure": e.measure,
             "label": EVENTS[e.kind].json, "text": Label(e.message_zh, e.message).json}
            for e in index.events if e.table_name == fact.table.name
        ],
    }  # fmt: skip


def _measure(field: FieldInfo) -> Json:
    return {
        "name": field.name,
        "label": Label(field.column.zh, field.column.en.rstrip(".")).json,
        "unit": unit_label(field.column.unit).json,
        "adds": field.column.adds,
    }


def _entities(
    index: Index, model: type[Row], fact: type[Row], months: Sequence[dt.date]
) -> Iterable[Json]:
    """One for each line; a table of one row a month has one, without an id."""
    also, lines = index.other_names(), _Lines(index, model, entity_column(fact), months)
    for id_ in sorted(lines.ids, key=lambda id_: _size(lines.rows_of(id_), model), reverse=True):
        yield {
            "id": id_,
            "name": (index.label(id_) if id_ else Label(fact.table.zh, fact.table.en)).json,
            "also": " ".join(also.get(id_, ())),
            "page": entity_path(index.kinds[id_], id_) if id_ in index.kinds else "",
            "values": {field.name: lines.of(id_, field) for field in measure_fields(model)},
            "doubts": _doubts(index, fact, id_, months),
        }


class _Lines:
    """The figures of a panel as lines: those of an entity in all months, joined by commas.

    Args:
        column: that names the entity of a row; None where there is one row a month.
        months: of the lines.

    Attributes:
        ids: the entities; '' where there is one row a month.
    """

    def __init__(
        self, index: Index, model: type[Row], column: str | None, months: Sequence[dt.date]
    ) -> None:  # fmt: skip
        self._rows, self._table = _rows(index, model), index.columns[model.table.name]
        at = {month: n for n, month in enumerate(months)}
        cells = [row.__dict__ for row in self._rows]
        self._months, self._count = [at[one["month"]] for one in cells], len(months)
        self._numbers: dict[str, list[int]] = defaultdict(list)
        for n, one in enumerate(cells):
            self._numbers[one[column] if column else ""].append(n)
        self.ids = tuple(self._numbers)
        self._texts: dict[str, list[str]] = {}

    def rows_of(self, id_: str) -> Iterable[Cells]:
        """The rows of an entity."""
        return (self._rows[n].__dict__ for n in self._numbers[id_])

    def of(self, id_: str, field: FieldInfo) -> str:
        """The line of an entity and a measure."""
        if field.name not in self._texts:
            self._texts[field.name] = _texts(self._table[field.name])
        texts, line = self._texts[field.name], [""] * self._count
        for n in self._numbers[id_]:
            line[self._months[n]] = texts[n]
        return ",".join(line).rstrip(",")


def _texts(column: pa.ChunkedArray) -> list[str]:
    """Each value of a column; '' for a missing one."""
    if pa.types.is_integer(column.type):
        texts: list[str] = pc.fill_null(column.cast(pa.string()), "").to_pylist()
        return texts
    return ["" if value is None else _text(value) for value in column.to_pylist()]


def _rows(index: Index, model: type[Row]) -> Sequence[Row]:
    return index.dataset.rows.get(model.table.name, ())


def _size(rows: Iterable[Cells], model: type[Row]) -> float:
    """Sum of the main figure, so that the largest entities come first."""
    main = next((r.total for r in tables()[model.table.panel_of].table.relations
                 if isinstance(r, RowSum)), measure_fields(model)[0].name)  # fmt: skip
    return float(sum(row[main] or 0 for row in rows))


def _line(values: Iterable[Any]) -> str:
    """Values joined by commas, nothing for a missing one."""
    return ",".join(["" if value is None else _text(value) for value in values]).rstrip(",")


def _text(value: Any) -> str:
    if type(value) is int:
        return str(value)
    whole = value == value.to_integral() if isinstance(value, Decimal) else True
    return str(int(value)) if whole else f"{value.normalize():f}"


def _doubts(
    index: Index, fact: type[Row], id_: str, months: Sequence[dt.date]
) -> dict[str, list[int]]:
    """The months, by number, whose figure has an error or a warning."""
    doubts = index.doubts_of(fact.table.name, id_)
    found: dict[str, list[int]] = {}
    for field in measure_fields(fact):
        doubted = doubts.get(field.name, ())
        numbers = [number for number, month in enumerate(months) if doubted and month in doubted]
        if numbers:
            found[field.name] = numbers
    return found
