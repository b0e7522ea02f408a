"""A dataset made from truth files: what the pipeline would build if it read every page right."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from pipeline.model.dataset import Dataset
from schemas.base import Row, entity_column, fields_of, measure_fields
from schemas.catalog import tables
from schemas.dimensions import Channel, District, Hospital
from schemas.quality import Observation

FACTS = {
    "hotline_monthly": None,
    "bookings_by_hospital": "hospital",
    "bookings_by_channel": "channel",
    "platform_by_district": "district",
    "platform_by_hospital": "hospital",
    "cumulative_totals": None,
    "reported_totals": None,
}
_FEEDS = {
    "健康南京": "online", "南京卫生12320微信": "online", "南京卫生12320网": "online",
    "12320快速预约": "quick", "我的南京客户端": "third_party", "支付宝": "third_party",
}  # fmt: skip


def load(paths: Iterable[Path]) -> Dataset:
    """All issues that are to be loaded, each figure with an observation on some box."""
    truths = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(paths)]
    return of_truths([truth for truth in truths if truth["expect"] == "loaded"])


def of_truths(truths: Sequence[dict[str, Any]]) -> Dataset:
    rows: dict[tuple[str, tuple[Any, ...]], Row] = {}
    for truth in truths:
        for row in (*_issue(truth), *_facts(truth)):
            rows.setdefault((row.table.name, row.key()), row)
    facts = list(rows.values())
    return Dataset.of([*facts, *_dimensions(facts, truths), *_observations(facts)])


def entity_id(name: str) -> str:
    return "e" + hashlib.sha256(name.encode()).hexdigest()[:8]


def _issue(truth: dict[str, Any]) -> list[Row]:
    model = tables()["issues"]
    given = truth["issue"]
    return [model.model_validate({
        **{f.name: given.get(f.name) for f in fields_of(model)},
        "issue_no_last": given.get("issue_no_last") or given["issue_no"],
        "serial_no_last": given.get("serial_no_last") or given["serial_no"],
        "revision": 1, "source_sha256": "0" * 64, "source_file": truth["file"],
    })]  # fmt: skip


def _facts(truth: dict[str, Any]) -> list[Row]:
    return [_fact(truth, name, kind, row) for name, kind in FACTS.items() for row in truth[name]]


def _fact(truth: dict[str, Any], table: str, entity: str | None, given: dict[str, Any]) -> Row:
    model = tables()[table]
    values = {f.name: given.get(f.name) for f in fields_of(model)}
    values["issue_id"] = truth["issue"]["issue_id"]
    if entity:
        values[f"{entity}_id"] = entity_id(given[entity])
    if table == "reported_totals":
        values["table_name"] = given["table"]
    if "extra" in values:
        extra = {k: str(v) for k, v in (given.get("extra") or {}).items()}
        values["extra"] = json.dumps(extra, ensure_ascii=False) if extra else None
    return model.model_validate(values)


def _dimensions(facts: Sequence[Row], truths: Sequence[dict[str, Any]]) -> list[Row]:
    names = {
        (kind, row[kind]) for truth in truths for table, kind in FACTS.items() if kind
        for row in truth[table]
    }  # fmt: skip
    made: list[Row] = []
    for kind, name in sorted(names):
        common: dict[str, Any] = {
            "name": name,
            "name_en": None,
            "name_en_source": None,
            "provisional": False,
        }
        life: dict[str, Any] = {"valid_from": None, "valid_to": None, "successor_id": None}
        if kind == "hospital":
            made.append(Hospital(hospital_id=entity_id(name), **common, **life))
        elif kind == "district":
            made.append(District(district_id=entity_id(name), **common, **life))
        else:
            made.append(Channel(channel_id=entity_id(name), feeds=_FEEDS.get(name), **common))
    return made


def _observations(facts: Sequence[Row]) -> list[Row]:
    return [
        _observation(row, field.name, top)
        for top, row in enumerate(facts)
        if row.table.kind == "fact" and "month" in row.table.key
        for field in measure_fields(type(row))
    ]


def _observation(row: Row, measure: str, top: int) -> Row:
    column = entity_column(type(row))
    entity, named = row[column] if column else "", measure
    if row.table.name == "reported_totals":
        entity, named = row["table_name"], row["measure"]
    value = row[measure]
    return Observation(
        table_name=row.table.name, month=row["month"], entity_id=entity, measure=named,
        issue_id=row["issue_id"], occurrence=1,
        value=None if value is None else Decimal(value),
        printed="/" if value is None else str(value),
        unit="", unit_printed="", status="missing" if value is None else "reported", method="text",
        confidence=1.0, page=1, x0=10.0, top=float(top), x1=20.0, bottom=top + 1.0,
        source_sha256="0" * 64,
    )  # fmt: skip
