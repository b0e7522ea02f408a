"""Rules that follow from a table's declaration alone: types, nulls, keys, bounds, links.

A rule asks the same question of all columns of the table; its findings name each cell that fails.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from pipeline.model.dataset import Dataset
from pipeline.model.figure import FigureKey
from pipeline.model.findings import finding
from pipeline.model.message import Message
from pipeline.quality import words
from pipeline.quality.cells import Cells, place
from pipeline.quality.declared import (
    COMMA,
    Bounds,
    ExpectAllowedValues,
    ExpectDeclaredTypes,
    ExpectFirstDayOfMonth,
    ExpectGiven,
    ExpectKnownRows,
    ExpectUniqueKey,
    ExpectUniqueValue,
    ExpectWithinBounds,
    is_within,
    joined,
    names_known_row,
)
from pipeline.quality.rules import Explain, Rule, rule
from pipeline.quality.sheets import Record
from schemas.base import FieldInfo, ForeignKey, Row, entity_column, fields_of
from schemas.quality import Finding, FindingKind

Model = type[Row]


def structural_rules(model: Model, dataset: Dataset, cells: Cells) -> Iterable[Rule]:
    """All rules of one table. `dataset` holds the rows that its foreign keys may name."""
    fields = fields_of(model)
    yield _types(model, fields, cells)
    yield _key(model, cells)
    if any(field.name == "month" for field in fields):
        yield _first_day(model, cells)
    needed = [field for field in fields if not field.nullable]
    if needed and model.table.kind != "quality":
        yield _given(model, needed, cells)
    if bounded := [f for f in fields if f.minimum is not None or f.maximum is not None]:
        yield _bounds(model, bounded, cells)
    if chosen := [field for field in fields if field.choices]:
        yield _choices(model, chosen, cells)
    if model.table.foreign_keys:
        yield _links(model, dataset, cells)


def _types(model: Model, fields: tuple[FieldInfo, ...], cells: Cells) -> Rule:
    return rule(
        ExpectDeclaredTypes, model.table.name, "types",
        "各列类型与声明一致", "every value has the type that its column declares", "error",
        _about_row(model, cells, "conflict", Message("fault_type")),
        column_list=[f.name for f in fields],
        types={f.name: f.type.__name__ for f in fields},
        nullable=[f.name for f in fields if f.nullable],
    )  # fmt: skip


def _key(model: Model, cells: Cells) -> Rule:
    name, key = model.table.name, model.table.key
    kind: FindingKind = "duplicate_entity" if len(key) > 1 else "conflict"
    explain = _about_row(model, cells, kind, Message("fault_twice"))
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
        _about_row(model, cells, "out_of_range", Message("fault_first_day")),
        column_list=["month", *[k for k in model.table.key if k != "month"], "issue_id"][:2],
    )  # fmt: skip


def _given(model: Model, fields: Sequence[FieldInfo], cells: Cells) -> Rule:
    about = {
        f.name: _about_row(
            model, cells, "conflict", Message("fault_null", name=f.name, label=f.column.zh)
        )
        for f in fields
    }
    return rule(
        ExpectGiven, model.table.name, "given",
        f"{'、'.join(f.column.zh for f in fields)}不为空",
        f"{', '.join(about)}: never null", "error",
        _each(about, lambda name, record: record[name] is not None),
        column_list=_two(model, about), needed=list(about),
    )  # fmt: skip


def _bounds(model: Model, fields: Sequence[FieldInfo], cells: Cells) -> Rule:
    bounds = {f.name: (_bound(f.minimum), _bound(f.maximum)) for f in fields}
    spans = {name: _span(of) for name, of in bounds.items()}
    about = {
        f.name: _about_cell(model, f, cells, Message("must_be", span=spans[f.name]), spans[f.name])
        for f in fields
    }
    return rule(
        ExpectWithinBounds, model.table.name, "bounds",
        "；".join(f"{f.column.zh} {spans[f.name]}" for f in fields),
        "; ".join(f"{name} {span}" for name, span in spans.items()), "error",
        _each(about, lambda name, record: is_within(record[name], bounds[name])),
        column_list=_two(model, about), bounds=bounds,
    )  # fmt: skip


def _span(bounds: Bounds) -> str:
    low, high = bounds
    return f"{'' if low is None else f'≥ {low}'} {'' if high is None else f'≤ {high}'}".strip()


def _choices(model: Model, fields: Sequence[FieldInfo], cells: Cells) -> Rule:
    allowed = {f.name: list(f.choices) for f in fields}
    listed = {name: ", ".join(choices) for name, choices in allowed.items()}
    about = {
        f.name: _about_cell(
            model, f, cells, Message("must_be_one_of", listed=listed[f.name]), listed[f.name]
        )
        for f in fields
    }
    return rule(
        ExpectAllowedValues, model.table.name, "choices",
        f"{'、'.join(f.column.zh for f in fields)}取自固定值",
        "; ".join(f"{name} is one of: {choices}" for name, choices in listed.items()), "error",
        _each(about, lambda name, record: record[name] in (None, *allowed[name])),
        column_list=_two(model, about), allowed=allowed,
    )  # fmt: skip


def _links(model: Model, dataset: Dataset, cells: Cells) -> Rule:
    links = {COMMA.join(link.columns): link for link in model.table.foreign_keys}
    known = {name: _known_rows(link, dataset) for name, link in links.items()}
    about = {
        name: _about_row(
            model, cells, "conflict", Message("fault_link", name=name, target=link.target)
        )
        for name, link in links.items()
    }
    return rule(
        ExpectKnownRows, model.table.name, "links",
        "；".join(f"{name} 在 {link.target} 中存在" for name, link in links.items()),
        "; ".join(f"every {name} is a row of {link.target}" for name, link in links.items()),
        "error",
        _each(about, lambda name, record: names_known_row(
            tuple(record[column] for column in links[name].columns), known[name]
        )),
        column_list=_two(model, dict.fromkeys(c for link in links.values() for c in link.columns)),
        known={name: sorted(keys) for name, keys in known.items()},
    )  # fmt: skip


def _known_rows(link: ForeignKey, dataset: Dataset) -> set[str]:
    rows = dataset.rows.get(link.target, ())
    return {joined(tuple(getattr(row, column) for column in link.target_columns)) for row in rows}


def _each(about: Mapping[str, Explain], holds: Callable[[str, Record], bool]) -> Explain:
    """Of a row that fails, the findings about each part of the rule that does not hold."""

    def explain(record: Record) -> Iterable[Finding]:
        for name, explain_one in about.items():
            if not holds(name, record):
                yield from explain_one(record)

    return explain


def _two(model: Model, columns: Iterable[str]) -> list[str]:
    """The columns, and one more where it is a single one: an expectation needs two."""
    given = list(columns)
    others = [field.name for field in fields_of(model) if field.name not in given]
    return given + others[: 2 - len(given)] if len(given) < 2 else given


def _about_row(model: Model, cells: Cells, kind: FindingKind, fault: Message) -> Explain:
    def explain(record: Record) -> Iterable[Finding]:
        key = ", ".join(f"{name} {record[name]}" for name in model.table.key)
        yield finding(
            kind, "error",
            Message("row_at_fault", title=model.table.zh, table=model.table.name, row=key,
                    fault=fault),
            **_row_of(model, record, cells), observed=key,
        )  # fmt: skip

    return explain


def _about_cell(
    model: Model, field: FieldInfo, cells: Cells, must: Message, expected: str
) -> Explain:
    def explain(record: Record) -> Iterable[Finding]:
        of = _row_of(model, record, cells)
        key = FigureKey(model.table.name, of["month"], of["entity_id"] or "", field.name)
        where = words.row(cells, of["entity_id"], of["month"])
        value = record[field.name]
        yield finding(
            "out_of_range", "error",
            Message("cell_at_fault", label=field.column.zh, measure=field.name, row=where,
                    value=words.number(value), must=must),
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
