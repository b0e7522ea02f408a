"""Breaks in the tables themselves: columns, entities and units that come and go.

A month in which a table has no row at all says nothing about its columns and entities. Neither
does one absence between two presences: that is a gap, which has a finding of its own.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from operator import is_, itemgetter
from typing import NamedTuple

from pipeline.longitudinal.event_words import Worded, worded
from pipeline.model.dataset import Dataset
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


@dataclass(frozen=True)
class _History:
    """A table over time."""

    model: type[Row]
    rows: Sequence[Row]

    @cached_property
    def by_month(self) -> dict[dt.date, list[Row]]:
        found: dict[dt.date, list[Row]] = defaultdict(list)
        for row in self.rows:
            found[row["month"]].append(row)
        return dict(sorted(found.items()))

    @cached_property
    def months(self) -> list[dt.date]:
        """The months of which the table has rows, in their order."""
        return list(self.by_month)

    def issue(self, month: dt.date) -> str:
        return self._issues[month]

    @cached_property
    def _issues(self) -> dict[dt.date, str]:
        return {
            month: min(str(row["issue_id"]) for row in rows)
            for month, rows in self.by_month.items()
        }

    def with_figures(self, field: FieldInfo) -> set[dt.date]:
        """The months in which the column has a figure."""
        return {
            month
            for month, rows in self.by_month.items()
            if any(row[field.name] is not None for row in rows)
        }


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


@dataclass(frozen=True)
class _Change:
    """A month in which something comes or goes; `last`: of the months before, the last one."""

    month: dt.date
    last: dt.date
    comes: bool


def _changes(months: Sequence[dt.date], present: set[dt.date]) -> Iterator[_Change]:
    """When something comes and goes, single absences apart."""
    there = [month in present for month in months]
    for at in range(1, len(there) - 1):
        there[at] |= there[at - 1] and there[at + 1]
    for (last, before), (month, now) in pairwise(zip(months, there, strict=True)):
        if before != now:
            yield _Change(month, last, now)


def _columns(history: _History) -> Iterator[Worded]:
    for field in measure_fields(history.model):
        for change in _changes(history.months, history.with_figures(field)):
            yield worded(
                "column_starts" if change.comes else "column_ends",
                history.model, change.month, issue_id=history.issue(change.month),
                field=field, before=f"{change.last:%Y-%m}",
            )  # fmt: skip


def _entities(history: _History, names: _Names) -> Iterator[Worded]:
    source, column = history.model.table.source, entity_column(history.model)
    if column is None or not isinstance(source, PrintedTable) or source.occasional:
        return
    present: dict[str, set[dt.date]] = defaultdict(set)
    for row in history.rows:
        present[row[column]].add(row["month"])
    for entity_id, months in present.items():
        successor = names.successors.get(entity_id)
        for change in _changes(history.months, months):
            is_merger = not change.comes and successor and max(months) < change.month
            yield worded(
                "entity_joins" if change.comes else "merged" if is_merger else "entity_leaves",
                history.model, change.month, issue_id=history.issue(change.month),
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
        known = [month for month in history.months if month in printed]
        for last, month in pairwise(known):
            if printed[last] != printed[month]:
                yield worded(
                    "unit_changes", history.model, month, issue_id=history.issue(month),
                    field=field, before=printed[last], after=printed[month],
                )  # fmt: skip
