"""The codebook that goes with an export: every column with its meaning, unit and allowed values."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import astuple, dataclass, fields

from pipeline.publishing.dictionary import parquet_type
from schemas.base import FieldInfo, fields_of
from schemas.catalog import tables


@dataclass(frozen=True)
class Entry:
    """One column of one table."""

    table: str
    table_zh: str
    table_en: str
    position: int
    column: str
    name_in_file: str
    label_zh: str
    description_en: str
    type: str
    unit: str
    may_be_empty: bool
    in_key: bool
    allowed: str
    printed_headers: str


HEAD = [field.name for field in fields(Entry)]
HEAD_ZH = [
    "数据表", "表名", "英文表名", "次序", "列", "文件中的列名", "列名", "英文说明", "类型", "单位",
    "可为空", "属主键", "允许的值", "原文表头",
]  # fmt: skip


def codebook(names: Iterable[str], renamed: dict[str, str] | None = None) -> list[Entry]:
    """The entries of some tables.

    Args:
        names: tables of the catalog; others have no declaration and no entry.
        renamed: columns that the file has under another name.
    """
    models = {name: tables()[name] for name in names if name in tables()}
    return [
        _entry(name, position, field, renamed or {})
        for name, model in models.items()
        for position, field in enumerate(fields_of(model), start=1)
    ]


def values(entry: Entry) -> list[str | int | bool]:
    """The entry in the order of `HEAD`."""
    return list(astuple(entry))


def _entry(table: str, position: int, field: FieldInfo, renamed: dict[str, str]) -> Entry:
    spec = tables()[table].table
    return Entry(
        table=table,
        table_zh=spec.zh,
        table_en=spec.en,
        position=position,
        column=field.name,
        name_in_file=renamed.get(field.name, field.name),
        label_zh=field.column.zh,
        description_en=field.column.en,
        type=parquet_type(field),
        unit=field.column.unit,
        may_be_empty=field.nullable,
        in_key=field.name in spec.key,
        allowed=_allowed(field),
        printed_headers="、".join(field.column.headers),
    )


def _allowed(field: FieldInfo) -> str:
    low = f">= {field.minimum:f}" if field.minimum is not None else ""
    high = f"<= {field.maximum:f}" if field.maximum is not None else ""
    return ", ".join(field.choices) or " and ".join(filter(None, (low, high)))
