"""A cell of a claimed table as figures of its column's measures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.interpreting.collect import Figure
from pipeline.interpreting.tables.headers import Layout
from pipeline.interpreting.tables.made_cell import printed_cell
from pipeline.interpreting.tables.measures import Measure, figure_of
from pipeline.interpreting.text.numbers import Kind, read_number, read_pair
from pipeline.interpreting.text.units import Unit
from pipeline.model.message import Message
from pipeline.model.place import Place
from pipeline.reading.model import Cell, Paragraph, Role, TextLine
from schemas.quality import Status

STATUS: dict[Kind, Status] = {
    "number": "reported",
    "missing": "missing",
    "unreadable": "flagged",
}


@dataclass(frozen=True)
class ColumnUnit:
    """The unit of a column and how sure that is.

    Attributes:
        unit: None where none is stated.
        doubt: why it is not certain; '' where it is.
    """

    unit: Unit | None
    doubt: str = ""


def column_units(layout: Layout, caption: list[Unit], notes: list[Unit]) -> dict[int, ColumnUnit]:
    """The unit of each measure column, from its header, else the caption, else the notes."""
    out: dict[int, ColumnUnit] = {}
    columns = layout.measure_columns()
    for column, measures in columns.items():
        own = layout.headers[column].unit
        dimension = measures[0].dimension
        if own is not None and own.fits(dimension):
            conflict = next(
                (u for u in caption if u.dimension == dimension and u.factor != own.factor), None
            )
            doubt = (
                Message("units_differ", header=own.printed, caption=conflict.printed)
                if conflict
                else ""
            )
            out[column] = ColumnUnit(own, doubt)
        elif dimension == "money":
            out[column] = _money_unit(caption, notes)
        else:
            out[column] = _count_unit([*caption, *notes])
    return _lent(out, columns)


def printed_text(cell: Cell) -> str:
    """Everything that is printed in a cell, footnote marks included."""
    return cell.text + cell.superscript


def place_of(cell: Cell) -> Place | None:
    """Where the text of a cell is."""
    return cell.places[0] if cell.places else None


def figures_in(
    cell: Cell, measures: tuple[Measure, ...], unit: ColumnUnit
) -> list[tuple[Measure, Figure]]:
    """The figures that a cell prints for its measures."""
    pair = len(measures) > 1
    first, second = read_pair(cell.text) if pair else (read_number(cell.text),) * 2
    printed, place, source = printed_text(cell), place_of(cell), printed_cell(cell)
    doubt = cell.doubt or unit.doubt
    out = []
    for measure in measures:
        number = second if measure.part == "second" else first
        figure = figure_of(number, printed, measure, unit.unit, place, doubt, source)
        out.append((measure, figure))
    return out


def _money_unit(caption: list[Unit], notes: list[Unit]) -> ColumnUnit:
    for units in (caption, notes):
        money = [u for u in units if u.dimension == "money"]
        if len({u.factor for u in money}) > 1:
            names = "、".join(u.printed for u in money)
            return ColumnUnit(None, Message("several_units", units=names))
        if money:
            return ColumnUnit(money[0])
    return ColumnUnit(None, Message("no_unit_of_money"))


def _count_unit(stated: list[Unit]) -> ColumnUnit:
    """A multiple that caption or note state for counts is not certain to hold for each of them."""
    multiples = [u for u in stated if u.dimension in ("count", "any") and u.factor != 1]
    if not multiples:
        return ColumnUnit(None)
    names = "、".join(u.printed for u in multiples)
    return ColumnUnit(None, Message("unit_of_which", units=names))


def _lent(
    units: dict[int, ColumnUnit], columns: dict[int, tuple[Measure, ...]]
) -> dict[int, ColumnUnit]:
    """A money column without a unit takes that of the other money columns, with a doubt."""
    money = [c for c, m in columns.items() if m[0].dimension == "money"]
    stated = {u.unit.printed: u.unit for c in money if (u := units[c]).unit is not None}
    if len(stated) != 1:
        return units
    unit = next(iter(stated.values()))
    lent = ColumnUnit(unit, Message("unit_lent", unit=unit.printed))
    return {c: lent if c in money and u.unit is None else u for c, u in units.items()}


def plain_figure(cell: Cell, layout: Layout | None = None, column: int = -1) -> Figure:
    """A figure of which no schema knows the measure: its value in the unit of its print."""
    number = read_number(cell.text)
    header = layout.headers[column].unit if layout else None
    unit = number.unit or header
    value = number.value
    shown = unit.printed if unit else ""
    if value is not None and unit is not None and unit.dimension != "percent":
        value *= unit.factor
    return Figure(
        value,
        printed_text(cell),
        _plain_unit(shown, unit is not None and unit.factor != 1),
        shown,
        STATUS[number.kind],
        place_of(cell),
        number.doubt,
        printed_cell(cell),
    )


def _plain_unit(shown: str, scaled: bool) -> str:
    if shown.endswith("元"):
        return "CNY"
    return shown[-1:] if scaled else shown


def paragraph_of_cell(cell: Cell, role: Role, table: int) -> Iterator[Paragraph]:
    """The text of a cell as a paragraph of its table; of a character only the cell is known."""
    if not cell.places:
        return
    place = cell.places[0]
    xs = (place.box.x0, place.box.x1) * len(cell.text)
    line = TextLine(text=cell.text, place=place, xs=xs)
    yield Paragraph(role=role, lines=(line,), size=9.0, bold=cell.bold, align="left", table=table)
