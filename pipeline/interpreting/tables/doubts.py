"""Findings about a claimed table: what is doubtful in it as a whole, in a column, row or cell."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.interpreting.collect import Collector, Figure
from pipeline.interpreting.names.entities import Resolved
from pipeline.interpreting.tables.cells import ColumnUnit, place_of, printed_text
from pipeline.interpreting.tables.equal_leaves import unsure_by_parent
from pipeline.interpreting.tables.headers import Layout
from pipeline.interpreting.tables.measures import NO_UNIT_OF_MONEY, Measure, measures_of
from pipeline.interpreting.tables.misread_totals import MisreadTotal
from pipeline.interpreting.tables.recognise import Claim
from pipeline.interpreting.text.normalise import folded
from pipeline.interpreting.text.numbers import read_number
from pipeline.model.message import Message
from pipeline.model.place import Place
from pipeline.reading.model import Cell
from pipeline.reading.second_engine.model import OTHER_FIGURES
from schemas.base import position_column
from schemas.catalog import tables
from schemas.quality import FindingKind

_FEW_FALLS = 0.2
"""Share of rows whose number may be below the one above; with more, no number is a running one."""


@dataclass(frozen=True)
class About:
    """The table of the dataset and the month that a finding is about, and where it goes."""

    table: str
    month: dt.date
    out: Collector


def report_table_doubts(about: About, claim: Claim, units: dict[int, ColumnUnit]) -> None:
    """Doubts about the table as a whole and about each of its columns."""
    table = claim.table
    for doubt in (claim.likely, *table.doubts):
        if doubt:
            about.out.find(
                "low_confidence", "warning", Message("table_doubtful", doubt=doubt),
                table=about.table, month=about.month, observed=table.caption_text or None,
                place=table.places[0] if table.places else None,
            )  # fmt: skip
    _report_likely_columns(about, claim)
    for column in claim.layouts[0].unknown:
        _report_unknown(about, claim, column)
    if claim.layouts[0].unknown:
        _report_unfound(about, claim)
        _report_equal_leaves(about, claim)
    for column, unit in units.items():
        if unit.doubt:
            measure = claim.layouts[0].measure_columns()[column][0]
            about.out.find(
                "low_confidence", "warning",
                Message("unit_doubtful", label=measure.zh, doubt=unit.doubt),
                table=about.table, month=about.month, measure=measure.name,
                observed=claim.layouts[0].title(column), place=_header_place(claim, column),
            )  # fmt: skip


_TAKEN = {"beginning": "name_begins", "misread": "name_read_as"}
"""How an unknown name was taken for a known one, and what is said of it."""


def report_misread_totals(about: About, totals: Sequence[MisreadTotal]) -> None:
    """Labels that are unknown or were misread in a picture, and are taken for a total's."""
    for total in totals:
        code = "total_by_sums" if total.by_sums else "total_read_as"
        code = code if total.recognised else "total_of_sums"
        about.out.find(
            "low_confidence", "warning",
            Message(code, printed=total.cell.text, label=total.label),
            table=about.table, month=about.month,
            expected=total.label, observed=total.cell.text, place=place_of(total.cell),
        )  # fmt: skip


def report_name(about: About, entity: Resolved, cell: Cell) -> None:
    """Doubts about a printed name."""
    where = {"table": about.table, "month": about.month, "entity": entity}
    here = {"observed": printed_text(cell), "place": place_of(cell)}
    if entity.provisional:
        near = "，".join(f"{name} {score}" for name, score in entity.candidates) or Message("none")
        about.out.find(
            "unknown_entity", "warning",
            Message("unknown_entity", printed=entity.printed, near=near),
            expected=near, **where, **here,  # type: ignore[arg-type]
        )  # fmt: skip
    elif entity.how in _TAKEN:
        about.out.find(
            "unknown_entity", "warning",
            Message(_TAKEN[entity.how], printed=entity.printed, name=entity.name),
            expected=entity.name, **where, **here,  # type: ignore[arg-type]
        )  # fmt: skip
    elif entity.out_of_time:
        about.out.find(
            "low_confidence", "info",
            Message("name_out_of_time", printed=entity.printed, name=entity.name),
            **where, **here,  # type: ignore[arg-type]
        )  # fmt: skip
    elif suffix := entity.unexplained_suffix:
        about.out.find(
            "unknown_entity", "warning",
            Message("name_with_suffix", printed=entity.printed, name=entity.name, suffix=suffix),
            table=about.table, month=about.month, expected=entity.name, **here,  # type: ignore[arg-type]
        )  # fmt: skip
    if cell.doubt:
        about.out.find(
            "low_confidence", "warning", Message("name_doubtful", doubt=cell.doubt),
            **where, **here,  # type: ignore[arg-type]
        )  # fmt: skip


