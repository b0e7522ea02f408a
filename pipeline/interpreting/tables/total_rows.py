"""The total rows of a claimed table: 合计, 总计, and the sums of its groups."""

from __future__ import annotations

from collections.abc import Sequence, Set

from pipeline.interpreting.collect import Figure
from pipeline.interpreting.tables.cells import (
    ColumnUnit,
    column_units,
    figures_in,
    place_of,
    plain_figure,
    printed_text,
)
from pipeline.interpreting.tables.doubts import About, doubt_kind, unfound_measures
from pipeline.interpreting.tables.made_cell import printed_cell
from pipeline.interpreting.tables.measures import Measure, fact_value, figure_of
from pipeline.interpreting.tables.recognise import Claim
from pipeline.interpreting.tables.rows import Record, unshared
from pipeline.interpreting.text.numbers import read_number
from pipeline.interpreting.text.total_labels import (
    is_general_total,
    is_total_of_page,
    total_with_figure,
)
from pipeline.interpreting.text.units import Unit, units_stated
from pipeline.model.message import Message
from schemas.base import whole_measure
from schemas.totals import ReportedTotal

TOTALS = ReportedTotal.table.name


def stated_units(claim: Claim) -> tuple[list[Unit], list[Unit]]:
    """The units that the caption of a table states, and those of its notes."""
    notes = [unit for note in claim.table.notes for unit in units_stated(note.text)]
    return units_stated(claim.table.caption_text), notes


class TotalRows:
    """The totals of one table; one a measure is that of all rows.

    Args:
        torn: columns of which no figure belongs to one column alone.
        alone: as in `interpret_table`.
    """

    def __init__(
        self, about: About, claim: Claim, records: Sequence[Record], torn: Set[int], alone: bool
    ) -> None:
        self._table, self._month, self._out = about.table, about.month, about.out
        self._claim, self._torn = claim, torn
        self._main = _main_totals(records, alone)
        self._nameless = _columns_of_nameless(records)
        self._found: set[str] = set()
        self._unread: list[str] = []
        self._doubted: list[str] = []

    def read(self, record: Record, units: dict[int, ColumnUnit]) -> None:
        assert record.name is not None
        inline = total_with_figure(record.name.text)
        general = id(record) in self._main
        if inline is not None:
            self._inline_total(record, inline, general)
        for column, measures in record.layout.measure_columns().items():
            cell = record.cells.get(column)
            if cell is None:
                continue
            if not cell.text.strip() and column in self._nameless:
                self._in_nameless_row(measures)
            for measure, figure in figures_in(cell, measures, units[column]):
                self._total(measure, unshared(cell, figure, self._torn), general)
        for column in record.layout.unknown:
            cell = record.cells.get(column)
            if cell is not None and cell.text.strip():
                header = record.layout.title(column)
                figure = plain_figure(cell, record.layout, column)
                self._out.observe(TOTALS, self._month, self._table, header, figure)
                self._out.find(
                    "unknown_column",
                    "info",
                    Message("unknown_total", header=header),
                    table=TOTALS,
                    month=self._month,
                    measure=header,
                    observed=figure.printed,
                    place=figure.place,
                )
        self._unfound_totals(record)

    def report(self) -> None:
        """Totals without a value; and a doubt about the table, which is one about its totals."""
        doubts = [d for d in (self._claim.likely, *self._claim.table.doubts) if d]
        if self._unread:
            self._say(Message("totals_unread", labels=list(dict.fromkeys(self._unread))))
        if self._doubted:
            self._say(Message("totals_doubted", labels=list(dict.fromkeys(self._doubted))))
        if doubts and self._found:
            self._say(Message("totals_doubtful", doubt=doubts[0]))
        for match in self._claim.layouts[0].likely.values():
            for measure in match.target.measures:
                if measure.name in self._found:
                    self._say(
                        Message(
                            "total_likely", label=measure.zh, score=match.score, like=match.label
                        )
                    )

    def _say(self, message: Message) -> None:
        """Record a finding about the totals of the table together."""
        self._out.find(
            "low_confidence", "info", message,
            table=TOTALS, month=self._month, observed=self._claim.table.caption_text or None,
        )  # fmt: skip

    def _in_nameless_row(self, measures: Sequence[Measure]) -> None:
        """A blank total may be a figure of a row without a name: one too long for its cell."""
        for measure in measures:
            self._unread.append(measure.zh)
            self._out.find(
                "low_confidence", "warning", Message("total_elsewhere", label=measure.zh),
                table=TOTALS, month=self._month, measure=measure.name,
            )  # fmt: skip

    def _unfound_totals(self, record: Record) -> None:
        """A total in an unknown column may be that of a measure without a known one."""
        printed = {column for column, cell in record.cells.items() if cell.text.strip()}
        for measure, columns in unfound_measures(self._claim):
            if printed.intersection(columns):
                self._unread.append(measure.zh)
                self._out.find(
                    "unknown_column", "info",
                    Message("total_unfound", label=measure.zh),
                    table=TOTALS, month=self._month, measure=measure.name,
                )  # fmt: skip

    def _inline_total(self, record: Record, printed: str, general: bool) -> None:
        """合计: 19342 in one cell: the total of the only measure, or of the one that is a total."""
        assert record.name is not None
        columns = record.layout.measure_columns()
        wanted = [m for found in columns.values() for m in found]
        if len(wanted) > 1:
            wanted = [m for m in wanted if m.name == whole_measure(self._claim.model)]
        if len(wanted) != 1:
            self._out.find(
                "low_confidence",
                "warning",
                Message("total_of_which"),
                table=self._table,
                month=self._month,
                observed=record.name.text,
                place=place_of(record.name),
            )
            return
        measure = wanted[0]
        unit = column_units(record.layout, *stated_units(self._claim))
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
        self._out.observe(TOTALS, self._month, self._table, measure.name, figure)
        if figure.doubt:
            self._out.find(
                doubt_kind(figure),
                "warning",
                Message("total_doubtful", label=measure.zh, doubt=figure.doubt),
                table=TOTALS,
                month=self._month,
                measure=measure.name,
                expected=figure.other,
                observed=figure.printed,
                place=figure.place,
            )
        value = fact_value(figure, measure)
        if figure.doubt:
            (self._unread if value is None else self._doubted).append(measure.zh)
        if value is None or not general or measure.name in self._found:
            return
        self._found.add(measure.name)
        self._out.rows.append(
            ReportedTotal(
                month=self._month,
                table_name=self._table,
                measure=measure.name,
                issue_id=self._out.issue_id,
                value=value,
            )
        )


def _columns_of_nameless(records: Sequence[Record]) -> set[int]:
    """Columns in which rows without a name have figures."""
    return {
        column
        for record in records
        if record.kind == "nameless"
        for column, cell in record.cells.items()
        if read_number(cell.text).kind != "missing"
    }


def _main_totals(records: Sequence[Record], alone: bool) -> set[int]:
    """Ids of the records that are the total of all rows, not of a part of them."""
    totals = [
        (r, r.name.text)
        for r in records
        if r.kind in ("total_row", "inline_total") and r.name and not is_total_of_page(r.name.text)
    ]
    general = [r for r, label in totals if is_general_total(label)]
    return {id(r) for r in (general or ([totals[0][0]] if alone and len(totals) == 1 else []))}
