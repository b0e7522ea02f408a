"""Rows as an Arrow table; of rows that were converted ahead, the columns are taken as they are.

A process that waits for a run has the interpreted issues of the archive already. Nearly all of
their rows are published again, as the same objects, which nothing changes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import repeat
from typing import Any

import numpy as np
import pyarrow as pa

from pipeline.model.arrow import array_of, arrow_schema
from pipeline.model.row_columns import columns_of
from pipeline.publishing.errors import InconsistentDataset
from schemas.base import FieldInfo, Row, TableSpec, fields_of
from schemas.catalog import tables

_MANY_ROWS = 1000
"""A table of fewer rows is converted as quickly as its rows are looked up."""
_BATCH = 1 << 15
"""Rows that are converted at a time, so that only these stand in memory by column as well."""


@dataclass(frozen=True)
class _Converted:
    """Rows of one table that have been converted.

    Attributes:
        rows: they are kept, so that no other object has the identity of one of them.
        places: position of each in the table, by its identity.
        table: their columns.
    """

    rows: Sequence[Row]
    places: dict[int, int]
    table: pa.Table


_AHEAD: dict[str, _Converted] = {}


def convert_ahead(rows: Iterable[Row]) -> None:
    """Convert rows of any tables before they are published.

    Raises:
        InconsistentDataset: see `table_of`.
    """
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row.table.name, []).append(row)
    models = tables()
    forget()
    for name, them in found.items():
        if len(them) >= _MANY_ROWS:
            places = {id(row): at for at, row in enumerate(them)}
            _AHEAD[name] = _Converted(them, places, _converted(models[name], them))


def forget() -> None:
    """Free what was converted ahead: it is needed once."""
    _AHEAD.clear()


def table_of(model: type[Row], rows: Sequence[Row]) -> pa.Table:
    """The columns of rows of one table, in their published order and canonical form.

    Raises:
        InconsistentDataset: a value is not of the declared kind of its column.
    """
    known = _AHEAD.get(model.table.name)
    if known is None or len(rows) < _MANY_ROWS:
        return _converted(model, rows)
    places = np.fromiter(map(known.places.get, map(id, rows), repeat(-1)), np.int64, len(rows))
    others = np.flatnonzero(places < 0)
    places[others] = np.arange(len(others)) + len(known.rows)
    more = _converted(model, [rows[at] for at in others.tolist()])
    both = pa.concat_tables([known.table, more])
    return both.combine_chunks().take(pa.array(places))


def _converted(model: type[Row], rows: Sequence[Row]) -> pa.Table:
    spec, fields = model.table, fields_of(model)
    parts: list[list[pa.Array]] = [[] for _ in fields]
    schema = arrow_schema(spec, fields)
    for start in range(0, len(rows) or 1, _BATCH):
        values = columns_of(model, rows[start : start + _BATCH])
        for part, field in zip(parts, fields, strict=True):
            part.append(_array(spec, field, values[field.name]))
    return pa.Table.from_arrays([_joined(part) for part in parts], schema=schema)


def _joined(parts: list[pa.Array]) -> pa.Array:
    """One array of several, which are freed."""
    found = pa.concat_arrays(parts)
    parts.clear()
    return found


def _array(spec: TableSpec, field: FieldInfo, values: list[Any]) -> pa.Array:
    try:
        return array_of(field, values)
    except (pa.ArrowInvalid, pa.ArrowTypeError, OverflowError) as error:
        raise InconsistentDataset(
            f"A value in {spec.name}.{field.name} is not of the declared kind: {error}."
        ) from error
