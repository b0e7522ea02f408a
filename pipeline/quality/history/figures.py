"""The figures of a dataset as series, each with the row that it is from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from typing import Any, NamedTuple

import numpy as np

from pipeline.model.dataset import Dataset
from pipeline.model.kept_results import taken
from pipeline.quality.checks.never_falls import increases
from pipeline.quality.history.medians import Bools, Floats, Ints
from pipeline.quality.history.series import Series, SeriesKey
from schemas.base import Row, measure_fields
from schemas.catalog import tables
from schemas.relations import NeverFalls


class Printed(NamedTuple):
    """A figure of a row.

    Attributes:
        what: '' or what of it is judged, for the words of a finding.
        empty_row: all figures of its row are zero, and it stands for them.
    """

    issue_id: str
    value: Any
    empty_row: bool
    what: str = ""


@dataclass(frozen=True)
class _Cells:
    """The figures of one table that are judged, all of shape (n,).

    Attributes:
        keys: all series of the table.
        of, row: number of each figure's series in `keys`, and of its row in the table.
        value: the figure, or what a cumulative one adds.
        empty: its row has figures that are all zero.
    """

    keys: Sequence[SeriesKey]
    of: Ints
    row: Ints
    value: Floats
    empty: Bools


class Figures:
    """The figures of all tables of one row a month, or one a month and entity.

    Attributes:
        series: their points; what a cumulative figure adds stands for the figure.
    """

    def __init__(self, dataset: Dataset) -> None:
        self._rows: list[Row] = []
        parts: list[tuple[int, _Cells]] = []
        for model in monthly():
            rows = dataset.rows.get(model.table.name, ())
            parts.append((len(self._rows), _cells(model, rows)))
            self._rows += rows
        self._row = np.concatenate([cells.row + before for before, cells in parts])
        self._empty = np.concatenate([cells.empty for _, cells in parts])
        self.series = self._in_order([cells for _, cells in parts])

    def _in_order(self, parts: Sequence[_Cells]) -> Series:
        keys = sorted(key for cells in parts for key in cells.keys)
        number = {key: n for n, key in enumerate(keys)}
        of = [np.array([number[key] for key in cells.keys], np.int64)[cells.of] for cells in parts]
        months = [row.__dict__["month"] for row in self._rows]
        all_months = sorted(set(months))
        at = {month: n for n, month in enumerate(all_months)}
        month = np.array([at[one] for one in months], np.int64)[self._row]
        value = np.concatenate([cells.value for cells in parts])
        none = np.full(len(value), np.nan)
        return Series.in_order(keys, all_months, np.concatenate(of), month, value, none)

    def printed(self, key: SeriesKey, origin: int, value: float) -> Printed:
        """A point's figure as its row has it; `origin` and `value` are those of the point."""
        cells = self._rows[self._row[origin]].__dict__
        issue_id, empty = cells["issue_id"], bool(self._empty[origin])
        if key.measure in cumulative(tables()[key.table]):
            return Printed(issue_id, round(value), empty, "monthly increase of ")
        return Printed(issue_id, cells[key.measure], empty)


def monthly() -> list[type[Row]]:
    """Fact tables of one row a month, or one a month and entity."""
    facts = [model for model in tables().values() if model.table.kind == "fact"]
    return [m for m in facts if m.table.key[0] == "month" and len(m.table.key) <= 2]


@cache
def cumulative(model: type[Row]) -> frozenset[str]:
    """Measures of a table that count up from the beginning."""
    return frozenset(r.measure for r in model.table.relations if isinstance(r, NeverFalls))


def _measures(model: type[Row]) -> list[str]:
    """Measures that have a history: not those that a bound of the calendar or a form holds."""
    bounded = {name for relation in model.table.relations for name in relation.bounded}
    return [f.name for f in measure_fields(model) if f.name not in bounded]


def _cells(model: type[Row], rows: Sequence[Row]) -> _Cells:
    measures, entities = _measures(model), _entities(model, rows)
    entity = {one: n for n, one in enumerate(dict.fromkeys(entities))}
    by_month = [list(them) for _, them in groupby(rows, lambda row: row.__dict__["month"])]
    none = np.empty((0, len(measures)))
    values = np.concatenate([none, *(taken(_values, them, model) for them in by_month)])
    given = ~np.isnan(values)
    empty = (given.sum(axis=1) > 1) & ~(given & (values != 0)).any(axis=1)
    given[empty] &= np.arange(len(measures)) == given.argmax(axis=1)[empty, None]
    row, measure = np.nonzero(given)  # A row of zeros is one finding, not one of each figure.
    codes = np.array([entity[one] for one in entities], np.int64)
    of, used = codes[row] * len(measures) + measure, []
    numbers, of = np.unique(of, return_inverse=True)
    names = list(entity)
    for number in numbers.tolist():
        which, name = divmod(number, len(measures))
        used.append(SeriesKey(model.table.name, names[which], measures[name]))
    found = _Cells(used, of, row, values[row, measure], empty[row])
    return _as_increases(found, rows, cumulative(model))


def _values(same: Sequence[Row], model: type[Row]) -> Floats:
    """Shape (rows, measures): the figures of some rows; nan where there is none."""
    measures = _measures(model)
    return np.array(
        [[np.nan if c[name] is None else c[name] for name in measures]
         for c in (row.__dict__ for row in same)], np.float64,
    ).reshape(len(same), len(measures))  # fmt: skip


def _entities(model: type[Row], rows: Sequence[Row]) -> list[str]:
    """The entity of each row; '' in a table of one row a month."""
    _, *column = model.table.key
    return [str(row.__dict__[column[0]]) if column else "" for row in rows]


def _as_increases(cells: _Cells, rows: Sequence[Row], measures: frozenset[str]) -> _Cells:
    """A cumulative figure says something new only by what it adds: judge its monthly increase."""
    for number, key in enumerate(cells.keys):
        if key.measure not in measures:
            continue
        mine = np.flatnonzero(cells.of == number)
        months = {rows[cells.row[n]].key()[0]: n for n in mine.tolist()}
        added = _increases(cells, months)
        kept = np.ones(len(cells.of), bool)
        kept[mine] = [n in added for n in mine.tolist()]
        value = cells.value.copy()
        value[list(added)] = list(added.values())
        cells = _Cells(
            cells.keys, cells.of[kept], cells.row[kept], value[kept], cells.empty[kept]
        )  # fmt: skip
    return cells


def _increases(cells: _Cells, months: Mapping[dt.date, int]) -> dict[int, float]:
    """What each cumulative figure adds, by its number."""
    ordered = [(month, int(cells.value[months[month]])) for month in sorted(months)]
    return {months[month]: value for month, value in increases(ordered)}
