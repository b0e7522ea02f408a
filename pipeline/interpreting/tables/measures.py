"""The measures of a declared table, and a printed number in the unit of its measure."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Literal

from pipeline.interpreting.collect import Figure, storable
from pipeline.interpreting.text.normalise import folded
from pipeline.interpreting.text.numbers import Number
from pipeline.interpreting.text.units import Dimension, Unit
from pipeline.model.message import Message
from pipeline.model.place import Place
from pipeline.reading.model import Cell
from schemas.base import Row, fields_of

_CENT = Decimal("0.01")
_PIECE = Decimal(1)

NO_UNIT_OF_MONEY = Message("no_unit_for_it")


@dataclass(frozen=True, eq=False)
class Measure:
    """A field of a fact table that holds a figure; each is made once, and equal to itself only.

    Attributes:
        name, zh, unit: column name, Chinese label, unit of the published value.
        headers, parents, near: folded wordings, as declared.
        part: which number of a pair it takes.
        apart: folded wordings of its own column where the two numbers of a pair have one each.
        dimension: money, percent, or count.
        step: the smallest part of a unit that its column holds: 1 for whole pieces.
        minimum, maximum: inclusive bounds.
    """

    name: str
    zh: str
    unit: str
    headers: tuple[str, ...]
    parents: tuple[str, ...]
    near: tuple[str, ...]
    part: Literal["", "first", "second"]
    apart: tuple[str, ...]
    dimension: Dimension
    step: Decimal
    minimum: Decimal | None
    maximum: Decimal | None


_DIMENSIONS: dict[str, Dimension] = {"CNY": "money", "%": "percent"}


@cache
def measures_of(model: type[Row]) -> tuple[Measure, ...]:
    """All measures of a table in the order of declaration."""
    return tuple(
        Measure(
            name=f.name,
            zh=f.column.zh,
            unit=f.column.unit,
            headers=tuple(dict.fromkeys(folded(h) for h in (*f.column.headers, f.column.zh))),
            parents=tuple(folded(p) for p in f.column.parents),
            near=tuple(folded(h) for h in f.column.near),
            part=f.column.part,
            apart=tuple(folded(h) for h in f.column.apart),
            dimension=_DIMENSIONS.get(f.column.unit, "count"),
            step=_PIECE.scaleb(-(f.places or 0)),
            minimum=f.minimum,
            maximum=f.maximum,
        )
        for f in fields_of(model)
        if f.column.role == "measure"
    )


@cache
def headers_of(model: type[Row], role: str) -> tuple[str, ...]:
    """Folded header wordings of the field with this role; () where there is none."""
    return tuple(
        folded(h) for f in fields_of(model) if f.column.role == role for h in f.column.headers
    )


def figure_of(
    number: Number,
    printed: str,
    measure: Measure,
    stated: Unit | None,
    place: Place | None,
    doubt: str = "",
    cell: Cell | None = None,
) -> Figure:
    """A printed number as a figure of a measure, exact, or flagged with the reason.

    Args:
        stated: the unit that header, caption or note state; a unit printed with the number
            itself comes before it, but for a bare 元 or ¥ below 千元 or 万元.
        doubt: a reason from elsewhere (the reader) to doubt the text.
        cell: the cell that prints it; None in running text.
    """
    conflict = _other_money(number.unit, stated)
    unit = stated if conflict and number.unit and number.unit.factor == 1 else number.unit or stated
    shown = unit.printed if unit else ""
    doubt = number.doubt or doubt or conflict

    def figure(
        value: Decimal | None, status: Literal["reported", "missing", "flagged"], why: str
    ) -> Figure:
        return Figure(value, printed, measure.unit, shown, status, place, why, cell)

    if number.kind == "missing":
        return figure(None, "missing", doubt)
    if number.kind == "unreadable" or number.value is None:
        return figure(None, "flagged", doubt or Message("not_a_number", text=printed))
    if measure.dimension == "money" and (unit is None or not unit.fits("money")):
        return figure(None, "flagged", NO_UNIT_OF_MONEY)
    if unit is not None and not unit.fits(measure.dimension):
        return figure(None, "flagged", Message("unit_unfit", unit=shown, label=measure.zh))
    value = number.value * unit.factor if unit else number.value
    wrong = _unfit(value, measure)
    if wrong:
        return figure(value, "flagged", wrong)
    return figure(value, "flagged" if doubt else "reported", doubt)


def _other_money(own: Unit | None, stated: Unit | None) -> str:
    """Why a unit of money printed with a figure is in doubt: another one is stated for it."""
    if own is None or stated is None:
        return ""
    amounts = [u for u in (own, stated) if u.dimension == "money"]
    if len({u.factor for u in amounts}) > 1:
        return Message("units_of_figure", stated=stated.printed, own=own.printed)
    return ""


def fact_value(figure: Figure, measure: Measure) -> Decimal | None:
    """What the fact table holds of a figure of the measure: a value that fits, else NULL."""
    fits = figure.status == "reported"  # else `figure_of` would have flagged it
    if figure.value is None or not (fits or not _unfit(figure.value, measure)):
        return None
    return figure.value


def native(value: Decimal | None, measure: Measure) -> Decimal | int | None:
    """A value of `fact_value` in the type of its column."""
    return int(value) if value is not None and measure.step == _PIECE else value


def _unfit(value: Decimal, measure: Measure) -> str:
    """Why a value does not fit its column; '' where it does."""
    if not storable(value) or value % measure.step:
        parts = {_CENT: "hundredths", _PIECE: "pieces"}.get(measure.step, str(measure.step))
        money = measure.dimension == "money" and measure.step == _CENT
        return Message("no_whole_number", value=value, parts="fen" if money else parts)
    if measure.minimum is not None and value < measure.minimum:
        return Message("below_bound", value=value, bound=measure.minimum)
    if measure.maximum is not None and value > measure.maximum:
        return Message("above_bound", value=value, bound=measure.maximum)
    return ""


def extra_of(model: type[Row], extra: dict[str, str]) -> dict[str, str | None]:
    """The field `extra` of a row, for a table that has it: JSON, or None where it is empty.

    A table that lacks it loses nothing: the figures are in the observations in any case.
    """
    if "extra" not in model.model_fields:
        return {}
    return {"extra": json.dumps(extra, ensure_ascii=False) if extra else None}


def month_text(month: dt.date) -> str:
    """2025年2月."""
    return f"{month.year}年{month.month}月"
