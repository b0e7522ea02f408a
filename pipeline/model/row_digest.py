"""A hash of rows that is quick to compute, to find out whether anything of them has changed."""

from __future__ import annotations

import datetime as dt
import hashlib
import marshal
from collections.abc import Callable, Sequence
from decimal import Decimal
from operator import itemgetter
from typing import Any

from schemas.base import Row, fields_of

_VERSION = 2
"""Of the form of marshal: the last one in which equal values have equal bytes."""

_PLAIN: dict[type, Callable[[Any], Any]] = {
    Decimal: str,
    dt.date: dt.date.toordinal,
    dt.datetime: dt.datetime.isoformat,
}
"""How types are written that marshal does not know."""


def digest_of_rows(rows: Sequence[Row]) -> str:
    """A hash of all values of some rows of one table and of their order, 64 hexadecimal digits.

    It is compared with those of the same version of Python only.
    """
    return digest_of(plain_columns(rows))


def plain_rows(rows: Sequence[Row]) -> list[tuple[Any, ...]]:
    """The values of rows of one table, each as a type that `digest_of` takes."""
    return list(zip(*plain_columns(rows), strict=True))


def plain_columns(rows: Sequence[Row]) -> list[list[Any]]:
    """The values of each column of rows of one table, as types that `digest_of` takes."""
    if not rows:
        return []
    fields = fields_of(type(rows[0]))
    values_of = itemgetter(*(field.name for field in fields), fields[0].name)
    columns = zip(*[values_of(row.__dict__) for row in rows], strict=True)
    return [_plain(field.type, values) for field, values in zip(fields, columns, strict=False)]


def digest_of(plain: Any) -> str:
    """A hash of texts, numbers and None, or of lists and tuples of them."""
    try:
        written = marshal.dumps(plain, _VERSION)
    except ValueError:  # a type derived from str
        written = repr(plain).encode("utf-8", "backslashreplace")
    return hashlib.sha256(written).hexdigest()


def _plain(kind: type, values: Sequence[Any]) -> list[Any]:
    write = _PLAIN.get(kind)
    if write is None:
        return list(values)
    known = {value: None if value is None else write(value) for value in {*values}}
    return [known[value] for value in values]
