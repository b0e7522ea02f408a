"""The dataset in memory, between the steps: typed rows by table."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from schemas.base import Row
from schemas.catalog import tables

R = TypeVar("R", bound=Row)


@dataclass(frozen=True)
class Arrival:
    """One arrival of a file, as in the archive.

    Attributes:
        sha256: of its bytes.
        file_name: name in the inbox.
        received_at: when, in UTC.
        rejected: why it was rejected on arrival or by the reader; None if it is readable.
    """

    sha256: str
    file_name: str
    received_at: dt.datetime
    rejected: str | None = None


def by_name(arrivals: Iterable[Arrival]) -> list[Arrival]:
    """Arrivals of one content by their names, the shortest first, whatever their times.

    The first name is used for the content: a copy (`a (1).pdf`) comes after its original, and the
    dataset depends on what was received, not on when.
    """
    return sorted(arrivals, key=lambda a: (len(a.file_name), a.file_name, a.received_at))


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
        return cls({name: tuple(sorted(part, key=_order)) for name, part in found.items()})

    def of_type(self, model: type[R]) -> tuple[R, ...]:
        """The rows of one table, typed."""
        return tuple(row for row in self.rows[model.table.name] if isinstance(row, model))

    def with_rows(self, *tables_of_rows: tuple[str, Iterable[Row]]) -> Dataset:
        """A copy in which the named tables hold the given rows instead."""
        changed = {name: tuple(sorted(part, key=_order)) for name, part in tables_of_rows}
        return Dataset({**self.rows, **changed})


def _order(row: Row) -> list[tuple[bool, Any]]:
    """Nulls first; the values of one column compare with each other."""
    return [(value is not None, value) for value in row.key()]
