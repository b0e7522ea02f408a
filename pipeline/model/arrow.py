"""Columns of a table as Arrow arrays of their declared types, in one canonical form."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from schemas.base import FieldInfo, TableSpec

_REPLACEMENT = "\ufffd"
_NUL = b"\0"
_NOTHING: dict[type, Any] = {
    str: "", int: 0, float: 0.0, bool: False, Decimal: Decimal(0), dt.date: dt.date(1970, 1, 1),
}  # fmt: skip
"""What stands where a column has no value, when its bytes are hashed."""


def arrow_schema(spec: TableSpec, fields: Sequence[FieldInfo]) -> pa.Schema:
    """The Arrow schema of a table, its titles and its columns' descriptions as metadata."""
    return pa.schema(
        [
            pa.field(f.name, arrow_type(f), nullable=f.nullable, metadata=_described(f))
            for f in fields
        ],
        metadata={
            "name": spec.name,
            "title_zh": spec.zh,
            "title_en": spec.en,
            "description_zh": spec.about_zh,
            "description_en": spec.about_en,
            "primary_key": ",".join(spec.key),
        },
    )


def arrow_type(field: FieldInfo) -> pa.DataType:
    """The declared type of a column."""
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


def array_of(field: FieldInfo, values: Sequence[Any]) -> pa.Array:
    """Values of a column: decimals at its scale, times in UTC, texts that a file can carry.

    Raises:
        pa.ArrowInvalid, pa.ArrowTypeError, OverflowError: a value is not of the declared kind.
    """
    kind = arrow_type(field)
    if field.type is str:
        return _texts(values)
    if field.type is dt.datetime:
        values = [None if value is None else _utc(value) for value in values]
    array = pa.array(values, type=kind)
    if field.type is float:
        array = pc.add(array, 0.0)  # no negative zero
        if not pc.all(pc.is_finite(array), min_count=0).as_py():
            raise pa.ArrowInvalid("not finite")
    return array


def _utc(value: dt.datetime) -> dt.datetime:
    """In UTC; a time without a zone is declared to be UTC, never the machine's own zone."""
    return value.replace(tzinfo=dt.UTC) if value.tzinfo is None else value.astimezone(dt.UTC)


def _texts(values: Sequence[str | None]) -> pa.Array:
    """Half characters and NUL, which a broken PDF may hold and no file format carries, as U+FFFD.

    A published cell then shows a mark where the PDF has none; failing here would let one broken
    file keep all others from being published.
    """
    try:
        array = pa.array(values, type=pa.string())
        if not any(_NUL in text for text in _text_bytes(array)):
            return array
    except UnicodeEncodeError:
        pass
    marked = [None if value is None else "".join(map(_or_mark, value)) for value in values]
    return pa.array(marked, type=pa.string())


def _or_mark(character: str) -> str:
    return _REPLACEMENT if character == "\0" or "\ud800" <= character <= "\udfff" else character


def values_of(column: pa.ChunkedArray) -> list[Any]:
    """The values of a column as Python has them; what comes many times is one object."""
    if pa.types.is_primitive(column.type) and not pa.types.is_temporal(column.type):
        return list(column.to_pylist())
    encoded = column.combine_chunks().dictionary_encode()
    if isinstance(encoded, pa.ChunkedArray):
        return list(column.to_pylist())
    known = [*encoded.dictionary.to_pylist(), None]
    places = encoded.indices.fill_null(len(known) - 1).to_numpy().tolist()
    return [known[place] for place in places]


def bytes_of(field: FieldInfo, column: pa.ChunkedArray) -> Iterator[bytes]:
    """What a column holds, as bytes that are the same on every machine."""
    plain = plain_of(field, column)
    yield np.packbits(plain.nulls, bitorder="little").tobytes()
    yield plain.numbers.tobytes()
    yield plain.texts


class PlainColumn(NamedTuple):
    """What a column holds, the same on every machine.

    Attributes:
        nulls: shape (rows,): is there no value?
        numbers: shape (rows,), or (rows, 2) for decimals, the low half first: the values, or how
            many bytes a text has; zero where there is none. Little-endian.
        texts: all texts in UTF-8, one after another.
    """

    nulls: np.ndarray[Any, np.dtype[np.bool_]]
    numbers: np.ndarray[Any, Any]
    texts: bytes = b""


def plain_of(field: FieldInfo, column: pa.ChunkedArray) -> PlainColumn:
    """A column in plain form."""
    nulls = pc.is_null(column).to_numpy()
    filled = pc.fill_null(column, pa.scalar(_NOTHING[field.type], column.type))
    if field.type is str:
        lengths = _little(pc.binary_length(filled).to_numpy())
        return PlainColumn(nulls, lengths, b"".join(_text_bytes(filled)))
    if field.type is Decimal:
        return PlainColumn(nulls, _little(_halves(filled)))
    if field.type is dt.date:
        filled = filled.cast(pa.int32())
    return PlainColumn(nulls, _little(filled.to_numpy()))


def _halves(column: pa.ChunkedArray) -> np.ndarray[Any, Any]:
    """Decimals of 128 bits as two numbers each, the low half first."""
    found = [np.empty((0, 2), np.int64)]
    for chunk in column.chunks:
        halves = np.frombuffer(chunk.buffers()[1], np.int64).reshape(-1, 2)
        found.append(halves[chunk.offset : chunk.offset + len(chunk)])
    whole = np.concatenate(found)
    return whole if sys.byteorder == "little" else whole[:, ::-1]


def _little(numbers: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Numbers with the low byte first."""
    return numbers.astype(numbers.dtype.newbyteorder("<"), copy=False)


def _text_bytes(column: pa.Array | pa.ChunkedArray) -> Iterator[bytes]:
    """The texts of a column in UTF-8, one after another."""
    for chunk in column.chunks if isinstance(column, pa.ChunkedArray) else [column]:
        _, offsets, texts = chunk.buffers()
        if len(chunk) and texts is not None:
            ends = np.frombuffer(offsets, np.int32)
            first, last = ends[chunk.offset], ends[chunk.offset + len(chunk)]
            yield memoryview(texts)[first:last].tobytes()
