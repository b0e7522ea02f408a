"""A claimed table → rows of its fact table, totals, observations and findings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from pipeline.interpreting.collect import Collector, Figure
from pipeline.interpreting.names.entities import (
    Resolved,
    is_part_of_known,
    known_by_beginning,
    known_within,
    resolve,
)
from pipeline.interpreting.names.misread import known_misread
from pipeline.interpreting.names.registry import Registry
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
    doubt_kind,
    report_cut,
    report_duplicate,
    report_figure_doubt,
    report_joined,
    report_misread,
    report_misread_totals,
    report_name,
    report_row_numbers,
    report_shifted,
    report_table_doubts,
    unfound_measures,
)
from pipeline.interpreting.tables.made_cell import printed_cell
from pipeline.interpreting.tables.measures import Measure, extra_of, fact_value, figure_of, native
from pipeline.interpreting.tables.misread_totals import with_total_labels
from pipeline.interpreting.tables.recognise import Claim
from pipeline.interpreting.tables.rows import Record, is_torn, records_of, torn_columns
from pipeline.interpreting.text.normalise import name_key, without_bracketed_suffix
from pipeline.interpreting.text.numbers import read_number
from pipeline.interpreting.text.total_labels import (
    is_general_total,
    is_total_of_page,
    total_with_figure,
)
from pipeline.interpreting.text.units import units_stated
from pipeline.model.message import Message
from pipeline.reading.model import Cell
from schemas.base import Row, fields_of, position_column, whole_measure
from schemas.totals import ReportedTotal

TOTALS = ReportedTotal.table.name
_MOST_ROWS = 10**6
_MAY_BE = 60
"""Likeness (of 100) from which an unknown name in a picture may be a known one misread: one
character of three is then another one."""


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
    settled = settle_sums(labelled, feeds.get((claim.model.table.name, month), {}))
    _TableReader(settled, month, out, registry, alone).read()


def _rows_before(claim: Claim, month: dt.date, out: Collector) -> int:
    """How many rows the pieces above print, of which this one without a caption is the rest."""
    if claim.table.caption:
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
        self.alone = alone
        self.model: type[Row] = claim.model
        self.name = claim.model.table.name
        self.kind = self.claim.source.entity
        self.month = month
        self.out = out
        self.registry = registry
        self.caption_units = units_stated(claim.table.caption_text)
        self.note_units = [u for n in claim.table.notes for u in units_stated(n.text)]
        self.about = About(self.name, month, out)
        self.seen: set[str] = set()
        self.misread: list[tuple[Resolved, Cell]] = []
        self.read_as: dict[int, Resolved] = {}
        self.cut: list[tuple[Resolved, Cell]] = []
        self.unknown: list[tuple[Resolved, Cell]] = []
        self.totals: set[str] = set()
        self.unread_totals: list[str] = []
        self.doubted_totals: list[str] = []
        self.main_totals: set[int] = set()
        self.torn: set[int] = set()
        self.before = _rows_before(claim, month, out)

    def read(self) -> None:
        records = list(records_of(self.claim))
        units = {
            id(x): column_units(x, self.caption_units, self.note_units) for x in self.claim.layouts
        }
        report_table_doubts(self.about, self.claim, units[id(self.claim.layouts[0])])
        self.main_totals = _main_totals(records, self.alone)
        self.torn = torn_columns(records)
        bare = {name_key(r.name.text) for r in records if r.kind == "data" and r.name}
        self.read_as = self._read_as([r.name for r in records if r.kind == "data" and r.name])
        for record in records:
            columns = units[id(record.layout)]
            if record.kind == "data":
                self._data_row(record, columns, bare)
            elif record.kind in ("total_row", "inline_total"):
                self._total_row(record, columns)
            elif record.kind == "nameless":
                self._nameless_row(record)
        self._report_misread()
        self._report_totals()
        report_row_numbers(
            self.about,
            [
                [r.position for r in records if r.layout is x and r.kind == "data" and r.position]
                for x in self.claim.layouts
            ],
        )

    def _report_misread(self) -> None:
        """The row of a known entity is missing where its name is misread, or cut off."""
        for entity, cell in self.misread:
            missing = self._missing(name for name, score in entity.candidates if score >= _MAY_BE)
            report_misread(self.about, entity, missing[:1], cell)
        for entity, cell in self.cut:
            missing = self._missing(known_by_beginning(cell.text, self.kind, self.registry))
            report_cut(self.about, entity, missing, cell)
        for entity, cell in self.unknown:
            missing = self._missing(known_within(cell.text, self.kind, self.registry))
            report_joined(self.about, entity, missing, cell)
            if not missing and is_part_of_known(cell.text, self.kind, self.registry):
                report_shifted(self.about, entity, cell)

    def _missing(self, names: Iterable[str]) -> list[Resolved]:
        """The entities of these names that have no row in the table, each once."""
        found = (resolve(name, self.kind, self.registry, self.month) for name in names)
        return list({x.entity_id: x for x in found if x.entity_id not in self.seen}.values())

    def _report_totals(self) -> None:
        """Totals without a value; and a doubt about the table, which is one about its totals."""
        if self.unread_totals:
            labels = list(dict.fromkeys(self.unread_totals))
            self.out.find(
                "low_confidence", "info", Message("totals_unread", labels=labels),
                table=TOTALS, month=self.month, observed=self.claim.table.caption_text or None,
            )  # fmt: skip
        if self.doubted_totals:
            labels = list(dict.fromkeys(self.doubted_totals))
            self.out.find(
                "low_confidence", "info", Message("totals_doubted", labels=labels),
                table=TOTALS, month=self.month, observed=self.claim.table.caption_text or None,
            )  # fmt: skip
        doubts = [d for d in (self.claim.likely, *self.claim.table.doubts) if d]
        if doubts and self.totals:
            self.out.find(
                "low_confidence", "info", Message("totals_doubtful", doubt=doubts[0]),
                table=TOTALS, month=self.month, observed=self.claim.table.caption_text or None,
            )  # fmt: skip

    def _data_row(self, record: Record, units: dict[int, ColumnUnit], bare: set[str]) -> None:
        assert record.name is not None
        entity = self._entity(record.name, bare)
        duplicate = entity.entity_id in self.seen
        self.seen.add(entity.entity_id)
        values: dict[str, Any] = {}
        for column, measures in record.layout.measure_columns().items():
            cell = record.cells.get(column)
            if cell is None:
                continue
            for measure, figure in figures_in(cell, measures, units[column]):
                figure = self._unshared(cell, figure)
                self.out.observe(self.name, self.month, entity.entity_id, measure.name, figure)
                report_figure_doubt(self.about, figure, entity, measure.name, units[column])
                values[measure.name] = native(fact_value(figure, measure), measure)
        extra = self._extra(record, entity.entity_id)
        if duplicate:
            report_duplicate(self.about, entity, record.name)
            return
        self.out.name(entity)
        self.out.rows.append(self._row(record, entity, values, extra))

    def _entity(self, cell: Cell, bare: set[str]) -> Resolved:
        key = name_key(cell.text)
        stem = without_bracketed_suffix(key)
        whole = stem != key and stem in bare and (self.kind, key) not in self.registry.by_name
        entity = self.read_as.get(id(cell)) or resolve(
            cell.text, self.kind, self.registry, self.month, whole
        )
        if entity.entity_id not in self.seen or not entity.provisional:
            report_name(self.about, entity, cell)
        if entity.provisional and self._is_recognised(cell):
            self.misread.append((entity, cell))
        if entity.provisional:
            self.unknown.append((entity, cell))
        if entity.provisional and known_by_beginning(cell.text, self.kind, self.registry):
            self.cut.append((entity, cell))
        return entity

    def _is_recognised(self, cell: Cell) -> bool:
        place = place_of(cell)
        return place is not None and place.page in self.out.recognised

    def _read_as(self, names: Sequence[Cell]) -> dict[int, Resolved]:
        """The known entities that misread names may be, by `id` of the cell."""
        read = [cell for cell in names if self._is_recognised(cell)]
        unknown = [cell for cell in read if self._resolved(cell).provisional]
        if not unknown:
            return {}
        printed = {self._resolved(cell).entity_id for cell in names}
        return known_misread(unknown, printed, self.kind, self.registry, self.month)

    def _resolved(self, cell: Cell) -> Resolved:
        return resolve(cell.text, self.kind, self.registry, self.month)

    def _unshared(self, cell: Cell, figure: Figure) -> Figure:
        """A figure in a cell over several rows or columns belongs to none of them alone.

        Neither is one a figure that a whole column prints with gaps: there, two columns are one.
        """
        gaps = cell.col in self.torn and is_torn(cell.text)
        if figure.value is None or (cell.row_span == 1 and cell.col_span == 1 and not gaps):
            return figure
        why = Message("cell_of_several", text=figure.printed)
        return replace(figure, value=None, status="flagged", doubt=why)

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

    def _total_row(self, record: Record, units: dict[int, ColumnUnit]) -> None:
        assert record.name is not None
        inline = total_with_figure(record.name.text)
        general = id(record) in self.main_totals
        if inline is not None:
            self._inline_total(record, inline, general)
        for column, measures in record.layout.measure_columns().items():
            cell = record.cells.get(column)
            if cell is None:
                continue
            for measure, figure in figures_in(cell, measures, units[column]):
                self._total(measure, self._unshared(cell, figure), general)
        for column in record.layout.unknown:
            cell = record.cells.get(column)
            if cell is not None and cell.text.strip():
                header = record.layout.title(column)
                figure = plain_figure(cell, record.layout, column)
                self.out.observe(TOTALS, self.month, self.name, header, figure)
                self.out.find(
                    "unknown_column",
                    "info",
                    Message("unknown_total", header=header),
                    table=TOTALS,
                    month=self.month,
                    measure=header,
                    observed=figure.printed,
                    place=figure.place,
                )
        self._unfound_totals(record)

    def _unfound_totals(self, record: Record) -> None:
        """A total in an unknown column may be that of a measure without a known one."""
        printed = {column for column, cell in record.cells.items() if cell.text.strip()}
        for measure, columns in unfound_measures(self.claim):
            if printed.intersection(columns):
                self.unread_totals.append(measure.zh)
                self.out.find(
                    "unknown_column", "info",
                    Message("total_unfound", label=measure.zh),
                    table=TOTALS, month=self.month, measure=measure.name,
                )  # fmt: skip

    def _inline_total(self, record: Record, printed: str, general: bool) -> None:
        """合计: 19342 in one cell: the total of the only measure, or of the one that is a total."""
        assert record.name is not None
        columns = record.layout.measure_columns()
        wanted = [m for found in columns.values() for m in found]
        if len(wanted) > 1:
            wanted = [m for m in wanted if m.name == whole_measure(self.model)]
        if len(wanted) != 1:
            self.out.find(
                "low_confidence",
                "warning",
                Message("total_of_which"),
                table=self.name,
                month=self.month,
                observed=record.name.text,
                place=place_of(record.name),
            )
            return
        measure = wanted[0]
        unit = column_units(record.layout, self.caption_units, self.note_units)
        column = next(c for c, found in columns.items() if measure in found)
        figure = figure_of(
            read_number(printed),
            printed_text(record.name),
            measure,
            unit[column].unit,
            place_of(record.name),
            record.name.doubt or unit[column].doubt,
            printed_cell(record.name),
        )
        self._total(measure, figure, general)

    def _total(self, measure: Measure, figure: Figure, general: bool) -> None:
        self.out.observe(TOTALS, self.month, self.name, measure.name, figure)
        if figure.doubt:
            self.out.find(
                doubt_kind(figure),
                "warning",
                Message("total_doubtful", label=measure.zh, doubt=figure.doubt),
                table=TOTALS,
                month=self.month,
                measure=measure.name,
                expected=figure.other,
                observed=figure.printed,
                place=figure.place,
            )
        value = fact_value(figure, measure)
        if figure.doubt:
            (self.unread_totals if value is None else self.doubted_totals).append(measure.zh)
        if value is None or not general or measure.name in self.totals:
            return
        self.totals.add(measure.name)
        self.out.rows.append(
            ReportedTotal(
                month=self.month,
                table_name=self.name,
                measure=measure.name,
                issue_id=self.out.issue_id,
                value=value,
            )
        )

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


def _main_totals(records: Sequence[Record], alone: bool) -> set[int]:
    """Ids of the records that are the total of all rows, not of a part of them."""
    totals = [
        (r, r.name.text)
        for r in records
        if r.kind in ("total_row", "inline_total") and r.name and not is_total_of_page(r.name.text)
    ]
    general = [r for r, label in totals if is_general_total(label)]
    return {id(r) for r in (general or ([totals[0][0]] if alone and len(totals) == 1 else []))}
