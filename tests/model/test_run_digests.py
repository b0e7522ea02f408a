"""Hashes of runs of rows."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pyarrow as pa

from pipeline.model.arrow import array_of
from pipeline.model.run_digests import RunDigests
from schemas.base import Column, FieldInfo

_ROWS: list[tuple[Any, ...]] = [
    ("南京", 1, Decimal("1.50"), dt.date(2025, 1, 1), True),
    (None, None, None, None, None),
    ("", 0, Decimal(0), dt.date(1970, 1, 1), False),
    ("ab", -5, Decimal("-12345678901.25"), dt.date(1949, 10, 1), True),
]
_FIELDS = [
    FieldInfo(f"{kind.__name__}s", Column("列", "A column."), kind, True, digits=18, places=2)
    for kind in (str, int, Decimal, dt.date, bool)
]


def _digests(rows: list[tuple[Any, ...]]) -> RunDigests:
    columns = zip(_FIELDS, zip(*rows, strict=True), strict=True)
    arrays = {field.name: array_of(field, values) for field, values in columns}
    return RunDigests(_FIELDS, pa.table(arrays))


def test_equal_runs_have_equal_hashes_wherever_they_are() -> None:
    once, twice = _digests(_ROWS), _digests([*_ROWS, *_ROWS])
    for first in range(len(_ROWS)):
        for end in range(first, len(_ROWS) + 1):
            assert twice.of(first, end) == once.of(first, end)
            assert twice.of(first + 4, end + 4) == once.of(first, end)


def test_every_value_and_every_order_counts() -> None:
    found = {_digests(_ROWS).of(0, 4), _digests(_ROWS[::-1]).of(0, 4)}
    for at, row in enumerate(_ROWS):
        for column in range(len(row)):
            for other in (them[column] for them in _ROWS if them[column] != row[column]):
                rows = [*_ROWS]
                rows[at] = (*row[:column], other, *row[column + 1 :])
                found.add(_digests(rows).of(0, 4))
    assert len(found) == 2 + 4 * 4 * 3 + 4 * 2  # four columns of four values, one of three
    assert len({_digests(_ROWS).of(0, end) for end in range(5)}) == 5


def test_texts_that_run_into_each_other_differ() -> None:
    one, two = ([("ab", 1, *_ROWS[0][2:]), ("c", 1, *_ROWS[0][2:])],
                [("a", 1, *_ROWS[0][2:]), ("bc", 1, *_ROWS[0][2:])])  # fmt: skip
    assert _digests(one).of(0, 2) != _digests(two).of(0, 2)
