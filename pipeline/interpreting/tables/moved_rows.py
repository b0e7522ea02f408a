"""Rows of which several cells hold what other columns hold: their figures may have moved.

A row that lacks a cell has its other texts one column to the left, where some of them still read as
figures of that column. A row that was dragged out of its lines leaves pieces of figures behind, and
blank cells.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipeline.interpreting.collect import Figure
from pipeline.interpreting.tables.measures import Measure
from pipeline.interpreting.text.numbers import looks_numeric
from pipeline.model.message import Message

Found = tuple[int, Measure, Figure]
"""The column of a figure, what it measures, and the figure."""

_MISFITS = 2
"""Columns of a row that hold no figure of theirs, from which on the others are in doubt."""

_OTHERS = {"one_of_two", "no_whole_number", "above_bound"}
"""Why a text is no figure of its column, but may be one of another column."""

MOVED = Message("row_moved")


def with_moved(row: Sequence[Found]) -> Sequence[Found]:
    """The figures of a row, in doubt where others of it are not what their columns hold."""
    doubted = [(column, figure) for column, _, figure in row if figure.doubt]
    if len(doubted) < _MISFITS:
        return row
    foreign = {column for column, figure in doubted if _is_foreign(figure)}
    broken = {column for column, figure in doubted if _code(figure) == "not_a_number"}
    if len(foreign | broken) < _MISFITS:
        return row
    every = len(foreign) >= _MISFITS
    return [
        (column, measure, _moved(figure) if every or _is_blank(figure) else figure)
        for column, measure, figure in row
    ]


def _is_foreign(figure: Figure) -> bool:
    code = _code(figure)
    return code in _OTHERS or (code == "not_a_number" and looks_numeric(figure.printed))


def _code(figure: Figure) -> str:
    return figure.doubt.code if isinstance(figure.doubt, Message) else ""


def _is_blank(figure: Figure) -> bool:
    return figure.status == "missing" and not figure.printed.strip()


def _moved(figure: Figure) -> Figure:
    return figure if figure.doubt else replace(figure, doubt=MOVED)
