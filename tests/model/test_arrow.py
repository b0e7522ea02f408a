"""Columns as Arrow arrays, and the bytes of which the id of a release is made."""

from __future__ import annotations

import dataclasses
import datetime as dt
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest

from pipeline.model.arrow import array_of, bytes_of, values_of
from schemas.base import Column, FieldInfo

_VALUES: dict[type, list[Any]] = {
    str: ["南京", None, "", "a", "南京"],
    int: [1, None, 0, -5, 2**62],
    float: [0.5, None, 0.0, -1.25, 1e300],
    bool: [True, None, False, True, True],
    Decimal: [Decimal("1.50"), None, Decimal(0), Decimal("-12345678901.25"), Decimal("1.5")],
    dt.date: [dt.date(2025, 1, 1), None, dt.date(1970, 1, 1), dt.date(1949, 10, 1), None],
}


def _field(kind: type) -> FieldInfo:
    return FieldInfo("one", Column("列", "A column."), kind, True, digits=18, places=2)


def _bytes(field: FieldInfo, column: pa.ChunkedArray) -> bytes:
    return b"".join(bytes_of(field, column))


@pytest.mark.parametrize("kind", _VALUES)
def test_bytes_do_not_depend_on_how_arrow_holds_a_column(kind: type) -> None:
    field, values = _field(kind), _VALUES[kind]
    array = array_of(field, values)
    parted = pa.chunked_array([array.slice(0, 2), array.slice(2)])
    twice = pa.concat_arrays([array, array]).slice(len(values))
    whole = _bytes(field, pa.chunked_array([array]))
    assert whole == _bytes(field, parted) == _bytes(field, pa.chunked_array([twice]))
    assert values_of(parted) == values


@pytest.mark.parametrize("kind", _VALUES)
def test_every_value_changes_the_bytes_and_so_does_none(kind: type) -> None:
    field, values = _field(kind), _VALUES[kind]
    distinct = list(dict.fromkeys(values))
    found = {
        _bytes(field, pa.chunked_array([array_of(field, [*values[:at], other, *values[at + 1 :]])]))
        for at in range(len(values))
        for other in distinct
    }
    assert len(found) == 1 + sum(len(distinct) - 1 for _ in values)


def test_texts_that_run_into_each_other_differ() -> None:
    field = _field(str)
    one, two = (pa.chunked_array([array_of(field, v)]) for v in (["ab", "c"], ["a", "bc"]))
    assert _bytes(field, one) != _bytes(field, two)


def test_there_is_one_zero() -> None:
    field = dataclasses.replace(_field(float), digits=None)
    assert _bytes(field, pa.chunked_array([array_of(field, [-0.0])])) == _bytes(
        field, pa.chunked_array([array_of(field, [0.0])])
    )
