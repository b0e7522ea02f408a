"""`DATA_DICTIONARY.md`: every table and column in Chinese and English, from the declarations."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from pipeline.longitudinal import View, longitudinal_views
from pipeline.model import ddl
from pipeline.model.layout import DICTIONARY
from pipeline.publishing import search_index
from pipeline.publishing.content import TableContent
from pipeline.publishing.markdown import render
from schemas.base import FieldInfo, PrintedTable, TableSpec

KINDS = {
    "dimension": ("维度表", "dimension"),
    "fact": ("事实表", "fact"),
    "panel": ("面板表", "panel"),
    "derived": ("派生表", "derived"),
    "quality": ("出处与质量", "provenance and quality"),
}


def write_dictionary(contents: Mapping[str, TableContent], folder: Path) -> Path:
    """Write the data dictionary of all tables and views into the folder."""
    path = folder / DICTIONARY
    views = longitudinal_views({name: (c.spec, c.fields) for name, c in contents.items()})
    text = render(
        "dictionary.md.j2",
        tables=[_table(content) for content in contents.values()],
        views=[_view(view) for view in views],
        search={"name": search_index.TABLE, "zh": search_index.ZH, "en": search_index.EN},
    )
    path.write_text(text, encoding="utf-8", newline="\n")
    return path


def parquet_type(field: FieldInfo) -> str:
    """The name of a column's type in Parquet, as DuckDB and Arrow readers know it."""
    if field.type is Decimal:
        return f"DECIMAL({field.digits},{field.places})"
    return {
        int: "INT64",
        float: "DOUBLE",
        bool: "BOOLEAN",
        dt.date: "DATE",
        dt.datetime: "TIMESTAMP (UTC)",
    }.get(field.type, "STRING")


def _table(content: TableContent) -> dict[str, Any]:
    spec = content.spec
    source = spec.source
    return {
        "spec": spec,
        "kind": KINDS[spec.kind],
        "captions": source.captions if isinstance(source, PrintedTable) else (),
        "key": _code(spec.key),
        "links": [
            f"{_code(k.columns)} → {_code(f'{k.target}.{name}' for name in k.target_columns)}"
            for k in spec.foreign_keys
        ],
        "columns": [_column(field, spec) for field in content.fields],
        "rows": content.count,
    }


def _view(view: View) -> dict[str, Any]:
    columns = [{"name": c.name, "zh": c.zh, "en": c.en} for c in view.columns]
    return {"name": view.name, "zh": view.zh, "en": view.en, "columns": columns}


def _column(field: FieldInfo, spec: TableSpec) -> dict[str, Any]:
    column = field.column
    return {
        "name": field.name,
        "zh": column.zh,
        "en": column.en,
        "parquet": parquet_type(field),
        "sqlite": ddl.sql_type(field),
        "unit": column.unit,
        "nullable": field.nullable,
        "key": _role(field, spec),
        "allowed": _bounds(field) or _code(field.choices),
        "headers": _headers(field),
        "as_printed": column.as_printed,
    }


def _role(field: FieldInfo, spec: TableSpec) -> str:
    """Part of the primary key (PK), and what the column links to."""
    links = [
        f"→ `{key.target}.{key.target_columns[key.columns.index(field.name)]}`"
        for key in spec.foreign_keys
        if field.name in key.columns
    ]
    return ", ".join([*(["PK"] if field.name in spec.key else []), *links])


def _headers(field: FieldInfo) -> str:
    column = field.column
    if not column.headers:
        return ""
    above = f"{'/'.join(column.parents)} › " if column.parents else ""
    part = {"first": "（前一数）", "second": "（后一数）"}.get(column.part, "")
    return above + "、".join(column.headers) + part


def _bounds(field: FieldInfo) -> str:
    low = f"≥ {field.minimum:f}" if field.minimum is not None else ""
    high = f"≤ {field.maximum:f}" if field.maximum is not None else ""
    return ", ".join(filter(None, (low, high)))


def _code(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)
