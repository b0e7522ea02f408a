"""The tables as Parquet: exact decimals, real dates, and a description in every column.

The same content gives the same bytes: rows in key order, one fixed codec and row group size, no
time of writing. (Another version of the Parquet library may write other bytes.)
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.publishing.errors import InconsistentDataset

if TYPE_CHECKING:
    import pyarrow as pa

    from pipeline.publishing.content import TableContent
    from schemas.base import FieldInfo

_ROW_GROUP = 65_536


def write_parquet(content: TableContent, path: Path) -> None:
    """Write one table; a table without rows has its columns all the same.

    Raises:
        InconsistentDataset: a value does not fit the declared type of its column.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    schema = arrow_schema(content)
    try:
        arrays = [
            _array(values, field.type)
            for values, field in zip(content.columns, schema, strict=True)
        ]
        table = pa.Table.from_arrays(arrays, schema=schema)
        table.validate()
        _refuse_nulls(content)
    except (pa.ArrowInvalid, pa.ArrowTypeError, OverflowError) as error:
        raise InconsistentDataset(
            f"A value of {content.spec.name} does not fit its column: {error}."
        ) from error
    pq.write_table(
        table, path, compression="zstd", compression_level=3, row_group_size=_ROW_GROUP,
        version="2.6", data_page_version="1.0", write_statistics=True,
    )  # fmt: skip


def _array(values: list[Any], kind: pa.DataType) -> pa.Array:
    """A column; each distinct date and decimal is converted once."""
    import pyarrow as pa

    if not (pa.types.is_decimal(kind) or pa.types.is_date(kind)):
        return pa.array(values, type=kind)
    known: dict[Any, int] = {}
    numbers = [None if value is None else known.setdefault(value, len(known)) for value in values]
    return pa.array([*known], type=kind).take(pa.array(numbers, type=pa.int32()))


def arrow_schema(content: TableContent) -> pa.Schema:
    """The Arrow schema of a table, its titles and its columns' descriptions as metadata."""
    import pyarrow as pa

    fields = [
        pa.field(f.name, _arrow_type(f), nullable=f.nullable, metadata=_described(f))
        for f in content.fields
    ]
    spec = content.spec
    return pa.schema(
        fields,
        metadata={
            "name": spec.name,
            "title_zh": spec.zh,
            "title_en": spec.en,
            "description_zh": spec.about_zh,
            "description_en": spec.about_en,
            "primary_key": ",".join(spec.key),
        },
    )


def _arrow_type(field: FieldInfo) -> Any:
    import pyarrow as pa

    if field.type is Decimal:
        return pa.decimal128(field.digits or 38, field.places or 0)
    return {
        int: pa.int64(),
        float: pa.float64(),
        bool: pa.bool_(),
        str: pa.string(),
        dt.date: pa.date32(),
        dt.datetime: pa.timestamp("us", tz="UTC"),
    }[field.type]


def _described(field: FieldInfo) -> dict[str, str]:
    column = field.column
    return {
        "description": f"{column.zh} — {column.en}",
        "label_zh": column.zh,
        "description_en": column.en,
        "unit": column.unit,
    }


def _refuse_nulls(content: TableContent) -> None:
    for field, values in zip(content.fields, content.columns, strict=True):
        if not field.nullable and None in values:
            raise InconsistentDataset(
                f"{content.spec.name}.{field.name} may not be empty, but a row has no value."
            )
