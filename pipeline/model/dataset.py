"""The dataset in memory, between the steps: typed rows by table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any, TypeVar, cast

from schemas.base import Row
from schemas.catalog import tables

R = TypeVar("R", bound=Row)


@dataclass(frozen=True)
class Dataset:
    """All rows of all tables, each table sorted by its key.

    Attributes:
        rows: table name to rows. It contains every table of the catalog, also empty ones.
    """

    rows: Mapping[str, tuple[Row, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, rows: Iterable[Row]) -> Dataset:
        """Sort rows into their tables, and each table by its key (nulls first)."""
        found: dict[str, list[Row]] = {name: [] for name in tables()}
        for row in rows:
            found[row.table.name].append(row)
        return cls({name: _in_order(part) for name, part in found.items()})

    def of_type(self, model: type[R]) -> tuple[R, ...]:
        """The rows of one table, typed."""
        return cast("tuple[R, ...]", self.rows[model.table.name])

    def with_rows(self, *tables_of_rows: tuple[str, Iterable[Row]]) -> Dataset:
        """A copy in which the named tables hold the given rows instead."""
        changed = {name: _in_order(part) for name, part in tables_of_rows}
        return Dataset({**self.rows, **changed})


def _in_order(rows: Iterable[Row]) -> tuple[Row, ...]:
    """Rows of one table by their key, nulls first."""
    found = tuple(rows)
    if not found:
        return ()
    try:
        return tuple(sorted(found, key=attrgetter(*found[0].table.key)))
    except TypeError:  # a null does not compare with a value
        return tuple(sorted(found, key=_nulls_first))


def _nulls_first(row: Row) -> list[tuple[bool, Any]]:
    return [(value is not None, value) for value in row.key()]
