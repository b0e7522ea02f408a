"""Breaks in the tables themselves: columns, entities and units that come and go.

A month in which a table has no row at all says nothing about its columns and entities. Neither
does one absence between two presences: that is a gap, which has a finding of its own.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from operator import is_, itemgetter
from typing import NamedTuple

from pipeline.longitudinal.event_words import Worded, worded
from pipeline.model.dataset import Dataset
from pipeline.model.kept_results import taken
from schemas.base import FieldInfo, PrintedTable, Row, entity_column, measure_fields
from schemas.catalog import dimensions, tables
from schemas.quality import Observation

_Units = Mapping[tuple[str, str], Mapping[dt.date, str]]
"""By table and column, the unit that is printed in each month."""


class _Found(NamedTuple):
    """The breaks of some tables: what they were found from, and what was found."""

    tables: tuple[Sequence[Row], ...]
    observations: Sequence[Observation]
    units: _Units
    breaks: tuple[Worded, ...]


_IN_UNIT = itemgetter("table_name", "measure", "month", "unit_printed")
_LAST: list[_Found] = []
"""Of the tables last asked about: a run asks before the validation, which changes none of them, and
after it."""


def breaks_of(dataset: Dataset) -> tuple[Worded, ...]:
    """The breaks of all tables that the bulletin prints."""
    printed = [model for model in tables().values() if _is_printed(model)]
    asked = tuple(
        dataset.rows.get(model.table.name, ()) for model in (*printed, *dimensions().values())
    )
    observations = dataset.of_type(Observation)
    before = next(
        (last for last in _LAST if _have_same_units(last.observations, observations)), None
    )
    if before and all(map(is_, before.tables, asked)):
        return before.breaks
    units = before.units if before else _printed_units(observations)
    names = _Names(dataset)
    found: list[Worded] = []
    for model, rows in zip(printed, asked, strict=False):
        history = _History(model, rows)
        found += _columns(history)
        found += _entities(history, names)
        found += _units(history, units)
    _LAST[:] = [_Found(asked, observations, units, tuple(found))]
    return _LAST[0].breaks


def _is_printed(model: type[Row]) -> bool:
    return model.table.source is not None and model.table.key[0] == "month"


class _Month(NamedTuple):
    """What a table holds of a month."""

    issue_id: str
    columns: frozenset[str]
    entities: frozenset[str]


class _History:
    """A table over time.

    Attributes:
        model: the table.
        months: those of which it has rows, in their order.
    """

    def __init__(self, model: type[Row], rows: Sequence[Row]) -> None:
        self.model = model
        by_month: dict[dt.date, list[Row]] = defaultdict(list)
        for row in rows:
            by_month[row.__dict__["month"]].append(row)
        self.months = sorted(by_month)
        self._held = [taken(_month_of, by_month[month], model) for month in self.months]

    def issue(self, number: int) -> str:
        """The first issue that prints a month; `number` is that of the month."""
        return self._held[number].issue_id

    def with_figures(self, field: FieldInfo) -> int:
        """The months in which the column has a figure: a bit for each."""
        return sum(1 << at for at, held in enumerate(self._held) if field.name in held.columns)

    def of_entities(self) -> dict[str, int]:
        """The months in which each entity has a row: a bit for each."""
        found: dict[str, int] = {}
        for at, held in enumerate(self._held):
            for entity_id in held.entities:
                found[entity_id] = found.get(entity_id, 0) | 1 << at
        return found


def _month_of(same: Sequence[Row], model: type[Row]) -> _Month:
    cells, entity = [row.__dict__ for row in same], entity_column(model)
    return _Month(
        min(str(cell["issue_id"]) for cell in cells),
        frozenset(
            field.name for field in measure_fields(model)
            if any(cell[field.name] is not None for cell in cells)
        ),
        frozenset(cell[entity] for cell in cells) if entity else frozenset(),
    )  # fmt: skip


class _Names:
    """Names and successors of all entities."""

    def __init__(self, dataset: Dataset) -> None:
        rows = [row for model in dimensions().values() for row in dataset.rows[model.table.name]]
        self.names = {str(row.key()[0]): str(row["name"]) for row in rows}
        self.successors = {
            str(row.key()[0]): str(row["successor_id"])
            for row in rows
            if row.__dict__.get("successor_id")
        }

    def of(self, entity_id: str) -> str:
        return self.names.get(entity_id, entity_id)


class _Change(NamedTuple):
    """A month in which something comes or goes.

    Attributes:
        at: number of the month among those of the table.
        last: of the months before, the last one.
    """

    at: int
    month: dt.date
    last: dt.date
    comes: bool


def _changes(months: Sequence[dt.date], present: int) -> Iterator[_Change]:
    """When something comes and goes, single absences apart.

    Args:
        present: a bit for each of the months.
    """
    there = present | present << 1 & present >> 1
    changed = (there ^ there >> 1) & (1 << max(len(months) - 1, 0)) - 1
    while changed:
        at = (changed & -changed).bit_length()
        changed &= changed - 1
        yield _Change(at, months[at], months[at - 1], bool(there >> at & 1))


def _columns(history: _History) -> Iterator[Worded]:
    for field in measure_fields(history.model):
        for change in _changes(history.months, history.with_figures(field)):
            yield worded(
                "column_starts" if change.comes else "column_ends",
                history.model, change.month, issue_id=history.issue(change.at),
                field=field, before=f"{change.last:%Y-%m}",
            )  # fmt: skip


def _entities(history: _History, names: _Names) -> Iterator[Worded]:
    source, column = history.model.table.source, entity_column(history.model)
    if column is None or not isinstance(source, PrintedTable) or source.occasional:
        return
    for entity_id, present in sorted(history.of_entities().items()):
        successor = names.successors.get(entity_id)
        for change in _changes(history.months, present):
            is_merger = not change.comes and successor and not present >> change.at
            yield worded(
                "entity_joins" if change.comes else "merged" if is_merger else "entity_leaves",
                history.model, change.month, issue_id=history.issue(change.at),
                entity_id=entity_id, entity=names.of(entity_id), before=f"{change.last:%Y-%m}",
                after=successor if is_merger else None,
                successor=names.of(successor) if successor else "",
            )  # fmt: skip


def _have_same_units(some: Sequence[Observation], others: Sequence[Observation]) -> bool:
    """Is each of the same column and month as the other at its place, and printed in its unit?"""
    return len(some) == len(others) and all(
        one is other or _IN_UNIT(one.__dict__) == _IN_UNIT(other.__dict__)
        for one, other in zip(some, others, strict=True)
    )


def _printed_units(observations: Sequence[Observation]) -> _Units:
    """The unit that most figures of a column and month are printed in, where one is printed."""
    cells = [seen.__dict__ for seen in observations]
    counts = Counter([_IN_UNIT(cell) for cell in cells if cell["unit_printed"] and cell["month"]])
    most: dict[tuple[str, str, dt.date], tuple[int, str]] = {}
    for (table, measure, month, unit), count in counts.items():
        key = table, measure, month
        most[key] = min(most.get(key, (0, "")), (-count, unit))
    found: dict[tuple[str, str], dict[dt.date, str]] = defaultdict(dict)
    for (table, measure, month), (_, unit) in sorted(most.items()):
        found[table, measure][month] = unit
    return found


def _units(history: _History, units: _Units) -> Iterator[Worded]:
    for field in measure_fields(history.model):
        printed = units.get((history.model.table.name, field.name), {})
        known = [(at, month) for at, month in enumerate(history.months) if month in printed]
        for (_, last), (at, month) in pairwise(known):
            if printed[last] != printed[month]:
                yield worded(
                    "unit_changes", history.model, month, issue_id=history.issue(at),
                    field=field, before=printed[last], after=printed[month],
                )  # fmt: skip
