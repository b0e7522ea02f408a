"""What a SQL view is, and the columns that all views of a panel have."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.model.ddl import quoted
from schemas.base import FieldInfo, TableSpec


@dataclass(frozen=True)
class ViewColumn:
    """A column of a view, and its SQL expression."""

    name: str
    sql: str
    zh: str
    en: str


@dataclass(frozen=True)
class View:
    """A view with what the dictionary says of it.

    Attributes:
        name, zh, en: as of a table.
        columns: what is selected.
        source: the SQL after the columns, from FROM on.
        before: the SQL before SELECT (WITH …); '' where none.
    """

    name: str
    zh: str
    en: str
    columns: tuple[ViewColumn, ...]
    source: str
    before: str = ""

    @property
    def sql(self) -> str:
        selected = ",\n  ".join(f"{c.sql} AS {quoted(c.name)}" for c in self.columns)
        start = f"CREATE VIEW {quoted(self.name)} AS\n{self.before}SELECT"
        return f"{start}\n  {selected}\n{self.source}"


def topic(panel: TableSpec) -> str:
    """What a panel is about, as the names of its views say it."""
    return panel.name.removeprefix("panel_")


def sums(fields: tuple[FieldInfo, ...]) -> list[FieldInfo]:
    """The figures that may be summed over entities or months."""
    return [f for f in fields if f.column.role == "measure" and f.column.adds]


def labels(spec: TableSpec, fields: tuple[FieldInfo, ...]) -> Iterator[ViewColumn]:
    """What says which row it is: key, name and status."""
    for field in fields:
        if field.name in (*spec.key, "name", "status"):
            yield same(field)


def same(field: FieldInfo) -> ViewColumn:
    """The column of the panel as it is."""
    return ViewColumn(field.name, f"p.{quoted(field.name)}", field.column.zh, field.column.en)
