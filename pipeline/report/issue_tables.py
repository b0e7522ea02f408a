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
from pipeline.report.parts import Part
from schemas.base import FieldInfo, fields_of
from schemas.catalog import tables
from schemas.quality import Observation


def figure_tables(index: Index, figures: PageFigures) -> tuple[TableView, ...]:
    """The figures by table and month, tables in the order in which the issue prints them."""
    found = figures.layout.tables.items()
    return tuple(_table(index, name, month, figures, them) for (name, month), them in found)


def printed_value(seen: Observation) -> str:
    """A count with separators; what counts nothing (a year, a number of an issue) without."""
    return number(seen.value) if seen.unit else number(seen.value).replace(",", "")


def _table(
    index: Index, name: str, month: dt.date | None, figures: PageFigures, numbers: Sequence[int]
) -> TableView:
    shown = month_text(month)
    head = partial(_head, name, shown, figures, numbers)
    rows = partial(_rows, index, name, figures, numbers)
    return TableView(
        figures.part(("head", name, shown), numbers[:1], head),
        figures.section(("rows", name, shown), numbers, rows),
    )


def _rows(index: Index, name: str, figures: PageFigures, numbers: Iterable[int]) -> Iterable[Part]:
    """A part with each row (`RowView`)."""
    rows: dict[str, list[int]] = defaultdict(list)
    for n in numbers:
        rows[figures.seen[n - 1].__dict__["entity_id"]].append(n)
    measures = _measures(name, figures, numbers)
    for id_, them in rows.items():
        yield figures.part("row", them, partial(_row, index, id_, measures))


def _head(
    name: str, month: str, figures: PageFigures, numbers: Iterable[int], _: Iterable[Figure]
) -> TableHead:  # fmt: skip
    model = tables().get(name)
    title = Label(model.table.zh, model.table.en) if model else Label("其他数字", "Other figures")
    columns = tuple(column_label(name, one) for one in _measures(name, figures, numbers))
    return TableHead(name, title, month, columns)


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


def _measures(table: str, figures: PageFigures, numbers: Iterable[int]) -> list[str]:
    """What some figures of a table measure: declared columns in their order, then other ones."""
    found = {figures.seen[n - 1].__dict__["measure"] for n in numbers}
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
