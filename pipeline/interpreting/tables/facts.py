"""A claimed table → rows of its fact table, totals, observations and findings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from pipeline.interpreting.collect import Collector
from pipeline.interpreting.names.entities import (
    Resolved,
    is_part_of_known,
    looks_like,
    resolve,
)
from pipeline.interpreting.names.registry import Registry
from pipeline.interpreting.tables.blank_cells import BLANK, doubtful_blanks
from pipeline.interpreting.tables.cells import (
    ColumnUnit,
    column_units,
    figures_in,
    place_of,
    plain_figure,
    printed_text,
)
from pipeline.interpreting.tables.channel_feeds import Feeds
from pipeline.interpreting.tables.columns_by_sums import settle_sums
from pipeline.interpreting.tables.doubts import (
    About,
    report_duplicate,
    report_figure_doubt,
    report_misread_totals,
    report_row_numbers,
    report_table_doubts,
)
from pipeline.interpreting.tables.exchanged_headers import Fractions
from pipeline.interpreting.tables.group_rows import with_group_rows
from pipeline.interpreting.tables.headers import POSITION, Layout
from pipeline.interpreting.tables.lone_gaps import lone_gaps
from pipeline.interpreting.tables.measures import extra_of, fact_value, native
from pipeline.interpreting.tables.misread_totals import with_total_labels
from pipeline.interpreting.tables.moved_rows import Found, with_moved
from pipeline.interpreting.tables.next_sheet import says_it_continues
from pipeline.interpreting.tables.numbered_marks import report_numbered_marks, with_numbered_marks
from pipeline.interpreting.tables.recognise import Claim
from pipeline.interpreting.tables.row_names import RowNames
from pipeline.interpreting.tables.rows import (
    Record,
    holds_figure,
    records_of,
    torn_columns,
    unshared,
)
from pipeline.interpreting.tables.total_rows import TotalRows, stated_units
from pipeline.interpreting.text.numbers import read_number
from pipeline.model.message import Message
from pipeline.reading.model import Cell
from schemas.base import Row, fields_of, position_column

_MOST_ROWS = 10**6


def interpret_table(
    claim: Claim,
    month: dt.date,
    out: Collector,
    registry: Registry,
    feeds: Feeds,
    *,
    alone: bool = True,
) -> None:
    """Everything that a claimed table says, into `out`.

    Args:
        alone: no other table of the issue has rows of the same kind and month. Else it is one
            group of them (市属医院, 省属医院), and its 小计 is not the total.
    """
    labelled, misread = with_total_labels(claim, out.recognised, registry)
    report_misread_totals(About(claim.model.table.name, month, out), misread)
    named, marked = with_numbered_marks(labelled, registry)
    report_numbered_marks(About(claim.model.table.name, month, out), marked)
    settled = settle_sums(named, feeds.get((claim.model.table.name, month), {}))
    _TableReader(settled, month, out, registry, alone).read()


def _rows_before(claim: Claim, month: dt.date, out: Collector) -> int:
    """How many rows the pieces above print, of which this one is the rest.

    It has no caption, or one that says so.
    """
    caption = claim.table.caption_text
    if caption and not says_it_continues(caption):
        return 0
    return sum(
        isinstance(row, claim.model) and getattr(row, "month", None) == month for row in out.rows
    )


class _TableReader:
    """One table at a time: what its rows have in common."""

    def __init__(
        self, claim: Claim, month: dt.date, out: Collector, registry: Registry, alone: bool
    ) -> None:
        self.claim = claim
        self.model: type[Row] = claim.model
        self.name = claim.model.table.name
        self.kind = self.claim.source.entity
        self.registry = registry
        self.month = month
        self.out = out
        self.about = About(self.name, month, out)
        self.records = with_group_rows(list(records_of(claim)), self._may_name)
        self.torn = torn_columns(self.records)
        self.blanks = doubtful_blanks(self.records, out.recognised)
        self.gaps = lone_gaps(self.records)
        self.names = RowNames(self.about, self.records, self.kind, registry)
        self.totals = TotalRows(self.about, claim, self.records, self.torn, alone)
        self.before = _rows_before(claim, month, out)
        self.fractions = Fractions()

    def read(self) -> None:
        records = self.records
        stated = stated_units(self.claim)
        units = {id(x): column_units(x, *stated) for x in self.claim.layouts}
        report_table_doubts(self.about, self.claim, units[id(self.claim.layouts[0])])
        for record in records:
            columns = units[id(record.layout)]
            if record.kind == "data":
                self._data_row(record, columns)
            elif record.kind in ("total_row", "inline_total"):
                self.totals.read(record, columns)
            elif record.kind == "nameless":
                self._nameless_row(record)
            elif record.kind == "heading":
                self._heading_row(record)
        self.names.report()
        self.totals.report()
        self.fractions.report(self.about)
        report_row_numbers(
            self.about,
            [
                [r.position for r in records if r.layout is x and r.kind == "data" and r.position]
                for x in self.claim.layouts
            ],
        )

    def _data_row(self, record: Record, units: dict[int, ColumnUnit]) -> None:
        assert record.name is not None
        entity = self.names.entity(record.name)
        duplicate = self.names.is_printed_again(entity)
        values: dict[str, Any] = {}
        for column, measure, figure in with_moved(list(self._found(record, units))):
            self.fractions.see(measure, figure)
            self.out.observe(self.name, self.month, entity.entity_id, measure.name, figure)
            report_figure_doubt(self.about, figure, entity, measure.name, units[column])
            values[measure.name] = native(fact_value(figure, measure), measure)
        extra = self._extra(record, entity.entity_id)
        if duplicate:
            report_duplicate(self.about, entity, record.name)
            return
        self.out.name(entity)
        self.out.rows.append(self._row(record, entity, values, extra))

    def _found(self, record: Record, units: dict[int, ColumnUnit]) -> Iterator[Found]:
        """The figures of a row, with the doubts that its table gives."""
        for column, measures in record.layout.measure_columns().items():
            cell = record.cells.get(column)
            if cell is None:
                continue
            for measure, figure in figures_in(cell, measures, units[column]):
                figure = unshared(cell, figure, self.torn)
                if id(cell) in self.blanks and not figure.doubt:
                    figure = replace(figure, doubt=BLANK)
                if id(cell) in self.gaps and not figure.doubt:
                    figure = replace(figure, doubt=self.gaps[id(cell)])
                yield column, measure, figure

    def _extra(self, record: Record, entity_id: str) -> dict[str, str]:
        """Cells of unknown columns: kept as observations, and beside the row."""
        extra: dict[str, str] = {}
        for column in record.layout.unknown:
            cell = record.cells.get(column)
            if cell is None:
                continue
            header = record.layout.title(column)
            self.out.observe(
                self.name, self.month, entity_id, header, plain_figure(cell, record.layout, column)
            )
            if cell.text.strip():
                extra[header] = printed_text(cell)
        return extra

    def _row(
        self, record: Record, entity: Resolved, values: dict[str, Any], extra: dict[str, str]
    ) -> Row:
        assert record.name is not None
        common: dict[str, Any] = extra_of(self.model, extra)
        for f in fields_of(self.model):
            match f.column.role:
                case "key":
                    common[f.name] = self.month
                case "link":
                    common[f.name] = self.out.issue_id
                case "entity":
                    common[f.name] = entity.entity_id
                case "name":
                    common[f.name] = printed_text(record.name)
                case "position":
                    common[f.name] = self._position(record, entity)
                case "measure":
                    common[f.name] = values.get(f.name)
        return self.model(**common)

    def _position(self, record: Record, entity: Resolved) -> int | None:
        if record.position is None:
            return record.order + self.before
        number = read_number(record.position.text)
        if (
            number.kind == "number"
            and number.value is not None
            and 1 <= number.value < _MOST_ROWS
            and number.value % 1 == 0
        ):
            return int(number.value)
        if record.position.text.strip():
            self.out.find(
                "low_confidence",
                "info",
                Message("row_number_unreadable"),
                table=self.name,
                month=self.month,
                entity=entity,
                measure=position_column(self.model),
                observed=record.position.text,
                place=place_of(record.position),
            )
        return None

    def _may_name(self, cell: Cell) -> bool:
        """Is the text a known name, or a part of one?"""
        entity = resolve(cell.text, self.kind, self.registry, self.month)
        return not entity.provisional or is_part_of_known(cell.text, self.kind, self.registry)

    def _may_be_new(self, name: Cell, layout: Layout) -> bool:
        """May a text alone in its row be a new name, where no number shows that it heads others?"""
        unnumbered = layout.column(POSITION) is None and name.col_span == 1
        return unnumbered and looks_like(name.text, self.kind)

    def _heading_row(self, record: Record) -> None:
        """A text without figures divides the table; a known name lacks those of its row."""
        if record.name is None:
            return
        if holds_figure(record.name.text):
            self.out.find(
                "low_confidence", "warning", Message("cell_of_several", text=record.name.text),
                table=self.name, month=self.month,
                observed=record.name.text, place=place_of(record.name),
            )  # fmt: skip
            return
        entity = resolve(record.name.text, self.kind, self.registry, self.month)
        known = entity.how == "registry" and not self.names.is_named(entity)
        if known or self._may_be_new(record.name, record.layout):
            self.out.find(
                "low_confidence", "warning" if known else "info",
                Message("row_without_figures", name=entity.name),
                table=self.name, month=self.month, entity=entity,
                observed=record.name.text, place=place_of(record.name),
            )  # fmt: skip

    def _nameless_row(self, record: Record) -> None:
        """Figures without a name: no row can hold them, but they are not lost."""
        for column, cell in record.cells.items():
            if read_number(cell.text).kind != "missing":
                measures = record.layout.measure_columns().get(column, ())
                name = measures[0].name if measures else record.layout.title(column)
                self.out.observe(
                    self.name, self.month, "", name, plain_figure(cell, record.layout, column)
                )
        first = next(iter(record.cells.values()))
        self.out.find(
            "low_confidence",
            "warning",
            Message("row_without_name"),
            table=self.name,
            month=self.month,
            observed=" ".join(c.text for c in record.cells.values()),
            place=place_of(first),
        )
