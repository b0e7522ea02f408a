"""Rules that follow from a table's declaration alone: types, nulls, keys, bounds, links."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from typing import Any, ClassVar

import pandas as pd
from great_expectations.expectations.core.expect_column_values_to_be_between import (
    ExpectColumnValuesToBeBetween,
)
from great_expectations.expectations.core.expect_column_values_to_be_in_set import (
    ExpectColumnValuesToBeInSet,
)
from great_expectations.expectations.core.expect_column_values_to_be_unique import (
    ExpectColumnValuesToBeUnique,
)
from great_expectations.expectations.core.expect_column_values_to_not_be_null import (
    ExpectColumnValuesToNotBeNull,
)
from great_expectations.expectations.core.expect_compound_columns_to_be_unique import (
    ExpectCompoundColumnsToBeUnique,
)

from pipeline.model.dataset import Dataset
from pipeline.model.figure import FigureKey
from pipeline.model.findings import finding
from pipeline.quality import words
from pipeline.quality.cells import Cells, place
from pipeline.quality.expectation import EveryRow, metric, rows_of
from pipeline.quality.fixed import FixedExpectation
from pipeline.quality.rules import Explain, Rule, rule
from pipeline.quality.sheets import Record
from schemas.base import FieldInfo, ForeignKey, Row, entity_column, fields_of
from schemas.quality import Finding, FindingKind

Model = type[Row]


def _have_declared_types(
    frame: pd.DataFrame, types: dict[str, str], nullable: list[str]
) -> list[bool]:
    good = [True] * len(frame)
    for column in frame.columns:
        values = frame[column].tolist()
        allowed = {types[column], *(["NoneType"] if column in nullable else [])}
        if not {type(value).__name__ for value in values} <= allowed:
            good = [g and type(v).__name__ in allowed for g, v in zip(good, values, strict=True)]
    return good


class ExpectUniqueValue(FixedExpectation, ExpectColumnValuesToBeUnique):
    """No value of the column is there twice."""


class ExpectUniqueKey(FixedExpectation, ExpectCompoundColumnsToBeUnique):
    """No combination of values of the columns is there twice."""


class ExpectGiven(FixedExpectation, ExpectColumnValuesToNotBeNull):
    """No value of the column is null."""


class ExpectWithinBounds(FixedExpectation, ExpectColumnValuesToBeBetween):
    """Every value of the column lies between two bounds."""


class ExpectKnownValue(FixedExpectation, ExpectColumnValuesToBeInSet):
    """Every value of the column is one of a set."""


class ExpectDeclaredTypes(EveryRow):
    """Every value has the Python type that its schema declares, and null only where it may be."""

    types: dict[str, str]
    nullable: list[str]

    success_keys: ClassVar[tuple[str, ...]] = ("mostly", "types", "nullable")
    args_keys: ClassVar[tuple[str, ...]] = ("column_list", "types", "nullable")

    sentence: ClassVar[str] = (
        "各列 $column_list 的类型与声明一致 · values of $column_list have their declared types"
    )
    map_metric: ClassVar[str | None] = metric(
        "declared_types", _have_declared_types, "types", "nullable"
    )


def _are_first_days(frame: pd.DataFrame) -> list[bool]:
    return [row[0] is None or row[0].day == 1 for row in rows_of(frame)]


class ExpectFirstDayOfMonth(EveryRow):
    """The first column is a date that is the first day of its month."""

    sentence: ClassVar[str] = (
        "月份以当月第一天表示 · a month is written as its first day ($column_list)"
    )
    map_metric: ClassVar[str | None] = metric("first_day_of_month", _are_first_days)


def _are_known(frame: pd.DataFrame, known: list[str]) -> list[bool]:
    targets = set(known)
    return [set(row) == {None} or _joined(row) in targets for row in rows_of(frame)]


def _joined(key: tuple[Any, ...]) -> str:
    """A key of several columns as one text."""
    return " | ".join(str(part) for part in key)


class ExpectKnownRow(EveryRow):
    """The columns together name one of the `known` rows of another table, or are all null."""

    known: list[str]

    success_keys: ClassVar[tuple[str, ...]] = ("mostly", "known")
    args_keys: ClassVar[tuple[str, ...]] = ("column_list", "known")

    sentence: ClassVar[str] = (
        "$column_list 所指的行存在 · $column_list name a row that is known, or are all null"
    )
    map_metric: ClassVar[str | None] = metric("known_row", _are_known, "known")


def structural_rules(model: Model, dataset: Dataset, cells: Cells) -> Iterable[Rule]:
    """All rules of one table. `dataset` holds the rows that its foreign keys may name."""
    fields = fields_of(model)
    yield _types(model, fields, cells)
    yield _key(model, cells)
    if any(field.name == "month" for field in fields):
        yield _first_day(model, cells)
    for field in fields:
        if not field.nullable and model.table.kind != "quality":
            yield _not_null(model, field, cells)
        if field.minimum is not None or field.maximum is not None:
            yield _bounds(model, field, cells)
        if field.choices:
            yield _choices(model, field, cells)
    for link in model.table.foreign_keys:
        yield _link(model, link, dataset, cells)


def _types(model: Model, fields: tuple[FieldInfo, ...], cells: Cells) -> Rule:
    return rule(
        ExpectDeclaredTypes, model.table.name, "types",
        "各列类型与声明一致", "every value has the type that its column declares", "error",
        _about_row(model, cells, "conflict",
                   "has a value of another type than its columns declare"),
        column_list=[f.name for f in fields],
        types={f.name: f.type.__name__ for f in fields},
        nullable=[f.name for f in fields if f.nullable],
    )  # fmt: skip


def _key(model: Model, cells: Cells) -> Rule:
    name, key = model.table.name, model.table.key
    kind: FindingKind = "duplicate_entity" if len(key) > 1 else "conflict"
    explain = _about_row(model, cells, kind, "is there more than once")
    zh, en = f"主键 {'、'.join(key)} 不重复", f"no two rows share the key {', '.join(key)}"
    if len(key) == 1:
        return rule(ExpectUniqueValue, name, "key", zh, en, "error", explain,
                    column=key[0])  # fmt: skip
    return rule(ExpectUniqueKey, name, "key", zh, en, "error", explain,
                column_list=list(key), ignore_row_if="never")  # fmt: skip


def _first_day(model: Model, cells: Cells) -> Rule:
    return rule(
        ExpectFirstDayOfMonth, model.table.name, "month.first_day",
        "月份以当月第一天表示", "a month is written as its first day", "error",
        _about_row(model, cells, "out_of_range", "has a month that is not a first day"),
        column_list=["month", *[k for k in model.table.key if k != "month"], "issue_id"][:2],
    )  # fmt: skip


def _not_null(model: Model, field: FieldInfo, cells: Cells) -> Rule:
    return rule(
        ExpectGiven, model.table.name, f"{field.name}.not_null",
        f"{field.column.zh}不为空", f"{field.name} is never null", "error",
        _about_row(model, cells, "conflict", f"has no {field.name} ({field.column.zh})"),
        column=field.name,
    )  # fmt: skip


def _bounds(model: Model, field: FieldInfo, cells: Cells) -> Rule:
    low, high = _bound(field.minimum), _bound(field.maximum)
    span = f"{'' if low is None else f'≥ {low}'} {'' if high is None else f'≤ {high}'}".strip()
    return rule(
        ExpectWithinBounds, model.table.name, f"{field.name}.bounds",
        f"{field.column.zh} {span}", f"{field.name} {span}", "error",
        _about_cell(model, field, cells, f"must be {span}", span),
        column=field.name, min_value=low, max_value=high,
    )  # fmt: skip


def _choices(model: Model, field: FieldInfo, cells: Cells) -> Rule:
    allowed = ", ".join(field.choices)
    return rule(
        ExpectKnownValue, model.table.name, f"{field.name}.choices",
        f"{field.column.zh}取自固定值", f"{field.name} is one of: {allowed}", "error",
        _about_cell(model, field, cells, f"must be one of {allowed}", allowed),
        column=field.name, value_set=list(field.choices),
    )  # fmt: skip


def _link(model: Model, link: ForeignKey, dataset: Dataset, cells: Cells) -> Rule:
    name, columns = model.table.name, ", ".join(link.columns)
    known = {tuple(getattr(row, c) for c in link.target_columns)
             for row in dataset.rows.get(link.target, ())}  # fmt: skip
    single = len(link.columns) == 1
    settings: dict[str, Any] = (
        {"column": columns, "value_set": sorted(value for (value,) in known)} if single
        else {"column_list": list(link.columns), "known": sorted(map(_joined, known))}
    )  # fmt: skip
    return rule(
        ExpectKnownValue if single else ExpectKnownRow,
        name, f"{columns}.in.{link.target}",
        f"{columns} 在 {link.target} 中存在", f"every {columns} is a row of {link.target}", "error",
        _about_row(model, cells, "conflict", f"names a {columns} that is not in {link.target}"),
        **settings,
    )  # fmt: skip


def _about_row(model: Model, cells: Cells, kind: FindingKind, fault: str) -> Explain:
    def explain(record: Record) -> Iterable[Finding]:
        key = ", ".join(f"{name} {record[name]}" for name in model.table.key)
        yield finding(
            kind, "error", f"{model.table.zh} ({model.table.name}): the row {key} {fault}.",
            **_row_of(model, record, cells), observed=key,
        )  # fmt: skip

    return explain


def _about_cell(model: Model, field: FieldInfo, cells: Cells, must: str, expected: str) -> Explain:
    def explain(record: Record) -> Iterable[Finding]:
        of = _row_of(model, record, cells)
        key = FigureKey(model.table.name, of["month"], of["entity_id"] or "", field.name)
        where = words.row(cells, of["entity_id"], of["month"])
        value = record[field.name]
        yield finding(
            "out_of_range", "error",
            f"{field.column.zh} ({field.name}) of {where} is {words.number(value)}, but it {must}.",
            **of, measure=field.name, expected=expected, observed=words.digits(value),
            place=place(cells.of(key, of["issue_id"])),
        )  # fmt: skip

    return explain


def _row_of(model: Model, record: Record, cells: Cells) -> dict[str, Any]:
    """The columns of a finding that say which row it is about."""
    entity = entity_column(model) or "entity_id"
    month = record.get("month")
    entity_id = record.get(entity)
    return {
        "table_name": model.table.name,
        "issue_id": record.get("issue_id"),
        "month": month if isinstance(month, dt.date) else None,
        "entity_id": entity_id,
        "entity": cells.name(entity_id),
    }


def _bound(value: Decimal | None) -> int | float | None:
    if value is None:
        return None
    return int(value) if value == value.to_integral() else float(value)
