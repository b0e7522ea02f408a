"""The figures of an issue as tables."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cache, partial

from pipeline.model.label import Label
from pipeline.report.index import Index
from pipeline.report.issue_views import CellView, RowView, TableHead, TableView
from pipeline.report.labels import STATUSES, column_label
from pipeline.report.page_figures import Figure, PageFigures
from pipeline.report.pages import entity_path, month_text, number
from schemas.base import FieldInfo, fields_of
from schemas.catalog import tables
from schemas.quality import Observation


def figure_tables(index: Index, figures: PageFigures) -> tuple[TableView, ...]:
    """The figures by table and month, tables in the order in which the issue prints them."""
    groups: dict[tuple[str, dt.date | None], list[int]] = defaultdict(list)
    for n, cells in enumerate((seen.__dict__ for seen in figures.seen), start=1):
        groups[cells["table_name"], cells["month"]].append(n)
    return tuple(
        _table(index, name, month, figures, found) for (name, month), found in groups.items()
    )


def printed_value(seen: Observation) -> str:
    """A count with separators; what counts nothing (a year, a number of an issue) without."""
    return number(seen.value) if seen.unit else number(seen.value).replace(",", "")


def _table(
    index: Index, name: str, month: dt.date | None, figures: PageFigures, numbers: Sequence[int]
) -> TableView:
    rows: dict[str, list[int]] = defaultdict(list)
    found = set()
    for n in numbers:
        cells = figures.seen[n - 1].__dict__
        rows[cells["entity_id"]].append(n)
        found.add(cells["measure"])
    measures = _measures(name, found)
    return TableView(
        figures.part("head", numbers[:1], partial(_head, name, month_text(month), measures)),
        tuple(
            figures.part("row", them, partial(_row, index, id_, measures))
            for id_, them in rows.items()
        ),
    )


def _head(name: str, month: str, measures: Iterable[str], _: Iterable[Figure]) -> TableHead:
    model = tables().get(name)
    title = Label(model.table.zh, model.table.en) if model else Label("其他数字", "Other figures")
    return TableHead(name, title, month, tuple(column_label(name, one) for one in measures))


def _row(
    index: Index, entity_id: str, measures: Iterable[str], figures: Iterable[Figure]
) -> RowView:  # fmt: skip
    cells: dict[str, list[CellView]] = defaultdict(list)
    for figure in figures:
        cells[figure.seen.measure].append(_cell(figure))
    return RowView(
        entity_id, _row_label(index, entity_id), _entity_link(index, entity_id),
        tuple(tuple(cells[measure]) for measure in measures),
    )  # fmt: skip


def _cell(figure: Figure) -> CellView:
    seen = figure.seen
    return CellView(figure.number, printed_value(seen), seen.printed, figure.mark,
                    STATUSES[seen.status], seen.page, figure.doubts)  # fmt: skip


def _measures(table: str, found: set[str]) -> list[str]:
    """Declared columns in their order, then those that no schema knows."""
    known = [name for name in _fields(table) if name in found]
    return [*known, *sorted(found - {*known})]


@cache
def _fields(table: str) -> dict[str, FieldInfo]:
    model = tables().get(table)
    return {field.name: field for field in fields_of(model)} if model else {}


def _row_label(index: Index, entity_id: str) -> Label:
    of_total = tables().get(entity_id)
    if of_total:
        return Label(f"合计 {of_total.table.zh}", f"Total: {of_total.table.en}")
    return index.label(entity_id)


def _entity_link(index: Index, entity_id: str) -> str:
    kind = index.kinds.get(entity_id)
    return entity_path(kind, entity_id) if kind else ""
