"""What a release says, in one canonical form from which every file and its id are made.

The same figures give the same content whatever the order of the rows, the scale of a Decimal
(1.5 and 1.50), the time zone of a timestamp, and the clock, locale and zone of the machine.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipeline.model.arrow import bytes_of, values_of
from pipeline.model.dataset import Dataset
from pipeline.publishing.row_tables import Places, forget, keep_ahead, taken_table
from pipeline.report.site import design
from schemas.base import FieldInfo, Row, TableSpec, fields_of
from schemas.catalog import tables

FORMAT = 6
"""Raised when the same content is written in another way (a new file, view or type)."""


@dataclass(frozen=True)
class TableContent:
    """One table of a release.

    Attributes:
        spec: its declaration.
        fields: its columns in their published order.
        table: the values of each field, in the order of the primary key (nulls first); decimals
            of the declared scale, times in UTC.
        rows: the rows that they were made of, in the same order.
        known: what a waiting process has converted ahead; None where it has nothing.
        places: of each row, its place in `known`; -1 where it has none.
    """

    spec: TableSpec
    fields: tuple[FieldInfo, ...]
    table: pa.Table
    rows: tuple[Row, ...]
    known: pa.Table | None = None
    places: Places | None = None

    @property
    def count(self) -> int:
        """Number of rows."""
        return int(self.table.num_rows)

    @cached_property
    def columns(self) -> tuple[list[Any], ...]:
        """The values of each field: int, float, bool, str, date, Decimal, datetime or None."""
        return tuple(map(values_of, self.table.columns))

    def column(self, name: str) -> list[Any]:
        """The values of one column."""
        return values_of(self.table[name])


def contents_of(dataset: Dataset) -> dict[str, TableContent]:
    """Every table of the catalog in canonical form, empty ones included.

    Raises:
        InconsistentDataset: a figure does not fit its declared type or scale, or is not finite.
    """
    return {name: _content(model, dataset.rows.get(name, ())) for name, model in tables().items()}


def release_id(contents: Mapping[str, TableContent]) -> str:
    """Hash of the content, its declaration and its form, 12 hexadecimal digits.

    Timestamps say when this machine did something, not what the bulletin says, and are left
    out. A changed description or template is another release: its documents read differently.
    """
    digest = hashlib.sha256(f"format {FORMAT}\n".encode())
    for template in sorted((Path(__file__).parent / "templates").glob("*.j2")):
        digest.update(template.read_bytes())
    digest.update(design())
    for content in contents.values():
        digest.update(repr((content.spec, content.fields, content.count)).encode())
        for field, column in zip(content.fields, content.table.columns, strict=True):
            if field.type is not dt.datetime:
                for part in bytes_of(field, column):
                    digest.update(part)
    return digest.hexdigest()[:12]


def convert_ahead(dataset: Dataset) -> dict[str, TableContent]:
    """Convert the tables of a dataset before another one is published that has most of its rows.

    Raises:
        InconsistentDataset: see `contents_of`.
    """
    forget()
    contents = contents_of(dataset)
    for name, content in contents.items():
        keep_ahead(name, content.rows, content.table)
    return contents


def _content(model: type[Row], rows: Sequence[Row]) -> TableContent:
    spec, fields, taken = model.table, fields_of(model), taken_table(model, rows)
    order = _order(taken.table, spec)
    if np.all(order[1:] > order[:-1]):
        return TableContent(spec, fields, taken.table, tuple(rows), taken.known, taken.places)
    in_order = tuple([rows[at] for at in order.tolist()])
    table = taken.table.take(pa.array(order))
    places = None if taken.places is None else taken.places[order]
    return TableContent(spec, fields, table, in_order, taken.known, places)


def _order(table: pa.Table, spec: TableSpec) -> np.ndarray[Any, Any]:
    """The places of rows by their key, nulls first."""
    keys = [(name, "ascending", "at_start") for name in spec.key]
    return np.asarray(pc.sort_indices(table, keys))
