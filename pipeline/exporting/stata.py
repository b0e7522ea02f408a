"""A table as a file of Stata 14 and later (format 118, UTF-8), with labels in Chinese and English.

Names have at most 32 characters, labels 80; a text of more than 2,045 bytes is a strL; numbers are
doubles: https://www.stata.com/help.cgi?limits and https://www.stata.com/help.cgi?dta
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, BinaryIO

from pipeline.exporting.cells import fits_a_double
from pipeline.exporting.names import short_names
from schemas.base import FieldInfo, fields_of
from schemas.catalog import tables

if TYPE_CHECKING:
    import pyarrow as pa

    from pipeline.dataset import OpenDataset

_LONGEST_NAME = 32
_LONGEST_LABEL = 80
_LONGEST_STR = 2045
_EXACT_INTEGER = 2**53


def write_stata(dataset: OpenDataset, name: str, file: BinaryIO) -> list[str]:
    """Write one table; returns a sentence for each thing that Stata takes otherwise.

    A month is a monthly date (%tm), a null text an empty one, for Stata has no other.
    """
    arrow = dataset.arrow(name)
    names = short_names(arrow.schema.names, _LONGEST_NAME)
    frame = dataset.table(name).rename(columns=names)
    notes = [f"{name}.{old} is called {new}." for old, new in names.items() if old != new]
    long = []
    for column in arrow.schema:
        short = names[column.name]
        values = arrow[column.name]
        notes += _inexact(name, column.name, values)
        frame[short] = _stored(frame[short], column.type)
        if _longest(values) > _LONGEST_STR:
            long.append(short)
    frame.to_stata(
        file,
        write_index=False,
        version=118,
        data_label=f"{name}, release {dataset.release}"[:_LONGEST_LABEL],
        variable_labels={names[k]: label for k, label in _labels(name).items() if k in names},
        convert_dates=_dates(arrow.schema, names),
        convert_strl=long,
        time_stamp=dt.datetime(2000, 1, 1),  # the same content is the same file
    )
    return notes


def _stored(column: Any, kind: pa.DataType) -> Any:
    import pyarrow as pa

    if pa.types.is_string(kind):
        return column.fillna("").astype(object)
    if pa.types.is_boolean(kind):
        return column.astype("Int8")
    if pa.types.is_decimal(kind) or pa.types.is_float64(kind) or pa.types.is_int64(kind):
        return column.astype("float64")
    if pa.types.is_timestamp(kind):
        return column.dt.tz_localize(None)
    return column


def _longest(values: pa.ChunkedArray) -> int:
    import pyarrow as pa
    import pyarrow.compute as pc

    if not pa.types.is_string(values.type):
        return 0
    return int(pc.max(pc.binary_length(values)).as_py() or 0)


def _inexact(table: str, column: str, values: pa.ChunkedArray) -> list[str]:
    import pyarrow as pa

    if not (pa.types.is_decimal(values.type) or pa.types.is_int64(values.type)):
        return []
    beyond = sum(
        not fits_a_double(value) and not (isinstance(value, int) and abs(value) < _EXACT_INTEGER)
        for value in values.to_pylist()
        if value is not None
    )
    if not beyond:
        return []
    return [f"{beyond} figures of {table}.{column} are rounded: Stata's numbers are doubles."]


def _dates(schema: pa.Schema, names: dict[str, str]) -> Any:
    import pyarrow as pa

    found: dict[str, str] = {}
    for column in schema:
        if pa.types.is_date32(column.type):
            found[names[column.name]] = "tm" if column.name == "month" else "td"
        elif pa.types.is_timestamp(column.type):
            found[names[column.name]] = "tc"
    return found


def _labels(name: str) -> dict[str, str]:
    model = tables().get(name)
    return {field.name: _label(field) for field in fields_of(model)} if model else {}


def _label(field: FieldInfo) -> str:
    unit = f" [{field.column.unit}]" if field.column.unit else ""
    return f"{field.column.zh}{unit}: {field.column.en}"[:_LONGEST_LABEL]
