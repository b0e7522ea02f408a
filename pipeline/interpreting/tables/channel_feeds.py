"""What the channels of an issue add up to, column by column of the table that they feed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal

from pipeline.interpreting.names.entities import resolve
from pipeline.interpreting.names.registry import Registry
from pipeline.interpreting.tables.recognise import Claim
from pipeline.interpreting.tables.rows import Record, records_of
from pipeline.interpreting.text.numbers import read_number
from schemas.relations import ChannelSum

Feeds = Mapping[tuple[str, dt.date], Mapping[str, Decimal]]
"""(table that is fed, month) → its column → sum of the channels that feed it."""


def feeds_of(
    claims: Mapping[int, Claim], months: Mapping[int, dt.date], registry: Registry
) -> Feeds:
    """Sums of the channels by the column that they feed; nothing where one channel is unclear."""
    out: dict[tuple[str, dt.date], Mapping[str, Decimal]] = {}
    for index, claim in claims.items():
        relations = claim.model.table.relations
        relation = next((r for r in relations if isinstance(r, ChannelSum)), None)
        sums = _sums(claim, relation, registry) if relation is not None else None
        if relation is not None and sums:
            out[relation.target, months[index]] = sums
    return out


def _sums(claim: Claim, relation: ChannelSum, registry: Registry) -> dict[str, Decimal] | None:
    sums: dict[str, Decimal] = {}
    for record in records_of(claim):
        if record.kind != "data":
            continue
        fed, value = _channel(record, claim, relation, registry)
        if fed is None or value is None:
            return None
        sums[fed] = sums.get(fed, Decimal(0)) + value
    return sums


def _channel(
    record: Record, claim: Claim, relation: ChannelSum, registry: Registry
) -> tuple[str | None, Decimal | None]:
    assert record.name is not None
    found = resolve(record.name.text, claim.source.entity, registry)
    entity = registry.entity(found.kind, found.entity_id)
    columns = record.layout.measure_columns()
    column = next((c for c, m in columns.items() if m[0].name == relation.measure), None)
    cell = record.cells.get(column) if column is not None else None
    value = read_number(cell.text).value if cell is not None else None
    return (entity.feeds if entity else None), value
