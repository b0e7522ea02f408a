"""The observations of a figure, and the names of its row and column, for the findings."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from operator import itemgetter
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


@dataclass(frozen=True)
class Cells:
    """Looks up the observations of a dataset, the names of its entities and its columns.

    Attributes:
        rows: observations by the row that prints them; those of a figure in the order of issue
            and occurrence. An index of single figures would take as much memory as they do.
        naming: of entities and columns.
    """

    rows: Mapping[RowKey, Sequence[Observation]]
    naming: Naming = Naming()

    @cached_property
    def unread(self) -> list[FigureKey]:
        """The figures that hold something that could not be read."""
        found = (FigureKey.of(one) for row in self.rows.values() for one in row if _is_unread(one))
        return list(dict.fromkeys(found))

    def of(self, key: FigureKey, issue_id: str | None = None) -> list[Observation]:
        """Observations of one figure, those of `issue_id` alone where it is given."""
        *address, measure = key
        row = self.rows.get(tuple(address), ())
        if len(row) > _MANY:
            row = self._by_measure(tuple(address)).get(measure, ())
        return [
            one
            for one in row
            if one.__dict__["measure"] == measure and issue_id in (None, one.__dict__["issue_id"])
        ]

    def _by_measure(self, address: RowKey) -> Mapping[str, Sequence[Observation]]:
        """The observations of a row with many of them, such as what no schema knows."""
        if address not in self._large_rows:
            found: dict[str, list[Observation]] = defaultdict(list)
            for one in self.rows[address]:
                found[one.measure].append(one)
            self._large_rows[address] = dict(found)
        return self._large_rows[address]

    @cached_property
    def _large_rows(self) -> dict[RowKey, Mapping[str, Sequence[Observation]]]:
        return {}

    def label(self, table: str, measure: str) -> str:
        """See `Naming.label`."""
        return self.naming.label(table, measure)

    def name(self, entity_id: str | None) -> str | None:
        """See `Naming.name`."""
        return self.naming.name(entity_id)


def cells_of(dataset: Dataset) -> Cells:
    """Index a dataset. One pass over its observations.

    What a superseded edition of an issue printed is left out: its figures feed no row.
    """
    rows: dict[RowKey, list[Observation]] = defaultdict(list)
    current = current_sources(dataset)
    row_of = itemgetter("table_name", "month", "entity_id")
    for seen in dataset.of_type(Observation):
        if seen.__dict__["source_sha256"] in current:
            rows[row_of(seen.__dict__)].append(seen)
    return Cells(dict(rows), as_before("naming", Naming(_names(dataset), _labels())))


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


def unreadable(observations: Iterable[Observation]) -> bool:
    """Does the cell hold something that could not be read as a figure?

    A mark for missing is read well and means that there is no figure; so does a correction to
    "not reported".
    """
    return any(map(_is_unread, observations))


def _is_unread(one: Observation) -> bool:
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
