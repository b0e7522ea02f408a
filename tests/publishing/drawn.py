"""Datasets drawn from the declarations: any table of the catalog, any allowed value, links that
hold. A new table or column is drawn without a change here."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from pipeline.model.dataset import Dataset
from schemas.base import FieldInfo, Row, fields_of
from schemas.catalog import tables

_TEXT = "南京市第一医院12320合计/-—〇⼾\ue000,\"'|`*_[]<>&$\\;\n\t%é𠮷 0123456789abcXYZ"
_BEYOND_PLACES = {2: 10**16, 4: 10**20}


def dataset(seed: int, sizes: Mapping[str, int] | int = 12) -> Dataset:
    """A dataset of about so many rows a table (fewer where keys collide)."""
    draw = random.Random(seed)
    rows: dict[str, list[Row]] = {}
    for model in _targets_first():
        count = sizes if isinstance(sizes, int) else sizes.get(model.table.name, 0)
        rows[model.table.name] = _rows(draw, model, count, rows)
    return Dataset.of(row for part in rows.values() for row in part)


def _targets_first() -> list[type[Row]]:
    done: list[type[Row]] = []
    waiting = list(tables().values())
    while waiting:
        names = {model.table.name for model in done}
        ready = [m for m in waiting if _targets(m) - {m.table.name} <= names]
        done += ready
        waiting = [m for m in waiting if m not in ready]
    return done


def _targets(model: type[Row]) -> set[str]:
    return {key.target for key in model.table.foreign_keys}


def _rows(
    draw: random.Random, model: type[Row], count: int, others: Mapping[str, list[Row]]
) -> list[Row]:
    found: dict[tuple[Any, ...], Row] = {}
    for _ in range(count):
        values = {field.name: _value(draw, field) for field in fields_of(model)}
        for link in model.table.foreign_keys:
            targets = [*found.values()] if link.target == model.table.name else others[link.target]
            target = draw.choice(targets) if targets else None
            for own, name in zip(link.columns, link.target_columns, strict=True):
                values[own] = getattr(target, name) if target else None
        row = model(**values)
        found[row.key()] = row
    return list(found.values())


def _value(draw: random.Random, field: FieldInfo) -> Any:
    if field.nullable and draw.random() < 0.25:
        return None
    if field.choices:
        return draw.choice(field.choices)
    if field.type is str:
        return "".join(draw.choices(_TEXT, k=draw.randrange(12)))
    if field.type is bool:
        return draw.random() < 0.5
    if field.type is dt.datetime:
        zone = dt.timezone(dt.timedelta(hours=draw.randrange(-11, 12)))
        start = dt.datetime(2012, 1, 1, tzinfo=zone)
        return start + dt.timedelta(microseconds=draw.randrange(10**15))
    if field.type is dt.date:
        day = dt.date(2012, 1, 1) + dt.timedelta(days=draw.randrange(5000))
        return day.replace(day=1) if field.name == "month" else day
    return _number(draw, field)


def _number(draw: random.Random, field: FieldInfo) -> Any:
    low = int(field.minimum) if field.minimum is not None else None
    high = int(field.maximum) if field.maximum is not None else None
    if field.type is float:
        return draw.uniform(low if low is not None else -900, high if high is not None else 900)
    if field.type is int:
        floor = low if low is not None else -(2**63)
        return draw.randint(floor, high if high is not None else draw.choice([9, 10**6, 2**63 - 1]))
    places = field.places or 0
    size = draw.choice([10, 10**6, 10**12, 10 ** (field.digits or 18)])
    number = Decimal(draw.randrange(size)).scaleb(-draw.randint(0, places))
    number = min(number, Decimal(_BEYOND_PLACES[places]) - 1)
    return number if low is not None or draw.random() < 0.7 else -number
