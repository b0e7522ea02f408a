"""The observations of a figure, and the names of its row and column, for the findings."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Any

from pipeline.model.dataset import Dataset
from pipeline.model.figure import FigureKey
from pipeline.model.kept_results import as_before
from pipeline.model.place import Place
from schemas.base import fields_of
from schemas.catalog import tables
from schemas.dimensions import Channel, District, Hospital
from schemas.issues import Issue
from schemas.quality import Observation
from schemas.totals import ReportedTotal

TOTALS = ReportedTotal.table.name
RowKey = tuple[Any, ...]
"""Table, month and entity: a `FigureKey` without its measure."""
_MANY = 64
"""Observations of a row among which those of a measure are looked up, not searched."""


@dataclass(frozen=True)
class Naming:
    """Names of entities, and labels of columns.

    Attributes:
        names: canonical name by entity id.
        labels: Chinese label by (table, column).
    """

    names: Mapping[str, str] = field(default_factory=dict)
    labels: Mapping[tuple[str, str], str] = field(default_factory=dict)

    def label(self, table: str, measure: str) -> str:
        """小计 for `total`; the measure itself where no schema knows it."""
        return self.labels.get((table, measure), measure)

    def name(self, entity_id: str | None) -> str | None:
        """The canonical name of an entity; its id where it has none."""
        return None if not entity_id else self.names.get(entity_id, entity_id)


class Cells:
    """Looks up the observations of a dataset, the names of its entities and its columns.

    Args:
        observations: all, in the order of the dataset.
        current: hashes of the files that feed the issues. What a superseded edition of an issue
            printed is left out: its figures feed no row.
        naming: of entities and columns.
    """

    def __init__(
        self, observations: Sequence[Observation] = (), current: Collection[str] = (),
        naming: Naming | None = None,
    ) -> None:  # fmt: skip
        self.naming = naming or Naming()
        self._observations, self._current = observations, current
        self._months: dict[tuple[str, dt.date | None], dict[str, list[Observation]]] = {}
        self._large_rows: dict[RowKey, dict[str, list[Observation]]] = {}

    @cached_property
    def unread(self) -> dict[FigureKey, None]:
        """The figures that hold something that could not be read, in their order."""
        return {
            FigureKey.of(one): None for one in self._observations
            if one.__dict__["value"] is None and _is_unread(one) and self._is_current(one)
        }  # fmt: skip

    @cached_property
    def unread_rows(self) -> frozenset[RowKey]:
        """The rows with figures that hold something that could not be read."""
        return frozenset(key[:-1] for key in self.unread)

    def of(self, key: FigureKey, issue_id: str | None = None) -> list[Observation]:
        """Observations of one figure, those of `issue_id` alone where it is given.

        They are in the order of issue and occurrence.
        """
        *address, measure = key
        row: Sequence[Observation] = self._month(key.table, key.month).get(key.entity_id, ())
        if len(row) > _MANY:
            row = self._by_measure(tuple(address), row).get(measure, ())
        return [
            one
            for one in row
            if one.__dict__["measure"] == measure and issue_id in (None, one.__dict__["issue_id"])
        ]

    def label(self, table: str, measure: str) -> str:
        """See `Naming.label`."""
        return self.naming.label(table, measure)

    def name(self, entity_id: str | None) -> str | None:
        """See `Naming.name`."""
        return self.naming.name(entity_id)

    def _month(self, table: str, month: dt.date | None) -> Mapping[str, list[Observation]]:
        """The observations of a month of a table, by entity; indexed when one is asked for."""
        known = self._months.get((table, month))
        if known is None:
            known = self._months[table, month] = {}
            at = _address(table, month)
            first = bisect_left(self._observations, at, key=_address_of)
            end = bisect_right(self._observations, at, first, key=_address_of)
            for one in self._observations[first:end]:
                if self._is_current(one):
                    known.setdefault(one.entity_id, []).append(one)
        return known

    def _by_measure(
        self, address: RowKey, row: Iterable[Observation]
    ) -> Mapping[str, Sequence[Observation]]:
        """The observations of a row with many of them, such as what no schema knows."""
        if address not in self._large_rows:
            found: dict[str, list[Observation]] = defaultdict(list)
            for one in row:
                found[one.measure].append(one)
            self._large_rows[address] = dict(found)
        return self._large_rows[address]

    def _is_current(self, one: Observation) -> bool:
        return one.__dict__["source_sha256"] in self._current


def _address(table: str, month: dt.date | None) -> tuple[str, dt.date]:
    """Sorts as observations do: those without a month first."""
    return table, month or dt.date.min


def _address_of(one: Observation) -> tuple[str, dt.date]:
    return _address(one.table_name, one.month)


def cells_of(dataset: Dataset) -> Cells:
    """The cells of a dataset."""
    naming = as_before("naming", Naming(_names(dataset), _labels()))
    return Cells(dataset.of_type(Observation), current_sources(dataset), naming)


def total_key(table: str, month: dt.date | None, measure: str) -> FigureKey:
    """The address of the printed total of a column."""
    return FigureKey(TOTALS, month, table, measure)


def current_sources(dataset: Dataset) -> frozenset[str]:
    """Hashes of the files that feed the issues."""
    return frozenset(issue.source_sha256 for issue in dataset.of_type(Issue))


def place(observations: Iterable[Observation]) -> Place | None:
    """Page and box of the first observation; None if there is none."""
    first = next(iter(observations), None)
    return None if first is None else Place.of(first)


def _is_unread(one: Observation) -> bool:
    """Does the cell hold something that could not be read as a figure?

    A mark for missing is read well and means that there is no figure; so does a correction to
    "not reported".
    """
    return one.value is None and one.status not in ("missing", "reported", "corrected")


def _names(dataset: Dataset) -> dict[str, str]:
    dimensions = (name for name, model in tables().items() if model.table.kind == "dimension")
    return {
        str(row.key()[0]): str(row.name)
        for name in dimensions
        for row in dataset.rows.get(name, ())
        if isinstance(row, Hospital | District | Channel)
    }


@cache
def _labels() -> dict[tuple[str, str], str]:
    return {
        (name, column.name): column.column.zh
        for name, model in tables().items()
        for column in fields_of(model)
    }
