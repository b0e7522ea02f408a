"""Tables of the SQLite file that describe it: `_tables`, `_columns`, `_exact_figures`."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from pipeline.model import ddl
from pipeline.model.arrow import values_of
from pipeline.publishing.content import TableContent

INT64 = 2**63 - 1

DESCRIPTIONS = (
    """CREATE TABLE "_tables" (
  "table_name" TEXT PRIMARY KEY, "kind" TEXT, "title_zh" TEXT, "title_en" TEXT,
  "about_zh" TEXT, "about_en" TEXT, "row_count" INTEGER)""",
    """CREATE TABLE "_columns" (
  "table_name" TEXT, "position" INTEGER, "column_name" TEXT, "type" TEXT, "unit" TEXT,
  "nullable" INTEGER, "in_key" INTEGER, "label_zh" TEXT, "description_en" TEXT, "headers" TEXT,
  PRIMARY KEY ("table_name", "column_name"))""",
    """CREATE TABLE "_exact_figures" (
  "table_name" TEXT, "row_key" TEXT, "column_name" TEXT, "value" TEXT,
  PRIMARY KEY ("table_name", "row_key", "column_name"))""",
)


class _ExactFigure(NamedTuple):
    table_name: str
    row_key: str
    column_name: str
    value: str


def is_exact(value: Decimal) -> bool:
    """Is the number in a NUMERIC column this very decimal, however it is printed?"""
    if value == value.to_integral_value():
        return abs(value) <= INT64
    return len(value.normalize().as_tuple().digits) <= ddl.EXACT_DIGITS


def describe(connection: sqlite3.Connection, contents: Mapping[str, TableContent]) -> None:
    """Fill the tables that describe the others."""
    connection.executemany(
        'INSERT INTO "_tables" VALUES (?, ?, ?, ?, ?, ?, ?)',
        [
            (s.name, s.kind, s.zh, s.en, s.about_zh, s.about_en, content.count)
            for content in contents.values()
            for s in (content.spec,)
        ],
    )
    for content in contents.values():
        connection.executemany(
            'INSERT INTO "_columns" VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
            _column_descriptions(content),
        )


def write_exact_figures(
    connection: sqlite3.Connection, contents: Mapping[str, TableContent]
) -> int:  # fmt: skip
    """Keep the digits of figures that no number of SQLite holds; returns how many there are."""
    found = [one for content in contents.values() for one in _inexact(content)]
    connection.executemany('INSERT INTO "_exact_figures" VALUES (?, ?, ?, ?)', found)
    return len(found)


def _column_descriptions(content: TableContent) -> Iterator[tuple[Any, ...]]:
    for position, field in enumerate(content.fields, start=1):
        column = field.column
        yield (
            content.spec.name, position, field.name, ddl.sql_type(field), column.unit,
            int(field.nullable), int(field.name in content.spec.key), column.zh, column.en,
            "、".join(column.headers),
        )  # fmt: skip


def _inexact(content: TableContent) -> Iterator[_ExactFigure]:
    for field, column in zip(content.fields, content.table.columns, strict=True):
        if field.type is not Decimal:
            continue
        distinct = column.unique().drop_null().to_pylist()
        beyond = {value for value in distinct if not is_exact(value)}
        values = values_of(column) if beyond else []
        for index in (i for i, value in enumerate(values) if value in beyond):
            key = key_text(content, index)
            yield _ExactFigure(content.spec.name, key, field.name, f"{values[index]:f}")


def key_text(content: TableContent, index: int) -> str:
    """The key of a row as JSON."""
    key = {name: content.table[name][index].as_py() for name in content.spec.key}
    return json.dumps(key, default=str, ensure_ascii=False)
