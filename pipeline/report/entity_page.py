"""The page of a hospital, district or channel: its series as charts and tables, its names over
time, its findings."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial

from pipeline.model.english_names import EntityRow
from pipeline.model.label import Label
from pipeline.report.entity_series import SeriesTable, TableRows, series_table
from pipeline.report.index import Index, tables_of
from pipeline.report.labels import ENTITIES
from pipeline.report.notes import Notes, notes_of
from pipeline.report.pages import Page, entity_path, month_text, value_of
from schemas.base import EntityKind, Row


@dataclass(frozen=True)
class Name:
    """A name under which the entity was printed."""

    name: str
    first: str
    last: str
    times: int


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
    notes: Notes


def entity_pages(index: Index) -> Iterable[Page]:
    """A page for each hospital, district and channel."""
    for kind, rows in index.entities.items():
        facts = [TableRows(index, model) for model in tables_of(kind)]
        for row in rows:
            path = entity_path(kind, str(row.key()[0]))
            yield Page(path, "entity.html.j2", partial(_view, index, kind, row, facts))


def _view(
    index: Index, kind: EntityKind, entity: EntityRow, facts: Sequence[TableRows]
) -> EntityView:
    id_ = str(entity.key()[0])
    mine = [(fact.model, found) for fact in facts if (found := fact.of(id_))]
    successor = getattr(entity, "successor_id", None) or ""
    return EntityView(
        kind=ENTITIES[kind], id=id_, name=index.label(id_),
        is_pinyin=entity.name_en_source == "pinyin", valid=_valid(entity),
        successor=index.label(successor),
        successor_path=entity_path(kind, successor) if successor else "",
        provisional=entity.provisional,
        names=_names(row for _, found in mine for row in found.rows),
        tables=tuple(series_table(index, model, found) for model, found in mine),
        notes=notes_of(index, index.of_entity.get(id_, ())),
    )  # fmt: skip


def _valid(entity: EntityRow) -> str:
    first, last = value_of(entity, "valid_from"), value_of(entity, "valid_to")
    return f"{month_text(first)} – {month_text(last)}" if first or last else ""


def _names(rows: Iterable[Row]) -> tuple[Name, ...]:
    """Printed names with the first and the last month of each, the newest first."""
    by_name: dict[str, list[dt.date]] = defaultdict(list)
    for cells in (row.__dict__ for row in rows):
        by_name[cells["name_printed"]].append(cells["month"])
    found = [
        Name(name, month_text(min(there)), month_text(max(there)), len(there))
        for name, there in ((name, {*months}) for name, months in by_name.items())
    ]
    return tuple(sorted(found, key=lambda name: (name.last, name.first, name.name), reverse=True))
