"""Rows as an Arrow table; of rows that were converted ahead, the columns are taken as they are.

A process that waits for a run has the dataset of the archive already. Nearly all of its rows are
published again, as the same objects, which nothing changes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import repeat
from typing import Any

import numpy as np
import pyarrow as pa

from pipeline.model.arrow import array_of, arrow_schema
from pipeline.model.row_columns import columns_of
from pipeline.publishing.errors import InconsistentDataset
from schemas.base import FieldInfo, Row, TableSpec, fields_of

Places = np.ndarray[Any, np.dtype[np.int64]]

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


@dataclass(frozen=True)
class Taken:
    """The columns of rows, of which some were converted ahead.

    Attributes:
        table: of all rows.
        known: what was converted ahead; None where nothing was.
        places: of each row, its place in `known`; -1 where it has none.
    """

    table: pa.Table
    known: pa.Table | None = None
    places: Places | None = None


_AHEAD: dict[str, _Converted] = {}


def keep_ahead(name: str, rows: Sequence[Row], table: pa.Table) -> None:
    """Keep the columns of rows of a table before they are published, until `forget` is called.

    Args:
        table: of the rows, in their order.
    """
    if len(rows) >= _MANY_ROWS:
        places = {id(row): at for at, row in enumerate(rows)}
        _AHEAD[name] = _Converted(rows, places, table)


def kept_ahead(name: str) -> pa.Table | None:
    """The columns of a table that are kept."""
    known = _AHEAD.get(name)
    return None if known is None else known.table


def forget() -> None:
    """Free what was converted ahead: it is needed once."""
    _AHEAD.clear()


def table_of(model: type[Row], rows: Sequence[Row]) -> pa.Table:
    """The columns of rows of one table, in their published order and canonical form.

    Raises:
        InconsistentDataset: a value is not of the declared kind of its column.
    """
    return taken_table(model, rows).table


def taken_table(model: type[Row], rows: Sequence[Row]) -> Taken:
    """The same, with what of it was converted ahead."""
    known = _AHEAD.get(model.table.name)
    if known is None or len(rows) < _MANY_ROWS:
        return Taken(_converted(model, rows))
    places = np.fromiter(map(known.places.get, map(id, rows), repeat(-1)), np.int64, len(rows))
    others = np.flatnonzero(places < 0)
    if not others.size and np.array_equal(places, np.arange(len(known.rows))):
        return Taken(known.table, known.table, places)
    more = _converted(model, [rows[at] for at in others.tolist()])
    both = pa.concat_tables([known.table, more]).combine_chunks()
    at = places.copy()
    at[others] = np.arange(len(others)) + len(known.rows)
    return Taken(both.take(pa.array(at)), known.table, places)


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