def report_misread(about: About, read: Resolved, missing: Sequence[Resolved], cell: Cell) -> None:
    """Known entities without a row, and the unknown name that may be theirs, misread."""
    _report_without_row(about, read, missing, cell, "name_misread")


def report_cut(about: About, read: Resolved, missing: Sequence[Resolved], cell: Cell) -> None:
    """Known entities without a row, and the unknown name that may be the beginning of theirs."""
    _report_without_row(about, read, missing, cell, "name_cut")


def report_joined(about: About, read: Resolved, missing: Sequence[Resolved], cell: Cell) -> None:
    """Known entities without a row, and the unknown name that holds theirs."""
    _report_without_row(about, read, missing, cell, "name_joined")


def report_shifted(about: About, read: Resolved, cell: Cell) -> None:
    """An unknown name of parts of known ones: names may stand beside figures of other rows."""
    about.out.find(
        "low_confidence", "warning", Message("names_shifted", printed=read.printed),
        table=about.table, month=about.month, observed=printed_text(cell), place=place_of(cell),
    )  # fmt: skip


def _report_without_row(
    about: About, read: Resolved, missing: Sequence[Resolved], cell: Cell, code: str
) -> None:
    for entity in missing:
        about.out.find(
            "low_confidence", "warning",
            Message(code, name=entity.name, printed=read.printed),
            table=about.table, month=about.month, entity=entity, expected=entity.name,
            observed=printed_text(cell), place=place_of(cell),
        )  # fmt: skip


def report_duplicate(about: About, entity: Resolved, cell: Cell) -> None:
    """A name that the table prints again."""
    about.out.find(
        "duplicate_entity", "error",
        Message("entity_again", name=entity.name),
        table=about.table, month=about.month, entity=entity, observed=printed_text(cell),
        place=place_of(cell),
    )  # fmt: skip


def report_figure_doubt(
    about: About, figure: Figure, entity: Resolved, measure: str, unit: ColumnUnit
) -> None:
    """A doubt about one figure, unless the finding of its column reports it."""
    if not figure.doubt or reported_by_column(figure, unit):
        return
    negative = figure.value is not None and figure.value < 0
    about.out.find(
        "out_of_range" if negative else doubt_kind(figure), "error" if negative else "warning",
        Message("figure_doubtful", of=entity.name, doubt=figure.doubt),
        table=about.table, month=about.month, entity=entity, measure=measure,
        expected=figure.other, observed=figure.printed, place=figure.place,
    )  # fmt: skip


def doubt_kind(figure: Figure) -> FindingKind:
    """The kind of a figure's doubt: a second reading that says otherwise is one of its own."""
    return "second_reading" if figure.doubt == OTHER_FIGURES else "low_confidence"


def report_row_numbers(about: About, groups: Sequence[Sequence[Cell]]) -> None:
    """Printed row numbers that are not there or out of their order.

    Rows may have been lost, or the names or figures of two rows exchanged.

    Args:
        groups: cells with the numbers, of each group of columns from top to bottom.
    """
    for group in groups:
        _report_broken_order(about, group)
    positions = [cell for group in groups for cell in group]
    numbers = [read_number(cell.text).value for cell in positions]
    seen = {int(n) for n in numbers if n is not None and n == n.to_integral_value()}
    seen = {n for n in seen if 0 < n <= 10 * len(positions)}
    absent = sorted(set(range(1, max(seen, default=0) + 1)) - seen)
    if absent and len(seen) > 1:
        listed = ", ".join(str(n) for n in absent[:12])
        about.out.find(
            "low_confidence", "warning",
            Message("row_numbers_absent", absent=listed),
            table=about.table, month=about.month, measure=position_column(tables()[about.table]),
            observed=listed,
            place=place_of(positions[0]),
        )  # fmt: skip


