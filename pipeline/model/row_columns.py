"""Rows of a table as columns: a third of the JSON, and read in half the time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from functools import cache
from itertools import islice
from operator import itemgetter
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, create_model
from pydantic.fields import FieldInfo

from schemas.base import Row

R = TypeVar("R", bound=Row)
_BATCH = 1024


@cache
def columns_model(model: type[Row]) -> type[BaseModel]:
    """A model with a list for each column of a table; what a row may hold, its values may be."""
    columns: dict[str, Any] = {
        name: (_list_of(field), ...) for name, field in model.model_fields.items()
    }
    return create_model(f"{model.__name__}Columns", __config__={"extra": "forbid"}, **columns)


def _list_of(field: FieldInfo) -> Any:
    """A list of what a field may hold, with its bounds as they are declared."""
    one: Any = field.annotation
    if field.metadata:
        one = Annotated[(one, *field.metadata)]
    return list.__class_getitem__(one)


def columns_of(model: type[Row], rows: Iterable[Row]) -> dict[str, list[Any]]:
    """The values of rows of one table, column by column."""
    return transposed((row.__dict__ for row in rows), tuple(model.model_fields))


def transposed(
    records: Iterable[Mapping[str, Any]], names: Sequence[str]
) -> dict[str, list[Any]]:  # fmt: skip
    """The values of records by name.

    A batch of records at a time, which the cache of a processor holds.
    """
    values_of = itemgetter(*names, names[0])  # a tuple also where there is but one name
    found: list[list[Any]] = [[] for _ in names]
    left = iter(records)
    while batch := list(map(values_of, islice(left, _BATCH))):
        for column, values in zip(found, zip(*batch, strict=True), strict=False):
            column.extend(values)
    return dict(zip(names, found, strict=True))


def rows_of(model: type[R], columns: BaseModel | Mapping[str, Any]) -> tuple[R, ...]:
    """The rows whose columns these are.

    Args:
        columns: of `columns_model`, or what it can be made of.

    Raises:
        ValueError: a value is none of its column, or one column is longer than another.
    """
    if not isinstance(columns, BaseModel):
        columns = columns_model(model).model_validate(columns)
    names = tuple(model.model_fields)
    return tuple(
        [
            model.of_valid(zip(names, values, strict=True))
            for values in zip(*map(_shared, columns.__dict__.values()), strict=True)
        ]
    )


def _shared(values: Sequence[Any]) -> Sequence[Any]:
    """The values of a column, of which the same one is one object.

    A parser of JSON makes an object of every figure, date and coordinate, and most come often.
    """
    first: dict[Any, Any] = {}
    kind = next((type(value) for value in values if value is not None), None)
    if kind is dt.date or (kind is float and 0.0 not in values):  # -0.0 equals 0.0
        return list(map(first.setdefault, values, values))
    if kind is Decimal:  # 1.5 equals 1.50
        return list(map(first.setdefault, map(str, values), values))
    return values