def _report_broken_order(about: About, positions: Sequence[Cell]) -> None:
    """Row numbers below a larger one, where the others rise."""
    pairs = [(c, n) for c in positions if (n := read_number(c.text).value) is not None]
    falls = [
        (lower, number, last)
        for (_, last), (lower, number) in itertools.pairwise(pairs)
        if number < last and number != 1
    ]
    if len(falls) > max(1, _FEW_FALLS * len(pairs)):
        return  # The numbers are no running ones.
    for cell, number, last in falls:
        about.out.find(
            "order", "warning",
            Message("row_numbers_exchanged", number=number, last=last),
            table=about.table, month=about.month, measure=position_column(tables()[about.table]),
            observed=cell.text, place=place_of(cell),
        )  # fmt: skip


def reported_by_column(figure: Figure, unit: ColumnUnit) -> bool:
    """Is it the doubt about the unit, which the column's own finding reports?"""
    no_money = unit.unit is None and figure.doubt == NO_UNIT_OF_MONEY
    return bool(unit.doubt) and (figure.doubt == unit.doubt or no_money)


def _report_likely_columns(about: About, claim: Claim) -> None:
    layout = claim.layouts[0]
    for column, match in layout.likely.items():
        target = match.target
        about.out.find(
            "low_confidence", "warning",
            Message("column_likely", header=layout.title(column), label=target.label,
                    score=match.score, like=match.label),
            table=about.table, month=about.month,
            measure=target.measures[0].name if target.measures else target.role,
            expected=match.label, observed=layout.title(column), place=_header_place(claim, column),
        )  # fmt: skip


def _report_unknown(about: About, claim: Claim, column: int) -> None:
    layout = claim.layouts[0]
    header = layout.title(column)
    why = Message("fits_two") if column in layout.ambiguous else ""
    about.out.find(
        "unknown_column", "warning",
        Message("unknown_column", header=header, why=why),
        table=about.table, month=about.month, measure=header, observed=header,
        place=_header_place(claim, column),
    )  # fmt: skip


def _report_unfound(about: About, claim: Claim) -> None:
    """An unknown column may be that of a measure for which no column is known.

    A header may be reworded or misread, or be one of two that fit. Where no column of the unknown
    ones has a unit of the measure, the issue does not print it.
    """
    layout = claim.layouts[0]
    recognised = any(place.page in about.out.recognised for place in claim.table.places)
    for measure, columns in unfound_measures(claim):
        doubted = recognised or any(column in layout.ambiguous for column in columns)
        about.out.find(
            "low_confidence", "warning" if doubted else "info",
            Message("column_unfound", label=measure.zh),
            table=about.table, month=about.month, measure=measure.name,
            observed=", ".join(map(layout.title, columns)), place=_header_place(claim, columns[0]),
        )  # fmt: skip


def _report_equal_leaves(about: About, claim: Claim) -> None:
    layout = claim.layouts[0]
    for column, twin, measure in unsure_by_parent(claim):
        about.out.find(
            "low_confidence", "warning",
            Message("column_by_parent", label=measure.zh, leaf=layout.headers[column].leaf,
                    header=layout.title(twin)),
            table=about.table, month=about.month, measure=measure.name,
            observed=layout.title(column), place=_header_place(claim, column),
        )  # fmt: skip


def unfound_measures(claim: Claim) -> list[tuple[Measure, list[int]]]:
    """Measures that no column is known for, and the unknown columns that may print each."""
    layout = claim.layouts[0]
    found = {m.name for measures in layout.measure_columns().values() for m in measures}
    maybe = (
        (measure, [c for c in layout.unknown if _may_print(layout, c, measure)])
        for measure in measures_of(claim.model)
        if measure.name not in found
    )
    return [(measure, columns) for measure, columns in maybe if columns]


def _may_print(layout: Layout, column: int, measure: Measure) -> bool:
    """May a column print a measure? Of a text over two columns the unit may be the other's."""
    header = layout.headers[column]
    twins = sum(h.path == header.path for h in layout.headers.values())
    several = "/" in folded(header.leaf) or twins > 1
    return several or header.unit is None or header.unit.fits(measure.dimension)


def _header_place(claim: Claim, column: int) -> Place | None:
    covering = [
        c for c in claim.table.cells
        if c.row < claim.table.header_rows and c.col <= column < c.col + c.col_span and c.text
    ]  # fmt: skip
    return place_of(covering[-1]) if covering else None
